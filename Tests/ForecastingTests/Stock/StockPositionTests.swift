import Forecasting
import Testing

/// What ``StockLimits`` promises: within them no arithmetic overflows and no day leaves the calendar.
@Suite struct StockPositionTests {
    private static let quantities = [-StockLimits.quantity, 0, 0.01, StockLimits.quantity]
    private static let rates = [0, 0.01, StockLimits.quantity - 0.01, StockLimits.quantity]

    private static func startDays() throws -> [Int] {
        [
            try #require(CivilDate(year: StockLimits.years.lowerBound, month: 1, day: 1)).dayNumber,
            try #require(CivilDate(year: StockLimits.years.upperBound, month: 12, day: 31)).dayNumber,
        ]
    }

    @Test(arguments: [ProjectionOptions.Rates.day, .update], [false, true])
    func positionsAtTheLimitsStayInTheCalendar(rates: ProjectionOptions.Rates, lostSales: Bool) throws {
        let options = ProjectionOptions(ratesPer: rates, lostSales: lostSales)
        for startDay in try Self.startDays() {
            for onHand in Self.quantities {
                for sales in Self.rates {
                    for restocking in Self.rates {
                        let stretches = Projection.stretches(
                            StockPosition(
                                startDay: startDay, onHand: onHand, salesRate: sales, restockingRate: restocking,
                                durationDays: StockLimits.durationDays, frequency: StockLimits.frequency),
                            options: options)
                        let first = try #require(stretches.first)
                        let last = try #require(stretches.last)
                        #expect(first.firstDay == startDay)
                        #expect(last.lastDay <= CivilDate.dayNumbers.upperBound)
                        #expect(abs(last.level(on: last.lastDay)) * 100 < 0x1p63)
                    }
                }
            }
        }
    }

    @Test func aHorizonInUpdatesEndsWithTheLastUpdateOfTheCalendar() throws {
        let end = CivilDate.dayNumbers.upperBound
        for (untilEnd, updates) in [(0, 1), (9, 1), (10, 2), (11, 2), (95, 10)] {
            let stretch = try #require(
                Projection.stretches(
                    StockPosition(
                        startDay: end - untilEnd, onHand: 5, salesRate: 1, restockingRate: 0, durationDays: 100,
                        frequency: 10),
                    options: ProjectionOptions(ratesPer: .update)
                ).first)
            #expect(Array(stretch.reportedDays).count == updates)
            #expect(stretch.lastDay == end - untilEnd + (updates - 1) * 10)
        }
    }
}
