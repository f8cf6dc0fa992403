import TestSupport
import Testing

/// What the terms of supply make of orders: quantities as stated, series that need nothing, and series that can't be planned.
@Suite struct PlanTermsTests {
    private static func header(_ terms: String) -> String { ProductFile.headerWithStore + "," + terms }

    @Test(
        "Orders are whole multiples of what was stated, with all its decimals",
        arguments: [
            // 0.3 a day from 1 on hand, two weeks to cover: 4.41 are needed to stay above zero, 1.61 of them from the first day on.
            ("0.125", "", ""), ("0.001", "", ""), ("0.453592", "", ""), ("0.1", "1.1", ""), ("0.125", "2.375", "2.375"),
        ])
    func quantitiesAreAsStated(multiple: String, minimum: String, maximum: String) throws {
        let workspace = try Workspace(
            Self.header("order_multiple,min_order_quantity,max_order_quantity"),
            rows: ["S,kg,2024-03-04,1,0.3,0,40,1,\(multiple),\(minimum),\(maximum)"])
        try workspace.succeed("plan", "--lead-time", "3")
        let quantities = try workspace.query("SELECT quantity FROM reorder").compactMap(Double.init)
        #expect(!quantities.isEmpty)
        let step = try #require(Double(multiple))
        for quantity in quantities {
            let count = (quantity / step).rounded()
            // The decimal number that one would write on paper.
            #expect("\(quantity)" == "\((count * step * 1e9).rounded() / 1e9)")
            #expect(abs(quantity / step - count) < 1e-6)
            if let least = Double(minimum) { #expect(quantity >= least) }
            if let most = Double(maximum) { #expect(quantity <= most) }
        }
        let steps = try workspace.succeed("explain", "kg").split(separator: "\n").filter {
            $0.contains("after multiple")
        }
        #expect(steps.count == quantities.count)
        for (line, quantity) in zip(steps, quantities) where maximum.isEmpty {
            #expect(line.hasSuffix("= \(Int((quantity / step).rounded())) × \(multiple)"), "\(line)")
        }
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
    }

    @Test("Who sells nothing and owes nothing needs nothing, unless a file states a safety stock")
    func withoutDemandNothingIsNeeded() throws {
        let workspace = try Workspace(
            Self.header("safety_stock"),
            rows: [
                "S,dead,2024-03-04,0,0,0,30,1,", "S,owing,2024-03-04,-10,0,0,30,1,", "S,kept,2024-03-04,0,0,0,30,1,4",
                "S,selling,2024-03-04,0,1,0,30,1,", "S,full,2024-03-04,5,0,0,30,1,",
            ])
        let output = try workspace.succeed("plan", "--cover", "5")
        #expect(output.contains("\n2 series have nothing on hand and no sales: out, and not counted as a stock-out.\n"))
        #expect(
            try workspace.query("SELECT product_id, stockout_date FROM stockout ORDER BY 1")
                == ["owing|2024-03-04", "selling|2024-03-04"])
        #expect(
            try workspace.query(
                "SELECT product_id, quantity, reason FROM reorder WHERE product_id <> 'selling' ORDER BY 1")
                == ["kept|4.0|below safety stock", "owing|10.0|stock-out"])
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
        // What nobody sells in this scenario is not out either.
        try workspace.succeed("forecast", "--scale-sales", "0", "--scenario", "none")
        #expect(try workspace.query("SELECT product_id FROM stockout_by_scenario WHERE scenario = 'none'") == ["owing"])
    }

    @Test(
        "An order that is due in the horizon is planned, however long after it it is needed", arguments: [[], ["+45"]])
    func longLeadTimes(extra: [String]) throws {
        let workspace = try Workspace(
            Self.header("lead_time_days"), rows: ["S,far,2024-03-04,100,3,0,30,1,\(extra.isEmpty ? 60 : 15)"])
        let scenario = extra.isEmpty ? [] : ["--scenario", "late", "--lead-time", extra[0]]
        let output = try workspace.succeed(["plan"] + scenario)
        #expect(output.contains("1 series\(extra.isEmpty ? "" : " in scenario late"), 0 stock-outs, 2 orders"))
        let orders = try workspace.query(
            "SELECT order_date, arrival_date, days_late FROM reorder_by_scenario ORDER BY 1")
        // 100 last for 33 days, and an order that is placed today is there after 60.
        #expect(orders.first == "2024-03-04|2024-05-03|27" && orders.count == 2, "\(orders)")
        // The orders are those that a long horizon has in these days.
        try workspace.succeed(["plan", "--days", "120"] + scenario)
        let all = try workspace.query(
            "SELECT order_date, arrival_date, days_late FROM reorder_by_scenario WHERE order_date < '2024-04-03' ORDER BY 1"
        )
        #expect(all == orders)
        #expect(try workspace.succeed(["explain", "far"] + scenario.prefix(2)).contains("Order 1: "))
    }

    @Test("Series that can't be planned are named, and all others are planned")
    func seriesWithoutAPlan() throws {
        let workspace = try Workspace()
        try workspace.folder.write(
            ProductFile.of(
                ["S,fine,2024-03-04,1,1,0,30,1,", "S,half,2024-03-04,1,1,0,30,1,0.75"]
                    + (10...21).map { "T,\($0),2024-03-04,1,1,0,30,1,0.5" },
                header: Self.header("max_order_quantity")), to: "products.csv")
        let reason =
            "no multiple of its order_multiple lies between its min_order_quantity and its max_order_quantity; "
            + "order_multiple is the default, as no file states it"
        let imported = try workspace.succeed("import", "products.csv")
        #expect(imported.contains("13 series can't be planned with their terms, unless the plan has other ones"))
        #expect(imported.contains("  store S, product half: \(reason)\n") && imported.hasSuffix("\n  and 3 more\n"))

        let planned = try workspace.run(["plan", "--rejects", "rejects.csv"])
        #expect(planned.status == 3 && planned.error == "")
        #expect(planned.output.contains("\n13 series have no orders, as none can be planned with the terms:\n"))
        #expect(planned.lines.last == "  and 3 more; --rejects FILE lists all")
        let rejects = try workspace.folder.read("rejects.csv").split(separator: "\n")
        #expect(
            rejects.count == 14 && rejects[0] == "store_id,product_id,reason" && rejects[1] == "S,half,\"\(reason)\"")
        #expect(try workspace.query("SELECT DISTINCT product_id FROM reorder") == ["fine"])
        #expect(try workspace.query("SELECT count(*) FROM stockout") == ["14"])
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
        // With another default all of them have a plan.
        try workspace.succeed("plan", "--multiple", "0.25")
        #expect(try workspace.query("SELECT count(DISTINCT product_id) FROM reorder") == ["14"])
        // A file that can't be written keeps the plan from being stored.
        let before = try workspace.query("SELECT max(run_id) FROM run")
        #expect(try workspace.run(["plan", "--rejects", "none/rejects.csv"]).error.contains("none/rejects.csv"))
        #expect(try workspace.query("SELECT max(run_id) FROM run") == before)
    }
}
