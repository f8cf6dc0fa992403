import GRDB
import TestSupport
import Testing

@testable import InventoryStore

/// The keys that are packed in Swift, taken apart by the columns of the tables.
@Suite struct GeneratedKeysTests {
    private struct Parts: Hashable {
        var scenario: Int
        var store: Int32
        var product: Int32
        var number: Int

        var stretchKey: Int {
            StretchKey.rowID(
                scenario: scenario, series: SeriesKey(store: store, product: product), number: number)
        }

        /// The order that the keys have to be in.
        var inOrder: [Int] { [scenario, Int(store), Int(product), number] }
    }

    private func parts(_ generator: inout SeededGenerator) -> [Parts] {
        var parts = Set<Parts>()
        for scenario in [0, 1, 62] {
            for store in [1, 2, SeriesKey.greatestStore] {
                for product in [1, 2, SeriesKey.greatestProduct] {
                    for number in [0, 1, StretchKey.numberLimit - 1] {
                        parts.insert(Parts(scenario: scenario, store: store, product: product, number: number))
                    }
                }
            }
        }
        for _ in 0..<500 {
            parts.insert(
                Parts(
                    scenario: Int.random(in: 0...62, using: &generator),
                    store: Int32.random(in: 1...SeriesKey.greatestStore, using: &generator),
                    product: Int32.random(in: 1...SeriesKey.greatestProduct, using: &generator),
                    number: Int.random(in: 0..<StretchKey.numberLimit, using: &generator)))
        }
        return parts.shuffled(using: &generator)
    }

    @Test func theColumnsOfTheTablesTakeKeysApart() throws {
        var generator = SeededGenerator("generated keys")
        let parts = parts(&generator)
        #expect(StretchKey.greatestScenario == 62)
        let fixture = try StoreFixture()
        try fixture.database.write(.importInto) { transaction in
            let db = transaction.db
            // The parts need no stores and products of their own here.
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            for part in parts {
                try db.execute(
                    sql: "INSERT INTO projection VALUES (?, 1, 2, 0, 0, 0, 1, 1, 0, NULL, 1, 0)",
                    arguments: [part.stretchKey])
                try db.execute(
                    sql: "INSERT OR IGNORE INTO inventory VALUES (?, 1, 0, 0, 0, 1, 1, 1, 1)",
                    arguments: [SeriesKey(store: part.store, product: part.product).rowID])
            }
            let stretches = try Row.fetchAll(
                db,
                sql: """
                    SELECT scenario_id, store_key, product_key, stretch_key & 8191 AS number
                    FROM projection ORDER BY stretch_key
                    """
            ).map { row in [row["scenario_id"], row["store_key"], row["product_key"], row["number"]] as [Int] }
            let ordered = parts.map(\.inOrder).sorted { $0.lexicographicallyPrecedes($1) }
            #expect(stretches == ordered)
            let series = try Row.fetchAll(
                db, sql: "SELECT store_key, product_key FROM inventory ORDER BY series_key"
            ).map { row in [row["store_key"], row["product_key"]] as [Int] }
            #expect(
                series
                    == Set(ordered.map { Array($0[1...2]) }).sorted { $0.lexicographicallyPrecedes($1) })
            return .rollback(())
        }
    }

    @Test func theKeysOfTheLastScenarioAreStillIntegers() {
        let last = StretchKey.range(scenario: 62)
        #expect(last.lowerBound > 0 && last.upperBound < .max)
        // The view compares with the beginning of the next scenario, which has to be one as well.
        #expect(last.upperBound + 1 == 63 << 57)
    }
}
