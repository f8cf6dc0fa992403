#!/usr/bin/env python3
"""Tests of structure.py: made-up folders of Swift files, through the real command.

    structure_test.py [-v]
"""

import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "structure.py")


class StructureTest(unittest.TestCase):
    def check(self, files, *options):
        """The exit code and the output for files by their paths; the first folder of a path is the module."""
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                path = os.path.join(folder, path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            done = subprocess.run([sys.executable, SCRIPT, *options, folder], capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            return done.returncode, done.stdout

    def assert_circle(self, files, *reasons):
        code, output = self.check(files)
        self.assertEqual(code, 1, output)
        self.assertIn("Circles: 1,", output)
        for reason in reasons:
            self.assertIn(reason, output)

    def assert_no_circle(self, files):
        code, output = self.check(files)
        self.assertIn("Circles: 0,", output)
        self.assertEqual(code, 0, output)

    # Limits

    def test_a_folder_may_have_as_many_files_as_the_limit(self):
        files = {f"M/Part{number}.swift": "" for number in range(16)}
        files["M/Inner/More.swift"] = ""
        self.assertEqual(self.check(files)[0], 0)

    def test_a_folder_above_the_limit_is_named(self):
        code, output = self.check({f"M/Part{number}.swift": "" for number in range(17)})
        self.assertEqual(code, 1)
        self.assertIn("/M has 17 Swift files", output)

    def test_options_change_the_limits(self):
        files = {"M/A.swift": "struct A { var b: B? }", "M/B.swift": "struct B { var a: [A] }"}
        self.assertEqual(self.check(files, "--max-folder", "1", "--max-circles", "1")[0], 1)
        self.assertEqual(self.check(files, "--max-folder", "2", "--max-circles", "0")[0], 1)
        self.assertEqual(self.check(files, "--max-folder", "2", "--max-circles", "1")[0], 0)

    # Circles

    def test_two_files_that_use_each_other(self):
        self.assert_circle(
            {
                "M/Cook.swift": "struct Cook {\n    var waiter: Waiter?\n}",
                "M/Waiter.swift": "final class Waiter { let cook: Cook }",
            },
            "2 files", "Cook.swift uses Waiter.swift: Waiter (2)", "Waiter.swift uses Cook.swift: Cook (1)")

    def test_a_circle_through_three_files_and_folders(self):
        self.assert_circle(
            {
                "M/One/A.swift": "enum A { case b(B) }",
                "M/Two/B.swift": "protocol B { func c() -> C }",
                "M/C.swift": "actor C { let a = A.self }",
                "M/D.swift": "struct D { let a: A, b: any B }",
            },
            "3 files", "A.swift uses B.swift: B (1)", "B.swift uses C.swift: C (1)", "C.swift uses A.swift: A (1)")

    def test_a_circle_across_modules(self):
        self.assert_circle(
            {"M/A.swift": "import N\nstruct A { var b: B }", "N/B.swift": "import M\npublic struct B { var a: M.A }"},
            "A.swift uses B.swift: B (2)", "B.swift uses A.swift: A (2)")

    def test_one_way_is_no_circle(self):
        self.assert_no_circle(
            {
                "M/A.swift": "struct A { var b: B, c: C }",
                "M/B.swift": "struct B { var c: C }",
                "M/C.swift": "struct C {}",
            })

    def test_an_alias_and_a_global_function_are_names_too(self):
        self.assert_circle(
            {
                "M/A.swift": "typealias Number = Int\nlet two = twice(1)",
                "M/B.swift": "func twice(_ it: Number) -> Number { it + it }",
            },
            "A.swift uses B.swift: twice (2)", "B.swift uses A.swift: Number (1)")

    # What is no use of a name

    def test_comments_and_texts_use_nothing(self):
        self.assert_no_circle(
            {
                "M/A.swift": 'struct A {\n// B\n/* B /* B */ B */\nlet one = "B \\"B", two = #"\\("B")"#\n'
                'let three = """\n  B "B"\n  """\n}',
                "M/B.swift": "struct B { let a: A }",
            })

    def test_code_within_a_text_does(self):
        self.assert_circle(
            {"M/A.swift": 'struct A { let text = "it is \\(B(x: "(").name)" }', "M/B.swift": "struct B { let a: A }"},
            "A.swift uses B.swift: B (1)")

    def test_nested_types_of_one_name_are_different_types(self):
        self.assert_no_circle(
            {
                "M/A.swift": "struct A {\n    enum Kind { case one }\n    var kind: Kind\n}",
                "M/B.swift": "struct B {\n    struct Kind {}\n    var kinds: [Kind], a: A.Kind\n}",
            })

    def test_a_private_type_hides_others_of_its_name(self):
        self.assert_no_circle(
            {
                "M/A.swift": "struct A { let line: Line }\nprivate struct Line {}",
                "M/B.swift": "struct B { let a: A }\nprivate struct Line {}",
                "M/Line.swift": "struct Line { let a: A }",
            })

    def test_a_generic_parameter_hides_a_type_of_its_name(self):
        self.assert_no_circle(
            {"M/A.swift": "struct Box<Row> { let row: Row }", "M/B.swift": "struct Row { let box: Box<Int> }"})

    def test_a_type_of_a_module_that_is_not_imported_is_not_meant(self):
        self.assert_no_circle(
            {"M/A.swift": "struct A { let date: Data }", "N/B.swift": "import M\nstruct Data { let a: A }"})

    def test_labels_and_variables_of_a_name_are_not_the_function(self):
        self.assert_no_circle(
            {
                "M/A.swift": "struct A {}\nfunc scale(total: Int) { use(total: total); let total = 1; print(total) }",
                "M/B.swift": "func total(_ a: A) {}",
            })

    # Members in another file than their type

    def test_the_file_of_an_extension_is_used_through_its_members(self):
        self.assert_circle(
            {
                "M/A.swift": "struct A { }",
                "M/A+Report.swift": "extension A { func report(to other: Reader) { } }",
                "M/Reader.swift": "struct Reader { func go(_ a: A) { a.report(to: self) } }",
            },
            "Reader.swift uses A+Report.swift: A.report (1)", "A+Report.swift uses Reader.swift: Reader (1)")

    def test_within_a_type_its_members_need_no_dot(self):
        self.assert_circle(
            {
                "M/A.swift": "struct A { func go() { report() } }",
                "M/A+Report.swift": "extension A { func report() { } }",
            },
            "A.swift uses A+Report.swift: A.report (1)", "A+Report.swift uses A.swift: A (1)")

    def test_a_static_member_and_an_initializer_behind_a_types_name(self):
        self.assert_circle(
            {
                "M/A.swift": "struct A { init(one: Int) {} }",
                "M/A+More.swift": "extension A {\n    init(user: User) {}\n    static func make() {}\n}",
                "M/User.swift": "struct User {\n    func go() { A.make() }\n    func new() { _ = A(user: self) }\n}",
            },
            "User.swift uses A+More.swift: A.init (3), A.make (2)")

    def test_an_initializer_with_other_labels_is_another_one(self):
        self.assert_no_circle(
            {
                "M/A.swift": "struct A { init(one: Int, two: Int = 0) {} }",
                "M/A+More.swift": "extension A { init(user: User) {} }",
                "M/User.swift": "struct User { func new() { _ = A(one: 1) } }",
            })

    def test_a_member_of_two_types_is_not_attributed(self):
        self.assert_no_circle(
            {
                "M/A+Report.swift": "extension String { func report(_ it: Reader) { } }",
                "M/B.swift": "struct B { func report(_ it: Int) { } }",
                "M/Reader.swift": "struct Reader { func go(_ b: B) { b.report(1) } }",
            })

    def test_a_member_of_a_protocols_extension(self):
        self.assert_circle(
            {
                "M/Shown.swift": "protocol Shown {}",
                "M/Shown+Text.swift": "extension Shown { func shownText() -> Table { Table() } }",
                "M/Table.swift": "struct Table: Shown { func go() { print(shownText()) } }",
            },
            "Table.swift uses Shown+Text.swift: Shown.shownText (1)")

    # What to do with nothing

    def test_a_folder_without_files_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no Swift files", done.stderr)


if __name__ == "__main__":
    unittest.main()
