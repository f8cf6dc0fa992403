internal import BulkSQLite
import Forecasting
internal import GRDB

/// Removes the sales of old days.
enum SalesRetention {
    /// - Parameters:
    ///   - first: the first day that stays.
    ///   - blocks: all blocks, whose days and counts are changed too.
    /// - Returns: what was removed.
    static func remove(
        before first: Int, of store: Int32, _ blocks: inout [BlockKey: SalesBlock], _ db: Database
    ) throws -> SalesChange.Days {
        var removed = SalesChange.Days()
        for (key, block) in blocks where key.store == store && key.firstDay < first {
            // The places of the days before the first one that stays.
            let count = min(first - key.firstDay, BlockKey.dayCount)
            let old = block.days.intersection(
                DaySet(bits: count == BlockKey.dayCount ? .max : 1 << UInt64(count) - 1))
            guard !old.isEmpty else { continue }
            let condition = "sale_key BETWEEN ? AND ? AND sale_key & ? < ?"
            let arguments: StatementArguments = [
                key.sales.lowerBound, key.sales.upperBound, BlockKey.dayCount - 1, count,
            ]
            let units = try Double.fetchOne(
                db, sql: "SELECT coalesce(sum(quantity), 0) FROM \(SoldDayTable.name) WHERE \(condition)",
                arguments: arguments)
            try db.execute(sql: "DELETE FROM \(SoldDayTable.name) WHERE \(condition)", arguments: arguments)
            removed.add(days: old.count, units: units ?? 0)
            blocks[key] = SalesBlock(days: block.days.subtracting(old), rowCount: block.rowCount - db.changesCount)
        }
        return removed
    }

    /// Removes what is kept of the sales of a store before some Monday: they are others now, and all of them are stored.
    static func removeKept(of store: Int32, _ db: Database) throws {
        let keys = SeriesKey.range(ofStore: store)
        try db.execute(
            sql: "DELETE FROM \(KeptDemandTable.name) WHERE series_key BETWEEN ? AND ?",
            arguments: StatementArguments(keys))
        try db.execute(sql: "DELETE FROM \(KeptTotalTable.name) WHERE store_key = ?", arguments: [store])
        try db.execute(
            sql: "UPDATE store SET kept_before = NULL, forgotten_before = NULL WHERE store_key = ?", arguments: [store])
    }
}
