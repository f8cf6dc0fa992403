import InventoryPipeline
import InventoryStore
import Platform

extension RequestError: ExplainedError {
    package var description: String {
        switch self {
        case .noInventory(let path):
            return "There is no inventory in \(path) yet; import a product file first: invdb import FILE"
        case .noSales(let path):
            return "There are no sales in \(path) yet; import a file of them first: invdb import FILE"
        case .salesAreClosed(let store, let day):
            return
                "All sales of the files are of days before \(NumberText.date(day)). They can't change any more: of store "
                + "\(DisplayText.of(store)), older sales are stored no longer (--keep), and estimates go on from what is kept of these days. "
                + "Import its whole history with --replace to begin anew."
        case .salesAreForgotten(let store, let day):
            return
                "The estimates can't be made anew: the sales of store \(DisplayText.of(store)) before \(NumberText.date(day)) are stored no "
                + "longer (--keep). invdb estimate goes on from what is kept of them; --replace imports its whole history anew."
        case .shortHistory(let days, let needed, let horizon):
            return
                "There are sales of \(NumberText.count(days, "day")), and a trial with a horizon of \(horizon) days needs \(needed) or more; "
                + "name a shorter --horizon, or fewer days with --held-back."
        case .noResults(let scenario):
            let option = scenario == Scenario.baseline ? "" : " --scenario \(scenario)"
            return "There are no results in \(scenario) yet; make them with: invdb forecast --store all\(option)"
        case .notFresh(let state):
            return (state.missing.map { [$0] } ?? state.warnings).joined(separator: "\n")
        case .notInInventory(let products, let stores):
            let place = stores.isEmpty ? "" : " of store \(stores.joined(separator: ", "))"
            return products.isEmpty
                ? "There is nothing in the inventory\(place)."
                : "Product \(products.joined(separator: ", ")) is not in the inventory\(place)."
        case .severalSeries(let product, let found, let hasMore):
            let names = found.map { "\(DisplayText.of($0.product)) in \(DisplayText.of($0.store))" }
            return "\(product) finds several series: \(names.joined(separator: ", "))\(hasMore ? ", …" : ""); "
                + "name one product and its --store."
        case .impossibleTermsOfRun(let series, let run, let problem):
            return
                "Product \(series.product) in store \(series.store) can't be planned as run \(run) did it: \(problem.text())."
        case .unknownSales(let days, let known):
            return
                "The sales from \(NumberText.date(days.lowerBound)) to \(NumberText.date(days.upperBound)) can't be replayed: there are "
                + "sales from \(NumberText.date(known.lowerBound)) to \(NumberText.date(known.upperBound)), and some have to be before --from "
                + "to estimate demand from."
        case .nothingToSimulate(let leftOut):
            let reasons = SimulationReport.lines(leftOut)
            return (["There is no series to simulate."] + reasons).joined(separator: "\n")
        }
    }
}

extension PartitionFailure: ExplainedError {
    package var description: String {
        "The forecast of \(partition.text) failed, and with it the whole run: \(cause)"
    }
}

extension PartitionNames {
    /// "store S1, products P1 to P9", "stores S1 to S7".
    fileprivate var text: String {
        switch self {
        case .none: "nothing"
        case .storeKeys(let first, let last): "the stores with the keys \(first) to \(last)"
        case .stores(let first, let last): "stores \(first) to \(last)"
        case .store(let store): "store \(store)"
        case .products(let store, let first, let last): "store \(store), products \(first) to \(last)"
        }
    }
}
