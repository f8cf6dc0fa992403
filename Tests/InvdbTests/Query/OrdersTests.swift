import Foundation
import TestSupport
import Testing

/// `orders` and `export orders`: planned orders for people and for programs.
@Suite struct OrdersTests {
    /// Orders of three series as they are stored, some without a unit cost.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace(rows: [
            "North,apple,2024-01-01,10,5,3,30,1", "North,a very long name,2024-01-03,22.25,4.5,0.25,30,1",
            "South,apple,2024-01-01,100,5,3,30,1",
        ])
        try workspace.succeed("forecast")
        try workspace.store(orders: [
            ("South", "apple", 0, "2024-02-10", "2024-02-17", 15, 2.5, 0, 0, 1),
            ("North", "apple", 0, "2024-01-01", "2024-01-08", 21, nil, 3, 4, 1),
            ("North", "apple", 1, "2024-01-09", "2024-01-16", 16.25, nil, 0, 0, 0),
            ("North", "a very long name", 0, "2024-01-09", "2024-01-11", 30, 1.255, 0, 0, 0),
        ])
        return workspace
    }

    @Test func ordersAreATableWithTheEarliestFirst() throws {
        #expect(
            try workspace().succeed("orders") == """
                order       arrival     store  product           quantity  unit cost   cost  days late  units short  reason
                ──────────  ──────────  ─────  ────────────────  ────────  ─────────  ─────  ─────────  ───────────  ──────────────────
                2024-01-01  2024-01-08  North  apple                   21                            3            4  stock-out
                2024-01-09  2024-01-16  North  apple                16.25                            0            0  below safety stock
                2024-01-09  2024-01-11  North  a very long name        30      1.255  37.65          0            0  below safety stock
                2024-02-10  2024-02-17  South  apple                   15        2.5   37.5          0            0  stock-out
                4 orders, 82.25 units for 75.15 and the cost of 2 that is not known, 1 late, 4 units short

                """)
    }

    @Test func withoutAnyCostThereIsNoColumnOfIt() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-01,10,5,3,10,1"])
        try workspace.succeed("plan", "--lead-time", "2", "--cover", "7")
        #expect(
            try workspace.succeed("orders") == """
                order       arrival     store  product  quantity  days late  units short  reason
                ──────────  ──────────  ─────  ───────  ────────  ─────────  ───────────  ─────────
                2024-01-03  2024-01-05  S      P              15          0            0  stock-out
                1 order, 15 units, 0 late, 0 units short

                """)
    }

    @Test("The orders after the limit are counted and added up")
    func theRestBehindTheLimitIsAddedUp() throws {
        let workspace = try workspace()
        let lines = try workspace.succeed("orders", "--limit", "2", "--store", "North").split(separator: "\n")
        try #require(lines.count == 5)
        #expect(lines[2].hasPrefix("2024-01-01") && lines[3].hasPrefix("2024-01-09"))
        #expect(
            lines[4]
                == "3 orders, 67.25 units for 37.65 and the cost of 2 that is not known, 1 late, 4 units short; 2 shown"
        )
        #expect(
            try workspace.succeed("orders", "--limit", "1", "--store", "South")
                .hasSuffix("\n1 order, 15 units for 37.5, 0 late, 0 units short\n"))
    }

    @Test(
        "Orders are selected by day, store and product",
        arguments: [
            (["--by", "2024-01-09"], ["2024-01-01", "2024-01-09", "2024-01-09"]),
            (["--by", "2024-01-08"], ["2024-01-01"]),
            (["--from", "2024-01-02"], ["2024-01-09", "2024-01-09", "2024-02-10"]),
            (["--from", "2024-01-09", "--by", "2024-01-09"], ["2024-01-09", "2024-01-09"]),
            (["--product", "apple"], ["2024-01-01", "2024-01-09", "2024-02-10"]),
            (["--store", "S*"], ["2024-02-10"]),
            (["--store", "North", "--product", "a *"], ["2024-01-09"]),
        ])
    func filters(_ options: [String], _ days: [String]) throws {
        let workspace = try workspace()
        let lines = try workspace.succeed(["orders"] + options).split(separator: "\n")
        #expect(lines.dropFirst(2).dropLast().map { String($0.prefix(10)) } == days)
        let rows = try workspace.succeed(["orders", "--format", "csv"] + options).split(separator: "\n")
        #expect(rows.dropFirst().map { String($0.prefix(10)) } == days)
    }

    @Test("As CSV and JSON Lines, orders are rows with dates and costs")
    func ordersForPrograms() throws {
        let workspace = try workspace()
        #expect(
            try workspace.succeed("orders", "--format", "csv", "--by", "2024-01-09", "--product", "a*").split(
                separator: "\n"
            ).dropLast() == [
                "order_date,arrival_date,store_id,product_id,quantity,unit_cost,cost,days_late,units_short,reason,largest_backlog",
                "2024-01-01,2024-01-08,North,apple,21,,,3,4,stock-out,0",
                "2024-01-09,2024-01-16,North,apple,16.25,,,0,0,below safety stock,0",
            ])
        #expect(
            try workspace.succeed("orders", "--format", "jsonl", "--limit", "1") == """
                {"order_date":"2024-01-01","arrival_date":"2024-01-08","store_id":"North","product_id":"apple",\
                "quantity":21,"unit_cost":null,"cost":null,"days_late":3,"units_short":4,"reason":"stock-out","largest_backlog":0}

                """)
    }

    @Test("The export is what the view has, with the name and the supplier of each product")
    func export() throws {
        let workspace = try workspace()
        try workspace.folder.write(
            "product_id,name,supplier\napple,\"Apple, red\",Acme\na very long name,,Bright\n", to: "names.csv")
        try workspace.succeed("import", "names.csv")
        let text = try workspace.succeed("export", "orders")
        #expect(
            text == """
                store_id,product_id,name,supplier,order_date,arrival_date,quantity,cost,days_late,units_short,reason,largest_backlog
                North,apple,"Apple, red",Acme,2024-01-01,2024-01-08,21,,3,4,stock-out,0
                North,apple,"Apple, red",Acme,2024-01-09,2024-01-16,16.25,,0,0,below safety stock,0
                North,a very long name,,Bright,2024-01-09,2024-01-11,30,37.65,0,0,below safety stock,0
                South,apple,"Apple, red",Acme,2024-02-10,2024-02-17,15,37.5,0,0,stock-out,0

                """)
        let view = try workspace.query(
            """
            SELECT store_id, product_id, iif(reorder.name IS NULL, '', printf('"%s"', reorder.name)), reorder.supplier,
                order_date, arrival_date, printf('%g', quantity), iif(cost, printf('%g', cost), ''),
                days_late, printf('%g', units_short), reason, printf('%g', largest_backlog)
            FROM reorder JOIN store USING (store_id) JOIN product USING (product_id)
            ORDER BY store_key, product_key, order_date
            """)
        #expect(
            text.split(separator: "\n").dropFirst().map {
                String($0).replacing(",", with: "|").replacing("Apple|", with: "Apple,")
            } == view)
        #expect(
            try workspace.succeed("export", "orders", "--from", "2024-01-09", "--to", "2024-01-09").split(
                separator: "\n"
            ).count == 3)
        #expect(try workspace.succeed("export", "orders", "--product", "apple").split(separator: "\n").count == 4)
        #expect(
            try workspace.succeed("export", "orders", "--format", "jsonl", "--store", "South") == """
                {"store_id":"South","product_id":"apple","name":"Apple, red","supplier":"Acme","order_date":"2024-02-10","arrival_date":"2024-02-17",\
                "quantity":15,"cost":37.5,"days_late":0,"units_short":0,"reason":"stock-out","largest_backlog":0}

                """)
    }

    @Test(
        "From a day, orders are overdue, due, or due in the week after it",
        arguments: [["--today", "2024-01-09"], ["--today=2024-01-09"]])
    func ordersFromToday(option: [String]) throws {
        let workspace = try workspace()
        let lines = try workspace.succeed(["orders"] + option).split(separator: "\n").map(String.init)
        #expect(lines.dropFirst(2).map { String($0.prefix(7)) }.prefix(3) == ["overdue", "today  ", "today  "])
        #expect(
            lines.suffix(3) == [
                "3 orders, 67.25 units for 37.65 and the cost of 2 that is not known, 1 late, 4 units short",
                "  overdue: 1 order, 21 units, 1 late, 4 units short",
                "  today: 2 orders, 46.25 units for 37.65 and the cost of 1 that is not known, 0 late, 0 units short",
            ])
        let ahead = try workspace.succeed("orders", "--today", "2024-02-03", "--format", "csv").split(separator: "\n")
        #expect(ahead[0].hasPrefix("due,order_date,"))
        #expect(
            ahead.dropFirst().map { $0.prefix(18) } == [
                "overdue,2024-01-01", "overdue,2024-01-09", "overdue,2024-01-09", "next 7 days,2024-0",
            ])
        #expect(
            try workspace.succeed("orders", "--today", "2024-01-02").hasSuffix(
                "  next 7 days: 2 orders, 46.25 units for 37.65 and the cost of 1 that is not known, 0 late, 0 units short\n"
            ))
        // Without a day it is the day on which it is asked for; all of these are long past.
        for command in [["orders", "--today"], ["orders", "--today", "--limit", "2"]] {
            #expect(try workspace.succeed(command).contains("\n  overdue: 4 orders, "))
        }
        #expect(try workspace.run(["orders", "--today", "--by", "2024-01-09"]).status == 64)
    }

    @Test("Orders of some suppliers are those of the whole list with their products")
    func suppliers() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,supplier",
            rows: [
                "A,2024-01-01,9,1,Acme", "B,2024-01-01,5,2,Bolts Ltd", "C,2024-01-01,8,3,Acme North",
                "D,2024-01-01,2,1,",
            ])
        try workspace.succeed("plan")
        let all = try workspace.succeed("orders", "--format", "csv").split(separator: "\n")
        for (names, products) in [("Acme", "A"), ("Acme*", "AC"), ("Bolts Ltd", "B"), ("*", "ABC")] {
            let listed = try workspace.succeed("orders", "--supplier", names, "--format", "csv").split(separator: "\n")
            let expected = all.filter { line in line == all[0] || products.contains { line.contains(",\($0),") } }
            #expect(listed == expected && listed.count > 1, "\(names)")
        }
        #expect(try workspace.fail("orders", "--supplier", "Nobody").contains("Nobody"))
        #expect(try workspace.run(["orders", "--supplier", ","]).status == 64)
    }

    @Test func withoutOrdersThereIsASentence() throws {
        let workspace = try Workspace.threeStores()
        let hint = "There is no plan in baseline yet; make it with: invdb plan --store all"
        #expect(try workspace.succeed("orders") == hint + "\n")
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("orders") == hint + "\n")
        let exported = try workspace.run(["export", "orders"])
        #expect(exported.error == "invdb: \(hint)\n")
        #expect(exported.lines.count == 1)
        #expect(try workspace.run(["orders", "--format", "csv"]).error == "invdb: \(hint)\n")
        #expect(try self.workspace().succeed("orders", "--by", "2023-12-31") == "Nothing is to be ordered.\n")
        // A plan that needs no orders.
        _ = try workspace.query("UPDATE run SET orders = 0")
        #expect(try workspace.succeed("orders") == "Nothing is to be ordered.\n")
        #expect(try workspace.fail("orders", "--scenario", "promo").hasPrefix("invdb: No scenario is called promo; "))
        #expect(try workspace.fail("orders", "--store", "West").hasPrefix("invdb: No store is called West; "))
    }

    @Test("An order with a number out of bounds is damage")
    func numbersOutOfBoundsEndIt() throws {
        for change in [
            "quantity = -1", "quantity = 9e999", "order_day = 1 << 40", "arrival_day = 0", "reason = 4",
        ] {
            let workspace = try workspace()
            _ = try workspace.query(
                "UPDATE order_plan SET \(change) WHERE order_day = (SELECT min(order_day) FROM order_plan)")
            for command in [["orders"], ["orders", "--format", "csv"], ["export", "orders"]] {
                let finished = try workspace.run(command)
                #expect(finished.status == 1, "\(change): \(command)")
                #expect(
                    finished.error.hasPrefix("invdb: Can't read invdb.db: the file is damaged"), "\(finished.error)")
            }
        }
    }
}

