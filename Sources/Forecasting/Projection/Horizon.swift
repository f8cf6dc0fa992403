/// The periods of one horizon, and whether the series has run out in an earlier stretch.
@usableFromInline
struct Horizon {
    @usableFromInline let start: Int
    @usableFromInline let period: Int
    @usableFromInline let count: Int
    @usableFromInline let frequency: Int
    /// Whether anything is sold: an empty shelf that nobody buys from is no stock-out.
    @usableFromInline let sells: Bool
    @usableFromInline var isOut = false

    @inlinable
    init(position: StockPosition, period: Int, count: Int) {
        start = position.startDay
        frequency = position.frequency
        sells = position.salesRate ?? 0 > 0
        self.period = period
        self.count = count
    }

    /// The stretch of a span. It ends with the day before the next stretch begins; the last stretch ends with the first day of its
    /// last period.
    ///
    /// - Parameter factors: those of the sales of the span, which may be constant though those of the series are not.
    @inlinable @inline(__always)
    mutating func stretch(_ span: ConstantRateSpan, _ factors: some PeriodFactors) -> Stretch {
        let firstDay = start + span.first * period
        var stockoutDay: Int?
        if !isOut {
            let sells = self.sells
            let out = span.firstPeriod(from: span.first, edge: 0.005, factors) {
                ReportedQuantity.isOut($0, sells: sells)
            }
            if let out {
                isOut = true
                stockoutDay = start + out * period
            }
        }
        let intoCycle = (firstDay - start) % frequency
        return Stretch(
            firstDay: firstDay, lastDay: start + (span.end - 1) * period + (span.end < count ? period - 1 : 0),
            openingLevel: span.opening, sales: span.sales, restocking: span.restocking, period: period,
            frequency: frequency, phase: intoCycle == 0 ? 0 : frequency - intoCycle, stockoutDay: stockoutDay,
            // Where nothing is sold, there is nothing to follow the curve.
            profile: span.sales == 0 ? 0 : factors.profile)
    }
}
