/// Tells the rows that the user has said don't count: totals and rules by their first text, others by the text of a column.
///
/// A class, because it keeps what has been found of texts that come again.
final class SkippedRows {
    private let patterns: [StarPattern]
    private let conditions: [(place: Int, condition: RowCondition)]
    /// Whether a first text is one of those of rows that don't count, and whether a text meets a condition, by its place.
    private var skips = KnownTexts<Bool>(count: 4096)
    private var meets: [KnownTexts<Bool>]

    /// nil if all rows count.
    init?(_ request: ImportRequest, _ mapping: ColumnMapping) {
        patterns = request.skipped
        conditions = request.conditions.flatMap { condition in
            mapping.header.indices.filter { mapping.header[$0].lowercased() == condition.column.lowercased() }
                .map { ($0, condition) }
        }
        meets = conditions.map { _ in KnownTexts(count: 4096) }
        if patterns.isEmpty, conditions.isEmpty { return nil }
    }

    /// The bytes of a text that are compared.
    private static let longest = 1000

    /// Why the current record doesn't count; nil if it does.
    func reason(_ stream: RecordStream) -> LeftOut? {
        let fields = stream.fields
        func text(_ place: Int) -> UnsafeBufferPointer<UInt8> {
            let field = fields[place]
            return FieldReader.trimmed(
                UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end].prefix(Self.longest)))
        }
        // A no-break space is blank, too.
        func isBlank(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            text.isEmpty || text[0] >= 0x80 && String(decoding: text, as: UTF8.self).trimmingSpaces().isEmpty
        }
        // A blank row is counted as such.
        guard let first = fields.indices.lazy.map(text).first(where: { !isBlank($0) }) else { return nil }
        func isLike(_ pattern: StarPattern, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
            pattern.matches(String(decoding: text, as: UTF8.self).trimmingSpaces())
        }
        if !patterns.isEmpty, skips.meaning(of: first, { patterns.contains { isLike($0, first) } }) { return .skipped }
        for (number, (place, condition)) in conditions.enumerated() where place < fields.count {
            let text = text(place)
            if !meets[number].meaning(of: text, { isLike(condition.pattern, text) }) {
                return .otherThan(condition.text)
            }
        }
        return nil
    }
}
