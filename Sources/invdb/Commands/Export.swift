import ArgumentParser
import Foundation
import InventoryPipeline
import InventoryStore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract:
            "Write \(ExportRequest.Content.allCases.map(\.summary).joined(separator: ", ")) as CSV, JSON Lines or Arrow.",
        discussion:
            "A file appears when it is whole. Arrow is a stream, in which dates are dates and numbers are numbers. The inventory, the receipts, the sales, the calendar, the events and the stated demand are written so that import reads them back."
    )

    @Argument(help: "What: \(ExportRequest.Content.allCases.map(\.rawValue).joined(separator: ", ")).")
    var content: ExportRequest.Content

    @Option(name: [.customShort("o"), .long], help: "The file; - is standard output (default).")
    var output: String?

    @Option(help: "csv, jsonl or arrow.")
    var format: ExportChoice = .csv

    @Flag(
        help: ArgumentHelp(
            "Keep spreadsheets from running text as formulas.",
            discussion: """
                In CSV, a text that begins with =, +, -, @, a tab or a line end gets an apostrophe before it. Numbers stay as \
                they are. For reading, not for importing again.
                """))
    var spreadsheetSafe = false

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var supply: SupplierOption
    @OptionGroup var chosen: StateOption

    @Option(
        help:
            "Of exceptions: days of demand; stock and orders for more than that are too much. (default: \(ExceptionRequest.usualMaxCover))"
    )
    var maxCover: Int?

    @OptionGroup var period: PeriodOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var workers: WorkerOption

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output needs the path of a file.") }
        if format == .arrow, output == nil || output == "-", isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("Arrow is nothing for a terminal; write it to a file with -o FILE, or pass it on.")
        }
        if spreadsheetSafe, format != .csv {
            throw ValidationError("--spreadsheet-safe goes with CSV only, as nothing runs JSON Lines or Arrow.")
        }
        typealias Content = ExportRequest.Content
        if period.from != nil || period.to != nil, !content.hasDays {
            let others = Content.allCases.filter(\.hasDays).map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--from and --to go with \(others) only.")
        }
        if selection.selection != .all, !content.isOfSeries {
            throw ValidationError("--store and --product don't go with \(content.rawValue).")
        }
        if !supply.suppliers.isEmpty, !content.isOfResults {
            let others = Content.allCases.filter(\.isOfResults).map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--supplier goes with \(others) only.")
        }
        if !chosen.states.isEmpty, content != .exceptions {
            throw ValidationError("--state goes with exceptions only.")
        }
        if let maxCover {
            guard content == .exceptions else { throw ValidationError("--max-cover goes with exceptions only.") }
            try ExceptionsCommand.check(maxCover: maxCover)
        }
        if scenario.given != nil, !content.isOfScenario {
            throw ValidationError("--scenario doesn't go with \(content.rawValue), which is the same for all.")
        }
    }

    func run() throws {
        let database = try database.open(.read)
        if content.isOfResults {
            let missing = try database.read {
                try freshness.check($0, scenario.name, selection.selection, needsPlan: content == .orders)
            }
            if let missing { Console.error("invdb: \(missing)") }
        }
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        var request = ExportRequest(
            content: content,
            filter: ResultFilter(
                scenario: scenario.name, selection: selection.selection, suppliers: supply.suppliers,
                firstDay: period.from?.number, lastDay: period.to?.number),
            format: format == .jsonl ? .jsonl : .csv, path: output, workers: workers.count)
        request.states = chosen.states
        request.maxCover = maxCover ?? ExceptionRequest.usualMaxCover
        request.isArrow = format == .arrow
        request.runsOfScenario = scenario.given
        request.isSpreadsheetSafe = spreadsheetSafe
        request.reason = \.reason
        try ExportFlow.run(request, database: database, progress: meter.show)
    }
}

/// How an export is written: as one of the formats of text, or as Arrow.
enum ExportChoice: String, ExpressibleByArgument, CaseIterable {
    case csv, jsonl, arrow
}
