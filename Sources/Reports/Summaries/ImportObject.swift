import CSV
import InventoryPipeline
import InventoryStore

/// The summary of an import for programs.
struct ImportObject: Encodable {
    var kind: String
    var files: [File]
    var total: Counts
    /// Series that a replacing import did not contain.
    var removedSeries: Int?
    /// Days of a calendar that a replacing import did not contain.
    var removedDays: Int?
    /// Events that a replacing import did not contain.
    var removedEvents: Int?
    var replacedReceipts: Int?
    /// The number of stores whose receipts were replaced, and the stores that are not in the files and keep theirs.
    var replacedStores: Int?
    var storesKeepingReceipts: [String]?
    var overdue: Overdue?
    /// What the rows of a calendar say.
    var closedDays: Int?
    var openDays: Int?
    var sales: SalesObject?
    var events: EventsObject?
    var statedDemand: StatedDemandObject?
    var withoutRate: Int
    /// Series whose terms allow no order with the defaults of a plan.
    var unplannable: Int
    var rejectsFile: String?
    var dryRun: Bool
    var seconds: Double

    init(_ summary: ImportSummary, _ request: ImportRequest) {
        kind = summary.kind
        files = zip(summary.files, summary.counts).map { File($0, $1, request) }
        total = Counts(summary.total, addedUp: summary.addedUp)
        switch summary.former {
        case .kept: break
        case .removed(let series): removedSeries = series
        case .removedDays(let days): removedDays = days
        case .removedEvents(let events): removedEvents = events
        case .replaced(let receipts, let stores, let keeping):
            replacedReceipts = receipts
            replacedStores = stores
            storesKeepingReceipts = keeping
        }
        if summary.overdue.count > 0 { overdue = Overdue(summary, request.overdue) }
        closedDays = summary.days?.closed
        openDays = summary.days?.open
        sales = summary.sales.map(SalesObject.init)
        events = summary.events.map(EventsObject.init)
        statedDemand = summary.stated.map(StatedDemandObject.init)
        withoutRate = summary.withoutRate
        unplannable = summary.unplannable
        rejectsFile = summary.total.rejected > 0 ? request.rejects : nil
        dryRun = summary.isDryRun
        seconds = summary.seconds
    }

    struct Counts: Encodable {
        var read: Int
        var inserted: Int
        var updated: Int
        var unchanged: Int
        var rejected: Int
        var addedUp: Int
        var leftOut: Int
        var blank: Int

        init(_ counts: ImportCounts, addedUp: Int) {
            read = counts.read
            inserted = counts.inserted
            updated = counts.updated
            unchanged = counts.unchanged
            rejected = counts.rejected
            self.addedUp = addedUp
            leftOut = counts.leftOut - addedUp
            blank = counts.blank
        }
    }

    struct Overdue: Encodable {
        var receipts: Int
        var units: Double
        var mostDays: Int
        /// What becomes of them: `start`, `after`, `drop` or `reject`.
        var treatment: String
        /// The days after the start.
        var days: Int?

        init(_ summary: ImportSummary, _ option: OverdueReceipts) {
            receipts = summary.overdue.count
            units = summary.overdue.units
            mostDays = summary.overdue.mostDays
            switch option {
            // Stocks that are counted anew have no option for the receipts that they make overdue.
            case _ where summary.kind == FileKind.all.first?.name: treatment = "start"
            case .start: treatment = "start"
            case .after(let days): (treatment, self.days) = ("after", days)
            case .drop: treatment = "drop"
            case .reject: treatment = "reject"
            }
        }
    }

    /// A column of ours and its name in the file.
    struct Column: Encodable {
        var column: String
        var name: String
        /// From 1.
        var place: Int
    }

    /// A value that a column has where the file says nothing.
    struct Given: Encodable {
        var column: String
        var value: String
        /// `default` holds for new series, the others for all rows: `set`, `as_of` and `file_name`.
        var origin: String
    }

    struct LeftOutRows: Encodable {
        var reason: String
        /// The word of a status, or the name of the column that marks the rows.
        var name: String?
        var rows: Int
        var firstLine: Int
    }

    struct Dates: Encodable {
        var order: String
        /// `given`, `shown` by a date, or `assumed`.
        var origin: String
        var text: String?
        var line: Int?
        /// The file of this date, if it is another one.
        var file: String?
    }

    struct Warning: Encodable {
        var line: Int
        var text: String
    }

    /// How long periods are that begin on a date.
    struct Periods: Encodable {
        var length: String
        /// `given`; `first_days` or `last_days` of months, or one `weekday`, if all dates are such; or `other`.
        var origin: String
    }

    /// The columns of periods, and the first and the last day of all.
    struct PeriodColumns: Encodable {
        var columns: Int
        var firstDay: String
        var until: String

        init?(_ mapping: ColumnMapping) {
            guard let first = mapping.periods.map(\.days.lowerBound).min(),
                let last = mapping.periods.map(\.days.upperBound).max()
            else { return nil }
            columns = mapping.periods.count
            firstDay = NumberText.date(first)
            until = NumberText.date(last)
        }
    }

