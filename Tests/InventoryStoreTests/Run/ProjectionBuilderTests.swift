import Forecasting
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct StretchChunkTests {
    private let stretch = Stretch(
        firstDay: 1, lastDay: 2, openingLevel: 3, sales: 1, restocking: 1, period: 1, frequency: 1, phase: 0,
        stockoutDay: nil)

    @Test func stretchesOfASeriesAreNumbered() throws {
        let images = ProjectionBuilder(scenarioID: 3, runID: 1)
        for product: Int32 in [4, 4, 4, 5] { try images.append(SeriesKey(store: 1, product: product), stretch) }
        images.finish()
        #expect(images.stretchCount == 4)
        #expect(images.entries.isEmpty)
        #expect(images.images.map(\.rowCount) == [4])
    }

    @Test func moreThanAnImageHoldsMakesAnother() throws {
        let images = ProjectionBuilder(scenarioID: 0, runID: 1)
        var product: Int32 = 0
        while images.images.count < 2 {
            product += 1
            try images.append(SeriesKey(store: 1, product: product), stretch)
        }
        images.finish()
        #expect(images.images.reduce(0) { $0 + $1.rowCount } == Int(product))
    }

    @Test func aSeriesHasAsManyStretchesAsItsKeyHasRoomFor() throws {
        let images = ProjectionBuilder(scenarioID: 0, runID: 1)
        let key = SeriesKey(store: 1, product: 1)
        for _ in 0..<StretchKey.numberLimit { try images.append(key, stretch) }
        #expect(throws: StoreError(.tooManyStretches(limit: StretchKey.numberLimit))) {
            try images.append(key, stretch)
        }
    }
}
