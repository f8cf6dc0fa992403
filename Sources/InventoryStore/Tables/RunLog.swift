internal import BulkSQLite
internal import GRDB

/// A forecast or a plan that was made.
package struct Run: Equatable, Sendable {
    package var id: Int
    package var startedAt: String
    package var scenario: String
    /// As JSON.
    package var options: String
    package var series: Int
    package var stockouts: Int
    /// Orders that were planned; nil for a forecast.
    package var orders: Int?
    package var seconds: Double
    package var version: String
}

extension Snapshot {
    /// The log of forecasts and plans, the oldest first.
    package func runs(of scenario: String? = nil) throws -> [Run] {
        var runs: [Run] = []
        try db.scan(
            """
            SELECT run_id, started_at, scenario, options, series, stockouts, orders, seconds, invdb_version FROM run
            WHERE ?1 IS NULL OR scenario = ?1 ORDER BY run_id
            """, [scenario]
        ) { row in runs.append(row.run()) }
        return runs
    }

    /// The stores with results in a scenario that are older than the inventory which they came from, in the order of
    /// their keys.
    package func staleStores(in scenario: String) throws -> [String] {
        let id = try scenarioID(of: scenario)
        // freshness rules out nearly every store. For one that was changed since, the first result that is really
        // older decides: a forecast of some products may have renewed just what had changed.
        var changed: [(key: Int32, name: String)] = []
        try db.scan(
            """
            SELECT store.store_key, store_id FROM store LEFT JOIN freshness
                ON freshness.scenario_id = ? AND freshness.store_key = store.store_key
            WHERE max(changed_import_id, receipts_import_id) > coalesce(freshness.import_id, 0)
            ORDER BY store.store_key
            """, [id]
        ) { row in
            changed.append((Int32(try row.int(0, in: StoredBounds.storeKeys)), row.text(1)))
        }
        return try changed.filter { store in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM projection JOIN run ON run.run_id = projection.run_id
                        JOIN inventory ON series_key = stretch_key >> 13 & ?
                        JOIN store ON store.store_key = inventory.store_key
                        WHERE stretch_key BETWEEN ? AND ?
                            AND max(inventory.import_id, receipts_import_id) > run.import_id)
                    """,
                arguments: [SeriesKey.greatest.rowID]
                    + StatementArguments(
                        StretchKey.range(scenario: id, series: SeriesKey.range(ofStore: store.key)))) ?? false
        }.map(\.name)
    }
}

extension ScannedRow {
    /// The run in the first nine columns: number, start, scenario, options, series, stock-outs, orders, seconds, version.
    func run() -> Run {
        Run(
            id: int(0), startedAt: text(1), scenario: text(2), options: text(3), series: int(4), stockouts: int(5),
            orders: isNull(6) ? nil : int(6), seconds: double(7), version: text(8))
    }
}
