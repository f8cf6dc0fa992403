import ArgumentParser
import InventoryPipeline
import Reports

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read files into the inventory: \(FileKind.all.map(\.name).joined(separator: ", or ")).",
        discussion: """
            Each file is CSV with a header. Columns may be in any order and under their usual other names (sku, location, \
            on_hand, …). One row that can't be read fails the whole import, unless --rejects takes it.

            \(FileKind.all.map(Self.about).joined(separator: "\n\n"))
            """)

    private static func about(_ kind: FileKind) -> String {
        let columns = [kind.required, kind.optional].map { $0.map(\.name).joined(separator: ", ") }
        return "A file of \(kind.name) has the columns \(columns[0]) and, optionally, \(columns[1]). \(kind.summary)"
            + (kind.canAdd ? " With --add, what is stored stays." : "")
    }

    @Argument(help: "The files; - is standard input.")
    var files: [String]

    @Option(help: "The store of rows in a file without a store column (default: \(ImportRequest.defaultStore)).")
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
        help: "The day that stocks are of, where the file has no column for it: a date, today, yesterday or -3d."
    )
    var asOf: ISODay?

    @Option(name: .customLong("ignore"), help: "Do not read a column of the files. May be repeated.")
    var ignored: [String] = []

    @Option(name: .customLong("open-status"), help: "A word for orders that still stand. May be repeated.")
    var openWords: [String] = []

    @Option(
        name: .customLong("closed-status"), help: "A word for orders that don't; they are left out. May be repeated.")
    var closedWords: [String] = []

    @Option(help: "What a rate of sales covers: day, week, month or a number of days.")
    var salesPer: SalesPeriod = .day

    @Option(
        help:
            "Receipts that are due before the first day: start (they count on that day), +N (N days after it), drop or reject."
    )
    var overdue: OverdueReceipts = .start

    @Option(help: "Receipts without a date: drop or reject.")
    var undated: UndatedReceipts = .drop

    @Option(
        help: "What separates the fields: comma, semicolon, tab, pipe, or the character (default: found in the header)."
    )
    var delimiter: Delimiter?

    @Option(help: "The decimal separator: . or ,")
    var decimal: DecimalSeparator = .point

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

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("- can be named only once.") }
        if store?.isEmpty == true { throw ValidationError("--store needs a name.") }
        if replace || replaceAll, rejects != nil {
            throw ValidationError(
                "--replace and --rejects don't go together: a rejected row would remove its series and the results of it."
            )
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
        if let column = set.first(where: { $0 == .productID || $0 == .storeID || columns.contains($0) }) {
            throw ValidationError(
                column == .storeID
                    ? "--set store_id is --store NAME." : "--set \(column.name) leaves nothing to read from the files.")
        }
        if let column = set.first(where: \.mayRepeat) {
            throw ValidationError("--set \(column.name) would say the same of all rows; leave it out.")
        }
        if Set(columns).count < columns.count { throw ValidationError("--map names a column twice.") }
        if replace || replaceAll, add { throw ValidationError("--replace and --add don't go together.") }
        let kinds = FileKind.all.filter { kind in kind.ownColumns.contains { columns.contains($0) } }
        if kinds.count > 1 {
            let names = kinds.map(\.name).joined(separator: " and of ")
            throw ValidationError("--map names columns of \(names); import one kind at a time.")
        }
        if let kind, let mapped = kinds.first, mapped != kind {
            throw ValidationError("--map names a column of \(mapped.name), which goes with --kind \(mapped.name).")
        }
        kind = kind ?? kinds.first
    }

    func run() throws {
        var request = ImportRequest(files: files)
        request.store = store ?? ImportRequest.defaultStore
        request.map = Dictionary(maps.map { ($0.column, $0.name) }) { first, _ in first }
        request.constants = Dictionary(constants.map { ($0.column, $0.name) }) { first, _ in first }
        request.asOf = asOf?.text
        request.ignored = ignored
        request.openWords = openWords
        request.closedWords = closedWords
        request.salesDays = salesPer.days
        request.overdue = overdue
        request.leavesOutUndated = undated == .drop
        request.delimiter = delimiter?.byte
        request.decimalSeparator = decimal.byte
        request.numbers = numbers
        request.dateOrder = dateFormat
        request.rejects = rejects
        request.words = { $0.text }
        request.kind = kind
        request.replacement = replaceAll ? .ofAllStores : replace ? .ofNamedStores : .none
        request.namesStore = store != nil
        request.adds = add
        request.isDryRun = dryRun

        let database = try database.open(.create)
        let meter = ProgressMeter(quiet: quiet)
        let summary: ImportSummary
        do {
            summary = try ImportFlow.run(request, database: database, progress: meter.show) { summary in
                meter.clear()
                try Console.printSummary(ImportReport.text(summary, request: request))
            }
        } catch {
            meter.clear()
            database.discard()
            throw error
        }
        if dryRun { database.discard() } else { try self.database.close(database) }
        if summary.total.rejected > 0 { throw ExitStatus.doneWithRejects }
    }
}

