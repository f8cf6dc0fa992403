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

    /// - Parameters:
    ///   - day: the day before which everything counts. It is after the first sale, and within the profile.
    ///   - usualRate: the mean rate of the series of the category, in units a day; more than zero.
    /// - Returns: nil before the first sale.
    package init?(_ state: DemandState, _ profile: DemandProfile, before day: Int, usualRate: Double) {
        guard let firstSale = state.firstSale else { return nil }
        let fading = DemandState.decay(days: day - firstSale - 1)
        let sums = state.sums(before: day)
        let sold = sums.replacing(with: 0, where: sums .< 0)
        rates =
            (sold + Self.priorUnits * fading)
            / (profile.exposure(before: day, firstSale: firstSale) + Self.priorUnits / usualRate * fading)
        zeroRun = profile.sum(from: state.lastSale + 1, to: day) * rates[3]
    }

    /// The rate with some weights, in units a day.
    package func rate(_ weights: SIMD4<Double>) -> Double { (rates * weights).sum() }

    /// The class of the series: two octaves of the rate, and how surprising it is that nothing was sold since the last sale.
    package var bucket: Int {
        let octave = max(self.rate(Self.firstWeights), 1e-9).exponent + 10
        let zeros = [1, 2.5, 5].count { zeroRun >= $0 }
        return Int(min(max(octave, 0), 17)) / 2 * 4 + zeros
    }
}
