/// What an attempt has found out too late for itself.
enum ImportRestart: Error {
    /// A file shows how its dates are to be read, after some were read in another way.
    case dates(file: Int, DateFindings)
    /// Rows came out of key order after unchanged ones had been skipped, or a row's terms are invalid together with the stored
    /// ones. Neither leaves a trace in `inventory`, so duplicates can only be found by sorting all rows.
    case unsorted
}

/// What earlier attempts of an import have found out.
struct ImportAttempt: Sendable {
    /// By the position of the file.
    private(set) var dates: [Int: DateFindings] = [:]
    private(set) var isUnsorted = false
    /// The files do not have the whole inventory, although there are as many rows.
    var isPartial = false

    mutating func learn(from restart: ImportRestart) {
        switch restart {
        case .dates(let file, let findings): dates[file] = findings
        case .unsorted: isUnsorted = true
        }
    }
}
