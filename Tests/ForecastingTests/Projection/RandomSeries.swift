import Forecasting
import TestSupport

extension PlainSeries<Int> {
    /// Rates near each other, so that a horizon sees the level cross zero; zeros, backorders and large numbers as well.
    static func random(_ generator: inout SeededGenerator) -> PlainSeries<Int> {
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
            options: .random(&generator))
    }

    /// The same with receipts, some of them on one day, of a size that brings the level back up; a few are outside of the
    /// horizon.
    static func randomWithReceipts(_ generator: inout SeededGenerator) -> PlainSeries<Int> {
        var series = random(&generator)
        let start = series.options.startDay ?? series.startDay
        let frequency = series.options.frequency ?? series.frequency
        let duration = series.options.durationDays ?? series.durationDays
        let length = series.options.ratesPer == .update ? duration * frequency : duration
        let most = max(1, series.salesRate * Int.random(in: 1...10, using: &generator))
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let isOutside = Int.random(in: 0..<10, using: &generator) == 0
            let day = start + Int.random(in: isOutside ? -9...length + 20 : 0...max(0, length - 1), using: &generator)
            for _ in 0...(Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 0) {
                series.receipts.append(PlainReceipt(day: day, quantity: Int.random(in: 1...most, using: &generator)))
            }
        }
        return series
    }
}

extension PlainSeries {
    /// The same with a curve, in so many cases of a hundred.
    func withCurve(_ percent: Int, _ generator: inout SeededGenerator) -> Self {
        guard Int.random(in: 0..<100, using: &generator) < percent else { return self }
        var series = self
        series.curve = .random(options.startDay ?? startDay, &generator)
        return series
    }
}

extension PlainCurve {
    /// Weekdays, any numbers, many days without sales, and single large ones, on days near a start.
    static func random(_ start: Int, _ generator: inout SeededGenerator) -> PlainCurve {
        let count = Int.random(in: 0...120, using: &generator)
        let week = (0..<7).map { _ in max(0, Int.random(in: -2...9, using: &generator)) }
        var quarters = (0..<count).map { week[$0 % 7] }
        if Bool.random(using: &generator) {
            for day in 0..<count where Int.random(in: 0..<3, using: &generator) == 0 {
                quarters[day] = Int.random(in: 0...12, using: &generator)
            }
        }
        if count > 0, Int.random(in: 0..<3, using: &generator) == 0 {
            let first = Int.random(in: 0..<count, using: &generator)
            for day in first..<min(count, first + Int.random(in: 1...50, using: &generator)) { quarters[day] = 0 }
        }
        if count > 0, Int.random(in: 0..<4, using: &generator) == 0 {
            quarters[Int.random(in: 0..<count, using: &generator)] = Int.random(in: 0...200, using: &generator)
        }
        return PlainCurve(firstDay: start + Int.random(in: -40...20, using: &generator), quarters: quarters)
    }
}

extension PlainSeries<Double> {
    static func random(_ generator: inout SeededGenerator) -> PlainSeries<Double> {
        random(&generator, PlainSeries<Int>.random(&generator))
    }

    static func randomWithReceipts(_ generator: inout SeededGenerator) -> PlainSeries<Double> {
        random(&generator, PlainSeries<Int>.randomWithReceipts(&generator))
    }

    private static func random(
        _ generator: inout SeededGenerator, _ whole: PlainSeries<Int>
    ) -> PlainSeries<Double> {
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
            durationDays: whole.durationDays, frequency: whole.frequency, options: whole.options,
            receipts: whole.receipts.map { PlainReceipt(day: $0.day, quantity: fraction($0.quantity)) })
    }
}

extension ProjectionOptions {
    static func random(_ generator: inout SeededGenerator) -> ProjectionOptions {
        func sometimes(_ values: ClosedRange<Int>) -> Int? {
            Int.random(in: 0..<4, using: &generator) == 0 ? Int.random(in: values, using: &generator) : nil
        }
        return ProjectionOptions(
            startDay: sometimes(-3000...60_000), durationDays: sometimes(0...60), frequency: sometimes(1...14),
            ratesPer: Bool.random(using: &generator) ? .day : .update, lostSales: Bool.random(using: &generator))
    }
}
