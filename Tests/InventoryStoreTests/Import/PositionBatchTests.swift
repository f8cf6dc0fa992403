import Forecasting
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct PositionBatchTests {
    private func row(_ store: Int32, _ product: Int32, line: Int32 = 1) -> InventoryRow {
        InventoryRow(
            key: SeriesKey(store: store, product: product),
            position: StockPosition(
                startDay: -25_567, onHand: -1e12, salesRate: 0.1, restockingRate: 1e12, durationDays: 36_525,
                frequency: 7),
            importID: 3, line: line)
    }

    @Test func rowsComeBackAsTheyWere() {
        var batch = PositionBatch()
        batch.append(row(2, 3, line: 99))
        #expect(batch.count == 1)
        let found = batch.rows[0]
        #expect(found.key == SeriesKey(store: 2, product: 3))
        #expect(
            found.position.position
                == StockPosition(
                    startDay: -25_567, onHand: -1e12, salesRate: 0.1, restockingRate: 1e12, durationDays: 36_525,
                    frequency: 7))
        #expect([found.importID, found.line] == [3, 99])
        #expect(!batch.isFull)
    }

    @Test func ascendingKeys() {
        func ascends(_ keys: [(Int32, Int32)], after previous: SeriesKey = .lowest) -> Bool {
            var batch = PositionBatch()
            for key in keys { batch.append(row(key.0, key.1)) }
            return batch.ascends(after: previous)
        }
        #expect(ascends([]))
        #expect(ascends([(1, 1), (1, 2), (2, 1)]))
        #expect(!ascends([(1, 1), (1, 1)]))
        #expect(!ascends([(1, 2), (1, 1)]))
        #expect(!ascends([(2, 1), (1, 2)]))
        #expect(ascends([(2, 1)], after: SeriesKey(store: 1, product: SeriesKey.greatestProduct)))
        #expect(!ascends([(2, 1)], after: SeriesKey(store: 2, product: 1)))
    }

    @Test func onlyAscendingRowsAreEncodedAhead() {
        var batch = PositionBatch()
        batch.append(row(1, 2))
        batch.append(row(2, 1))
        batch.encode()
        #expect(batch.image?.rowCount == 2)
        var unsorted = PositionBatch()
        unsorted.append(row(2, 1))
        unsorted.append(row(1, 2))
        unsorted.encode()
        #expect(unsorted.image == nil)
    }
}
