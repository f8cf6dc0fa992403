/// What an import removes of the stored rows that its files don't have: series, or receipts.
package enum Replacement: Equatable, Sendable {
    case none
    /// Those of the stores that the files name.
    case ofNamedStores
    /// Those of all stores: the files are the whole truth.
    case ofAllStores
}
