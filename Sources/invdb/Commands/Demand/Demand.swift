import ArgumentParser
import Forecasting
import InventoryPipeline
import InventoryStore
import Reports

struct DemandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demand",
        abstract: "Show what is expected to be sold, and how steadily it is.",
        discussion: """
            The estimates from the history of sales. One series is shown with its weekdays, its weeks and what is expected of the \
            next four; several are a list.
            """)

    @Argument(help: "The product, as for --product; without it, all that is selected.")
    var product: String?

    @Option(
        name: .customLong("class"),
        help: "Only series of these classes: \(DemandLabel.allCases.map(\.text).joined(separator: ", ")).")
    var classes: [String] = []

    @Flag(help: "With the pattern by ADI and CV² (Syntetos, Boylan and Croston), from the whole history.")
    var pattern = false

    @OptionGroup var list: ListOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var database: DatabaseOptions

    private var labels: Set<DemandLabel> {
        get throws {
            let names = classes.flatMap { $0.split(separator: ",").map { $0.replacing("-", with: " ") } }
            return Set(
                try names.map { name in
                    guard let label = DemandLabel.allCases.first(where: { $0.text == name }) else {
                        throw ValidationError(
                            "No class is called \(name); there is \(DemandLabel.allCases.map(\.text).joined(separator: ", "))."
                        )
                    }
                    return label
                })
        }
    }

    mutating func validate() throws {
        if product?.split(separator: ",").isEmpty == true { throw ValidationError("Name a product, or leave it out.") }
        _ = try labels
    }

    func run() throws {
        var selected = selection.selection
        if let product { selected.products.insert(product, at: 0) }
        let labels = try labels
        let database = try database.open(.read)
        try database.read { snapshot in
            if try EstimateFlow.isNeeded(snapshot) {
                Console.error(
                    "invdb: Some sales or events are not in these estimates yet; make them anew with: invdb estimate")
            }
            let isFound = try DemandReport.write(
                snapshot, selected, labels: labels, withPattern: pattern, limit: list.limit, as: list.format.export,
                width: Console.width, interruption: database.interruption)
            if !isFound, list.format == .text {
                try Console.print("No demand is estimated of any such series; import sales: invdb import FILE")
            }
        }
    }
}
