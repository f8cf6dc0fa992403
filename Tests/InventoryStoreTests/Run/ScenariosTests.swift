import TestSupport
import Testing

@testable import InventoryStore

@Suite struct ScenariosTests {
    private func forecast() throws -> StoreFixture {
        var generator = SeededGenerator("scenarios")
        let fixture = try StoreFixture()
        try fixture.importing([
            (1...40).map { index in
                var row = StoreFixture.Row(
                    store: "S\(index % 4)", product: "P\(index)", position: .random(using: &generator))
                row.position.durationDays += 1
                return row
            }
        ])
        try fixture.forecasting()
        return fixture
    }

    private func save(_ name: String, in fixture: StoreFixture) throws -> Int {
        try fixture.database.write(.saveScenario) { .commit(try $0.saveBaseline(as: name, createdAt: "2024-02-01")) }
    }

    private func results(_ fixture: StoreFixture, _ id: Int) throws -> [String] {
        try fixture.lines(
            """
            SELECT store_key, product_key, first_day, last_day, opening_level, sales, restocking, period, frequency,
                phase, stockout_day, run_id FROM projection WHERE scenario_id = \(id)
            """)
    }

    @Test func aCopyHasTheResultsAndKeepsThem() throws {
        let fixture = try forecast()
        let baseline = try results(fixture, 0)
        #expect(try save("before", in: fixture) == 40)
        #expect(try results(fixture, 1) == baseline)
        #expect(
            try fixture.lines("SELECT stretch_count FROM scenario") == ["\(baseline.count)", "\(baseline.count)"])
        fixture.options.durationDays = 3
        try fixture.forecasting()
        #expect(try results(fixture, 0) != baseline)
        #expect(try results(fixture, 1) == baseline)
    }

    @Test("A name that is taken, and a baseline without results, can't be saved")
    func namesThatAreTakenAndNothingToSave() throws {
        let empty = try StoreFixture()
        let nothing = #expect(throws: StoreError.self) { _ = try save("a", in: empty) }
        #expect(nothing?.cause == .noResultsToSave)
        // It left no scenario behind.
        #expect(try empty.lines("SELECT name FROM scenario ORDER BY scenario_id") == ["baseline"])

        let fixture = try forecast()
        _ = try save("a", in: fixture)
        let taken = #expect(throws: StoreError.self) { _ = try save("a", in: fixture) }
        #expect(taken?.cause == .scenarioExists("a"))
        let itself = #expect(throws: StoreError.self) { _ = try save("baseline", in: fixture) }
        #expect(itself?.cause == .nameOfTheBaseline)
        #expect(try fixture.lines("SELECT name FROM scenario ORDER BY scenario_id") == ["baseline", "a"])
    }

    @Test func deletingRemovesResultsAndKeepsTheLog() throws {
        let fixture = try forecast()
        try fixture.forecasting(scenario: "promo")
        _ = try save("copy", in: fixture)
        let baseline = try results(fixture, 0)
        let copy = try results(fixture, 2)
        try fixture.database.write(.deleteScenario) { .commit(try $0.deleteScenario("promo")) }
        #expect(try fixture.lines("SELECT scenario_id, name FROM scenario ORDER BY 1") == ["0|baseline", "2|copy"])
        #expect(try results(fixture, 0) == baseline)
        #expect(try results(fixture, 1).isEmpty)
        #expect(try results(fixture, 2) == copy)
        #expect(try fixture.lines("SELECT DISTINCT scenario_id FROM store_result") == ["0", "2"])
        #expect(try fixture.lines("SELECT scenario FROM run ORDER BY run_id") == ["baseline", "promo"])
    }

    @Test func theBaselineAndUnknownNamesCannotBeDeleted() throws {
        let fixture = try forecast()
        let before = try results(fixture, 0)
        let baseline = #expect(throws: StoreError.self) {
            try fixture.database.write(.deleteScenario) { .commit(try $0.deleteScenario("baseline")) }
        }
        #expect(baseline?.cause == .baselineStays)
        let unknown = #expect(throws: StoreError.self) {
            try fixture.database.write(.deleteScenario) { .commit(try $0.deleteScenario("nope")) }
        }
        #expect(unknown?.kind == .unknownName)
        #expect(try results(fixture, 0) == before)
    }

    @Test func theListCountsSeriesAndStockouts() throws {
        let fixture = try forecast()
        try fixture.forecasting(SeriesSelection(stores: ["S1"]), scenario: "promo")
        let stockouts = try fixture.lines("SELECT count(stockout_day) FROM projection GROUP BY scenario_id")
        let scenarios = try fixture.database.read { try $0.scenarios() }
        #expect(scenarios.map(\.name) == ["baseline", "promo"])
        #expect(scenarios.map(\.seriesCount) == [40, 10])
        #expect(scenarios.map { "\($0.stockoutCount)" } == stockouts)
        #expect(scenarios.last?.createdAt == "2024-01-02T00:00:00Z")
    }

    @Test("A scenario has results after a forecast, and an unknown one is an error")
    func resultsThatThereAre() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.database.read { try $0.hasResults(in: "baseline") } == false)
        try fixture.importing([[.init(store: "S", product: "P")]])
        try fixture.forecasting()
        #expect(try fixture.database.read { try $0.hasResults(in: "baseline") })
        let unknown = #expect(throws: StoreError.self) {
            _ = try fixture.database.read { try $0.hasResults(in: "nope") }
        }
        #expect(unknown?.kind == .unknownName)
    }
}
