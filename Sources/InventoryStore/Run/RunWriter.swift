internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// The totals of a run, for the log.
package struct RunTotals: Sendable {
    package var series = 0
    package var stockouts = 0
    /// nil for a forecast, because it plans no orders.
    package var orders: Int?
    package var seconds = 0.0

    package init() {}
}

/// Writes the results of one forecast or plan, and the run into the log.
///
/// All results of a series in a scenario come from one run. So a forecast removes the orders of an earlier plan together with the
/// projection they were planned on.
package final class RunWriter {
    private let db: Database
    private let writeback: Writeback
    private let interruption: Interruption
    private let scenario: String
    private let scenarioID: Int
    private let options: String
    private let startedAt: String
    private let version: String
    private let keys: SelectedKeys
    /// The result tables, in the order of ``ResultTable/all``.
    private let tables: [WrittenTable]
    /// The change of each table's counters, in the same order.
    private var changes: [[Int]]
    /// The newest import that the results include.
    private let newestImportID: Int
    /// The number of orders of earlier plans that this run has removed or replaced, and their stores.
    package private(set) var removedOrders = 0
    private var storesOfRemovedOrders: Set<Int32> = []
    package let runID: Int
    /// The first number of a profile that the scenario does not use for results that stay.
    package let firstProfile: Int

    /// Begins a run. Creates the scenario if it is new. If the run covers all series, removes the results that it replaces.
    ///
    /// The run is logged and counted at its end: see ``ImportLog``.
    ///
    /// - Parameter options: the options of the run as JSON, for the log.
    /// - Parameter sorter: makes a sorter for the entries of an index.
    package init(
        _ transaction: WriteTransaction, scenario: String, keys: SelectedKeys, options: String,
        startedAt: String, version: String, sorter: () -> any DayEntrySorter, interruption: Interruption
    ) throws {
        self.interruption = interruption
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
        guard StoredBounds.logReferences.contains(lastRunID) else {
            throw DatabaseError.damaged("run_id is \(lastRunID)")
        }
        runID = lastRunID + 1
        let scenarioID = scenarioID
        tables = try ResultTable.all.map { try WrittenTable(transaction, $0, of: scenarioID) }
        changes = ResultTable.all.map { $0.counters.map { _ in 0 } }
        if keys.isEverything { try ProfileDayTable.remove(scenario: scenarioID, db) }
        firstProfile = (try ProfileDayTable.profiles(ofScenario: scenarioID, db).last ?? 0) + 1
        guard keys.isEverything else { return }
        try noteStoresWithOrders(in: StretchKey.range(scenario: scenarioID))
        for table in tables {
            let removed = try table.clear(sorter)
            if table.table == .orders { removedOrders = removed }
        }
        try PageCache.appending.use(in: db)
    }

    /// Makes the builders for a worker's results. Can be called on any thread.
    package var imageFactory: @Sendable () -> RunResults {
        let (scenarioID, runID) = (scenarioID, runID)
        return { RunResults(scenarioID: scenarioID, runID: runID) }
    }

    /// Replaces the results of a partition. Partitions have to come in the order of their keys.
    package func write(_ results: RunResults, of partition: Partition) throws {
        if !keys.isEverything { try removeFormer(of: partition) }
        for (place, table) in tables.enumerated() {
            let builder = results.builder(of: table.table)
            try table.insert(builder, isWhole: keys.isEverything)
            changes[place] = zip(changes[place], builder.counts).map(+)
        }
        writeback.advance()
    }

    private func removeFormer(of partition: Partition) throws {
        for range in partition.ranges {
            let keys = StretchKey.range(scenario: scenarioID, series: range)
            for (place, table) in tables.enumerated() where table.hasFormerRows {
                let counts = try table.table.counts(keys, db)
                changes[place] = zip(changes[place], counts).map(-)
                if table.table == .orders, let orders = counts.first, orders > 0 {
                    removedOrders += orders
                    try noteStoresWithOrders(in: keys)
                }
                // A series without a stretch has no row in the other tables either.
                if table.table == .projection, counts.first == 0 { break }
                try table.table.remove(keys, db)
            }
        }
    }

    /// Remembers the stores that have orders in a range of keys: one search of the table for each.
    private func noteStoresWithOrders(in keys: ClosedRange<Int>) throws {
        var first = keys.lowerBound
        while first <= keys.upperBound,
            let order = try Int.fetchOne(
                db, sql: "SELECT min(order_key) FROM order_plan WHERE order_key BETWEEN ? AND ?",
                arguments: [first, keys.upperBound])
        {
            let store = StretchKey.series(of: order).store
            storesOfRemovedOrders.insert(store)
            first = StretchKey.range(scenario: scenarioID, series: SeriesKey.range(ofStore: store)).upperBound + 1
        }
    }

    /// Writes what is known of the results of each store: which import they include, and whether they have lost their plan.
    private func writeStoreResults(isPlan: Bool) throws {
        let stores = keys.stores.map(KeyList.json)
        if keys.products == nil {
            try db.execute(
                sql: """
                    INSERT INTO store_result (scenario_id, store_key, import_id)
                    SELECT ?1, store_key, ?2 FROM store
                    WHERE series_count > 0 AND (?3 IS NULL OR store_key IN (SELECT value FROM json_each(?3)))
                    ON CONFLICT DO UPDATE SET import_id = excluded.import_id
                    """, arguments: [scenarioID, newestImportID, stores])
        }
        if !isPlan {
            for store in storesOfRemovedOrders.sorted() {
                try db.execute(
                    sql: """
                        INSERT INTO store_result (scenario_id, store_key, import_id, lost_plan) VALUES (?, ?, 0, 1)
                        ON CONFLICT DO UPDATE SET lost_plan = 1
                        """, arguments: [scenarioID, store])
            }
            return
        }
        let lost = try Int32.fetchAll(
            db,
            sql: """
                SELECT store_key FROM store_result
                WHERE scenario_id = ?1 AND lost_plan <> 0
                    AND (?2 IS NULL OR store_key IN (SELECT value FROM json_each(?2)))
                """, arguments: [scenarioID, stores])
        // A plan of some products leaves the others without theirs.
        for store in lost where try keys.products == nil || !hasForecasts(ofStore: store) {
            try db.execute(
                sql: "UPDATE store_result SET lost_plan = 0 WHERE scenario_id = ? AND store_key = ?",
                arguments: [scenarioID, store])
        }
    }

    private func hasForecasts(ofStore store: Int32) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM projection JOIN run USING (run_id)
                    WHERE stretch_key BETWEEN ? AND ? AND run.orders IS NULL)
                """,
            arguments: StatementArguments(
                StretchKey.range(scenario: scenarioID, series: SeriesKey.range(ofStore: store)))) ?? false
    }

    /// Writes the days of curves that the results follow; curves ascend by their profiles.
    ///
    /// - Parameter usual: the number of curves that a run of all series has at most.
    package func write(
        _ curves: [(curve: FactorCurve, days: ClosedRange<Int>)], usual: Int, _ transaction: WriteTransaction
    ) throws {
        if !curves.isEmpty {
            let batches = try transaction.batches(like: ProfileDayTable.name)
            for image in ProfileDayTable.images(of: curves, scenario: scenarioID) {
                try batches.insert(image, into: ProfileDayTable.name)
            }
        }
        guard !keys.isEverything else { return }
        // The results of some series leave their former curves to others. Looking for those that nothing refers to any more means
        // reading all results, so it is done when most of the curves could be gone.
        let count = try ProfileDayTable.profiles(ofScenario: scenarioID, db).count
        if count > max(Self.curvesKept, 2 * usual) { try ProfileDayTable.removeUnused(scenario: scenarioID, db) }
    }

    private static let curvesKept = 64

    /// Ends the run: writes its totals, the scenario's counters, what is known of each store's results, the calendar of its days, and
    /// the planner's statistics.
    package func finish(_ totals: RunTotals, days: DayRanges) throws {
        for table in tables { try table.finish(interruption) }
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
        let counts = ResultTable.counters.map { counter in
            "\(counter.column) = \(keys.isEverything ? "0" : counter.column) + ?"
        }
        try db.execute(
            sql: "UPDATE scenario SET \(counts.joined(separator: ", ")) WHERE scenario_id = ?",
            arguments: StatementArguments(changes.flatMap { $0 } + [scenarioID]))
        try writeStoreResults(isPlan: totals.orders != nil)
        try CalendarTable.extend(to: days, db)
        try Statistics.updateResults(db)
    }
}

/// A result table while a run writes to it.
private final class WrittenTable {
    let table: ResultTable
    private let db: Database
    private let batches: BatchDatabase
    private let scenario: Int
    /// Whether the scenario had rows in the table before this run.
    let hasFormerRows: Bool
    /// The entries of the index, while they come apart from the rows.
    private var dayIndex: DayIndexWriter?
    /// The CREATE INDEX statement, while the index is dropped.
    private var indexDefinition: String?

    init(_ transaction: WriteTransaction, _ table: ResultTable, of scenario: Int) throws {
        self.table = table
        db = transaction.db
        batches = try transaction.batches(like: table.name, index: table.index?.name)
        self.scenario = scenario
        hasFormerRows =
            try Bool.fetchOne(
                transaction.db,
                sql: "SELECT EXISTS (SELECT 1 FROM \(table.name) WHERE \(table.key) BETWEEN ? AND ?)",
                arguments: StatementArguments(StretchKey.range(scenario: scenario))) ?? false
    }

    /// Removes all rows of the scenario, whose place others will take.
    ///
    /// - Returns: the number of rows removed.
    func clear(_ sorter: () -> any DayEntrySorter) throws -> Int {
        let isAlone = try isAlone
        if isAlone, let index = table.index {
            dayIndex = DayIndexWriter(table, index, batches, sorter())
        }
        guard hasFormerRows else { return 0 }
        guard isAlone else {
            try dropIndex()
            return try table.remove(StretchKey.range(scenario: scenario), db)
        }
        // Without a WHERE, SQLite drops whole pages
        // (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
        try db.execute(sql: "DELETE FROM \(table.name)")
        return db.changesCount
    }

    /// Whether no other scenario has rows in the table.
    private var isAlone: Bool {
        get throws {
            let own = StretchKey.range(scenario: scenario)
            let others = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM \(table.name) WHERE \(table.key) < ?)
                        OR EXISTS (SELECT 1 FROM \(table.name) WHERE \(table.key) > ?)
                    """, arguments: StatementArguments(own))
            return others == false
        }
    }

    /// - Parameter isWhole: whether the run covers all series.
    func insert(_ rows: any ResultBuilder, isWhole: Bool) throws {
        for image in rows.images {
            if isWhole {
                if dayIndex == nil { try dropIndex() }
                try batches.insert(image, into: table.name) { try dropIndex() }
            } else {
                // The transfer optimization would fill the index as if it only grew at its end. Its pages would stay nearly empty
                // if entries go elsewhere.
                try batches.insertByColumn(image, into: table.name, or: "ROLLBACK")
            }
        }
        try dayIndex?.add(rows.entries)
    }

    func finish(_ interruption: Interruption) throws {
        if let dayIndex { return try dayIndex.finish(interruption) }
        guard let indexDefinition else { return }
        try PageCache.sorting.use(in: db)
        try db.execute(sql: "PRAGMA threads = 1")
        try db.execute(sql: indexDefinition)
        try db.execute(sql: "PRAGMA threads = 0")
    }

    /// Where other scenarios have rows too, the index is built anew at the end, which costs half of keeping it up to date and leaves its pages
    /// full.
    private func dropIndex() throws {
        dayIndex = nil
        guard let index = table.index, indexDefinition == nil else { return }
        indexDefinition = try String.fetchOne(
            db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", arguments: [index.name])
        try db.execute(sql: "DROP INDEX \(index.name)")
    }
}
