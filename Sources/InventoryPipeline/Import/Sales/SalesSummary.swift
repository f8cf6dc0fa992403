import InventoryStore

/// What an import of sales has changed, with the names of stores.
package struct SalesSummary: Sendable {
    package let change: SalesChange
    /// The first days without sales of a store that usually sells on their weekday.
    package let missing: [(store: String, day: Int)]
    /// The first stores whose sales end before those of others, each with its last day.
    package let behind: [(store: String, day: Int)]
    /// The first days after which their store has none for more than a year.
    package let beforeGaps: [(store: String, day: Int)]
    /// The first days that several of the files have.
    package let shared: [(store: String, day: Int)]

    /// What the dates of rows may stand for beside themselves, if nobody has said that they are days.
    package let alike: SalesChange.AlikeDays?

    /// Days of products of which several rows state a closing stock, not all the same.
    package let stocksOfOneDay: Int

    init(_ change: SalesChange, _ stores: IdentifierTable, rowsAreDays: Bool, stocksOfOneDay: Int) {
        func named(_ days: SalesChange.FirstDays) -> [(store: String, day: Int)] {
            days.first.map { (store: stores.identifier(of: $0.store), day: $0.day) }
        }
        self.change = change
        self.stocksOfOneDay = stocksOfOneDay
        alike = rowsAreDays ? nil : change.alike
        (missing, behind, shared) = (named(change.missing), named(change.behind), named(change.shared))
        beforeGaps = named(change.beforeGaps)
    }
}
