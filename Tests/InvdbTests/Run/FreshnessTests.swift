import TestSupport
import Testing

/// Results that are older than the inventory they came from: which stores a forecast names, and what those say that read them.
@Suite struct FreshnessTests {
    /// Three stores, forecast, of which S2 and T1 were then imported with another stock of A1 (and T1 of B1).
    private func changed() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        #expect(try staleStores(workspace.succeed("forecast")) == nil)
        try workspace.importRows([
            "S1,A1,2024-01-01,10,2,0,10,1", "S2,A1,2024-01-01,20,2,0,10,1", "T1,A1,2024-01-01,20,2,0,10,1",
            "T1,B1,2024-01-01,20,2,0,10,1",
        ])
        return workspace
    }

    /// What the summary of a forecast says of older results, or nil.
    private func staleStores(_ summary: String) -> String? {
        summary.split(separator: "\n").first { $0.hasPrefix("Older") }.map(String.init)
    }

    @Test func storesWithOlderResultsAreNamedUntilTheyAreForecast() throws {
        let workspace = try changed()
        #expect(
            staleStores(try workspace.succeed("forecast", "--store", "S1"))
                == "Older than their inventory are the results of 2 stores: S2, T1.")
        #expect(
            staleStores(try workspace.succeed("forecast", "--store", "S2"))
                == "Older than their inventory are the results of 1 store: T1.")
        #expect(staleStores(try workspace.succeed("forecast", "--store", "T1")) == nil)
        #expect(staleStores(try workspace.succeed("forecast", "--store", "S1")) == nil)
    }

    @Test func aForecastOfTheChangedProductsIsEnough() throws {
        let workspace = try changed()
        // In T1 another product has changed as well.
        #expect(
            staleStores(try workspace.succeed("forecast", "--product", "A1"))
                == "Older than their inventory are the results of 1 store: T1.")
        #expect(
            staleStores(try workspace.succeed("forecast", "--product", "A2"))
                == "Older than their inventory are the results of 1 store: T1.")
        #expect(staleStores(try workspace.succeed("forecast", "--product", "B*", "--store", "T1")) == nil)
    }

    @Test func aForecastOfEverythingRenewsAll() throws {
        #expect(staleStores(try changed().succeed("forecast", "--store", "all")) == nil)
    }

    @Test func anImportThatChangesNothingMakesNothingOlder() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.importRows(["S2,A1,2024-01-01,10,2,0,10,1"])
        #expect(staleStores(try workspace.succeed("forecast", "--store", "S1")) == nil)
    }

    @Test func eachScenarioHasAnAgeOfItsOwn() throws {
        let workspace = try changed()
        // A new scenario has nothing old in it; the copy of old results is as old as they are.
        #expect(staleStores(try workspace.succeed("forecast", "--scenario", "new", "--store", "S1")) == nil)
        try workspace.succeed("scenario", "save", "copy")
        try workspace.succeed("forecast")
        #expect(
            staleStores(try workspace.succeed("forecast", "--scenario", "copy", "--store", "S2"))
                == "Older than their inventory are the results of 1 store: T1.")
    }

    @Test func ofManyStoresTheFirstTenAreNamed() throws {
        let stores = (10...22).map { "S\($0)" }
        let workspace = try Workspace(rows: stores.map { "\($0),A,2024-01-01,10,2,0,10,1" })
        try workspace.succeed("forecast")
        try workspace.importRows(stores.map { "\($0),A,2024-01-01,11,2,0,10,1" })
        #expect(
            staleStores(try workspace.succeed("forecast", "--store", "S22"))
                == "Older than their inventory are the results of 12 stores: "
                + "S10, S11, S12, S13, S14, S15, S16, S17, S18, S19, ….")
    }

    // What those say that read results.

    private static let readers: [[String]] = [
        ["orders"], ["stockouts"], ["show", "A1"], ["diff", "baseline", "promo"], ["export", "forecast"],
        ["export", "stockout"], ["export", "orders"],
    ]

    private func planned() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan", "--lead-time", "1")
        try workspace.succeed("plan", "--lead-time", "2", "--scenario", "promo")
        return workspace
    }

    /// What a command says on standard error; with `--require-fresh` it has to fail with the same words.
    private func warnings(_ workspace: Workspace, _ command: [String]) throws -> String {
        let finished = try workspace.run(command)
        #expect(finished.status == 0 && finished.output != "", "\(command)")
        let strict = try workspace.run(command + ["--require-fresh"])
        #expect(strict.status == (finished.error == "" ? 0 : 1), "\(command)")
        if finished.error != "" {
            #expect(strict.output == "", "\(command)")
            let said = strict.error.replacing("invdb: ", with: "").split(separator: "\n")
            let warned = finished.error.replacing("invdb: ", with: "").split(separator: "\n")
            #expect(said == Array(warned.prefix(said.count)), "\(command)")
        }
        return finished.error
    }

    @Test("Each command that reads results says which stores have old ones", arguments: readers)
    func readersSayWhatIsOld(command: [String]) throws {
        let workspace = try planned()
        #expect(try warnings(workspace, command) == "")
        try workspace.importRows(["S2,A1,2024-01-01,20,2,0,10,1"])
        let sentence =
            "invdb: The results of store S2 are older than the stock, receipts, terms, calendar or sales that are stored now; "
        let renewed = try warnings(workspace, command)
        #expect(renewed.hasPrefix(sentence + "renew them with: invdb plan --store S2 --lead-time 1\n"))
        // Both scenarios of a comparison are old.
        #expect(renewed.hasSuffix("--scenario promo --lead-time 2\n") == (command[0] == "diff"))
        // Lists of other stores are as they should be.
        if command[0] != "diff" { #expect(try warnings(workspace, command + ["--store", "S1"]) == "") }
        try workspace.succeed("plan")
        try workspace.succeed("plan", "--scenario", "promo")
        #expect(try warnings(workspace, command) == "")
    }

    @Test("Receipts and terms make results old if they change something, names and last week's file don't")
    func whatMakesResultsOld() throws {
        let workspace = try planned()
        let receipts = ["S1,A1,2024-01-03,5", "S1,A1,2024-01-03,7", "S2,A1,2024-01-04,5"]
        func importReceipts(_ rows: [String]) throws {
            try workspace.importRows(rows, header: "store_id,product_id,receipt_date,quantity")
        }
        func states() throws -> [String] { try workspace.query("SELECT store_id, results FROM freshness ORDER BY 1") }
        let current = ["S1|current", "S2|current", "T1|current"]
        #expect(try states() == current)
        try importReceipts(receipts)
        #expect(try states() == ["S1|older", "S2|older", "T1|current"])
        try workspace.succeed("plan")
        try importReceipts(receipts.reversed())
        #expect(try states() == current)
        // The same units on the same day in other rows are other receipts, and so is another quantity.
        try importReceipts(["S1,A1,2024-01-03,6", "S1,A1,2024-01-03,6", receipts[2]])
        #expect(try states() == ["S1|older", "S2|current", "T1|current"])
        try workspace.succeed("plan")
        try workspace.importRows(["A1,Bolt"], header: "product_id,name")
        #expect(try states() == current)
        try workspace.importRows(["S2,A1,3"], header: "store_id,product_id,lead_time_days")
        #expect(try states() == ["S1|current", "S2|older", "T1|current"])
        #expect(
            try workspace.query(
                "SELECT scenario, store_id FROM freshness_by_scenario WHERE results = 'older' ORDER BY 1, 2")
                == ["baseline|S2", "promo|S1", "promo|S2"])
    }

    @Test("New stores and new series have no results yet")
    func withoutResults() throws {
        let workspace = try planned()
        try workspace.importRows(["N1,A1,2024-01-01,20,2,0,10,1", "S1,C1,2024-01-01,20,2,0,10,1"])
        #expect(
            try warnings(workspace, ["stockouts"]) == """
                invdb: store N1 has no results yet; make them with: invdb plan --store N1 --lead-time 1
                invdb: Some series of store S1 have no results yet; make them with: invdb plan --store S1 --lead-time 1

                """)
        #expect(
            try workspace.query("SELECT store_id, results FROM freshness WHERE results <> 'current'")
                == ["S1|incomplete", "N1|none"])
        #expect(
            try warnings(workspace, ["stockouts", "--product", "C1,A1", "--store", "S1"])
                == "invdb: Some series of store S1 have no results yet; make them with: invdb plan --store S1 --lead-time 1\n"
        )
        #expect(try warnings(workspace, ["stockouts", "--product", "A*", "--store", "S1,S2"]) == "")
        // What has no rate has no forecast either, and so lacks none.
        try workspace.succeed("plan")
        try workspace.importRows(
            ["S1,D1,2024-01-01,20"], header: "store_id,product_id,sell_start_date,initial_inventory")
        #expect(try warnings(workspace, ["stockouts"]) == "")
    }

    @Test("A plan that a forecast has removed is missed until it is made again")
    func lostPlan() throws {
        let workspace = try planned()
        try workspace.succeed("forecast", "--store", "S1,T1")
        let sentence = "invdb: A forecast has removed planned orders of "
        #expect(
            try warnings(workspace, ["orders"]) == sentence
                + "2 stores (S1, T1); plan anew with: invdb plan --store all --lead-time 1\n")
        // What runs out is known as before.
        #expect(try warnings(workspace, ["stockouts"]) == "")
        #expect(try workspace.query("SELECT store_id FROM freshness WHERE lost_plan ORDER BY 1") == ["S1", "T1"])
        // A plan of some products is not enough, as others have lost theirs; nor is another forecast a plan.
        try workspace.succeed("plan", "--store", "T1", "--product", "A1")
        try workspace.succeed("forecast", "--store", "S1")
        #expect(try workspace.query("SELECT store_id FROM freshness WHERE lost_plan ORDER BY 1") == ["S1", "T1"])
        try workspace.succeed("plan", "--store", "T1", "--product", "A2,B1")
        #expect(
            try warnings(workspace, ["orders"]) == sentence + "store S1; plan anew with: invdb plan --store S1\n")
        try workspace.succeed("plan", "--store", "S1")
        #expect(try warnings(workspace, ["orders"]) == "")
    }

    @Test("Old results are not shown below a new stock")
    func oldResultsAreLeftOut() throws {
        let workspace = try planned()
        try workspace.importRows(["S2,A1,2024-01-01,200,2,0,10,1"])
        let one = try workspace.run(["show", "A1", "--store", "S2"])
        #expect(
            one.output == """
                Product A1 in store S2
                on hand 200, sales 2, restocking 0 a day from 2024-01-01 (products.csv, line 2)
                Its results are older than its stock, receipts, terms, calendar or sales.

                """)
        let rows = try workspace.run(["show", "A1", "--format", "csv"]).lines
        #expect(rows.map { $0.hasSuffix(",2024-01-05") } == [false, true, false, true], "\(rows)")
        #expect(rows[2].hasSuffix(",0,,"))
        #expect(try workspace.run(["show", "A1"]).output.contains("outdated"))
        // Of other products of the store nothing is old.
        #expect(try workspace.run(["show", "A2", "--store", "S2"]).output.contains("Runs out on 2024-01-01."))
    }

    @Test("Series with sales that no estimate includes yet have no results")
    func salesWithoutEstimate() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory", rows: ["A,2024-03-01,5", "B,2024-03-01,5"])
        #expect(try workspace.query("SELECT results FROM freshness") == ["current"])
        try workspace.folder.write("date,product_id,quantity\n2024-02-01,A,3\n2024-02-09,A,3\n", to: "sales.csv")
        try workspace.succeed("import", "sales.csv", "--no-estimate")
        #expect(
            try workspace.query("SELECT results, product_key FROM series_freshness") == ["none|1"])
        #expect(try workspace.query("SELECT results FROM freshness") == ["none"])
        try workspace.succeed("forecast")
        #expect(try workspace.query("SELECT results FROM freshness") == ["current"])
    }
}
