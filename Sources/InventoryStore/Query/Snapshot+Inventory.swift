internal import BulkSQLite
import Forecasting
internal import GRDB

/// Part of the series, in the order of their keys. It is small enough for all of its results to fit into memory.
package struct Partition: Equatable, Sendable {
    /// Ranges of series keys (see ``SeriesKey/rowID``), ascending and disjoint.
    package var ranges: [ClosedRange<Int>]

    package init(ranges: [ClosedRange<Int>]) {
        self.ranges = ranges
    }
}

extension StatementArguments {
    /// The first and the last key of a range.
    init(_ range: ClosedRange<Int>) {
        self = [range.lowerBound, range.upperBound]
    }
}

/// A store and the number of its series.
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
        var list = SelectList()
        let key = list.add("store_key")
        let count = list.add("series_count")
        try db.scan(list, "FROM store ORDER BY store_key") { row in
            try keys.take(row.int(key))
            let size = StoreSize(
                key: row.int32(key), seriesCount: try row.int(count, in: 0...Int(SeriesKey.greatestProduct)))
            if size.seriesCount > 0 { return sizes.append(size) }
            let hasSeries = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM inventory WHERE series_key BETWEEN ? AND ?)",
                arguments: StatementArguments(SeriesKey.range(ofStore: size.key)))
            guard hasSeries == false else { throw row.outOfBounds(count) }
        }
        return sizes
    }

    /// The greatest product key; 0 if there is no product.
    package func greatestProductKey() throws -> Int32 {
        let key = try Int.fetchOne(db, sql: "SELECT max(product_key) FROM product") ?? 0
        guard (0...StoredBounds.productKeys.upperBound).contains(key) else {
            throw DatabaseError.damaged("product_key is \(key)")
        }
        return Int32(key)
    }

    package func storeIdentifiers() throws -> IdentifierTable { try identifiers(of: .store) }

    package func productIdentifiers() throws -> IdentifierTable { try identifiers(of: .product) }

    /// The identifiers of a series.
    package func identifiers(of key: SeriesKey) throws -> (store: String, product: String) {
        (try identifier(key.store, of: .store), try identifier(key.product, of: .product))
    }

    package func title(of key: SeriesKey) throws -> SeriesTitle {
        let (store, product) = try identifiers(of: key)
        return SeriesTitle(storeID: store, productID: product, name: try names(of: key.product)[.name])
    }

    private func identifier(_ key: Int32, of kind: IdentifierKind) throws -> String {
        var identifier: String?
        var list = SelectList()
        let name = list.add(kind.identifier)
        try db.scan(list, "FROM \(kind.table) WHERE \(kind.key) = ?", [key]) { identifier = try $0.name(at: name) }
        guard let identifier else { throw DatabaseError.damaged("there is no \(kind.table) \(key)") }
        return identifier
    }

    private func identifiers(of kind: IdentifierKind) throws -> IdentifierTable {
        var identifiers = IdentifierTable()
        var keys = AscendingKeys(in: kind.bounds)
        var list = SelectList()
        let key = list.add(kind.key)
        let identifier = list.add(kind.identifier)
        try db.scan(list, "FROM \(kind.table) ORDER BY \(kind.key)") { row in
            try keys.take(row.int(key))
            identifiers.insert(try row.nameBytes(at: identifier), key: row.int32(key))
        }
        return identifiers
    }

    /// Calls `body` with every position whose key is in one of the ranges. Keys ascend if the ranges do.
    package func forEachPosition(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StockPosition) throws -> Void
    ) throws {
        var list = SelectList()
        let seriesKey = list.add("series_key")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let scan = TableScan(db, list, of: InventoryTable.name, by: seriesKey)
        for range in ranges {
            var keys = AscendingKeys(in: range)
            try scan.forEach(in: range) { row in
                let key = row.int(seriesKey)
                try keys.take(key)
                try body(SeriesKey(rowID: key), try position.read(row))
            }
        }
    }

    /// Which of the optional tables have rows, so that empty ones aren't queried.
    package func optionalTables() throws -> OptionalTables {
        var found: OptionalTables = []
        if try hasRows(ReceiptTable.name) { found.insert(.receipts) }
        if try hasRows(TermsTable.name) { found.insert(.terms) }
        if try hasEstimates() { found.insert(.demand) }
        if try hasStatedDemand() { found.insert(.statedDemand) }
        return found
    }

    /// Whether a table that belongs to the inventory has rows. Its first and last key have to be valid series keys, because no
    /// scan of valid keys would find a row outside them.
    private func hasRows(_ table: String) throws -> Bool {
        for end in ["min", "max"] {
            let key = try Int.fetchOne(db, sql: "SELECT \(end)(series_key) FROM \(table)")
            guard let key else { return false }
            let isSeries = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM inventory WHERE series_key = ?)", arguments: [key])
            guard isSeries == true else { throw DatabaseError.damaged("\(table) has rows of series \(key)") }
        }
        return true
    }

    /// Calls `body` with every series whose key is in one of the ranges. Keys ascend if the ranges do.
    ///
    /// All receipts, terms, estimates and stated demand of a range are read into memory before its positions. So ranges should be those of a ``Partition``.
    ///
    /// - Parameter tables: the optional tables to read; the contents of the others are left out.
    package func forEachSeries(
        in ranges: some Sequence<ClosedRange<Int>>, with tables: OptionalTables,
        _ body: (SeriesKey, StockPosition, ArraySlice<Receipt>, StatedTerms, SeriesOutlook) throws -> Void
    ) throws {
        let (nothing, unknown) = (StatedTerms(), SeriesOutlook())
        guard !tables.isEmpty else {
            return try forEachPosition(in: ranges) { key, position in try body(key, position, [], nothing, unknown) }
        }
        let terms = SideTable(TermsTable.Columns.self, of: TermsTable.name, db)
        let rates = SideTable(DemandTable.Rate.self, of: DemandTable.name, db)
        let ratesAndSpreads = SideTable(DemandTable.RateAndSpread.self, of: DemandTable.name, db)
        for range in ranges {
            var receipts = AscendingValues<Receipt>()
            if tables.contains(.receipts) {
                try read(ReceiptTable.Columns.self, of: ReceiptTable.name, order: "receipt_day", range, &receipts)
            }
            var ownTerms = AscendingValues<StatedTerms>()
            if tables.contains(.terms) { try terms.read(range, into: &ownTerms) }
            // What is sold need not be in the inventory.
            var demand = AscendingValues<DemandRate>(mayBeOrphans: true)
            if tables.contains(.spread) {
                try ratesAndSpreads.read(range, into: &demand)
            } else if tables.contains(.demand) {
                try rates.read(range, into: &demand)
            }
            var stated = AscendingValues<StatedDemand>(mayBeOrphans: true)
            if tables.contains(.statedDemand) {
                try read(
                    StatedDemandTable.Columns.self, of: StatedDemandTable.name, order: "first_day", range, &stated)
            }
            try forEachPosition(in: CollectionOfOne(range)) { key, position in
                try body(
                    key, position, try receipts.values(of: key.rowID),
                    try ownTerms.value(of: key.rowID) ?? nothing,
                    SeriesOutlook(
                        estimate: try demand.value(of: key.rowID), stated: try stated.values(of: key.rowID)))
            }
            try receipts.finish()
            try ownTerms.finish()
        }
    }

    /// Reads the rows of a table whose series is in a range.
    private func read<C: Columns>(
        _ columns: C.Type, of table: String, order: String, _ range: ClosedRange<Int>,
        _ values: inout AscendingValues<C.Value>
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(columns, of: table)
        try db.scan(
            list, "FROM \(table) WHERE series_key BETWEEN ? AND ? ORDER BY series_key, \(order)",
            StatementArguments(range)
        ) { row in values.append(try row.int(key, in: range), try columns.read(row)) }
    }
}

