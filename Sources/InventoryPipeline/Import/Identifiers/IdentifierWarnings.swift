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
            let isFolded = IdentifierForm.isFolded(bytes)
            if !isFolded || !folded.isEmpty {
                if let twin = Self.twin(of: new[index], key, isFolded, in: &table, &folded) { warn(.looksLike(twin)) }
            }
            if !isFolded, let remark = Self.remark(on: new[index], bytes) { warn(remark) }
            if let mangling = IdentifierForm.mangling(of: bytes) { warn(.spreadsheet(mangling)) }
            if column == .productID, IdentifierForm.isTotal(bytes) { warn(.total) }
        }
        self.folded = folded
        return (count, warnings)
    }

    /// An earlier identifier that looks the same. The identifier is remembered for later ones.
    private static func twin(
        of text: String, _ key: Int32, _ isFolded: Bool, in table: inout IdentifierTable, _ folded: inout [Int: Int32]
    ) -> String? {
        var form = isFolded ? text : IdentifierForm.folded(text)
        // One that is its own form is in the table; others are remembered by their form.
        var other = isFolded ? nil : form.withUTF8 { table.key(of: $0) }
        // Of two, the later one is named.
        if other.map({ $0 >= key }) ?? true { other = folded[form.hashValue] }
        if !isFolded, folded.count < mostFolded, folded[form.hashValue] == nil { folded[form.hashValue] = key }
        guard let twin = other.map(table.identifier) else { return nil }
        return IdentifierForm.folded(twin) == form && !twin.utf8.elementsEqual(text.utf8) ? twin : nil
    }

    /// What can't be seen in an identifier.
    private static func remark(on text: String, _ bytes: ArraySlice<UInt8>) -> IdentifierWarning.Remark? {
        if bytes.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) { return .lineEnd }
        if IdentifierForm.hasOuterBlank(text) { return .outerBlank }
        let hasInvisible = text.unicodeScalars.contains { DisplayText.isInvisible($0) || $0 == "\u{A0}" }
        return hasInvisible ? .invisible : nil
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
