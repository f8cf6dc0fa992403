import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct StockoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockouts",
        abstract: "List what runs out, the earliest first.")

    @Flag(help: "List all that may run out, with the chance, as forecast --risk or plan --risk has found.")
    var risk = false

    @OptionGroup var period: PeriodOptions
    @OptionGroup var list: ListOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let filter = ResultFilter(
            scenario: scenario.name, selection: selection.selection, firstDay: period.from?.number,
            lastDay: period.to?.number)
        let database = try database.open(.read)
        try database.read { snapshot in
            let missing = try freshness.check(snapshot, scenario.name, filter.selection)
            list.warn(missing)
            if risk {
                let none = "No series is known to have a chance of 1 % or more to run out"
                let lastRun = try snapshot.runs(of: scenario.name).last
                let wasAsked = lastRun.flatMap { LoggedOptions.options(fromJSON: $0.options)?.risk } ?? false
                let advice =
                    wasAsked
                    ? ". It is known of series with sales, or if --assume-dispersion says how far demand is from what is expected."
                    : "; invdb forecast --risk looks for them."
                return try RiskReport.write(
                    snapshot, filter, limit: list.limit, as: list.format.export, ifEmpty: missing ?? none + advice)
            }
            try StockoutReport.write(
                snapshot, filter, limit: list.limit, as: list.format.export, ifEmpty: missing ?? "Nothing runs out.")
        }
    }
}
