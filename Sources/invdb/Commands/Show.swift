import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one product: its forecast as a table and a chart.",
        discussion: "A product in several stores is shown with a line a store; --store picks one.")

    @Argument(help: "The product.")
    var product: String

    @Option(help: "The store.")
    var store: String?

    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if product.split(separator: ",").isEmpty { throw ValidationError("Name a product.") }
        if store?.split(separator: ",").isEmpty == true { throw ValidationError("--store needs a name.") }
    }

    func run() throws {
        let filter = ResultFilter(
            scenario: scenario.name,
            selection: SeriesSelection(stores: store.map { [$0] } ?? [], products: [product]))
        let database = try database.open(.read)
        let series = try database.read { try $0.series(filter) }
        guard let first = series.first else {
            throw RequestError.unknownProduct(product, store: store)
        }
        try Console.print(
            (series.count == 1 ? SeriesReport.one(first, width: Console.width) : SeriesReport.many(series)).joined(
                separator: "\n"))
    }
}
