import TestSupport
import Testing

/// Sets of results beside the baseline.
@Suite struct ScenarioTests {
    @Test func aScenarioStandsBesideTheBaseline() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let baseline = try workspace.results()
        let view = try workspace.view()
        let output = try workspace.succeed("forecast", "--scenario", "promo", "--store", "S1", "--days", "4")
        #expect(output.hasPrefix("3 series in scenario promo, 1 stock-out in "))
        #expect(try workspace.results(where: "scenario.name = 'baseline'") == baseline)
        #expect(try workspace.view() == view)
        #expect(
            try workspace.query(
                """
                SELECT scenario, store_id, product_id, count(*), max(update_date) FROM forecast_by_scenario
                WHERE scenario = 'promo' GROUP BY 1, 2, 3 ORDER BY 3
                """) == ["promo|S1|A1|4|2024-01-04", "promo|S1|A2|4|2024-01-04", "promo|S1|B1|4|2024-01-04"])
        #expect(
            try workspace.query("SELECT scenario, count(*) FROM stockout_by_scenario GROUP BY 1 ORDER BY 1")
                == ["baseline|6", "promo|1"])

        // A forecast of everything in one of them leaves the other as it is, in both directions.
        let promo = try workspace.results(where: "scenario.name = 'promo'")
        try workspace.succeed("forecast", "--store", "all", "--days", "7")
        #expect(try workspace.results(where: "scenario.name = 'promo'") == promo)
        let renewed = try workspace.results(where: "scenario.name = 'baseline'")
        #expect(renewed != baseline)
        try workspace.succeed("forecast", "--store", "all", "--days", "2", "--scenario", "promo")
        #expect(try workspace.results(where: "scenario.name = 'baseline'") == renewed)
        #expect(
            try workspace.query("SELECT count(*) FROM forecast_by_scenario WHERE scenario = 'promo'") == ["18"])
    }

    @Test func theCommandsAnswerForTheScenarioThatIsNamed() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed("forecast", "--scenario", "late", "--from", "2024-03-01")
        #expect(try workspace.succeed("stockouts", "--product", "A1", "--store", "S1").contains("2024-01-05  S1"))
        let late = try workspace.succeed("stockouts", "--product", "A1", "--store", "S1", "--scenario", "late")
        #expect(late.contains("2024-03-05  S1"))
        #expect(!late.contains("2024-01-05"))
        #expect(
            try workspace.succeed("show", "A1", "--store", "S1", "--scenario", "late")
                .contains("Runs out on 2024-03-05."))
        let exported = try workspace.succeed("export", "stockout", "--scenario", "late", "--product", "A1")
        #expect(
            exported.split(separator: "\n").dropFirst()
                == ["S1,A1,2024-03-05,0,2,0", "S2,A1,2024-03-05,0,2,0", "T1,A1,2024-03-05,0,2,0"])
        for command in [["stockouts"], ["show", "A1"], ["export", "forecast"], ["export", "stockout"]] {
            let error = try workspace.fail(command + ["--scenario", "nope"])
            #expect(error == "invdb: No scenario is called nope; there is baseline, late.")
        }
    }

    @Test func saveKeepsACopyAndDeleteRemovesIt() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast", "--lost-sales")
        let saved = try workspace.results()
        #expect(try workspace.succeed("scenario", "save", "january") == "Saved 9 series as january.\n")
        #expect(
            try workspace.results(where: "scenario.name = 'january'")
                == saved.map { $0.replacing("baseline|", with: "january|", maxReplacements: 1) })

        try workspace.succeed("forecast", "--days", "4")
        #expect(
            try workspace.query("SELECT count(*) FROM forecast_by_scenario WHERE scenario = 'january'") == ["90"])
        let list = try workspace.succeed("scenario", "list").split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        try #require(list.count == 5)
        #expect(list[4] == ["2", "scenarios"])
        #expect(list[0] == ["scenario", "created", "series", "stock-outs"])
        #expect([list[2][0]] + list[2][2...] == ["baseline", "9", "3"])
        #expect([list[3][0]] + list[3][2...] == ["january", "9", "6"])

        #expect(
            try workspace.fail("scenario", "save", "january").hasPrefix("invdb: There is a scenario january already;"))
        #expect(try workspace.succeed("scenario", "delete", "january") == "Deleted january.\n")
        #expect(try workspace.query("SELECT name FROM scenario") == ["baseline"])
        #expect(try workspace.query("SELECT count(*), max(scenario_id) FROM projection") == ["9|0"])
        #expect(try workspace.query("SELECT count(*) FROM forecast") == ["36"])
        // The log is a log: it keeps what was done.
        #expect(try workspace.query("SELECT count(*) FROM run") == ["2"])
        // The name is free again.
        #expect(try workspace.succeed("scenario", "save", "january") == "Saved 9 series as january.\n")
    }

    @Test func whatCannotBeSavedOrDeletedIsToldAndLeft() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let before = try workspace.results()
        #expect(try workspace.fail("scenario", "delete", "baseline").contains("The baseline can't be deleted"))
        #expect(
            try workspace.fail("scenario", "delete", "nope") == "invdb: No scenario is called nope; there is baseline.")
        #expect(try workspace.fail("scenario", "save", "baseline").contains("baseline is the name of the results"))
        #expect(try workspace.results() == before)
        #expect(try workspace.query("SELECT count(*) FROM scenario") == ["1"])
    }

    @Test func aSeriesThatAnImportRemovesLosesItsResults() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed("scenario", "save", "kept")
        try workspace.importRows(
            ["S1,A1,2024-01-01,10,2,0,10,1", "S2,A2,2024-01-01,3,4,1,10,1", "S2,C1,2024-01-01,3,4,1,10,1"],
            header: ProductFile.headerWithStore, "--replace=all")
        let left = ["S1|A1|10", "S2|A2|10"]
        #expect(
            try workspace.query("SELECT store_id, product_id, count(*) FROM forecast GROUP BY 1, 2 ORDER BY 1, 2")
                == left)
        #expect(
            try workspace.query(
                """
                SELECT store_id, product_id, count(*) FROM forecast_by_scenario WHERE scenario = 'kept'
                GROUP BY 1, 2 ORDER BY 1, 2
                """) == left)
        #expect(try workspace.query("SELECT count(*) FROM projection") == ["4"])
        #expect(
            try workspace.query("SELECT store_id, stockout_date FROM stockout ORDER BY 1") == [
                "S1|2024-01-05", "S2|2024-01-01",
            ])
        #expect(try workspace.succeed("forecast").hasPrefix("3 series, 3 stock-outs"))
    }
}
