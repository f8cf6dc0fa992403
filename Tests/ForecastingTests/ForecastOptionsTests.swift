import Forecasting
import Testing

@Suite struct ForecastOptionsTests {
    private static let stored = StockPosition(
        startDay: 19_723, onHand: 10, salesRate: 5, restockingRate: 3, durationDays: 30, frequency: 2)

    @Test func withoutOverridesThePositionStaysAsItIs() {
        #expect(ForecastOptions().position(from: Self.stored) == Self.stored)
        #expect(ForecastOptions(ratesPer: .update, lostSales: true).position(from: Self.stored) == Self.stored)
    }

    @Test func anOverrideChangesItsFieldAndNoOther() {
        var expected = Self.stored
        expected.startDay = 19_000
        #expect(ForecastOptions(startDay: 19_000).position(from: Self.stored) == expected)
        expected = Self.stored
        expected.durationDays = 0
        #expect(ForecastOptions(durationDays: 0).position(from: Self.stored) == expected)
        expected = Self.stored
        expected.frequency = 7
        #expect(ForecastOptions(frequency: 7).position(from: Self.stored) == expected)
    }

    @Test func ratesCountDaysAndDemandIsBackorderedUnlessToldOtherwise() {
        #expect(ForecastOptions().ratesPer == .day)
        #expect(!ForecastOptions().lostSales)
        #expect(ForecastOptions.Rates(rawValue: "update") == .update)
    }
}
