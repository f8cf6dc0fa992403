/// Expected shortages, and the moments of a part of the law.
extension CountLaw {
    /// E(D − units)⁺: the units that are expected to be short of so many.
    ///
    /// For whole k it is (m − k) P(D ≥ k) + k p(k) (1 + w); in between it is linear.
    package func loss(_ units: Double) -> Double {
        guard mean > 0 else { return max(0, -units) }
        guard units > 0 else { return mean - units }
        let k = units.rounded(.up)
        let (tail, mass) = tailAndMass(k)
        return max(0, (mean - k) * tail + k * mass * (1 + excess)) + (k - units) * tail
    }

    /// The smallest whole number of units of which no more than so many are expected to be short.
    ///
    /// - Parameter shortage: E(D − k)⁺ is at most this; more than 0.
    package func units(forLoss shortage: Double) -> Double {
        guard mean > shortage else { return 0 }
        guard shortage > 0 else { return .infinity }
        var (units, loss) = (0.0, mean)
        if mean <= 64 {
            // E(D − k − 1)⁺ = E(D − k)⁺ − P(D > k)
            let scale = 1 / (1 + excess)
            var (mass, above) = (none, 1 - none)
            while loss > shortage, units < Self.mostAdded {
                loss -= above
                mass *= (mean + units * excess) * scale / (units + 1)
                above -= mass
                units += 1
            }
            // Beyond, the digits of what is above are gone.
            if loss <= shortage, above > 1e-9 { return units }
            (units, loss) = (0, mean)
        }
        // The loss is convex, so Newton's steps from below never go too far.
        units = max(0, (mean - shortage).rounded(.down))
        for _ in 0..<200 {
            let (tail, mass) = tailAndMass(units)
            loss = units > 0 ? max(0, (mean - units) * tail + units * mass * (1 + excess)) : mean
            let above = tail - mass
            guard loss > shortage, above > 0 else { break }
            let step = ((loss - shortage) / above).rounded(.up)
            guard units + step > units else { break }
            units += step
        }
        return units
    }

    /// The sums of p, x p, x² p and x³ p over the j from so many units on, where x = j − m.
    ///
    /// By adding up (1 + w) j g(j) p(j) − (m + j w) g(j + 1) p(j), of which only the border is left, for g = 1, x and x². With
    /// B = (1 + w) k p(k):
    ///
    ///     Σ x p = B,    Σ x² p = w Σ x p + v P(D ≥ k) + B (k − m)
    ///     Σ x³ p = 2 w Σ x² p + (2 v + w) Σ x p + v P(D ≥ k) + B (k − m)²
    ///
    /// They are about the mean because moments about zero, such as factorial ones, lose their digits where the mean is large.
    package func moments(from units: Double) -> SIMD4<Double> {
        let (tail, mass) = tailAndMass(units)
        let border = units > 0 ? (1 + excess) * units * mass : 0
        let distance = units - mean
        let second = excess * border + variance * tail + border * distance
        let third =
            2 * excess * second + (2 * variance + excess) * border + variance * tail + border * distance * distance
        return SIMD4(tail, border, second, third)
    }

    /// The same sums over all j.
    package var moments: SIMD4<Double> { SIMD4(1, 0, variance, variance * (1 + 2 * excess)) }
}
