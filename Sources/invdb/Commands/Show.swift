import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one product: its forecast as a table and a chart.",
        discussion: """
            Several series, such as a product in several stores, are a list with a line for each. As CSV and JSON Lines, \
            also one series is a row; its days are in invdb export forecast.
            """)

    @Argument(help: "The product, as for --product; without it, all that --store or --product selects.")
    var product: String?

    @OptionGroup var list: ListOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if product.map({ $0.split(separator: ",").isEmpty }) ?? (selection.selection == .all) {
            throw ValidationError("Name a product, or select some with --product or --store.")
        }
    }

    func run() throws {
        var selected = selection.selection
        if let product { selected.products.insert(product, at: 0) }
        let filter = ResultFilter(scenario: scenario.name, selection: selected)
        let database = try database.open(.read)
        let isFound = try database.read { snapshot in
            _ = try freshness.check(snapshot, scenario.name, selected)
            return try SeriesReport.write(
                snapshot, filter, limit: list.limit, as: list.format.export, width: Console.width,
                database)
        }
        guard isFound else {
            throw RequestError.notInInventory(products: selected.products, stores: selected.stores)
        }
    }
}
