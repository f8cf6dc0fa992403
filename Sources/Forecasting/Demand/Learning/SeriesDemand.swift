/// What the history of a series says of its demand.
package struct SeriesDemand: Equatable, Sendable {
    package var state: DemandState
    /// The four rates and the run of zeros, before the cut.
    package var rates: DemandRates
    /// The class of the series.
    package var bucket: Int
    /// Units a day at a factor of 1: the rates with the weights of the class.
    package var rate: Double
    /// How far its weeks were from what was expected.
    package var errors: SeriesErrors
    /// The dispersion of its class.
    package var dispersion: Dispersion

    /// The variance of the sales of some days, in units squared.
    ///
    /// - Parameter mean: units that are expected on these days: the rate × the sum of their factors.
    package func variance(mean: Double, days: Int) -> Double {
        dispersion.variance(mean: mean, days: days, factor: errors.factor)
    }

    /// The dispersion of its class, scaled by how far its own weeks were from what was expected.
    package var ownDispersion: Dispersion {
        let factor = errors.factor
        return Dispersion(phi: factor * dispersion.phi, c: factor * dispersion.c, d: factor * dispersion.d)
    }
}

/// How far the weeks of a series were from what was expected: the discounted sum of e² by its variance, and what it would be if all of
/// them were 1.
package struct SeriesErrors: Equatable, Sendable {
    package var sum = 0.0
    package var weight = 0.0

    /// What is left of an error after a week.
    private static let decay = 0.98
    /// An error counts for no more than so many times its variance.
    private static let most = 16.0
    /// Weeks that a factor of 1 counts for.
    static let prior = 8.0

    package init(sum: Double = 0, weight: Double = 0) {
        self.sum = sum
        self.weight = weight
    }

    /// Adds the squared error of a week, by its variance.
    @inline(__always)
    package mutating func add(_ squared: Double) {
        sum = sum * Self.decay + min(squared, Self.most)
        weight = weight * Self.decay + 1
    }

    /// The factor s of the variance.
    package var factor: Double { (Self.prior + sum) / (Self.prior + weight) }
}
