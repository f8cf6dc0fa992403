import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct InventoryReaderTests {
    @Test func partitionsHaveTheSeriesOfTheirRange() throws {
        var generator = SeededGenerator("inventory reader")
        let fixture = try StoreFixture()
        var rows: [StoreFixture.Row] = []
        for store in 1...6 {
            for product in 1...25 where Bool.random(using: &generator) {
                rows.append(.init(store: "S\(store)", product: "P\(product)", position: .random(using: &generator)))
            }
        }
        try fixture.importing([rows])
        let stored = try plainInventory(fixture)
        #expect(stored.count == rows.count)
        for _ in 0..<80 {
            let first = Int32.random(in: 1...7, using: &generator)
            // One store that is cut up, or several as a whole: that is all that a partition may be.
            let isCut = Bool.random(using: &generator)
            let stores = first...(isCut ? first : Int32.random(in: first...8, using: &generator))
            let lowest = isCut ? Int32.random(in: 1...25, using: &generator) : 1
            let products = lowest...(isCut ? Int32.random(in: lowest...27, using: &generator) : 27)
            let selected =
                Bool.random(using: &generator)
                ? nil : (Int32(1)...27).filter { _ in Bool.random(using: &generator) }
            let partition = Partition(stores: stores, products: products, selectedProducts: selected)
            let found = try positions(of: partition, in: fixture)
            let expected = stored.filter { key, _ in
                stores.contains(key.store) && products.contains(key.product)
                    && selected?.contains(key.product) != false
            }
            #expect(found.map(\.0) == expected.map(\.0))
            #expect(found.map(\.1) == expected.map(\.1))
        }
    }

    private func positions(of partition: Partition, in fixture: StoreFixture) throws -> [(SeriesKey, StockPosition)] {
        try fixture.database.read { (snapshot) throws in
            var found: [(SeriesKey, StockPosition)] = []
            try snapshot.forEachPosition(in: partition) { found.append(($0, $1)) }
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

    @Test func sizesAndIdentifiers() throws {
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
            #expect(try snapshot.identifiers(of: SeriesKey(store: 9, product: 9)) == ("", ""))
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
