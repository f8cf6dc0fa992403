import Forecasting
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct ProjectionBatchTests {
    @Test func givesBackWhatWasAppendedHoweverOftenItGrows() {
        var generator = SeededGenerator("projection batch")
        let batch = ProjectionBatch(capacity: 1)
        var expected: [(key: SeriesKey, stretch: Stretch)] = []
        for _ in 0..<1000 {
            func day() -> Int { Int.random(in: CivilDate.dayNumbers, using: &generator) }
            func quantity() -> Double { Double.random(in: -1e12...1e12, using: &generator) }
            let stretch = Stretch(
                firstDay: day(), lastDay: day(), openingLevel: quantity(), sales: quantity(), restocking: quantity(),
                period: Int.random(in: 1...36_525, using: &generator),
                frequency: Int.random(in: 1...36_525, using: &generator),
                phase: Int.random(in: 0...36_525, using: &generator),
                stockoutDay: Bool.random(using: &generator) ? day() : nil)
            let key = SeriesKey(
                store: Int32.random(in: 1 ... .max, using: &generator),
                product: Int32.random(in: 1 ... .max, using: &generator))
            batch.append(key, stretch)
            expected.append((key, stretch))
        }
        #expect(batch.count == 1000)
        #expect((0..<1000).map(batch.key) == expected.map(\.key))
        #expect((0..<1000).map(batch.stretch) == expected.map(\.stretch))
    }
}
