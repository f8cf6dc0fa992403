import Foundation
import TestSupport
import Testing

/// Forecasts and plans whose rates of sales come from the history of sales.
@Suite struct ForecastFromHistoryTests {
    /// The date of a day from Monday, 2024-01-01, on.
    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
    }

    private static let header = "store_id,product_id,sell_start_date,initial_inventory,duration_days,category"

    /// Two stores that sell three products by the day of the week for 140 days, and their stock on the day after, 2024-05-20, a Monday. C
    /// is never sold in S, and nothing states a rate of sales.
    private func sold(
        _ options: String..., days: Int = 140, start: String = "2024-05-20"
    ) throws -> Workspace {
        let workspace = try Workspace(
            Self.header,
            rows: [
                "N,A,\(start),100,30,Food", "N,B,\(start),40,30,Food", "N,C,\(start),7,30,Toys",
                "S,A,\(start),60,30,Food",
                "S,B,\(start),0,30,Food", "S,C,\(start),5,30,Toys",
            ])
        var rows: [String] = []
        for day in 0..<days {
            let week = [1, 2, 2, 2, 3, 6, 0][day % 7]
            if week > 0 { rows += ["\(Self.date(day)),N,A,\(week * 2)", "\(Self.date(day)),N,B,\(week)"] }
            rows.append("\(Self.date(day)),S,A,\([3, 1, 1, 1, 1, 1, 3][day % 7])")
            rows.append("\(Self.date(day)),S,B,2")
            if day % 10 == 0 { rows.append("\(Self.date(day)),N,C,1") }
        }
        try workspace.folder.write(
            ProductFile.of(rows, header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try workspace.succeed(["import", "sales.csv"] + options)
        return workspace
    }

    /// The difference of each reported level from what follows from the views of demand, day by day, and the rows compared.
    private static let recomputed = """
        WITH expected AS (
            SELECT store_id, product_id, date, rate * factor AS sold,
                sum(rate * factor) OVER (PARTITION BY store_id, product_id ORDER BY date) AS gone
            FROM demand JOIN demand_profile_day USING (store_id, profile)
            WHERE date >= '2024-05-20'
        )
        SELECT count(*), sum(abs(inventory_level - (on_hand - gone)) < 0.00501), sum(abs(forecast.sales - sold) < 0.00501)
        FROM forecast JOIN expected ON expected.store_id = forecast.store_id AND expected.product_id = forecast.product_id AND date = update_date
            JOIN store ON store.store_id = forecast.store_id JOIN product ON product.product_id = forecast.product_id
            JOIN inventory USING (store_key, product_key)
        """

    @Test("The level of each day is the stock less the rate times the factors of the days so far")
    func levels() throws {
        let workspace = try sold()
        let summary = try workspace.succeed("forecast")
        #expect(summary.contains("\nThe sales of 5 series are estimated from their history.\n"), "\(summary)")
        #expect(
            summary.contains(
                "\n1 series has no forecast, as no file has stated a sales_rate, or what was sold of them.\n"),
            "\(summary)")
        #expect(try workspace.query(Self.recomputed) == ["150|150|150"])
        // The weeks repeat themselves, so what is expected of a Saturday is what was sold on one, and nothing on a Sunday.
        #expect(
            try workspace.query(
                "SELECT update_date, round(sales), round(inventory_level) FROM forecast WHERE store_id = 'N' AND product_id = 'A' AND update_date BETWEEN '2024-05-24' AND '2024-05-27'"
            ) == ["2024-05-24|6.0|80.0", "2024-05-25|12.0|68.0", "2024-05-26|0.0|68.0", "2024-05-27|2.0|66.0"])
        try workspace.succeed("check")
    }

    @Test(
        "Views, export, check and explain say the same of every way to project",
        arguments: [
            [], ["--lost-sales"], ["--rates-per", "update", "--frequency", "7", "--days", "6"], ["--frequency", "3"],
            ["--from", "2024-05-11"], ["--from", "2025-01-01", "--days", "400"], ["--demand", "history"],
            ["--scale-sales", "2", "--between", "2024-05-22,2024-05-30", "--scenario", "other"],
        ])
    func formats(_ options: [String]) throws {
        let workspace = try sold()
        let scenario = options.contains("--scenario") ? "other" : "baseline"
        for command in ["forecast", "plan"] {
            try workspace.succeed([command] + options)
            try workspace.succeed("export", "forecast", "--scenario", scenario, "--output", "forecast.csv")
            let exported = try workspace.folder.read("forecast.csv").split(separator: "\n").dropFirst().map(String.init)
            let viewed = try workspace.query(
                """
                SELECT store_id || ',' || product_id || ',' || update_date || ',' || printf('%g,%g,%g', inventory_level, sales, restocking)
                FROM forecast_by_scenario JOIN store USING (store_id) JOIN product USING (product_id)
                WHERE scenario = '\(scenario)' ORDER BY store_key, product_key, update_date
                """)
            #expect(exported == viewed)
            #expect(!exported.isEmpty)
            try workspace.succeed("check")
        }
        let explained = try workspace.succeed("explain", "A", "--store", "N", "--scenario", scenario)
        #expect(!explained.contains("do not follow"), "\(explained)")
        #expect(
            explained.contains("estimated from the sales until 2024-05-18, the last of them in sales.csv"),
            "\(explained)")
        if scenario == "baseline" { try workspace.succeed("scenario", "save", "copy") }
        try workspace.succeed("check")
        #expect(
            try workspace.query(
                "SELECT * FROM forecast_by_scenario WHERE scenario = 'copy' AND inventory_level IS NULL")
                == [])
    }

    @Test("An explanation has the averages, the factors, and the sums that come of them")
    func explanation() throws {
        let workspace = try sold()
        try workspace.succeed("plan", "--store", "N")
        let lines = try workspace.succeed("explain", "A", "--store", "N").split(separator: "\n").map(String.init)
        func line(_ subject: String) -> String { lines.first { $0.hasPrefix("  \(subject) ") } ?? "" }
        #expect(line("sales").contains(" = "), "\(lines)")
        #expect(
            line("sales factors").hasSuffix(
                "the factors of the days until 2024-06-18: mon 0.44 tue 0.88 wed 0.88 thu 0.87 fri 1.31 sat 2.63 sun 0"),
            "\(line("sales factors"))")
        #expect(line("demand").contains("= factors of "), "\(line("demand"))")
    }

    @Test("A stated rate counts before an estimate, or only one of them counts")
    func sources() throws {
        let workspace = try sold()
        try workspace.importRows(["N,A,5"], header: "store_id,product_id,sales_rate")
        func sales(_ demand: String...) throws -> [String] {
            let summary = try workspace.succeed(["forecast"] + demand)
            let message = summary.split(separator: "\n").filter { $0.contains("no forecast") }.map(String.init)
            return try workspace.query(
                "SELECT store_id, product_id, round(sales, 1) FROM forecast WHERE update_date = '2024-05-21' ORDER BY 1, 2"
            ) + message
        }
        #expect(
            try sales() == [
                "N|A|5.0", "N|B|2.0", "N|C|0.1", "S|A|1.3", "S|B|1.7",
                "1 series has no forecast, as no file has stated a sales_rate, or what was sold of them.",
            ])
        #expect(
            try sales("--demand", "stated") == [
                "N|A|5.0", "5 series have no forecast, as no file has stated a sales_rate.",
            ])
        // What is missing in it was not wanted.
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
        #expect(
            try sales("--demand", "history") == [
                "N|A|4.0", "N|B|2.0", "N|C|0.1", "S|A|1.3", "S|B|1.7",
                "1 series has no forecast, as no file has what was sold of them.",
            ])
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
    }

    @Test("Results keep the factors that they were made with, and are older once there are new sales")
    func laterSales() throws {
        let workspace = try sold()
        try workspace.succeed("plan")
        let before = try workspace.query("SELECT * FROM forecast")
        try workspace.folder.write(
            ProductFile.of(
                (140..<147).map { "\(Self.date($0)),S,A,90" }, header: "date,store_id,product_id,quantity"),
            to: "week.csv")
        try workspace.succeed("import", "week.csv")
        #expect(try workspace.query("SELECT * FROM forecast") == before)
        // What was learned of one store is shared with the other.
        #expect(try workspace.query("SELECT store_id, results FROM freshness ORDER BY 1") == ["N|older", "S|older"])
        #expect(try workspace.succeed("explain", "A", "--store", "S").contains("The plan is older than its sales: "))
        try workspace.succeed("forecast", "--store", "N")
        #expect(try workspace.query("SELECT store_id, results FROM freshness ORDER BY 1") == ["N|current", "S|older"])
        try workspace.succeed("forecast")
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
        #expect(try workspace.query("SELECT * FROM forecast") != before)
    }

    @Test("Stated rates are not older because of sales")
    func salesOfStatedRates() throws {
        let workspace = try sold()
        try workspace.importRows(
            ["N,A,5", "N,B,2", "N,C,1", "S,A,1", "S,B,1", "S,C,1"], header: "store_id,product_id,sales_rate")
        try workspace.succeed("forecast")
        try workspace.folder.write("date,store_id,product_id,quantity\n2024-05-20,N,A,3\n", to: "day.csv")
        try workspace.succeed("import", "day.csv")
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
        try workspace.succeed("forecast", "--demand", "history")
        try workspace.folder.write("date,store_id,product_id,quantity\n2024-05-21,N,A,3\n", to: "day.csv")
        try workspace.succeed("import", "day.csv")
        #expect(try workspace.query("SELECT store_id, results FROM freshness ORDER BY 1") == ["N|older", "S|older"])
    }

    @Test("A forecast estimates first what nobody has estimated yet")
    func withoutEstimate() throws {
        let workspace = try sold("--no-estimate")
        #expect(try workspace.query("SELECT count(*) FROM demand") == ["0"])
        try workspace.succeed("forecast", "--demand", "stated")
        #expect(try workspace.query("SELECT count(*) FROM demand") == ["0"])
        #expect(try workspace.succeed("forecast").contains("5 series are estimated"))
        #expect(try workspace.query("SELECT count(*) FROM demand") == ["5"])
        #expect(try workspace.query(Self.recomputed) == ["150|150|150"])
    }

    @Test("A forecast of some series leaves the factors of the others, and the unused ones are removed in the end")
    func partial() throws {
        let workspace = try sold()
        try workspace.succeed("forecast")
        let others = try workspace.query("SELECT * FROM forecast WHERE product_id <> 'A'")
        for _ in 0..<70 { try workspace.succeed("forecast", "--product", "A", "--scale-sales", "1", "--quiet") }
        #expect(try workspace.query("SELECT * FROM forecast WHERE product_id <> 'A'") == others)
        let profiles = "SELECT count(DISTINCT profile_day_key >> 22) FROM profile_day"
        let count = try #require(Int(try workspace.query(profiles).first ?? ""))
        #expect((3...65).contains(count))
        try workspace.succeed("check")
        try workspace.succeed("forecast")
        #expect(try workspace.query(profiles) == ["3"])
    }

    @Test("A plan says that it orders what sells no longer, and show what a forecast that was moved starts from")
    func ended() throws {
        let header = "product_id,sell_start_date,initial_inventory,duration_days"
        let workspace = try Workspace(header, rows: ["A,2024-04-20,10,30", "B,2024-05-03,900,30"])
        var rows: [String] = []
        for day in 0..<124 {
            if day < 110 { rows.append("\(Self.date(day)),A,8") }
            rows.append("\(Self.date(day)),B,20")
        }
        try workspace.folder.write(ProductFile.of(rows, header: "date,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        #expect(try workspace.query("SELECT product_id, class FROM demand WHERE class = 'ended'") == ["A|ended"])
        let plan = try workspace.succeed("plan")
        #expect(
            plan.contains(
                "\n1 series is ordered although nothing was sold of it lately; invdb demand --class ended lists"),
            "\(plan)")
        #expect(try workspace.succeed("plan", "--format", "json").contains(#""ordered_ended":1"#))
        #expect(try !workspace.succeed("plan", "--product", "B").contains("lately"))
        #expect(try !workspace.succeed("show", "A").contains("starts from"))
        try workspace.succeed("plan", "--roll-forward")
        let shown = try workspace.succeed("show", "A")
        #expect(shown.contains("\nThe forecast starts from 10 on 2024-05-04.\n"), "\(shown)")
    }

    @Test("A store that has been closed for weeks is expected to sell nothing")
    func dormant() throws {
        let workspace = try Workspace(Self.header, rows: ["N,A,2024-04-10,10,9,Food", "T,A,2024-04-10,10,9,Food"])
        try workspace.folder.write(
            ProductFile.of(
                (0..<100).flatMap {
                    ["\(Self.date($0)),N,A,10", "\(Self.date($0)),T,A,\($0 < 80 ? 10 : 0)"]
                }, header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        try workspace.succeed("plan")
        #expect(
            try workspace.query("SELECT DISTINCT store_id, round(sales, 2) FROM forecast ORDER BY 1") == [
                "N|10.0", "T|0.0",
            ])
        #expect(try workspace.query("SELECT DISTINCT store_id FROM reorder") == ["N"])
        #expect(
            try workspace.succeed("explain", "A", "--store", "T").contains(
                "its store has sold nothing for two weeks or more"))
        try workspace.succeed("check")
    }

    @Test("A factor on some days counts on these, of a stated rate too")
    func between() throws {
        let workspace = try Workspace(rows: ["N,A,2024-01-01,100,2,0,10,1", "N,B,2024-01-01,3,0,0,10,1"])
        let days = ["--between", "2024-01-03,2024-01-04", "--scale-sales", "3.5", "--scenario", "promotion"]
        try workspace.succeed(["plan"] + days)
        let levels = "SELECT inventory_level FROM forecast_by_scenario WHERE scenario = 'promotion' AND product_id = "
        #expect(
            try workspace.query(levels + "'A'").joined(separator: " ")
                == "98.0 96.0 89.0 82.0 80.0 78.0 76.0 74.0 72.0 70.0")
        #expect(try workspace.query(levels + "'B'").joined(separator: " ") == "3.0 3.0 3.0 3.0 3.0 3.0 3.0 3.0 3.0 3.0")
        // An update of three days sells two units: one whole and two scaled days are ⅔ × (1 + 2 × 3.5).
        try workspace.succeed(["plan", "--rates-per", "update", "--frequency", "3", "--days", "3"] + days)
        #expect(try workspace.query(levels + "'A'").joined(separator: " ") == "96.33 92.67 90.67")
        try workspace.succeed("check")
        let refused = try workspace.run(["forecast", "--scale-sales", "2", "--between", "2024-01-03,2024-01-04"])
        #expect(refused.status == 64 && refused.error.contains("name it with --scenario NAME"), "\(refused)")
        let reversed = try workspace.run(["plan", "--scale-sales", "2", "--between", "2024-01-04,2024-01-03"])
        #expect(reversed.status == 64 && reversed.error.contains("write the first day first"), "\(reversed)")
        // Days that no series has ahead.
        let nothing = "--scale-sales has changed nothing"
        for (between, changesNothing) in [("2024-01-11,2024-02-01", true), ("2024-01-10,2024-02-01", false)] {
            let summary = try workspace.succeed(
                "plan", "--scale-sales", "2", "--between", between, "--scenario", "later")
            #expect(summary.contains(nothing) == changesNothing, "\(summary)")
        }
    }

    @Test("Categories choose what is forecast, shown and exported")
    func categories() throws {
        let workspace = try sold()
        #expect(try workspace.succeed("forecast", "--category", "Toys").hasPrefix("2 series, "))
        #expect(try workspace.query("SELECT DISTINCT product_id FROM forecast") == ["C"])
        try workspace.succeed("forecast")
        #expect(
            try workspace.succeed("show", "--category", "F*,Toys", "--format", "csv").split(separator: "\n").count == 7)
        #expect(
            try workspace.succeed("show", "--category", "Food", "--product", "B", "--format", "csv")
                .split(separator: "\n").count == 3)
        #expect(
            try workspace.fail("forecast", "--category", "Tois")
                == "invdb: No product has the category Tois; did you mean Toys?")
        #expect(
            try workspace.fail("forecast", "--category", "X")
                == "invdb: No product has the category X; there is Food, Toys. Patterns take *: 'A*'.")
    }

    @Test("A missing or changed factor is found, and no level is read without it")
    func damage() throws {
        for change in [
            "DELETE FROM profile_day WHERE profile_day_key = (SELECT max(profile_day_key) - 3 FROM profile_day)",
            "DELETE FROM profile_day", "UPDATE profile_day SET factor_sum = -factor_sum - 1",
            "UPDATE profile_day SET factor_sum = factor_sum * 3",
            "UPDATE projection SET profile = profile + 100 WHERE profile > 0",
        ] {
            let workspace = try sold()
            try workspace.succeed("forecast")
            try workspace.query(change)
            let finished = try workspace.run(["check"])
            #expect(finished.status == 1, "\(change): \(finished)")
            // A wrong sum that ascends is seen by the check only.
            if !change.contains("* 3") {
                #expect(try workspace.run(["export", "forecast"]).status == 1, "\(change)")
                #expect(try workspace.run(["show", "A", "--store", "S"]).status == 1, "\(change)")
            }
            try workspace.succeed("forecast")
            try workspace.succeed("check")
        }
    }

    @Test("Estimates of sales that end long before the first day are a warning")
    func oldSales() throws {
        let folder = try TemporaryFolder()
        let sales = (1...30).map { "2024-04-\($0 < 10 ? "0" : "")\($0),A,3\n" }.joined()
        try folder.write("date,product_id,quantity\n" + sales, to: "sales.csv")
        func output(_ start: String, _ options: String...) throws -> String {
            try folder.write("product_id,sell_start_date,initial_inventory\nA,\(start),50\n", to: "stock.csv")
            _ = try Command.run(Command.invdb, ["import", "stock.csv"], in: folder)
            let finished = try Command.run(Command.invdb, ["forecast"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
            return finished.output
        }
        _ = try Command.run(Command.invdb, ["import", "sales.csv"], in: folder)
        let sentence =
            "warning: the last sales are of 2024-04-30, 29 days before 2024-05-29, the first day; import later ones."
        #expect(try output("2024-05-29").contains("\n\(sentence)\n"))
        #expect(try output("2024-05-29", "--format", "json").contains(#""old_sales_until":"2024-04-30""#))
        #expect(try !output("2024-05-28").contains("warning"))
        #expect(try !output("2024-05-29", "--demand", "stated").contains("warning"))
    }
}
