import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two scenarios: what runs out, and what is ordered, in one and in the other.",
        discussion: """
            Lists the series whose stock-out day, first order day, units ordered or units short differ, those with the most \
            units short in either of both first. Series with results in one of them only are counted. If both scenarios come from \
            runs with --risk, it compares early dates, chances and expected units short too.
            """)

    @Argument(help: "A scenario; \(Scenario.baseline) is the baseline.")
    var first: String

    @Argument(help: "The scenario to compare it with.")
    var second: String

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var list: ListOptions
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var workers: WorkerOption

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if first == second { throw ValidationError("Name two scenarios; \(first) is the same as itself.") }
    }

    func run() throws {
        // People read the beginning of a list; programs need all of it.
        let limit = list.limit ?? (list.format == .text ? DiffReport.usualLimit : .max)
        let database = try database.open(.read)
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let differences = try DiffFlow.run(
            DiffRequest(
                first: first, second: second, selection: selection.selection, limit: limit, workers: workers.count),
            database: database, progress: meter.show)
        meter.clear()
        try database.read { snapshot in
            for name in [first, second] {
                _ = try freshness.check(snapshot, name, selection.selection, needsPlan: snapshot.hasOrders(in: name))
            }
        }
        if let format = list.format.export {
            try DiffReport.export(differences, as: format)
        } else {
            try DiffReport.print(differences, first, second, limit: limit)
        }
    }
}
