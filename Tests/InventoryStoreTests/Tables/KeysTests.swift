import TestSupport
import Testing

@testable import InventoryStore

@Suite struct KeysTests {
    private static let edges: [SeriesKey] = [
        SeriesKey(store: 1, product: 1), SeriesKey(store: 1, product: SeriesKey.greatestProduct),
        SeriesKey(store: SeriesKey.greatestStore, product: 1), .greatest, .lowest,
    ]

    @Test(arguments: edges) func aSeriesKeyIsOneNumberAndBack(_ key: SeriesKey) {
        #expect(SeriesKey(rowID: key.rowID) == key)
        #expect(key.rowID == Int(key.store) * 16_777_216 + Int(key.product))
        for scenario in [0, 1, StretchKey.greatestScenario] {
            for number in [0, 1, StretchKey.numberLimit - 1] {
                let rowID = StretchKey.rowID(scenario: scenario, series: key, number: number)
                #expect(rowID >= 0)
                #expect(StretchKey.series(of: rowID) == key)
                #expect(rowID >> 57 == scenario && rowID & 8191 == number)
                #expect(StretchKey.range(scenario: scenario).contains(rowID))
                #expect(StretchKey.range(scenario: scenario, series: key.rowID...key.rowID).contains(rowID))
            }
        }
    }

    @Test func keysAreOrderedByStoreThenProduct() {
        #expect(SeriesKey(store: 1, product: SeriesKey.greatestProduct) < SeriesKey(store: 2, product: 1))
        #expect(SeriesKey(store: 1, product: 1) < SeriesKey(store: 1, product: 2))
        #expect(SeriesKey.lowest < SeriesKey(store: 1, product: 1))
        #expect(!(SeriesKey(store: 1, product: 1) < SeriesKey(store: 1, product: 1)))
    }

    @Test func rangesEndWhereTheNextBegin() {
        #expect(SeriesKey.range(ofStore: 1).upperBound + 1 == SeriesKey.range(ofStore: 2).lowerBound)
        for scenario in 0..<StretchKey.greatestScenario {
            #expect(
                StretchKey.range(scenario: scenario).upperBound + 1
                    == StretchKey.range(scenario: scenario + 1).lowerBound)
        }
        let one = SeriesKey(store: 3, product: 4).rowID
        #expect(
            StretchKey.range(scenario: 2, series: one...one).upperBound + 1
                == StretchKey.rowID(scenario: 2, series: SeriesKey(store: 3, product: 5), number: 0))
    }

    @Test func neighbouringProductsAreOneRange() {
        let stores = [StoreSize(key: 2, seriesCount: 9), StoreSize(key: 5, seriesCount: 9)]
        let keys = SelectedKeys(stores: [1, 2, 5], products: [1, 2, 3, 7, 9, 10])
        #expect(
            keys.ranges(in: stores).map {
                "\($0.lowerBound & 0xFFFFFF)-\($0.upperBound & 0xFFFFFF) in \($0.lowerBound >> 24)"
            }
                == ["1-3 in 2", "7-7 in 2", "9-10 in 2", "1-3 in 5", "7-7 in 5", "9-10 in 5"])
    }
}
