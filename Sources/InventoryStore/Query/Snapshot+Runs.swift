internal import BulkSQLite
internal import GRDB

extension Snapshot {
    /// The log of forecasts and plans, the oldest first.
    package func runs(of scenario: String? = nil) throws -> [Run] {
        var runs: [Run] = []
        var list = SelectList()
        let columns = list.add(RunTable.Columns.self, of: "run")
        try db.scan(list, "FROM run WHERE ?1 IS NULL OR scenario = ?1 ORDER BY run_id", [scenario]) { row in
            runs.append(try columns.read(row))
        }
        return runs
    }

    /// The identifiers of the stores whose inventory is newer than some of their results in a scenario, by ascending key.
    package func staleStores(in scenario: String) throws -> [String] {
        let id = try scenarioID(of: scenario)
        // `freshness` rules out nearly all stores. For a store that has changed since, look for a result that is really older: a
        // forecast of some products may have renewed exactly those that had changed.
        var changed: [(key: Int32, name: String)] = []
        var list = SelectList()
        let key = list.add("store.store_key")
        let name = list.add("store_id")
        let changes = ["changed_import_id", "receipts_import_id"].map { list.add($0) }
        let included = list.add("coalesce(freshness.import_id, 0)")
        try db.scan(
            list,
            """
            FROM store LEFT JOIN freshness
                ON freshness.scenario_id = ? AND freshness.store_key = store.store_key
            ORDER BY store.store_key
            """, [id]
        ) { row in
            let included = try row.int(included, in: StoredBounds.logReferences)
            let newest = try changes.map { try row.int($0, in: StoredBounds.logReferences) }.max()
            guard let newest, newest > included else { return }
            changed.append((Int32(try row.int(key, in: StoredBounds.storeKeys)), try row.name(at: name)))
        }
        return try changed.filter { store in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM projection JOIN run ON run.run_id = projection.run_id
                        JOIN inventory ON series_key = stretch_key >> \(StretchKey.numberBits) & ?
                        JOIN store ON store.store_key = inventory.store_key
                        LEFT JOIN supply_terms AS terms USING (series_key)
                        WHERE stretch_key BETWEEN ? AND ?
                            AND max(inventory.import_id, receipts_import_id, ifnull(terms.import_id, 0)) > run.import_id)
                    """,
                arguments: [SeriesKey.greatest.rowID]
                    + StatementArguments(
                        StretchKey.range(scenario: id, series: SeriesKey.range(ofStore: store.key)))) ?? false
        }.map(\.name)
    }
}
