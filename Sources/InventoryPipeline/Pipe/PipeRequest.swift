import Forecasting
import InventoryStore

/// What to compute of the positions on standard input, and where it goes. All files are Arrow streams.
package struct PipeRequest: Sendable {
    /// What becomes of the rows of a series that has several.
    package enum Repeated: String, CaseIterable, Sendable {
        /// All of them are bad. Whoever writes the rows may give them in any order, so none of them is the first.
        case all
        /// The first one counts, and the others are bad.
        case first
    }

    /// How positions and receipts are read.
    package var reading: ImportRequest
    package var options: RunOptions
    /// The path of a CSV file of receipts.
    package var receipts: String?
    /// The paths of the files of orders, of stretches with the orders in them, of what could not be used, and of the summary.
    package var orders: String?
    package var planned: String?
    package var rejects: String?
    package var summary: String?
    /// Whether bad rows make the run fail also if there is a file of rejects. It has the series without a plan then.
    package var isStrict = false
    /// Whether rows may come in any order. Otherwise they have to ascend by store and product, byte by byte.
    package var isUnsorted = false
    package var repeated = Repeated.all
    /// The version of invdb, for the summary.
    package var version: String
    /// Puts into words why a row is bad, and why orders of a series can't be planned.
    package var reason: @Sendable (RowProblem) -> String = { "\($0.expected)" }
    package var unplannedReason: @Sendable (UnplannedSeries) -> String = { "\($0.problem)" }

    package init(reading: ImportRequest, options: RunOptions, version: String) {
        self.reading = reading
        self.options = options
        self.version = version
    }

    /// Whether bad rows are collected, so that they don't make the run fail.
    var collectsBadRows: Bool { rejects != nil && !isStrict }
}

/// What a pipe has read and made.
package struct PipeSummary: Equatable, Sendable {
    /// Rows of positions: `read` = `series` + `withoutRate` + `rejected` + `blank` + `leftOut`.
    package var read = 0
    package var rejected = 0
    package var blank = 0
    package var leftOut = 0
    /// Series that have a forecast, and those that have none because no rate of sales is stated.
    package var series = 0
    package var withoutRate = 0
    /// Rows of receipts: `receipts` are all of them, among which those without a date, or of which nothing is open, are left out.
    package var receipts = 0
    package var receiptsRejected = 0
    package var receiptsLeftOut = 0
    /// The columns that are not read.
    package var unused: [String] = []
    package var receiptsUnused: [String] = []
    /// Series that run out within their horizon, and those that have nothing and sell nothing.
    package var stockouts = 0
    package var dead = 0
    /// nil for a forecast, which plans no orders.
    package var orders: OrderTotals?
    /// Series that are not to be ordered, for which no orders can be planned, and without the service that is wanted.
    package var notOrderable = 0
    package var unplanned = 0
    package var withoutService = 0
    /// The time that the run took.
    package var seconds = 0.0

    package init() {}
}

/// The error of a pipe that stopped because of bad rows.
package struct PipeRefused: Error {
    package var problems: ProblemList
    /// Rows of positions and of receipts.
    package var rowsRead: Int
    /// Whether there are receipts whose series has no position, which is known only when all positions can be used.
    package var mayHaveUnknownReceipts: Bool
}

/// The rows on standard input can't be worked on in one pass.
package enum PipeError: Error, Equatable, Sendable {
    /// A series comes after one that is greater, byte by byte.
    case unsorted(SeriesName, after: SeriesName)
}
