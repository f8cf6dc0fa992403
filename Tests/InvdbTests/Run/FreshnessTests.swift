import TestSupport
import Testing

/// Results that are older than the inventory they came from: which stores a forecast names.
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
}
