import Foundation
import TestSupport
import Testing

/// How the files of a system are read, said once.
@Suite struct ImportProfileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importing(_ options: String...) throws -> Finished {
        try Command.run(Command.invdb, ["import", "stock.csv"] + options, in: folder)
    }

    @Test("A saved profile reads the next file in the same way")
    func saved() throws {
        try folder.write(
            "Report\nWH|Item No|Bin|Stock on day|Held\nOslo/1|0007|a|1.234,5|4,5\nOslo/2|7|b|10|\nTotal|||1.244,5|\n",
            to: "stock.csv")
        let options = [
            "--map", "product_id=Item No", "--map", "initial_inventory=Stock on day", "--map", "store_id=WH",
            "--numbers", "1.234,5",
            "--sum", "--strip-zeros", "--part", "store_id=*/*", "--skip-rows", "Total*", "--net-of", "Held",
            "--delimiter", "|",
            "--set", "lead_time_days=14", "--overdue", "+2", "--header-line", "2",
        ]
        let first = try Command.run(
            Command.invdb, ["import", "stock.csv", "--as-of", "2024-03-04", "--save-profile", "mine.toml"] + options,
            in: folder)
        #expect(first.status == 0, "\(first)")
        let inventory = try folder.inventory()
        #expect(inventory == ["Oslo|7|2024-03-04|1240.0||0.0|90|1"])
        try FileManager.default.removeItem(atPath: folder.path(of: "invdb.db"))
        let second = try importing("--as-of", "2024-03-04", "--profile", "./mine.toml", "--save-profile", "again.toml")
        #expect(second.status == 0, "\(second)")
        #expect(try folder.inventory() == inventory)
        #expect(try folder.rows("SELECT lead_time_days FROM supply_terms") == ["14"])
        #expect(try folder.bytes(of: "again.toml") == folder.bytes(of: "mine.toml"))
    }

    @Test("Every option counts before the profile")
    func optionsWin() throws {
        try folder.write(
            "kind = \"products\"\nsum = true\ndecimal = \",\"\nstore = \"P\"\n[map]\nproduct_id = \"one\"\n",
            to: "p.toml")
        try folder.write("one;two;on hand\nA;B;1,5\n", to: "stock.csv")
        func products(_ options: String...) throws -> [String] {
            let finished = try Command.run(
                Command.invdb, ["import", "stock.csv", "--as-of", "2024-03-04", "--profile", "./p.toml"] + options,
                in: folder)
            #expect(finished.status == 0, "\(finished)")
            return try folder.rows(
                "SELECT store_id, product_id, on_hand FROM inventory JOIN store USING (store_key) JOIN product USING (product_key)"
            )
        }
        #expect(try products() == ["P|A|1.5"])
        #expect(try products("--store", "Q", "--map", "product_id=two") == ["P|A|1.5", "Q|B|1.5"])
        try folder.write("one;two;on hand\nA;B;1.5\nA;C;1\n", to: "stock.csv")
        try importing("--as-of", "2024-03-04", "--profile", "./p.toml").expectFailure("on hand is “1.5”")
        try importing("--as-of", "2024-03-04", "--profile", "./p.toml", "--decimal", ".", "--no-sum").expectFailure(
            "product A is here a second time")
        #expect(try products("--decimal", ".") == ["P|A|2.5", "Q|B|1.5"])
    }

    @Test("A profile may name columns that a file lacks")
    func otherFiles() throws {
        try folder.write(
            "[map]\nproduct_id = [\"none\", \"SKU\"]\nreceipt_date = \"never\"\nunit_cost = \"Price\"\n", to: "p.toml")
        try folder.write("SKU,on hand\nA,1\n", to: "stock.csv")
        #expect(try importing("--as-of", "2024-03-04", "--profile", "./p.toml").status == 0)
    }

    @Test(
        "A profile that can't be read says where and why",
        arguments: [
            ("sum = yes\n", "p.toml:1: expected a value"), ("numbers = \"1.2.3.4,5x\"\n", "p.toml:1: numbers:"),
            ("\n\nfoo = \"x\"\n", "p.toml:3: foo: a profile has no such key; it has kind, sheet, store"),
            ("[map]\nfoo = \"x\"\n", "p.toml:2: foo: no file has such a column"),
            ("[other]\na = \"b\"\n", "p.toml:2: a: the tables of a profile are"),
            ("sum\n", "p.toml:1: expected KEY = VALUE"), ("store = \"a\n", "p.toml:1: a quote is not closed"),
            ("store = \"a\" b\n", "p.toml:1: there is something behind the value"),
            ("sum = true\nsum = true\n", "p.toml:2: sum is here a second time"),
            ("wide = [\"a\"\n", "p.toml:1: a list has commas"), ("sum = \"x\"\n", "p.toml:1: sum: it is true or false"),
            ("kind = \"harvest\"\n", "p.toml:1: kind: “harvest” is not one of its values"),
        ])
    func faults(text: String, message: String) throws {
        try folder.write(text, to: "p.toml")
        try folder.write("SKU,on hand\nA,1\n", to: "stock.csv")
        let finished = try importing("--as-of", "2024-03-04", "--profile", "p.toml")
        #expect(finished.status == 64)
        #expect(finished.error.contains(message), "\(finished)")
        #expect(!FileManager.default.fileExists(atPath: folder.path(of: "invdb.db")))
    }

    @Test("A system that there is no profile for is named with those that there are")
    func unknown() throws {
        try folder.write("SKU,on hand\nA,1\n", to: "stock.csv")
        let finished = try importing("--as-of", "2024-03-04", "--profile", "oddo")
        #expect(finished.status == 64)
        #expect(finished.error.contains("There is no profile oddo; did you mean odoo?\n"))
        let other = try importing("--as-of", "2024-03-04", "--profile", "mine")
        #expect(other.error.contains("There is no profile mine; there are amazon-fba, "))
        try importing("--as-of", "2024-03-04", "--profile", "./none.toml").expectFailure("Can't read ./none.toml")
    }

    /// The pages in `docs/systems` show an import with each.
    @Test("Every profile of a system has a page, and the other way round")
    func pages() throws {
        let help = try Command.run(Command.invdb, ["help", "import"], in: folder).output
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Command.repository)/docs/systems")
            .filter { $0 != "README.md" }.map { String($0.dropLast(3)) }.sorted()
        let profiles = try FileManager.default.contentsOfDirectory(
            atPath: "\(Command.repository)/Sources/invdb/Profiles"
        )
        .map { String($0.dropLast(5)) }.sorted()
        #expect(names == profiles)
        let words = Set(help.split { " \n,()".contains($0) }.map(String.init))
        for name in names { #expect(words.contains(name), "\(name) is not in the help") }
    }
}
