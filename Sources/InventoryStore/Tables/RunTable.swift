internal import BulkSQLite

/// `run`: the log of forecasts and plans.
enum RunTable {
    struct Columns: BulkSQLite.Columns {
        private let id: Place
        private let startedAt: Place
        private let scenario: Place
        private let options: Place
        private let series: Place
        private let stockouts: Place
        private let orders: Place
        private let seconds: Place
        private let importID: Place
        private let version: Place

        init(addedTo list: inout SelectList, of table: String) {
            id = list.add("\(table).run_id")
            startedAt = list.add("\(table).started_at")
            scenario = list.add("\(table).scenario")
            options = list.add("\(table).options")
            series = list.add("\(table).series")
            stockouts = list.add("\(table).stockouts")
            orders = list.add("\(table).orders")
            seconds = list.add("\(table).seconds")
            importID = list.add("\(table).import_id")
            version = list.add("\(table).invdb_version")
        }

        func read(_ row: ScannedRow) throws -> Run {
            // An object in JSON.
            guard row.text(options).hasPrefix("{") else { throw row.outOfBounds(options) }
            return Run(
                id: try row.int(id, in: StoredBounds.logIDs), startedAt: try row.name(at: startedAt),
                scenario: try row.name(at: scenario), options: row.text(options),
                series: try row.int(series, in: StoredBounds.counts),
                stockouts: try row.int(stockouts, in: StoredBounds.counts),
                orders: row.isNull(orders) ? nil : try row.int(orders, in: StoredBounds.counts),
                seconds: try row.amount(seconds), importID: try row.int(importID, in: StoredBounds.logIDs),
                version: try row.name(at: version))
        }
    }
}

/// A forecast or a plan that was made.
package struct Run: Equatable, Sendable {
    package var id: Int
    /// UTC, as ISO 8601.
    package var startedAt: String
    package var scenario: String
    /// As JSON.
    package var options: String
    /// Series that were projected, and those of them that run out.
    package var series: Int
    package var stockouts: Int
    /// Orders that were planned; nil for a forecast.
    package var orders: Int?
    /// How long it took.
    package var seconds: Double
    /// The newest import at the time: an inventory of a later one is newer than the results of the run.
    package var importID: Int
    /// invdb's own version.
    package var version: String
}
