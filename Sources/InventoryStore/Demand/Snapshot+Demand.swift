internal import BulkSQLite
import Forecasting
internal import GRDB

/// A group of series with the first day after the history of its store.
package struct StoredGroup: Sendable {
    package var group: DemandGroup
    package var firstDay: Int
}

extension Snapshot {
    /// The last day of which any store has sales; nil if there are none.
    package func lastDayOfSales() throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT max(history_until) FROM store")
    }

    /// Whether the estimates of demand include all imports of sales and of events.
    package func isDemandCurrent() throws -> Bool {
        var isCurrent = true
        let bounds = StoredBounds.logReferences
        var list = SelectList()
        let places = ["sales_import_id", "events_import_id", "demand_import_id"].map { list.add($0) }
        let until = list.add("history_until")
        try db.scan(
            list,
            """
            FROM store
            WHERE (sales_import_id BETWEEN ?1 AND demand_import_id AND demand_import_id <= ?2
                AND (history_until IS NULL OR events_import_id BETWEEN ?1 AND demand_import_id)) IS NOT TRUE LIMIT 1
            """, [bounds.lowerBound, bounds.upperBound]
        ) { row in
            // A damaged number must not look like new sales.
            for place in places { _ = try row.int(place, in: bounds) }
            if !row.isNull(until) { _ = try row.int(until, in: StoredBounds.startDays) }
            isCurrent = false
        }
        return isCurrent
    }

    /// Calls `body` with the estimates of the demand of the selected series, in the order of their keys.
    package func forEachDemand(
        _ selection: SeriesSelection, _ body: (SeriesKey, DemandRow) throws -> Void
    ) throws {
        try forEachDemand(in: try rangesOfAllStores(selection), body)
    }

    /// The estimate of a series; nil if it was never sold.
    package func demand(of series: SeriesKey) throws -> DemandRow? {
        var found: DemandRow?
        var list = SelectList()
        let columns = list.add(DemandTable.Columns.self, of: DemandTable.name)
        try db.scan(list, "FROM \(DemandTable.name) WHERE series_key = ?", [series.rowID]) { row in
            found = try columns.read(row)
        }
        return found
    }

    /// The factors of the groups of series, and the first day after the history of the store of each. The key of a group is its place,
    /// from 1.
    package func demandGroups() throws -> [StoredGroup] { try demandGroups(in: 1...Int(Int32.max), try seasons()) }

    /// The group with a key; nil if there is none.
    package func demandGroup(_ key: Int) throws -> StoredGroup? {
        try demandGroups(in: key...key, try seasons(ofGroup: key)).first
    }

    private func demandGroups(in keys: ClosedRange<Int>, _ seasons: [Int: [Double]]) throws -> [StoredGroup] {
        var groups: [StoredGroup] = []
        var list = SelectList()
        let key = list.add("profile_key")
        let store = list.add("store_key")
        let category = list.add("category")
        let season = list.add("season_key")
        let isDormant = list.add("is_dormant")
        let weekdays = Weekdays.longNames.map { list.add($0) }
        let until = list.add("history_until")
        try db.scan(
            list,
            "FROM demand_group JOIN store USING (store_key) WHERE profile_key BETWEEN ? AND ? ORDER BY profile_key",
            StatementArguments(keys)
        ) { row in
            guard row.int(key) == keys.lowerBound + groups.count else {
                throw DatabaseError.damaged("there is no profile \(keys.lowerBound + groups.count)")
            }
            var factors = GroupFactors(weekdays: try weekdays.map { try row.amount($0, upTo: Self.greatestFactor) })
            if !row.isNull(season) {
                guard let yearly = seasons[row.int(season)], yearly.count == Self.daysOfYear else {
                    throw row.outOfBounds(season)
                }
                factors.yearly = yearly
            }
            let group = DemandGroup(
                store: Int32(try row.int(store, in: StoredBounds.storeKeys)),
                category: try row.optionalName(at: category),
                factors: factors, isDormant: try row.int(isDormant, in: 0...1) == 1)
            groups.append(StoredGroup(group: group, firstDay: try row.int(until, in: StoredBounds.startDays) + 1))
        }
        try readEvents(of: &groups, keys)
        return groups
    }

    /// Reads the factors of events on the days after the history of groups.
    private func readEvents(of groups: inout [StoredGroup], _ keys: ClosedRange<Int>) throws {
        guard !groups.isEmpty else { return }
        var list = SelectList()
        let key = list.add("profile_key")
        let day = list.add("day")
        let factor = list.add("factor")
        try db.scan(
            list, "FROM demand_event WHERE profile_key BETWEEN ? AND ? ORDER BY profile_key, day",
            [keys.lowerBound, keys.lowerBound + groups.count - 1]
        ) { row in
            let place = row.int(key) - keys.lowerBound
            groups[place].group.factors.events[try row.int(day, in: StoredBounds.startDays)] =
                try row.amount(factor, upTo: Self.greatestFactor)
        }
    }

    private static var greatestFactor: Double { 1e6 }
    private static var daysOfYear: Int { 366 }

    /// The factors of the days of a year, by the key of the season.
    ///
    /// - Parameter group: the group whose season is read; nil reads all.
    private func seasons(ofGroup group: Int? = nil) throws -> [Int: [Double]] {
        var seasons: [Int: [Double]] = [:]
        var list = SelectList()
        let key = list.add("season_key")
        let day = list.add("day_of_year")
        let factor = list.add("factor")
        try db.scan(
            list,
            """
            FROM demand_season
            WHERE ?1 IS NULL OR season_key = (SELECT grouped.season_key FROM demand_group AS grouped WHERE profile_key = ?1)
            ORDER BY season_key, day_of_year
            """, [group]
        ) { row in
            guard row.int(day) == seasons[row.int(key)]?.count ?? 0 else { throw row.outOfBounds(day) }
            seasons[row.int(key), default: []].append(try row.amount(factor, upTo: Self.greatestFactor))
        }
        return seasons
    }

    /// The weights of the four averages in the rates of a class; nil if nothing was learned of it.
    package func weights(ofBucket bucket: Int) throws -> SIMD4<Double>? {
        var found: SIMD4<Double>?
        var list = SelectList()
        let weights = ["weight_7", "weight_28", "weight_91", "weight_364"].map { list.add($0) }
        try db.scan(list, "FROM demand_class WHERE bucket = ?", [bucket]) { row in
            found = SIMD4(try weights.map { try row.amount($0, upTo: Self.greatestFactor) })
        }
        return found
    }

    /// What a series has to sell a day, in money, to be among those that make up the first 80 % of all (A), or the first 95 % (B); the rest
    /// is C. Only series whose unit cost is known take part.
    ///
    /// - Returns: nil if there are none.
    package func abcLimits() throws -> ABCLimits? {
        let from =
            "FROM \(DemandTable.name) AS demand JOIN supply_terms AS terms USING (series_key) WHERE rate * unit_cost > 0"
        let total = try Double.fetchOne(db, sql: "SELECT sum(rate * unit_cost) \(from)") ?? 0
        guard total > 0 else { return nil }
        var (sum, limits) = (0.0, ABCLimits(a: .infinity, b: .infinity))
        var list = SelectList()
        let value = list.add("rate * unit_cost AS value")
        try db.scan(list, "\(from) ORDER BY value DESC") { row in
            let value = try row.amount(value)
            // The series with which a share is reached belongs to it.
            if sum < total * 0.8 { limits.a = value }
            if sum < total * 0.95 { limits.b = value }
            sum += value
        }
        return limits
    }

    /// What a unit of a series costs; nil if no file says so.
    package func unitCost(of series: SeriesKey) throws -> Double? {
        try Double.fetchOne(
            db.cachedStatement(sql: "SELECT unit_cost FROM supply_terms WHERE series_key = ?"),
            arguments: [series.rowID])
    }

    /// The days of a series on which something was sold, ascending.
    package func history(of series: SeriesKey) throws -> [SoldDay] {
        var found: [SoldDay] = []
        let keys = BlockKey.range(ofStore: series.store)
        let blocks = try Int.fetchAll(
            db.cachedStatement(sql: "SELECT block_key FROM sales_block WHERE block_key BETWEEN ? AND ? ORDER BY 1"),
            arguments: StatementArguments(keys))
        try forEachHistory(ofProducts: series.product...series.product, in: blocks.map(BlockKey.init(rowID:))) {
            found += $1
        }
        return found
    }
}

/// The limits of the classes by money, in money a day.
package struct ABCLimits: Equatable, Sendable {
    package var a: Double
    package var b: Double

    package func name(of value: Double) -> String { value >= a ? "A" : value >= b ? "B" : "C" }
}
