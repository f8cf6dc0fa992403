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

    @inlinable
    mutating func stretch(_ span: ConstantRateSpan) -> Stretch {
        stretch(from: span.first, to: span.end, opening: span.opening, sales: span.sales, restocking: span.restocking)
    }

    /// The stretch of periods `from..<to`. It ends with the day before the next stretch begins; the last stretch ends
    /// with the first day of its last period.
    @inlinable
    mutating func stretch(from: Int, to: Int, opening: Double, sales: Double, restocking: Double) -> Stretch {
        let firstDay = start + from * period
        let net = restocking - sales
        var stockoutDay: Int?
        if !isOut {
            // With a net rate of zero or more the level never falls, so only the first period can be the first one that
            // is out.
            let periods = net < 0 ? to - from : 1
            let out = MonotoneSearch.first(in: periods) {
                ReportedQuantity.isOut(opening + Double($0 + 1) * net, sells: sells)
            } guess: {
                (opening - 0.005) / -net - 1
            }
            if let out {
                isOut = true
                stockoutDay = firstDay + out * period
            }
        }
        let intoCycle = (firstDay - start) % frequency
        return Stretch(
            firstDay: firstDay, lastDay: start + (to - 1) * period + (to < count ? period - 1 : 0),
            openingLevel: opening, sales: sales, restocking: restocking, period: period, frequency: frequency,
            phase: intoCycle == 0 ? 0 : frequency - intoCycle, stockoutDay: stockoutDay)
    }
}
