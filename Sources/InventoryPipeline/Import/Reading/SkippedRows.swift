/// Tells the rows that the user has said don't count: totals and rules by their first text, others by the text of a column.
///
/// A class, because it keeps what has been found of texts that come again.
final class SkippedRows {
    private let patterns: [StarPattern]
    private let conditions: [(place: Int, condition: RowCondition)]
    /// Whether a first text is one of those of rows that don't count, and whether a text meets a condition, by its place.
    private var skips = KnownTexts<Bool>(count: 4096)
    private var meets: [KnownTexts<Bool>]

    /// The conditions that the first line of the order didn't meet, by their places: its further lines have what that line says.
    private var failed: [Bool]

    /// nil if all rows count.
    ///
    /// - Throws: ``InputError`` if the user has named a column that the file doesn't have.
    init?(_ request: ImportRequest, _ mapping: ColumnMapping, file: String) throws {
        func places(_ condition: RowCondition) -> [Int] {
            mapping.header.indices.filter { mapping.header[$0].lowercased() == condition.column.lowercased() }
        }
        if let unknown = request.conditions.first(where: { places($0).isEmpty }) {
            throw InputError.noColumn(file: file, name: unknown.column, header: mapping.header)
        }
        patterns = request.skipped
        conditions = (request.conditions + request.conditionsIfThere).flatMap { condition in
            places(condition).map { ($0, condition) }
        }
        failed = conditions.map { _ in false }
        meets = conditions.map { _ in KnownTexts(count: 4096) }
        if patterns.isEmpty, conditions.isEmpty { return nil }
    }

    /// The bytes of a text that are compared.
    private static let longest = 1000

    /// Why the current record doesn't count; nil if it does.
    ///
    /// - Parameter isFurtherLine: whether it has what the first line of its order says where it says nothing itself.
    func reason(_ stream: RecordStream, isFurtherLine: Bool) -> LeftOut? {
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
        var found: LeftOut?
        for (number, (place, condition)) in conditions.enumerated() {
            let text = place < fields.count ? text(place) : first
            let isStated = place < fields.count && !isBlank(text)
            let isFailed =
                isFurtherLine && !isStated
                ? failed[number]
                : place < fields.count && !meets[number].meaning(of: text, { isLike(condition.pattern, text) })
            if !isFurtherLine { failed[number] = isFailed }
            if isFailed { found = found ?? .otherThan(condition.text) }
        }
        return found
    }
}
