import Foundation
import TestSupport
import Testing

/// `invdb plan`, and what-if runs.
@Suite struct PlanTests {
    /// The example in the documentation of `OrderPlan`: levels 8, 6, 4, 2, 0, -2, …
    private static func ten() throws -> Workspace { try Workspace(rows: ["S,ten,2024-01-01,10,5,3,12,1"]) }

    private static let orders = """
        SELECT store_id, product_id, order_date, arrival_date, quantity, cost, days_late, units_short, reason, largest_backlog
        FROM reorder ORDER BY order_date, store_id, product_id
        """

    @Test func anOrderArrivesOnTheDayOfNeed() throws {
        let workspace = try Self.ten()
        #expect(
            try workspace.succeed("plan", "--store", "all", "--lead-time", "2", "--cover", "7").hasPrefix(
                "1 series, 1 stock-out, 2 orders in "))
        // The second one is placed in the horizon, and needed on the day after it.
        #expect(
            try workspace.query(Self.orders) == [
                "S|ten|2024-01-03|2024-01-05|15.0||0|0.0|stock-out|0.0",
                "S|ten|2024-01-11|2024-01-13|16.0||0|0.0|stock-out|0.0",
            ])
        #expect(
            try workspace.query("SELECT update_date, inventory_level, restocking FROM forecast_planned")
                == [
                    "2024-01-01|8.0|3.0", "2024-01-02|6.0|3.0", "2024-01-03|4.0|3.0", "2024-01-04|2.0|3.0",
                    "2024-01-05|15.0|18.0", "2024-01-06|13.0|3.0", "2024-01-07|11.0|3.0", "2024-01-08|9.0|3.0",
                    "2024-01-09|7.0|3.0", "2024-01-10|5.0|3.0", "2024-01-11|3.0|3.0", "2024-01-12|1.0|3.0",
                ])
        // The forecast is the one without orders.
        #expect(try workspace.query("SELECT inventory_level FROM forecast WHERE update_date = '2024-01-05'") == ["0.0"])
    }

    @Test func theSafetyStockIsKept() throws {
        let workspace = try Self.ten()
        _ = try workspace.query(
            "INSERT INTO supply_terms (series_key, safety_stock, import_id, source_line) SELECT series_key, 4, 1, 2 FROM inventory"
        )
        try workspace.succeed("plan", "--lead-time", "2", "--cover", "7")
        #expect(
            try workspace.query(Self.orders).first == "S|ten|2024-01-02|2024-01-04|16.0||0|0.0|below safety stock|0.0")
    }

    @Test func aLateOrderSaysHowLateAndHowShort() throws {
        let workspace = try Self.ten()
        _ = try workspace.query(
            """
            INSERT INTO supply_terms (series_key, lead_time_days, unit_cost, import_id, source_line)
                SELECT series_key, 6, 2.5, 1, 2 FROM inventory
            """)
        let output = try workspace.succeed("plan", "--lead-time", "1", "--cover", "3")
        #expect(output.contains("1 order can't arrive in time, which leaves 2 units short.\n"))
        // Needed on the 5th, there on the 7th: on the 6th two units are missing.
        #expect(try workspace.query(Self.orders).first == "S|ten|2024-01-01|2024-01-07|11.0|27.5|2|2.0|stock-out|2.0")
    }

    @Test func safetyDaysAreDaysOfSales() throws {
        let workspace = try Self.ten()
        try workspace.succeed("plan", "--lead-time", "0", "--cover", "0", "--safety-days", "0.8", "--multiple", "0")
        #expect(
            try workspace.query(Self.orders).first == "S|ten|2024-01-04|2024-01-04|2.0||0|0.0|below safety stock|0.0")
    }

    @Test("A forecast removes the orders of the series that it projects")
    func aForecastTakesTheOrdersWithIt() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan", "--store", "all")
        let before = try workspace.query("SELECT count(*) FROM reorder WHERE store_id <> 'S1'")
        let output = try workspace.succeed("forecast", "--store", "S1")
        #expect(output.contains("orders of the former plan went with the results"))
        #expect(try workspace.query("SELECT count(*) FROM reorder WHERE store_id = 'S1'") == ["0"])
        #expect(try workspace.query("SELECT count(*) FROM reorder") == before)
        try workspace.succeed("plan", "--store", "S1")
        try workspace.succeed("forecast", "--store", "all")
        #expect(try workspace.query("SELECT count(*) FROM order_plan") == ["0"])
        #expect(try workspace.query("SELECT order_count FROM scenario") == ["0"])
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
    }

    @Test func aPlanOfSomeStoresReplacesTheirOrdersOnly() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan", "--store", "all", "--cover", "1")
        let others = try workspace.query("SELECT * FROM reorder WHERE store_id <> 'S2'")
        try workspace.succeed("plan", "--store", "S2", "--cover", "1", "--lost-sales")
        #expect(try workspace.query("SELECT * FROM reorder WHERE store_id <> 'S2'") == others)
        #expect(
            try workspace.query("SELECT DISTINCT store_id FROM planned_projection JOIN store USING (store_key)") == [
                "S2"
            ])
        #expect(
            try workspace.query("SELECT order_count = (SELECT count(*) FROM order_plan) FROM scenario") == ["1"])
        #expect(try workspace.query("SELECT count(*) FROM forecast_planned") == ["90"])
    }

    @Test func scenariosHaveTheirOwnOrders() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan", "--store", "all")
        let baseline = try workspace.query(Self.orders)
        try workspace.succeed(
            "plan", "--scenario", "promo", "--scale-sales", "2", "--lead-time=-5", "--delay-receipts", "1")
        try workspace.succeed("scenario", "save", "copy")
        #expect(try workspace.query(Self.orders) == baseline)
        func orders(_ scenario: String) throws -> [String] {
            try workspace.query(
                """
                SELECT store_id, product_id, order_date, arrival_date, quantity, cost, days_late, units_short, reason, largest_backlog
                FROM reorder_by_scenario WHERE scenario = '\(scenario)' ORDER BY order_date, store_id, product_id
                """)
        }
        #expect(try orders("baseline") == baseline)
        #expect(try orders("copy") == baseline)
        let promo = try orders("promo")
        #expect(promo != baseline)
        // A lead time of 7 and 5 days less.
        #expect(promo.first == "S1|A1|2024-01-01|2024-01-03|59.0||0|0.0|stock-out|0.0")
        #expect(
            try workspace.query("SELECT options FROM run WHERE scenario = 'promo'") == [
                #"{"delayReceipts":1,"extraLeadTime":-5,"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0},"scaleSales":2}"#
            ])
        try workspace.succeed("scenario", "delete", "promo")
        #expect(try orders("promo") == [])
        #expect(try workspace.query(Self.orders) == baseline)
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
    }

    @Test func receiptsAreThereFromTheMorningOfTheirDay() throws {
        let workspace = try Self.ten()
        _ = try workspace.query(
            """
            INSERT INTO receipt SELECT series_key, day, 1, line, quantity FROM inventory,
                (SELECT unixepoch('2024-01-04') / 86400 AS day, 2 AS line, 4 AS quantity
                UNION ALL SELECT unixepoch('2024-01-04') / 86400, 3, 1.5)
            """)
        try workspace.succeed("forecast")
        #expect(
            try workspace.query(
                "SELECT update_date, inventory_level, restocking FROM forecast WHERE update_date < '2024-01-06'")
                == [
                    "2024-01-01|8.0|3.0", "2024-01-02|6.0|3.0", "2024-01-03|4.0|3.0", "2024-01-04|7.5|8.5",
                    "2024-01-05|5.5|3.0",
                ])
        #expect(try workspace.query("SELECT stockout_date FROM stockout") == ["2024-01-08"])
        try workspace.succeed("forecast", "--delay-receipts", "2", "--scenario", "late")
        #expect(
            try workspace.query("SELECT stockout_date FROM stockout_by_scenario WHERE scenario = 'late'")
                == ["2024-01-05"])
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
    }

    @Test(
        "Options that contradict each other, or are out of bounds, are wrong usage",
        arguments: [
            (["forecast", "--scale-sales", "2"], "name it with --scenario NAME"),
            (["plan", "--lead-time", "+3"], "name it with --scenario NAME"),
            (["plan", "--lead-time", "3", "--lead-time", "4"], "--lead-time is given twice"),
            (["plan", "--lead-time=-4"], "name it with --scenario NAME"),
            (["plan", "--review", "0"], "--review is a whole number of days from 1"),
            (["plan", "--cover=-1"], "--cover is a whole number of days from 0"),
            (["plan", "--multiple=-1"], "--multiple is a number from 0"),
            (["plan", "--safety-days", "nan"], "--safety-days is a number from 0"),
            (["plan", "--lead-time", "99999999"], "--lead-time is a whole number of days from 0"),
            (["forecast", "--scenario", "x", "--scale-sales=-1"], "--scale-sales is a number from 0"),
            (["forecast", "--scenario", "x", "--delay-receipts=-1"], "--delay-receipts is a whole number from 0"),
            (["forecast", "--lead-time", "3"], "plan them: invdb plan"),
        ])
    func whatCanNotBeMeantIsRefused(_ arguments: [String], _ message: String) throws {
        let finished = try Self.ten().run(arguments)
        #expect(finished.status == 64)
        #expect(finished.error.contains(message), "\(finished.error)")
    }

    @Test func termsThatCanNotBePlannedWithAreNamed() throws {
        let workspace = try Self.ten()
        _ = try workspace.query(
            """
            INSERT INTO supply_terms (series_key, max_order_quantity, import_id, source_line)
                SELECT series_key, 5, 1, 2 FROM inventory
            """)
        let planned = try workspace.run(["plan", "--multiple", "6"])
        #expect(planned.status == 3)
        #expect(planned.output.contains("\n  store S, product ten: no multiple of its order_multiple"))
        #expect(try workspace.query("SELECT orders, stockouts FROM run") == ["0|1"])
    }

    // MARK: Against a plain loop over the days

    private struct PlainSeries {
        var product: String
        var onHand: Int
        var sales: Int
        var restocking: Int
        var days: Int
        /// By day, in hundredths.
        var receipts: [Int: Int]
        var leadTime: Int?
        var safetyStock: Int?
    }

    private static func random(_ generator: inout SeededGenerator, count: Int) -> [PlainSeries] {
        (1...count).map { number in
            var receipts: [Int: Int] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                receipts[Int.random(in: 0...35, using: &generator)] = Int.random(in: 1...5000, using: &generator)
            }
            return PlainSeries(
                product: "P\(number)", onHand: Int.random(in: -500...8000, using: &generator),
                sales: Int.random(in: 0...1500, using: &generator),
                restocking: Int.random(in: 0...900, using: &generator), days: Int.random(in: 1...30, using: &generator),
                receipts: receipts,
                leadTime: Bool.random(using: &generator) ? nil : Int.random(in: 0...9, using: &generator),
                safetyStock: Bool.random(using: &generator) ? nil : Int.random(in: 0...3000, using: &generator))
        }
    }

    private static func decimal(_ hundredths: Int) -> String { String(format: "%.2f", Double(hundredths) / 100) }

    @Test(arguments: [false, true], ["1", "3"])
    func theLevelsAreThoseOfADayByDayLoopWithTheOrdersInIt(_ losesSales: Bool, _ review: String) throws {
        var generator = SeededGenerator("plan \(losesSales) \(review)")
        let all = Self.random(&generator, count: 300)
        let workspace = try Workspace(
            "\(ProductFile.headerWithStore),lead_time_days,safety_stock",
            rows: all.map {
                "S,\($0.product),2024-01-01,\(Self.decimal($0.onHand)),\(Self.decimal($0.sales)),"
                    + "\(Self.decimal($0.restocking)),\($0.days),1,\($0.leadTime.map(String.init) ?? ""),"
                    + ($0.safetyStock.map(Self.decimal) ?? "")
            })
        let receipts = all.flatMap { series in
            series.receipts.map { day, quantity in
                let date = day < 31 ? "2024-01-\(day < 9 ? "0" : "")\(day + 1)" : "2024-02-0\(day - 30)"
                return "S,\(series.product),\(date),\(Self.decimal(quantity))"
            }
        }
        try workspace.folder.write(
            (["store_id,product_id,receipt_date,quantity"] + receipts).joined(separator: "\n") + "\n",
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        let start = "unixepoch('2024-01-01') / 86400"
        try workspace.succeed(
            ["plan", "--lead-time", "4", "--review", review, "--cover", "5", "--workers", "2"]
                + (losesSales ? ["--lost-sales"] : []))

        func numbers(_ sql: String) throws -> [String: [[Int]]] {
            var rows: [String: [[Int]]] = [:]
            for line in try workspace.query(sql) {
                let fields = line.split(separator: "|")
                rows[String(fields[0]), default: []].append(try fields[1...].map { try #require(Int($0)) })
            }
            return rows
        }
        let orders = try numbers(
            """
            SELECT product_id, unixepoch(order_date) / 86400 - \(start), unixepoch(arrival_date) / 86400 - \(start),
                CAST(round(quantity * 100) AS INTEGER), days_late FROM reorder ORDER BY product_id, order_date
            """)
        let planned = try numbers(
            """
            SELECT product_id, CAST(round(inventory_level * 100) AS INTEGER), CAST(round(sales * 100) AS INTEGER),
                CAST(round(restocking * 100) AS INTEGER) FROM forecast_planned ORDER BY product_id, update_date
            """)
        let forecast = try numbers(
            """
            SELECT product_id, CAST(round(inventory_level * 100) AS INTEGER) FROM forecast ORDER BY product_id, update_date
            """)
        #expect(orders.count > 100)
        for series in all {
            let placed = orders[series.product] ?? []
            #expect(planned[series.product]?.map { $0[0] } == Self.levels(series, placed, losesSales), "\(series)")
            #expect(forecast[series.product]?.map { $0[0] } == Self.levels(series, [], losesSales), "\(series)")
            let restocking = (0..<series.days).map { day in
                series.restocking + (series.receipts[day] ?? 0)
                    + placed.filter { $0[1] == day }.reduce(0) { $0 + $1[2] }
            }
            #expect(planned[series.product]?.map { $0[2] } == restocking, "\(series)")
            let leadTime = series.leadTime ?? 4
            for order in placed {
                #expect(order[1] - order[0] == leadTime && order[0] % (Int(review) ?? 1) == 0 && order[2] > 0)
            }
            // From where an order can have come in time, no day ends below the safety stock.
            let least = max(series.sales > 0 ? 1 : 0, series.safetyStock ?? 0)
            for (day, level) in Self.levels(series, placed, losesSales).enumerated() where day >= leadTime {
                #expect(level >= least, "\(series) on day \(day)")
            }
        }
    }

    /// The level at the end of each day, one day after the other, in hundredths.
    private static func levels(_ series: PlainSeries, _ orders: [[Int]], _ losesSales: Bool) -> [Int] {
        var level = series.onHand
        return (0..<series.days).map { day in
            level += series.restocking + (series.receipts[day] ?? 0)
            for order in orders where order[1] == day { level += order[2] }
            level -= losesSales ? min(series.sales, max(0, level)) : series.sales
            return level
        }
    }
}
