import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

/// A selection as ranges of keys, and the stock-outs of it in both ways that they are looked up.
@Suite struct SelectedPlacesTests {
    private static let storeCount = 7
    private static let productCount = 23

    /// Stores with gaps among their products, forecast in two scenarios.
    private func fixture(_ generator: inout SeededGenerator) throws -> StoreFixture {
        let fixture = try StoreFixture()
        var rows: [StoreFixture.Row] = []
        for store in 1...Self.storeCount {
            for product in 1...Self.productCount where Int.random(in: 0..<4, using: &generator) > 0 {
                rows.append(.init(store: "S\(store)", product: "P\(product)", position: .random(using: &generator)))
            }
        }
        // Every name exists, whatever was left out.
        for store in 1...Self.storeCount { rows.append(.init(store: "S\(store)", product: "all of them")) }
        for product in 1...Self.productCount { rows.append(.init(store: "a store", product: "P\(product)")) }
        try fixture.importing([rows])
        try fixture.forecasting()
        fixture.options = ProjectionOptions(durationDays: 40)
        try fixture.forecasting(scenario: "promo")
        return fixture
    }

    private func selection(_ generator: inout SeededGenerator) -> SeriesSelection {
        func names(_ prefix: String, _ count: Int) -> [String] {
            if Int.random(in: 0..<3, using: &generator) == 0 { return [] }
            let some = (1...count).filter { _ in Bool.random(using: &generator) }.map { "\(prefix)\($0)" }
            return some.isEmpty ? ["\(prefix)1"] : some
        }
        return SeriesSelection(stores: names("S", Self.storeCount), products: names("P", Self.productCount))
    }

    private func isSelected(_ store: String, _ product: String, _ selection: SeriesSelection) -> Bool {
        (selection.stores.isEmpty || selection.stores.contains(store))
            && (selection.products.isEmpty || selection.products.contains(product))
    }

    @Test func rangesHaveTheSelectedSeriesAndNoOthers() throws {
        var generator = SeededGenerator("ranges of a selection")
        let fixture = try fixture(&generator)
        try fixture.database.read { (snapshot) throws in
            let series = try Row.fetchAll(
                snapshot.db,
                sql: """
                    SELECT series_key, store_id, product_id FROM inventory JOIN store USING (store_key)
                    JOIN product USING (product_key) ORDER BY series_key
                    """)
            for _ in 0..<150 {
                let selection = selection(&generator)
                let ranges = Array(try snapshot.ranges(of: selection))
                let found = ranges.flatMap { range in
                    series.map { $0["series_key"] as Int }.filter(range.contains)
                }
                let expected = series.filter { isSelected($0["store_id"], $0["product_id"], selection) }
                    .map { $0["series_key"] as Int }
                #expect(found == expected, "\(selection)")
                for (range, next) in zip(ranges, ranges.dropFirst()) {
                    #expect(range.upperBound < next.lowerBound, "\(selection)")
                }
            }
            let everything = Array(try snapshot.ranges(of: .all))
            #expect(everything == [0...SeriesKey.greatest.rowID])
        }
    }

    @Test func stockoutsAreTheSameInBothWays() throws {
        var generator = SeededGenerator("both ways")
        let fixture = try fixture(&generator)
        let all = try fixture.database.read { snapshot in
            try Dictionary(
                uniqueKeysWithValues: ["baseline", "promo"].map { scenario in
                    (scenario, try stockouts(ResultFilter(scenario: scenario), snapshot).found)
                })
        }
        var ways: [String: Int] = [:]
        var found = 0
        for _ in 0..<120 {
            var filter = ResultFilter(
                scenario: Bool.random(using: &generator) ? "baseline" : "promo", selection: selection(&generator),
                firstDay: Bool.random(using: &generator) ? nil : Int.random(in: 19_690...19_780, using: &generator),
                lastDay: Bool.random(using: &generator) ? nil : Int.random(in: 19_720...19_830, using: &generator))
            let expected = (all[filter.scenario] ?? []).filter {
                isSelected($0.storeID, $0.productID, filter.selection)
                    && $0.day >= filter.firstDay ?? .min && $0.day <= filter.lastDay ?? .max
            }
            // Place by place, by the index of days, and whichever the number of places leads to.
            for limit in [Int.max, 1, Int.random(in: 2...40, using: &generator), 10_000] {
                filter.placeLimit = limit
                let (way, stockouts) = try fixture.database.read { try self.stockouts(filter, $0) }
                #expect(stockouts == expected, "\(filter)")
                ways[way, default: 0] += 1
                if !filter.selection.products.isEmpty {
                    if limit == .max || limit == 10_000 { #expect(way == "places", "\(filter)") }
                    if limit == 1 { #expect(way == "days", "\(filter)") }
                }
                found += stockouts.count
            }
        }
        #expect(found > 1_000)
        #expect(ways["places"] ?? 0 > 50 && ways["days"] ?? 0 > 50)
    }

    /// The limit is reached by the places themselves: one fewer, and each is looked up.
    @Test("Above the limit of places, stock-outs are read from the index of days")
    func theWayChangesAtTheLimit() throws {
        let fixture = try StoreFixture()
        try fixture.importing([
            (1...4).flatMap { store in
                (1...9).map { StoreFixture.Row(store: "S\(store)", product: "P\($0)") }
            }
        ])
        try fixture.forecasting()
        // Products 1 and 2 are one range in a store, 5 and 9 one each.
        var filter = ResultFilter(selection: SeriesSelection(products: ["P1", "P2", "P5", "P9"]))
        for (limit, expected) in [(11, "days"), (12, "days"), (13, "places")] {
            filter.placeLimit = limit
            #expect(try fixture.database.read { try self.stockouts(filter, $0) }.way == expected, "\(limit)")
        }
        #expect(ResultFilter().placeLimit == 10_000)
    }

    /// The stock-outs of a filter, and which way they are looked up.
    private func stockouts(_ filter: ResultFilter, _ snapshot: Snapshot) throws -> (way: String, found: [Stockout]) {
        var found: [Stockout] = []
        try snapshot.forEachStockout(filter) { found.append($0) }
        let way = try snapshot.condition(filter, of: .projection).0.hasPrefix("json_each") ? "places" : "days"
        return (way, found)
    }
}
