import Foundation
import TestSupport
import Testing

/// What `export` says of results, against the views: the same rows with the same numbers, to the last digit.
@Suite struct ExportForecastTests {
    @Test(arguments: [
        [], ["--lost-sales"], ["--rates-per", "update"], ["--lost-sales", "--rates-per", "update", "--frequency", "3"],
    ])
    func randomSeriesAreExportedAsTheViewHasThem(_ options: [String]) throws {
        var random = RandomRows("export against view")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2", "S3"], products: 150))
        try workspace.succeed(["forecast"] + options)

        let view = try workspace.view()
        try #require(view.count > 1000)
        let text = try workspace.succeed("export", "forecast")
        #expect(try ResultRow.rows(csv: text) == view)
        #expect(try workspace.succeed("export", "forecast", "--workers", "8") == text)
        try workspace.succeed("export", "forecast", "-o", "forecast.csv")
        #expect(try workspace.folder.read("forecast.csv") == text)
        #expect(try rows(jsonLines: workspace.succeed("export", "forecast", "--format", "jsonl")) == view)

        let stockouts = try workspace.view("stockout")
        try #require(stockouts.count > 20)
        let byDay = stockouts.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }
            .map(\.element)
        #expect(
            try ResultRow.rows(csv: workspace.succeed("export", "stockout"), date: "stockout_date") == byDay)
        #expect(
            try rows(
                jsonLines: workspace.succeed("export", "stockout", "--format", "jsonl"), date: "stockout_date")
                == byDay)
    }

    @Test(arguments: [
        (["--store", "S2"], "store_id = 'S2'"),
        (["--store", "S1,S3", "--product", "P2*"], "store_id IN ('S1', 'S3') AND product_id LIKE 'P2%'"),
        (["--product", "P7,P9"], "product_id IN ('P7', 'P9')"),
        (["--from", "2024-02-20"], "date >= '2024-02-20'"),
        (["--to", "2024-02-09"], "date <= '2024-02-09'"),
        (["--from", "2024-02-03", "--to", "2024-02-03"], "date = '2024-02-03'"),
        (
            ["--product", "*1", "--from", "2024-02-03", "--to", "2024-03-01"],
            "product_id LIKE '%1' AND date BETWEEN '2024-02-03' AND '2024-03-01'"
        ),
        (["--from", "2031-01-01"], "date >= '2031-01-01'"),
    ])
    func filtersLeaveWhatTheViewHasUnderTheSameCondition(_ options: [String], _ condition: String) throws {
        var random = RandomRows("export filters")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2", "S3"], products: 40))
        // Frequencies above 1 and several stretches a series are where the days are easiest to get wrong.
        try workspace.succeed("forecast", "--lost-sales")
        let rows = try workspace.view(where: condition.replacing("date", with: "update_date"))
        #expect(rows.isEmpty == condition.contains("2031"))
        #expect(try ResultRow.rows(csv: workspace.succeed(["export", "forecast"] + options)) == rows)
        let stockouts = Set(
            try workspace.view("stockout", where: condition.replacing("date", with: "stockout_date")))
        let exported = try ResultRow.rows(
            csv: workspace.succeed(["export", "stockout"] + options), date: "stockout_date")
        #expect(Set(exported) == stockouts)
        #expect(exported.count == stockouts.count)
    }

    @Test func numbersAreAsShortAsTheyCanBe() throws {
        let workspace = try Workspace(rows: [
            "S,A,2024-01-01,50,10,8,1,1", "S,B,2024-01-01,30.3,8.1,0,1,1", "S,C,2024-01-01,120,3.31,0,1,1",
            "S,D,2024-01-01,0.125,0.12,0,1,1", "S,E,2024-01-01,0.001,0.002,0,1,1", "S,F,2024-01-01,-7.5,1,0,1,1",
            "S,G,2024-01-01,999999999999,0,0,1,1", "S,H,2024-01-01,999999999999.5,0,999999999999.25,60,59",
        ])
        try workspace.succeed("forecast")
        #expect(
            try workspace.succeed("export", "forecast").split(separator: "\n").dropFirst() == [
                "S,A,2024-01-01,48,10,8", "S,B,2024-01-01,22.2,8.1,0", "S,C,2024-01-01,116.69,3.31,0",
                // 0.005 is a half; -0.001 is zero, and not minus zero.
                "S,D,2024-01-01,0.01,0.12,0", "S,E,2024-01-01,0,0,0", "S,F,2024-01-01,-8.5,1,0",
                "S,G,2024-01-01,999999999999,0,0", "S,H,2024-01-01,1999999999998.75,0,999999999999.25",
                "S,H,2024-02-29,60999999999954.5,0,999999999999.25",
            ])
    }

    @Test func aScenarioIsExportedByItsName() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed("forecast", "--scenario", "promo", "--days", "3", "--store", "S2")
        let rows = try ResultRow.rows(csv: workspace.succeed("export", "forecast", "--scenario", "promo"))
        #expect(rows == (try workspace.view("forecast_by_scenario", where: "scenario = 'promo'")))
        #expect(rows.count == 9)
        #expect(try ResultRow.rows(csv: workspace.succeed("export", "forecast")).count == 90)
    }

    @Test func runsAreExportedWithTheirOptions() throws {
        let workspace = try Workspace(rows: [
            "S,\"5\"\" disc, red\",2024-01-01,10,2,0,10,1", "S,A,2024-01-01,10,2,0,10,1",
        ])
        try workspace.succeed("forecast", "--store", "S")
        try workspace.succeed("forecast", "--scenario", "promo", "--days", "3", "--product", "5\" disc, red")
        try workspace.succeed("export", "runs", "-o", "runs.csv")
        let rows = try workspace.script(
            """
            .import --csv runs.csv exported
            SELECT run_id, scenario, options, series, stockouts, invdb_version FROM exported;
            """)
        #expect(
            rows == [
                #"1|baseline|{"store":["S"]}|2|2|0.2.0"#, #"2|promo|{"days":3,"product":["5\" disc, red"]}|1|0|0.2.0"#,
            ])
        let lines = try workspace.succeed("export", "runs", "--format", "jsonl", "--scenario", "promo")
        let run = try #require(
            try JSONSerialization.jsonObject(with: Data(lines.utf8)) as? [String: Any])
        #expect((run["options"] as? [String: Any])?["days"] as? Int == 3)
        #expect(run["series"] as? Int == 1)
    }

    /// The rows of an export as JSON Lines.
    private func rows(jsonLines text: String, date: String = "update_date") throws -> [ResultRow] {
        try text.split(separator: "\n").map { line in
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            #expect(object.count == 6)
            return ResultRow(
                storeID: try #require(object["store_id"] as? String),
                productID: try #require(object["product_id"] as? String),
                date: try #require(object[date] as? String),
                numbers: try ["inventory_level", "sales", "restocking"].map {
                    try #require(object[$0] as? NSNumber).doubleValue
                })
        }
    }
}
