import Forecasting
internal import GRDB

/// Writes the results of one forecast into `projection`, and the forecast into the log.
public final class RunWriter {
    private let db: Database
    private let batches: BatchDatabase
    private let scenarioID: Int
    private let keys: SelectedKeys
    /// The newest import that the results include.
    private let newestImportID: Int
    private var stretchChange = 0
    private var stockoutChange = 0
    /// The index of stock-outs, while it is not there.
    private var indexDefinition: String?
    public let runID: Int

    /// Begins a run: logs it, makes its scenario where it is new, and where it covers everything, removes what it replaces.
    ///
    /// - Parameter options: the options of the forecast as JSON, for the log.
    public init(
        _ transaction: WriteTransaction, scenario: String, keys: SelectedKeys, options: String, startedAt: String,
        version: String
    ) throws {
        db = transaction.db
        batches = try transaction.batches(like: "projection")
        self.keys = keys
        newestImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        scenarioID = try transaction.scenarioID(of: scenario, createdAt: startedAt)
        try db.execute(
            sql: """
                INSERT INTO run (started_at, scenario, options, import_id, invdb_version) VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [startedAt, scenario, options, newestImportID, version])
        runID = Int(db.lastInsertedRowID)
        if keys.isEverything {
            let others = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM scenario WHERE stretch_count > 0 AND scenario_id <> ?",
                arguments: [scenarioID])
            // Built from scratch at the end, the index costs half of what keeping it up does, and its pages are full.
            indexDefinition = try String.fetchOne(
                db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = 'projection_stockout'")
            try db.execute(sql: "DROP INDEX projection_stockout")
            if others == 0 {
                // Without a WHERE, SQLite drops whole pages
                // (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
                try db.execute(sql: "DELETE FROM projection")
            } else {
                try db.execute(
                    sql: "DELETE FROM projection WHERE stretch_key BETWEEN ? AND ?",
                    arguments: StatementArguments(StretchKey.range(scenario: scenarioID)))
            }
            try db.execute(
                sql: "UPDATE scenario SET stretch_count = 0, stockout_count = 0 WHERE scenario_id = ?",
                arguments: [scenarioID])
        }
    }

    /// Makes what a worker puts its stretches into; can be called on any thread.
    public var imageFactory: @Sendable () -> ProjectionImages {
        let (scenarioID, runID) = (scenarioID, runID)
        return { ProjectionImages(scenarioID: scenarioID, runID: runID) }
    }

    /// Writes the results of a partition in place of its former ones. Partitions come in the order of their keys.
    public func write(_ stretches: ProjectionImages, of partition: Partition) throws {
        if !keys.isEverything { try removeFormer(of: partition) }
        for image in stretches.images {
            if keys.isEverything {
                try batches.insert(image, into: "projection")
            } else {
                // Copying whole records would treat the index as one that grows at its end only, which leaves its pages
                // nearly empty where it doesn't.
                try batches.insertByColumn(image, into: "projection", or: "ROLLBACK")
            }
        }
        stretchChange += stretches.stretchCount
        stockoutChange += stretches.stockoutCount
    }

    private func removeFormer(of partition: Partition) throws {
        let count = try db.cachedStatement(
            sql: "SELECT count(*), count(stockout_day) FROM projection WHERE stretch_key BETWEEN ? AND ?")
        let delete = try db.cachedStatement(sql: "DELETE FROM projection WHERE stretch_key BETWEEN ? AND ?")
        for range in partition.ranges {
            let arguments = StatementArguments(StretchKey.range(scenario: scenarioID, series: range))
            guard let former = try Row.fetchOne(count, arguments: arguments), former[0] as Int > 0 else { continue }
            stretchChange -= former[0] as Int
            stockoutChange -= former[1] as Int
            try delete.execute(arguments: arguments)
        }
    }

    /// Ends the run: its totals, the calendar of its days, and what the planner and later commands want to know.
    public func finish(series: Int, stockouts: Int, seconds: Double, days: DayRanges) throws {
        if let indexDefinition { try db.execute(sql: indexDefinition) }
        try db.execute(
            sql: "UPDATE run SET series = ?, stockouts = ?, seconds = ? WHERE run_id = ?",
            arguments: [series, stockouts, seconds, runID])
        try db.execute(
            sql: """
                UPDATE scenario SET stretch_count = stretch_count + ?, stockout_count = stockout_count + ?
                WHERE scenario_id = ?
                """, arguments: [stretchChange, stockoutChange, scenarioID])
        if keys.products == nil {
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO freshness (scenario_id, store_key, import_id)
                    SELECT ?1, store_key, ?2 FROM store
                    WHERE series_count > 0 AND (?3 IS NULL OR store_key IN (SELECT value FROM json_each(?3)))
                    """,
                arguments: [scenarioID, newestImportID, keys.stores.map(KeyList.json)])
        }
        try extendCalendar(to: days)
        try Statistics.updateResults(db)
    }

    private func extendCalendar(to days: DayRanges) throws {
        let known = Set(try Int.fetchAll(db, sql: "SELECT day FROM calendar"))
        let insert = try db.makeStatement(
            sql: "INSERT INTO calendar (day, date, weekday, week, month) VALUES (?, ?, ?, ?, ?)")
        for range in days.ranges {
            for day in range where !known.contains(day) {
                let date = CivilDate(dayNumber: day)
                try insert.execute(arguments: [day, date.isoText, date.weekday, date.isoWeek, date.isoMonth])
            }
        }
    }
}
