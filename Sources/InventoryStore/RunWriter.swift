import Forecasting
internal import GRDB

/// Writes the results of one forecast into `projection`, and the forecast into the log.
public final class RunWriter {
    private let db: Database
    private let batch: BatchTable
    private let scenarioID: Int
    private let keys: SelectedKeys
    /// The newest import that the results include.
    private let newestImportID: Int
    private var stretchChange = 0
    /// Whether all former results were removed at the beginning; otherwise each partition removes its own.
    private let startedEmpty: Bool
    public let runID: Int

    /// Begins a run: logs it, makes its scenario where it is new, and where it covers everything, removes what it replaces.
    ///
    /// - Parameter options: the options of the forecast as JSON, for the log.
    public init(
        _ transaction: WriteTransaction, scenario: String, keys: SelectedKeys, options: String, startedAt: String,
        version: String
    ) throws {
        db = transaction.db
        batch = transaction.batch
        self.keys = keys
        newestImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        scenarioID = try transaction.scenarioID(of: scenario, createdAt: startedAt)
        try db.execute(
            sql: """
                INSERT INTO run (started_at, scenario, options, import_id, invdb_version) VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [startedAt, scenario, options, newestImportID, version])
        runID = Int(db.lastInsertedRowID)
        let others = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM scenario WHERE stretch_count > 0 AND scenario_id <> ?",
            arguments: [scenarioID])
        let own =
            try Int.fetchOne(
                db, sql: "SELECT stretch_count FROM scenario WHERE scenario_id = ?", arguments: [scenarioID]) ?? 0
        if keys.isEverything || own == 0 {
            // Without a WHERE, SQLite drops whole pages (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
            if others == 0 {
                try db.execute(sql: "DELETE FROM projection")
            } else if own > 0 {
                try db.execute(sql: "DELETE FROM projection WHERE scenario_id = ?", arguments: [scenarioID])
            }
            stretchChange = -own
            startedEmpty = true
        } else {
            startedEmpty = false
        }
    }

    /// Writes the results of a partition in place of its former ones. Partitions come in the order of their keys.
    public func write(_ stretches: ProjectionBatch, of partition: Partition) throws {
        if !startedEmpty {
            let (condition, arguments) = partition.condition
            try db.execute(
                sql: "DELETE FROM projection WHERE scenario_id = ? AND \(condition)",
                arguments: [scenarioID] + arguments)
            stretchChange -= db.changesCount
        }
        try batch.insert(
            stretches.columns(scenarioID: scenarioID, runID: runID), rowCount: stretches.count, into: "projection",
            of: db)
        stretchChange += stretches.count
    }

    /// Ends the run: its totals, the calendar of its days, and what the planner and later commands want to know.
    public func finish(series: Int, stockouts: Int, seconds: Double, days: DayRanges) throws {
        try db.execute(
            sql: "UPDATE run SET series = ?, stockouts = ?, seconds = ? WHERE run_id = ?",
            arguments: [series, stockouts, seconds, runID])
        try db.execute(
            sql: "UPDATE scenario SET stretch_count = stretch_count + ? WHERE scenario_id = ?",
            arguments: [stretchChange, scenarioID])
        if keys.products == nil {
            let (condition, arguments) = keys.condition
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO freshness (scenario_id, store_key, import_id)
                    SELECT ?, store_key, ? FROM store WHERE series_count > 0\(condition)
                    """,
                arguments: [scenarioID, newestImportID] + arguments)
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
