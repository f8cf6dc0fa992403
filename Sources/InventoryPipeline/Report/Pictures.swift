import Forecasting
import InventoryStore

/// Reads the levels of single series.
struct Pictures {
    private let snapshot: Snapshot
    private let scenario: String
    private let curves: StoredCurves
    private let tables: OptionalTables

    init(_ snapshot: Snapshot, _ scenario: String, _ database: InventoryDatabase) throws {
        self.snapshot = snapshot
        self.scenario = scenario
        curves = try StoredCurves(snapshot, scenario: scenario)
        tables = try snapshot.optionalTables()
    }

    /// The picture of a series; nil if it has no results.
    ///
    /// - Parameter days: the most days that it has.
    func picture(of key: SeriesKey, days: Int) throws -> LevelPicture? {
        let range = key.rowID...key.rowID
        var picture: LevelPicture?
        let facts = try PartitionFacts(snapshot, scenario, [range], tables, mayBeOutdated: false)
        // A picture doesn't ask whether sales are lost: the levels say it.
        func losesSales(_ run: Int) -> Bool { false }
        try facts.forEach(curves, losesSales: losesSales) { facts in
            let last = min(facts.lastDay, facts.firstDay + days - 1)
            let levels = try levels(of: facts.stretches, facts.firstDay...last, facts.curve)
            var apart: [Stretch] = []
            try snapshot.forEachPlannedStretch(in: scenario, of: CollectionOfOne(range)) { apart.append($1) }
            picture = LevelPicture(
                firstDay: facts.firstDay, onHand: facts.onHand, levels: levels,
                planned: apart.isEmpty
                    ? added(
                        facts.orders, to: levels, from: facts.firstDay, period: facts.stretches.first?.period ?? 1)
                    : try self.levels(of: apart[...], facts.firstDay...last, facts.curve),
                stockoutDay: facts.stretches.lazy.compactMap(\.stockoutDay).first, rate: facts.rate,
                leadTime: facts.leadTime, safetyStock: facts.terms?.safetyStock, receipts: Array(facts.receipts),
                orders: Array(facts.orders), risk: facts.risk)
        }
        return picture
    }

    /// The level at the end of each day.
    private func levels(
        of stretches: ArraySlice<Stretch>, _ days: ClosedRange<Int>, _ curve: (Stretch) throws -> FactorCurve?
    ) throws -> [Double] {
        var levels: [Double] = []
        levels.reserveCapacity(days.count)
        for stretch in stretches where stretch.firstDay <= days.upperBound {
            let curve = try curve(stretch)
            for day in stretch.firstDay...min(stretch.lastDay, days.upperBound) {
                levels.append(stretch.level(on: day, curve))
            }
        }
        return levels
    }

    /// Levels with orders, if unserved demand is owed and not lost: each order raises all levels from its arrival on. It belongs to the
    /// period in which it arrives, as in the view `forecast_planned`.
    private func added(
        _ orders: ArraySlice<StoredOrder>, to levels: [Double], from firstDay: Int, period: Int
    ) -> [Double] {
        var planned = levels
        for order in orders {
            for place in planned.indices where order.arrivalDay < firstDay + place + period {
                planned[place] += order.quantity
            }
        }
        return planned
    }
}
