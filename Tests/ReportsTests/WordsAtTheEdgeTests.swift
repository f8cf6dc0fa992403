import Foundation
import Testing

/// Flags and commands are known to Reports and to the command line only: the other modules give facts, which a page or
/// another program can put into words of its own.
@Suite struct WordsAtTheEdgeTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    private static let modules = [
        "Platform", "CSV", "Arrow", "BulkSQLite", "Forecasting", "InventoryStore", "InventoryPipeline",
    ]

    /// Files that may name flags or commands, and why.
    private static let exceptions: [String: String] = [:]

    @Test func noLowerModuleKnowsTheCommandLine() throws {
        let commands = try FileManager.default.contentsOfDirectory(
            atPath: Self.sources.appending(path: "invdb/Commands").path
        ).map { $0.replacing(".swift", with: "").lowercased() }
        #expect(commands.contains("import"))
        var looked = 0
        for module in Self.modules {
            let folder = Self.sources.appending(path: module)
            for case let name as String in try #require(FileManager.default.enumerator(atPath: folder.path))
            where name.hasSuffix(".swift") {
                let path = "\(module)/\(name)"
                looked += 1
                let found = try Self.words(
                    in: String(contentsOf: folder.appending(path: name), encoding: .utf8), commands)
                if Self.exceptions[path] != nil {
                    #expect(!found.isEmpty, "\(path) is an exception without need.")
                } else {
                    #expect(found.isEmpty, "\(path) has words of the command line: \(found)")
                }
            }
        }
        #expect(looked > 50)
    }

    @Test(arguments: [
        (#"throw E("name it with --db")"#, true), (#"let a = "x" // --db"#, false), ("/// `--db` names it", false),
        (#"throw E("begin with: invdb import FILE")"#, true), (#"E("as invdb makes it")"#, false),
        ("let a = \"\"\"\n    name it --db\n    \"\"\"", true),
        ("let a = \"\"\"\n    SELECT 1 -- one\n    \"\"\"", false),
        (#"E("https://x --db")"#, true),
    ])
    func literalsAreFound(code: String, isFound: Bool) throws {
        #expect(try Self.words(in: code, ["import"]).isEmpty == !isFound)
    }

    /// The lines whose literals have flags or commands of the program.
    private static func words(in text: String, _ commands: [String]) throws -> [String] {
        let pattern = try Regex("--[a-z]|\\binvdb (\(commands.joined(separator: "|")))\\b")
        var isInBlock = false
        var found: [String] = []
        for line in text.split(separator: "\n") {
            let quotes = line.ranges(of: "\"\"\"").count
            let literals = isInBlock ? String(line) : Self.literals(of: String(line))
            if quotes == 1 { isInBlock.toggle() }
            if literals.contains(pattern) { found.append(line.trimmingCharacters(in: .whitespaces)) }
        }
        return found
    }

    /// A line without its comment and without what is before the first quote and behind the last one.
    private static func literals(of line: String) -> String {
        var quotes = 0
        var end = line.endIndex
        var last: Character = " "
        for index in line.indices {
            if line[index] == "\"", last != "\\" { quotes += 1 }
            if line[index] == "/", last == "/", quotes % 2 == 0 {
                end = index
                break
            }
            last = line[index]
        }
        let code = line[..<end]
        guard let first = code.firstIndex(of: "\""), let last = code.lastIndex(of: "\"") else { return "" }
        return String(code[first...last])
    }
}
