import Forecasting
import InventoryStore

/// The series to explain.
package struct ExplainRequest: Sendable {
    package var product: String
    /// The store; nil if only one store has the product.
    package var store: String?
    package var scenario: String
    /// Whether both are identifiers as they are.
    package var isLiteral: Bool

    package init(
        product: String, store: String?, scenario: String = Scenario.baseline, isLiteral: Bool = false
    ) {
        self.product = product
        self.store = store
        self.scenario = scenario
        self.isLiteral = isLiteral
    }

    var selection: SeriesSelection {
        var selection = SeriesSelection(stores: store.map { [$0] } ?? [], products: [product])
        selection.isLiteral = isLiteral
        return selection
    }
}

/// Explains the orders of one series from the stored data, or how likely it runs out.
package enum ExplainFlow {
    package enum Outcome: Sendable {
        /// Of the orders, or of the risk if a forecast without orders made the results.
        case explanation(Explanation)
        /// There are no results, or a forecast without orders and risk made them.
        case noPlan(SeriesTitle, isEstimated: Bool)
        /// No file has stated its rate of sales, or what was sold of it.
        case noRate(SeriesTitle)
    }

    /// - Throws: ``StoreError``; ``RequestError`` if the product is unknown, if several series match, or if orders
    ///   can't be planned with the terms.
    package static func run(_ request: ExplainRequest, database: InventoryDatabase) throws -> Outcome {
        try database.read { try run(request, $0, path: database.path) }
    }

    /// The same in a snapshot.
    ///
    /// - Parameter path: the file of the snapshot, for errors.
    package static func run(_ request: ExplainRequest, _ snapshot: Snapshot, path: String) throws -> Outcome {
        let selection = request.selection
        let bases = try snapshot.planBases(of: selection, scenario: request.scenario, limit: 4)
        guard let basis = bases.first else {
            throw RequestError.notInInventory(products: selection.products, stores: selection.stores)
        }
        guard bases.count == 1 else { throw several(bases, request) }
        guard basis.position.salesRate != nil || basis.demand != nil || !basis.statedDemand.isEmpty else {
            return .noRate(basis.series)
        }
        guard let run = basis.run else { return .noPlan(basis.series, isEstimated: basis.demand != nil) }
        guard let options = LoggedOptions.options(fromJSON: run.options), (options.plan != nil) == (run.orders != nil)
        else {
            throw StoreError(.damaged("the options of run \(run.id)"), while: .read, path: path)
        }
        // Only levels by class ask for the limits of the classes, which take a look at all series.
        let limits = options.plan?.service?.isByClass == true ? try snapshot.abcLimits() : nil
        let risk = options.plan == nil ? try snapshot.risk(of: basis.key, in: request.scenario) : nil
        do {
            guard
                let explanation = try Explainer.explanation(of: basis, run, options, limits, stored: risk)
            else {
                return .noPlan(basis.series, isEstimated: basis.demand != nil)
            }
            return .explanation(explanation)
        } catch let error as TermsProblem {
            throw RequestError.impossibleTermsOfRun(
                SeriesName(product: basis.series.productID, store: basis.series.storeID), run: run.id, error)
        }
    }

    private static func several(_ bases: [PlanBasis], _ request: ExplainRequest) -> RequestError {
        let names = bases.prefix(3).map { SeriesName(product: $0.series.productID, store: $0.series.storeID) }
        return .severalSeries(product: request.product, found: names, hasMore: bases.count > 3)
    }
}
