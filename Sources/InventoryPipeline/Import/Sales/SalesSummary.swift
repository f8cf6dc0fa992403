import InventoryStore

/// What an import of sales has changed, with the names of stores.
package struct SalesSummary: Sendable {
    package let change: SalesChange
    /// The first days without sales of a store that usually sells on their weekday.
    package let missing: [(store: String, day: Int)]

    init(_ change: SalesChange, missing: [(store: String, day: Int)]) {
        self.change = change
        self.missing = missing
    }
}
