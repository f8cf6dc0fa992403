/// The names in a header, and the columns that a profile has given some of them.
struct HeaderNames {
    let names: [HeaderName]
    private let suggested: Set<ImportColumn>

    init(_ header: [String], _ request: ImportRequest) {
        names = header.map(HeaderName.init)
        let lower = Set(header.map { $0.trimmingSpaces().lowercased() })
        suggested = Set(
            request.suggested.filter { $0.value.contains { lower.contains($0.trimmingSpaces().lowercased()) } }.keys)
    }

    /// Whether a profile means one of the names by a column.
    func suggests(_ column: ImportColumn) -> Bool { suggested.contains(column) }
}
