/// The names in a header, and the columns that a profile has given some of them.
struct HeaderNames {
    let names: [HeaderName]
    /// What several of them stand for, if they are days or periods.
    let periods: PeriodColumns.Found
    /// The names that the user or a profile has given to columns, of those that are there.
    private let suggested: [ImportColumn: [HeaderName]]
    /// The columns that have a value in all rows.
    private let set: Set<ImportColumn>

    init(_ header: [String], _ request: ImportRequest) {
        names = header.map(HeaderName.init)
        periods = PeriodColumns.found(in: header, request)
        set = Set(request.constants.keys)
        let lower = Set(header.map { $0.trimmingSpaces().lowercased() })
        suggested = request.suggested.merging(request.map.mapValues { [$0] }) { _, given in given }.mapValues { names in
            names.filter { lower.contains($0.trimmingSpaces().lowercased()) }.map(HeaderName.init)
        }
    }

    /// Whether a column is there, as its names, the user or a profile say, or has a value that the user has set.
    func have(_ column: ImportColumn) -> Bool { names.have(column) || suggests(column) || set.contains(column) }

    /// Whether the user or a profile means one of the names by a column.
    func suggests(_ column: ImportColumn) -> Bool { suggested[column]?.isEmpty == false }

    /// Whether a profile means one of the names by a column that is not also a name of another one.
    func suggests(_ column: ImportColumn, butNot other: ImportColumn) -> Bool {
        suggested[column]?.contains { other.rank(of: $0) == nil } ?? false
    }
}
