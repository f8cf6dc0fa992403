import Foundation
import TestSupport
import Testing

/// README and `docs/` can't drift from the program: their console examples are run, their lists of commands and options are
/// compared with `--help`, and their links are followed.
@Suite struct ReadmeTests {
    /// Each document is run in a folder of its own, so that a reader can begin with any of them.
    @Test("each console example prints what its document says", arguments: try MarkdownDocument.manual())
    func examplesAreRun(document: MarkdownDocument) throws {
        let folder = try TemporaryFolder()
        for example in document.examples {
            if example.command.hasPrefix("cat "), let name = example.command.split(separator: " ").last,
                !folder.contains(String(name))
            {
                // The first look at a file is where the document defines it.
                try folder.write(example.output, to: String(name))
            }
            let finished = try Command.shell(example.command, in: folder)
            #expect(
                Self.withoutTimes(finished.output + finished.error) == Self.withoutTimes(example.output),
                "\(document): \(example.command)")
        }
    }

    @Test("the documents have the examples that are to be run") func examplesAreFound() throws {
        for (path, atLeast) in [
            ("README.md", 8), ("docs/commands.md", 35), ("docs/numbers.md", 15), ("docs/file.md", 8),
            ("docs/risk.md", 5),
        ] {
            #expect(try MarkdownDocument(path).examples.count >= atLeast, "\(path)")
        }
    }

    @Test("a block that is not run says so by its language") func blocksSayWhetherTheyAreRun() throws {
        // `console` is run. The others are never commands to type: output, or source.
        let languages: Set = ["console", "text", "sql", "swift", "python"]
        for document in try MarkdownDocument.manual() {
            for block in document.blocks {
                #expect(languages.contains(block.language), "\(document):\(block.line): \(block.language)")
                if block.language == "console" {
                    #expect(block.lines.first?.hasPrefix("$ ") == true, "\(document):\(block.line)")
                }
            }
            for (number, line) in document.prose {
                #expect(!line.hasPrefix("    "), "\(document):\(number) is an indented block; give it a fence")
            }
        }
    }

    @Test("the quickstart prints what README says") func quickstart() throws {
        let folder = try TemporaryFolder()
        let finished = try Command.run(
            "\(Command.repository)/Examples/quickstart.sh", [], in: folder,
            environment: ["INVDB": Command.invdb, "TMPDIR": folder.path])
        #expect(finished.status == 0)
        #expect(finished.error == "")
        let block = try #require(
            MarkdownDocument("README.md").text.components(separatedBy: "<!-- quickstart -->\n```text\n").last?
                .components(separatedBy: "```").first)
        #expect(Self.withoutTimes(finished.output) == Self.withoutTimes(block))
    }

    @Test("docs/commands.md has a section with an example for every command, and for no other") func commands() throws {
        let folder = try TemporaryFolder()
        let document = try MarkdownDocument("docs/commands.md")
        let commands = try Self.subcommands(in: Command.invdb("help", in: folder).output)
        #expect(commands.count >= 13)
        let headings = document.headings.filter { $0.hasPrefix("invdb ") }.map { String($0.dropFirst(6)) }
        #expect(Set(headings) == Set(commands))
        for command in commands {
            let section = try #require(document.section("invdb \(command)"), "\(command)")
            let help = try Command.invdb("help", command, in: folder).output
            for name in [command] + Self.subcommands(in: help).map({ "\(command) \($0)" }) {
                #expect(section.contains("\n$ invdb \(name)"), "\(name) has no example")
            }
        }
    }

    @Test("docs/commands.md has every option of every command, and no other") func options() throws {
        let folder = try TemporaryFolder()
        let document = try MarkdownDocument("docs/commands.md")
        let common = Self.options(in: try #require(document.section("Options of several commands")))
        var all = common
        for command in try Self.subcommands(in: Command.invdb("help", in: folder).output) {
            let options = Self.options(in: try Command.invdb("help", command, in: folder).output)
            #expect(options.count >= 2)
            let section = Self.options(in: try #require(document.section("invdb \(command)"), "\(command)"))
            #expect(options.subtracting(section).subtracting(common).sorted() == [], "\(command)")
            all.formUnion(options)
        }
        #expect(Self.options(in: document.text).subtracting(all).sorted() == [])
    }

    @Test("docs/file.md has every table and view of the file, with all columns") func schema() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-01,10,2,0,10,1"])
        let document = try MarkdownDocument("docs/file.md")
        let views = try #require(document.section("Views"))
        let columns = try workspace.query(
            """
            SELECT entry.type, entry.name, field.name FROM sqlite_schema AS entry, pragma_table_xinfo(entry.name) AS field
            WHERE entry.type IN ('table', 'view') AND entry.name NOT LIKE 'sqlite_%'
            """
        ).map { $0.components(separatedBy: "|") }
        #expect(columns.count > 100)
        for column in columns {
            let section = try column[0] == "view" ? views : #require(document.section(column[1]), "\(column)")
            #expect(section.contains("`\(column[2])`"), "\(column)")
            #expect(column[0] == "table" || views.contains("| `\(column[1])` |"), "\(column)")
        }
    }

    @Test("links between documents and to files lead somewhere") func links() throws {
        let others = try ["CHANGELOG.md", "CONTRIBUTING.md"].map(MarkdownDocument.init)
        var followed = 0
        for document in try MarkdownDocument.manual() + others {
            for (line, target) in document.links where !target.contains("://") {
                let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                followed += 1
                let file = parts[0].isEmpty ? document.path : Self.path(of: parts[0], from: document.path)
                guard FileManager.default.fileExists(atPath: "\(Command.repository)/\(file)") else {
                    Issue.record("\(document):\(line): there is no \(file)")
                    continue
                }
                guard parts.count > 1 else { continue }
                #expect(try MarkdownDocument(file).anchors.contains(parts[1]), "\(document):\(line): \(target)")
            }
        }
        #expect(followed > 20)
    }

    @Test("README has at most 250 lines, and leads to every document") func readmeIsAStart() throws {
        let readme = try MarkdownDocument("README.md")
        #expect(readme.lineCount <= 250)
        // The pages of the systems are led to by a list of their own.
        let systems = "docs/systems/"
        let targets = Set(
            readme.links.map { $0.target }
                + (try MarkdownDocument("\(systems)README.md").links.map { "\(systems)\($0.target)" }))
        for document in try MarkdownDocument.manual().dropFirst() {
            #expect(targets.contains(document.path), "\(document)")
        }
    }

    /// The path from the root of the repository of what a document links to.
    private static func path(of target: String, from document: String) -> String {
        var parts = document.split(separator: "/").dropLast()
        for part in target.split(separator: "/") {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The names below SUBCOMMANDS in a help text.
    private static func subcommands(in help: String) -> [String] {
        let parts = help.components(separatedBy: "SUBCOMMANDS:")
        guard parts.count > 1 else { return [] }
        return parts[1].split(separator: "\n").compactMap { line in
            // Continued lines are indented further.
            guard line.hasPrefix("  "), !line.hasPrefix("   "), let name = line.split(separator: " ").first else {
                return nil
            }
            return name == "See" ? nil : String(name)
        }
    }

    /// The long options that a text names.
    private static func options(in text: String) -> Set<String> {
        Set(text.matches(of: #/(?:^|[^a-z-])(--[a-z][a-z-]*)/#.anchorsMatchLineEndings()).map { String($0.output.1) })
    }

    /// Output without what differs from run to run: times, rates, the version, and temporary folders.
    private static func withoutTimes(_ text: String) -> String {
        text.replacing(#/\d+\.\d+ s\b/#, with: "N s")
            .replacing(#/\([\d,]+ series a second\)/#, with: "(N series a second)")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "TIME")
            // The seconds of a run, and the version that made it.
            .replacing(#/\d+\.\d\d +\d+\.\d+\.\d+/#, with: "N V")
            .replacing(#/export are in .*/#, with: "export are in FOLDER")
            .trimmingCharacters(in: .newlines)
    }
}
