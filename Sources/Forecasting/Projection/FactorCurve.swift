/// The factors of demand on successive days: sales of day d are rate × f(d). The curve keeps their sums,
///
///     C(d) = sum of the factors before day d,    so that the sales of the days a..<b are rate × (C(b) − C(a))
///
/// Only differences of sums have a meaning, so they may start with any number. Days before and after the curve have the factor 1,
/// which is the mean of the factors of a year: there the rate counts as it is.
public struct FactorCurve: Equatable, Sendable {
    /// The number that ``Stretch/profile`` refers to the curve by; 1 or more.
    public let profile: Int32
    /// The first day, as a day number.
    @usableFromInline let firstDay: Int
    /// The sum before each day, and the one before the day after the last.
    @usableFromInline let sums: [Double]

    /// - Parameter sums: C of the first day and of each day after it; the last one is C of the day after the curve.
    /// - Returns: nil if there are no sums, if they fall or are out of the bounds of ``StockLimits/factorSum``, if the first day
    ///   isn't in the calendar, or if the number of the profile is below 1.
    public init?(profile: Int32, firstDay: Int, sums: [Double]) {
        guard profile > 0, CivilDate.dayNumbers.contains(firstDay), let first = sums.first, let last = sums.last,
            first >= -StockLimits.factorSum, last - first <= StockLimits.factorSum, last <= StockLimits.factorSum,
            // Not a number is neither above nor below.
            zip(sums, sums.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.profile = profile
        self.firstDay = firstDay
        self.sums = sums
    }

    /// - Parameter factors: of the first day and of each day after it; 0 or more.
    /// - Returns: nil if they are out of bounds, as with ``init(profile:firstDay:sums:)``.
    public init?(profile: Int32, firstDay: Int, factors: some Sequence<Double>) {
        var sums = [0.0]
        var sum = 0.0
        for factor in factors {
            sum += factor
            sums.append(sum)
        }
        self.init(profile: profile, firstDay: firstDay, sums: sums)
    }

    /// C of a day.
    @inlinable
    public func sum(before day: Int) -> Double {
        let place = day - firstDay
        if sums.indices.contains(place) { return sums[place] }
        let end = place < 0 ? 0 : sums.count - 1
        return sums[end] + Double(place - end)
    }
}

/// The curve of a series by its periods, which count from the start of the series.
@usableFromInline
struct PeriodFactors {
    @usableFromInline let curve: FactorCurve
    @usableFromInline let startDay: Int
    @usableFromInline let periodDays: Int

    @inlinable
    init(_ curve: FactorCurve, startDay: Int, periodDays: Int) {
        self.curve = curve
        self.startDay = startDay
        self.periodDays = periodDays
    }

    /// The sum of the factors of all days before a period.
    @inlinable
    func sum(before period: Int) -> Double { curve.sum(before: startDay + period * periodDays) }

    /// The sum of the factors of the days of some periods. The last one counts whole.
    @inlinable
    func sum(of periods: Range<Int>) -> Double { sum(before: periods.upperBound) - sum(before: periods.lowerBound) }
}
