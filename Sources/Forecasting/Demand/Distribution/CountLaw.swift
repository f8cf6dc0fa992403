/// The negative binomial distribution of units with a mean and a variance above it; the Poisson distribution if they are the same.
///
///     p(0) = (1 + w)^−r,    p(n + 1) = p(n) (m + n w) / ((1 + w)(n + 1)),    w = v / m − 1,    r = m / w
struct CountLaw {
    /// m, more than zero.
    let mean: Double
    /// w; 0 for Poisson.
    let excess: Double

    init(mean: Double, variance: Double) {
        self.mean = mean
        let excess = variance / mean - 1
        self.excess = excess > 1e-4 ? excess : 0
    }

    private var variance: Double { mean * (1 + excess) }

    /// The probability of at most so many units: a whole number.
    func cumulative(_ units: Double) -> Double {
        guard units >= 0 else { return 0 }
        guard excess > 0 else { return GammaLaw(shape: units + 1).probabilities(mean).upper }
        return cumulativeByBeta(units)
    }

    /// By the incomplete beta function I(r, n + 1) at 1 / (1 + w) and its continued fraction (Press et al., Numerical Recipes, section
    /// 6.4; DLMF 8.17.5 and 8.17.22).
    private func cumulativeByBeta(_ units: Double) -> Double {
        let shape = mean / excess
        let (p, q) = (1 / (1 + excess), excess / (1 + excess))
        let front = probability(of: units) * q * (shape + units)
        if p < (shape + 1) / (shape + units + 3) { return min(1, front * Self.fraction(shape, units + 1, p) / shape) }
        return 1 - min(1, front * Self.fraction(units + 1, shape, q) / (units + 1))
    }

    /// The probability of a number of units.
    private func probability(of units: Double) -> Double {
        let shape = mean / excess
        guard units > 0 else { return Real.exp(-shape * Real.log1p(excess)) }
        // Loader, Fast and Accurate Computation of Binomial Probabilities, 2000: no digits are lost if all of them are large.
        let all = shape + units
        let (p, q) = (1 / (1 + excess), excess / (1 + excess))
        let logarithm =
            Real.stirlingError(all) - Real.stirlingError(shape) - Real.stirlingError(units)
            - Real.deviance(shape, all * p) - Real.deviance(units, all * q)
        return Real.exp(logarithm) * (shape / (2 * .pi * units * all)).squareRoot()
    }

    private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        var c = 1.0
        var d = 1 / GammaLaw.notZero(1 - (a + b) * x / (a + 1))
        var h = d
        for step in 1...100_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / GammaLaw.notZero(1 + even * d)
            c = GammaLaw.notZero(1 + even / c)
            h *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / GammaLaw.notZero(1 + odd * d)
            c = GammaLaw.notZero(1 + odd / c)
            h *= d * c
            if (d * c - 1).magnitude < 1e-16 { break }
        }
        return h
    }

    /// The smallest number of units with a cumulative probability of at least `probability`.
    func quantile(_ probability: Double) -> Double {
        // What is small is added up from 0: a few nanoseconds a unit.
        if mean + 6 * variance.squareRoot() < 500 {
            var term = Real.exp(excess > 0 ? -mean * Real.log1p(excess) / excess : -mean)
            var (units, sum) = (0.0, term)
            while sum < probability, units < 2000 {
                term *= (mean + units * excess) / ((1 + excess) * (units + 1))
                units += 1
                sum += term
            }
            if sum >= probability { return units }
        }
        // The gamma distribution is within a few units; the search goes from there in steps that double.
        let scale = variance / mean
        let guess = Int(min(1e15, (GammaLaw(shape: mean / scale).quantile(probability) * scale).rounded()))
        var (low, high, step) = (guess, guess, 1)
        if cumulative(Double(guess)) < probability {
            repeat {
                (low, high, step) = (high + 1, high + step, 2 * step)
            } while high < 1 << 60
                && cumulative(Double(high)) < probability
        } else {
            repeat {
                (low, high, step) = (max(0, low - step), low, 2 * step)
            } while high > 0
                && cumulative(Double(low)) >= probability
        }
        return Double(MonotoneSearch.first(in: low..<high) { cumulative(Double($0)) >= probability })
    }
}
