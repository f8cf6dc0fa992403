internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// The factors of a group of series as they are stored.
package struct DemandGroup: Sendable {
    package var store: Int32
    /// nil: the products without a category.
    package var category: String?
    package var factors: GroupFactors
    package var isDormant: Bool

    package init(store: Int32, category: String?, factors: GroupFactors, isDormant: Bool) {
        self.store = store
        self.category = category
        self.factors = factors
        self.isDormant = isDormant
    }
}

/// Writes a whole estimate of demand in the place of the former one.
package final class DemandWriter {
    private let db: Database
    private let writeback: Writeback
    private let batches: BatchDatabase
    private let weekBatches: BatchDatabase
    private let keptBatches: BatchDatabase

    /// Days of the calendar after the last day of history, for the factors of the days to come.
    private static let calendarDays = 400

    private static func removeEstimates(_ db: Database) throws {
        for table in [
            WeekForecastTable.name,
            DemandTable.name, "demand_event", "demand_group", "demand_class", "demand_season", "event_factor",
        ] {
            try db.execute(sql: "DELETE FROM \(table)")
        }
    }

    /// Removes the former estimate of a database that has no sales any more.
    ///
    /// - Returns: whether there was one.
    package static func removeAll(_ transaction: WriteTransaction) throws -> Bool {
        let db = transaction.db
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM demand_group)") == true else { return false }
        try removeEstimates(db)
        try db.execute(sql: "DELETE FROM week_accuracy")
        try db.execute(sql: "UPDATE store SET demand_import_id = (SELECT max(import_id) FROM import)")
        try Statistics.updateDemand(db)
        return true
    }

    /// Removes the former estimate, and writes the profiles and what was learned. The key of a group is its place, from 1.
    ///
    /// - Parameters:
    ///   - events: what was learned of events, by their names, and from how many days.
    ///   - ends: the last day of the history of each store.
    package init(
        _ transaction: WriteTransaction, groups: [DemandGroup], _ learned: LearnedDemand,
        events: [String: (factor: Double, days: Int)], ends: [Int32: Int]
    ) throws {
        db = transaction.db
        writeback = transaction.writeback
        batches = try transaction.batches(like: DemandTable.name)
        weekBatches = try transaction.batches(like: WeekForecastTable.name)
        keptBatches = try transaction.batches(like: KeptDemandTable.name)
        try Self.removeEstimates(db)
        try write(groups)
        try write(groups, eventsUntil: ends)
        try write(learned)
        try write(events)
    }

    /// Writes series. Builders have to come in the order of their keys.
    package func write(_ demand: SeriesRowBuilder<DemandRow>, _ weeks: SeriesRowBuilder<WeekForecasts>) throws {
        for image in demand.images { try batches.insert(image, into: DemandTable.name) }
        for image in weeks.images { try weekBatches.insert(image, into: WeekForecastTable.name) }
        writeback.advance()
    }

    /// Removes what is kept of the sales before some Monday.
    ///
    /// - Parameter stores: those whose totals stay: of these, newer weeks come.
    package func removeKept(exceptTotalsOf stores: some Sequence<Int32>) throws {
        try db.execute(sql: "DELETE FROM \(KeptDemandTable.name)")
        try db.execute(sql: "DELETE FROM \(KeptLearningTable.name)")
        try db.execute(
            sql: """
                DELETE FROM \(KeptTotalTable.name) WHERE store_key NOT IN (SELECT value FROM json_each(?))
                """, arguments: [KeyList.json(stores)])
        try db.execute(sql: "UPDATE store SET kept_before = NULL WHERE kept_before IS NOT NULL")
    }

    /// Writes what is kept of series. Builders have to come in the order of their keys, after ``removeKept(exceptTotalsOf:)``.
    package func write(_ kept: SeriesRowBuilder<KeptDemand>) throws {
        for image in kept.images { try keptBatches.insert(image, into: KeptDemandTable.name) }
        writeback.advance()
    }

    /// Writes what is kept across series.
    ///
    /// - Parameter days: the Monday of each store before which is kept.
    package func write(_ sums: LearningSums, _ totals: some Sequence<KeptTotal>, keptBefore days: [Int32: Int]) throws {
        for total in totals { try KeptTotalTable.write(total, db) }
        let insert = try db.cachedStatement(
            sql: "INSERT INTO \(KeptLearningTable.name) (kept_learning_key, value) VALUES (?, ?)")
        for (place, value) in sums.values.enumerated() { try insert.execute(arguments: [place + 1, value]) }
        for (store, day) in days.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(sql: "UPDATE store SET kept_before = ? WHERE store_key = ?")
                .execute(arguments: [day, store])
        }
    }

    /// Removes the sales of days that are older than those that are to stay, and that are kept otherwise.
    ///
    /// - Returns: what was removed, the days counted by store.
    package func forget(_ snapshot: Snapshot) throws -> SalesChange.Days {
        let kept = try snapshot.keptHistories()
        guard kept.contains(where: { $0.value.keepDays != nil && $0.value.keptBefore != nil }) else {
            return SalesChange.Days()
        }
        let former = try snapshot.salesBlocks()
        var blocks = former
        var removed = SalesChange.Days()
        let known = SoldDays(blocks)
        for (store, history) in kept.sorted(by: { $0.key < $1.key }) {
            guard let keep = history.keepDays, let keptBefore = history.keptBefore,
                let until = known.ends(of: store)?.upperBound
            else { continue }
            let first = min(until - keep + 1, keptBefore)
            let found = try SalesRetention.remove(before: first, of: store, &blocks, db)
            guard found.days > 0 else { continue }
            removed.add(days: found.days, units: found.units)
            try db.cachedStatement(
                sql: "UPDATE store SET forgotten_before = max(coalesce(forgotten_before, ?1), ?1) WHERE store_key = ?2"
            ).execute(arguments: [first, store])
        }
        guard removed.days > 0 else { return removed }
        for (key, block) in former where blocks[key] != block {
            try SalesBlockTable.write(blocks[key] ?? SalesBlock(), at: key, db)
        }
        try Statistics.updateSales(
            rows: blocks.values.reduce(0) { $0 + $1.rowCount }, blocks: blocks.values.count { !$0.days.isEmpty }, db)
        return removed
    }

    /// Writes how good the forecasts of weeks were that are over, in the place of all that is stored of these weeks of their stores.
    ///
    /// - Parameter rows: those without a series only remove what is stored.
    package func write(_ rows: [WeekAccuracyRow]) throws {
        for row in rows { try WeekAccuracyTable.remove(week: row.week, store: row.store, db) }
        for row in rows where row.series > 0 { try WeekAccuracyTable.write(row, db) }
    }

    /// - Parameters:
    ///   - until: the last day of history of all stores.
    ///   - stores: the keys of the stores that have sales.
    package func finish(until: Int, stores: [Int32]) throws {
        // What is learned of one store is shared with all others, so the estimates of all are new.
        try db.execute(
            sql: """
                UPDATE store SET demand_import_id = (SELECT max(import_id) FROM import)
                WHERE store_key IN (SELECT value FROM json_each(?)) OR history_until IS NULL
                """, arguments: [KeyList.json(stores)])
        // Weeks that are not over as far as is known now: history may end earlier than it did.
        try db.execute(
            sql: """
                DELETE FROM week_accuracy
                WHERE NOT ifnull(week_day + 6 <= (SELECT history_until FROM store WHERE store_key = week_accuracy.store_key), 0)
                """)
        var days = DayRanges()
        days.insert(first: until + 1, last: min(until + Self.calendarDays, CivilDate.dayNumbers.upperBound))
        try CalendarTable.extend(to: days, db)
        try Statistics.updateDemand(db)
    }

    private func write(_ groups: [DemandGroup]) throws {
        // Groups whose history is too short have the season of their parent, so many are the same.
        var seasons: [[Double]: Int] = [:]
        for group in groups {
            guard let season = group.factors.yearly, seasons[season] == nil else { continue }
            let key = seasons.count + 1
            seasons[season] = key
            let insert = try db.cachedStatement(
                sql: "INSERT INTO demand_season (season_key, day_of_year, factor) VALUES (?, ?, ?)")
            for (day, factor) in season.enumerated() { try insert.execute(arguments: [key, day, factor]) }
        }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO demand_group (profile_key, store_key, category, season_key, is_dormant, monday, tuesday, wednesday,
                    thursday, friday, saturday, sunday)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (place, group) in groups.enumerated() {
            let season = group.factors.yearly.flatMap { seasons[$0] }
            var arguments: StatementArguments = [place + 1, group.store, group.category, season, group.isDormant]
            arguments += StatementArguments(group.factors.weekdays)
            try insert.execute(arguments: arguments)
        }
    }

    /// Writes the factors of events that are to come. Those of the past are in the estimates already, but a stated period may begin in it.
    private func write(_ groups: [DemandGroup], eventsUntil ends: [Int32: Int]) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO demand_event (profile_key, day, factor) VALUES (?, ?, ?)")
        for (place, group) in groups.enumerated() where !group.factors.events.isEmpty {
            for day in group.factors.events.days where day > (ends[group.store] ?? 0) - StockLimits.daysOfFactor {
                try insert.execute(arguments: [place + 1, day, group.factors.events[day]])
            }
        }
    }

    private func write(_ events: [String: (factor: Double, days: Int)]) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT INTO event_factor (name, factor, day_count) VALUES (?, ?, ?)")
        for (name, event) in events.sorted(by: { $0.key < $1.key }) {
            try insert.execute(arguments: [name, event.factor, event.days])
        }
    }

    private func write(_ learned: LearnedDemand) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO demand_class (bucket, weight_7, weight_28, weight_91, weight_364, noise, spread, drift)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (bucket, weights) in learned.weights.enumerated() {
            let dispersion = learned.dispersion[bucket / 4]
            try insert.execute(
                arguments: [
                    bucket, weights[0], weights[1], weights[2], weights[3], dispersion.phi, dispersion.c, dispersion.d,
                ])
        }
    }
}
