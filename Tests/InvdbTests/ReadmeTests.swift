import Foundation
import TestSupport
import Testing

/// README and `docs/` can't drift from the program: their console examples are run, their lists of commands and options are
/// compared with `--help`, and their links are followed.
@Suite struct ReadmeTests {
    /// Each document is run in a folder of its own, so that a reader can begin with any of them.
    @Test("each console example prints what its document says") func examplesAreRun() throws {
        let documents = try MarkdownDocument.manual()
        for document in documents {
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
        for (path, atLeast) in [("docs/commands.md", 30), ("docs/numbers.md", 5)] {
            #expect((documents.first { $0.path == path }?.examples.count ?? 0) >= atLeast, "\(path)")
        }
    }

    @Test("a block that is not run says so by its language") func blocksSayWhetherTheyAreRun() throws {
        // `console` is run. The others are never commands to type: output, or source.
        let languages: Set = ["console", "text", "sql", "swift"]
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

    @Test("every command is in docs/commands.md") func commands() throws {
        let document = try MarkdownDocument("docs/commands.md")
        let commands = try Self.subcommands(in: Command.invdb("help", in: TemporaryFolder()).output)
        #expect(commands.count >= 13)
        for command in commands { #expect(document.text.contains("invdb \(command)"), "\(command)") }
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
        #expect(followed > 10)
    }

    @Test("README has at most 250 lines, and leads to every document") func readmeIsAStart() throws {
        let readme = try MarkdownDocument("README.md")
        #expect(readme.lineCount <= 250)
        let targets = Set(readme.links.map { $0.target })
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

    /// Output without what differs from run to run: seconds, rates, and temporary folders.
    private static func withoutTimes(_ text: String) -> String {
        text.replacing(#/\d+\.\d+ s\b/#, with: "N s").replacing(
            #/\([\d,]+ series a second\)/#, with: "(N series a second)"
        )
        .replacing(#/export are in .*/#, with: "export are in FOLDER")
        .trimmingCharacters(in: .newlines)
    }
}
