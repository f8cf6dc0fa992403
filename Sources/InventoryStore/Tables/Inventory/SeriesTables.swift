/// The tables whose rows belong to series.
///
/// Removals, the check, and ``TableEnds`` loop over them. If you add a table, add it here.
enum SeriesTables {
    /// Those whose rows refer to `inventory`. Terms are at most one row a series, receipts any number.
    static let ofInventory: [any SeriesTable.Type] = [ReceiptTable.self, TermsTable.self]
    /// All, each after those that refer to it.
    static let all: [any SeriesTable.Type] = ofInventory + [InventoryTable.self]
}
