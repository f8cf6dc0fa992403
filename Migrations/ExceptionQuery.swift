/// The exceptions of results: what a planner has to decide about. The views `exceptions` and `exceptions_by_scenario` are made of this
/// query; the command finds the same from the records.
///
/// It has an arm for each kind of exception. Every arm begins with `opening_by_scenario`, the first stretch of each series, which joins
/// the names by the same ranges of keys as the other views, so that a store and a product narrow each arm. If you add a state, also add
/// it to `ExceptionState` and to docs/file.md.
package enum ExceptionQuery {
    private typealias Key = KeyLayout

    /// Days of stock that are too many, if nobody says otherwise.
    package static let usualMaxCover = 365
    /// Days until an order is there, if neither a file nor a planned order says so: the default of plans.
    package static let usualLeadTime = 7
    /// The least probability of being out with which a series may run out, in ten-thousandths.
    package static let leastLikelihood = 2000

    /// The first stretch of each series in each scenario, with what the arms ask of the series: its names, its terms, its first planned
    /// order, how much it sells and how long an order takes. SQLite leaves out what an arm doesn't use.
    static let openings = """
        SELECT
            \(scope.names), product.name AS name, start.stretch_key AS first_key,
            \(series) AS series_key, start.scenario_id, start.store_key,
            start.run_id, start.first_day, start.period, start.opening_level AS on_hand, start.stockout_day,
            start.restocking - start.sales AS change,
            -- Units a day: of the first stretch in which something is sold.
            -- Where sales are lost, no more is sold of what isn't there than comes in, and it is wanted all the same.
            max(iif(start.sales > 0, start.sales / start.period, ifnull((
                SELECT sales / period FROM projection AS later
                WHERE \(ofSeries("later.stretch_key", first: "start.stretch_key")) AND later.sales > 0
                ORDER BY later.stretch_key LIMIT 1), 0.0)), iif(
                start.opening_level <= 0 AND start.profile = 0
                    AND (SELECT \(losesSales) FROM run WHERE run.run_id = start.run_id),
                \(wantedRate(of: "start", series: "(\(series))")), 0.0)) AS rate,
            -- Days from the first day until an order of that day is there.
            ifnull(first_order.arrival_day - first_order.order_day, ifnull(terms.lead_time_days, \(usualLeadTime))) AS lead_time,
            first_order.order_day, first_order.arrival_day, first_order.quantity AS order_quantity,
            first_order.units_short AS order_short,
            -- What bounds the orders of a plan that follows the projection.
            iif(terms.reorder_point IS NULL AND ifnull(terms.order_up_to, 0) <= 0, terms.max_order_quantity, NULL) AS order_limit,
            first_order.order_key IS NOT NULL
                OR ifnull(terms.orderable, 1) <> 0 AND ifnull(terms.max_order_quantity, 1) <> 0 AS can_order,
            ifnull(terms.safety_stock, 0.0) AS safety_stock, terms.unit_cost,
            -- What a unit that is short would earn, or what it costs, if that is not known or nothing.
            iif(ifnull(terms.unit_margin, terms.unit_price - terms.unit_cost) > 0,
                ifnull(terms.unit_margin, terms.unit_price - terms.unit_cost), terms.unit_cost) AS short_cost,
            max(changed_import_id, receipts_import_id, calendar_import_id, sales_import_id, demand_import_id, events_import_id,
                stated_demand_import_id) AS newest_import_id
        FROM projection AS start \(scope.joins("start", key: "start.stretch_key"))
        LEFT JOIN supply_terms AS terms
            ON terms.series_key = \(series)
        LEFT JOIN order_plan AS first_order ON first_order.order_key = start.stretch_key
        WHERE start.stretch_key & \(Key.greatestNumber) = 0
        """

    /// The exceptions of all scenarios, with the scenario's name as the first column.
    static let ofScenarios = """
        SELECT
            scenario, store_id, product_id, name, state, \(SchemaMigration.rounded("units * unit_cost")) AS money,
            \(SchemaMigration.rounded("units")) AS units, \(date("day")) AS date, \(date("goods_day")) AS goods_date,
            probability, \(SchemaMigration.rounded("on_hand")) AS on_hand, \(SchemaMigration.rounded("ordered")) AS ordered,
            rate, sold_rate, cover_days, reason
        FROM (
        \([
            shortages, likelyShortages, outUnlessOverdueComes, overdueOrders, unneededOrders, overCover, withoutDemand, rates,
            oldResults,
        ].joined(separator: "\nUNION ALL\n"))
        )
        """

    /// Those of the baseline, which the condition narrows in each arm. A copy of the arms would do the same, and every program that opens
    /// a file would read it.
    static let ofBaseline = """
        SELECT
            store_id, product_id, name, state, money, units, date, goods_date, probability, on_hand, ordered, rate,
            sold_rate, cover_days, reason
        FROM exceptions_by_scenario WHERE scenario = 'baseline'
        """

    // MARK: What all arms have

    private static let scope = SchemaMigration.Scope.named
    /// The key of the series of `start`.
    private static let series = "start.stretch_key >> \(Key.numberBits) & \(1 << Key.seriesBits - 1)"

    private static func ofSeries(_ key: String, first: String = "first_key") -> String {
        "\(key) BETWEEN \(first) AND \(first) | \(Key.greatestNumber)"
    }

    private static let lastDay = """
        (SELECT last_day FROM projection AS final WHERE \(ofSeries("final.stretch_key"))
                    ORDER BY final.stretch_key DESC LIMIT 1)
        """

    private static func level(on day: String) -> String {
        "(SELECT level FROM stretch_day WHERE \(ofSeries("stretch_day.stretch_key")) AND stretch_day.day = \(day))"
    }

    /// Of the open orders of a series, those that the condition names.
    private static func ofReceipts(_ value: String, where condition: String = "TRUE") -> String {
        "(SELECT \(value) FROM receipt WHERE receipt.series_key = opening.series_key AND \(condition))"
    }

    /// Of a row of `run`, whether demand that can't be served is lost.
    private static let losesSales = "instr(run.options, '\"lostSales\":true') > 0"

    /// Units a day that a file states of a series, or that are estimated.
    private static func wantedRate(of table: String, series: String) -> String {
        """
        coalesce(
                    (SELECT sales_rate / \(table).period FROM inventory WHERE inventory.series_key = \(series)),
                    (SELECT demand_estimate.rate FROM demand_estimate WHERE demand_estimate.series_key = \(series)), 0.0)
        """
    }

    private static func date(_ day: String) -> String { "date(\(day) * 86400, 'unixepoch')" }

    // MARK: Words of the reasons, as the reports have them

    /// A quantity as text, rounded to hundredths: 48, 22.2.
    private static func text(_ quantity: String) -> String {
        "rtrim(rtrim(printf('%.2f', \(SchemaMigration.rounded(quantity))), '0'), '.')"
    }

    private static func days(_ days: String) -> String { "printf('%,d', round(min(\(days), 1e15)))" }

    private static let sells = "'sells ' || \(text("rate")) || ' a day'"
    private static let owedOrNothing = "iif(on_hand < 0, \(text("-on_hand")) || ' owed', 'nothing on hand')"

    /// An arm: what the view's columns are made of, from an inner query.
    private static func arm(
        state: String, units: String = "units", cost: String = "unit_cost", day: String = "NULL",
        goodsDay: String = "NULL", probability: String = "NULL", ordered: String = "NULL",
        soldRate: String = "NULL", cover: String = "NULL", reason: String, from inner: String,
        where condition: String
    ) -> String {
        """
        SELECT
            scenario, store_id, product_id, name, \(state) AS state, \(units) AS units, \(cost) AS unit_cost, \(day) AS day,
            \(goodsDay) AS goods_day, \(probability) AS probability, on_hand, \(ordered) AS ordered, rate,
            \(soldRate) AS sold_rate, \(cover) AS cover_days, \(reason) AS reason
        FROM \(inner)
        WHERE \(condition)
        """
    }

    // MARK: The arms

    /// What is out, runs out before goods can come, or waits for an open order that comes too late. Units are the demand that can't be
    /// served until goods are there, at their margin where it is known: what the plan says of its orders, or by how much the backlog grows
    /// until then, or for a lead time if none can come. Where unserved demand is lost, there is no backlog, and it is what is asked for and
    /// not sold.
    private static var shortages: String {
        let ordered = ofReceipts("sum(quantity)", where: "receipt_day = goods_day")
        let probability =
            "CASE WHEN goods_day = receipt_day THEN before_receipt WHEN goods_day IS NOT NULL THEN before_order END"
        let percent =
            "iif((\(probability)) > 0 AND (\(probability)) < 0.001, '<0.1 %', printf('%.1f %%', round((\(probability)) * 1000) / 10))"
        let open = "\(text("ifnull(\(ordered), 0)")) || ' on open order'"
        let come = coming("iif(goods_day = receipt_day, \(open), 'goods can')")
        let reason = """
            CASE WHEN on_hand <= 0 AND out_day = first_day THEN
                    \(owedOrNothing) || ', ' || \(sells) || '; ' || \(come)
                ELSE 'runs out on ' || \(date("out_day")) || ', ' || \(come)
                    || iif((\(probability)) IS NULL, '', ', out before that with ' || \(percent)) END
                || iif(2 * order_short <= planned_short AND order_limit IS NOT NULL,
                    '; most is short because an order may have at most ' || \(text("order_limit")), '')
            """
        return arm(
            state: """
                CASE WHEN on_hand <= 0 AND out_day = first_day THEN 'out' WHEN goods_day = receipt_day THEN 'order-late'
                    ELSE 'runs-out' END
                """, cost: "short_cost", day: "out_day", goodsDay: "goods_day",
            probability: probability, ordered: ordered, reason: reason,
            from: "\(stockouts) AS opening", where: "round(units * 100) > 0")
    }

    /// Series that run out at expected demand before goods can come, with the units that are short, which may be none.
    private static var stockouts: String {
        let stockouts = """
            SELECT
                        opening.scenario, store_id, product_id, opening.name, opening.series_key, first_key, opening.first_day, opening.on_hand, short_cost,
                        iif(short.order_key > first_key, short.need_day, out.stockout_day) AS out_day,
                        \(ofReceipts("min(receipt_day)", where: "receipt_day > out.stockout_day")) AS receipt_day,
                        coalesce(short.arrival_day, opening.arrival_day, opening.first_day + lead_time) AS arrival_day,
                        iif(short.order_key IS NULL, NULL, (SELECT sum(units_short) FROM order_plan
                            WHERE \(ofSeries("order_plan.order_key")))) AS planned_short,
                        ifnull(nullif(rate, 0.0), \(wantedRate(of: "opening", series: "opening.series_key"))) AS rate,
                        can_order, order_short, order_limit, \(losesSales) AS is_lost, out.scenario_id, out.stretch_key, out.sales AS out_sales, out.profile, before_order / 10000.0 AS before_order,
                        before_receipt / 10000.0 AS before_receipt
                    FROM projection AS out
                    JOIN opening_by_scenario AS opening ON first_key = out.stretch_key >> \(Key.numberBits) << \(Key.numberBits)
                        -- So that SQLite begins with the series that a query names, if it names any.
                        AND likelihood(\(ofSeries("out.stretch_key")), 0.002)
                    JOIN run ON run.run_id = opening.run_id
                    LEFT JOIN order_plan AS short ON short.order_key = (
                        SELECT min(late.order_key) FROM order_plan AS late
                        WHERE \(ofSeries("late.order_key")) AND late.units_short > 0)
                    LEFT JOIN stockout_risk ON risk_key = first_key
                    WHERE out.stockout_day IS NOT NULL
                        AND (out.stockout_day < opening.first_day + lead_time OR short.order_key IS NOT NULL)
            """
        // What is asked for from the day of the stock-out on, less what is sold.
        let until = "ifnull(goods_day, arrival_day)"
        let end = "min(\(until), \(lastDay) + 1)"
        let lost = """
            iif(profile = 0, rate * (\(until) - out_day), out_sales * (
                        \(SchemaMigration.sumOfFactors(before: end))
                        - \(SchemaMigration.sumOfFactors(before: "out_day"))))
                    - ifnull((SELECT sum(sales / period) FROM stretch_day
                        WHERE \(ofSeries("stretch_day.stretch_key")) AND stretch_day.day BETWEEN out_day AND \(until) - 1), 0)
            """
        let backlog = "max(-ifnull(\(level(on: "min(\(until) - 1, \(lastDay))")), 0), 0) - max(-on_hand, 0)"
        return """
            (SELECT *, ifnull(planned_short, iif(is_lost, \(lost), \(backlog))) AS units
                    FROM (SELECT *, \(goodsDay) AS goods_day FROM (
                        \(stockouts))) AS opening)
            """
    }

    /// What has no shortage at expected demand, and is likely to be out before an order of the first day is there. Units are what a run
    /// with risk expects to be short until then, and the day is the early one.
    private static var likelyShortages: String {
        arm(
            state: "'may-run-out'", cost: "short_cost", day: "early_day", goodsDay: "goods_day",
            probability: "chance",
            reason: """
                'may be out ' || iif(can_order, 'before goods can come on ' || \(date("goods_day")), 'within the lead time')
                    || ', with ' || printf('%.1f %%', round(chance * 1000) / 10)
                    || iif(early_day IS NULL, '', '; by ' || \(date("early_day")) || ' with 10 %')
                    || iif(can_order, '', '; it can''t be ordered')
                """,
            from: """
                (SELECT
                        scenario, store_id, product_id, name, first_key, on_hand, rate, short_cost, can_order, early_day,
                        iif(can_order, opening.first_day + lead_time, NULL) AS goods_day, before_order / 10000.0 AS chance,
                        units_short AS units
                    FROM opening_by_scenario AS opening JOIN stockout_risk ON risk_key = first_key
                    WHERE before_order >= \(leastLikelihood)) AS likely
                """,
            where: """
                round(units * 100) > 0
                    AND NOT EXISTS (SELECT 1 FROM \(stockouts) AS expected
                        WHERE expected.first_key = likely.first_key AND round(expected.units * 100) > 0)
                """)
    }

    /// The first day on which goods can come, on open order or ordered now; NULL if there is no open order and nothing can be ordered.
    private static let goodsDay = "iif(can_order, min(arrival_day, ifnull(receipt_day, arrival_day)), receipt_day)"

    private static func coming(_ goods: String) -> String {
        "iif(goods_day IS NULL, 'it can''t be ordered', \(goods) || ' come on ' || \(date("goods_day")))"
    }

    private static func ofOverdue(_ value: String) -> String {
        ofReceipts(value, where: "receipt_day < opening.first_day")
    }

    /// What is out, and would stay so on the first day if the overdue orders that the projection counts on didn't come. Units are the
    /// demand until other goods can come.
    private static var outUnlessOverdueComes: String {
        let units = "rate * (ifnull(goods_day, arrival_day) - first_day)"
        return arm(
            state: "'out'", units: units, cost: "short_cost", day: "first_day",
            goodsDay: "goods_day", ordered: "overdue",
            reason: """
                \(owedOrNothing) || ', ' || \(sells) || '; ' || \(text("overdue"))
                        || ' of overdue orders are counted on, ' || \(coming("'other goods can'"))
                """,
            from: """
                (SELECT *, \(goodsDay) AS goods_day
                    FROM (SELECT
                            scenario, store_id, product_id, name, first_day, on_hand, rate, change, stockout_day, short_cost, can_order,
                            first_day + lead_time AS arrival_day, \(ofOverdue("sum(quantity)")) AS overdue,
                            \(ofReceipts("min(receipt_day)", where: "receipt_day > opening.first_day")) AS receipt_day
                        FROM opening_by_scenario AS opening WHERE on_hand <= 0))
                """,
            where: """
                on_hand + change - overdue < 0.005 AND ifnull(stockout_day > first_day, TRUE)
                    AND round((\(units)) * 100) > 0
                """)
    }

    /// Open orders that should have come before the first day.
    private static var overdueOrders: String {
        arm(
            state: "'order-overdue'", day: "overdue_day", ordered: "units",
            reason: "\(text("units")) || ' on open order since ' || \(date("overdue_day")) || ' have not come'",
            from: """
                (SELECT *, \(ofOverdue("min(receipt_day)")) AS overdue_day, \(ofOverdue("sum(quantity)")) AS units
                    FROM opening_by_scenario AS opening)
                """, where: "units > 0")
    }

    /// Open orders without which the series would keep its safety stock to the end of its horizon, or to the last of them if that comes later,
    /// and stock for a lead time more: an order of that day would still come in time. The units are those of all its open orders that aren't
    /// needed, if the last one isn't. What is overdue counts from the first day on, and after the horizon the rate goes on. What a plan orders
    /// more of is needed.
    private static var unneededOrders: String {
        let end = """
            \(level(on: "last_day")) + ifnull(\(ofReceipts("sum(quantity)", where: "receipt_day > last_day")), 0)
                            - rate * max(last_receipt - last_day, 0)
            """
        return arm(
            state: "'order-unneeded'", units: "min(open_units, spare)", day: "last_receipt",
            ordered: "open_units",
            cover: "lowest / rate",
            reason: """
                iif(\(SchemaMigration.rounded("min(open_units, spare)")) = \(SchemaMigration.rounded("open_units")), '',
                        \(text("min(open_units, spare)")) || ' of ') || \(text("open_units")) || ' on open order until '
                    || \(date("last_receipt")) || ' not needed: stock for ' || \(days("lowest / rate")) || ' days at the least'
                """,
            from: """
                (SELECT *, lowest - rate * lead_time - safety_stock AS spare,
                        \(ofReceipts("sum(quantity)", where: "receipt_day = last_receipt")) AS last_units
                    FROM (SELECT *, min(\(end), ifnull((
                            SELECT min(opening_level) FROM projection AS after
                            WHERE \(ofSeries("after.stretch_key")) AND after.first_day > max(first_receipt, opening.first_day)), 1e300))
                            AS lowest
                        FROM (SELECT *, \(ofReceipts("min(receipt_day)")) AS first_receipt,
                                \(ofReceipts("max(receipt_day)")) AS last_receipt, \(ofReceipts("sum(quantity)")) AS open_units
                            FROM (SELECT *, \(lastDay) AS last_day FROM opening_by_scenario AS opening
                                WHERE order_day IS NULL AND EXISTS (SELECT 1 FROM receipt WHERE receipt.series_key = opening.series_key))
                            AS opening) AS opening) AS opening)
                """, where: "last_units > 0 AND spare >= last_units AND rate > 0")
    }

    /// Stock, with what is on open order and the first planned order, that lasts longer than it should; or stock of which nothing is sold.
    private static var overCover: String {
        let open = "ifnull(ordered, 0.0) - ifnull(order_quantity, 0.0)"
        return arm(
            state: "'over-cover'", units: "stock - \(usualMaxCover) * rate", day: "order_day",
            ordered: "ordered",
            cover: "stock / nullif(rate, 0)",
            reason: """
                iif(on_hand < 0, \(text("-on_hand")) || ' owed', \(text("on_hand")) || ' on hand') || iif(rate = 0, ', sells nothing',
                        iif(\(open) > 0, iif(order_quantity IS NULL, ' and ', ', ') || \(text(open)) || ' on open order', '')
                            || iif(order_quantity IS NULL, '', ' and ' || \(text("order_quantity")) || ' to order on ' || \(date("order_day")))
                            || ' last ' || \(days("stock / rate")) || ' days, ' || \(sells))
                """,
            from: """
                (SELECT *, max(on_hand + ifnull(ordered, 0), 0) AS stock FROM (
                        SELECT *, iif(rate > 0,
                            nullif(ifnull(\(ofReceipts("sum(quantity)")), 0.0) + ifnull(order_quantity, 0.0), 0.0), NULL) AS ordered
                        FROM opening_by_scenario AS opening))
                """, where: "round((stock - \(usualMaxCover) * rate) * 100) > 0")
    }

    /// What is ordered, or to be ordered, although nothing is sold, beyond what is owed.
    private static var withoutDemand: String {
        let yetToCome = "receipt_day >= opening.first_day"
        let firstReceipt = ofReceipts("min(receipt_day)", where: yetToCome)
        return arm(
            state: "'ordered-without-demand'", day: "first_ordered", ordered: "units",
            reason:
                "\(text("units")) || ' ordered or to order from ' || \(date("first_ordered")) || ' on, sells nothing'",
            from: """
                (SELECT *, ifnull(\(ofReceipts("sum(quantity)", where: yetToCome)), 0)
                            + ifnull((SELECT sum(quantity) FROM order_plan WHERE \(ofSeries("order_key"))), 0)
                            - max(-on_hand, 0) AS units,
                        min(ifnull(\(firstReceipt), order_day), ifnull(order_day, \(firstReceipt))) AS first_ordered
                    FROM opening_by_scenario AS opening)
                """, where: "rate = 0 AND units > 0")
    }

    /// Stated rates that differ by a factor of 2 or more from what was sold in the last weeks, and by more than three standard deviations
    /// of 28 days: the noise of the larger of both rates, and the spread of the smaller one. The units are those of 28 days. A series that
    /// is new, was out of stock, or whose store is closed says nothing of it.
    private static var rates: String {
        let less = "(28 * min(rate, sold_rate))"
        return arm(
            state: "'rate-off'", units: "abs(rate - sold_rate) * 28", soldRate: "sold_rate",
            reason: """
                'a file states ' || \(text("rate")) || ' a day, ' || \(text("sold_rate")) || ' a day were sold in the last weeks'
                """,
            from: """
                (SELECT
                        scenario, store_id, product_id, name, opening.on_hand, inventory.sales_rate / opening.period AS rate,
                        demand.average_28 AS sold_rate, noise, spread, drift, unit_cost
                    FROM opening_by_scenario AS opening
                    JOIN inventory ON inventory.series_key = opening.series_key
                    JOIN demand_estimate AS demand ON demand.series_key = opening.series_key
                    WHERE inventory.sales_rate IS NOT NULL AND label NOT IN (4, 6, 7) AND until_day - first_sale_day >= 28)
                """,
            where: """
                (rate > 2 * sold_rate OR sold_rate > 2 * rate)
                    AND 784 * (rate - sold_rate) * (rate - sold_rate)
                        > 9 * (noise * (28 * max(rate, sold_rate)) + (spread + drift) * \(less) * \(less))
                """)
    }

    /// Results that are older than what they came from. Only stores that have changed since are looked at.
    private static var oldResults: String {
        arm(
            state: "'results-old'", units: "NULL",
            reason: "'its results are older than its stock, receipts, terms, calendar or sales'",
            from: """
                opening_by_scenario AS opening LEFT JOIN store_result USING (scenario_id, store_key)
                """,
            where: """
                ifnull(store_result.import_id, 0) < newest_import_id
                    AND (SELECT results FROM series_freshness WHERE series_freshness.scenario_id = opening.scenario_id
                        AND series_freshness.series_key = opening.series_key) = 'older'
                """)
    }
}
