internal import BulkSQLite
internal import GRDB

/// Writes the names and other texts of products for an import.
final class ProductNameWriter {
    private let transaction: WriteTransaction
    private let db: Database
    /// Made when the first texts come.
    private var batches: BatchDatabase?
    /// Whether this import has already named a product, by the product's key.
    private var isNamed: [Bool] = []

    init(_ transaction: WriteTransaction) throws {
        self.transaction = transaction
        db = transaction.db
        estimated =
            try transaction.snapshot.hasEstimates()
            ? Int.fetchOne(db, sql: "SELECT max(product_key) FROM product") : nil
    }

    /// The greatest key of the products that estimates may be of; nil if there are no estimates.
    private let estimated: Int?
    /// Whether products that estimates may be of have another category now: profiles are by category.
    private(set) var changesGroups = false

    /// Whether the changed products are remembered, and their keys.
    var collectsChanged = false
    private(set) var changed: Set<Int32> = []

    /// Writes the texts of products. The first row of an import that names a product counts.
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
        let columns = given.columns
        let batches =
            self.batches
            ?? transaction.batches(
                name: "names",
                columns:
                    "(key INTEGER PRIMARY KEY, \(ProductText.allCases.map { "\($0.rawValue) TEXT" }.joined(separator: ", ")))"
            )
        self.batches = batches
        var record = RecordEncoder()
        var next = 0
        while next < places.count {
            let image = TableImage()
            while next < places.count, !image.isFull {
                record.removeAll()
                record.appendRowID()
                for column in ProductText.allCases {
                    guard let place = columns.firstIndex(of: column) else {
                        record.appendNull()
                        continue
                    }
                    given.texts.withBytes(of: places[next].index * columns.count + place) {
                        if $0.isEmpty { record.appendNull() } else { record.append($0) }
                    }
                }
                image.append(rowID: Int(places[next].product), record)
                next += 1
            }
            try batches.show(image) { source in
                if let estimated, !changesGroups, columns.contains(.category) {
                    changesGroups =
                        try Bool.fetchOne(
                            db,
                            sql: """
                                SELECT EXISTS (
                                    SELECT 1 FROM \(source) AS new CROSS JOIN product ON product.product_key = new.key
                                    WHERE new.key <= ? AND product.category IS NOT new.category)
                                """, arguments: [estimated]) ?? false
                }
                // The plus makes SQLite look up the products of the batch, instead of searching the batch for each product.
                let changes = columns.map(\.rawValue)
                let changed = try Int32.fetchAll(
                    db,
                    sql: """
                        UPDATE product SET \(changes.map { "\($0) = new.\($0)" }.joined(separator: ", "))
                        FROM \(source) AS new
                        WHERE product.product_key = +new.key
                            AND (\(changes.map { "product.\($0) IS NOT new.\($0)" }.joined(separator: " OR ")))
                        RETURNING product_key
                        """)
                if collectsChanged { self.changed.formUnion(changed) }
            }
        }
    }
}
