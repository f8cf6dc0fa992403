import Forecasting
import Testing

@Suite struct ProjectionOptionsTests {
    private static let stored = StockPosition(
        startDay: 19_723, onHand: 10, salesRate: 5, restockingRate: 3, durationDays: 30, frequency: 2)

    @Test func withoutOverridesThePositionStaysAsItIs() {
        #expect(ProjectionOptions().position(from: Self.stored) == Self.stored)
        #expect(ProjectionOptions(ratesPer: .update, lostSales: true).position(from: Self.stored) == Self.stored)
    }

    @Test func anOverrideChangesItsFieldAndNoOther() {
        var expected = Self.stored
        expected.startDay = 19_000
        #expect(ProjectionOptions(startDay: 19_000).position(from: Self.stored) == expected)
        expected = Self.stored
        expected.durationDays = 0
        #expect(ProjectionOptions(durationDays: 0).position(from: Self.stored) == expected)
        expected = Self.stored
        expected.frequency = 7
        #expect(ProjectionOptions(frequency: 7).position(from: Self.stored) == expected)
    }

    @Test func ratesCountDaysAndDemandIsBackorderedUnlessToldOtherwise() {
        #expect(ProjectionOptions().ratesPer == .day)
        #expect(!ProjectionOptions().lostSales)
        #expect(ProjectionOptions.Rates(rawValue: "update") == .update)
    }
}