/// An assignment of a column on the command line: `product_id=Item No`.
struct ColumnMap {
    let column: ImportColumn
    let name: String

    init(_ argument: String) throws {
        guard let equals = argument.firstIndex(of: "="),
            let column = FileKind.allColumns.first(where: { $0.name == argument[..<equals] }),
            equals != argument.indices.last
        else {
            let columns = FileKind.allColumns.map(\.name).joined(separator: ", ")
            throw ValidationError("write COLUMN=NAME, where COLUMN is one of \(columns).")
        }
        self.column = column
        name = String(argument[argument.index(after: equals)...])
    }
}

/// What a rate of sales covers.
struct SalesPeriod: ExpressibleByArgument {
    let days: Double
    let defaultValueDescription: String

    static let day = SalesPeriod(days: 1, defaultValueDescription: "day")

    private init(days: Double, defaultValueDescription: String) {
        self.days = days
        self.defaultValueDescription = defaultValueDescription
    }

    init?(argument: String) {
        switch argument {
        case "day": days = 1
        case "week": days = 7
        // A twelfth of a year.
        case "month": days = 365.25 / 12
        default:
            guard let number = Int(argument), (1...3660).contains(number) else { return nil }
            days = Double(number)
        }
        defaultValueDescription = argument
    }
}

enum UndatedReceipts: String, ExpressibleByArgument, CaseIterable {
    case drop, reject
}

extension OverdueReceipts: ExpressibleByArgument {
    package init?(argument: String) {
        switch argument {
        case "start": self = .start
        case "drop": self = .drop
        case "reject": self = .reject
        default:
            guard argument.hasPrefix("+"), let days = Int(argument.dropFirst()), (0...3660).contains(days) else {
                return nil
            }
            self = .after(days: days)
        }
    }

    package var defaultValueDescription: String { "start" }
}

enum DecimalSeparator: String, ExpressibleByArgument {
    case point = "."
    case comma = ","

    var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

struct Delimiter: ExpressibleByArgument {
    let byte: UInt8

    init?(argument: String) {
        switch argument {
        case "comma": byte = UInt8(ascii: ",")
        case "semicolon": byte = UInt8(ascii: ";")
        case "tab", "\\t": byte = UInt8(ascii: "\t")
        case "pipe": byte = UInt8(ascii: "|")
        default:
            guard argument.utf8.count == 1, let byte = argument.utf8.first, byte < 128, byte != UInt8(ascii: "\""),
                byte == UInt8(ascii: "\t") || byte >= 32
            else { return nil }
            self.byte = byte
        }
    }
}

extension FileKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = FileKind.named(argument) else { return nil }
        self = kind
    }

    public static var allValueStrings: [String] { all.map(\.name) }
}

extension NumberStyle: ExpressibleByArgument {
    package init?(argument: String) { self.init(sample: argument) }
}

extension DateOrder: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(format: argument)
    }

    package static var allValueStrings: [String] { ["mdy", "dmy", "ymd"] }
}
