import TestSupport
import Testing

/// Orders by a reorder point or up to a level, series that are not ordered, and what a supplier takes an order for.
@Suite struct OrderPointTests {
    private static func header(_ terms: String) -> String { ProductFile.headerWithStore + "," + terms }

    @Test(
        "A stated reorder point orders today what is below it, by the quantity or up to the level",
        arguments: [
            // 40 on hand, 4 sold a day: 20 days after it was raised to 140, the position is 60 again.
            ("60", "200", "", ["2024-03-04|160.0|reorder point"]),
            ("60", "", "100", ["2024-03-04|100.0|reorder point", "2024-03-24|100.0|reorder point"]),
            ("60", "200", "100", ["2024-03-04|100.0|reorder point", "2024-03-24|100.0|reorder point"]),
            // Two weeks of cover on top of the point: 60 + 56.
            (
                "60", "", "",
                ["2024-03-04|76.0|reorder point", "2024-03-18|56.0|reorder point", "2024-04-01|56.0|reorder point"]
            ),
            // 40 is not below 40, on the next morning it is 36, and again every day after it.
            ("", "40", "", ["2024-03-05|4.0|below order-up-to level", "2024-03-06|4.0|below order-up-to level"]),
            // The multiple of orders that are planned by the projection.
            ("", "", "25", ["2024-03-06|75.0|stock-out", "2024-03-25|75.0|stock-out"]),
            // Zeros state nothing.
            ("0", "0", "0", ["2024-03-06|57.0|stock-out", "2024-03-21|60.0|stock-out"]),
        ])
    func reorderPoints(point: String, level: String, quantity: String, orders: [String]) throws {
        let workspace = try Workspace(
            Self.header("Reorder Point,Max Stock,Reorder Qty"),
            rows: ["S,A,2024-03-04,40,4,0,30,1,\(point),\(level),\(quantity)"])
        try workspace.succeed("plan")
        let planned = try workspace.query("SELECT order_date, quantity, reason FROM reorder ORDER BY 1")
        #expect(Array(planned.prefix(orders.count)) == orders, "\(planned)")
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
        // The explanation follows from what is stored, and would say if its orders were others.
        let explanation = try workspace.succeed("explain", "A")
        #expect(
            explanation.contains("planned by run 1: \(planned.count) order\(planned.count == 1 ? "" : "s")\n"),
            "\(explanation)")
        #expect(!explanation.contains("this is what follows now"))
        #expect(explanation.contains("policy") == !(point + level).allSatisfy { $0 == "0" })
    }

    @Test("What is on order counts for the position whenever it arrives, and each order leaves what it was short of")
    func positionsCountWhatIsOnOrder() throws {
        let workspace = try Workspace(
            Self.header("reorder_point,order_up_to,lead_time_days,unit_cost"),
            rows: ["S,A,2024-03-04,10,4,0,20,1,20,50,10,2"])
        _ = try workspace.folder.write("product_id,due_date,open_qty\nA,2024-03-20,15\n", to: "po.csv")
        try workspace.succeed("import", "po.csv", "--store", "S")
        try workspace.succeed("plan")
        // 10 + 15 = 25 on the first morning, 21 on the second, 17 on the third: 33 up to 50. Eight mornings on it is 18: 32 more.
        // 48 are asked for until the first arrival, and 10 are there. Then 9 are owed, and 4 more on each day but that of the receipt.
        #expect(
            try workspace.query(
                "SELECT order_date, arrival_date, quantity, units_short, largest_backlog, days_late FROM reorder")
                == [
                    "2024-03-06|2024-03-16|33.0|38.0|38.0|10", "2024-03-14|2024-03-24|32.0|24.0|22.0|8",
                    "2024-03-22|2024-04-01|32.0|22.0|22.0|6",
                ])
        let explanation = try workspace.succeed("explain", "A")
        #expect(explanation.contains("= 10 + 15 + 0 + 0 − 8, not above the reorder point of 20\n"), "\(explanation)")
        #expect(explanation.contains("wanted                      33 "), "\(explanation)")
    }

    @Test(
        "What is not to be ordered has no orders, and is counted",
        arguments: [
            ("orderable", "no"), ("Discontinued", "yes"), ("is_purchase_item", "0"), ("max_order_quantity", "0"),
            ("orderable", "discontinued"),
        ])
    func notToBeOrdered(column: String, value: String) throws {
        let workspace = try Workspace(
            Self.header(column), rows: ["S,old,2024-03-04,5,1,0,30,1,\(value)", "S,new,2024-03-04,5,1,0,30,1,"])
        #expect(try workspace.succeed("plan").contains("\n1 series is not to be ordered, as a file says."))
        #expect(try workspace.query("SELECT DISTINCT product_id FROM reorder") == ["new"])
        #expect(try workspace.query("SELECT product_id FROM stockout ORDER BY 1") == ["new", "old"])
        #expect(try workspace.succeed("plan", "--format", "json").contains("\"not_orderable\":1"))
        #expect(try workspace.succeed("explain", "old").contains("it is not to be ordered"))
        // What is exported says the same again.
        try workspace.succeed("export", "inventory", "-o", "again.csv")
        let again = try Workspace()
        _ = try again.folder.write(try workspace.folder.read("again.csv"), to: "again.csv")
        try again.succeed("import", "again.csv")
        #expect(try again.succeed("plan").contains("\n1 series is not to be ordered, as a file says."))
    }

    @Test("All terms come back from an export as they were")
    func termsRoundTrip() throws {
        let terms = "reorder_point,order_up_to,order_quantity,orderable,review_weekday,supplier_min_value"
        let workspace = try Workspace(
            Self.header(terms),
            rows: [
                "S,A,2024-03-04,5,1,0,30,1,1.25,20,0.125,yes,Tue,500", "S,B,2024-03-04,5,1,0,30,1,,,,N,7,",
                "S,C,2024-03-04,5,1,0,30,1,,,,,,0",
            ])
        let exported = try workspace.succeed("export", "inventory")
        #expect(exported.contains(",1.25,20,0.125,yes,tuesday,500\n"), "\(exported)")
        #expect(exported.contains(",,,,no,sunday,\n"))
        let again = try Workspace()
        _ = try again.folder.write(exported, to: "again.csv")
        try again.succeed("import", "again.csv")
        #expect(try again.succeed("export", "inventory") == exported)
    }

    @Test(
        "A term that can't be is refused",
        arguments: [
            ("orderable", "perhaps", "orderable", "yes or no, or nothing"),
            ("discontinued", "soon", "discontinued", "yes or no, or nothing"),
            ("review_weekday", "Mo", "review_weekday", "a day of the week, such as Monday or 1, or nothing"),
            (
                "reorder_point,order_up_to", "10,9", "order_up_to",
                "not less than the reorder_point, which is 10, or nothing"
            ),
            (
                "order_quantity,max_order_quantity", "10,9", "order_quantity",
                "one that has a multiple up to the max_order_quantity, 9"
            ),
        ])
    func wrongTerms(columns: String, values: String, column: String, expected: String) throws {
        let workspace = try Workspace()
        _ = try workspace.folder.write(
            "\(Self.header(columns))\nS,A,2024-03-04,5,1,0,30,1,\(values)\n", to: "bad.csv")
        let error = try workspace.run(["import", "bad.csv"]).error
        #expect(error.contains(column) && error.contains("expected \(expected)"), "\(error)")
    }

    @Test("Orders are added up by supplier and day, and compared with what the supplier takes an order for")
    func bySupplier() throws {
        let workspace = try Workspace(
            Self.header("supplier,unit_cost,supplier_min_value,reorder_point,order_up_to"),
            rows: [
                "S,A,2024-03-04,0,1,0,10,1,Acme,2,300,50,100", "S,B,2024-03-04,0,1,0,10,1,Acme,3,250,50,50",
                "T,A,2024-03-04,0,1,0,10,1,Acme,2,,50,10", "S,C,2024-03-04,0,1,0,10,1,Bolts,5,600,50,100",
                "S,D,2024-03-04,0,1,0,10,1,Chain,,10,50,100", "S,E,2024-03-04,0,1,0,10,1,,1,,50,100",
            ].filter { !$0.hasPrefix("T,A") })
        try workspace.succeed("plan")
        let rows = try workspace.succeed("orders", "--by-supplier", "--by", "2024-03-04", "--format", "csv")
            .split(separator: "\n").map(String.init)
        #expect(
            rows == [
                "order_date,supplier,orders,units,cost,orders_without_cost,supplier_min_value,minimum_reached,late_orders,units_short",
                "2024-03-04,,1,100,100,0,,,1,7", "2024-03-04,Acme,2,150,350,0,300,yes,2,14",
                "2024-03-04,Bolts,1,100,500,0,600,no,1,7", "2024-03-04,Chain,1,100,,1,10,unknown,1,7",
            ], "\(rows)")
        let text = try workspace.succeed("orders", "--by-supplier", "--by", "2024-03-04")
        #expect(text.contains("(none)") && text.hasSuffix("  below the supplier's minimum: 1\n"), "\(text)")
        let due = try workspace.succeed("orders", "--by-supplier", "--today", "2024-03-05", "--format", "csv")
        #expect(due.contains("\noverdue,2024-03-04,Acme,2,"), "\(due)")
    }
}
