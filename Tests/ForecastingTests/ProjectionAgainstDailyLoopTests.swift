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
            let series = Self.randomSeries(&generator)
            let days = series.days()
            let stretches = Projection.stretches(series.position, options: series.options)
            var failure = Self.defectOfShape(stretches, days, series.options)
            let stockouts = stretches.compactMap(\.stockoutDay)
            if stockouts != days.first(where: { $0.level <= 0 }).map({ [$0.day] }) ?? [] {
                failure = failure ?? "is out on \(stockouts)"
            }
            failure =
                failure
                ?? Self.firstDifference(stretches, days) { stretch, day in
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
    @Test func seriesOfAnyDecimalsEqualTheLoopBarCrumbs() {
        var generator = SeededGenerator("loop of doubles")
        var failures: [String] = []
        for _ in 0..<4000 {
            let series = Self.randomFractions(&generator)
            let days = series.days()
            let stretches = Projection.stretches(series.position, options: series.options)
            var failure = Self.defectOfShape(stretches, days, series.options)
            failure =
                failure
                ?? Self.firstDifference(stretches, days) { stretch, day in
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
            let series = Self.randomFractions(&generator)
            let stretches = Projection.stretches(series.position, options: series.options)
            let levels = stretches.lazy.flatMap { stretch in
                (stretch.firstDay...stretch.lastDay).lazy.map { (day: $0, level: stretch.level(on: $0)) }
            }
            let expected = levels.first { ReportedQuantity.rounded($0.level) <= 0 }?.day
            if stretches.compactMap(\.stockoutDay) != expected.map({ [$0] }) ?? [] { failures.append("\(series)") }
            if expected != nil { stockouts += 1 }
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
        #expect((1000...3900).contains(stockouts))
    }

    /// Not even by a crumb, which is what a stock for exactly so many days may leave below zero.
    @Test func lostSalesHaveNoLevelBelowZero() {
        var generator = SeededGenerator("floor")
        var failures: [String] = []
        for _ in 0..<2000 {
            for position in [Self.randomSeries(&generator).position, Self.randomFractions(&generator).position] {
                for stretch in Projection.stretches(position, options: ForecastOptions(lostSales: true))
                where stretch.sales < 0 || stretch.reportedDays.contains(where: { stretch.level(on: $0) < 0 }) {
                    failures.append("\(position)")
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(3))")
    }

    // MARK: - What is compared

    /// What is wrong with the days of the stretches: that they don't cover the horizon, or report others than they should.
    private static func defectOfShape<Number>(
        _ stretches: [Stretch], _ days: [PlainDay<Number>], _ options: ForecastOptions
    ) -> String? {
        guard stretches.allSatisfy({ $0.firstDay <= $0.lastDay }) else { return "has a stretch without days" }
        guard Array(stretches.map { $0.firstDay...$0.lastDay }.joined()) == days.map(\.day) else {
            return "does not cover the horizon"
        }
        guard stretches.flatMap({ Array($0.reportedDays) }) == days.filter(\.isReported).map(\.day) else {
            return "reports other days"
        }
        guard stretches.count <= (options.lostSales ? 3 : 1) else { return "has too many stretches" }
        return nil
    }

    private static func firstDifference<Number>(
        _ stretches: [Stretch], _ days: [PlainDay<Number>], _ isSame: (Stretch, PlainDay<Number>) -> Bool
    ) -> String? {
        var next = 0
        for stretch in stretches {
            while next < days.count, days[next].day <= stretch.lastDay {
                if !isSame(stretch, days[next]) {
                    return "has \(stretch.level(on: days[next].day)) where the loop has \(days[next])"
                }
                next += 1
            }
        }
        return nil
    }

    // MARK: - Random series

    private static func randomOptions(_ generator: inout SeededGenerator) -> ForecastOptions {
        func sometimes(_ values: ClosedRange<Int>) -> Int? {
            Int.random(in: 0..<4, using: &generator) == 0 ? Int.random(in: values, using: &generator) : nil
        }
        return ForecastOptions(
            startDay: sometimes(-3000...60_000), durationDays: sometimes(0...60), frequency: sometimes(1...14),
            ratesPer: Bool.random(using: &generator) ? .day : .update, lostSales: Bool.random(using: &generator))
    }

    /// Rates near each other, so that a horizon sees the level cross zero; zeros, backorders and large numbers as well.
    private static func randomSeries(_ generator: inout SeededGenerator) -> PlainSeries<Int> {
        let scale = [3, 100, 5000, 10_000_000].randomElement(using: &generator) ?? 1
        let isZero = (Int.random(in: 0..<6, using: &generator), Int.random(in: 0..<6, using: &generator))
        let sales = isZero.0 == 0 ? 0 : Int.random(in: 0...scale, using: &generator)
        let restocking = isZero.1 == 0 ? 0 : Int.random(in: 0...scale, using: &generator)
        let cover = Int.random(in: -5...40, using: &generator)
        return PlainSeries(
            startDay: Int.random(in: -3000...60_000, using: &generator),
            onHand: cover * max(1, abs(sales - restocking)) + Int.random(in: -2...2, using: &generator),
            salesRate: sales, restockingRate: restocking,
            durationDays: Int.random(in: 0...60, using: &generator),
            frequency: Int.random(in: 1...9, using: &generator),
            options: randomOptions(&generator))
    }

    private static func randomFractions(_ generator: inout SeededGenerator) -> PlainSeries<Double> {
        let whole = randomSeries(&generator)
        // Thousandths hit the halves of a hundredth; the others hit nothing.
        let isThousandths = Bool.random(using: &generator)
        func fraction(_ hundredths: Int) -> Double {
            isThousandths
                ? Double(hundredths * 10 + Int.random(in: 0...9, using: &generator)) / 1000
                : Double(hundredths) / 100 + Double.random(in: 0..<0.01, using: &generator)
        }
        return PlainSeries(
            startDay: whole.startDay, onHand: fraction(whole.onHand),
            salesRate: whole.salesRate == 0 ? 0 : fraction(whole.salesRate),
            restockingRate: whole.restockingRate == 0 ? 0 : fraction(whole.restockingRate),
            durationDays: whole.durationDays, frequency: whole.frequency, options: whole.options)
    }
}
