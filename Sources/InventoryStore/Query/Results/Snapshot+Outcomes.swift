internal import BulkSQLite
internal import GRDB

/// Totals of the results of one series.
package struct SeriesOutcome: Equatable, BitwiseCopyable, Sendable {
    /// The key of the series, ``SeriesKey/rowID``.
    package var key: Int
    package var stockoutDay: Int32?
    /// The day of the first order.
    package var orderDay: Int32?
    package var orders = 0
    /// Units ordered, and their cost as far as unit costs are known.
    package var quantity = 0.0
    package var cost = 0.0
    /// The sum over the series' orders, in units.
    package var unitsShort = 0.0
    /// How likely it runs out; nil if that wasn't asked for, isn't known, or is less than ``StoredRisk/least``.
    package var risk: OutcomeRisk?

    package init(key: Int) {
        self.key = key
    }

    mutating func add(_ order: StoredOrder) {
        // Orders come in the order of their days.
        if orderDay == nil { orderDay = Int32(order.orderDay) }
        orders += 1
        quantity += order.quantity
        cost += order.cost ?? 0
        unitsShort += order.unitsShort
    }
}

/// How likely a series runs out, of its ``StoredRisk``. Days are day numbers.
package struct OutcomeRisk: Equatable, BitwiseCopyable, Sendable {
    package var earlyDay: Int32?
    package var middleDay: Int32?
    package var lateDay: Int32?
    package var beforeOrder: Double
    package var beforeReceipt: Double?
    package var horizon: Double
    /// Units.
    package var unitsShort: Double

    init(_ risk: StoredRisk) {
        earlyDay = risk.earlyDay.map(Int32.init)
        middleDay = risk.middleDay.map(Int32.init)
        lateDay = risk.lateDay.map(Int32.init)
        (beforeOrder, beforeReceipt, horizon) = (risk.beforeOrder, risk.beforeReceipt, risk.horizon)
        unitsShort = risk.unitsShort
    }
}

extension Snapshot {
    /// Reads the outcomes of all series in the ranges that have results in a scenario. Keys ascend if the ranges do.
    ///
    /// - Parameters:
    ///   - withRisk: whether to read how likely they run out.
    ///   - outcomes: is emptied and filled. Reusing one buffer for all partitions saves allocations.
    package func readOutcomes(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, withRisk: Bool = false,
        into outcomes: inout [SeriesOutcome]
    ) throws {
        outcomes.removeAll(keepingCapacity: true)
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let orderKey = list.add("order_key")
        let columns = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        let orders = TableScan(db, list, of: ResultTable.orders.name, by: orderKey)
        let stockouts = StockoutScan(db)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var next = outcomes.count
            try stockouts.read(keys, into: &outcomes)
            var ascending = AscendingKeys(in: keys)
            try orders.forEach(in: keys) { row in
                let key = row.int(orderKey)
                try ascending.take(key)
                let series = StretchKey.series(of: key).rowID
                while next < outcomes.count, outcomes[next].key < series { next += 1 }
                guard next < outcomes.count, outcomes[next].key == series else {
                    throw DatabaseError.damaged("order \(key) has no projection")
                }
                outcomes[next].add(try columns.read(row))
            }
        }
        if withRisk { try readRisks(in: scenario, of: ranges, into: &outcomes) }
    }

    private func readRisks(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, into outcomes: inout [SeriesOutcome]
    ) throws {
        var next = 0
        try forEachRisk(in: scenario, of: ranges) { series, risk in
            while next < outcomes.count, outcomes[next].key < series.rowID { next += 1 }
            guard next < outcomes.count, outcomes[next].key == series.rowID else {
                throw DatabaseError.damaged("the risk of series \(series.rowID) has no projection")
            }
            outcomes[next].risk = OutcomeRisk(risk)
        }
    }
}

/// The first day on which each series runs out, read range after range.
private struct StockoutScan {
    private let scan: TableScan
    private let stretchKey: Place
    private let stockoutDay: StretchTable.StockoutDay

    init(_ db: Database) {
        var list = SelectList()
        stretchKey = list.add("stretch_key")
        stockoutDay = list.add(StretchTable.StockoutDay.self, of: ResultTable.projection.name)
        scan = TableScan(db, list, of: ResultTable.projection.name, by: stretchKey)
    }

    func read(_ keys: ClosedRange<Int>, into outcomes: inout [SeriesOutcome]) throws {
        var ascending = AscendingKeys(in: keys)
        var outcome: SeriesOutcome?
        try scan.forEach(in: keys) { row in
            let key = row.int(stretchKey)
            try ascending.take(key)
            let series = StretchKey.series(of: key).rowID
            if outcome?.key != series {
                if let outcome { outcomes.append(outcome) }
                outcome = SeriesOutcome(key: series)
            }
            let day = try stockoutDay.read(row)
            if let day, outcome?.stockoutDay == nil { outcome?.stockoutDay = Int32(day) }
        }
        if let outcome { outcomes.append(outcome) }
    }
}
