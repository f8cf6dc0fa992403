internal import GRDB

extension Database {
    /// Removes each series that is from an earlier import and not in `temp.kept`, with everything that refers to it: terms,
    /// receipts, and results in every scenario. A store without series, sales, events and stated demand goes too, with its days. Drops
    /// `temp.kept` at the end.
    ///
    /// - Parameter stores: the stores whose series are removed; nil means all.
    /// - Returns: the number of series removed.
    func removeSeries(before firstImportID: Int32, inStores stores: [Int32]?) throws -> Int {
        try execute(
            sql: """
                CREATE TEMP TABLE removed AS
                    SELECT series_key, store_key FROM inventory
                    WHERE import_id < ?1 AND series_key NOT IN (SELECT series_key FROM temp.kept)
                        AND (?2 IS NULL OR store_key IN (SELECT value FROM json_each(?2)));
                """, arguments: [firstImportID, stores.map(KeyList.json)])
        let removed = try Int.fetchOne(self, sql: "SELECT count(*) FROM temp.removed") ?? 0
        if removed > 0 {
            try removeResults()
            let removals = SeriesTables.all.map { table in
                "DELETE FROM \(table.name) WHERE series_key IN (SELECT series_key FROM temp.removed);"
            }.joined(separator: "\n")
            try execute(
                sql: """
                    \(removals)
                    UPDATE store SET series_count = series_count - gone.series
                        FROM (SELECT store_key, count(*) AS series FROM temp.removed GROUP BY store_key) AS gone
                        WHERE gone.store_key = store.store_key;
                    DELETE FROM store_result WHERE store_key IN (SELECT store_key FROM store WHERE series_count = 0);
                    CREATE TEMP TABLE left_store AS
                        SELECT store_key FROM store WHERE series_count = 0
                            AND store_key NOT IN (SELECT store_key FROM \(SalesBlockTable.name))
                            AND store_key NOT IN (SELECT store_key FROM \(EventTable.name) WHERE store_key IS NOT NULL)
                            AND NOT EXISTS (
                                SELECT 1 FROM \(StatedDemandTable.name)
                                WHERE series_key BETWEEN store_key << \(SeriesKey.productBits)
                                    AND store_key << \(SeriesKey.productBits) | \(SeriesKey.greatestProduct));
                    DELETE FROM store_day WHERE store_key IN (SELECT store_key FROM temp.left_store);
                    DELETE FROM store WHERE store_key IN (SELECT store_key FROM temp.left_store);
                    DROP TABLE temp.left_store;
                    """)
        }
        try execute(sql: "DROP TABLE temp.removed; DROP TABLE temp.kept")
        return removed
    }

    /// Removes the results of the series in `temp.removed`, orders included.
    private func removeResults() throws {
        let hasResults = ResultTable.counters.map { "\($0.column) > 0" }.joined(separator: " OR ")
        let scenarios = try Int.fetchAll(self, sql: "SELECT scenario_id FROM scenario WHERE \(hasResults)")
        for scenario in scenarios {
            try execute(
                sql: """
                    CREATE TEMP TABLE removed_range AS
                        SELECT (\(scenario) << \(StretchKey.seriesBits) | series_key) << \(StretchKey.numberBits) AS first_key
                        FROM temp.removed;
                    """)
            for table in ResultTable.all { try removeRanges(from: table, scenario: scenario) }
            try execute(sql: "DROP TABLE temp.removed_range")
        }
        // A simulation has no scenario; the keys of its series are those of the baseline.
        try execute(
            sql: """
                DELETE FROM \(SimulatedSeriesTable.name) WHERE \(SimulatedSeriesTable.key) IN (
                    SELECT \(SimulatedSeriesTable.key) FROM temp.removed CROSS JOIN \(SimulatedSeriesTable.name)
                        ON \(SimulatedSeriesTable.key) BETWEEN series_key << \(StretchKey.numberBits)
                            AND series_key << \(StretchKey.numberBits) | \(StretchKey.numberLimit - 1))
                """)
    }

    /// Removes the rows of the series in `temp.removed_range`, and subtracts them from the scenario's counters.
    private func removeRanges(from table: ResultTable, scenario: Int) throws {
        let rows = """
            temp.removed_range CROSS JOIN \(table.name)
                ON \(table.key) BETWEEN first_key AND first_key | \(StretchKey.numberLimit - 1)
            """
        let counts = table.counters.map { "\($0.column) = \($0.column) - (SELECT \($0.aggregate) FROM \(rows))" }
        if !counts.isEmpty {
            try execute(
                sql: "UPDATE scenario SET \(counts.joined(separator: ", ")) WHERE scenario_id = \(scenario)")
        }
        try execute(sql: "DELETE FROM \(table.name) WHERE \(table.key) IN (SELECT \(table.key) FROM \(rows))")
    }
}
