/// What an import removes of the stored rows that its files don't have: series, receipts, or days of a calendar.
package enum Replacement: Equatable, Sendable {
    case none
    /// Those of the stores that the files name.
    case ofNamedStores
    /// Those of all stores: the files are the whole truth.
    case ofAllStores
}
