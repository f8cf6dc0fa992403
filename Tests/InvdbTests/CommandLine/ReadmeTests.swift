import Foundation
import TestSupport
import Testing

/// The README can't drift: its console examples are run, in their order and in one folder, and have to print what it says.
@Suite struct ReadmeTests {
    @Test func examplesPrintWhatTheReadmeSays() throws {
        let folder = try TemporaryFolder()
        let examples = try consoleExamples()
        #expect(examples.count > 15)
        for example in examples {
            if example.command.hasPrefix("cat "), let name = example.command.split(separator: " ").last,
                !folder.contains(String(name))
            {
                // The first look at a file is where the README defines it.
                try folder.write(example.output, to: String(name))
            }
            let finished = try Command.shell(example.command, in: folder)
            #expect(
                Self.withoutTimes(finished.output + finished.error) == Self.withoutTimes(example.output),
                "\(example.command)")
        }
    }

    @Test func quickstartPrintsWhatTheReadmeSays() throws {
        let folder = try TemporaryFolder()
        let finished = try Command.run(
            "\(Command.repository)/Examples/quickstart.sh", [], in: folder,
            environment: ["INVDB": Command.invdb, "TMPDIR": folder.path])
        #expect(finished.status == 0)
        #expect(finished.error == "")
        let readme = try text(of: "README.md")
        let block = try #require(
            readme.components(separatedBy: "<!-- quickstart -->\n```text\n").last?.components(separatedBy: "```").first)
        #expect(Self.withoutTimes(finished.output) == Self.withoutTimes(block))
    }

    @Test func everyCommandIsInTheReadme() throws {
        let readme = try text(of: "README.md")
        for command in try Command.all(in: TemporaryFolder()) {
            let words = "invdb \(command.joined(separator: " "))"
            #expect(readme.contains(words), "\(words)")
        }
    }

    private struct Example {
        var command: String
        var output = ""
    }

    /// The commands in blocks marked `console`, each with the lines below it.
    private func consoleExamples() throws -> [Example] {
        var examples: [Example] = []
        var isInside = false
        for line in try text(of: "README.md").components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInside, !examples.isEmpty {
                examples[examples.count - 1].output += line + "\n"
            }
        }
        return examples
    }

    private func text(of name: String) throws -> String {
        try String(contentsOfFile: "\(Command.repository)/\(name)", encoding: .utf8)
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
