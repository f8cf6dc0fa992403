import InventoryStore
import Platform

/// Reads the series of a record: the store and the product, which every kind of file has.
struct SeriesReader {
    enum Reading {
        case identifiers(product: Identifier, store: Identifier?)
        case problem(RowReading)
    }

    private let fields: FieldReader
    /// The store of all rows, if the file has no column for it.
    private let defaultStore: [UInt8]
    private let storeIndex: Int?
    private let productIndex: Int

    init(_ fields: FieldReader, defaultStore: String) {
        self.fields = fields
        self.defaultStore = Array(defaultStore.utf8)
        storeIndex = fields.mapping.indexes[.storeID]
        productIndex = fields.place(.productID)
    }

    /// Why the current record can't be a row: its form is wrong, or all of its fields are empty. nil if it can.
    @inline(__always)
    func fault(_ stream: RecordStream) -> RowReading? {
        if let fault = fields.formFault(stream) { return fault }
        guard fields.text(productIndex, stream).isEmpty,
            stream.parser.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted })
        else { return nil }
        return .blank
    }

    /// The identifiers of the current record. Their length is checked.
    @inline(__always)
    func read(_ stream: RecordStream) -> Reading {
        let product = fields.identifier(productIndex, stream)
        if let fault = product.fault { return .problem(.problem(column: .productID, expected: fault)) }
        let store = storeIndex.map { fields.identifier($0, stream) }
        if let fault = store?.fault { return .problem(.problem(column: .storeID, expected: fault)) }
        return .identifiers(product: product, store: store)
    }

    /// The key of the store that the current record names, if it is known.
    func knownStore(_ stream: RecordStream, in identifiers: inout Identifiers) -> Int32? {
        guard let storeIndex else {
            return defaultStore.withUnsafeBufferPointer { identifiers.stores.key(of: $0) }
        }
        return fields.identifier(storeIndex, stream).key(in: &identifiers.stores)
    }

    /// The key of a series. New identifiers are added. A bad row adds none.
    ///
    /// - Returns: nil if `problem` was set.
    @inline(__always)
    func key(
        _ product: Identifier, _ store: Identifier?, addingTo identifiers: inout Identifiers,
        _ newStores: inout IdentifierList, _ newProducts: inout IdentifierList, problem: inout RowReading?
    ) -> SeriesKey? {
        // The store is checked before the product is added, so a bad row adds neither.
        if let store, !store.isAcceptable(in: &identifiers.stores, limit: SeriesKey.greatestStore) {
            problem = .problem(column: .storeID, expected: store.expectation(limit: SeriesKey.greatestStore))
            return nil
        }
        guard
            let productKey = product.key(
                in: &identifiers.products, addingTo: &newProducts, limit: SeriesKey.greatestProduct)
        else {
            problem = .problem(
                column: .productID, expected: product.expectation(limit: SeriesKey.greatestProduct))
            return nil
        }
        let storeKey =
            store.map { $0.key(in: &identifiers.stores, addingTo: &newStores, limit: SeriesKey.greatestStore) }
            ?? defaultStore.withUnsafeBufferPointer {
                Identifier.plain($0).key(
                    in: &identifiers.stores, addingTo: &newStores, limit: SeriesKey.greatestStore)
            }
        guard let storeKey else {
            problem = .problem(column: .storeID, expected: "an identifier")
            return nil
        }
        return SeriesKey(store: storeKey, product: productKey)
    }

    /// The key of a series of the inventory. It adds no identifiers.
    ///
    /// - Returns: nil if `problem` was set.
    func knownKey(
        _ product: Identifier, _ store: Identifier?, in identifiers: inout Identifiers, problem: inout RowReading?
    ) -> SeriesKey? {
        let productKey = product.key(in: &identifiers.products)
        let storeKey =
            store.map { $0.key(in: &identifiers.stores) }
            ?? defaultStore.withUnsafeBufferPointer { identifiers.stores.key(of: $0) }
        if let productKey, let storeKey { return SeriesKey(store: storeKey, product: productKey) }
        if productKey == nil, let fault = product.faultOfNew {
            problem = .problem(column: .productID, expected: fault)
        } else if storeKey == nil, let fault = store?.faultOfNew {
            problem = .problem(column: .storeID, expected: fault)
        } else {
            let storeText = store?.withBytes { DisplayText.value(of: $0) }
            problem = .problem(
                column: nil,
                expected: Self.unknown(
                    store: storeText ?? String(decoding: defaultStore, as: UTF8.self),
                    product: product.withBytes { DisplayText.value(of: $0) }))
        }
        return nil
    }

    /// The expectation for a row whose series is not in the inventory.
    static func unknown(store: String, product: String) -> ExpectedText {
        "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is not in the inventory; import products first"
    }
}
