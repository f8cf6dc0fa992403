import ArgumentParser
import Forecasting
import Foundation
import InventoryPipeline
import InventoryStore
import Platform
import Reports

struct DatabaseOptions: ParsableArguments {
    @Option(name: .customLong("db"), help: "The database file (else $INVDB_DB, else invdb.db).")
    var path: String?

    @Option(name: .customLong("wait"), help: "Wait this many seconds for another program that is writing.")
    var seconds: Double = 10

    func open(
        _ access: InventoryDatabase.Access, appears appearance: InventoryDatabase.Appearance = .withFirstCommit
    ) throws -> InventoryDatabase {
        try InventoryDatabase(
            path: preparedPath(), access: access, appears: appearance, waiting: seconds,
            interruption: Signals.interruption)
    }

    /// Opens the database for several readers at the same time.
    func readers(count: Int, interruption: Interruption) throws -> ReaderPool {
        try ReaderPool(path: preparedPath(), count: count, waiting: seconds, interruption: interruption)
    }

    /// The path, after everything is ready for opening what is there.
    private func preparedPath() throws -> String {
        let environment = ProcessInfo.processInfo.environment["INVDB_DB"].flatMap { $0.isEmpty ? nil : $0 }
        let path = try Self.plainPath(path ?? environment ?? "invdb.db")
        // SQLite's temporary files go beside the database, like those of an import: a disk that holds a large database
        // has more room than /var/tmp. If the user has set the variable, it is kept.
        setenv("SQLITE_TMPDIR", AtomicFile.folder(of: path), 0)
        return path
    }

    /// The path of a database as SQLite reads it, too.
    static func plainPath(_ path: String) throws -> String {
        // SQLite has databases in memory under this name, and a file of it would surprise.
        guard path != ":memory:" else {
            throw ValidationError(
                "A database is a file, and :memory: names none; invdb pipe forecasts without a database.")
        }
        // SQLite would take it for a URI, whose file has another name.
        return path.hasPrefix("file:") ? "./\(path)" : path
    }

    /// Closes a database that was written to. A message from closing it is no failure, because the result is already
    /// stored.
    func close(_ database: InventoryDatabase) throws {
        if let leftover = try database.close() { Console.error("invdb: \(leftover)") }
    }

    mutating func validate() throws {
        if path?.isEmpty == true { throw ValidationError("--db needs the path of a file.") }
        guard (0...86_400).contains(seconds) else {
            throw ValidationError("--wait is a number of seconds from 0 to 86400.")
        }
    }
}

struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help:
            "Stores: all, identifiers separated by commas, or patterns with *; =NAME is just that one. May be repeated."
    )
    var stores: [String] = []

    @Option(
        name: .customLong("product"),
        help: "Products, likewise; ~TEXT finds those with a text in their name. May be repeated.")
    var products: [String] = []

    @Option(
        name: .customLong("category"),
        help: "Categories of products, or patterns of them with *, separated by commas. May be repeated.")
    var categories: [String] = []

    var selection: SeriesSelection {
        SeriesSelection(stores: stores, products: products, categories: categories)
    }

    mutating func validate() throws {
        for (option, values) in [("--store", stores), ("--product", products), ("--category", categories)]
        where values.contains(where: { $0.split(separator: ",").isEmpty }) {
            throw ValidationError("\(option) needs a name; leave it out for all.")
        }
    }
}

/// The suppliers of products.
struct SupplierOption: ParsableArguments {
    @Option(
        name: .customLong("supplier"),
        help: "Suppliers of products, or patterns of them with *, separated by commas. May be repeated.")
    var suppliers: [String] = []

    mutating func validate() throws {
        if suppliers.contains(where: { $0.split(separator: ",").isEmpty }) {
            throw ValidationError("--supplier needs a name; leave it out for all.")
        }
    }
}

/// The states of exceptions.
struct StateOption: ParsableArguments {
    @Option(
        name: .customLong("state"), help: "States of exceptions, separated by commas. May be repeated.",
        transform: { try StateList($0) })
    var lists: [StateList] = []

