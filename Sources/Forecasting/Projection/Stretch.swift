/// Consecutive days of one series with constant daily sales and restocking: one row of the `projection` table.
///
/// Level at the end of day `d`, for `firstDay ≤ d ≤ lastDay`:
///
///     openingLevel + ((d − firstDay) / period + 1) × (restocking − sales)      with integer division
///
/// The views compute the same expression in the same order, so both give the same double.
public struct Stretch: Equatable, Sendable {
    public var firstDay: Int
    public var lastDay: Int
    /// Level on the morning of `firstDay`, in units.
    public var openingLevel: Double
    /// Units sold a period.
    public var sales: Double
    /// Units received a period.
    public var restocking: Double
    /// Days for which one rate counts: 1, or the frequency if rates are per update.
    public var period: Int
    /// Days between two reported days…
    public var frequency: Int
    /// …and days from `firstDay` to the first reported one.
    public var phase: Int
    /// The first day on which the series is out; nil if that day is in another stretch, or if there is none.
    public var stockoutDay: Int?

    @inlinable
    public init(
        firstDay: Int, lastDay: Int, openingLevel: Double, sales: Double, restocking: Double, period: Int,
        frequency: Int, phase: Int, stockoutDay: Int?
    ) {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.openingLevel = openingLevel
        self.sales = sales
        self.restocking = restocking
        self.period = period
        self.frequency = frequency
        self.phase = phase
        self.stockoutDay = stockoutDay
    }

    /// Level at the end of `day`, in units, not rounded.
    @inlinable
    public func level(on day: Int) -> Double {
        // Nearly all periods are one day, and the division takes longer than everything else here.
        let periods = period == 1 ? day - firstDay : (day - firstDay) / period
        return openingLevel + Double(periods + 1) * (restocking - sales)
    }

    /// The reported days within `days`: the first of them and their number. They are `frequency` days apart.
    @inlinable
    public func reportedDays(in days: ClosedRange<Int>) -> (first: Int, count: Int) {
        let begin = firstDay + phase
        let left = max(0, days.lowerBound - begin)
        let first = begin + (left + frequency - 1) / frequency * frequency
        let last = min(lastDay, days.upperBound)
        return (first, first > last ? 0 : (last - first) / frequency + 1)
    }

    /// The days that are reported, ascending.
    public var reportedDays: StrideThrough<Int> {
        stride(from: firstDay + phase, through: lastDay, by: frequency)
    }
}
