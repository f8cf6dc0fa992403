import Foundation

/// Files below `Tests/Fixtures`.
public enum Fixture {
    /// - Parameter name: with its folder, as `oracles/projection.csv`.
    public static func path(of name: String) -> String { "\(Command.repository)/Tests/Fixtures/\(name)" }

    public static func bytes(of name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path(of: name))))
    }

    /// The rows of a table, each by the names in the first line. No field has a comma, a quote or a line end in it.
    public static func table(_ name: String) throws -> [[String: String]] {
        let text = try String(contentsOfFile: path(of: name), encoding: .utf8)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return try lines.dropFirst().map { fields in
            guard fields.count == lines[0].count else { throw MalformedTable(name: name, row: fields) }
            return Dictionary(uniqueKeysWithValues: zip(lines[0], fields))
        }
    }

    private struct MalformedTable: Error {
        var name: String
        var row: [String]
    }
}
