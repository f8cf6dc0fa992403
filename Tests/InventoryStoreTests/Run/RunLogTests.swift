import TestSupport
import Testing

@testable import InventoryStore

@Suite struct RunLogTests {
    private func fixture() throws -> StoreFixture {
        let fixture = try StoreFixture()
        try fixture.importing([
            ["A", "B", "C"].flatMap { store in (1...3).map { .init(store: store, product: "P\($0)") } }
        ])
        return fixture
    }

    private func stale(_ fixture: StoreFixture, _ scenario: String = Scenario.baseline) throws -> [String] {
        try fixture.database.read { try $0.resultState(of: scenario).older }
    }

    private func change(_ store: String, _ product: String, to onHand: Double) -> StoreFixture.Row {
        var row = StoreFixture.Row(store: store, product: product)
        row.position.onHand = onHand
        return row
    }

    @Test func storesAreStaleUntilWhatChangedIsForecastAgain() throws {
        let fixture = try fixture()
        // Without results nothing is older than its inventory.
        #expect(try stale(fixture) == [])
        try fixture.forecasting()
        #expect(try stale(fixture) == [])
        // An import that changes nothing leaves all as it is.
        try fixture.importing([[.init(store: "A", product: "P1"), .init(store: "B", product: "P1")]])
        #expect(try stale(fixture) == [])
        try fixture.importing([[change("C", "P2", to: 1), change("B", "P1", to: 2), .init(store: "A", product: "P1")]])
        #expect(try stale(fixture) == ["B", "C"])
        // A forecast of another product of B does not help, one of the product that changed does.
        try fixture.forecasting(SeriesSelection(stores: ["B"], products: ["P3"]))
        #expect(try stale(fixture) == ["B", "C"])
        try fixture.forecasting(SeriesSelection(stores: ["B"], products: ["P1"]))
        #expect(try stale(fixture) == ["C"])
        try fixture.forecasting(SeriesSelection(stores: ["C"]))
        #expect(try stale(fixture) == [])
    }

    @Test func scenariosAreStaleOnTheirOwn() throws {
        let fixture = try fixture()
        try fixture.forecasting()
        try fixture.forecasting(SeriesSelection(stores: ["A"]), scenario: "promo")
        try fixture.importing([[change("A", "P1", to: 1), change("B", "P1", to: 1)]])
        // B has no results in the scenario that could be older.
        #expect(try stale(fixture, "promo") == ["A"])
        _ = try fixture.database.write(.saveScenario) {
            .commit(try $0.saveBaseline(as: "copy", createdAt: "2024-01-01T00:00:00Z"))
        }
        try fixture.forecasting()
        #expect(try stale(fixture) == [])
        #expect(try stale(fixture, "promo") == ["A"])
        #expect(try stale(fixture, "copy") == ["A", "B"])
    }

    @Test func aSeriesThatIsNewHasNoOldResults() throws {
        let fixture = try fixture()
        try fixture.forecasting()
        try fixture.importing([[.init(store: "A", product: "P4"), .init(store: "D", product: "P1")]])
        #expect(try stale(fixture) == [])
    }

    @Test func anUnknownScenarioIsNamed() throws {
        let fixture = try fixture()
        let error = #expect(throws: StoreError.self) { _ = try stale(fixture, "nope") }
        #expect(error?.kind == .unknownName)
        #expect(error?.cause == .unknownScenario("nope", known: ["baseline"]))
    }

    @Test func runsOfAScenario() throws {
        let fixture = try fixture()
        try fixture.forecasting()
        try fixture.forecasting(scenario: "promo")
        try fixture.forecasting(SeriesSelection(stores: ["A"]))
        let all = try fixture.database.read { try $0.runs() }
        #expect(all.map(\.id) == [1, 2, 3])
        #expect(all.map(\.scenario) == ["baseline", "promo", "baseline"])
        #expect(all.map(\.series) == [9, 9, 3])
        #expect(
            all.first
                == Run(
                    id: 1, startedAt: "2024-01-02T00:00:00Z", scenario: "baseline", options: "{}", series: 9,
                    stockouts: 9, seconds: 0.5, importID: 1, version: "1.2.3"))
        #expect(try fixture.database.read { try $0.runs(of: "promo") }.map(\.id) == [2])
        #expect(try fixture.database.read { try $0.runs(of: "nope") }.isEmpty)
    }
}
