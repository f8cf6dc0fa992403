internal import GRDB

extension Database {
    /// Removes the series that are of an earlier import and not in `temp.kept`, which goes with them, and all that belongs to them:
    /// terms, receipts, and results in every scenario.
    ///
    /// - Returns: how many there were.
    func removeSeries(before firstImportID: Int32) throws -> Int {
        try execute(
            sql: """
                CREATE TEMP TABLE removed AS
                    SELECT series_key, store_key FROM inventory
                    WHERE import_id < ? AND series_key NOT IN (SELECT series_key FROM temp.kept);
                """, arguments: [firstImportID])
        let removed = try Int.fetchOne(self, sql: "SELECT count(*) FROM temp.removed") ?? 0
        if removed > 0 {
            try removeResults()
            try execute(
                sql: """
                    DELETE FROM receipt WHERE series_key IN (SELECT series_key FROM temp.removed);
                    DELETE FROM supply_terms WHERE series_key IN (SELECT series_key FROM temp.removed);
                    DELETE FROM inventory WHERE series_key IN (SELECT series_key FROM temp.removed);
                    UPDATE store SET series_count = series_count - gone.series
                        FROM (SELECT store_key, count(*) AS series FROM temp.removed GROUP BY store_key) AS gone
                        WHERE gone.store_key = store.store_key;
                    DELETE FROM freshness WHERE store_key IN (SELECT store_key FROM store WHERE series_count = 0);
                    DELETE FROM store WHERE series_count = 0;
                    """)
        }
        try execute(sql: "DROP TABLE temp.removed; DROP TABLE temp.kept")
        return removed
    }

    /// Removes the results of the series in `temp.removed`, orders included.
    private func removeResults() throws {
        let scenarios = try Int.fetchAll(
            self, sql: "SELECT scenario_id FROM scenario WHERE stretch_count > 0 OR order_count > 0")
        for scenario in scenarios {
            try execute(
                sql: """
                    CREATE TEMP TABLE removed_range AS
                        SELECT (\(scenario) << 44 | series_key) << 13 AS first_key FROM temp.removed;
                    CREATE TEMP TABLE removed_stretch AS
                        SELECT stretch_key, stockout_day FROM temp.removed_range CROSS JOIN projection
                            ON stretch_key BETWEEN first_key AND first_key | 8191;
                    DELETE FROM projection WHERE stretch_key IN (SELECT stretch_key FROM temp.removed_stretch);
                    DELETE FROM planned_projection WHERE stretch_key IN (
                        SELECT stretch_key FROM temp.removed_range CROSS JOIN planned_projection
                            ON stretch_key BETWEEN first_key AND first_key | 8191);
                    UPDATE scenario SET
                        stretch_count = stretch_count - (SELECT count(*) FROM temp.removed_stretch),
                        stockout_count = stockout_count - (SELECT count(stockout_day) FROM temp.removed_stretch)
                        WHERE scenario_id = \(scenario);
                    DELETE FROM order_plan WHERE order_key IN (
                        SELECT order_key FROM temp.removed_range CROSS JOIN order_plan
                            ON order_key BETWEEN first_key AND first_key | 8191);
                    UPDATE scenario SET order_count = order_count - changes() WHERE scenario_id = \(scenario);
                    DROP TABLE temp.removed_stretch;
                    DROP TABLE temp.removed_range;
                    """)
        }
    }
}
