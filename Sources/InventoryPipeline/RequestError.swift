import Forecasting
import InventoryStore

/// The request can't be met with the data in the database.
package enum RequestError: Error, Equatable, Sendable {
    /// The database at `path` contains no inventory.
    case noInventory(path: String)
    /// The database at `path` contains no sales.
    case noSales(path: String)
    /// All sales of an import are of days before `before`, of which a store has no sales stored any longer.
    case salesAreClosed(store: String, before: Int)
    /// An estimate can't be made anew, as the sales of a store before a day are stored no longer.
    case salesAreForgotten(store: String, before: Int)
    /// The sales of `days` days are not enough for a trial that knows some of them and forecasts `horizon` others.
    case shortHistory(days: Int, needed: Int, horizon: Int)
    /// A scenario has no results.
    case noResults(scenario: String)
    /// The user wants results that agree with what is stored now, and these don't.
    case notFresh(ResultState)
    /// No series of the inventory is of these products and stores, which there are. Empty means all.
    case notInInventory(products: [String], stores: [String])
    /// One series is needed, but several have this product. `found` contains the first of them.
    case severalSeries(product: String, found: [SeriesName], hasMore: Bool)
    /// Orders can't be planned with the stored terms and the options of that run.
    case impossibleTermsOfRun(SeriesName, run: Int, TermsProblem)
    /// The sales of some of the days to replay, or of any before them, are not known.
    case unknownSales(ClosedRange<Int>, known: ClosedRange<Int>)
    /// No series can be simulated, for these reasons.
    case nothingToSimulate(SimulationLeftOut)
}

package struct SeriesName: Equatable, Sendable {
    package let product: String
    package let store: String

    package init(product: String, store: String) {
        self.product = product
        self.store = store
    }
}
