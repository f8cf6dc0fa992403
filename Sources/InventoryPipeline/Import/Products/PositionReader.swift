import Forecasting
import InventoryStore

/// Turns the records of one product file into rows of `inventory`, and into terms of supply and names of products where the
/// file has such columns.
struct PositionReader: RowReader {
    private(set) var dates: DateColumn
    private let values: FieldReader
    private let importID: Int32
    /// The store of all rows, where the file has no column for it.
    private let defaultStore: [UInt8]
    // Places of the columns, looked up once.
    private let storeIndex: Int?
    private let productIndex: Int
    private let dateIndex: Int
    private let inventoryIndex: Int
    private let salesIndex: Int
    private let restockingIndex: Int
    private let durationIndex: Int
    private let frequencyIndex: Int
    private let supply: TermsReader?
    private let labels: ProductNameReader?

    init(_ values: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.values = values
        self.importID = importID
        self.dates = dates
        self.defaultStore = Array(defaultStore.utf8)
        storeIndex = values.mapping.indexes[.storeID]
        productIndex = values.place(.productID)
        dateIndex = values.place(.sellStartDate)
        inventoryIndex = values.place(.initialInventory)
        salesIndex = values.place(.salesRate)
        restockingIndex = values.place(.restockingRate)
        durationIndex = values.place(.durationDays)
        frequencyIndex = values.place(.forecastFrequency)
        supply = TermsReader(values)
        labels = ProductNameReader(values)
    }

    mutating func read(
        _ stream: RecordStream, stores: inout IdentifierTable, products: inout IdentifierTable,
        into batch: InventoryBatch
    ) -> RowReading {
        if let fault = values.formFault(stream) { return fault }
        func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { values.text(index, stream) }
        if text(productIndex).isEmpty, stream.parser.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) { return .blank }

        let startDay: Int
        switch dates.read(FieldReader.trimmed(text(dateIndex)), line: stream.line) {
        case .day(let day): startDay = day
        case .invalid(let expected): return .problem(column: .sellStartDate, expected: expected)
        case .contradiction: return .contradiction
        }
        guard let onHand = values.quantity(text(inventoryIndex)) else {
            return .problem(column: .initialInventory, expected: values.expectedNumber(text(inventoryIndex)))
        }
        guard let salesRate = values.quantity(text(salesIndex)) else {
            return .problem(column: .salesRate, expected: values.expectedNumber(text(salesIndex)))
        }
        guard salesRate >= 0 else { return .problem(column: .salesRate, expected: "zero or more") }
        guard let restockingRate = values.quantity(text(restockingIndex)) else {
            return .problem(column: .restockingRate, expected: values.expectedNumber(text(restockingIndex)))
        }
        guard restockingRate >= 0 else { return .problem(column: .restockingRate, expected: "zero or more") }
        guard let duration = values.wholeNumber(text(durationIndex), in: 0...StockLimits.durationDays) else {
            return .problem(
                column: .durationDays, expected: "a whole number of days from 0 to \(StockLimits.durationDays)")
        }
        guard let frequency = values.wholeNumber(text(frequencyIndex), in: 1...StockLimits.frequency) else {
            return .problem(
                column: .forecastFrequency, expected: "a whole number of days from 1 to \(StockLimits.frequency)")
        }

        var terms: SIMD8<Double>?
        if let supply {
            switch supply.read(stream) {
            case .terms(let stated): terms = stated
            case .problem(let column, let expected): return .problem(column: column, expected: expected)
            }
        }
        var called: (name: Identifier, category: Identifier)?
        if let labels {
            switch labels.read(stream) {
            case .labels(let name, let category): called = (name, category)
            case .problem(let column, let expected): return .problem(column: column, expected: expected)
            }
        }

        // Identifiers come last, so that a bad row leaves none behind.
        let product = values.identifier(productIndex, stream)
        if let fault = product.fault { return .problem(column: .productID, expected: fault) }
        let store = storeIndex.map { values.identifier($0, stream) }
        if let fault = store?.fault { return .problem(column: .storeID, expected: fault) }
        // The store is checked before the product is added, so that a bad row leaves neither behind.
        if let store, !store.isAcceptable(in: &stores, limit: SeriesKey.greatestStore) {
            return .problem(column: .storeID, expected: store.expectation(limit: SeriesKey.greatestStore))
        }
        guard
            let productKey = product.key(
                in: &products, addingTo: &batch.newProducts, limit: SeriesKey.greatestProduct)
        else {
            return .problem(column: .productID, expected: product.expectation(limit: SeriesKey.greatestProduct))
        }
        let storeKey =
            store.map { $0.key(in: &stores, addingTo: &batch.newStores, limit: SeriesKey.greatestStore) }
            ?? defaultStore.withUnsafeBufferPointer {
                Identifier.plain($0).key(in: &stores, addingTo: &batch.newStores, limit: SeriesKey.greatestStore)
            }
        guard let storeKey else { return .problem(column: .storeID, expected: "an identifier") }
        let key = SeriesKey(store: storeKey, product: productKey)
        let line = Int32(clamping: stream.line)
        batch.append(
            InventoryBatch.Row(
                key: key,
                position: StockPosition(
                    startDay: startDay, onHand: onHand, salesRate: salesRate, restockingRate: restockingRate,
                    durationDays: duration, frequency: frequency),
                importID: importID, line: line))
        if let terms, let supply {
            batch.append(
                TermsRow(key: key, values: terms, columns: supply.columns, importID: importID, line: line))
        }
        if let called, let labels {
            batch.labels.hasNames = labels.nameIndex != nil
            batch.labels.hasCategories = labels.categoryIndex != nil
            called.name.withBytes { name in
                called.category.withBytes { batch.labels.append(product: productKey, name: name, category: $0) }
            }
        }
        return .row
    }
}
