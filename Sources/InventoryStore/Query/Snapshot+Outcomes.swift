internal import BulkSQLite
import Forecasting
internal import GRDB

/// What the results of one series come to.
package struct SeriesOutcome: Equatable, BitwiseCopyable, Sendable {
    /// The key of the series, ``SeriesKey/rowID``.
    package var key: Int
    package var stockoutDay: Int32?
    /// The first day on which something is ordered.
    package var orderDay: Int32?
    package var orders = 0
    /// Units ordered, and what they cost where that is known.
    package var quantity = 0.0
    package var cost = 0.0
    /// Of its orders together.
    package var unitsShort = 0.0

    package init(key: Int) {
        self.key = key
    }

    mutating func add(orderDay day: Int32, quantity: Double, unitCost: Double?, unitsShort: Double) {
        // Orders come in the order of their days.
        if orderDay == nil { orderDay = day }
        orders += 1
        self.quantity += quantity
        if let unitCost { cost += ReportedQuantity.rounded(quantity * unitCost) }
        self.unitsShort += unitsShort
    }
}

extension Snapshot {
    /// Reads the outcomes of all series in some ranges that have results in a scenario, ascending by key where the ranges do.
    ///
    /// - Parameter outcomes: emptied and filled. One buffer for many partitions saves their allocations.
    package func readOutcomes(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, into outcomes: inout [SeriesOutcome]
    ) throws {
        outcomes.removeAll(keepingCapacity: true)
        let id = try scenarioID(of: scenario)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var next = outcomes.count
            try readStockouts(keys, into: &outcomes)
            var order = AscendingKeys(in: keys)
            try db.scan(
                """
                SELECT order_key, order_day, quantity, unit_cost, units_short
                FROM order_plan WHERE order_key BETWEEN ? AND ? ORDER BY order_key
                """, StatementArguments(keys)
            ) { row in
                let key = row.int(0)
                try order.take(key)
                let series = StretchKey.series(of: key).rowID
                while next < outcomes.count, outcomes[next].key < series { next += 1 }
                guard next < outcomes.count, outcomes[next].key == series else {
                    throw DatabaseError.damaged("order \(key) has no projection")
                }
                outcomes[next].add(
                    orderDay: Int32(try row.int(1, in: StoredBounds.resultDays)), quantity: try row.amount(2),
                    unitCost: row.isNull(3) ? nil : try row.amount(3), unitsShort: try row.amount(4))
            }
        }
    }

    private func readStockouts(_ keys: ClosedRange<Int>, into outcomes: inout [SeriesOutcome]) throws {
        var order = AscendingKeys(in: keys)
        var outcome: SeriesOutcome?
        try db.scan(
            "SELECT stretch_key, stockout_day FROM projection WHERE stretch_key BETWEEN ? AND ? ORDER BY stretch_key",
            StatementArguments(keys)
        ) { row in
            let key = row.int(0)
            try order.take(key)
            let series = StretchKey.series(of: key).rowID
            if outcome?.key != series {
                if let outcome { outcomes.append(outcome) }
                outcome = SeriesOutcome(key: series)
            }
            if !row.isNull(1), outcome?.stockoutDay == nil {
                outcome?.stockoutDay = Int32(try row.int(1, in: StoredBounds.resultDays))
            }
        }
        if let outcome { outcomes.append(outcome) }
    }
}
