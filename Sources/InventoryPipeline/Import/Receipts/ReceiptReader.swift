import InventoryStore
import Platform

/// Turns the records of one file of scheduled receipts into rows of `receipt`.
///
/// A receipt belongs to a series of the inventory, so that no identifier is new here. Whether there is such a series, and has
/// begun by then, is looked up when the rows have been sorted.
struct ReceiptReader: RowReader {
    private(set) var dates: DateColumn
    private let values: FieldReader
    private let importID: Int32
    /// The store of all rows, where the file has no column for it.
    private let defaultStore: [UInt8]
    private let storeIndex: Int?
    private let productIndex: Int
    private let dateIndex: Int
    private let quantityIndex: Int

    init(_ values: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.values = values
        self.importID = importID
        self.dates = dates
        self.defaultStore = Array(defaultStore.utf8)
        storeIndex = values.mapping.indexes[.storeID]
        productIndex = values.place(.productID)
        dateIndex = values.place(.receiptDate)
        quantityIndex = values.place(.quantity)
    }

    mutating func read(
        _ stream: RecordStream, stores: inout IdentifierTable, products: inout IdentifierTable,
        into batch: InventoryBatch
    ) -> RowReading {
        if let fault = values.formFault(stream) { return fault }
        func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { values.text(index, stream) }
        if text(productIndex).isEmpty, stream.parser.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) { return .blank }

        let day: Int
        switch dates.read(FieldReader.trimmed(text(dateIndex)), line: stream.line) {
        case .day(let number): day = number
        case .invalid(let expected): return .problem(column: .receiptDate, expected: expected)
        case .contradiction: return .contradiction
        }
        guard let quantity = values.quantity(text(quantityIndex)) else {
            return .problem(column: .quantity, expected: values.expectedNumber(text(quantityIndex)))
        }
        guard quantity > 0 else { return .problem(column: .quantity, expected: "more than zero") }

        let product = values.identifier(productIndex, stream)
        if let fault = product.fault { return .problem(column: .productID, expected: fault) }
        let store = storeIndex.map { values.identifier($0, stream) }
        if let fault = store?.fault { return .problem(column: .storeID, expected: fault) }
        let productKey = product.key(in: &products)
        let storeKey =
            store.map { $0.key(in: &stores) } ?? defaultStore.withUnsafeBufferPointer { stores.key(of: $0) }
        guard let productKey, let storeKey else {
            if productKey == nil, let fault = product.faultOfNew {
                return .problem(column: .productID, expected: fault)
            }
            if storeKey == nil, let fault = store?.faultOfNew { return .problem(column: .storeID, expected: fault) }
            return .problem(
                column: nil,
                expected: ReceiptRow.unknown(
                    store: (store?.withBytes { DisplayText.value(of: $0) })
                        ?? String(decoding: defaultStore, as: UTF8.self),
                    product: product.withBytes { DisplayText.value(of: $0) }))
        }
        batch.append(
            ReceiptRow(
                key: SeriesKey(store: storeKey, product: productKey), day: Int32(truncatingIfNeeded: day),
                quantity: quantity, importID: importID, line: Int32(clamping: stream.line)))
        return .row
    }
}

extension ReceiptRow {
    /// What to say of a receipt whose series is not in the inventory.
    static func unknown(store: String, product: String) -> String {
        "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is not in the inventory; import products first"
    }
}
