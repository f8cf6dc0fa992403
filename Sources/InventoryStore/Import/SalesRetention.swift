internal import BulkSQLite
import Forecasting
internal import GRDB

/// Removes the sales of days that are older than a number of days, counted back from the last one of their store.
enum SalesRetention {
    /// - Parameters:
    ///   - keep: the days of a store that stay; 1 or more.
    ///   - stores: the keys of the stores.
    ///   - blocks: all blocks, whose days and counts are changed too.
    /// - Returns: what was removed, the days counted by store.
    static func apply(
        keep: Int, stores: some Sequence<Int32>, _ blocks: inout [BlockKey: SalesBlock], _ db: Database
    ) throws -> SalesChange.Days {
        var removed = SalesChange.Days()
        let known = SoldDays(blocks)
        for store in stores {
            guard let until = known.ends(of: store)?.upperBound else { continue }
            let first = until - keep + 1
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
                blocks[key] = SalesBlock(
                    days: block.days.subtracting(old), rowCount: block.rowCount - db.changesCount)
            }
        }
        return removed
    }
}