    struct File: Encodable {
        var name: String
        var counts: Counts
        var sheet: String?
        var headerLine: Int
        var delimiter: String
        var columns: [Column]
        /// The names of columns of the file: those that are not read, are ignored, or are taken off the stock.
        var notUsed: [String]
        var ignored: [String]
        var netOf: [String]
        /// Whether the stock is what is available, from which what is promised is taken off already.
        var stockIsAvailable: Bool?
        /// Columns with what is promised, which is not taken off.
        var promised: [String]
        var given: [Given]
        /// The stores that have columns of their own.
        var storeColumns: [String]
        /// The store of all rows, if the file has no column for it.
        var store: String?
        var allStores: Bool
        /// The first words of a status, or of documents, of rows that count.
        var countedWords: [String]
        var leftOut: [LeftOutRows]
        var dates: Dates?
        var periods: Periods?
        var periodColumns: PeriodColumns?
        /// The names of columns of periods that are not over yet, in which nothing can be known to be sold.
        var unfinishedColumns: [String]
        var timesCutOff: Bool
        var warnings: [Warning]
        var warningCount: Int

        init(_ file: FileReport, _ counts: ImportCounts, _ request: ImportRequest) {
            let mapping = file.mapping
            func names(_ places: [Int]) -> [String] { places.map { mapping.header[$0] } }
            name = file.name
            self.counts = Counts(counts, addedUp: file.addedUp)
            sheet = file.sheet
            headerLine = file.headerLine
            delimiter = file.dialect.delimiterName
            columns = mapping.columns.compactMap { column in
                mapping.indexes[column].map {
                    Column(column: column.name, name: mapping.header[$0], place: $0 + 1)
                }
            }
            notUsed = names(mapping.unused)
            ignored = names(mapping.ignored)
            netOf = names(mapping.takenOff)
            let stock = mapping.stores.isEmpty && netOf.isEmpty ? mapping.indexes[.stock] : nil
            stockIsAvailable = stock.map { ImportColumn.isAvailable(mapping.header[$0]) }
            promised = stockIsAvailable == false ? notUsed.filter(ImportColumn.isAllocated) : []
            given = mapping.columns.compactMap { column in
                mapping.given[column].map {
                    Given(column: column.name, value: $0.text, origin: Self.name(of: $0.origin))
                }
            }
            storeColumns = mapping.stores.map(\.name)
            allStores = file.isOfAllStores
            store =
                allStores || mapping.indexes[.storeID] != nil || !mapping.stores.isEmpty ? nil : request.store
            countedWords = file.countedWords
            leftOut = file.leftOutApart.map { Self.rows(for: $0, $1) }
                .sorted { $0.firstLine < $1.firstLine }
            dates = Self.dates(file.dates)
            periods = file.periods.map { Periods(length: $0.length.rawValue, origin: $0.reason.rawValue) }
            periodColumns = PeriodColumns(mapping)
            unfinishedColumns = names(mapping.unfinished.map(\.place))
            timesCutOff = file.hasTimes
            warnings = file.warnings.map { Warning(line: $0.line, text: $0.sentence) }
            warningCount = file.warningCount
        }

        private static func name(of origin: GivenValue.Origin) -> String {
            switch origin {
            case .set: "set"
            case .asOf: "as_of"
            case .fileName: "file_name"
            case .usual: "default"
            }
        }

        private static func rows(for why: LeftOut, _ rows: (count: Int, line: Int)) -> LeftOutRows {
            let (reason, name): (String, String?) =
                switch why {
                case .status(let word): ("status", word)
                case .marked(let column): ("marked", column)
                case .nothingOpen: ("nothing_open", nil)
                case .nothingSold: ("nothing_sold", nil)
                case .notOver: ("not_over", nil)
                case .closed: ("closed", nil)
                case .nothingStated: ("nothing_stated", nil)
                case .noEvent: ("no_event", nil)
                case .undated: ("undated", nil)
                case .overdue: ("overdue", nil)
                case .addedUp: ("added_up", nil)
                case .older: ("older", nil)
                case .unstocked: ("unstocked", nil)
                case .skipped: ("skipped", nil)
                case .otherThan(let condition): ("other", condition)
                case .header: ("header", nil)
                }
            return LeftOutRows(reason: reason, name: name, rows: rows.count, firstLine: rows.line)
        }

        private static func dates(_ dates: FileReport.Dates) -> Dates? {
            switch dates {
            case .unambiguous: nil
            case .given(let order): Dates(order: order.rawValue, origin: "given")
            case .shown(let date):
                Dates(
                    order: date.order.rawValue, origin: "shown", text: date.text, line: date.line, file: date.file)
            case .assumedMonthFirst: Dates(order: DateOrder.monthFirst.rawValue, origin: "assumed")
            }
        }
    }
}

extension FileReport {
    /// The rows that were added up to another one of their series.
    var addedUp: Int { leftOut[.addedUp]?.count ?? 0 }

    /// The rows that are left out for another reason.
    var leftOutApart: [LeftOut: (count: Int, line: Int)] { leftOut.filter { $0.key != .addedUp } }
}

extension ImportSummary {
    var addedUp: Int { files.reduce(0) { $0 + $1.addedUp } }
}
