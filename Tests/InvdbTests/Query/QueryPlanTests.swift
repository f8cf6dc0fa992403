import Foundation
import TestSupport
import Testing

/// How SQLite looks up what planners ask for, on databases that are large enough for it to matter.
@Suite struct QueryPlanTests {
    private static let lookups = [
        "SELECT * FROM forecast WHERE update_date = '2024-01-20'",
        "SELECT * FROM forecast WHERE product_id = 'P7'",
        "SELECT * FROM forecast WHERE product_id = 'P7' AND update_date >= '2024-01-10'",
        "SELECT * FROM forecast WHERE product_id = 'P7' AND store_id = 'S0'",
        "SELECT * FROM forecast WHERE store_id = 'S0'",
        "SELECT * FROM forecast WHERE store_id = 'S0' AND update_date = '2024-01-20'",
        "SELECT * FROM stockout WHERE stockout_date = '2024-01-20'",
        "SELECT * FROM stockout WHERE stockout_date = '2024-01-20' AND store_id = 'S0'",
        "SELECT * FROM stockout WHERE product_id = 'P7'",
        "SELECT * FROM stockout WHERE store_id = 'S0'",
        "SELECT * FROM stockout WHERE product_id = 'P7' AND store_id = 'S0'",
        "SELECT * FROM stockout",
        "SELECT * FROM forecast_by_scenario WHERE scenario = 'baseline' AND product_id = 'P7'",
        "SELECT * FROM forecast_by_scenario WHERE scenario = 'baseline' AND product_id = 'P7' AND store_id = 'S0'",
        "SELECT * FROM forecast_by_scenario WHERE product_id = 'P7' AND store_id = 'S0'",
        "SELECT * FROM forecast_by_scenario WHERE store_id = 'S0' AND update_date = '2024-01-20'",
        "SELECT * FROM stockout_by_scenario WHERE scenario = 'baseline' AND stockout_date = '2024-01-20'",
        "SELECT * FROM stockout_by_scenario WHERE product_id = 'P7'",
    ]

    /// Those of a plan.
    private static let planLookups = [
        "SELECT * FROM reorder WHERE order_date = '2024-01-20'",
        "SELECT * FROM reorder WHERE order_date <= '2024-01-12'",
        "SELECT * FROM reorder WHERE order_date = '2024-01-20' AND store_id = 'S0'",
        "SELECT * FROM reorder WHERE product_id = 'P5'",
        "SELECT * FROM reorder WHERE store_id = 'S0'",
        "SELECT * FROM reorder WHERE product_id = 'P5' AND store_id = 'S0'",
        "SELECT * FROM reorder",
        "SELECT * FROM reorder_by_scenario WHERE scenario = 'baseline' AND order_date = '2024-01-20'",
        "SELECT * FROM reorder_by_scenario WHERE scenario = 'baseline' AND product_id = 'P5'",
        "SELECT * FROM reorder_by_scenario WHERE scenario = 'baseline' AND store_id = 'S0'",
        "SELECT * FROM forecast_planned WHERE product_id = 'P5' AND store_id = 'S0'",
        "SELECT * FROM forecast_planned WHERE product_id = 'P5'",
        "SELECT * FROM forecast_planned WHERE store_id = 'S0' AND update_date = '2024-01-20'",
        "SELECT * FROM forecast_planned_by_scenario WHERE scenario = 'baseline' AND product_id = 'P5' AND store_id = 'S0'",
    ]

    /// Those of sales.
    private static let salesLookups = [
        "SELECT * FROM sales WHERE product_id = 'P7'",
        "SELECT * FROM sales WHERE store_id = 'S0'",
        "SELECT * FROM sales WHERE product_id = 'P7' AND store_id = 'S0'",
        "SELECT * FROM sales WHERE product_id = 'P7' AND store_id = 'S0' AND date BETWEEN '2024-02-01' AND '2024-02-20'",
        "SELECT * FROM sales WHERE product_id = 'P7' AND date >= '2024-03-01'",
        "SELECT * FROM sales WHERE date = '2024-02-20'",
        "SELECT * FROM sales WHERE store_id = 'S0' AND date = '2024-02-20'",
    ]

