/// What is kept of the sales of a series: four discounted sums, and the days of its first and last sale.
///
/// The sums are of raw sales, with windows of 7, 28, 91 and 364 days:
///
///     A(t) = δ × A(t − 1) + y(t − 1),    δ = 1 − 1 / window
///
/// A profile of weekdays and seasons comes in only when a rate is asked for: the rate is the discounted sum of sales by the discounted
/// sum of the profile's factors (``DemandRates``). So a profile can change without touching a series, and days without sales need no
/// work.
///
/// The first sale starts the clock and counts for nothing else: a series is looked at because it was sold, so that sale says little
/// of the days after it.
package struct DemandState: Equatable, Sendable {
    /// The windows of the sums, in days.
    package static let windows = DecayTable.windows
    /// What is left of a sum after a day.
    package static let decay = DecayTable.daily

    /// The day of the first positive sale, as a day number; nil before it.
    package private(set) var firstSale: Int?
    /// The day of the last positive sale. It has no meaning before the first one.
    package private(set) var lastSale = 0
    /// The sums up to the evening of ``day``, in units.
    package private(set) var sums = SIMD4<Double>.zero
    /// The last day that was added.
    package private(set) var day = 0

    package init() {}

    /// A state as it was kept.
    package init(firstSale: Int, lastSale: Int, sums: SIMD4<Double>, day: Int) {
        self.firstSale = firstSale
        self.lastSale = lastSale
        self.sums = sums
        self.day = day
    }

    /// Adds what was sold on a day, net of returns, in units. Days ascend, and those without rows are not added.
    package mutating func add(_ units: Double, on day: Int) {
        add(SIMD4(repeating: units), sold: units, on: day)
    }

    /// Adds a day at whose end nothing was left, so that more may have been asked for than was sold: each sum gets what its own rate
    /// expects, if that is more.
    ///
    /// - Parameters:
    ///   - rates: the rates before that day, in units a day.
    ///   - factor: the factor of the profile for that day.
    package mutating func addCensored(_ units: Double, on day: Int, rates: SIMD4<Double>, factor: Double) {
        let expected = rates * factor
        add(expected.replacing(with: units, where: expected .< units), sold: units, on: day)
    }

    private mutating func add(_ units: SIMD4<Double>, sold: Double, on day: Int) {
        guard firstSale != nil else {
            if sold > 0 { (firstSale, lastSale, self.day) = (day, day, day) }
            return
        }
        sums = sums * Self.decay(days: day - self.day) + units
        self.day = day
        if units.max() > 0 { lastSale = day }
    }

    /// The sums of the days before a day, which is after ``day``, in units.
    package func sums(before day: Int) -> SIMD4<Double> {
        firstSale == nil ? .zero : sums * Self.decay(days: day - 1 - self.day)
    }

    /// What is left of each sum after so many days.
    package static func decay(days: Int) -> SIMD4<Double> { DecayTable.shared[days] }
}
