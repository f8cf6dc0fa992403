import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct StatisticsTests {
    private static let written = [
        "store|sqlite_autoindex_store_1", "product|sqlite_autoindex_product_1", "calendar|sqlite_autoindex_calendar_1",
        "inventory|", "projection|", "projection|projection_stockout",
    ]

    /// The numbers of each index: rows, and then the average number of rows for each prefix of its key.
    private func statistics(_ fixture: StoreFixture) throws -> [String: [Int]] {
        var statistics: [String: [Int]] = [:]
        for line in try fixture.lines("SELECT tbl, coalesce(idx, ''), stat FROM sqlite_stat1") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            statistics[parts[0] + "|" + parts[1]] = parts[2].split(separator: " ").compactMap { Int($0) }
        }
        return statistics.filter { Self.written.contains($0.key) }
    }

    /// Compares what is in the file with what ANALYZE says, and puts it back.
    private func check(_ fixture: StoreFixture) throws {
        let written = try statistics(fixture)
        try fixture.database.write(.importInto) { transaction in
            try transaction.db.execute(sql: "ANALYZE")
            return .commit(())
        }
        let analyzed = try statistics(fixture)
        #expect(written.keys.sorted() == analyzed.keys.sorted())
        for (index, numbers) in analyzed {
            let ours = try #require(written[index])
            #expect(ours.count == numbers.count, "\(index)")
            #expect(ours.first == numbers.first, "\(index)")
            if index == "projection|projection_stockout" {
                // Ours takes it that something runs out on every day, in every store.
                for (our, its) in zip(ours, numbers) {
                    #expect(our <= its && its <= 2 * our + 2, "\(index): \(ours), \(numbers)")
                }
            } else {
                // SQLite rounds an average between 1 and 1.1 down, others up.
                for (our, its) in zip(ours, numbers) { #expect(abs(our - its) <= 1, "\(index): \(ours), \(numbers)") }
            }
        }
    }

    @Test("The statistics are those that ANALYZE computes")
    func areWhatAnalyzeComputes() throws {
        var generator = SeededGenerator("statistics")
        let fixture = try StoreFixture()
        try check(fixture)
        // All stores have all products, as the averages of the projection take for granted.
        let rows = (1...12).flatMap { store in
            (1...90).map { product -> StoreFixture.Row in
                var row = StoreFixture.Row(
                    store: "S\(store)", product: "P\(product)", position: .random(using: &generator))
                row.position.durationDays += 1
                return row
            }
        }
        try fixture.importing([rows])
        try check(fixture)
        fixture.options.lostSales = false
        try fixture.forecasting()
        #expect(try #require(try statistics(fixture)["projection|projection_stockout"]).count == 3)
        try check(fixture)
        try fixture.forecasting(scenario: "promo")
        #expect(try statistics(fixture)["projection|"]?.first == 2 * 1080)
        try check(fixture)
        _ = try fixture.database.write(.saveScenario) {
            .commit(try $0.saveBaseline(as: "copy", createdAt: "2024-01-01T00:00:00Z"))
        }
        try check(fixture)
        try fixture.database.write(.deleteScenario) { .commit(try $0.deleteScenario("promo")) }
        try check(fixture)
        try fixture.importing([Array(rows.prefix(90 * 5))], replaces: true)
        #expect(try statistics(fixture)["inventory|"] == [450])
        try check(fixture)
    }

    @Test("Several stretches a series are counted")
    func countSeveralStretchesASeries() throws {
        var generator = SeededGenerator("statistics of stretches")
        let fixture = try StoreFixture()
        fixture.options.lostSales = true
        try fixture.importing([
            (1...300).map { product in
                var row = StoreFixture.Row(store: "S", product: "P\(product)", position: .random(using: &generator))
                row.position.durationDays += 1
                return row
            }
        ])
        try fixture.forecasting()
        let stretches = try #require(try fixture.number("SELECT count(*) FROM projection"))
        #expect(stretches > 300)
        #expect(try statistics(fixture)["projection|"]?.first == stretches)
        try check(fixture)
    }

    @Test("The planner uses the statistics that were written")
    func thePlannerReadsThem() throws {
        let fixture = try StoreFixture()
        try fixture.importing([(0..<2000).map { .init(store: "S\($0 % 10)", product: "P\($0 / 10)") }])
        try fixture.forecasting()
        let plan = try fixture.lines("EXPLAIN QUERY PLAN SELECT * FROM forecast WHERE product_id = 'P7'")
        #expect(plan.contains { $0.contains("SEARCH projection USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)") })
        #expect(!plan.contains { $0.contains("SCAN projection") })
    }
}
