/// The walk through the history of a series: what `SeriesHistoryPass` does with each row and each week.
///
/// The same as ``DemandState`` and ``DemandRates`` do by themselves, with pointers to the tables, because a database has tens of
/// thousands of millions of days: a day costs a few nanoseconds. A change of the state or of the rates has to be made in both.
struct SeriesWalk {
    let profile: DemandProfile.Pointers
    let decays: DecayTable.Pointers
    let firstSale: Int
    /// ``DemandRates/prior(usualRate:discounted:)``
    private let prior: SIMD4<Double>

    private(set) var lastSale: Int
    private(set) var sums = SIMD4<Double>.zero
    /// The last day that was added.
    private(set) var day: Int
    var errors = SeriesErrors()

    init(firstSale: Int, usualRate: Double, _ profile: DemandProfile.Pointers, _ decays: DecayTable.Pointers) {
        self.profile = profile
        self.decays = decays
        self.firstSale = firstSale
        prior = DemandRates.prior(
            usualRate: usualRate, discounted: profile.discountedSums(before: firstSale + 1))
        (lastSale, day) = (firstSale, firstSale)
    }

    /// Goes on after what is kept of the days before a Monday.
    init(
        after kept: KeptDemand, before monday: Int, usualRate: Double, _ profile: DemandProfile.Pointers,
        _ decays: DecayTable.Pointers
    ) {
        self.init(firstSale: Int(kept.firstSale), usualRate: usualRate, profile, decays)
        lastSale = Int(kept.lastSale)
        sums = SIMD4<Double>(kept.sums)
        day = monday - 1
        errors = SeriesErrors(sum: Double(kept.errors[0]), weight: Double(kept.errors[1]))
    }

    @inline(__always)
    func rates(before day: Int) -> SIMD4<Double> {
        DemandRates.rates(
            sums: sums * decays[day &- 1 &- self.day], fading: decays[day &- firstSale &- 1],
            discounted: profile.discountedSums(before: day), prior: prior)
    }

    @inline(__always)
    func zeroRun(before day: Int, rates: SIMD4<Double>) -> Double {
        (profile.sum(before: day) - profile.sum(before: lastSale + 1)) * rates[3]
    }

    /// Adds a day.
    ///
    /// - Parameter quantity: what counts of its sales.
    @inline(__always)
    mutating func add(_ row: SoldDay, quantity: Double) {
        let day = Int(row.day)
        var units = SIMD4(repeating: quantity)
        var isSale = quantity > 0
        if row.closingStock <= 0 {
            units = censored(quantity, on: day)
            isSale = any(units .> 0)
        }
        sums = sums * decays[day &- self.day] + units
        self.day = day
        lastSale = isSale ? day : lastSale
    }

    /// What counts of a day at whose end nothing was left (``DemandState/addCensored(_:on:rates:factor:)``).
    @inline(never)
    private func censored(_ quantity: Double, on day: Int) -> SIMD4<Double> {
        let expected = rates(before: day) * profile.factor(day)
        return expected.replacing(with: quantity, where: expected .< quantity)
    }

    var state: DemandState { DemandState(firstSale: firstSale, lastSale: lastSale, sums: sums, day: day) }
}

/// What counts of the sales of a day, so that a single large one doesn't become the rate: no more than what is expected, one unit, and ten
/// standard deviations.
struct SaleLimit {
    // The variance × 10² is linear × mean + square × mean².
    private let linear: Double
    private let square: Double

    private static let deviations = 10.0

    /// - Parameters:
    ///   - dispersion: that of the class of the series.
    ///   - errors: those of the series.
    @inline(__always)
    init(_ dispersion: Dispersion, _ errors: SeriesErrors) {
        let factor = Self.deviations * Self.deviations * errors.factor
        linear = factor * dispersion.phi
        square = factor * (dispersion.c + dispersion.d / 28)
    }

    /// - Parameters:
    ///   - quantity: units that were sold.
    ///   - mean: units that were expected of that day.
    @inline(__always)
    func clipped(_ quantity: Double, mean: Double) -> Double {
        // Nearly every sale is below the limit: one condition, and no root. Two would make a branch that can't be guessed.
        let excess = quantity - mean - 1
        let most = (linear + square * mean) * mean
        guard excess * excess.magnitude > most else { return quantity }
        return mean + most.squareRoot() + 1
    }
}

/// A whole week of a series, Monday to Sunday, with what was expected of it on its first morning.
struct SeriesWeek {
    var firstDay: Int
    /// Weeks from it to the last whole week before the cut.
    var weeksAgo: Int
    /// The sum of the factors of its days.
    var factorSum: Double
    var rates: SIMD4<Double>
    /// The rate with the first weights.
    var firstRate: Double
    var zeroRun: Double
    var bucket: Int
    /// The rate with the weights of the class.
    var rate: Double
    /// The dispersion of the class.
    var dispersion: Dispersion
    /// Units that were sold.
    var sold = 0.0
    /// The same with large sales clipped.
    var clippedSold = 0.0
    /// Whether on some day nothing was left at its end.
    var isCensored = false

    /// Units that were expected.
    @inline(__always)
    var mean: Double { rate * factorSum }

    /// The variance that was expected of the units of a week. Never zero, as errors are divided by it.
    @inline(__always)
    var variance: Double { dispersion.variance(mean: mean, days: 7) + 1e-9 }

    /// Whether something is learned from it: the store was open for more than two days, and nothing ran out.
    @inline(__always)
    var counts: Bool { factorSum > 2.1 && !isCensored }
}

/// What a pass does with each week of a series.
protocol WeekVisitor {
    /// Whether the pass keeps how far the weeks were from what was expected; large sales are clipped by it.
    static var keepsErrors: Bool { get }

    mutating func visit(_ week: SeriesWeek)

    /// The walk has come to the Monday before which is kept, and not to any week from it on.
    mutating func reachOpenWeeks()
}

extension WeekVisitor {
    mutating func reachOpenWeeks() {}
}
