import InventoryStore
import Platform

/// Examines the identifiers that an import adds.
///
/// What looks like one product is two if the bytes differ: a blank at the end, a no-break space, a Cyrillic А, an accent as a
/// character of its own. An import can't correct this, because other programs compare bytes too, and people can't see it. A line
/// end in an identifier mostly comes from a quote in a wrong place, which turns the following rows into a part of the identifier.
///
/// Each new identifier is examined once. For one of capitals, digits and signs this costs one pass over its bytes, and a look-up
/// if other ones have been met before.
struct IdentifierWarnings {
    private let column: ImportColumn
    /// Keys of the identifiers that fold into another text, by the hash of that text. Built on first use.
    private var folded: [Int: Int32]?
    /// Each takes 24 bytes, so there is a limit: a catalogue in small letters has all of its identifiers here.
    private static let mostFolded = 1 << 20

    init(_ column: ImportColumn) { self.column = column }

    /// - Parameter new: the identifiers added last to `table`.
    /// - Parameter line: the line on which the identifier with a key first occurs.
    /// - Returns: the number of warnings, and the first `limit` of them. The number is limited because finding their
    ///   lines takes time.
    mutating func examine(
        _ new: IdentifierList, in table: inout IdentifierTable, limit: Int, line: (Int32) -> Int
    ) -> (count: Int, first: [IdentifierWarning]) {
        guard new.count > 0 else { return (0, []) }
        var warnings: [IdentifierWarning] = []
        var count = 0
        let known = table.greatestKey - Int32(new.count)
        var folded = self.folded ?? Self.folded(in: table, upTo: known)
        defer { self.folded = folded }
        self.folded = nil
        for index in 0..<new.count {
            let bytes = new.bytes[new.range(of: index)]
            let key = known + 1 + Int32(index)
            func warn(_ remark: IdentifierWarning.Remark) {
                count += 1
                guard warnings.count < limit else { return }
                warnings.append(
                    IdentifierWarning(line: line(key), column: column, identifier: new[index], remark: remark))
            }
            let isPlain = IdentifierForm.isFolded(bytes)
            if !isPlain || !folded.isEmpty {
                let text = new[index]
                let form = isPlain ? text : IdentifierForm.folded(text)
                var other: Int32?
                // One that is its own form is in the table; others are remembered by their form.
                if !isPlain {
                    var form = form
                    other = form.withUTF8 { table.key(of: $0) }
                }
                // Of two, the later one is named.
                if other.map({ $0 >= key }) ?? true { other = folded[form.hashValue] }
                if let other {
                    let twin = table.identifier(of: other)
                    if IdentifierForm.folded(twin) == form, !(twin.utf8.elementsEqual(text.utf8)) {
                        warn(.looksLike(twin))
                    }
                }
                if !isPlain, folded.count < Self.mostFolded, folded[form.hashValue] == nil {
                    folded[form.hashValue] = key
                }
                if !isPlain {
                    if bytes.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
                        warn(.lineEnd)
                    } else if IdentifierForm.hasOuterBlank(text) {
                        warn(.outerBlank)
                    } else if text.unicodeScalars.contains(where: { DisplayText.isInvisible($0) || $0 == "\u{A0}" }) {
                        warn(.invisible)
                    }
                }
            }
            if let mangling = IdentifierForm.mangling(of: bytes) { warn(.spreadsheet(mangling)) }
            if column == .productID, IdentifierForm.isTotal(bytes) { warn(.total) }
        }
        return (count, warnings)
    }

    private static func folded(in table: IdentifierTable, upTo known: Int32) -> [Int: Int32] {
        var keys: [Int: Int32] = [:]
        guard known > 0 else { return keys }
        for key in 1...known where keys.count < mostFolded {
            let text = table.identifier(of: key)
            if !IdentifierForm.isFolded(Array(text.utf8)[...]) { keys[IdentifierForm.folded(text).hashValue] = key }
        }
        return keys
    }
}
