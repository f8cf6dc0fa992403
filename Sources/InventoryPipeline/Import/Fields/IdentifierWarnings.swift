import InventoryStore
import Platform

/// A warning about an identifier that is imported unchanged, but is probably not the intended one.
package struct IdentifierWarning: Equatable, Sendable {
    /// The line where the identifier first occurs.
    package var line: Int
    package var text: String
}

/// Examines the identifiers that an import adds.
///
/// The same letter can be one character, or a letter and an accent (`é`, `e´`). What looks like one product is then
/// two. An import can't correct this, because other programs compare bytes too, and people can't see it. The same holds
/// for characters without width. A line end in an identifier mostly comes from a quote in a wrong place, which turns
/// the following rows into a part of the identifier.
///
/// Each new identifier is examined once. For an ASCII identifier this costs one pass over its bytes.
struct IdentifierWarnings {
    private let column: ImportColumn
    /// Keys of the identifiers that are not ASCII, by a hash that all forms of a text share. Built on first use.
    private var keys: [Int: Int32]?

    init(_ column: ImportColumn) { self.column = column }

    /// - Parameter new: the identifiers added last to `table`.
    /// - Parameter line: the line on which the identifier with a key first occurs.
    /// - Returns: the number of warnings, and the first `limit` of them. The number is limited because finding their
    ///   lines takes time.
    mutating func examine(
        _ new: IdentifierList, in table: IdentifierTable, limit: Int, line: (Int32) -> Int
    ) -> (count: Int, first: [IdentifierWarning]) {
        var warnings: [IdentifierWarning] = []
        var count = 0
        let known = table.greatestKey - Int32(new.count)
        for index in 0..<new.count {
            let bytes = new.bytes[new.range(of: index)]
            let isASCII = bytes.allSatisfy { $0 < 0x80 }
            guard !isASCII || bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { continue }
            let key = known + 1 + Int32(index)
            let text = new[index]
            func warn(_ remark: @autoclosure () -> String) {
                count += 1
                guard warnings.count < limit else { return }
                warnings.append(
                    IdentifierWarning(line: line(key), text: "\(column.name) “\(DisplayText.of(text))” \(remark())")
                )
            }
            if !isASCII, let twin = other(text, key, in: table, known: known) {
                warn(
                    "is written \(DisplayText.spelt(text)) here and \(DisplayText.spelt(twin)) elsewhere: "
                        + "two \(column.things) that look the same")
            }
            if bytes.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
                warn("has a line end in it; is a quote at a wrong place?")
            } else if text.unicodeScalars.contains(where: DisplayText.isInvisible) {
                warn("has a character that can't be seen")
            }
        }
        return (count, warnings)
    }

    /// The identifier that is the same text in other bytes; nil if there is none. `text` is remembered.
    private mutating func other(_ text: String, _ key: Int32, in table: IdentifierTable, known: Int32) -> String? {
        var keys = keys ?? Self.keys(in: table, upTo: known)
        defer { self.keys = keys }
        self.keys = nil
        // Strings are equal and have equal hashes if they are canonically equivalent, even if their bytes differ.
        guard let first = keys[text.hashValue] else {
            keys[text.hashValue] = key
            return nil
        }
        let twin = table.identifier(of: first)
        return twin == text ? twin : nil
    }

    private static func keys(in table: IdentifierTable, upTo known: Int32) -> [Int: Int32] {
        var keys: [Int: Int32] = [:]
        guard known > 0 else { return keys }
        for key in 1...known {
            let text = table.identifier(of: key)
            if !text.utf8.allSatisfy({ $0 < 0x80 }) { keys[text.hashValue] = key }
        }
        return keys
    }
}

extension ImportColumn {
    /// What the identifiers of this column identify.
    fileprivate var things: String { self == .storeID ? "stores" : "products" }
}
