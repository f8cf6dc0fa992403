internal import BulkSQLite
internal import GRDB

/// Writes the names and categories of products for an import.
final class ProductNameWriter {
    private let transaction: WriteTransaction
    private let db: Database
    /// Made when the first names or categories come.
    private var batches: BatchDatabase?
    /// Whether this import has already named a product, by the product's key.
    private var isNamed: [Bool] = []

    init(_ transaction: WriteTransaction) {
        self.transaction = transaction
        db = transaction.db
    }

    /// Writes the names and categories of products. The first row of an import that names a product counts.
    func write(_ given: ProductNames) throws {
        var places: [(product: Int32, index: Int)] = []
        for (index, product) in given.products.enumerated() {
            let entry = Int(product)
            if entry >= isNamed.count {
                isNamed.append(contentsOf: repeatElement(false, count: entry + 1 - isNamed.count))
            }
            guard !isNamed[entry] else { continue }
            isNamed[entry] = true
            places.append((product, index))
        }
        guard !places.isEmpty else { return }
        places.sort { $0.product < $1.product }
        var changes: [String] = []
        if given.hasNames { changes.append("name") }
        if given.hasCategories { changes.append("category") }
        let batches =
            self.batches
            ?? transaction.batches(prefix: "names_", columns: "(key INTEGER PRIMARY KEY, name TEXT, category TEXT)")
        self.batches = batches
        var record = RecordEncoder()
        func append(_ list: IdentifierList, _ index: Int) {
            list.withBytes(of: index) { if $0.isEmpty { record.appendNull() } else { record.append($0) } }
        }
        var next = 0
        while next < places.count {
            let image = TableImage()
            while next < places.count, !image.isFull {
                record.removeAll()
                record.appendRowID()
                append(given.names, places[next].index)
                append(given.categories, places[next].index)
                image.append(rowID: Int(places[next].product), record)
                next += 1
            }
            try batches.show(image) { source in
                // The plus makes SQLite look up the products of the batch, instead of searching the batch for each product.
                try db.execute(
                    sql: """
                        UPDATE product SET \(changes.map { "\($0) = new.\($0)" }.joined(separator: ", "))
                        FROM \(source) AS new
                        WHERE product.product_key = +new.key
                            AND (\(changes.map { "product.\($0) IS NOT new.\($0)" }.joined(separator: " OR ")))
                        """)
            }
        }
    }
}
