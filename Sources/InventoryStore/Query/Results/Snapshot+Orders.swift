internal import BulkSQLite
internal import GRDB

/// The totals of several orders.
package struct OrderSum: Equatable, Sendable {
    package private(set) var count = 0
    package private(set) var units = 0.0
    /// The cost of those orders whose unit cost is known…
    package private(set) var cost = 0.0
    /// …and the number of orders whose unit cost is unknown.
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

    package mutating func add(_ other: OrderSum) {
        count += other.count
        units += other.units
        cost += other.cost
        withoutCost += other.withoutCost
        late += other.late
        unitsShort += other.unitsShort
    }
}

/// An order in a list of orders.
package struct ListedOrder: Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    package var order: StoredOrder
}

extension Snapshot {
    /// Calls `body` with every order to be placed on a day within the filter, ascending by that day, store and product.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of orders; the rest is left out.
    ///   - offset: the number of orders before the first that is wanted.
    package func forEachOrder(
        _ filter: ResultFilter, limit: Int? = nil, offset: Int = 0, _ body: (ListedOrder) throws -> Void
    ) throws {
        let (condition, arguments) = try condition(filter, of: .orders)
        var list = SelectList()
        let storeID = list.add("store_id")
        let productID = list.add("product_id")
        let name = list.add("product.name")
        let order = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        try db.scan(
            list, "FROM \(condition) ORDER BY order_day, order_plan.store_key, order_key LIMIT ? OFFSET ?",
            arguments + [limit ?? .max, offset]
        ) { row in
            try body(
                ListedOrder(
                    storeID: try row.name(at: storeID), productID: try row.name(at: productID),
                    name: row.optionalText(name), order: try order.read(row)))
        }
    }

    /// Whether the cost of an order within the filter is known.
    package func hasOrderCosts(_ filter: ResultFilter) throws -> Bool {
        let (condition, arguments) = try condition(filter, of: .orders)
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM \(condition) AND unit_cost IS NOT NULL)", arguments: arguments)
            ?? false
    }

    /// Calls `body` with every order to be placed on a day within the filter, ascending by series and day.
    package func forEachOrderOfSeries(
        _ filter: ResultFilter, _ body: (SeriesKey, StoredOrder) throws -> Void
    ) throws {
        let scenario = try scenarioID(of: filter.scenario)
        var list = SelectList()
        let orderKey = list.add("order_key")
        let order = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        for range in try ranges(of: filter) {
            let keys = StretchKey.range(scenario: scenario, series: range)
            var ascending = AscendingKeys(in: keys)
            // The plus keeps the planner from using the index of days instead of the order of the keys.
            try db.scan(
                list,
                "FROM order_plan WHERE order_key BETWEEN ? AND ? AND +order_day BETWEEN ? AND ? ORDER BY order_key",
                [keys.lowerBound, keys.upperBound, filter.firstDay ?? Int.min, filter.lastDay ?? Int.max]
            ) { row in
                let key = row.int(orderKey)
                try ascending.take(key)
                try body(StretchKey.series(of: key), try order.read(row))
            }
        }
    }

    package func hasOrders(in scenario: String) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM order_plan WHERE order_key BETWEEN ? AND ?)",
            arguments: StatementArguments(StretchKey.range(scenario: try scenarioID(of: scenario)))) ?? false
    }

    /// Whether any results of a scenario come from a plan, even if the plan needed no orders. If there are only forecasts left after a
    /// plan, all of them are looked at.
    package func hasPlan(in scenario: String) throws -> Bool {
        if try hasOrders(in: scenario) { return true }
        let keys = StretchKey.range(scenario: try scenarioID(of: scenario))
        // The log also has plans whose results later forecasts have replaced.
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
