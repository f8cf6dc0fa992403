internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// What a run found, for the log.
package struct RunTotals: Sendable {
    package var series = 0
    package var stockouts = 0
    /// nil for a forecast, which plans no orders.
    package var orders: Int?
    package var seconds = 0.0

    package init() {}
}

/// Writes the results of one forecast or plan, and the run into the log.
///
/// All results of a series in a scenario are those of one run: a forecast removes the orders of a former plan with the
/// projection that they were planned on.
package final class RunWriter {
    private let db: Database
    private let writeback: Writeback
    private let scenario: String
    private let scenarioID: Int
    private let options: String
    private let startedAt: String
    private let version: String
    private let keys: SelectedKeys
    private let projection: RunTable
    private let orders: RunTable
    private let planned: RunTable
    /// Whether the scenario had orders before this run.
    private let hasFormerOrders: Bool
    /// The newest import that the results include.
    private let newestImportID: Int
    private var stretchChange = 0
    private var stockoutChange = 0
    private var orderChange = 0
    /// Orders of former plans that this run has removed or replaced.
    package private(set) var removedOrders = 0
    package let runID: Int

    /// Begins a run: makes its scenario where it is new, and where it covers everything, removes what it replaces.
    ///
    /// It is logged and counted at its end: see ``ImportLog``.
    ///
    /// - Parameter partitions: how many there will be.
    /// - Parameter options: the options of the run as JSON, for the log.
    package init(
        _ transaction: WriteTransaction, scenario: String, keys: SelectedKeys, partitions: Int, options: String,
        startedAt: String, version: String
    ) throws {
        db = transaction.db
        writeback = transaction.writeback
        self.scenario = scenario
        self.options = options
        self.startedAt = startedAt
        self.version = version
        self.keys = keys
        newestImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        scenarioID = try transaction.scenarioID(of: scenario, createdAt: startedAt)
        let lastRunID = try Int.fetchOne(db, sql: "SELECT max(run_id) FROM run") ?? 0
        guard StoredBounds.logIDs.contains(lastRunID) else { throw DatabaseError.damaged("run_id is \(lastRunID)") }
        runID = lastRunID + 1
        projection = try RunTable(
            transaction, "projection", key: "stretch_key", index: "projection_stockout", partitions)
        orders = try RunTable(transaction, "order_plan", key: "order_key", index: "order_plan_day", partitions)
        planned = try RunTable(transaction, "planned_projection", key: "stretch_key", index: nil, partitions)

        let former = try Row.fetchOne(
            db, sql: "SELECT order_count FROM scenario WHERE scenario_id = ?", arguments: [scenarioID])
        let formerOrders = former?[0] as Int? ?? 0
        hasFormerOrders = formerOrders > 0
        if keys.isEverything {
            let others = try Row.fetchOne(
                db,
                sql: """
                    SELECT coalesce(sum(stretch_count), 0) > 0, coalesce(sum(order_count), 0) > 0 FROM scenario
                    WHERE scenario_id <> ?
                    """, arguments: [scenarioID])
            let (othersHaveResults, othersHaveOrders) = (others?[0] as Bool? ?? true, others?[1] as Bool? ?? true)
            try projection.clear(scenario: scenarioID, isOnly: !othersHaveResults)
            if hasFormerOrders {
                try orders.clear(scenario: scenarioID, isOnly: !othersHaveOrders)
                try planned.clear(scenario: scenarioID, isOnly: !othersHaveOrders)
            }
            removedOrders = formerOrders
            try PageCache.appending.use(in: db)
        }
    }

    /// Makes what a worker puts its results into; can be called on any thread.
    package var imageFactory: @Sendable () -> RunResults {
        let (scenarioID, runID) = (scenarioID, runID)
        return { RunResults(scenarioID: scenarioID, runID: runID) }
    }

    /// Writes the results of a partition in place of its former ones. Partitions come in the order of their keys.
    package func write(_ results: RunResults, of partition: Partition) throws {
        if !keys.isEverything { try removeFormer(of: partition) }
        try projection.insert(results.stretches.images, isWhole: keys.isEverything)
        try orders.insert(results.orders.images, isWhole: keys.isEverything)
        try planned.insert(results.planned.images, isWhole: keys.isEverything)
        stretchChange += results.stretches.stretchCount
        stockoutChange += results.stretches.stockoutCount
        orderChange += results.orders.orderCount
        writeback.advance()
    }

    private func removeFormer(of partition: Partition) throws {
        let count = try db.cachedStatement(
            sql: "SELECT count(*), count(stockout_day) FROM projection WHERE stretch_key BETWEEN ? AND ?")
        for range in partition.ranges {
            let keys = StretchKey.range(scenario: scenarioID, series: range)
            guard let former = try Row.fetchOne(count, arguments: StatementArguments(keys)), former[0] as Int > 0
            else { continue }
            stretchChange -= former[0] as Int
            stockoutChange -= former[1] as Int
            try projection.remove(keys)
            guard hasFormerOrders else { continue }
            let removed = try orders.remove(keys)
            orderChange -= removed
            removedOrders += removed
            try planned.remove(keys)
        }
    }

    /// Ends the run: its totals, the calendar of its days, and what the planner and later commands want to know.
    package func finish(_ totals: RunTotals, days: DayRanges) throws {
        for table in [projection, orders, planned] { try table.finish() }
        try PageCache.scattered.use(in: db)
        try db.execute(
            sql: """
                INSERT INTO run
                    (run_id, started_at, scenario, options, import_id, invdb_version, series, stockouts, orders, seconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                runID, startedAt, scenario, options, newestImportID, version, totals.series, totals.stockouts,
                totals.orders, totals.seconds,
            ])
        let (stretches, stockouts, orders) =
            keys.isEverything ? ("0", "0", "0") : ("stretch_count", "stockout_count", "order_count")
        try db.execute(
            sql: """
                UPDATE scenario SET stretch_count = \(stretches) + ?, stockout_count = \(stockouts) + ?,
                    order_count = \(orders) + ?
                WHERE scenario_id = ?
                """, arguments: [stretchChange, stockoutChange, orderChange, scenarioID])
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

/// A table that a run writes. Its keys are those of ``StretchKey``.
private final class RunTable {
    private let db: Database
    private let batches: BatchDatabase
    private let name: String
    private let key: String
    private let index: String?
    /// The index, while it is not there.
    private var indexDefinition: String?

    init(_ transaction: WriteTransaction, _ name: String, key: String, index: String?, _ partitions: Int) throws {
        db = transaction.db
        // Hardly any partition has more than one image of a table.
        batches = try transaction.batches(like: name, expected: partitions)
        self.name = name
        self.key = key
        self.index = index
    }

    /// Removes all rows of a scenario.
    ///
    /// - Parameter isOnly: whether no other scenario has rows.
    func clear(scenario: Int, isOnly: Bool) throws {
        try dropIndex()
        if isOnly {
            // Without a WHERE, SQLite drops whole pages
            // (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
            try db.execute(sql: "DELETE FROM \(name)")
        } else {
            try remove(StretchKey.range(scenario: scenario))
        }
    }

    /// - Returns: how many rows there were.
    @discardableResult
    func remove(_ keys: ClosedRange<Int>) throws -> Int {
        try db.cachedStatement(sql: "DELETE FROM \(name) WHERE \(key) BETWEEN ? AND ?").execute(
            arguments: StatementArguments(keys))
        return db.changesCount
    }

    /// - Parameter isWhole: whether the run is of everything.
    func insert(_ images: [TableImage], isWhole: Bool) throws {
        for image in images {
            if isWhole {
                try dropIndex()
                try batches.insert(image, into: name)
            } else {
                // Copying whole records would treat the index as one that grows at its end only, which leaves its pages
                // nearly empty where it doesn't.
                try batches.insertByColumn(image, into: name, or: "ROLLBACK")
            }
        }
    }

    func finish() throws {
        guard let indexDefinition else { return }
        try PageCache.sorting.use(in: db)
        try db.execute(sql: "PRAGMA threads = 1")
        try db.execute(sql: indexDefinition)
        try db.execute(sql: "PRAGMA threads = 0")
    }

    /// Built from scratch at the end, an index costs half of what keeping it up does, and its pages are full.
    private func dropIndex() throws {
        guard let index, indexDefinition == nil else { return }
        indexDefinition = try String.fetchOne(
            db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", arguments: [index])
        try db.execute(sql: "DROP INDEX \(index)")
    }
}
