import TestSupport
import Testing

/// Two Mondays of a planner with three stores: stocks, open orders, items and suppliers come from four programs. Nothing is ordered
/// twice, nothing is lost, and every surprise is named in a summary.
@Suite struct PlannersWeekTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ arguments: String...) throws -> String {
        let finished = try Command.run(Command.invdb, arguments, in: folder)
        #expect(finished.status == 0, "\(arguments): \(finished)")
        return finished.output
    }

    private func receipts() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, date(receipt_day * 86400, 'unixepoch'), quantity FROM receipt
            JOIN inventory USING (series_key) JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2, 3
            """)
    }

    private func orders(_ product: String, _ store: String) throws -> [String] {
        try folder.rows(
            "SELECT order_date, quantity FROM reorder WHERE product_id = '\(product)' AND store_id = '\(store)'")
    }

    @Test("A planner's week") func week() throws {
        // Monday: the stock of the warehouse program, a row a bin, with a total at the end.
        try folder.write(
            """
            Stock by bin;;;
            4 March 2024;;;

            Warehouse;SKU;Bin;On hand;Reserved
            North;bolt;A1;60,0;5
            North;bolt;B2;40,0;0
            North;nut;A2;1.200,0;0
            South;bolt;C1;25,0;0
            West;bolt;D1;10,0;0
            West;cog;D2;7,0;0
            Total;;;1.342,0;5

            """, to: "stock.csv")
        let stock = try run(
            "import", "stock.csv", "--as-of", "2024-03-04", "--sum", "--numbers", "1.234,5", "--skip-rows", "Total*",
            "--save-profile",
            "stock.toml")
        for line in [
            "  header: line 4", "  added up: 1 row to another one of the same series",
            "  left out: 1 as --skip-rows says",
        ] {
            #expect(stock.contains(line + "\n"), "\(stock)")
        }
        #expect(stock.contains("\n5 series have no sales rate"))

        // Rates of a spreadsheet, in units a week; items; suppliers. `cog` has no rate yet.
        try folder.write(
            "Warehouse,SKU,Sales\nNorth,bolt,70\nNorth,nut,7\nSouth,bolt,35\nWest,bolt,7\n", to: "rates.csv")
        #expect(
            try run("import", "rates.csv", "--map", "sales_rate=Sales", "--sales-per", "week").contains(
                "read 4, inserted 0, updated 4, unchanged 0, rejected 0"))
        try folder.write(
            "SKU,Description,Vendor,Case pack\nbolt,Bolt M8,Acme,10\nnut,Nut M8,Acme,100\ncog,Cog,Gears,1\n",
            to: "items.csv")
        _ = try run("import", "items.csv")
        try folder.write("Vendor,Lead time\nAcme,1W\nGears,20 days\n", to: "suppliers.csv")
        _ = try run("import", "suppliers.csv")

        // Open orders: partly received, cancelled, overdue, undated, in full, and of which nothing is open.
        try folder.write(
            """
            PO,Warehouse,SKU,Ordered Qty,Received Qty,Expected,Status
            1,North,bolt,100,70,2024-03-07,Partially received
            2,North,bolt,500,0,2024-03-08,Cancelled
            3,South,bolt,40,0,2024-02-26,Open
            4,South,bolt,30,0,,Open
            5,West,bolt,20,20,2024-03-06,Open
            6,West,bolt,20,0,2024-03-12,Open

            """, to: "orders.csv")
        let open = try run("import", "orders.csv", "--kind", "receipts")
        #expect(
            open.contains("  left out: 1 “Cancelled”, 1 without a date (the first in line 5), 1 with nothing open\n"),
            "\(open)")
        #expect(
            open.contains("\n1 receipt of 40 units is overdue, by up to 7 days, and counted on the first day"),
            "\(open)")
        #expect(
            try receipts() == ["North|bolt|2024-03-07|30.0", "South|bolt|2024-02-26|40.0", "West|bolt|2024-03-12|20.0"])

        let plan = try run("plan", "--cover", "14")
        #expect(
            plan.contains("1 series has no forecast, as no file has stated a sales_rate, or what was sold of them."))
        // 100 on hand and 30 to come last 13 days at 10 a day: out on the 13th day, 16 March, and ordered a week before.
        #expect(try orders("bolt", "North").first == "2024-03-09|150.0")
        // The overdue 40 count: 65 last 13 days at 5 a day.
        #expect(try orders("bolt", "South").first == "2024-03-09|80.0")
        #expect(try orders("cog", "West") == [])
        _ = try run("check")

        // The planner orders 150 for North and 80 for South. A week later the same reports come again.
        try folder.write(
            """
            Stock by bin;;;
            11 March 2024;;;

            Warehouse;SKU;Bin;On hand;Reserved
            North;bolt;A1;20,0;0
            North;bolt;B2;40,0;0
            North;nut;A2;1.193,0;0
            South;bolt;C1;30,0;0
            West;bolt;D1;3,0;0
            West;cog;D2;7,0;0
            West;gear;D9;4,0;0
            Total;;;1.297,0;0

            """, to: "stock.csv")
        let again = try run("import", "stock.csv", "--as-of", "2024-03-11", "--profile", "./stock.toml", "--replace")
        #expect(again.contains("inserted 1, updated 6") || again.contains("inserted 1, updated 5"), "\(again)")
        // The order for North came in on the 7th: it is before the new first day, which the summary says.
        #expect(
            again.contains(
                "\n2 receipts of 70 units are overdue, by up to 14 days, and counted on the first day; if they have come, "
                    + "import the open orders again."), "\(again)")
        // What a file of stock does not have stays: rates, terms, names.
        #expect(try folder.inventory().contains("North|bolt|2024-03-11|60.0|10.0|0.0|90|1"))

        try folder.write(
            """
            PO,Warehouse,SKU,Ordered Qty,Received Qty,Expected,Status
            1,North,bolt,100,100,2024-03-07,Received
            7,North,bolt,150,0,2024-03-16,Open
            8,South,bolt,80,0,2024-03-16,Open
            6,West,bolt,20,0,2024-03-12,Open

            """, to: "orders.csv")
        let opened = try run("import", "orders.csv", "--kind", "receipts")
        #expect(opened.contains("replaced 3 receipts of 3 stores"), "\(opened)")
        #expect(
            try receipts() == [
                "North|bolt|2024-03-16|150.0", "South|bolt|2024-03-16|80.0", "West|bolt|2024-03-12|20.0",
            ])
        _ = try run("plan", "--cover", "14")
        // 60 and 150 last 21 days: what was ordered is not ordered again.
        #expect(try orders("bolt", "North").first?.hasPrefix("2024-03-2") == true)
        #expect(
            try folder.rows(
                "SELECT count(*) FROM reorder WHERE product_id = 'bolt' AND store_id = 'North' AND order_date < '2024-03-24'"
            ) == ["0"])
        #expect(
            try folder.rows(
                "SELECT count(*) FROM reorder WHERE product_id = 'bolt' AND store_id = 'South' AND order_date < '2024-03-24'"
            ) == ["0"])
        _ = try run("check")

        // The exports of the file make the same file.
        for kind in ["inventory", "receipts"] { try folder.write(try run("export", kind), to: "\(kind)-again.csv") }
        let before = (try folder.inventory(), try receipts())
        _ = try run("import", "inventory-again.csv", "--replace=all")
        _ = try run("import", "receipts-again.csv", "--replace=all")
        #expect(try folder.inventory() == before.0)
        #expect(try receipts() == before.1)
    }
}
