import InventoryStore
import Platform

/// An identifier that is taken as it is, and is probably not what was meant.
package struct IdentifierWarning: Equatable, Sendable {
    /// Where it is first.
    package var line: Int
    package var text: String
}

/// Looks at the identifiers that an import adds.
///
/// The same letter can be one character or a letter and an accent (`é`, `e´`), and what looks like one product is then two:
/// neither a mistake that an import could mend, as other programs compare bytes too, nor one that people can see. The same
/// holds for marks that have no width. A line end within an identifier mostly comes from a quote at a wrong place, which makes
/// an identifier of the rows behind it.
///
/// This is done once for each new identifier, and costs an ASCII one the look at its bytes.
struct IdentifierWarnings {
    private let column: ImportColumn
    /// Keys of the identifiers that are not ASCII, by a hash that all forms of a text share. Built when it is first needed.
    private var keys: [Int: Int32]?

    init(_ column: ImportColumn) { self.column = column }

    /// - Parameter new: the identifiers added last to `table`.
    /// - Parameter line: the line that a key of these first appears in.
    /// - Returns: how many warnings there are, and the first `limit` of them: to find their lines takes time.
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

    /// The identifier that is the same text in other bytes; `text` is remembered.
    private mutating func other(_ text: String, _ key: Int32, in table: IdentifierTable, known: Int32) -> String? {
        var keys = keys ?? Self.keys(in: table, upTo: known)
        defer { self.keys = keys }
        self.keys = nil
        // Strings are equal, and have the same hash, when they are canonically equivalent, however they are written.
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
    /// What its identifiers are of.
    fileprivate var things: String { self == .storeID ? "stores" : "products" }
}
