import Foundation

/// How a summary is written.
package enum SummaryFormat: String, CaseIterable, Sendable {
    /// Sentences for people.
    case text
    /// One object for programs.
    case json
}

extension Encodable {
    /// The value as a JSON object on one line, with the names of its properties in snake case. What is nil has no key.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
