internal import BulkSQLite
import Forecasting
internal import GRDB

extension Snapshot {
    /// The last day of which the sales of each store are known, by the key of the store.
    package func historyEnds() throws -> [Int32: Int] {
        var ends: [Int32: Int] = [:]
        var list = SelectList()
        let store = list.add("store_key")
        let until = list.add("history_until")
        try db.scan(list, "FROM store WHERE history_until IS NOT NULL") { row in
            ends[Int32(try row.int(store, in: StoredBounds.storeKeys))] = try row.int(
                until, in: StoredBounds.startDays)
        }
        return ends
    }

    /// What happened to the stock of the series whose position is not later than the last day of sales of their store, by the row ids of
    /// their keys.
    ///
    /// - Parameter ends: the last day of sales of each store.
    package func stockRolls(
        in ranges: some Sequence<ClosedRange<Int>>, _ ends: [Int32: Int]
    ) throws -> [Int: StockRoll] {
        var rolls: [Int: StockRoll] = [:]
        var part: [(key: SeriesKey, startDay: Int)] = []
        func close() throws {
            if let store = part.first?.key.store, let until = ends[store] { try roll(part, until, into: &rolls) }
            part.removeAll(keepingCapacity: true)
        }
        try forEachPosition(in: ranges) { key, position in
            guard let until = ends[key.store], position.startDay <= until else { return }
            if part.count == Self.rolledTogether || part.first.map({ $0.key.store != key.store }) == true {
                try close()
            }
            part.append((key, position.startDay))
        }
        try close()
        return rolls
    }

    /// So that a long history of many series is not in memory at once.
    private static var rolledTogether: Int { 1024 }

    /// - Parameter part: series of one store, ascending.
    private func roll(
        _ part: [(key: SeriesKey, startDay: Int)], _ until: Int, into rolls: inout [Int: StockRoll]
    ) throws {
        guard let first = part.first?.key, let last = part.last?.key, let start = part.map(\.startDay).min() else {
            return
        }
        for series in part { rolls[series.key.rowID] = StockRoll(until: until) }
        let blocks = (BlockKey(store: first.store, day: start).rowID...BlockKey(store: first.store, day: until).rowID)
            .map(BlockKey.init(rowID:))
        var next = 0
        try forEachHistory(ofProducts: first.product...last.product, in: blocks) { product, days in
            while next < part.count, part[next].key.product < product { next += 1 }
            guard next < part.count, part[next].key.product == product else { return }
            for day in days where Int(day.day) >= part[next].startDay {
                rolls[part[next].key.rowID]?.add(day)
            }
        }
    }
}
