/// The variance of the sales of h days with mean m, learned across the series of a class:
///
///     v(h) = s × (φ m + (c + d h / 28) m²)
///
/// where s is the factor of a series.
package struct Dispersion: Equatable, Sendable {
    /// φ: the variance by the mean of single sales.
    package var phi: Double
    /// c: the squared coefficient of variation that remains, however much is sold.
    package var c: Double
    /// d: what 28 more days add to c.
    package var d: Double

    package init(phi: Double, c: Double, d: Double) {
        self.phi = phi
        self.c = c
        self.d = d
    }

    /// The parameters until others are learned.
    package static let first = Dispersion(phi: 1.5, c: 0.05, d: 0.05)

    /// The variance of the sales of some days.
    ///
    /// - Parameters:
    ///   - mean: units that are expected on these days.
    ///   - factor: the factor s of the series.
    @inline(__always)
    package func variance(mean: Double, days: Int, factor: Double = 1) -> Double {
        factor * (phi * mean + (c + d * (Double(days) / 28)) * mean * mean)
    }
}
