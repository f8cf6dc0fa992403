import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct InventoryReaderTests {
    @Test func rangesHaveTheSeriesBetweenTheirEnds() throws {
        var generator = SeededGenerator("inventory reader")
        let fixture = try StoreFixture()
        var rows: [StoreFixture.Row] = []
        for store in 1...9 {
            for product in 1...29 where Bool.random(using: &generator) {
                rows.append(.init(store: "S\(store)", product: "P\(product)", position: .random(using: &generator)))
            }
        }
        try fixture.importing([rows])
        let stored = try plainInventory(fixture)
        #expect(stored.count == rows.count)
        for _ in 0..<80 {
            // Ranges that may begin and end anywhere, in ascending order.
            let ends: [Int] = (0..<6).map { _ in
                let store = Int32.random(in: 1...10, using: &generator)
                return SeriesKey(store: store, product: Int32.random(in: 0...30, using: &generator)).rowID
            }.sorted()
            let ranges: [ClosedRange<Int>] = [0, 2, 4].map { ends[$0]...max(ends[$0], ends[$0 + 1] - 1) }
            guard ends[1] < ends[2], ends[3] < ends[4] else { continue }
            let found = try positions(in: ranges, of: fixture)
            let expected = stored.filter { key, _ in ranges.contains { $0.contains(key.rowID) } }
            #expect(found.map(\.0) == expected.map(\.0))
            #expect(found.map(\.1) == expected.map(\.1))
        }
    }

    private func positions(
        in ranges: [ClosedRange<Int>], of fixture: StoreFixture
    ) throws -> [(SeriesKey, StockPosition)] {
        try fixture.database.read { (snapshot) throws in
            var found: [(SeriesKey, StockPosition)] = []
            try snapshot.forEachPosition(in: ranges) { found.append(($0, $1)) }
            return found
        }
    }

    private func plainInventory(_ fixture: StoreFixture) throws -> [(SeriesKey, StockPosition)] {
        try fixture.database.read { (snapshot) throws in
            try Row.fetchAll(snapshot.db, sql: "SELECT * FROM inventory ORDER BY store_key, product_key").map { row in
                (
                    SeriesKey(store: row["store_key"], product: row["product_key"]),
                    StockPosition(
                        startDay: row["start_day"], onHand: row["on_hand"], salesRate: row["sales_rate"],
                        restockingRate: row["restocking_rate"], durationDays: row["duration_days"],
                        frequency: row["forecast_frequency"])
                )
            }
        }
    }

    @Test("Stores are listed with their series, and identifiers by their keys")
    func sizesAndIdentifiers() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.database.read { try $0.greatestProductKey() } == 0)
        #expect(try fixture.database.read { try $0.storeSizes() }.isEmpty)
        try fixture.importing([
            [.init(store: "B", product: "x")], [.init(store: "A", product: "y"), .init(store: "A", product: "é")],
        ])
        try fixture.database.read { (snapshot) throws in
            #expect(
                try snapshot.storeSizes()
                    == [StoreSize(key: 1, seriesCount: 1), StoreSize(key: 2, seriesCount: 2)])
            #expect(try snapshot.greatestProductKey() == 3)
            #expect(try snapshot.identifiers(of: SeriesKey(store: 2, product: 3)) == ("A", "é"))
            #expect(throws: DatabaseError.self) { try snapshot.identifiers(of: SeriesKey(store: 9, product: 9)) }
        }
    }

    @Test func identifiersKeepTheirKeysOverGaps() throws {
        let fixture = try StoreFixture()
        try fixture.importing([(1...5).map { .init(store: "S\($0)", product: "P") }])
        try fixture.importing([[.init(store: "S2", product: "P"), .init(store: "S5", product: "P")]], replaces: true)
        var stores = try fixture.database.read { try $0.storeIdentifiers() }
        #expect(stores.identifier(of: 2) == "S2")
        #expect(stores.identifier(of: 5) == "S5")
        for (name, key) in [("S1", nil), ("S2", 2), ("S3", nil), ("S5", 5)] as [(String, Int32?)] {
            #expect(Array(name.utf8).withUnsafeBufferPointer { stores.key(of: $0) } == key)
        }
    }
}
