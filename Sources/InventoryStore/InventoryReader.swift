import Forecasting
internal import GRDB

/// Some of the series, in the order of their keys, small enough to be in memory as a whole.
public struct Partition: Equatable, Sendable {
    /// The stores from the first to the last, all of whose selected products are in it…
    public var stores: ClosedRange<Int32>
    /// …except that one which is cut up has only the products in this range here.
    public var products: ClosedRange<Int32>
    /// The selected products; nil is all.
    public var selectedProducts: [Int32]?

    public init(stores: ClosedRange<Int32>, products: ClosedRange<Int32>, selectedProducts: [Int32]? = nil) {
        self.stores = stores
        self.products = products
        self.selectedProducts = selectedProducts
    }

    /// A condition on a table's `store_key` and `product_key` that its primary key answers, and its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        if let selectedProducts {
            return (
                """
                store_key IN (SELECT store_key FROM store WHERE store_key BETWEEN ? AND ?)
                AND product_key IN (SELECT value FROM json_each(?))
                """,
                [
                    stores.lowerBound, stores.upperBound,
                    KeyList.json(selectedProducts.filter { products.contains($0) }),
                ]
            )
        }
        return (
            "(store_key, product_key) >= (?, ?) AND (store_key, product_key) <= (?, ?)",
            [stores.lowerBound, products.lowerBound, stores.upperBound, products.upperBound]
        )
    }
}

/// A store, and how many series it has.
public struct StoreSize: Equatable, Sendable {
    public var key: Int32
    public var seriesCount: Int

    public init(key: Int32, seriesCount: Int) {
        self.key = key
        self.seriesCount = seriesCount
    }
}

extension Snapshot {
    /// All stores that have series, ascending by key.
    public func storeSizes() throws -> [StoreSize] {
        var sizes: [StoreSize] = []
        try db.scan("SELECT store_key, series_count FROM store WHERE series_count > 0 ORDER BY store_key") { row in
            sizes.append(StoreSize(key: row.int32(0), seriesCount: row.int(1)))
        }
        return sizes
    }

    /// The greatest product key, 0 where there is none.
    public func greatestProductKey() throws -> Int32 {
        try Int32.fetchOne(db, sql: "SELECT max(product_key) FROM product") ?? 0
    }

    public func storeIdentifiers() throws -> IdentifierTable { try identifiers(of: "store") }

    public func productIdentifiers() throws -> IdentifierTable { try identifiers(of: "product") }

    /// The identifiers of a series; empty where there is none under the key.
    public func identifiers(of key: SeriesKey) throws -> (store: String, product: String) {
        (
            try String.fetchOne(
                db, sql: "SELECT store_id FROM store WHERE store_key = ?", arguments: [key.store]) ?? "",
            try String.fetchOne(
                db, sql: "SELECT product_id FROM product WHERE product_key = ?", arguments: [key.product]) ?? ""
        )
    }

    private func identifiers(of table: String) throws -> IdentifierTable {
        var identifiers = IdentifierTable()
        try db.scan("SELECT \(table)_key, \(table)_id FROM \(table) ORDER BY \(table)_key") { row in
            identifiers.insert(row.utf8(1), key: row.int32(0))
        }
        return identifiers
    }

    /// Calls `body` with every position of a partition, ascending by key.
    public func forEachPosition(
        in partition: Partition, _ body: (SeriesKey, StockPosition) throws -> Void
    ) throws {
        let (condition, arguments) = partition.condition
        try scanPositions(where: condition, arguments, body)
    }

    /// Calls `body` with every position of a selection, ascending by key.
    public func forEachPosition(of keys: SelectedKeys, _ body: (SeriesKey, StockPosition) throws -> Void) throws {
        let (condition, arguments) = keys.condition
        try scanPositions(where: "true" + condition, arguments, body)
    }

    private func scanPositions(
        where condition: String, _ arguments: StatementArguments, _ body: (SeriesKey, StockPosition) throws -> Void
    ) throws {
        try db.scan(
            """
            SELECT store_key, product_key, start_day, on_hand, sales_rate, restocking_rate, duration_days,
                forecast_frequency
            FROM inventory WHERE \(condition) ORDER BY store_key, product_key
            """, arguments
        ) { row in
            try body(
                SeriesKey(store: row.int32(0), product: row.int32(1)),
                StockPosition(
                    startDay: row.int(2), onHand: row.double(3), salesRate: row.double(4),
                    restockingRate: row.double(5),
                    durationDays: row.int(6), frequency: row.int(7)))
        }
    }
}