extension Workspace {
    typealias OrderRow = (
        store: String, product: String, number: Int, orderDate: String, arrivalDate: String, quantity: Double,
        unitCost: Double?, daysLate: Int, unitsShort: Double, isStockout: Int
    )

    /// Stores orders as a plan would.
    func store(orders: [OrderRow], scenario: Int = 0) throws {
        for order in orders {
            let unitCost = order.unitCost.map { "\($0)" } ?? "NULL"
            _ = try query(
                """
                INSERT INTO order_plan (order_key, order_day, arrival_day, need_day, quantity, unit_cost, days_late,
                    units_short, largest_backlog, reason, run_id)
                SELECT \(scenario) << 20 | store_key << 24 | product_key << 13 | \(order.number),
                    unixepoch('\(order.orderDate)') / 86400, unixepoch('\(order.arrivalDate)') / 86400,
                    unixepoch('\(order.arrivalDate)') / 86400 - \(order.daysLate), \(order.quantity),
                    \(unitCost), \(order.daysLate), \(order.unitsShort), 0,
                    \(order.isStockout), 1
                FROM store, product WHERE store_id = '\(order.store)' AND product_id = '\(order.product)'
                """)
            // Days of orders are in the calendar, as those of the horizon are.
            _ = try query(
                """
                INSERT OR IGNORE INTO calendar (day, date, weekday, week, month)
                VALUES (unixepoch('\(order.orderDate)') / 86400, '\(order.orderDate)', 1, '', '')
                """)
        }
    }
}
