internal import BulkSQLite
internal import GRDB

/// Writes the stores and products that an import is the first to name, and the texts of products.
final class IdentifierWriter {
    private let db: Database
    private let batches: BatchDatabase
    private let names: ProductNameWriter
    private var pageCache = PageCache.scattered

    init(_ transaction: WriteTransaction) throws {
        db = transaction.db
        batches = transaction.batches(name: "identifiers", columns: "(key INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        names = try ProductNameWriter(transaction)
    }

    /// Writes the identifiers of a batch. Call it before the batch's rows are written, and in the order in which the batches were
    /// filled.
    func write(stores: IdentifierList, products: IdentifierList, _ texts: ProductNames) throws {
        // The index of identifiers receives them in random order.
        try use(products.count < Self.manyIdentifiers ? .appending : .scattered)
        try insert(stores, into: "store")
        try insert(products, into: "product")
        try names.write(texts)
    }

    /// Remembers the products whose texts change.
    func collectsChanged() { names.collectsChanged = true }

    var changedProducts: Set<Int32> { names.changed }

    /// Call it after all batches.
    ///
    /// - Parameter importID: the first of the import.
    func finish(_ importID: Int32) throws {
        try use(.scattered)
        guard names.changesGroups else { return }
        try db.execute(
            sql: "UPDATE store SET sales_import_id = max(sales_import_id, ?) WHERE history_until IS NOT NULL",
            arguments: [importID])
    }

    private func use(_ cache: PageCache) throws {
        guard cache != pageCache else { return }
        try cache.use(in: db)
        pageCache = cache
    }

    /// From this number of new identifiers in a batch on, a larger cache is faster.
    private static let manyIdentifiers = 1024

    private func insert(_ list: IdentifierList, into table: String) throws {
        guard list.count > 0 else { return }
        // Keys continue after the greatest one, as they do in the identifier tables of the thread that fills the batches.
        var key = try Int.fetchOne(db, sql: "SELECT coalesce(max(\(table)_key), 0) FROM \(table)") ?? 0
        guard (0...StoredBounds.productKeys.upperBound).contains(key) else {
            throw DatabaseError.damaged("\(table)_key is \(key)")
        }
        // For a few rows an image is not worth its cost.
        if list.count < 64 {
            let insert = try db.cachedStatement(
                sql: "INSERT INTO \(table) (\(table)_key, \(table)_id) VALUES (?, ?)")
            for index in 0..<list.count { try insert.execute(arguments: [key + 1 + index, list[index]]) }
            return
        }
        var index = 0
        var record = RecordEncoder()
        while index < list.count {
            let image = TableImage()
            while index < list.count, !image.isFull {
                key += 1
                record.removeAll()
                record.appendRowID()
                list.withBytes(of: index) { record.append($0) }
                image.append(rowID: key, record)
                index += 1
            }
            try batches.show(image) { source in
                // SQLite assigns the next keys itself, also after the greatest one. So it needn't search for the place of each
                // row.
                try db.execute(
                    sql: "INSERT OR ROLLBACK INTO \(table) (\(table)_id) SELECT id FROM \(source) ORDER BY key")
            }
            guard db.lastInsertedRowID == key else {
                throw DatabaseError.damaged("\(table)_key is \(db.lastInsertedRowID), and not \(key)")
            }
        }
    }
}
