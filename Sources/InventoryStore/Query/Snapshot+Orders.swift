internal import BulkSQLite
import Forecasting
internal import GRDB

/// An order of a plan, as it is stored.
package struct StoredOrder: Equatable, Sendable {
    package var orderDay: Int
    package var arrivalDay: Int
    package var needDay: Int
    package var quantity: Double
    /// What a unit costs, where that is known.
    package var unitCost: Double?
    package var daysLate: Int
    package var unitsShort: Double
    package var reason: PlannedOrder.Reason

    package init(
        orderDay: Int, arrivalDay: Int, needDay: Int, quantity: Double, unitCost: Double?, daysLate: Int,
        unitsShort: Double, reason: PlannedOrder.Reason
    ) {
        self.orderDay = orderDay
        self.arrivalDay = arrivalDay
        self.needDay = needDay
        self.quantity = quantity
        self.unitCost = unitCost
        self.daysLate = daysLate
        self.unitsShort = unitsShort
        self.reason = reason
    }

    /// What it costs, as the views report it.
    package var cost: Double? { unitCost.map { ReportedQuantity.rounded(quantity * $0) } }
}

/// Orders added up.
package struct OrderSum: Equatable, Sendable {
    package private(set) var count = 0
    package private(set) var units = 0.0
    /// Of those whose unit cost is known…
    package private(set) var cost = 0.0
    /// …which these are not.
    package private(set) var withoutCost = 0
    package private(set) var late = 0
    package private(set) var unitsShort = 0.0

    package init() {}

    package mutating func add(_ order: StoredOrder) {
        count += 1
        units += order.quantity
        if let cost = order.cost { self.cost += cost } else { withoutCost += 1 }
        if order.daysLate > 0 { late += 1 }
        unitsShort += order.unitsShort
    }
}

extension Snapshot {
    private static let columns =
        "order_day, arrival_day, need_day, quantity, unit_cost, days_late, units_short, is_stockout"

    /// Calls `body` with every order to be placed on a day of interest, ascending by that day, store and product.
    ///
    /// - Parameter limit: after so many, the rest is left out.
    package func forEachOrder(
        _ filter: ResultFilter, limit: Int = .max,
        _ body: (_ storeID: String, _ productID: String, StoredOrder) throws -> Void
    ) throws {
        let (condition, arguments) = try condition(
            filter, of: DatedTable(name: "order_plan", key: "order_key", day: "order_day"))
        try db.scan(
            """
            SELECT store_id, product_id, \(Self.columns)
            FROM \(condition) ORDER BY order_day, order_plan.store_key, order_key LIMIT ?
            """, arguments + [limit]
        ) { row in try body(row.text(0), row.text(1), try row.order(2)) }
    }

    /// Calls `body` with every order to be placed on a day of interest, ascending by series and day.
    package func forEachOrderOfSeries(
        _ filter: ResultFilter, _ body: (SeriesKey, StoredOrder) throws -> Void
    ) throws {
        let scenario = try scenarioID(of: filter.scenario)
        for range in try ranges(of: filter.selection) {
            let keys = StretchKey.range(scenario: scenario, series: range)
            var order = AscendingKeys(in: keys)
            // With the plus the day is no reason to leave the order of the keys.
            try db.scan(
                """
                SELECT order_key, \(Self.columns) FROM order_plan
                WHERE order_key BETWEEN ? AND ? AND +order_day BETWEEN ? AND ? ORDER BY order_key
                """, [keys.lowerBound, keys.upperBound, filter.firstDay ?? Int.min, filter.lastDay ?? Int.max]
            ) { row in
                let key = row.int(0)
                try order.take(key)
                try body(StretchKey.series(of: key), try row.order(1))
            }
        }
    }

    /// Whether any results of a scenario were planned with orders, be it that none were needed.
    package func hasPlan(in scenario: String) throws -> Bool {
        let keys = StretchKey.range(scenario: try scenarioID(of: scenario))
        let hasOrders = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM order_plan WHERE order_key BETWEEN ? AND ?)",
            arguments: StatementArguments(keys))
        if hasOrders == true { return true }
        // The log also has plans whose results were forecast over since.
        let plans = try Int.fetchAll(
            db, sql: "SELECT run_id FROM run WHERE scenario = ? AND orders IS NOT NULL", arguments: [scenario])
        guard !plans.isEmpty else { return false }
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM projection WHERE stretch_key BETWEEN ? AND ?
                    AND run_id IN (SELECT value FROM json_each(?)))
                """,
            arguments: StatementArguments(keys) + ["[\(plans.map(String.init).joined(separator: ","))]"]) ?? false
    }
}

extension ScannedRow {
    /// The order in eight columns from `column` on: order, arrival and need day, quantity, unit cost, days late, units
    /// short, whether it is for a stock-out.
    func order(_ column: Int32) throws -> StoredOrder {
        let orderDay = try int(column, in: StoredBounds.resultDays)
        // The lead time may lead beyond the calendar.
        let arrivalDay = try int(column + 1, in: orderDay...orderDay + StockLimits.durationDays)
        return StoredOrder(
            orderDay: orderDay, arrivalDay: arrivalDay, needDay: try int(column + 2, in: StoredBounds.resultDays),
            quantity: try amount(column + 3), unitCost: isNull(column + 4) ? nil : try amount(column + 4),
            daysLate: try int(column + 5, in: StoredBounds.counts), unitsShort: try amount(column + 6),
            reason: try int(column + 7, in: 0...1) == 1 ? .stockOut : .belowSafetyStock)
    }

    /// A quantity that is not negative.
    @inline(__always)
    func amount(_ column: Int32) throws -> Double {
        let amount = try double(column, upTo: StoredBounds.amount)
        guard amount >= 0 else { throw outOfBounds(column) }
        return amount
    }
}
