import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct ResultQueriesTests {
    private struct Result: Equatable {
        var key: SeriesKey
        var stretch: Stretch
    }

    /// A forecast of random series, in the baseline and another scenario.
    private func forecast(_ generator: inout SeededGenerator) throws -> StoreFixture {
        let fixture = try StoreFixture()
        try fixture.importing([
            (1...8).flatMap { store in
                (1...15).map {
                    StoreFixture.Row(
                        store: "Store \(store)", product: "Pé\($0)", position: .random(using: &generator))
                }
            }
        ])
        try fixture.forecasting()
        fixture.options = ProjectionOptions(durationDays: 20, ratesPer: .update)
        try fixture.forecasting(scenario: "promo")
        return fixture
    }

    private func filter(_ generator: inout SeededGenerator) -> ResultFilter {
        func day() -> Int? {
            Bool.random(using: &generator) ? nil : Int.random(in: 19_690...19_830, using: &generator)
        }
        func names(_ prefix: String, _ count: Int) -> [String] {
            Bool.random(using: &generator) ? [] : ["\(prefix)\(Int.random(in: 1...count, using: &generator))"]
        }
        return ResultFilter(
            scenario: Bool.random(using: &generator) ? Scenario.baseline : "promo",
            selection: SeriesSelection(stores: names("Store ", 8), products: names("Pé", 15)),
            firstDay: day(), lastDay: day())
    }

    @Test func stretchesOfAFilterAreThoseThatOverlapIt() throws {
        var generator = SeededGenerator("stretches")
        let fixture = try forecast(&generator)
        var found = 0
        for _ in 0..<100 {
            let filter = filter(&generator)
            let results = try fixture.database.read { snapshot in
                var results: [Result] = []
                try snapshot.forEachStretch(filter) { results.append(Result(key: $0, stretch: $1)) }
                return results
            }
            #expect(try results == plainResults(filter, fixture))
            found += results.count
        }
        #expect(found > 100)
    }

    /// The same by reading everything and looking at it.
    private func plainResults(_ filter: ResultFilter, _ fixture: StoreFixture) throws -> [Result] {
        try fixture.database.read { snapshot in
            try Row.fetchAll(
                snapshot.db,
                sql: """
                    SELECT * FROM projection JOIN scenario USING (scenario_id) JOIN store USING (store_key)
                    JOIN product USING (product_key) ORDER BY store_key, product_key, first_day
                    """
            ).filter { row in
                row["name"] == filter.scenario
                    && (filter.selection.stores.isEmpty || filter.selection.stores.contains(row["store_id"]))
                    && (filter.selection.products.isEmpty || filter.selection.products.contains(row["product_id"]))
                    && row["first_day"] <= filter.lastDay ?? .max && row["last_day"] >= filter.firstDay ?? .min
            }.map { row in
                Result(
                    key: SeriesKey(store: row["store_key"], product: row["product_key"]),
                    stretch: Stretch(
                        firstDay: row["first_day"], lastDay: row["last_day"], openingLevel: row["opening_level"],
                        sales: row["sales"], restocking: row["restocking"], period: row["period"],
                        frequency: row["frequency"], phase: row["phase"], stockoutDay: row["stockout_day"]))
            }
        }
    }

    @Test func stockoutsAreThoseOfTheView() throws {
        var generator = SeededGenerator("stock-outs")
        let fixture = try forecast(&generator)
        var found = 0
        for _ in 0..<100 {
            let filter = filter(&generator)
            let stockouts = try fixture.database.read { snapshot in
                var stockouts: [Stockout] = []
                try snapshot.forEachStockout(filter) { stockouts.append($0) }
                return stockouts
            }
            let rows = try fixture.rows(
                """
                SELECT view.store_id, view.product_id, day, inventory_level, sales, restocking
                FROM stockout_by_scenario AS view JOIN calendar ON date = stockout_date
                JOIN store USING (store_id) JOIN product USING (product_id)
                WHERE scenario = '\(filter.scenario)' ORDER BY day, store_key, product_key
                """
            ).map { row in
                Stockout(
                    storeID: try #require(String.fromDatabaseValue(row[0])),
                    productID: try #require(String.fromDatabaseValue(row[1])),
                    day: try #require(Int.fromDatabaseValue(row[2])),
                    level: try #require(Double.fromDatabaseValue(row[3])),
                    sales: try #require(Double.fromDatabaseValue(row[4])),
                    restocking: try #require(Double.fromDatabaseValue(row[5])))
            }
            let expected = rows.filter {
                (filter.selection.stores.isEmpty || filter.selection.stores.contains($0.storeID))
                    && (filter.selection.products.isEmpty || filter.selection.products.contains($0.productID))
                    && $0.day >= filter.firstDay ?? .min && $0.day <= filter.lastDay ?? .max
            }
            #expect(stockouts == expected)
            found += stockouts.count
        }
        #expect(found > 50)
    }

    @Test("An unknown scenario, store or product is an error of its own kind")
    func unknownNames() throws {
        var generator = SeededGenerator("unknown names")
        let fixture = try forecast(&generator)
        for filter in [
            ResultFilter(scenario: "nope"), ResultFilter(selection: SeriesSelection(stores: ["nope"])),
            ResultFilter(selection: SeriesSelection(products: ["nope*"])),
        ] {
            let kinds = [
                #expect(throws: StoreError.self) {
                    try fixture.database.read { try $0.forEachStretch(filter) { _, _ in } }
                },
                #expect(throws: StoreError.self) {
                    try fixture.database.read { try $0.forEachStockout(filter) { _ in } }
                },
                #expect(throws: StoreError.self) {
                    try fixture.database.read { try $0.forEachSeriesDetail(filter) { _ in } }
                },
            ].map { $0?.kind }
            #expect(kinds == Array(repeating: .unknownName, count: 3))
        }
    }
}
