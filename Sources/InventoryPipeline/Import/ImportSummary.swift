import CSV
import InventoryStore

/// How a file was read.
package struct FileReport: Sendable {
    package enum Dates: Equatable, Sendable {
        /// No date had two meanings.
        case unambiguous
        case given(DateOrder)
        /// A date in the file shows the order, or one in another file of the same import.
        case shown(DateFindings.Evidence)
        /// Every date could be read either way; the month was assumed to come first.
        case assumedMonthFirst
    }

    package var name: String
    package var dialect: Dialect
    package var mapping: ColumnMapping
    /// Whether the rows are about all stores: of products, of a calendar, or of events.
    package var isOfAllStores = false
    /// The sheet that was read of a workbook.
    package var sheet: String?
    /// The line of the header, from 1.
    package var headerLine = 1
    package var dates = Dates.unambiguous
    /// Whether times of day were cut off.
    package var hasTimes = false
    /// The words of a status, or of documents, of rows that count: the first few.
    package var countedWords: [String] = []
    /// How long the periods are that stated demand names by one date; nil if there are none.
    package var periods: PeriodFinding?
    package var read = 0
    package var rejected = 0
    package var blank = 0
    /// The rows that are left out, by the reason: their number and the line of the first.
    package private(set) var leftOut: [LeftOut: (count: Int, line: Int)] = [:]
    /// The first few identifiers that are probably not the intended ones. Their number is counted separately.
    package private(set) var warnings: [IdentifierWarning] = []
    package private(set) var warningCount = 0

    static let warningsShown = 5

    init(name: String, dialect: Dialect, mapping: ColumnMapping) {
        self.name = name
        self.dialect = dialect
        self.mapping = mapping
    }

    package var leftOutCount: Int { leftOut.values.reduce(0) { $0 + $1.count } }

    mutating func leaveOut(_ why: LeftOut, line: Int) {
        let known = leftOut[why]
        leftOut[why] = ((known?.count ?? 0) + 1, min(known?.line ?? line, line))
    }

    var warningsLeft: Int { Self.warningsShown - warnings.count }

    /// - Parameter first: the first warnings, at most ``warningsLeft``.
    mutating func add(_ first: [IdentifierWarning], of count: Int) {
        warningCount += count
        warnings += first
    }
}

/// The result of an import.
package struct ImportSummary: Sendable {
    /// The name of the kind of all files.
    package var kind: String
    package var files: [FileReport]
    /// In the order of the files.
    package var counts: [ImportCounts]
    package var former: FormerRows
    package var overdue: OverdueFound
    /// What the rows of a calendar say; nil for other kinds.
    package var days: DayCounts?
    /// What an import of sales has changed; nil for other kinds.
    package var sales: SalesSummary?
    /// What the rows of events say; nil for other kinds.
    package var events: EventCounts?
    /// What an import of stated demand has changed; nil for other kinds.
    package var stated: StatedDemandChange?
    /// The number of series in the files that have no rate of sales, and so no forecast.
    package var withoutRate: Int
    /// Series whose terms allow no order with the defaults of a plan, and the first of them.
    package var unplannable: Int
    package var firstUnplannable: [UnplannedSeries]
    package var problems: ProblemList
    /// The time that the import took.
    package var seconds: Double
    package var isDryRun: Bool

    package var total: ImportCounts { counts.reduce(ImportCounts(), +) }
}

/// The error of an import that stopped because of bad rows. Nothing was written.
package struct ImportRefused: Error {
    package var problems: ProblemList
    package var rowsRead: Int
}

/// What became of rows that were stored before an import and are missing from it.
package enum FormerRows: Equatable, Sendable {
    case kept
    /// Series that a replacing import did not contain.
    case removed(series: Int)
    /// Days of a calendar that a replacing import did not contain.
    case removedDays(Int)
    /// Events that a replacing import did not contain.
    case removedEvents(Int)
    /// Receipts of the stores that an import of receipts names; and the stores that it doesn't name, which keep theirs.
    case replaced(receipts: Int, stores: Int, keeping: [String])
}
