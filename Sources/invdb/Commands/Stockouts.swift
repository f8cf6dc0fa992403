import ArgumentParser
import InventoryStore
import Reports

struct StockoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockouts",
        abstract: "List what runs out, the earliest first.")

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
            try StockoutReport.write(
                snapshot, filter, limit: list.limit, as: list.format.export, ifEmpty: missing ?? "Nothing runs out.")
        }
    }
}
