/// The factors of demand on successive days: sales of day d are rate × f(d). The curve keeps their sums,
///
///     C(d) = sum of the factors before day d,    so that the sales of the days a..<b are rate × (C(b) − C(a))
///
/// Only differences of sums have a meaning, so they may start with any number. Days before and after the curve have the factor 1,
/// which is the mean of the factors of a year: there the rate counts as it is.
///
/// It is an object that owns its sums, so that the loops over many series read them without retaining an array. The sums never change
/// after it is made, which makes it safe to pass between threads.
public final class FactorCurve: @unchecked Sendable {
    /// The number that ``Stretch/profile`` refers to the curve by: 1 or more, or ``ofSeries``.
    public let profile: Int32
    /// The first day, as a day number.
    @usableFromInline let firstDay: Int
    /// The sum before each day, and the one before the day after the last; never empty.
    @usableFromInline let sums: UnsafeBufferPointer<Double>

    /// The number of a curve that only one series has.
    public static let ofSeries: Int32 = -1
    /// The days after a horizon whose factors a plan looks at; after them the rate counts as it is. So a plan doesn't depend on how many
    /// days a curve happens to have.
    public static let daysBeyondHorizon = 400

    /// - Parameter sums: C of the first day and of each day after it; the last one is C of the day after the curve.
    /// - Returns: nil if there are no sums, if they fall or are out of the bounds of ``StockLimits/factorSum``, if the first day
    ///   isn't in the calendar, or if the number is neither that of a profile nor ``ofSeries``.
    public init?(profile: Int32, firstDay: Int, sums: [Double]) {
        guard profile > 0 || profile == Self.ofSeries, CivilDate.dayNumbers.contains(firstDay), let first = sums.first,
            let last = sums.last,
            first >= -StockLimits.factorSum, last - first <= StockLimits.factorSum, last <= StockLimits.factorSum,
            // Not a number is neither above nor below.
            zip(sums, sums.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.profile = profile
        self.firstDay = firstDay
        let copy = UnsafeMutableBufferPointer<Double>.allocate(capacity: sums.count)
        _ = copy.initialize(from: sums)
        self.sums = UnsafeBufferPointer(copy)
    }

    deinit { sums.deallocate() }

    /// The days whose sum the curve has, the day after the last factor among them.
    public var days: ClosedRange<Int> { firstDay...firstDay + sums.count - 1 }

    /// - Parameter factors: of the first day and of each day after it; 0 or more.
    /// - Returns: nil if they are out of bounds, as with ``init(profile:firstDay:sums:)``.
    public convenience init?(profile: Int32, firstDay: Int, factors: some Sequence<Double>) {
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
    public func sum(before day: Int) -> Double { Self.sum(before: day, sums, firstDay) }

    @inlinable @inline(__always)
    static func sum(before day: Int, _ sums: UnsafeBufferPointer<Double>, _ firstDay: Int) -> Double {
        let place = day - firstDay
        if place >= 0, place < sums.count { return sums[place] }
        let end = place < 0 ? 0 : sums.count - 1
        return sums[end] + Double(place - end)
    }
}

extension FactorCurve: Equatable {
    public static func == (left: FactorCurve, right: FactorCurve) -> Bool {
        left.profile == right.profile && left.firstDay == right.firstDay && left.sums.elementsEqual(right.sums)
    }
}

/// How the sales of the periods of a series differ. It is a type parameter of all that is computed, so that series with the same sales
/// in all periods, which are most, pay nothing for the others.
@usableFromInline
protocol PeriodFactors {
    /// Whether the sales of all periods are the same.
    var areConstant: Bool { get }
    /// The number of the profile; 0 if the sales of all periods are the same.
    var profile: Int32 { get }
    /// The sum of the factors of the days of some periods. The last one counts whole.
    func sum(of periods: Range<Int>) -> Double
}

/// The factors of a series whose sales are its rate in each period.
@usableFromInline
struct ConstantFactors: PeriodFactors {
    @inlinable var areConstant: Bool { true }
    @inlinable var profile: Int32 { 0 }

    @inlinable init() {}

    @inlinable
    func sum(of periods: Range<Int>) -> Double { Double(periods.count) }
}

/// The factors of a series with a curve, by its periods, which count from the start of the series.
///
/// It doesn't keep the curve: that is up to the function that makes it, for as long as it lives.
@usableFromInline
struct CurveFactors: PeriodFactors {
    @usableFromInline let sums: UnsafeBufferPointer<Double>
    @usableFromInline let profile: Int32
    /// Days from the first day of the curve to the start of the series.
    @usableFromInline let start: Int
    @usableFromInline let periodDays: Int

    /// - Parameter lastDay: the last day whose factor counts; after it the rate counts as it is.
    @inlinable
    init(_ curve: FactorCurve, startDay: Int, periodDays: Int, through lastDay: Int = .max) {
        let end = curve.firstDay + curve.sums.count - 1
        let left = lastDay < end ? end - max(lastDay + 1, curve.firstDay) : 0
        sums = UnsafeBufferPointer(rebasing: curve.sums.dropLast(left))
        profile = curve.profile
        start = startDay - curve.firstDay
        self.periodDays = periodDays
    }

    @inlinable var areConstant: Bool { false }

    /// The sum of the factors of all days before a period.
    @inlinable @inline(__always)
    func sum(before period: Int) -> Double { FactorCurve.sum(before: start + period * periodDays, sums, 0) }

    @inlinable
    func sum(of periods: Range<Int>) -> Double { sum(before: periods.upperBound) - sum(before: periods.lowerBound) }
}
