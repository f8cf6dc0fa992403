import ArgumentParser
import Forecasting
import InventoryPipeline
import InventoryStore
import Reports

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read files into the database: \(contents).",
        discussion: """
            Each file is CSV with a header. Columns may be in any order and under their usual other names (sku, location, \
            on_hand, …). One row that can't be read fails the whole import, unless --rejects takes it.

            \(FileKind.all.map(Self.about).joined(separator: "\n\n"))
            """)

    private static var contents: String {
        let all = FileKind.all.map(\.contents)
        return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
    }

    private static func about(_ kind: FileKind) -> String {
        let columns = [kind.required, kind.optional].map { $0.map(\.name).joined(separator: ", ") }
        return
            "A file of \(kind.contents) has the column\(kind.required.count == 1 ? "" : "s") \(columns[0]) and, optionally, \(columns[1]). \(kind.summary)"
            + (kind.canAdd ? " With --add, what is stored stays." : "")
    }

    @Argument(help: "The files; - is standard input.")
    var files: [String]

    @Option(help: "The sheet of a workbook (default: the first).")
    var sheet: String?

    @Option(
        help:
            "The store of rows that name none (default: \(ImportRequest.defaultStore), in a file without a store column; all for a calendar and events)."
    )
    var store: String?

    @Option(
        help: ArgumentHelp(
            "How files of a system are read: a name, or the path of a file (see docs/systems).",
            discussion: "A profile is only defaults: every other option counts before it.", valueName: "name"))
    var profile: ImportProfile?

    @Option(help: "Write how the files were read to this file, as a profile for the next ones.")
    var saveProfile: String?

    @Option(
        name: .customLong("map"), help: "Read a column by its name: product_id=\"Item No\". May be repeated.",
        transform: ColumnMap.init)
    var maps: [ColumnMap] = []

    @Option(
        name: .customLong("set"), help: "Give a column a value in all rows: duration_days=60. May be repeated.",
        transform: ColumnMap.init)
    var constants: [ColumnMap] = []

    @Option(
        parsing: .unconditional,
        help: "The day that stocks are of, where the file has no column for it."
    )
    var asOf: ISODay?

    @Option(name: .customLong("ignore"), help: "Do not read a column of the files. May be repeated.")
    var ignored: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Add up the rows of a series: lots, bins, shelves. Their other columns have to agree.")
    var sum: Bool?

    @Flag(inversion: .prefixedNo, help: "Take only the rows with the newest date of each series.")
    var latest: Bool?

    @Option(
        name: .customLong("wide"),
        help: "Columns with the stock of one store each, as a pattern: 'inventory_*'; * is the store. May be repeated.")
    var wide: [WideColumns] = []

    @Option(
        name: .customLong("net-of"), parsing: .unconditionalSingleValue,
        help: "Take a column off the stock: allocated, or its name in the file. May be repeated.")
    var netOf: [String] = []

    @Option(help: "The line of the header (default: the first, or the only one of the first 20 with the names needed).")
    var headerLine: Int?

    @Option(
        name: .customLong("skip-rows"), parsing: .unconditionalSingleValue,
        help: "Rows whose first text is like this are left out: 'Total*'. May be repeated.")
    var skipRows: [String] = []

    @Option(
        name: .customLong("only"),
        help: "Take only the rows that have a text in a column: 'Disposition=SELLABLE'. May be repeated.",
        transform: { text in
            guard let condition = RowCondition(text) else {
                throw ValidationError("write COLUMN=TEXT, where * stands for any characters.")
            }
            return condition
        })
    var conditions: [RowCondition] = []

    @Option(
        name: .customLong("unstocked"), parsing: .unconditionalSingleValue,
        help:
            "A text in place of a stock for what is not stocked, which is left out: 'not stocked', or ''. May be repeated."
    )
    var unstocked: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: "Read identifiers without blanks, and without characters that can't be seen, at their ends.")
    var trimIds: Bool?

    @Flag(inversion: .prefixedNo, help: "Read products that are numbers without the zeros in front.")
    var stripZeros: Bool?

    @Option(
        name: .customLong("part"),
        help:
            "Read a part of an identifier, that of the first *: product_id='[*]*' or store_id='*/*'. May be repeated.",
        transform: ColumnMap.init)
    var parts: [ColumnMap] = []

    @Option(name: .customLong("open-status"), help: "A word for orders that still stand. May be repeated.")
    var openWords: [String] = []

    @Option(
        name: .customLong("closed-status"), help: "A word for orders that don't; they are left out. May be repeated.")
    var closedWords: [String] = []

    @Option(
        help:
            "What quantities of sales are: sold, or moved, where what leaves the stock is less than zero (default: seen from the header)."
    )
    var quantities: SoldQuantities?

    @Option(help: "How sales have returns: negative, or separate rows with quantities above zero (default: negative).")
    var returns: Returns?

    @Option(parsing: .unconditional, help: "The day of the column d_1, in files of sales with a column for each day.")
    var firstDay: ISODay?

    @Option(
        help:
            "How long a period of sales or of demand stated ahead is that a date stands for: day, week, month or quarter (default: seen from the dates; a day in rows of sales)."
    )
    var period: PeriodLength?

    @Flag(
        inversion: .prefixedNo,
        help:
            "A row of sales without a date, or with that of the row before and neither a store nor a status, belongs to the order of that row."
    )
    var carryDown: Bool?

    @Option(help: "What a rate of sales covers: day, week, month or a number of days (default: day).")
    var salesPer: SalesPeriod?

    @Option(
        help:
            "Receipts that are due before the first day: start (they count on that day), +N (N days after it), drop or reject (default: start)."
    )
    var overdue: OverdueReceipts?

    @Option(help: "Receipts without a date: drop or reject (default: drop).")
    var undated: UndatedReceipts?

    @Option(
        help: "What separates the fields: comma, semicolon, tab, pipe, or the character (default: found in the header)."
    )
    var delimiter: Delimiter?

    @Option(help: "The decimal separator: . or , (default: .).")
    var decimal: DecimalSeparator?

    @Option(
        help: ArgumentHelp(
            "How numbers are written, as a sample: 1.234,5 or 1,234.5 or 1'234.",
            discussion:
                "With it, signs behind a number, parentheses for less than zero and currencies are read as well."))
    var numbers: NumberStyle?

    @Option(help: "The order in dates: mdy, dmy or ymd (default: found in the column).")
    var dateFormat: DateOrder?

    @Option(help: "Import the good rows, and write the bad ones to this file.")
    var rejects: String?

    @Option(
        help:
            "What the files have: \(FileKind.all.map(\.name).joined(separator: " or ")) (default: seen from the header)."
    )
    var kind: FileKind?

    @Flag(
        help:
            "Remove what the files don't have of the stores that they name, or that --store names for files without rows."
    )
    var replace = false

    @Flag(help: "Remove what the files don't have of all stores; --replace=all is the same.")
    var replaceAll = false

    @Flag(
        help:
            "Add to what is there, and replace nothing (\(FileKind.all.filter(\.canAdd).map(\.name).joined(separator: ", ")))."
    )
    var add = false

    @Flag(help: "Do everything but the commit.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            """
            Sales: store those of the last so many days of each store in the files only, now and later; estimates go on from what the others \
            say. 0 leaves five to six weeks.
            """,
            valueName: "days"))
    var keep: Int?

    @Flag(help: "Do not estimate the demand at the end of an import of sales; invdb estimate does it later.")
    var noEstimate = false

    @Flag(help: "Forecast all series at the end, as invdb forecast does without options.")
    var forecast = false

    @OptionGroup var workers: WorkerOption

    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("- can be named only once.") }
        if store?.isEmpty == true { throw ValidationError("--store needs a name.") }
        if saveProfile?.isEmpty == true { throw ValidationError("--save-profile needs the path of a file.") }
        if replace || replaceAll, rejects != nil {
            throw ValidationError(
                "--replace and --rejects don't go together: a rejected row would remove its series and the results of it."
            )
        }
        if forecast, dryRun { throw ValidationError("--dry-run stores nothing that --forecast could forecast.") }
        if let keep, !(0...StockLimits.durationDays).contains(keep) {
            throw ValidationError("--keep is a number of days from 0 to \(StockLimits.durationDays).")
        }
        if let headerLine, !(1...1000).contains(headerLine) {
            throw ValidationError("--header-line is a number from 1 to 1000.")
        }
        if skipRows.contains("") { throw ValidationError("--skip-rows needs a text.") }
        if netOf.contains("") { throw ValidationError("--net-of needs the name of a column.") }
        if !wide.isEmpty, store != nil {
            throw ValidationError("--wide reads the stores from the header, so --store goes without it.")
        }
        if ignored.contains("") { throw ValidationError("--ignore needs the name of a column.") }
        if numbers != nil, decimal == .comma {
            throw ValidationError("--numbers says what separates decimals, so --decimal goes without it.")
        }
        if rejects?.isEmpty == true { throw ValidationError("--rejects needs the path of a file.") }
        if decimal == .comma, delimiter?.byte == UInt8(ascii: ",") {
            throw ValidationError("--decimal , and --delimiter , can't both be.")
        }
        let columns = maps.map(\.column)
        let set = constants.map(\.column)
        if Set(set).count < set.count { throw ValidationError("--set names a column twice.") }
        if let column = set.first(where: { $0 == .storeID || columns.contains($0) }) {
            throw ValidationError(
                column == .storeID
                    ? "--set store_id is --store NAME." : "--set \(column.name) leaves nothing to read from the files.")
        }
        if let part = parts.first(where: {
            !$0.name.contains("*") || ($0.column != .productID && $0.column != .storeID)
        }) {
            throw ValidationError(
                "--part \(part.column.name) is for product_id and store_id, and needs a * for what is read.")
        }
        if let column = set.first(where: \.mayRepeat) {
            throw ValidationError("--set \(column.name) would say the same of all rows; leave it out.")
        }
        if Set(columns).count < columns.count { throw ValidationError("--map names a column twice.") }
        if replace || replaceAll, add { throw ValidationError("--replace and --add don't go together.") }
        // Several kinds may have the columns that are named; then the header decides.
        let kinds = FileKind.all.filter { kind in columns.allSatisfy(kind.columns.contains) }
        if kinds.isEmpty {
            var names: [String] = []
            for column in columns {
                guard let kind = FileKind.all.first(where: { $0.columns.contains(column) }) else { continue }
                if !names.contains(kind.name) { names.append(kind.name) }
            }
            throw ValidationError(
                "--map names columns of \(names.joined(separator: " and of ")); import one kind at a time.")
        }
        if let kind, !kinds.contains(kind) {
            throw ValidationError("--map names a column of \(kinds[0].name), which goes with --kind \(kinds[0].name).")
        }
        if kind == nil, kinds.count == 1 { kind = kinds[0] }
    }

    /// What is asked for: what the profile says, and over it what the command line says.
    private func request() throws -> ImportRequest {
        var request = ImportRequest(files: files)
        try profile?.apply(to: &request)
        if let sheet { request.sheet = sheet }
        if let store {
            request.store = store
            request.namesStore = true
        }
        for map in maps {
            request.map[map.column] = map.name
            request.suggested[map.column] = nil
        }
        for constant in constants { request.constants[constant.column] = constant.name }
        for part in parts { request.parts[part.column] = StarPattern(part.name) }
        request.asOf = asOf?.text
        request.ignored = ignored
        if let sum { request.addsUp = sum }
        if let latest { request.takesLatest = latest }
        if let trimIds { request.trimsIdentifiers = trimIds }
        if let stripZeros { request.stripsZeros = stripZeros }
        if !wide.isEmpty { request.storeColumns = wide.map(\.pattern) }
        if !netOf.isEmpty { request.takenOff = netOf }
        if let headerLine { request.headerLine = headerLine }
        request.skipped += skipRows.map { StarPattern($0) }
        request.unstocked += unstocked
        request.conditions += conditions
        request.openWords += openWords
        request.closedWords += closedWords
        if let quantities { request.areMoved = quantities == .moved }
        if let returns { request.hasReturnsApart = returns == .separate }
        if let firstDay { request.firstDay = firstDay.number }
        if let period { request.period = period }
        if let carryDown { request.carriesDown = carryDown }
        if let salesPer { request.salesDays = salesPer.days }
        if let overdue { request.overdue = overdue }
        if let undated { request.leavesOutUndated = undated == .drop }
        if let delimiter { request.delimiter = delimiter.byte }
        if let decimal {
            request.decimalSeparator = decimal.byte
            request.numbers = nil
        }
        if let numbers { request.numbers = numbers }
        if let dateFormat { request.dateOrder = dateFormat }
        if let kind { request.kind = kind }
        request.rejects = rejects
        request.reason = { $0.reason }
        request.replacement = replaceAll ? .ofAllStores : replace ? .ofNamedStores : .none
        request.adds = add
        request.keptDays = keep
        request.isDryRun = dryRun
        request.optionsOfKinds = optionsOfKinds
        return request
    }

    /// The options on the command line that only some kinds of files have. A profile may have them for any, also one that is saved.
    private var optionsOfKinds: [(name: String, kinds: [String])] {
        func kinds(_ canHave: (FileKind) -> Bool) -> [String] { FileKind.all.filter(canHave).map(\.name) }
        let (products, receipts, sales) = ([FileKind.products], [FileKind.receipts], [FileKind.sales])
        let alone: [(name: String, kinds: [String], isSet: Bool)] = [
            ("--replace", kinds(\.canReplace), replace || replaceAll),
            ("--add", kinds(\.canAdd), add),
            ("--keep", sales, keep != nil),
        ]
        let ofProfiles = [
            ("--as-of", products, asOf != nil),
            ("--sum", products, sum == true),
            ("--latest", products, latest == true),
            ("--wide", products, !wide.isEmpty),
            ("--net-of", products, !netOf.isEmpty),
            ("--unstocked", products, !unstocked.isEmpty),
            ("--sales-per", products, salesPer != nil),
            ("--overdue", receipts, overdue != nil),
            ("--undated", receipts, undated != nil),
            ("--open-status", receipts + sales, !openWords.isEmpty),
            ("--closed-status", receipts + sales, !closedWords.isEmpty),
            ("--quantities", sales, quantities != nil),
            ("--returns", sales, returns != nil),
            ("--first-day", sales, firstDay != nil),
            ("--carry-down", sales, carryDown == true),
            ("--period", sales + [FileKind.demand], period != nil),
        ]
        return (saveProfile == nil ? alone + ofProfiles : alone).filter(\.isSet).map { ($0.name, $0.kinds) }
    }

    /// Estimates the demand from the sales that have just been imported.
    private func estimate(_ database: InventoryDatabase, _ meter: ProgressMeter) throws {
        do {
            guard try database.read({ try !$0.isDemandCurrent() }) else { return }
            try EstimateFlow.run(
                EstimateRequest(workers: workers.count), database: database, progress: meter.show
            ) { summary in
                meter.clear()
                if self.summary.format == .text {
                    try Console.printSummary(EstimateReport.text(summary, as: .text))
                }
            }
        } catch is RequestError {
            // Nothing is left that could be estimated.
        } catch {
            meter.clear()
            Console.error(
                "invdb: The sales are imported, and their demand is not estimated; do it with: invdb estimate")
            throw error
        }
    }

    /// Forecasts the series that are there now.
    ///
    /// - Parameter announce: called before the result is stored.
    private func forecastAll(
        _ database: InventoryDatabase, _ meter: ProgressMeter, announcing announce: () throws -> Void
    ) throws {
        do {
            let request = RunRequest(
                selection: SeriesSelection(), options: RunOptions(), workers: workers.count, version: Version.current)
            try RunFlow.run(request, database: database, progress: meter.show) { found in
                meter.clear()
                try announce()
                try Console.printSummary(RunReport.text(found, as: summary.format))
            }
        } catch {
            meter.clear()
            try announce()
            try self.database.close(database)
            Console.error("invdb: The files are imported, and nothing is forecast; do it with: invdb forecast")
            throw error
        }
    }

    func run() throws {
        let request = try request()
        let database = try database.open(.create, appears: forecast ? .whenClosed : .withFirstCommit)
        let meter = ProgressMeter(quiet: quiet)
        // What is told of an import into a new file, until it appears.
        var untold = ""
        func tell() throws {
            guard !untold.isEmpty else { return }
            try Console.printSummary(untold)
            untold = ""
        }
        let found: ImportSummary
        do {
            found = try ImportFlow.run(request, database: database, progress: meter.show) { summary in
                meter.clear()
                if let saveProfile {
                    try ImportProfile.save(request, summary, to: saveProfile)
                }
                untold = try ImportReport.text(summary, request: request, as: self.summary.format)
                if !forecast || !database.isHidden { try tell() }
            }
            // An estimate reads what it writes.
            if found.sales != nil, database.isHidden {
                try tell()
                try self.database.close(database)
            }
        } catch {
            meter.clear()
            database.discard()
            throw error
        }
        if found.sales != nil, !dryRun, !noEstimate { try estimate(database, meter) }
        if forecast { try forecastAll(database, meter, announcing: tell) }
        if dryRun { database.discard() } else { try self.database.close(database) }
        if found.total.rejected > 0 { throw ExitStatus.doneWithRejects }
    }
}