    /// Empty means all.
    var states: Set<ExceptionState> { Set(lists.flatMap(\.states)) }

    /// The states of one `--state`.
    struct StateList {
        let states: [ExceptionState]

        init(_ argument: String) throws {
            do throws(ExceptionState.UnknownState) {
                states = try ExceptionState.named(argument)
            } catch {
                throw ValidationError(error.sentence)
            }
            if states.isEmpty { throw ValidationError("--state needs a name; leave it out for all.") }
        }
    }
}

struct PeriodOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "First day.")
    var from: ISODay?

    @Option(parsing: .unconditional, help: "Last day.")
    var to: ISODay?

    mutating func validate() throws {
        if let from, let to, from.number > to.number {
            throw ValidationError("--from \(from.text) is after --to \(to.text).")
        }
    }
}

/// How a list is written. Every command that lists something has these options.
struct ListOptions: ParsableArguments {
    @Option(help: "Show this many at most.")
    var limit: Int?

    @Option(help: "text, csv or jsonl.")
    var format: ReportFormat = .text

    /// Says on standard error what is missing, if the list is for a program. People read it in place of the list.
    func warn(_ sentence: String?) {
        if let sentence, format != .text { Console.error("invdb: \(sentence)") }
    }

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is a whole number from 1.") }
    }
}

/// How the summary of a command is written.
struct SummaryOptions: ParsableArguments {
    @Option(help: "The summary: text or json.")
    var format: SummaryFormat = .text
}

extension SummaryFormat: ExpressibleByArgument {}

enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, csv, jsonl

    /// The export format; nil prints text for people.
    var export: ExportFormat? { ExportFormat(rawValue: rawValue) }
}

struct ScenarioOption: ParsableArguments {
    @Option(name: .customLong("scenario"), help: "The set of results (default: the baseline).")
    var given: String?

    var name: String { given ?? Scenario.baseline }

    mutating func validate() throws {
        if given?.trimmingCharacters(in: .whitespaces).isEmpty == true {
            throw ValidationError("--scenario needs a name.")
        }
    }
}

struct WorkerOption: ParsableArguments {
    @Option(name: .customLong("workers"), help: "Threads that compute; otherwise as many as there are cores.")
    var count: Int = ProcessInfo.processInfo.activeProcessorCount

    mutating func validate() throws {
        guard (1...256).contains(count) else { throw ValidationError("--workers is a number from 1 to 256.") }
    }
}

/// A day on the command line: ISO text, `today`, `yesterday`, `tomorrow`, or days from today, `+7d` and `-3d`.
struct ISODay: ExpressibleByArgument {
    let number: Int
    var text: String { CivilDate(dayNumber: number).isoText }

    init?(argument: String) {
        if let days = Self.daysFromToday(argument) {
            let day = Self.today + days
            guard CivilDate.dayNumbers.contains(day) else { return nil }
            number = day
            return
        }
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            argument.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            StockLimits.years.contains(year), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        number = date.dayNumber
    }

    /// For the message about a text that is none.
    static let allValueStrings = ["YYYY-MM-DD", "today", "yesterday", "+7d", "-3d"]

    private static func daysFromToday(_ text: String) -> Int? {
        switch text {
        case "today": return 0
        case "yesterday": return -1
        case "tomorrow": return 1
        default:
            guard text.hasSuffix("d"), text.hasPrefix("+") || text.hasPrefix("-"), text.count < 8 else { return nil }
            return Int(text.dropLast())
        }
    }

    /// The day in the time zone of the system.
    private static var today: Int {
        var now = time(nil)
        var local = tm()
        localtime_r(&now, &local)
        return CivilDate(year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))?
            .dayNumber
            ?? 0
    }
}

extension ProjectionOptions.Rates: ExpressibleByArgument {}
extension ExportRequest.Content: ExpressibleByArgument {}
