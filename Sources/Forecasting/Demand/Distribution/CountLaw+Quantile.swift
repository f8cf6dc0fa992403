/// The smallest numbers of units with a probability, or with an expected shortage.
extension CountLaw {
    /// Where this is below 128, probabilities are added up from 0.
    var fourDeviationsAbove: Double { mean + 4 * variance.squareRoot() }

    /// The most units that are added up for a quantile.
    static let mostSummed = 1000.0

    /// The smallest k with P(D ≤ k) ≥ probability.
    ///
    /// Small ones are added up from 0. For others Newton's method starts from Cornish's and Fisher's expansion, or from Wilson's and
    /// Hilferty's if the law is skewed, and the last units are passed one by one. Above 20,000 units k may be off by 1e-4 of it, within
    /// the 1.2e-7 of the tail.
    ///
    /// - Parameter probability: more than 0, less than 1.
    package func quantile(_ probability: Double) -> Double {
        guard mean > 0 else { return 0 }
        if fourDeviationsAbove < Self.mostAdded {
            let (scale, w) = (1 / (1 + excess), excess)
            var (units, term) = (0.0, none)
            var sum = term
            while sum < probability, units < Self.mostSummed {
                term *= (mean + units * w) * scale / (units + 1)
                units += 1
                sum += term
            }
            if sum >= probability { return units }
        }
        return search(probability)
    }

    func search(_ probability: Double) -> Double {
        let most = 1 - probability
        // k is the last number before the first x with P(D ≥ x) ≤ most.
        var (low, high) = (0.0, Double.infinity)
        var x = max(1, guess(probability).rounded() + 1)
        for step in 0..<200 {
            let (tail, mass) = tailAndMass(x)
            if tail <= most { high = x } else { low = x }
            if high < .infinity, high - low <= max(1, high * 1e-15) { break }
            let distance = mass > 0 ? (tail - most) / mass : .infinity
            if distance.magnitude < 40, let found = walk(from: x, tail: tail, mass: mass, to: most), found > low,
                found <= high
            {
                return found - 1
            }
            let next = (x + distance).rounded()
            // Far from the middle Newton's steps are too long, and later ones may go back and forth.
            if step < 60, next > low, next < high, next < 4 * x, next > x / 4 {
                x = next
            } else if high < .infinity {
                x = (low + (high - low) / 2).rounded(.up)
                if x >= high { x = high - 1 }
            } else {
                x *= 4
            }
        }
        return max(0, min(high, 1e300) - 1)
    }

    /// The first x with P(D ≥ x) ≤ most, unit by unit; nil if it is more than 100 units away, or if numbers are so large that a unit more
    /// is the same number.
    private func walk(from units: Double, tail: Double, mass: Double, to most: Double) -> Double? {
        guard units < 0x1p52 else { return nil }
        var (x, tail, mass) = (units, tail, mass)
        let scale = 1 / (1 + excess)
        if tail > most {
            while tail > most {
                guard x < units + 100 else { return nil }
                tail -= mass
                mass *= (mean + x * excess) * scale / (x + 1)
                x += 1
            }
            return x
        }
        while x > 0 {
            guard x > units - 100 else { return nil }
            mass *= x / ((mean + (x - 1) * excess) * scale)
            tail += mass
            guard tail <= most else { break }
            x -= 1
        }
        return x
    }

    private func guess(_ probability: Double) -> Double {
        let z = Real.normalQuantileGuess(min(max(1e-15, probability), 1 - 1e-15))
        let deviation = variance.squareRoot()
        let skewness = (1 + 2 * excess) / deviation
        if skewness < 1 { return mean + deviation * (z + skewness * (z * z - 1) / 6) - 0.5 }
        let shape = 4 / (skewness * skewness)
        let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        return mean + deviation * (cube > 0 ? shape * cube * cube * cube - shape : -shape) / shape.squareRoot()
    }
}
