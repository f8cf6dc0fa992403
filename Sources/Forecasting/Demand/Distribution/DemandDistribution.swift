/// How likely each demand of some days is, from its mean and variance: negative binomial for units, Poisson where the variance is not above
/// the mean, gamma for quantities that need not be whole.
package struct DemandDistribution: Sendable {
    /// Units that are expected.
    package let mean: Double
    /// In units squared.
    package let variance: Double
    /// Whether only whole units are sold.
    package let isWhole: Bool

    /// - Parameters:
    ///   - mean: up to 1e15; what is not a number, or is below zero, is nothing.
    ///   - variance: up to 1e30, likewise.
    package init(mean: Double, variance: Double, isWhole: Bool) {
        self.mean = mean > 0 ? min(mean, 1e15) : 0
        self.variance = variance > 0 ? min(variance, 1e30) : 0
        self.isWhole = isWhole
    }

    /// The smallest demand that is not exceeded with a probability; in units, whole if ``isWhole``.
    ///
    /// - Parameter probability: from 0 to 1; both ends are moved inwards by 1e-12.
    package func quantile(_ probability: Double) -> Double {
        guard mean > 0 else { return 0 }
        let probability = min(max(1e-12, probability), 1 - 1e-12)
        guard isWhole else {
            return variance > 0 ? gamma(variance).quantile(probability) * scale(variance) : mean
        }
        return CountLaw(mean: mean, variance: variance).quantile(probability)
    }

    /// The probability of a demand of at most `quantity` units.
    package func cumulative(_ quantity: Double) -> Double {
        guard quantity >= 0 else { return 0 }
        guard mean > 0 else { return 1 }
        guard isWhole else {
            guard variance > 0 else { return quantity >= mean ? 1 : 0 }
            return gamma(variance).probabilities(quantity / scale(variance)).lower
        }
        return 1 - CountLaw(mean: mean, variance: variance).tail(quantity.rounded(.down) + 1)
    }

    private func scale(_ variance: Double) -> Double { variance / mean }

    private func gamma(_ variance: Double) -> GammaLaw { GammaLaw(shape: mean / scale(variance)) }
}
