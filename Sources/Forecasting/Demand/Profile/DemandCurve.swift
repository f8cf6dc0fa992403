/// The curve of a group of series: weekdays and season, and a factor on some days of a what-if run.
///
/// It grows to the days that it is asked for. The sums begin with 0 before its first day and are added up away from it on either side,
/// so those of a day are the same bits whatever days were asked for before.
package struct DemandCurve: Sendable {
    package let profile: Int32
    private let factors: GroupFactors
    private let firstDay: Int
    private let factorOfDays: (days: ClosedRange<Int>, factor: Double)?
    /// C of the first day and of those after it, and of those before it, backwards.
    private var after = [0.0]
    private var before = [0.0]
    private var made: FactorCurve?

    /// - Parameter firstDay: the day before which the sum is 0, as a day number.
    package init(
        profile: Int32, _ factors: GroupFactors, firstDay: Int,
        factorOfDays: (days: ClosedRange<Int>, factor: Double)? = nil
    ) {
        self.profile = profile
        self.factors = factors
        self.firstDay = firstDay
        self.factorOfDays = factorOfDays
    }

    /// Days are added by this many, so that series whose horizons differ a little don't each make a curve anew.
    private static let step = 64

    /// The curve with the sums before each of some days.
    ///
    /// - Returns: nil if they are out of the bounds of ``FactorCurve``.
    package mutating func curve(of days: ClosedRange<Int>) -> FactorCurve? {
        let (last, first) = (firstDay + after.count - 1, firstDay - before.count + 1)
        if let made, days.lowerBound >= first, days.upperBound <= last { return made }
        if days.upperBound > last {
            for day in last..<days.upperBound + Self.step {
                after.append(after[after.count - 1] + factor(ofDay: day))
            }
        }
        if days.lowerBound < first {
            for day in (days.lowerBound - Self.step..<first).reversed() {
                before.append(before[before.count - 1] - factor(ofDay: day))
            }
        }
        made = FactorCurve(
            profile: profile, firstDay: firstDay - before.count + 1, sums: before.reversed() + after.dropFirst())
        return made
    }

    private func factor(ofDay day: Int) -> Double {
        let factor = factors.factor(ofDay: day)
        guard let factorOfDays, factorOfDays.days.contains(day) else { return factor }
        return min(factor * factorOfDays.factor, max(factor, StockLimits.salesFactorOfDays))
    }
}
