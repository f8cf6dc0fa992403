internal import BulkSQLite
import Forecasting
internal import GRDB

/// Some of the series, in the order of their keys, small enough for their results to be in memory as a whole.
package struct Partition: Equatable, Sendable {
    /// Keys of series (see ``SeriesKey/rowID``), ascending and apart from each other.
    package var ranges: [ClosedRange<Int>]

    package init(ranges: [ClosedRange<Int>]) {
        self.ranges = ranges
    }
}

extension StatementArguments {
    /// Both ends of a range of keys.
    init(_ range: ClosedRange<Int>) {
        self = [range.lowerBound, range.upperBound]
    }
}

/// A store, and how many series it has.
package struct StoreSize: Equatable, Sendable {
    package var key: Int32
    package var seriesCount: Int

    package init(key: Int32, seriesCount: Int) {
        self.key = key
        self.seriesCount = seriesCount
    }
}

extension Snapshot {
    /// All stores that have series, ascending by key.
    package func storeSizes() throws -> [StoreSize] {
        var sizes: [StoreSize] = []
        var keys = AscendingKeys(in: StoredBounds.storeKeys)
        try db.scan("SELECT store_key, series_count FROM store WHERE series_count <> 0 ORDER BY store_key") { row in
            try keys.take(row.int(0))
            sizes.append(
                StoreSize(
                    key: row.int32(0), seriesCount: try row.int(1, in: 0...Int(SeriesKey.greatestProduct))))
        }
        return sizes
    }

    /// The greatest product key, 0 where there is none.
    package func greatestProductKey() throws -> Int32 {
        let key = try Int.fetchOne(db, sql: "SELECT max(product_key) FROM product") ?? 0
        guard (0...StoredBounds.productKeys.upperBound).contains(key) else {
            throw DatabaseError.damaged("product_key is \(key)")
        }
        return Int32(key)
    }

    package func storeIdentifiers() throws -> IdentifierTable { try identifiers(of: "store", StoredBounds.storeKeys) }

    package func productIdentifiers() throws -> IdentifierTable {
        try identifiers(of: "product", StoredBounds.productKeys)
    }

    /// The identifiers of a series; empty where there is none under the key.
    package func identifiers(of key: SeriesKey) throws -> (store: String, product: String) {
        (
            try String.fetchOne(
                db, sql: "SELECT store_id FROM store WHERE store_key = ?", arguments: [key.store]) ?? "",
            try String.fetchOne(
                db, sql: "SELECT product_id FROM product WHERE product_key = ?", arguments: [key.product]) ?? ""
        )
    }

    private func identifiers(of table: String, _ bounds: ClosedRange<Int>) throws -> IdentifierTable {
        var identifiers = IdentifierTable()
        var keys = AscendingKeys(in: bounds)
        try db.scan("SELECT \(table)_key, \(table)_id FROM \(table) ORDER BY \(table)_key") { row in
            try keys.take(row.int(0))
            identifiers.insert(row.utf8(1), key: row.int32(0))
        }
        return identifiers
    }

    /// Calls `body` with every position whose key is in one of some ranges, ascending by key where the ranges do.
    package func forEachPosition(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StockPosition) throws -> Void
    ) throws {
        for range in ranges {
            var keys = AscendingKeys(in: range)
            try db.scan(
                """
                SELECT series_key, start_day, on_hand, sales_rate, restocking_rate, duration_days, forecast_frequency
                FROM inventory WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                let key = row.int(0)
                try keys.take(key)
                try body(SeriesKey(rowID: key), try row.position(1))
            }
        }
    }

    /// What there is beside the positions, so that nobody looks for it where there is none.
    package func supplements() throws -> OptionalTables {
        var found: OptionalTables = []
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM receipt)") == true { found.insert(.receipts) }
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM supply_terms)") == true { found.insert(.supply) }
        return found
    }

    /// Calls `body` with every series whose key is in one of some ranges, ascending by key where the ranges do.
    ///
    /// The receipts and terms of a range are read before its positions, and so are in memory as a whole: ranges are those of
    /// a ``Partition``.
    ///
    /// - Parameter supplements: what is read of them; the rest is empty.
    package func forEachSeries(
        in ranges: some Sequence<ClosedRange<Int>>, with supplements: OptionalTables,
        _ body: (SeriesKey, StockPosition, ArraySlice<Receipt>, StatedTerms) throws -> Void
    ) throws {
        guard !supplements.isEmpty else {
            let nothing = StatedTerms()
            return try forEachPosition(in: ranges) { key, position in try body(key, position, [], nothing) }
        }
        for range in ranges {
            var receipts = AscendingValues<Receipt>()
            if supplements.contains(.receipts) { try readReceipts(range, into: &receipts) }
            var supply = AscendingValues<StatedTerms>()
            if supplements.contains(.supply) { try readSupply(range, into: &supply) }
            try forEachPosition(in: CollectionOfOne(range)) { key, position in
                try body(
                    key, position, receipts.values(of: key.rowID),
                    supply.values(of: key.rowID).first ?? StatedTerms())
            }
        }
    }

    private func readReceipts(_ range: ClosedRange<Int>, into receipts: inout AscendingValues<Receipt>) throws {
        try db.scan(
            """
            SELECT series_key, receipt_day, quantity FROM receipt
            WHERE series_key BETWEEN ? AND ? ORDER BY series_key, receipt_day
            """, StatementArguments(range)
        ) { row in
            receipts.append(
                try row.int(0, in: range),
                Receipt(
                    day: try row.int(1, in: CivilDate.dayNumbers),
                    quantity: try row.double(2, upTo: StockLimits.quantity)))
        }
    }

    private func readSupply(_ range: ClosedRange<Int>, into supply: inout AscendingValues<StatedTerms>) throws {
        try db.scan(
            """
            SELECT series_key, lead_time_days, review_period_days, safety_stock, cover_days, min_order_quantity,
                order_multiple, max_order_quantity, unit_cost
            FROM supply_terms WHERE series_key BETWEEN ? AND ? ORDER BY series_key
            """, StatementArguments(range)
        ) { row in supply.append(try row.int(0, in: range), try row.supply(1)) }
    }
}

/// What is known of some series beside their positions.
package struct OptionalTables: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    package static let receipts = OptionalTables(rawValue: 1)
    package static let supply = OptionalTables(rawValue: 2)
}

/// Values that belong to series, asked for in the order of their keys.
private struct AscendingValues<Value> {
    private var keys: [Int] = []
    private var values: [Value] = []
    private var next = 0

    /// - Parameter key: not less than the one before it.
    mutating func append(_ key: Int, _ value: Value) {
        keys.append(key)
        values.append(value)
    }

    /// The values of a key that is greater than the one asked for before.
    mutating func values(of key: Int) -> ArraySlice<Value> {
        while next < keys.count, keys[next] < key { next += 1 }
        let first = next
        while next < keys.count, keys[next] == key { next += 1 }
        return values[first..<next]
    }
}
