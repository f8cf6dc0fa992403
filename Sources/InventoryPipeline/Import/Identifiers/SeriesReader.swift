import InventoryStore
import Platform

/// Reads the series of a record: the store and the product, which every kind of file has.
struct SeriesReader {
    enum Reading {
        case identifiers(product: Identifier, store: Identifier?)
        case problem(RowReading)
    }

    private let fields: FieldReader
    /// The store of all rows, if the file has no column for it, and else of those that have none, if the user has named it.
    private let defaultStore: [UInt8]
    private let storeIndex: Int?
    /// nil if the rows are about all products of a supplier.
    private let productSource: FieldSource?
    /// The stores, if each has a column of its own.
    private let stores: [Identifier]
    private let hasStoreColumns: Bool
    private let form: IdentifierReading

    init(_ fields: FieldReader, defaultStore: String) {
        self.fields = fields
        self.defaultStore = Array(defaultStore.utf8)
        storeIndex = fields.mapping.indexes[.storeID]
        productSource = fields.source(.productID)
        stores = fields.mapping.stores.map { .unescaped(Array($0.name.utf8)) }
        hasStoreColumns = !stores.isEmpty
        form = IdentifierReading(fields.options)
    }

    /// Why the current record can't be a row: its form is wrong, or all of its fields are empty. nil if it can.
    @inline(__always)
    func fault(_ stream: RecordStream) -> RowReading? {
        if let fault = fields.formFault(stream) { return fault }
        guard productSource?.given != nil || productSource.map({ fields.text($0, stream).isEmpty }) ?? true,
            stream.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted })
        else { return nil }
        return .blank
    }

    var hasStoreColumn: Bool { storeIndex != nil }

    func hasEmptyStore(_ stream: RecordStream) -> Bool {
        storeIndex.map { FieldReader.trimmed(fields.text($0, stream)).isEmpty } ?? false
    }

    var storesPerRecord: Int { max(1, stores.count) }

    /// The identifiers of the current record. Their length is checked.
    ///
    /// - Parameter part: which of the stores, if each has a column of its own.
    @inline(__always)
    func read(_ stream: RecordStream, _ part: Int) -> Reading {
        let product = product(stream)
        if let fault = product.fault { return .problem(.problem(column: .productID, expected: fault)) }
        if hasStoreColumns { return .identifiers(product: product, store: stores[part]) }
        let store = storeIndex.map { form.store(fields.identifier($0, stream)) }
        if let fault = store?.fault { return withoutStore(product, fault, stream) }
        return .identifiers(product: product, store: store)
    }

    /// A record whose store can't be one: it may have none, and the user may have named a store for such rows.
    @inline(never)
    private func withoutStore(_ product: Identifier, _ fault: Expectation, _ stream: RecordStream) -> Reading {
        guard hasEmptyStore(stream) else { return .problem(.problem(column: .storeID, expected: fault)) }
        guard fields.options.namesStore else {
            return .problem(.problem(column: .storeID, expected: .storeOfRow))
        }
        return .identifiers(product: product, store: nil)
    }

    /// The column with the store of the current record; nil if that is the one that the user has named, or the usual one.
    private func storePlace(_ stream: RecordStream) -> Int? {
        fields.options.namesStore && hasEmptyStore(stream) ? nil : storeIndex
    }

    /// The key of the store that the current record names, if it is known.
    func knownStore(_ stream: RecordStream, in identifiers: inout Identifiers) -> Int32? {
        guard let place = storePlace(stream) else {
            return defaultStore.withUnsafeBufferPointer { identifiers.stores.key(of: $0) }
        }
        return form.store(fields.identifier(place, stream)).key(in: &identifiers.stores)
    }

    @inline(__always)
    private func product(_ stream: RecordStream) -> Identifier {
        productSource.map { form.product(fields.identifier($0, stream)) } ?? .unescaped([])
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
        guard let storeKey = key(ofStore: store, &identifiers, &newStores) else {
            problem = .problem(column: .storeID, expected: .identifier)
            return nil
        }
        return SeriesKey(store: storeKey, product: productKey)
    }

    @inline(__always)
    private func key(
        ofStore store: Identifier?, _ identifiers: inout Identifiers, _ newStores: inout IdentifierList
    ) -> Int32? {
        store.map { $0.key(in: &identifiers.stores, addingTo: &newStores, limit: SeriesKey.greatestStore) }
            ?? defaultStore.withUnsafeBufferPointer {
                Identifier.plain($0).key(
                    in: &identifiers.stores, addingTo: &newStores, limit: SeriesKey.greatestStore)
            }
    }

    /// The store of the current record; nil if it names none that can be. It adds no identifiers.
    func storeName(_ stream: RecordStream, in identifiers: inout Identifiers) -> [UInt8]? {
        guard let place = storePlace(stream) else { return defaultStore }
        let store = form.store(fields.identifier(place, stream))
        guard store.fault == nil, store.isAcceptable(in: &identifiers.stores, limit: SeriesKey.greatestStore) else {
            return nil
        }
        return store.withBytes { Array($0) }
    }

    /// The key of a store. A new one is added.
    func storeKey(
        named name: [UInt8], addingTo identifiers: inout Identifiers, _ newStores: inout IdentifierList
    ) -> Int32? {
        name.withUnsafeBufferPointer { key(ofStore: .plain($0), &identifiers, &newStores) }
    }

    /// The key of a series in a known store, of which only the product is read. A new product is added.
    ///
    /// - Returns: nil if `problem` was set.
    func key(
        _ stream: RecordStream, inStore store: Int32, addingTo identifiers: inout Identifiers,
        _ newProducts: inout IdentifierList, problem: inout RowReading?
    ) -> SeriesKey? {
        let product = product(stream)
        let limit = SeriesKey.greatestProduct
        if product.fault == nil, let key = product.key(in: &identifiers.products, addingTo: &newProducts, limit: limit)
        {
            return SeriesKey(store: store, product: key)
        }
        problem = .problem(column: .productID, expected: product.fault ?? product.expectation(limit: limit))
        return nil
    }

    /// The key of a product of the inventory. It adds no identifiers.
    ///
    /// - Returns: nil if `problem` was set.
    func knownProduct(
        _ stream: RecordStream, in identifiers: inout Identifiers, problem: inout RowReading?
    ) -> Int32? {
        let product = product(stream)
        if let fault = product.fault ?? product.faultOfNew {
            problem = .problem(column: .productID, expected: fault)
            return nil
        }
        if let key = product.key(in: &identifiers.products) { return key }
        problem = .problem(
            column: nil, expected: .unknownProduct(product.withBytes { DisplayText.value(of: $0) }))
        return nil
    }

    /// The key of a series of the inventory. It adds no identifiers.
    ///
    /// - Parameter isNew: whether the row would be enough for a known series, and is not for a new one.
    /// - Returns: nil if `problem` was set.
    func knownKey(
        _ product: Identifier, _ store: Identifier?, in identifiers: inout Identifiers, isNew: Bool,
        problem: inout RowReading?
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
            let names = (
                storeText ?? String(decoding: defaultStore, as: UTF8.self),
                product.withBytes { DisplayText.value(of: $0) }
            )
            problem = .problem(
                column: nil,
                expected: isNew
                    ? .stockOfNew(store: names.0, product: names.1)
                    : .unknownSeries(store: names.0, product: names.1))
        }
        return nil
    }
}
