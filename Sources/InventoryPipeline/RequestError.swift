import Forecasting

/// What was asked for can't be done with what is in the database.
package enum RequestError: Error, Equatable, Sendable {
    /// Nothing was imported into the database at `path`.
    case noInventory(path: String)
    /// There are no results in a scenario.
    case noResults(scenario: String)
    /// - `store`: nil for all.
    case unknownProduct(String, store: String?)
    /// One series is needed and `product` finds more. `found` has the first of them.
    case severalSeries(product: String, found: [SeriesName], hasMore: Bool)
    /// The terms of a series can't be planned with.
    case impossibleTerms(SeriesName, TermsProblem)
    /// The stored terms can't be planned with as that run did.
    case impossibleTermsOfRun(SeriesName, run: Int, TermsProblem)
}

package struct SeriesName: Equatable, Sendable {
    package let product: String
    package let store: String

    package init(product: String, store: String) {
        self.product = product
        self.store = store
    }
}
