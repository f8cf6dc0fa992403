internal import BulkSQLite
import Forecasting
internal import GRDB

/// `sales_block`: the days of which files have the sales of a store. Its key is a ``BlockKey``.
enum SalesBlockTable {
    static let name = "sales_block"

    struct Columns: BulkSQLite.Columns {
        private let days: Place
        private let rowCount: Place

        init(addedTo list: inout SelectList, of table: String) {
            days = list.add("\(table).days")
            rowCount = list.add("\(table).row_count")
        }

        func read(_ row: ScannedRow) throws -> SalesBlock {
            let bits = UInt64(bitPattern: Int64(try row.int(days, in: Int.min...Int.max)))
            // A block without days is not written.
            guard bits != 0 else { throw row.outOfBounds(days) }
            return SalesBlock(days: DaySet(bits: bits), rowCount: try row.int(rowCount, in: StoredBounds.counts))
        }
    }

    /// Writes a block in the place of what is stored of it; one without days is removed.
    static func write(_ block: SalesBlock, at key: BlockKey, _ db: Database) throws {
        guard !block.days.isEmpty else {
            try db.cachedStatement(sql: "DELETE FROM \(name) WHERE block_key = ?").execute(arguments: [key.rowID])
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO \(name) (block_key, days, row_count) VALUES (?, ?, ?)")
            .execute(arguments: [key.rowID, Int64(bitPattern: block.days.bits), block.rowCount])
    }
}

/// Days of a block of 64, by their place in it.
package struct DaySet: Equatable, BitwiseCopyable, Sendable {
    /// Bit 0 is the first day.
    package var bits: UInt64 = 0

    package init(bits: UInt64 = 0) { self.bits = bits }

    package static let all = DaySet(bits: .max)

    package var isEmpty: Bool { bits == 0 }
    package var count: Int { bits.nonzeroBitCount }

    @inline(__always)
    package func contains(_ place: Int) -> Bool { bits >> UInt64(truncatingIfNeeded: place) & 1 == 1 }

    @inline(__always)
    package mutating func insert(_ place: Int) { bits |= 1 << UInt64(truncatingIfNeeded: place) }

    package func union(_ other: DaySet) -> DaySet { DaySet(bits: bits | other.bits) }
    package func intersection(_ other: DaySet) -> DaySet { DaySet(bits: bits & other.bits) }
    package func subtracting(_ other: DaySet) -> DaySet { DaySet(bits: bits & ~other.bits) }

    /// The days from a place on.
    package func days(from place: Int) -> DaySet {
        DaySet(bits: place >= BlockKey.dayCount ? 0 : place <= 0 ? bits : bits & (.max << UInt64(place)))
    }

    /// The places of the days, ascending.
    package var places: [Int] { (0..<BlockKey.dayCount).filter(contains) }
}

/// The days of a block of which files have the sales, and the number of rows of `sold_day`.
package struct SalesBlock: Equatable, Sendable {
    package var days = DaySet()
    package var rowCount = 0
}

extension Snapshot {
    /// All blocks of sales, by their keys: 12 for two years of a store.
    package func salesBlocks() throws -> [BlockKey: SalesBlock] {
        var blocks: [BlockKey: SalesBlock] = [:]
        try forEachSalesBlock { blocks[$0] = $1 }
        return blocks
    }

    /// Calls `body` with every block of sales, in the order of stores and days.
    package func forEachSalesBlock(_ body: (BlockKey, SalesBlock) throws -> Void) throws {
        var list = SelectList()
        let key = list.add("block_key")
        let columns = list.add(SalesBlockTable.Columns.self, of: SalesBlockTable.name)
        try db.scan(list, "FROM \(SalesBlockTable.name) ORDER BY block_key") { row in
            try body(BlockKey(rowID: try row.int(key, in: StoredBounds.blockKeys)), try columns.read(row))
        }
    }
}

/// Reads what was sold, range of keys after range.
struct SaleScan {
    private let scan: TableScan
    private let key: Place
    private let columns: SoldDayTable.Columns

    init(_ snapshot: Snapshot) {
        var list = SelectList()
        key = list.add("sale_key")
        columns = list.add(SoldDayTable.Columns.self, of: SoldDayTable.name)
        scan = TableScan(snapshot.db, list, of: SoldDayTable.name, by: key)
    }

    /// Calls `body` with what was sold in some keys, in their order.
    func forEach(in range: ClosedRange<Int>, _ body: (SaleKey, SoldQuantity) throws -> Void) throws {
        var keys = AscendingKeys(in: range)
        try scan.forEach(in: range) { row in
            let sale = row.int(key)
            try keys.take(sale)
            try body(SaleKey(rowID: sale), try columns.read(row))
        }
    }
}