/// A table that has at most one row for a series, read range after range.
private struct SideTable<C: Columns> {
    private let scan: TableScan
    private let key: Place
    private let columns: C

    init(_ columns: C.Type, of table: String, _ db: Database) {
        var list = SelectList()
        key = list.add("series_key")
        self.columns = list.add(columns, of: table)
        scan = TableScan(db, list, of: table, by: key)
    }

    func read(_ range: ClosedRange<Int>, into values: inout AscendingValues<C.Value>) throws {
        try scan.forEach(in: range) { row in values.append(try row.int(key, in: range), try columns.read(row)) }
    }
}

/// The tables that may have rows of a series beside its position.
package struct OptionalTables: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    package static let receipts = OptionalTables(rawValue: 1)
    package static let terms = OptionalTables(rawValue: 2)
    package static let demand = OptionalTables(rawValue: 4)
    package static let statedDemand = OptionalTables(rawValue: 8)
    /// Beside the estimates how far sales are from them.
    package static let spread = OptionalTables(rawValue: 16)
}

/// What is known of the demand to come of a series, beside a stated rate.
package struct SeriesOutlook: Sendable {
    /// The estimate from its history; nil if there is none.
    package var estimate: DemandRate?
    /// What somebody states ahead, ascending.
    package var stated: ArraySlice<StatedDemand>

    package init(estimate: DemandRate? = nil, stated: ArraySlice<StatedDemand> = []) {
        self.estimate = estimate
        self.stated = stated
    }
}

/// Values of series, which are looked up in the order of the series' keys.
private struct AscendingValues<Value> {
    private var keys: [Int] = []
    private var values: [Value] = []
    private var next = 0
    /// Whether there may be values of series that are not in the inventory.
    private let mayBeOrphans: Bool

    init(mayBeOrphans: Bool = false) { self.mayBeOrphans = mayBeOrphans }

    /// - Parameter key: at least as great as the one before it.
    mutating func append(_ key: Int, _ value: Value) {
        keys.append(key)
        values.append(value)
    }

    /// The values of a key. Keys have to ascend from call to call.
    ///
    /// - Throws: `DatabaseError` if there are values of a series that is not in the inventory, and none may be.
    mutating func values(of key: Int) throws -> ArraySlice<Value> {
        try values[places(of: key)]
    }

    /// The value of a key of which there is at most one, as ``values(of:)``.
    mutating func value(of key: Int) throws -> Value? {
        let places = try places(of: key)
        return places.isEmpty ? nil : values[places.lowerBound]
    }

    private mutating func places(of key: Int) throws -> Range<Int> {
        while next < keys.count, keys[next] < key {
            guard mayBeOrphans else { throw orphan(keys[next]) }
            next += 1
        }
        let first = next
        while next < keys.count, keys[next] == key { next += 1 }
        return first..<next
    }

    /// - Throws: `DatabaseError` if the remaining values belong to a series that is not in the inventory.
    func finish() throws {
        if next < keys.count { throw orphan(keys[next]) }
    }

    private func orphan(_ key: Int) -> DatabaseError { .damaged("series \(key) is not in the inventory") }
}
