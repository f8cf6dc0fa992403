internal import BulkSQLite
internal import GRDB

extension Snapshot {
    /// How many planned orders there are, and what is wrong with them or with the projections that have them in it.
    package func orderProblems() throws -> (count: Int, problems: CheckProblems) {
        var problems = CheckProblems()
        func look(_ what: String, _ sql: String) throws {
            try db.scan(sql) { row in
                problems.add("\(what): scenario \(row.int(0)), store \(row.int(1)), product \(row.int(2))")
            }
        }
        // The first stretch of a series is found under the key of its orders with the number 0.
        try look(
            "an order is not of the run that made the projection of its series",
            """
            SELECT order_plan.scenario_id, order_plan.store_key, order_plan.product_key
            FROM order_plan LEFT JOIN projection ON stretch_key = order_key >> 13 << 13
            WHERE order_plan.run_id IS NOT projection.run_id
            """)
        try look(
            "an order is out of order, or has no quantity, or arrives before it is placed or late by other days",
            """
            SELECT later.scenario_id, later.store_key, later.product_key
            FROM order_plan AS later LEFT JOIN order_plan AS earlier
                ON later.order_key & 8191 > 0 AND earlier.order_key = later.order_key - 1
            WHERE later.quantity <= 0 OR later.arrival_day < later.order_day OR later.units_short < 0
                OR later.days_late <> max(0, later.arrival_day - later.need_day)
                OR later.order_key & 8191 > 0 AND coalesce(earlier.order_day, later.order_day) >= later.order_day
            """)
        try look(
            "a projection with orders is of a series without any, or of another run",
            """
            SELECT planned.scenario_id, planned.store_key, planned.product_key
            FROM planned_projection AS planned LEFT JOIN order_plan ON order_key = stretch_key >> 13 << 13
            WHERE planned.run_id IS NOT order_plan.run_id
            """)
        try look(
            "a projection with orders has a gap, or does not cover the horizon of the one without",
            """
            SELECT planned.scenario_id, planned.store_key, planned.product_key
            FROM planned_projection AS planned
            LEFT JOIN planned_projection AS former
                ON planned.stretch_key & 8191 > 0 AND former.stretch_key = planned.stretch_key - 1
            LEFT JOIN projection AS plain ON plain.stretch_key = planned.stretch_key >> 13 << 13
            WHERE planned.first_day IS NOT iif(planned.stretch_key & 8191 > 0, former.last_day + 1, plain.first_day)
            """)
        try look(
            "a projection with orders ends on another day than the one without",
            """
            SELECT scenario_id, store_key, product_key
            FROM planned_projection AS planned
            WHERE stretch_key & 8191 = 0 AND
                (SELECT last_day FROM planned_projection AS last
                    WHERE last.stretch_key BETWEEN planned.stretch_key AND planned.stretch_key | 8191
                    ORDER BY last.stretch_key DESC LIMIT 1)
                IS NOT (SELECT last_day FROM projection
                    WHERE projection.stretch_key BETWEEN planned.stretch_key AND planned.stretch_key | 8191
                    ORDER BY projection.stretch_key DESC LIMIT 1)
            """)
        var count = 0
        try db.scan(
            """
            SELECT scenario.name, order_count, coalesce(orders.found, 0) FROM scenario LEFT JOIN
                (SELECT order_key >> 57 AS id, count(*) AS found FROM order_plan GROUP BY 1) AS orders
                ON orders.id = scenario_id
            """
        ) { row in
            count += row.int(2)
            if row.int(1) != row.int(2) {
                problems.add("scenario \(row.text(0)) says that it has \(row.int(1)) orders, and has \(row.int(2))")
            }
        }
        return (count, problems)
    }
}
