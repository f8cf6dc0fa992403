import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how the orders of one product come about, number by number, or how likely it runs out.",
        discussion: """
            Without a plan it shows what a forecast with --risk says. Every number has its source: the file and line that it was imported from, an option of the plan, a default, or the \
            arithmetic. It is computed from what is stored now; where the stored orders are others, it says why.
            """)

    @Argument(help: "The product.")
    var product: String

    @Option(help: "The store; it may be left out where only one has the product.")
    var store: String?

    @Option(help: "text, csv or jsonl.")
    var format: ReportFormat = .text

    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if product.split(separator: ",").isEmpty { throw ValidationError("Name a product.") }
        if store?.split(separator: ",").isEmpty == true { throw ValidationError("--store needs a name.") }
    }

    func run() throws {
        let database = try database.open(.read)
        // What is old is said of the orders themselves.
        if freshness.requireFresh {
            let selection = SeriesSelection(stores: store.map { [$0] } ?? [], products: [product])
            _ = try database.read { snapshot in
                // Of a forecast with risk no plan is needed.
                let needsPlan =
                    try snapshot.hasOrders(in: scenario.name) || !snapshot.hasRisk(in: scenario.name)
                return try freshness.check(snapshot, scenario.name, selection, needsPlan: needsPlan)
            }
        }
        let outcome = try ExplainFlow.run(
            ExplainRequest(product: product, store: store, scenario: scenario.name), database: database)
        let option = scenario.name == Scenario.baseline ? "" : " --scenario \(scenario.name)"
        func noPlan(_ series: SeriesTitle) -> String {
            "It has no plan in \(scenario.name) yet; make one with: invdb plan --store \(series.storeID)\(option)"
        }
        switch outcome {
        case .explanation(let explanation):
            let command =
                explanation.isOfPlan ? "plan again with: invdb plan" : "forecast again with: invdb forecast --risk"
            let again =
                "\(command) --store \(explanation.series.storeID) --product \(explanation.series.productID)\(option)"
            if let format = format.export {
                if let difference = ExplainReport.difference(explanation) {
                    Console.error("invdb: \(difference); \(again)")
                }
                return try ExplainReport.export(explanation, as: format)
            }
            var lines = ExplainReport.text(explanation, again: again)
            if !explanation.isOfPlan { lines += ["", noPlan(explanation.series)] }
            try Console.print(lines.joined(separator: "\n"))
        case .noRate(let series):
            let sentence =
                "It has no forecast and no plan, as no file has stated its sales_rate, or what was sold of it."
            if format != .text { return Console.error("invdb: \(sentence)") }
            try Console.print("\(series.text)\n\(sentence)")
        case .noPlan(let series, let isEstimated):
            let estimate =
                isEstimated
                ? "\nHow its sales are estimated: invdb demand \(series.productID) --store \(series.storeID)" : ""
            let sentence = noPlan(series) + estimate
            if format != .text { return Console.error("invdb: \(sentence)") }
            try Console.print("\(series.text)\n\(sentence)")
        }
    }
}
