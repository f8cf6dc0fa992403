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
            // The options are a JSON object.
            guard row.text(options).hasPrefix("{") else { throw row.outOfBounds(options) }
            return Run(
                id: try row.int(id, in: StoredBounds.logIDs), startedAt: try row.timestamp(at: startedAt),
                scenario: try row.name(at: scenario), options: row.text(options),
                series: try row.int(series, in: StoredBounds.counts),
                stockouts: try row.int(stockouts, in: StoredBounds.counts),
                orders: try row.optionalInt(orders, in: StoredBounds.counts),
                seconds: try row.amount(seconds), importID: try row.int(importID, in: StoredBounds.logReferences),
                version: try row.name(at: version))
        }
    }
}

/// A forecast or a plan, as the log has it.
package struct Run: Equatable, Sendable {
    package var id: Int
    /// UTC, as ISO 8601.
    package var startedAt: String
    package var scenario: String
    /// A JSON object.
    package var options: String
    /// The number of series that were projected, and of those that have a stock-out.
    package var series: Int
    package var stockouts: Int
    /// The number of planned orders; nil for a forecast.
    package var orders: Int?
    /// Duration of the run, in seconds.
    package var seconds: Double
    /// The newest import that the results include. If the inventory has a later one, it is newer than the results of the run.
    package var importID: Int
    /// The version of invdb that made the run.
    package var version: String
}
