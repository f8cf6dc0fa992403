import Forecasting
import TestSupport
import Testing

/// The projection in closed form against a plain loop over the days, for random series and every option.
@Suite struct ProjectionAgainstDailyLoopTests {
    /// Quantities of at most 2 decimals can be counted in whole hundredths, so here the loop is exact, and every level,
    /// every sale and the stock-out day have to be the same to the last digit.
    @Test func seriesOfHundredthsEqualTheExactLoop() {
        var generator = SeededGenerator("exact loop")
        var failures: [String] = []
        var kinds: Set<String> = []
        for _ in 0..<4000 {
            let series = PlainSeries<Int>.random(&generator)
            let days = series.days()
            let stretches = Projection.stretches(series.position, options: series.options)
            var failure = ProjectionDifference.ofShape(stretches, days)
            if stretches.count > (series.options.lostSales ? series.onHand < 0 ? 4 : 3 : 1) {
                failure = "has too many stretches"
            }
            let stockouts = stretches.compactMap(\.stockoutDay)
            if stockouts != days.first(where: { series.isOut($0.level) }).map({ [$0.day] }) ?? [] {
                failure = failure ?? "is out on \(stockouts)"
            }
            failure =
                failure
                ?? ProjectionDifference.first(stretches, days) { stretch, day in
                    ReportedQuantity.hundredths(stretch.level(on: day.day)) == day.level
                        && ReportedQuantity.hundredths(stretch.sales) == day.sold
                        && ReportedQuantity.hundredths(stretch.restocking) == series.restockingRate
                }
            if let failure { failures.append("\(failure): \(series)") }
            kinds.insert("\(series.options.ratesPer) \(series.options.lostSales) \(stockouts.isEmpty)")
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
        #expect(kinds.count == 8, "every option is met by series that run out and by some that do not")
    }

    /// Quantities of any number of decimals: the closed form rounds twice, the loop once a day, so the two levels differ
    /// by far less than 1e-6. The reported levels are equal, except where the true level lies on a half of a hundredth:
    /// there the crumbs decide which way it goes, and the two may be one hundredth apart.
    @Test("Series of any decimals equal the daily loop, but for the rounding errors of doubles")
    func seriesOfAnyDecimalsEqualTheLoopBarCrumbs() {
        var generator = SeededGenerator("loop of doubles")
        var failures: [String] = []
        for _ in 0..<4000 {
            let series = PlainSeries<Double>.random(&generator)
            let days = series.days()
            let stretches = Projection.stretches(series.position, options: series.options)
            var failure = ProjectionDifference.ofShape(stretches, days)
            if stretches.count > (series.options.lostSales ? series.onHand < 0 ? 4 : 3 : 1) {
                failure = "has too many stretches"
            }
            failure =
                failure
                ?? ProjectionDifference.first(stretches, days) { stretch, day in
                    let level = stretch.level(on: day.day)
                    let intoHundredth = abs(day.level * 100) - (abs(day.level * 100)).rounded(.down)
                    let isOnAHalf = abs(intoHundredth - 0.5) < 1e-4
                    return abs(level - day.level) < 1e-6
                        && abs(stretch.sales - day.sold) < 1e-6
                        && stretch.restocking == series.restockingRate
                        && (isOnAHalf || ReportedQuantity.rounded(level) == ReportedQuantity.rounded(day.level))
                }
            if let failure { failures.append("\(failure): \(series)") }
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
    }

    /// The stock-out day and the reported levels have to agree with each other exactly, crumbs and halves included.
    @Test func theStockoutDayIsTheFirstWhoseReportedLevelIsZeroOrLess() {
        var generator = SeededGenerator("stock-out days")
        var failures: [String] = []
        var stockouts = 0
        for _ in 0..<4000 {
            let series = PlainSeries<Double>.random(&generator)
            let stretches = Projection.stretches(series.position, options: series.options)
            let levels = stretches.lazy.flatMap { stretch in
                (stretch.firstDay...stretch.lastDay).lazy.map { (day: $0, level: stretch.level(on: $0)) }
            }
            let expected = levels.first { series.isOut(ReportedQuantity.hundredths($0.level) ?? 1) }?.day
            if stretches.compactMap(\.stockoutDay) != expected.map({ [$0] }) ?? [] { failures.append("\(series)") }
            if expected != nil { stockouts += 1 }
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
        #expect((1000...3900).contains(stockouts))
    }

    /// Not even by a crumb, which is what a stock for exactly so many days may leave below zero.
    @Test func lostSalesHaveNoLevelBelowZeroThatWasNotThereBefore() {
        var generator = SeededGenerator("floor")
        var failures: [String] = []
        for _ in 0..<2000 {
            let hundredths = PlainSeries<Int>.random(&generator).position
            let fractions = PlainSeries<Double>.random(&generator).position
            for position in [hundredths, fractions] {
                var floor = min(0, position.onHand)
                for stretch in Projection.stretches(position, options: ProjectionOptions(lostSales: true)) {
                    let levels = stretch.reportedDays.map { stretch.level(on: $0) }
                    if stretch.sales < 0 || levels.contains(where: { $0 < floor }) { failures.append("\(position)") }
                    floor = min(0, max(floor, levels.last ?? floor))
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
    }
}
