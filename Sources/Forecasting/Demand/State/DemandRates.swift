/// The rates of a series by its four discounted sums, and the class that decides how they are put together.
///
///     R = (max(A, 0) + s × δ^g) / (B + s / r × δ^g)
///
/// A are the discounted sums of sales, B those of the profile's factors since the first sale, g the days since it, r the usual rate of
/// the category, and s half a sale: a prior that fades like the data.
package struct DemandRates: Equatable, Sendable {
    /// Units that the prior counts for.
    package static let priorUnits = 0.5
    /// The weights of the rates until others are learned.
    package static let firstWeights = SIMD4<Double>(0.15, 0.35, 0.30, 0.20)
    /// The number of classes.
    package static let bucketCount = 36

    /// Units a day, of the windows of ``DemandState``.
    package var rates: SIMD4<Double>
    /// The sales that were expected since the last sale, in units.
    package var zeroRun: Double

    /// The usual rates that are taken as they are, in units a day; others are moved to the ends. Without a limit, a category that sold
    /// nothing would divide by zero.
    private static let usualRates = 1e-6...1e9

    /// - Parameters:
    ///   - day: the day before which everything counts. It is after the first sale, and within the profile.
    ///   - usualRate: the mean rate of the series of the category, in units a day.
    /// - Returns: nil before the first sale.
    package init?(_ state: DemandState, _ profile: DemandProfile, before day: Int, usualRate: Double) {
        guard let firstSale = state.firstSale else { return nil }
        let prior = Self.prior(usualRate: usualRate, discounted: profile.discountedSums(before: firstSale + 1))
        rates = Self.rates(
            sums: state.sums(before: day), fading: DemandState.decay(days: day - firstSale - 1),
            discounted: profile.discountedSums(before: day), prior: prior)
        zeroRun = profile.sum(from: state.lastSale + 1, to: day) * rates[3]
    }

    init(rates: SIMD4<Double>, zeroRun: Double) {
        self.rates = rates
        self.zeroRun = zeroRun
    }

    /// What the divisor of the rates has beside the discounted sums of factors, as of the day after the first sale: the days that the
    /// prior counts for, less the factors up to then.
    ///
    /// - Parameter discounted: the discounted sums of factors before the day after the first sale.
    @inline(__always)
    static func prior(usualRate: Double, discounted: SIMD4<Double>) -> SIMD4<Double> {
        let usual = min(max(usualRates.lowerBound, usualRate), usualRates.upperBound)
        return SIMD4(repeating: priorUnits / usual) - discounted
    }

    /// The four rates before a day.
    ///
    /// - Parameters:
    ///   - sums: the discounted sums of sales before it.
    ///   - fading: what is left of a sum after the days since the first sale.
    ///   - discounted: the discounted sums of factors before it.
    @inline(__always)
    static func rates(
        sums: SIMD4<Double>, fading: SIMD4<Double>, discounted: SIMD4<Double>, prior: SIMD4<Double>
    ) -> SIMD4<Double> {
        let sold = sums.replacing(with: 0, where: sums .< 0)
        // The last term changes no bit of a sum that isn't zero. After years of closed days both of the others are.
        return (sold + priorUnits * fading) / (discounted + fading * prior + 1e-300)
    }

    /// The rate with some weights, in units a day.
    @inline(__always)
    package func rate(_ weights: SIMD4<Double>) -> Double { (rates * weights).sum() }

    /// The class of the series: two octaves of the rate, and how surprising it is that nothing was sold since the last sale.
    package var bucket: Int { Self.bucket(firstRate: rate(Self.firstWeights), zeroRun: zeroRun) }

    /// - Parameter firstRate: the rate with ``firstWeights``.
    @inline(__always)
    static func bucket(firstRate: Double, zeroRun: Double) -> Int {
        // The order of the arguments makes the smallest rate of one that is not a number. The exponent is in the bits above the
        // fraction; `exponent` does the same, but in a call.
        let octave = Int(min(max(1e-9, firstRate), 1e9).bitPattern >> 52) - 1023 + 10
        let zeros = (zeroRun >= 1 ? 1 : 0) + (zeroRun >= 2.5 ? 1 : 0) + (zeroRun >= 5 ? 1 : 0)
        return min(max(octave, 0), 17) / 2 * 4 + zeros
    }
}
