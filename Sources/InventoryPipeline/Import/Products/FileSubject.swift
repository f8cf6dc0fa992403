import InventoryStore

/// What the rows of a product file are about.
enum FileSubject {
    case series
    /// Series; but a row without a store is about its product in all stores, as it says nothing that differs between them.
    case seriesOrProducts
    /// Products, in all stores that have them: the file has neither stores nor a column that differs between stores.
    case products
    /// All products of a supplier, who is read here.
    case suppliers(FieldSource)

    init(_ mapping: ColumnMapping, _ options: ImportRequest) {
        let ofSeries = [ProductColumns.initialInventory] + ProductColumns.ofForecast
        guard !ofSeries.contains(where: mapping.states), !options.namesStore else {
            self = .series
            return
        }
        if mapping.states(.storeID) {
            self = .seriesOrProducts
        } else if mapping.states(.productID) {
            self = .products
        } else if let place = mapping.indexes[ProductColumns.supplier] {
            self = .suppliers(FieldSource(place: place, given: nil))
        } else {
            self = .series
        }
    }
}
