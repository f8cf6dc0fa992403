import InventoryStore
import Platform

/// Reads what a row is limited to: a store and a product, each of which may be left out for all. Both have to be known: one that is not
/// there has a mistake in its name.
struct LimitReader {
    private let fields: FieldReader
    private let storeSource: FieldSource?
    private let productSource: FieldSource?
    /// The store of all rows, if the file has no column for it and the user has named one.
    private let namedStore: [UInt8]?
    private let form: IdentifierReading

    init(_ fields: FieldReader, defaultStore: String) {
        self.fields = fields
        storeSource = fields.source(.storeID)
        productSource = fields.source(.productID)
        namedStore = fields.options.isStoreGiven ? Array(defaultStore.utf8) : nil
        form = IdentifierReading(fields.options)
    }

    /// The key of the store of the current record; nil for all stores. An empty field is all stores, also if the user has named one:
    /// that is the store of files without the column.
    ///
    /// - Parameter problem: set if the store can't be read.
    func store(_ stream: RecordStream, _ identifiers: inout Identifiers, problem: inout RowReading?) -> Int32? {
        let identifier: Identifier
        if let storeSource {
            if FieldReader.trimmed(fields.text(storeSource, stream)).isEmpty { return nil }
            identifier = form.store(fields.identifier(storeSource, stream))
        } else if let namedStore {
            identifier = .unescaped(namedStore)
        } else {
            return nil
        }
        let key = identifier.fault == nil ? identifier.key(in: &identifiers.stores) : nil
        if key == nil { problem = Self.problem(identifier, .storeID, Expectation.unknownStore) }
        return key
    }

    /// The key of the product of the current record; nil for all products.
    ///
    /// - Parameter problem: set if the product can't be read.
    func product(_ stream: RecordStream, _ identifiers: inout Identifiers, problem: inout RowReading?) -> Int32? {
        guard let productSource, !FieldReader.trimmed(fields.text(productSource, stream)).isEmpty else { return nil }
        let identifier = form.product(fields.identifier(productSource, stream))
        let key = identifier.fault == nil ? identifier.key(in: &identifiers.products) : nil
        if key == nil { problem = Self.problem(identifier, .productID, Expectation.unknownProduct) }
        return key
    }

    private static func problem(
        _ identifier: Identifier, _ column: ImportColumn, _ unknown: (String) -> Expectation
    ) -> RowReading {
        if let fault = identifier.fault ?? identifier.faultOfNew { return .problem(column: column, expected: fault) }
        return .problem(column: nil, expected: unknown(identifier.withBytes { DisplayText.value(of: $0) }))
    }
}
