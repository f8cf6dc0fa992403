import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct StoredRateTests {
    /// Rates as files have them, as weeks make them, and of any bits.
    private func rates(_ generator: inout SeededGenerator) -> [Double] {
        let fixed = [0, 0.01, 0.005, 1, 9.2, 30.65, 1e12, 1e12 - 0.01, 1 / 3.0, 5e-324, 0.1 + 0.2, 1.005]
        let random = (0..<2_000).flatMap { _ -> [Double] in
            let whole = Int.random(in: 0...1 << 40, using: &generator) >> Int.random(in: 0...40, using: &generator)
            return [
                Double(whole) / 100, Double(whole) / 10_000, Double(whole) / 7, Double(whole) / 100 * 1.1,
                Double.random(in: 0...1e12, using: &generator),
            ]
        }
        return fixed + random
    }

    @Test func aRateComesBackAsItWas() throws {
        var generator = SeededGenerator("stored rates")
        let rates = rates(&generator)
        let fixture = try StoreFixture()
        let found = try fixture.database.write(.importInto) { transaction in
            let db = transaction.db
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            let rows = rates.enumerated().map { index, rate in
                InventoryRow(
                    key: SeriesKey(store: 1, product: Int32(index + 1)),
                    position: StockPosition(
                        startDay: 20_000, onHand: 1, salesRate: rate, restockingRate: rate, durationDays: 1,
                        frequency: 1),
                    importID: 1, line: 1)
            }
            try transaction.batches(like: InventoryTable.name).insert(
                InventoryTable.image(of: rows), into: InventoryTable.name)
            return .rollback(
                try Row.fetchAll(db, sql: "SELECT sales_rate, restocking_rate FROM inventory ORDER BY series_key"))
        }
        #expect(found.count == rates.count)
        for (row, rate) in zip(found, rates) {
            #expect(row["sales_rate"] as Double == rate && row["restocking_rate"] as Double == rate)
            #expect(StoredRate.rate(of: StoredRate.stored(rate)).bitPattern == rate.bitPattern)
        }
    }

    /// Then SQLite keeps it in as few bytes as a whole number needs.
    @Test(arguments: [(30.65, 3_065.0), (0.01, 1), (9.2, 920), (0, 0), (1e12, 1e14), (4, 400)])
    func hundredthsAreWholeNumbers(_ rate: Double, _ stored: Double) {
        #expect(StoredRate.stored(rate) == stored)
    }
}
