/// What an import removes of the stored rows that its files don't have: series, receipts, days of a calendar, events, or stated demand.
package enum Replacement: Equatable, Sendable {
    case none
    /// Those of the stores that the files name.
    case ofNamedStores
    /// Those of all stores: the files are the whole truth.
    case ofAllStores
}
