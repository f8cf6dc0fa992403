import Foundation
import TestSupport
import Testing

/// `forecast --store … --product …`: which series a forecast refreshes, and that it leaves all others as they are.
@Suite struct ForecastSelectionTests {
    private static let everything = [
        "S1/A1", "S1/A2", "S1/B1", "S2/A1", "S2/A2", "S2/B1", "T1/A1", "T1/A2", "T1/B1",
    ]

    @Test(arguments: [
        ([], everything),
        (["--store", "all"], everything),
        (["--store", "*"], everything),
        (["--store", "S1"], ["S1/A1", "S1/A2", "S1/B1"]),
        (["--store", "S1,T1"], ["S1/A1", "S1/A2", "S1/B1", "T1/A1", "T1/A2", "T1/B1"]),
        (["--store", "T1", "--store", "S1"], ["S1/A1", "S1/A2", "S1/B1", "T1/A1", "T1/A2", "T1/B1"]),
        (["--store", "S*"], ["S1/A1", "S1/A2", "S1/B1", "S2/A1", "S2/A2", "S2/B1"]),
        (["--store", "*1"], ["S1/A1", "S1/A2", "S1/B1", "T1/A1", "T1/A2", "T1/B1"]),
        (["--product", "A1"], ["S1/A1", "S2/A1", "T1/A1"]),
        (["--product", "A*"], ["S1/A1", "S1/A2", "S2/A1", "S2/A2", "T1/A1", "T1/A2"]),
        (["--product", "A2,B1"], ["S1/A2", "S1/B1", "S2/A2", "S2/B1", "T1/A2", "T1/B1"]),
        (["--product", "A2", "--product", "B*"], ["S1/A2", "S1/B1", "S2/A2", "S2/B1", "T1/A2", "T1/B1"]),
        (["--store", "S*", "--product", "*1"], ["S1/A1", "S1/B1", "S2/A1", "S2/B1"]),
        (["--store", "T1", "--product", "A1"], ["T1/A1"]),
    ])
    func aForecastRefreshesWhatItNamesAndNothingElse(_ options: [String], _ refreshed: [String]) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast", "--store", "all")
        let before = Set(try workspace.results())
        let output = try workspace.succeed(["forecast", "--days", "20"] + options)
        #expect(output.hasPrefix("\(refreshed.count) series, "))

        // Run 2 has the series that were named, with the new horizon…
        let names = "store_id || '/' || product_id"
        let renewed = try workspace.query(
            """
            SELECT \(names) FROM projection JOIN store USING (store_key) JOIN product USING (product_key)
            WHERE run_id = 2 AND last_day - first_day = 19 ORDER BY 1
            """)
        #expect(renewed == refreshed)
        // …and what it has not is, to the last bit, what was there before.
        let others = try workspace.results(where: "run_id <> 2")
        #expect(others.count == Self.everything.count - refreshed.count)
        #expect(before.isSuperset(of: others))
        #expect(
            try workspace.query("SELECT \(names), count(*) FROM forecast GROUP BY 1 ORDER BY 1")
                == Self.everything.map { "\($0)|\(refreshed.contains($0) ? 20 : 10)" })
    }

    @Test func aFirstForecastOfOneStoreHasThatStoreOnly() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast", "--store", "S2")
        #expect(try workspace.query("SELECT DISTINCT store_id FROM forecast") == ["S2"])
        try workspace.succeed("forecast", "--store", "T1", "--product", "B1")
        #expect(
            try workspace.query("SELECT store_id, count(*) FROM forecast GROUP BY store_id ORDER BY 1")
                == ["S2|30", "T1|10"])
    }

    @Test func anIdentifierWithACommaIsFoundAsItIs() throws {
        let workspace = try Workspace(rows: [
            "\"S,1\",A,2024-01-01,10,2,0,10,1", "S,A,2024-01-01,10,2,0,10,1", "1,A,2024-01-01,10,2,0,10,1",
        ])
        try workspace.succeed("forecast", "--store", "S,1")
        #expect(try workspace.query("SELECT DISTINCT store_id FROM forecast") == ["S,1"])
        // One of several stores may be called all, and is named by its name alone.
        try workspace.importRows(["all,A,2024-01-01,10,2,0,10,1"])
        #expect(try workspace.succeed("forecast", "--store", "=all").hasPrefix("1 series, "))
        #expect(try workspace.succeed("forecast", "--store", "*").hasPrefix("4 series, "))
    }

    @Test(arguments: [
        (["--store", "S9"], "No store is called S9"),
        (["--store", "S1,S9"], "No store is called S9"),
        (["--store", "X*"], "No store is called X*"),
        (["--store", "s1"], "No store is called s1"),
        (["--product", "A9"], "No product is called A9"),
        (["--product", "A1", "--product", "*9"], "No product is called *9"),
        (["--store", "S1", "--product", "S1"], "No product is called S1"),
    ])
    func anUnknownNameIsToldAndChangesNothing(_ options: [String], _ message: String) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let before = try workspace.results()
        #expect(try workspace.fail(["forecast", "--days", "3"] + options).hasPrefix("invdb: \(message);"))
        #expect(try workspace.fail(["export", "forecast"] + options).hasPrefix("invdb: \(message);"))
        #expect(try workspace.fail(["stockouts"] + options).hasPrefix("invdb: \(message);"))
        #expect(try workspace.results() == before)
        #expect(try workspace.query("SELECT count(*) FROM run") == ["1"])
    }

    @Test func aStoreThatDoesNotHaveTheProductIsForecastWithoutIt() throws {
        let workspace = try Workspace(rows: ["S1,A,2024-01-01,10,2,0,10,1", "S2,B,2024-01-01,10,2,0,10,1"])
        #expect(
            try workspace.succeed("forecast", "--store", "S1", "--product", "B").hasPrefix("0 series, 0 stock-outs"))
        #expect(try workspace.query("SELECT count(*) FROM projection") == ["0"])
    }

    @Test func anEmptyDatabaseSaysWhatToDo() throws {
        let workspace = try Workspace(rows: [])
        #expect(try workspace.fail("forecast", "--store", "all").contains("import a product file first"))
        #expect(try workspace.fail("forecast", "--store", "S1").contains("import a product file first"))
        #expect(try workspace.fail("show", "A").contains("import a product file first"))
        #expect(try workspace.succeed("stockouts").contains("invdb forecast --store all"))
        #expect(try workspace.succeed("runs").contains("invdb forecast --store all"))
        let header = "store_id,product_id,update_date,inventory_level,sales,restocking\n"
        for (format, output) in [("csv", header), ("jsonl", "")] {
            let finished = try Command.invdb("export", "forecast", "--format", format, in: workspace.folder)
            #expect(finished.status == 0)
            #expect(finished.output == output)
            #expect(finished.error.contains("no results in baseline yet"))
        }
        #expect(try workspace.fail("scenario", "save", "kept").contains("invdb forecast --store all"))
    }
}
