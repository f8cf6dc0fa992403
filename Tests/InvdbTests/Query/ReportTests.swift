import Foundation
import TestSupport
import Testing

/// `report`: one file that needs nothing else, with the numbers of the database. How it looks is tested in a browser (`make test-pages`).
@Suite struct ReportTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "../../etc/passwd", "right\u{202E}left",
        String(repeating: "x", count: 1000), "a,b;*~all", "=all", "'--></style><h1>",
    ]

    private func workspace(products: [String] = ["P1", "P2", "P3"]) throws -> Workspace {
        func quoted(_ text: String) -> String { "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" }
        let workspace = try Workspace(
            ProductFile.headerWithStore + ",lead_time_days,unit_cost,name,category,supplier",
            rows: ["North", "South & <b>"].flatMap { store in
                products.enumerated().flatMap { place, product in
                    [
                        "\(quoted(store)),\(quoted(product)),2024-01-01,\([0, 12, 900][place % 3]),\([4, 3, 0.5][place % 3]),0,60,1,7,\([2.5, 10, 3][place % 3]),\(quoted(product)),Kitchen,Acme"
                    ]
                }
            })
        try workspace.succeed("plan", "--cover", "14")
        return workspace
    }

    /// The exact values of the numbers below an element with an id, in their order.
    private func values(_ page: String, in id: String) throws -> [String] {
        let part = try #require(page.components(separatedBy: "id=\"\(id)\"").dropFirst().first)
        let end = part.components(separatedBy: "</section>").first ?? part
        return end.components(separatedBy: "<data value=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    @Test func theNumbersAreThoseOfSQL() throws {
        let workspace = try workspace()
        let page = try workspace.succeed("report")
        let money = try workspace.query(
            "SELECT printf('%g', money), printf('%g', units) FROM exceptions ORDER BY money DESC, store_id, product_id"
        ).flatMap { $0.components(separatedBy: "|") }
        #expect(try values(page, in: "exceptions") == money)
        #expect(money.count >= 12)
        let weeks = try workspace.query(
            """
            SELECT count(*), printf('%g', sum(quantity)), printf('%g', sum(cost)), count(nullif(days_late, 0)) FROM reorder
            JOIN calendar ON date = order_date GROUP BY week ORDER BY week
            """
        ).flatMap { $0.components(separatedBy: "|") }
        #expect(try values(page, in: "weeks") == weeks)
        let due = try workspace.query(
            "SELECT count(*), printf('%g', sum(quantity)), printf('%g', sum(cost)) FROM reorder WHERE order_date < '2024-01-08'"
        ).flatMap { $0.components(separatedBy: "|") }
        #expect(try values(page, in: "suppliers") == due)
    }

    @Test func servicesAndTheirCostAreThoseOfTheLastSimulation() throws {
        let workspace = try workspace()
        #expect(try !workspace.succeed("report").contains("id=\"simulation\""))
        let options = ["simulate", "--assume-dispersion", "2", "--days", "40", "--runs", "2", "--service"]
        try workspace.succeed(options + ["50"])
        try workspace.succeed(options + ["80,97"])
        let page = try workspace.succeed("report")
        let shown = try values(page, in: "simulation").compactMap { Double($0) }
        let stored = try workspace.query(
            "SELECT units_short, on_hand, stock_value, orders FROM simulation WHERE simulation_id = 2 ORDER BY target"
        ).flatMap { $0.components(separatedBy: "|").compactMap { Double($0) } }
        #expect(shown.count == 8 && shown.count == stored.count)
        for (left, right) in zip(shown, stored) { #expect(abs(left - right) < 0.006, "\(shown) \(stored)") }
        #expect(page.contains("service 97") && page.contains("2 runs of chance"))
        #expect(try !workspace.succeed("report", "--product", "P1").contains("id=\"simulation\""))
    }

    /// The classes, as a query with sums over windows has them.
    @Test func theClassesAreThoseOfSQL() throws {
        var random = SeededGenerator("classes")
        let workspace = try Workspace(
            ProductFile.headerWithStore + ",unit_cost",
            rows: (0..<150).map { product in
                let rate = Double(Int.random(in: 0...400, using: &random)) / 8
                let cost = Int.random(in: 0...9, using: &random) == 0 ? "" : "\(Int.random(in: 1...40, using: &random))"
                return "S,P\(product),2024-01-01,\(Int.random(in: -5...200, using: &random)),\(rate),0,30,1,\(cost)"
            })
        try workspace.succeed("forecast")
        let expected = try workspace.query(
            """
            WITH series AS (
                SELECT sales_rate * unit_cost AS value, max(on_hand, 0) * unit_cost AS stock
                FROM inventory JOIN supply_terms USING (series_key) WHERE unit_cost IS NOT NULL
            ), summed AS (
                SELECT value, sum(value) OVER (ORDER BY value DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - value AS before,
                    sum(value) OVER () AS total FROM series WHERE value > 0
            ), limits AS (
                SELECT min(value) FILTER (WHERE before < total * 0.8) AS a, min(value) FILTER (WHERE before < total * 0.95) AS b FROM summed
            )
            SELECT count(*), round(sum(value), 2) + 0.0, round(sum(stock), 2) + 0.0
            FROM series, limits
            GROUP BY CASE WHEN value >= a THEN 1 WHEN value >= b THEN 2 WHEN value > 0 THEN 3 ELSE 4 END ORDER BY min(CASE WHEN value >= a THEN 1 WHEN value >= b THEN 2 WHEN value > 0 THEN 3 ELSE 4 END)
            """
        ).map { $0.components(separatedBy: "|").compactMap(Double.init) }
        let page = try workspace.succeed("report")
        let part = try #require(page.components(separatedBy: "id=\"classes\"").dropFirst().first)
        let rows = try #require(part.components(separatedBy: "</tbody>").first).components(separatedBy: "<tr>")
            .dropFirst(2)
        let found = rows.map { row in
            row.components(separatedBy: "<data value=\"").dropFirst().prefix(3).compactMap {
                Double($0.prefix { $0 != "\"" })
            }
        }
        #expect(found.map { $0 } == expected, "seed \(random.seed)")
        #expect(expected.count >= 3)
        #expect(part.contains("without a cost are left out"))
    }

    @Test func aPageAsksForNothingAndRunsNothing() throws {
        let workspace = try workspace(products: Self.hostile)
        for options in [["report"], ["report", "--product", "=all"], ["report", "--title", "<script>x</script>"]] {
            let page = try workspace.succeed(options)
            #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"))
            for forbidden in [
                "<script", "<img", "<iframe", "<h1>alert", "http://", "https://", "url(", "@import", "\u{202E}",
            ] {
                let isThere = page.lowercased().contains(forbidden)
                #expect(!isThere, "\(options): \(forbidden)")
            }
            let hasPolicy = page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"")
            #expect(hasPolicy)
            // Every element that is opened is closed again.
            for element in ["section", "table", "tr", "td", "svg", "bdi", "details", "article", "div"] {
                let opened = ["<\(element)>", "<\(element) "].map { page.components(separatedBy: $0).count - 1 }
                let closed = page.components(separatedBy: "</\(element)>").count - 1
                #expect(opened[0] + opened[1] == closed, "\(options): \(element)")
            }
        }
    }

    @Test func theSizeDoesNotDependOnTheNumberOfSeries() throws {
        func size(products: Int) throws -> Int {
            let workspace = try Workspace(
                rows: (0..<products).map { "S,P\(1000 + $0),2024-01-01,\($0 % 7),\(1 + $0 % 3),0,60,1" })
            try workspace.succeed("plan")
            return try workspace.succeed("report").utf8.count
        }
        let (small, large) = (try size(products: 200), try size(products: 2_000))
        #expect(abs(large - small) < small / 10, "\(small) and \(large) bytes")
    }

    @Test func theMemoryDoesNotDependOnTheNumberOfSeries() throws {
        /// Of a report in which no series is an exception.
        func peak(stores: Int) throws -> Int {
            let folder = try TemporaryFolder()
            let rows = (0..<stores).map { store in
                (0..<1000).map { "S\(store),P\($0),2024-01-01,100,1,0,30,1,\(1 + ($0 + store) % 50)\n" }.joined()
            }
            try folder.write(ProductFile.headerWithStore + ",unit_cost\n" + rows.joined(), to: "products.csv")
            #expect(try Command.invdb("import", "products.csv", in: folder).status == 0)
            #expect(try Command.invdb("forecast", "--store", "all", in: folder).status == 0)
            return try #require(try Command.peakMemory(of: ["report"], in: folder))
        }
        let (small, large) = (try peak(stores: 50), try peak(stores: 300))
        // All that is known of the classes of a series took 30 bytes and more: 7 MB.
        #expect(large - small < 4_000_000, "\(small) and \(large) bytes")
    }

    @Test func aSectionWithoutDataSaysWhatMakesIt() throws {
        let workspace = try Workspace.threeStores()
        #expect(
            try workspace.succeed("report").contains(
                "There are no results in baseline yet; make them with: invdb forecast"))
        try workspace.succeed("forecast")
        let page = try workspace.succeed("report")
        #expect(page.contains("There is no plan; make one with: <code>invdb plan</code>"))
        #expect(page.contains("<code>invdb backtest</code>"))
        #expect(page.contains("X, Y and Z need a history of sales"))
        #expect(!page.contains("id=\"scenarios\""))
        try workspace.succeed("scenario", "save", "kept")
        #expect(try workspace.succeed("report").contains("id=\"scenarios\""))
    }

    @Test func optionsChooseWhatIsShown() throws {
        let workspace = try workspace()
        let north = try workspace.succeed("report", "--store", "North", "--title", "Mine & yours")
        #expect(north.contains("<title>Mine &amp; yours</title>") && north.contains("<h1>Mine &amp; yours</h1>"))
        #expect(north.contains("stores: North") && !north.contains("South"))
        #expect(try values(try workspace.succeed("report", "--top", "2"), in: "exceptions").count == 4)
        let product = try workspace.succeed("report", "--product", "P1")
        #expect(product.contains("<title>Product P1 (P1) from 2024-01-01</title>"))
        #expect(product.contains("How the orders come about") && product.contains("products.csv, line 2"))
        #expect(product.components(separatedBy: "class=\"levels narrow\"").count == 3)
        #expect(!product.contains("id=\"classes\"") && !product.contains(">P2<"))
        // Each of its orders has a line: days apart from numbers, which SQL has too.
        let orders = try workspace.query(
            """
            SELECT printf('%g', quantity), printf('%g', cost), days_late, printf('%g', units_short) FROM reorder
            WHERE product_id = 'P1' ORDER BY order_date, store_id
            """
        ).flatMap { $0.components(separatedBy: "|") }
        #expect(try values(product, in: "planned") == orders && orders.count >= 8)
        #expect(try workspace.run(["report", "--top", "0"]).status == 64)
        #expect(try workspace.fail("report", "--product", "P9").contains("No product is called P9"))
        #expect(try workspace.fail("report", "--supplier", "Acne").contains("did you mean Acme?"))
    }

    @Test func theFileAppearsWhenItIsWhole() throws {
        let workspace = try workspace()
        #expect(try workspace.succeed("report", "-o", "report.html") == "")
        let page = String(decoding: try workspace.folder.bytes(of: "report.html"), as: UTF8.self)
        #expect(page == (try workspace.succeed("report")))
        let refused = try workspace.fail("report", "-o", "invdb.db")
        #expect(refused.contains("invdb.db"))
        try workspace.folder.write("before", to: "kept.html")
        _ = try workspace.fail("report", "--scenario", "none", "-o", "kept.html")
        #expect(String(decoding: try workspace.folder.bytes(of: "kept.html"), as: UTF8.self) == "before")
    }

    @Test func whatIsOldIsSaid() throws {
        let workspace = try workspace()
        try workspace.importRows(["North,P1,2024-01-02,40,3,0,60,1"])
        let finished = try workspace.run(["report"])
        #expect(
            finished.output.contains("What is old") && finished.output.contains("The results of store North are older"))
        #expect(finished.error.contains("The results of store North are older"))
        #expect(try workspace.fail("report", "--require-fresh").contains("North"))
    }
}
