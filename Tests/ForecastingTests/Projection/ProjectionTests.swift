import Forecasting
import TestSupport
import Testing

/// Projections that are worked out by hand, and the rules that hold for all of them.
@Suite struct ProjectionTests {
    /// Ten units on hand, five sold and three restocked a day from 2024-01-01: the example of the documentation.
    private static func tenUnits(duration: Int = 30, frequency: Int = 1) -> StockPosition {
        StockPosition(
            startDay: 19_723, onHand: 10, salesRate: 5, restockingRate: 3, durationDays: duration, frequency: frequency)
    }

    private static func stockout(_ stretches: [Stretch]) -> String? {
        stretches.compactMap(\.stockoutDay).first.map { CivilDate(dayNumber: $0).isoText }
    }

    @Test func tenUnitsAreGoneOnTheFifthDay() throws {
        let stretch = try #require(Projection.stretches(Self.tenUnits()).first)
        #expect((0..<5).map { stretch.level(on: 19_723 + $0) } == [8, 6, 4, 2, 0])
        #expect(Self.stockout([stretch]) == "2024-01-05")
    }

    @Test func constantRatesAreOneStretch() {
        #expect(
            Projection.stretches(Self.tenUnits(duration: 30, frequency: 7)) == [
                Stretch(
                    firstDay: 19_723, lastDay: 19_752, openingLevel: 10, sales: 5, restocking: 3, period: 1,
                    frequency: 7, phase: 0, stockoutDay: 19_727)
            ])
    }

    @Test func theFrequencyChangesWhatIsReportedAndNotTheStockoutDate() throws {
        let stretches = Projection.stretches(Self.tenUnits(duration: 10, frequency: 3))
        #expect(Self.stockout(stretches) == "2024-01-05")
        #expect(Array(try #require(stretches.first).reportedDays) == [19_723, 19_726, 19_729, 19_732])
    }

    @Test func ratesPerUpdateCountUpdates() throws {
        let stretches = Projection.stretches(
            Self.tenUnits(duration: 6, frequency: 7), options: ProjectionOptions(ratesPer: .update))
        #expect(Self.stockout(stretches) == "2024-01-29")
        let stretch = try #require(stretches.first)
        #expect(Array(stretch.reportedDays) == (0..<6).map { 19_723 + 7 * $0 })
        #expect(stretch.reportedDays.map(stretch.level(on:)) == [8, 6, 4, 2, 0, -2])
        #expect(stretch.lastDay == 19_723 + 35)
    }

    @Test func lostSalesSellWhatIsThereAndThenWhatComesIn() {
        let position = StockPosition(
            startDay: 100, onHand: 10, salesRate: 4, restockingRate: 1, durationDays: 6, frequency: 1)
        #expect(
            Projection.stretches(position, options: ProjectionOptions(lostSales: true)) == [
                Stretch(
                    firstDay: 100, lastDay: 102, openingLevel: 10, sales: 4, restocking: 1, period: 1, frequency: 1,
                    phase: 0, stockoutDay: nil),
                Stretch(
                    firstDay: 103, lastDay: 103, openingLevel: 1, sales: 2, restocking: 1, period: 1, frequency: 1,
                    phase: 0, stockoutDay: 103),
                Stretch(
                    firstDay: 104, lastDay: 105, openingLevel: 0, sales: 1, restocking: 1, period: 1, frequency: 1,
                    phase: 0, stockoutDay: nil),
            ])
    }

    @Test func withLostSalesWhatWasOwedBeforeIsServedFirst() {
        let position = StockPosition(
            startDay: 0, onHand: -10, salesRate: 1, restockingRate: 3, durationDays: 4, frequency: 1)
        let stretches = Projection.stretches(position, options: ProjectionOptions(lostSales: true))
        let levels = stretches.flatMap { stretch in (stretch.firstDay...stretch.lastDay).map(stretch.level(on:)) }
        #expect(levels == [-7, -4, -1, 1])
        #expect(stretches.map(\.sales) == [0, 1])
        #expect(stretches.compactMap(\.stockoutDay) == [0])
    }

    @Test(
        arguments: [(50.0, 10.0, 8.0, 24), (60, 15, 13, 29), (70, 20, 18, nil), (70, 18, 20, nil)]
            as [(
                Double, Double, Double, Int?
            )])
    func aSeriesIsOutWhereItsLevelReachesZeroWithinTheHorizon(
        onHand: Double, sales: Double, restocking: Double, day: Int?
    ) {
        let position = StockPosition(
            startDay: 0, onHand: onHand, salesRate: sales, restockingRate: restocking, durationDays: 30, frequency: 1)
        #expect(Projection.stretches(position).compactMap(\.stockoutDay).first == day)
    }

    @Test(arguments: [false, true])
    func aSeriesAtOrBelowZeroThatStaysThereIsOutOnItsFirstDay(lostSales: Bool) {
        for (onHand, restocking) in [(0.0, 0.0), (0, 5), (-3, 5), (-3, 6), (-100, 6), (0.004, 5)] {
            let position = StockPosition(
                startDay: 7, onHand: onHand, salesRate: 5, restockingRate: restocking, durationDays: 9, frequency: 2)
            let stretches = Projection.stretches(position, options: ProjectionOptions(lostSales: lostSales))
            #expect(stretches.compactMap(\.stockoutDay) == [7], "\(onHand) on hand, \(restocking) restocked")
        }
    }

    @Test func aSeriesThatStartsAtZeroAndRisesOnItsFirstDayIsNeverOut() {
        let position = StockPosition(
            startDay: 7, onHand: 0, salesRate: 1, restockingRate: 2, durationDays: 9, frequency: 1)
        #expect(Projection.stretches(position).compactMap(\.stockoutDay) == [])
    }

    @Test(arguments: [ProjectionOptions.Rates.day, .update], [false, true])
    func aHorizonWithoutDaysHasNoStretch(rates: ProjectionOptions.Rates, lostSales: Bool) {
        let options = ProjectionOptions(ratesPer: rates, lostSales: lostSales)
        #expect(Projection.stretches(Self.tenUnits(duration: 0), options: options) == [])
        var override = options
        override.durationDays = 0
        #expect(Projection.stretches(Self.tenUnits(), options: override) == [])
    }

    @Test("An error that is thrown for a stretch ends the projection")
    func anErrorOfTheReceiverEndsTheProjection() {
        struct Full: Error {}
        var received = 0
        #expect(throws: Full.self) {
            try Projection.project(Self.tenUnits(), options: ProjectionOptions(lostSales: true)) { _ in
                received += 1
                throw Full()
            }
        }
        #expect(received == 1)
    }

    /// On hand for exactly n days, in hundredths: the level of day n is zero, whatever crumb the doubles leave.
    @Test func stockForExactlySoManyDaysIsGoneOnTheLastOfThem() throws {
        var generator = SeededGenerator("exact days")
        var wrong: [PlainSeries<Int>] = []
        var crumbs = 0
        for _ in 0..<20_000 {
            let rate = Int.random(in: 1...10_000, using: &generator)
            let days = Int.random(in: 1...365, using: &generator)
            let restocking = Bool.random(using: &generator) ? 0 : Int.random(in: 1...5000, using: &generator)
            var series = PlainSeries(
                startDay: 19_723, onHand: days * rate, salesRate: rate + restocking, restockingRate: restocking,
                durationDays: 400, frequency: Int.random(in: 1...7, using: &generator))
            for lostSales in [false, true] {
                series.options.lostSales = lostSales
                let out = series.startDay + days - 1
                let stretches = Projection.stretches(series.position, options: series.options)
                let level = stretches.first { $0.stockoutDay != nil }?.level(on: out) ?? .nan
                // Where sales are lost, not even a crumb may be below zero.
                if stretches.compactMap(\.stockoutDay) != [out] || abs(level) > 1e-6 || (lostSales && level < 0) {
                    wrong.append(series)
                }
            }
            let position = series.position
            var level = position.onHand
            for _ in 0..<days { level += position.restockingRate - (position.salesRate ?? 0) }
            if level > 0 { crumbs += 1 }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
        // The cases are worth something only if adding up doubles, and asking for zero, is late in many of them.
        #expect(crumbs > 5000)
    }
}
