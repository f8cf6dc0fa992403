internal import BulkSQLite
import Forecasting
internal import GRDB

/// `stated_demand`: demand that somebody states ahead. The periods of a series don't overlap.
enum StatedDemandTable {
    static let name = "stated_demand"

    struct Columns: BulkSQLite.Columns {
        private let firstDay: Place
        private let lastDay: Place
        private let quantity: Place

        init(addedTo list: inout SelectList, of table: String) {
            firstDay = list.add("\(table).first_day")
            lastDay = list.add("\(table).last_day")
            quantity = list.add("\(table).quantity")
        }

        func read(_ row: ScannedRow) throws -> StatedDemand {
            let first = try row.int(firstDay, in: StoredBounds.startDays)
            let longest = min(first + StockLimits.daysOfFactor - 1, StoredBounds.startDays.upperBound)
            return StatedDemand(
                days: first...(try row.int(lastDay, in: first...longest)),
                quantity: try row.amount(quantity, upTo: StockLimits.quantity))
        }
    }
}

extension Snapshot {
    /// Whether demand is stated ahead of any series.
    func hasStatedDemand() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(StatedDemandTable.name))") ?? false
    }

    /// All demand that is stated of some series, by the row ids of their keys.
    package func statedDemand(in range: ClosedRange<SeriesKey>) throws -> [Int: [StatedDemand]] {
        var found: [Int: [StatedDemand]] = [:]
        try forEachStatedDemand(in: CollectionOfOne(range.lowerBound.rowID...range.upperBound.rowID)) {
            found[$0.rowID, default: []].append($1)
        }
        return found
    }

    /// Calls `body` with all demand that is stated of the series in some ranges. If the ranges ascend, it comes in the order of series
    /// and days.
    package func forEachStatedDemand(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StatedDemand) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(StatedDemandTable.Columns.self, of: StatedDemandTable.name)
        for range in ranges {
            try db.scan(
                list, "FROM \(StatedDemandTable.name) WHERE series_key BETWEEN ? AND ? ORDER BY series_key, first_day",
                StatementArguments(range)
            ) { row in try body(SeriesKey(rowID: try row.int(key, in: range)), try columns.read(row)) }
        }
    }
}
