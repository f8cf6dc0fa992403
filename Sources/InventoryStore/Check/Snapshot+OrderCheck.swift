internal import BulkSQLite
internal import GRDB

extension Snapshot {
    /// The number of planned orders, and the problems of orders and of projections with orders.
    package func orderProblems() throws -> (count: Int, problems: CheckProblems) {
        var problems = CheckProblems()
        /// - Parameter table: the table with the wrong rows, or its alias in the statement.
        func look(_ problem: CheckProblem.OrderProblem, _ table: String, _ statement: String) throws {
            var list = SelectList()
            let place = PlaceColumns(addedTo: &list, of: table)
            try db.scan(list, statement) { row in problems.add(.orders(place.read(row), problem)) }
        }
        // The bits of a key that number the results of a series. An order's key with these bits cleared is the key of the series'
        // first stretch.
        let number = StretchKey.numberLimit - 1
        try look(
            .otherRun, "order_plan",
            """
            FROM order_plan LEFT JOIN projection ON stretch_key = order_key & ~\(number)
            WHERE order_plan.run_id IS NOT projection.run_id
            """)
        try look(
            .values, "later",
            """
            FROM order_plan AS later LEFT JOIN order_plan AS earlier
                ON later.order_key & \(number) > 0 AND earlier.order_key = later.order_key - 1
            WHERE later.quantity <= 0 OR later.arrival_day < later.order_day OR later.units_short < 0
                OR later.days_late <> max(0, later.arrival_day - later.need_day)
                OR later.order_key & \(number) > 0 AND coalesce(earlier.order_day, later.order_day) >= later.order_day
            """)
        try look(
            .plannedWithoutOrders, "planned",
            """
            FROM planned_projection AS planned LEFT JOIN order_plan ON order_key = stretch_key & ~\(number)
            WHERE planned.run_id IS NOT order_plan.run_id
            """)
        try look(
            .plannedGap, "planned",
            """
            FROM planned_projection AS planned
            LEFT JOIN planned_projection AS former
                ON planned.stretch_key & \(number) > 0 AND former.stretch_key = planned.stretch_key - 1
            LEFT JOIN projection AS plain ON plain.stretch_key = planned.stretch_key & ~\(number)
            WHERE planned.first_day
                IS NOT iif(planned.stretch_key & \(number) > 0, former.last_day + 1, plain.first_day)
            """)
        try look(
            .plannedEnd, "planned",
            """
            FROM planned_projection AS planned
            WHERE stretch_key & \(number) = 0 AND
                (SELECT last_day FROM planned_projection AS last
                    WHERE last.stretch_key BETWEEN planned.stretch_key AND planned.stretch_key | \(number)
                    ORDER BY last.stretch_key DESC LIMIT 1)
                IS NOT (SELECT last_day FROM projection
                    WHERE projection.stretch_key BETWEEN planned.stretch_key AND planned.stretch_key | \(number)
                    ORDER BY projection.stretch_key DESC LIMIT 1)
            """)
        problems.merge(try resultValueProblems())
        let count = try countOrders(&problems)
        return (count, problems)
    }

    /// Rows of results that have a value which can't be read. Those of `projection` are read in another place.
    private func resultValueProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        for table in ResultTable.all where table != .projection {
            var list = SelectList()
            let key = list.add(table.key)
            let check = table.rowCheck(addedTo: &list)
            try db.scan(list, "FROM \(table.name) ORDER BY \(table.key)") { row in
                guard let fault = check.fault(row) else { return }
                problems.add(.value(.result(StretchKey.place(of: row.int(key)), table: table.name), fault: fault))
            }
        }
        return problems
    }

    /// The number of orders. A scenario has to have as many as it states, and at most as many of a run as the run planned.
    private func countOrders(_ problems: inout CheckProblems) throws -> Int {
        var total = 0
        var scenarios = SelectList()
        let name = scenarios.add("scenario.name")
        let stated = scenarios.add("order_count")
        let counted = scenarios.add("coalesce(orders.found, 0)")
        try db.scan(
            scenarios,
            """
            FROM scenario LEFT JOIN
                (SELECT order_key >> \(StretchKey.scenarioShift) AS id, count(*) AS found FROM order_plan GROUP BY 1)
                AS orders ON orders.id = scenario_id
            """
        ) { row in
            total += row.int(counted)
            guard row.int(stated) != row.int(counted) else { return }
            problems.add(
                .orderCount(scenario: row.text(name), stated: row.int(stated), counted: row.int(counted)))
        }
        var runs = SelectList()
        let runID = runs.add("run.run_id")
        let scenario = runs.add("found.scenario_id")
        let planned = runs.add("coalesce(run.orders, 0)")
        let found = runs.add("found.orders")
        try db.scan(
            runs,
            """
            FROM (SELECT scenario_id, run_id, count(*) AS orders FROM order_plan GROUP BY 1, 2) AS found
            JOIN run ON run.run_id = found.run_id WHERE found.orders > coalesce(run.orders, 0)
            ORDER BY found.scenario_id, run.run_id
            """
        ) { row in
            problems.add(
                .runOrders(
                    runID: row.int(runID), scenario: row.int(scenario), stated: row.int(planned),
                    counted: row.int(found)))
        }
        return total
    }
}

/// The scenario and the series of a result, read from the columns that all result tables have.
private struct PlaceColumns {
    private let scenario: Place
    private let store: Place
    private let product: Place

    init(addedTo list: inout SelectList, of table: String) {
        scenario = list.add("\(table).scenario_id")
        store = list.add("\(table).store_key")
        product = list.add("\(table).product_key")
    }

    func read(_ row: ScannedRow) -> ResultPlace {
        ResultPlace(
            scenario: row.int(scenario), series: SeriesKey(store: row.int32(store), product: row.int32(product)))
    }
}
