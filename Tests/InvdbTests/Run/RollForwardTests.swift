import Foundation
import TestSupport
import Testing

/// Positions that are older than the last sales of their store.
@Suite struct RollForwardTests {
    private static let header = "product_id,sell_start_date,initial_inventory,restocking_rate,duration_days,sales_rate"

    private func sold() throws -> Workspace {
        let workspace = try Workspace(
            Self.header,
            rows: ["A,2024-03-01,100,2,5,3", "B,2024-03-01,50,0,5,1", "C,2024-03-08,50,0,5,1", "D,2024-03-01,50,0,5,1"])
        try workspace.folder.write(
            """
            date,product_id,quantity,closing_stock
            2024-02-28,A,5,
            2024-03-01,A,10,
            2024-03-03,A,-2,
            2024-03-04,B,7,40
            2024-03-05,B,1,
            2024-03-05,C,1,
            2024-02-29,D,1,44
            2024-03-01,D,4,
            2024-03-06,A,1,

            """, to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        return workspace
    }

    @Test(
        "A position is brought forward by what was sold and restocked since, from a later closing stock if there is one"
    )
    func rolled() throws {
        let workspace = try sold()
        #expect(
            try workspace.succeed("plan").contains(
                "\nThe stock of 3 series is older than the last day of their sales; --roll-forward takes off what was sold since.\n"
            ))
        let first =
            "SELECT product_id, min(update_date), max(update_date), max(inventory_level) FROM forecast GROUP BY 1"
        #expect(try workspace.query("SELECT DISTINCT min(update_date) FROM forecast GROUP BY product_id").count == 2)
        #expect(
            try workspace.succeed("plan", "--roll-forward").contains(
                "\nThe stock of 3 series was brought forward to the last day of their sales.\n"))
        // 100 − 9 + 6 × 2, and the next day 3 less and 2 more; the evening of 4 March counts; 29 February is before the position.
        #expect(
            try workspace.query(first) == [
                "A|2024-03-07|2024-03-11|102.0", "B|2024-03-07|2024-03-11|38.0", "C|2024-03-08|2024-03-12|49.0",
                "D|2024-03-07|2024-03-11|45.0",
            ])
        let explained = try workspace.succeed("explain", "A")
        #expect(explained.contains("= 100 − 9 + 6 days × 2, products.csv, line 2; less what was sold until 2024-03-06"))
        #expect(!explained.contains("do not follow"))
        #expect(try workspace.succeed("explain", "B").contains("= 40 − 1, the closing stock of 2024-03-04; less what"))
        try workspace.succeed("check")
        // The next day of sales makes it old, although the rates are stated.
        try workspace.folder.write("date,product_id,quantity\n2024-03-07,A,3\n", to: "day.csv")
        try workspace.succeed("import", "day.csv")
        #expect(try workspace.query("SELECT results FROM freshness") == ["older"])
    }

    @Test("Nothing is restocked on days on which the store is closed")
    func closedDays() throws {
        let workspace = try sold()
        // The first day, one in between, and one after the last sales.
        try workspace.folder.write(
            "date,closed\n2024-03-01,yes\n2024-03-05,yes\n2024-03-07,yes\n2024-02-20,yes\n", to: "days.csv")
        try workspace.succeed("import", "days.csv", "--store", "main")
        try workspace.succeed("plan", "--roll-forward")
        // 100 − 9 + 4 × 2, and nothing on the closed 7 March.
        #expect(
            try workspace.query("SELECT update_date, inventory_level FROM forecast WHERE product_id = 'A' LIMIT 1")
                == ["2024-03-07|99.0"])
        #expect(try workspace.succeed("explain", "A").contains("= 100 − 9 + 4 days × 2, products.csv, line 2"))
        try workspace.succeed("check")
    }

    @Test("Two words for the first day of horizons contradict each other")
    func contradiction() throws {
        let finished = try sold().run(["forecast", "--roll-forward", "--from", "2024-03-01"])
        #expect(finished.status == 64 && finished.error.contains("--roll-forward and --from"), "\(finished)")
    }

    @Test("Random sales, receipts and positions give the stock that SQL adds up")
    func random() throws {
        var generator = SeededGenerator("positions that are rolled forward")
        var rows: [String] = []
        var sales: [String] = []
        for store in ["N", "S", "T"] {
            for product in 0..<30 {
                let start = Int.random(in: 1...28, using: &generator)
                rows.append(
                    "\(store),P\(product),2024-02-\(String(format: "%02d", start)),\(Int.random(in: -9...99, using: &generator)),\(Int.random(in: 0...3, using: &generator)),5,2"
                )
                for day in 1...(store == "T" ? 10 : 29) where Int.random(in: 0..<4, using: &generator) == 0 {
                    let closing = Int.random(in: 0..<5, using: &generator) == 0 ? "\(day * 3 % 40)" : ""
                    sales.append(
                        "2024-02-\(String(format: "%02d", day)),\(store),P\(product),\(Int.random(in: -1...9, using: &generator)),\(closing)"
                    )
                }
            }
        }
        let workspace = try Workspace("store_id," + Self.header, rows: rows)
        try workspace.folder.write(
            ProductFile.of(sales, header: "date,store_id,product_id,quantity,closing_stock"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        try workspace.succeed("forecast", "--roll-forward")
        let wrong = try workspace.query(
            """
            WITH position AS (
                SELECT store_id, product_id, start_day, on_hand, restocking_rate, history_until AS until,
                    (SELECT max(date) FROM sales WHERE sales.store_id = store.store_id AND sales.product_id = product.product_id
                        AND closing_stock IS NOT NULL AND date >= date(start_day * 86400, 'unixepoch')) AS closing
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key)
            ), base AS (
                SELECT *, coalesce(unixepoch(closing) / 86400 + 1, start_day) AS first,
                    coalesce((SELECT closing_stock FROM sales WHERE sales.store_id = position.store_id
                        AND sales.product_id = position.product_id AND date = closing), on_hand) AS stock
                FROM position
            ), expected AS (
                SELECT store_id, product_id, restocking_rate, max(start_day, until + 1) AS day,
                    CASE WHEN start_day > until THEN on_hand ELSE
                    stock + restocking_rate * (until + 1 - first) - coalesce((SELECT sum(quantity) FROM sales
                        WHERE sales.store_id = base.store_id AND sales.product_id = base.product_id
                            AND date >= date(first * 86400, 'unixepoch')), 0) END AS stock
                FROM base
            )
            SELECT store_id, product_id, stock, inventory_level FROM expected JOIN forecast USING (store_id, product_id)
            WHERE update_date = date(day * 86400, 'unixepoch') AND abs(inventory_level - (stock + restocking_rate - 2)) > 0.001
            """)
        #expect(wrong == [])
        #expect(try workspace.query("SELECT count(DISTINCT store_id || product_id) FROM forecast") == ["90"])
        try workspace.succeed("check")
    }
}
