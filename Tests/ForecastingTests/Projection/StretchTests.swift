import Forecasting
import Testing

@Suite struct StretchTests {
    private static func stretch(
        _ days: ClosedRange<Int>, opening: Double = 10, sales: Double = 5, restocking: Double = 3, period: Int = 1,
        frequency: Int = 1, phase: Int = 0
    ) -> Stretch {
        Stretch(
            firstDay: days.lowerBound, lastDay: days.upperBound, openingLevel: opening, sales: sales,
            restocking: restocking, period: period, frequency: frequency, phase: phase, stockoutDay: nil)
    }

    @Test func theLevelIsThatOfTheEndOfTheDay() {
        let stretch = Self.stretch(100...104)
        #expect((100...104).map(stretch.level(on:)) == [8, 6, 4, 2, 0])
    }

    @Test func aPeriodOfSeveralDaysAppliesItsRateOnItsFirst() {
        let stretch = Self.stretch(100...106, period: 3)
        #expect((100...106).map(stretch.level(on:)) == [8, 8, 8, 6, 6, 6, 4])
    }

    @Test func theLevelMayRiseAndMayGoBelowZero() {
        #expect(Self.stretch(0...3, opening: -3, sales: 0, restocking: 2).level(on: 3) == 5)
        #expect(Self.stretch(0...3, opening: 3, sales: 2, restocking: 0).level(on: 3) == -5)
        #expect(Self.stretch(0...3, opening: 3, sales: 2, restocking: 2).level(on: 3) == 3)
    }

    @Test func everyDayIsReportedWhereTheFrequencyIsOne() {
        #expect(Array(Self.stretch(100...103).reportedDays) == [100, 101, 102, 103])
    }

    @Test func reportedDaysBeginAtThePhaseAndStayWithinTheStretch() {
        #expect(Array(Self.stretch(100...110, frequency: 4).reportedDays) == [100, 104, 108])
        #expect(Array(Self.stretch(100...110, frequency: 4, phase: 2).reportedDays) == [102, 106, 110])
        #expect(Array(Self.stretch(100...109, frequency: 4, phase: 2).reportedDays) == [102, 106])
    }

    @Test func aStretchShorterThanItsPhaseReportsNothing() {
        #expect(Array(Self.stretch(100...101, frequency: 7, phase: 3).reportedDays) == [])
    }
}
