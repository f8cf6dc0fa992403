import ArgumentParser
import Forecasting
import Foundation
import InventoryPipeline
import Platform
import Reports

struct PipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipe",
        abstract: "Forecast CSV from standard input into Arrow on standard output, without a database.",
        discussion: """
            Reads positions as import does and writes a row for each stretch of a projection, as a stream of Arrow; with --plan \
            also orders. One thread, and memory that does not grow with the rows: they have to ascend by store and product, byte \
            by byte. Dates are ISO unless --date-format says otherwise. The stream has its end mark only if everything was right. \
            The command ends with the thread that started it.
            """)

    @Flag(help: "Plan orders too.")
    var plan = false

    @Option(help: ArgumentHelp("A CSV file of scheduled receipts.", valueName: "file"))
    var receipts: String?

    @Option(help: ArgumentHelp("Write the orders to this Arrow file.", valueName: "file"))
    var orders: String?

    @Option(
        help: ArgumentHelp(
            "Write the stretches with the orders in them to this Arrow file, with --lost-sales.", valueName: "file"))
    var planned: String?

    @Option(
        help: ArgumentHelp(
            "Use the good rows, and write the bad ones and the series without a plan to this Arrow file.",
            valueName: "file"))
    var rejects: String?

    @Flag(help: "Bad rows make the command fail also with --rejects, which then has the series without a plan.")
    var strict = false

    @Option(help: ArgumentHelp("Write the summary to this Arrow file, in one row.", valueName: "file"))
    var summary: String?

    @Flag(help: "Rows may come in any order; they are sorted in memory, some 500 bytes each.")
    var unsorted = false

    @Option(help: "Of a series with several rows: all of them are bad, or the first one counts.")
    var repeated: PipeRequest.Repeated = .all

    @Option(help: "The store of rows in files without a column for it (default: main).")
    var store: String?

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
        help: "The day that stocks are of, where the rows have no column for it.")
    var asOf: ISODay?

    @Option(name: .customLong("ignore"), help: "Do not read a column. May be repeated.")
    var ignored: [String] = []

    @Option(
        help: "What separates the fields: comma, semicolon, tab, pipe, or the character (default: found in the header)."
    )
    var delimiter: Delimiter?

    @Option(help: "The decimal separator: . or , (default: .).")
    var decimal: DecimalSeparator?

    @Option(help: "The order in dates: mdy, dmy or ymd (default: only ISO dates are read).")
    var dateFormat: DateOrder?

    @OptionGroup(title: "Terms of supply where a series states none") var terms: TermOptions
    @OptionGroup(title: "Terms of supply where a series states none") var service: ServiceOptions
    @OptionGroup(title: "Lead time and what-if") var whatIf: WhatIfOptions
    @OptionGroup(title: "Horizon") var horizon: HorizonOptions

    @Option(
        help: ArgumentHelp("The variance of demand by its mean, from 1, for --service.", valueName: "ratio"))
    var assumeDispersion: Double?

    @Flag(name: .shortAndLong, help: "Say nothing on standard error unless something is wrong.")
    var quiet = false

    mutating func validate() throws {
        for (option, path) in [
            ("--receipts", receipts), ("--orders", orders), ("--planned", planned), ("--rejects", rejects),
            ("--summary", summary),
        ] where path == "" || path == "-" {
            throw ValidationError("\(option) needs the path of a file.")
        }
        let paths = [orders, planned, rejects, summary].compactMap(\.self)
        if Set(paths).count < paths.count { throw ValidationError("Each output needs a file of its own.") }
        if store?.isEmpty == true { throw ValidationError("--store needs a name.") }
        if ignored.contains("") { throw ValidationError("--ignore needs the name of a column.") }
        if orders != nil || planned != nil, !plan {
            throw ValidationError("--orders and --planned are of a plan; say --plan too.")
        }
        if planned != nil, !horizon.lostSales {
            throw ValidationError(
                "--planned goes with --lost-sales; otherwise levels with orders are those without them plus what has arrived."
            )
        }
        if strict, rejects == nil {
            throw ValidationError("--strict goes with --rejects; without it bad rows always fail.")
        }
        if horizon.rollForward {
            throw ValidationError(
                "--roll-forward needs sales, which only a database has: invdb import, invdb forecast.")
        }
        if whatIf.between != nil {
            throw ValidationError("--between needs a database, which has the factors of days: invdb forecast.")
        }
        if !plan, whatIf.leadTime != nil {
            throw ValidationError("A forecast has no orders for which --lead-time would matter; say --plan too.")
        }
        if !plan, terms.defaults(leadTime: nil, service: service.levels) != TermDefaults() || assumeDispersion != nil {
            throw ValidationError(
                "A forecast has no orders for which terms of supply or service would matter; say --plan too.")
        }
        if let assumeDispersion, !RunOptions.dispersions.contains(assumeDispersion) {
            throw ValidationError("--assume-dispersion is a number from 1 to 1,000.")
        }
        if decimal == .comma, delimiter?.byte == UInt8(ascii: ",") {
            throw ValidationError("--decimal , and --delimiter , can't both be.")
        }
        try terms.require(leadTime: whatIf.leadTime)
    }

    private var request: PipeRequest {
        var reading = ImportRequest(files: ["-"])
        if let store { reading.store = store }
        for map in maps { reading.map[map.column] = map.name }
        for constant in constants { reading.constants[constant.column] = constant.name }
        reading.asOf = asOf?.text
        reading.ignored = ignored
        reading.delimiter = delimiter?.byte
        if let decimal { reading.decimalSeparator = decimal.byte }
        reading.dateOrder = dateFormat
        var request = PipeRequest(
            reading: reading,
            options: RunOptions(
                forecast: horizon.options(assuming: whatIf.assumed), demand: .stated,
                assumedDispersion: assumeDispersion,
                plan: plan ? terms.defaults(leadTime: whatIf.leadTime, service: service.levels) : nil),
            version: Version.current)
        request.receipts = receipts
        (request.orders, request.planned, request.rejects, request.summary) = (orders, planned, rejects, summary)
        (request.isStrict, request.isUnsorted, request.repeated) = (strict, unsorted, repeated)
        request.reason = { PipeReport.reason($0) }
        request.unplannedReason = { $0.reason }
        return request
    }

    func run() throws {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw ValidationError(
                "What pipe writes is Arrow, and nothing for a terminal; pass it on, or write it to a file with >.")
        }
        Signals.endWithParent()
        let found: PipeSummary
        do {
            found = try PipeFlow.run(
                request, folder: FileManager.default.temporaryDirectory.path, interruption: Signals.interruption)
        } catch let error as InputError {
            throw PipedInputError(of: error)
        }
        if !quiet { Console.error(PipeReport.text(found)) }
        if found.rejected + found.receiptsRejected + found.unplanned > 0 { throw ExitStatus.doneWithRejects }
    }
}

extension PipeRequest.Repeated: ExpressibleByArgument {}

/// An input that can't be read, in the words of a pipe.
private struct PipedInputError: ExplainedError {
    let of: InputError

    var description: String { PipeReport.text(of) }
}
