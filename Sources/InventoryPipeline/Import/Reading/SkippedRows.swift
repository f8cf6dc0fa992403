/// Tells the rows that the user has said don't count: totals and rules by their first text, others by the text of a column.
struct SkippedRows {
    private let patterns: [StarPattern]
    private let conditions: [(place: Int, condition: RowCondition)]

    /// nil if all rows count.
    init?(_ request: ImportRequest, _ mapping: ColumnMapping) {
        patterns = request.skipped
        conditions = request.conditions.flatMap { condition in
            mapping.header.indices.filter { mapping.header[$0].lowercased() == condition.column.lowercased() }
                .map { ($0, condition) }
        }
        if patterns.isEmpty, conditions.isEmpty { return nil }
    }

    /// Why the current record doesn't count; nil if it does.
    func reason(_ stream: RecordStream) -> LeftOut? {
        let fields = stream.fields
        func text(_ place: Int) -> String {
            let field = fields[place]
            return String(decoding: stream.bytes[field.start..<field.end].prefix(1000), as: UTF8.self).trimmingSpaces()
        }
        // A blank row is counted as such.
        guard let first = fields.indices.lazy.map(text).first(where: { !$0.isEmpty }) else { return nil }
        if patterns.contains(where: { $0.matches(first) }) { return .skipped }
        let failed = conditions.first { $0.place < fields.count && !$0.condition.pattern.matches(text($0.place)) }
        return failed.map { .otherThan($0.condition.text) }
    }
}
