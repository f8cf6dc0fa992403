import InventoryStore

/// The identifiers of the database and of the files read so far.
struct Identifiers {
    var stores: IdentifierTable
    var products: IdentifierTable
    private var storeWarnings = IdentifierWarnings(.storeID)
    private var productWarnings = IdentifierWarnings(.productID)

    init(stores: IdentifierTable, products: IdentifierTable) {
        self.stores = stores
        self.products = products
    }

    /// Adds the warnings about the new identifiers of a batch to a report.
    mutating func warn(of new: NewIdentifiers, in report: inout FileReport) {
        let ofStores = storeWarnings.examine(new.stores, in: &stores, limit: report.warningsLeft) { key in
            new.line { $0.store == key }
        }
        report.add(ofStores.first, of: ofStores.count)
        let ofProducts = productWarnings.examine(new.products, in: &products, limit: report.warningsLeft) { key in
            new.line { $0.product == key }
        }
        report.add(ofProducts.first, of: ofProducts.count)
    }
}

/// The stores and products that occur first in this batch.
struct NewIdentifiers {
    var stores = IdentifierList()
    var products = IdentifierList()
    /// The line of the first row of the batch whose key meets a condition.
    var line: ((SeriesKey) -> Bool) -> Int = { _ in 0 }
}
