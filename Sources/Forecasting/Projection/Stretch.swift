/// Consecutive days of one series with constant rates of sales and restocking: one row of the `projection` table.
///
/// Level at the end of day `d`, for `firstDay ≤ d ≤ lastDay`:
///
///     n = (d − firstDay) / period + 1                                          with integer division
///     openingLevel + n × (restocking − sales)                                  without a profile
///     openingLevel + n × restocking − sales × (C(firstDay + n × period) − C(firstDay))     with the ``FactorCurve`` of one
///
/// With a period of one day, `firstDay + n × period` is `d + 1`. The views compute the same expression in the same order, so both
/// give the same double.
public struct Stretch: Equatable, Sendable {
    public var firstDay: Int
    public var lastDay: Int
    /// Level on the morning of `firstDay`, in units.
    public var openingLevel: Double
    /// Units sold a period; with a profile, units sold on a day whose factor is 1.
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
    /// The number of the profile whose factors the sales follow, ``FactorCurve/profile``; 0 if sales are the same in all periods.
    public var profile: Int32

    @inlinable
    public init(
        firstDay: Int, lastDay: Int, openingLevel: Double, sales: Double, restocking: Double, period: Int,
        frequency: Int, phase: Int, stockoutDay: Int?, profile: Int32 = 0
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
        self.profile = profile
    }

    /// Level at the end of `day`, in units, not rounded. Of a stretch with a profile it is not a number, so that nobody takes it for
    /// one: ``level(on:_:)`` knows it.
    @inlinable
    public func level(on day: Int) -> Double {
        profile == 0 ? openingLevel + Double(periods(to: day)) * (restocking - sales) : .nan
    }

    /// Level at the end of `day`, in units, not rounded.
    ///
    /// - Parameter curve: the curve of the profile. With none, or with that of another profile, the level is not a number.
    @inlinable
    public func level(on day: Int, _ curve: FactorCurve?) -> Double {
        guard profile != 0 else { return level(on: day) }
        guard let curve, curve.profile == profile else { return .nan }
        let periods = periods(to: day)
        let factors = curve.sum(before: firstDay + periods * period) - curve.sum(before: firstDay)
        return openingLevel + Double(periods) * restocking - sales * factors
    }

    /// Units sold in the period that contains `day`, not rounded.
    ///
    /// - Parameter curve: as of ``level(on:_:)``.
    @inlinable
    public func sales(on day: Int, _ curve: FactorCurve?) -> Double {
        guard profile != 0 else { return sales }
        guard let curve, curve.profile == profile else { return .nan }
        let end = firstDay + periods(to: day) * period
        return sales * (curve.sum(before: end) - curve.sum(before: end - period))
    }

    /// The day after the last period of the stretch.
    @inlinable public var endDay: Int { firstDay + periods(to: lastDay) * period }

    /// The number of periods from the first to that of a day.
    @inlinable
    func periods(to day: Int) -> Int {
        // Nearly all periods are one day, and the division takes longer than everything else here.
        (period == 1 ? day - firstDay : (day - firstDay) / period) + 1
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
