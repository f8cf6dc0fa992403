/// A discovery that an attempt made too late to use it. The import begins again.
enum ImportRestart: Error {
    /// Files, by their position, show the order of their dates, or those of others, after some were read in another order.
    case dates([Int: DateFindings])
    /// Rows came out of key order after unchanged ones had been skipped, or a row's terms are invalid together with the stored
    /// ones. Neither leaves a trace in `inventory`, so duplicates can only be found by sorting all rows.
    case unsorted
}

/// The findings of all earlier attempts of an import.
struct ImportAttempt: Sendable {
    /// By the position of the file.
    private(set) var dates: [Int: DateFindings] = [:]
    private(set) var isUnsorted = false
    /// The files have as many rows as the inventory, but not all of its series.
    var isPartial = false

    mutating func learn(from restart: ImportRestart) {
        switch restart {
        case .dates(let findings): dates.merge(findings) { _, new in new }
        case .unsorted: isUnsorted = true
        }
    }
}