    @Test(arguments: [(1, 10_000), (20, 500), (500, 20)])
    func salesAreFoundByDateStoreAndProduct(_ stores: Int, _ products: Int) throws {
        let workspace = try Workspace()
        var text = "date,store_id,product_id,quantity\n"
        for store in 0..<stores {
            for product in 0..<products {
                for week in 0..<10 {
                    let day = week * 9 + (store * 7 + product) % 9
                    text += String(
                        format: "2024-%02d-%02d,S%d,P%d,%d\n", day / 28 + 1, day % 28 + 1, store, product, 1 + week % 3)
                }
            }
        }
        try workspace.folder.write(text, to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        #expect(try workspace.query("SELECT count(*) FROM sales") == ["100000"])
        try expectSearches(workspace, "after an import of sales", Self.salesLookups)
    }

    @Test(arguments: [(1, 100_000), (20, 5_000), (1_000, 100)])
    func ordersAreFoundByDateStoreAndProduct(_ stores: Int, _ products: Int) throws {
        let workspace = try Workspace(rows: Self.rows(stores: stores, products: products))
        try workspace.succeed("plan", "--store", "all")
        #expect(try workspace.query("SELECT count(*) > 80000 FROM order_plan") == ["1"])
        try expectSearches(workspace, "after a plan", Self.planLookups)
        #expect(try workspace.query("SELECT count(*) > 0 FROM reorder WHERE product_id = 'P5'") == ["1"])
        try workspace.succeed("plan", "--lost-sales")
        try expectSearches(workspace, "after a plan with lost sales", Self.planLookups)
        try workspace.succeed("scenario", "save", "kept")
        try workspace.succeed("forecast", "--store", "S0")
        try expectSearches(workspace, "with a second scenario, and a store without orders", Self.planLookups)
    }

    @Test(arguments: [(1, 100_000), (20, 5_000), (1_000, 100)])
    func lookupsUseTheKeysOfHundredThousandSeries(_ stores: Int, _ products: Int) throws {
        let workspace = try Workspace(rows: Self.rows(stores: stores, products: products))
        try workspace.succeed("forecast", "--store", "all")
        #expect(try workspace.query("SELECT count(*) FROM projection") == ["100000"])
        #expect(try workspace.query("SELECT count(*) > 10000 FROM stockout") == ["1"])
        try expectSearches(workspace, "after a forecast")
        #expect(try workspace.query("SELECT DISTINCT store_id FROM stockout WHERE stockout_date = '2024-01-20'") != [])

        // Whatever else writes has to leave right statistics too.
        try workspace.importRows(["S0,P7,2024-01-05,500,1,0,30,1"])
        try expectSearches(workspace, "after an import")
        try workspace.succeed("forecast", "--store", "S0")
        try expectSearches(workspace, "after a forecast of one store")
        try workspace.succeed("scenario", "save", "kept")
        try expectSearches(workspace, "with a second scenario")
        try workspace.succeed("scenario", "delete", "kept")
        try expectSearches(workspace, "without it again")
    }

    /// A small part of a large inventory forecast: the results are few where the stores and products are many.
    @Test func lookupsUseTheKeysOfAFewResultsToo() throws {
        let workspace = try Workspace(rows: Self.rows(stores: 20, products: 500))
        try workspace.succeed("forecast", "--store", "S0,S1", "--product", "P1*")
        try expectSearches(workspace, "a few results")
    }

    /// Every look-up takes as many steps of SQLite's machine as it finds rows, and a few for each store or day that it may have
    /// to look at; reading all of the 100,000 series takes a million and more. Of a few hundred results SQLite may read all.
    private func expectSearches(_ workspace: Workspace, _ moment: String, _ lookups: [String] = lookups) throws {
        let stores = try workspace.query("SELECT count(*) FROM store").first.flatMap { Int($0) } ?? 0
        let scenarios = try workspace.query("SELECT count(*) FROM scenario").first.flatMap { Int($0) } ?? 0
        for sql in lookups {
            let plan = try workspace.query("EXPLAIN QUERY PLAN \(sql)").dropFirst().map {
                String($0.drop { !$0.isLetter })
            }
            let finished = try Command.run(
                "/usr/bin/sqlite3", ["-cmd", ".stats vmstep", "invdb.db", "SELECT count(*) FROM (\(sql))"],
                in: workspace.folder)
            let rows = try #require(finished.lines.first.flatMap { Int($0) })
            let steps = try #require(finished.lines.last?.split(separator: " ").last.flatMap { Int($0) })
            let comment: Comment = "\(moment): \(sql)\n\(rows) rows in \(steps) steps\n\(plan.joined(separator: "\n"))"
            // Of a scenario that the query leaves open, each is looked at.
            let places = (stores + 100) * (sql.contains("by_scenario") ? scenarios : 1)
            // A planned level is looked up in the orders, too, and in the stretches with the orders in them.
            // A day is looked for in its block of 64.
            let stepsOfRow =
                sql.contains("FROM sales WHERE date") || sql.contains("AND date =")
                ? 2000 : sql.contains("planned") ? 300 : 170
            #expect(steps <= stepsOfRow * rows + 60 * places + 10_000, comment)
            let table = sql.contains("FROM sales") ? "sold_day" : sql.contains("reorder") ? "order_plan" : "projection"
            #expect(plan.count { $0.hasPrefix("SEARCH \(table) ") } == 1, comment)
        }
    }

    /// Half of the series run out within their 30 days.
    private static func rows(stores: Int, products: Int) -> [String] {
        var rows: [String] = []
        for store in 0..<stores {
            for product in 0..<products {
                let day = 10 + (store * 7 + product) % 19
                rows.append(
                    "S\(store),P\(product),2024-01-\(day),\(20 + product % 97),\(1 + product % 7),\(product % 3),30,1")
            }
        }
        return rows
    }
}
