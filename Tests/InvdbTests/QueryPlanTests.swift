import TestSupport
import Testing

/// How SQLite looks up what planners ask for, on databases that are large enough for it to matter.
@Suite struct QueryPlanTests {
    /// A look-up through a view, and the good ways to the results: lines of its plan, one of which it has to have.
    private struct Lookup {
        var sql: String
        var ways: [String]
    }

    private static let byKey = "SEARCH projection USING PRIMARY KEY"
    private static let byStockout = "SEARCH projection USING INDEX projection_stockout"

    private static let lookups = [
        // One day of everything is in every stretch, so this reads one scenario and nothing else.
        Lookup(
            sql: "SELECT * FROM forecast WHERE update_date = '2024-01-20'",
            ways: ["\(byKey) (scenario_id=?)", "\(byKey) (scenario_id=? AND store_key=?)"]),
        Lookup(
            sql: "SELECT * FROM forecast WHERE product_id = 'P7'",
            ways: ["\(byKey) (scenario_id=? AND store_key=? AND product_key=?)"]),
        Lookup(
            sql: "SELECT * FROM forecast WHERE product_id = 'P7' AND update_date >= '2024-01-10'",
            ways: ["\(byKey) (scenario_id=? AND store_key=? AND product_key=?)"]),
        Lookup(
            sql: "SELECT * FROM forecast WHERE product_id = 'P7' AND store_id = 'S0'",
            ways: ["\(byKey) (scenario_id=? AND store_key=? AND product_key=?)"]),
        Lookup(
            sql: "SELECT * FROM forecast WHERE store_id = 'S0' AND update_date = '2024-01-20'",
            ways: ["\(byKey) (scenario_id=? AND store_key=?)"]),
        Lookup(
            sql: "SELECT * FROM stockout WHERE stockout_date = '2024-01-20'",
            ways: [
                "\(byStockout) (scenario_id=? AND stockout_day=?)",
                "\(byStockout) (scenario_id=? AND stockout_day=? AND store_key=?)",
            ]),
        Lookup(
            sql: "SELECT * FROM stockout WHERE stockout_date = '2024-01-20' AND store_id = 'S0'",
            ways: ["\(byStockout) (scenario_id=? AND stockout_day=? AND store_key=?)"]),
        Lookup(
            sql: "SELECT * FROM forecast_by_scenario WHERE scenario = 'baseline' AND product_id = 'P7'",
            ways: ["\(byKey) (scenario_id=? AND store_key=? AND product_key=?)"]),
        Lookup(
            sql: "SELECT * FROM stockout_by_scenario WHERE scenario = 'baseline' AND stockout_date = '2024-01-20'",
            ways: [
                "\(byStockout) (scenario_id=? AND stockout_day=?)",
                "\(byStockout) (scenario_id=? AND stockout_day=? AND store_key=?)",
            ]),
    ]

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

    private func expectSearches(_ workspace: Workspace, _ moment: String) throws {
        for lookup in Self.lookups {
            let plan = try workspace.query("EXPLAIN QUERY PLAN \(lookup.sql)").dropFirst().map {
                String($0.drop { !$0.isLetter })
            }
            let comment: Comment = "\(moment): \(lookup.sql)\n\(plan.joined(separator: "\n"))"
            #expect(!plan.contains { $0.hasPrefix("SCAN projection") || $0.hasPrefix("SCAN inventory") }, comment)
            let way = plan.filter { $0.contains(" projection ") }
            #expect(way.count == 1, comment)
            #expect(way.allSatisfy(lookup.ways.contains), comment)
            if lookup.sql.contains("_date =") {
                #expect(
                    plan.contains("SEARCH calendar USING COVERING INDEX sqlite_autoindex_calendar_1 (date=?)"), comment)
            }
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
