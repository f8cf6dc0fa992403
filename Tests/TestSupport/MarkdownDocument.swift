import Foundation

/// A Markdown document of the repository, taken apart as far as the tests of the documents need it.
public struct MarkdownDocument: Sendable, CustomStringConvertible {
    /// A fenced block: three backticks with a language, lines, three backticks.
    public struct Block: Sendable {
        public var language: String
        /// The number of the line with the opening fence.
        public var line: Int
        public var lines: [String] = []
    }

    /// A command of a block marked `console`, and what the document says that it prints.
    public struct Example: Sendable {
        public var command: String
        public var output = ""
    }

    /// Its path from the root of the repository, such as `docs/file.md`.
    public let path: String
    public let text: String
    public private(set) var blocks: [Block] = []
    /// The lines outside of blocks, with their numbers.
    public private(set) var prose: [(number: Int, text: String)] = []

    public var description: String { path }
    public var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count }

    public init(_ path: String) throws {
        self.path = path
        text = try String(contentsOfFile: "\(Command.repository)/\(path)", encoding: .utf8)
        var open: Block?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(language: String(line.dropFirst(3)), line: index + 1)
                }
            } else if open != nil {
                open?.lines.append(line)
            } else {
                prose.append((index + 1, line))
            }
        }
        if let open { blocks.append(open) }
    }

    /// The documents whose examples are run: README and every file in `docs/` and `docs/systems/`.
    public static func manual() throws -> [MarkdownDocument] {
        let files = try ["docs", "docs/systems"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: "\(Command.repository)/\(folder)")
                .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
        }
        return try (["README.md"] + files).map(Self.init)
    }

    /// The commands of the blocks marked `console`, in their order, each with the lines below it.
    public var examples: [Example] {
        var examples: [Example] = []
        for block in blocks where block.language == "console" {
            for line in block.lines {
                if line.hasPrefix("$ ") {
                    examples.append(Example(command: String(line.dropFirst(2))))
                } else if !examples.isEmpty {
                    examples[examples.count - 1].output += line + "\n"
                }
            }
        }
        return examples
    }

    /// The headings without their number signs.
    public var headings: [String] { prose.compactMap { Self.heading($0.text)?.title } }

    /// The names by which a link reaches a heading, as GitHub makes them: small letters, hyphens for spaces, no other
    /// punctuation, and a number if the same name was taken before.
    public var anchors: Set<String> {
        var anchors: Set<String> = []
        for heading in headings {
            let name = heading.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                .replacing(" ", with: "-")
            var (anchor, number) = (name, 0)
            while !anchors.insert(anchor).inserted {
                number += 1
                anchor = "\(name)-\(number)"
            }
        }
        return anchors
    }

    /// The targets of the links in the prose, with the numbers of their lines.
    public var links: [(line: Int, target: String)] {
        prose.flatMap { number, line in
            line.matches(of: #/\]\(([^)\s]+)\)/#).map { (number, String($0.output.1)) }
        }
    }

    /// What is below a heading up to the next one of the same level or above, blocks and headings included; nil if there is no
    /// such heading.
    public func section(_ title: String) -> String? {
        guard let start = prose.firstIndex(where: { Self.heading($0.text)?.title == title }) else { return nil }
        let level = Self.heading(prose[start].text)?.level ?? 1
        let end = prose[(start + 1)...].first { (Self.heading($0.text)?.level ?? .max) <= level }
        let lines = text.components(separatedBy: "\n")
        return lines[prose[start].number..<(end.map { $0.number - 1 } ?? lines.count)].joined(separator: "\n")
    }

    private static func heading(_ line: String) -> (level: Int, title: String)? {
        guard let match = line.wholeMatch(of: #/(#{1,6}) (.+)/#) else { return nil }
        return (match.output.1.count, String(match.output.2))
    }
}
