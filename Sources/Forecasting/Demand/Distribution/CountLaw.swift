/// The law of a number of units with a mean m and a variance above it (Panjer's family: Poisson and negative binomial):
///
///     p(0) = exp(−m log(1 + w) / w),    p(j + 1) = p(j) (m + j w) / ((1 + w)(j + 1)),    w = v / m − 1
///
/// w = 0 is Poisson, and needs no case of its own. Up to 128 units probabilities are sums from 0, beyond them they are the expansion in
/// ``Saddlepoint``. Units are whole numbers in a `Double`, up to 1e15.
///
/// The tail is within 3e-13 up to 128 units and within 1.2e-7 beyond (400,000 cases with means of 0.01 to 1e6, v / m of 1 to 50, and
/// squared coefficients of variation of 0 to 1).
package struct CountLaw: Equatable, Sendable {
    /// m: zero or more.
    package let mean: Double
    /// w: more than −1. Below zero, as only survivors of a first passage have it, the law ends with the last j that has m + j w > 0.
    package let excess: Double

    /// Up to so many units probabilities are added up.
    static let mostAdded = 128.0

    /// - Parameters:
    ///   - mean: what is not above zero is nothing.
    ///   - variance: what is below the mean counts as the mean.
    package init(mean: Double, variance: Double) {
        self.mean = mean > 0 ? mean : 0
        let excess = mean > 0 ? variance / mean - 1 : 0
        self.excess = excess > 0 ? min(excess, 1e30) : 0
    }

    /// - Parameter excess: w, more than −1.
    init(mean: Double, excess: Double) {
        self.mean = mean
        self.excess = excess
    }

    package var variance: Double { mean * (1 + excess) }

    /// The probability of none.
    var none: Double { Real.exp(-mean * Self.logarithm(byExcess: excess)) }

    /// log(1 + w) / w.
    static func logarithm(byExcess w: Double) -> Double {
        w.magnitude < 1e-5 ? 1 - w * (0.5 - w / 3) : Real.log1p(w) / w
    }

    /// P(D ≥ units): the probability of so many units or more.
    ///
    /// - Parameter units: a whole number.
    package func tail(_ units: Double) -> Double {
        guard units > 0 else { return 1 }
        guard mean > 0 else { return 0 }
        guard units > Self.mostAdded else { return min(max(0, 1 - sum(below: units).sum), 1) }
        return excess < 0 ? 0 : expansion(units).tail
    }

    /// P(D = units).
    ///
    /// - Parameter units: a whole number.
    package func mass(_ units: Double) -> Double {
        guard units >= 0 else { return 0 }
        guard mean > 0 else { return units == 0 ? 1 : 0 }
        if units <= Self.mostAdded {
            let added = sum(below: units)
            // Where p(0) is too small for a number, the product of its successors is, too.
            if added.first > 1e-290 || excess < 0 || units == 0 { return added.next }
        }
        return excess < 0 ? 0 : Saddlepoint(mean: mean, excess: excess, units: units).mass
    }

    /// P(D ≥ units) and P(D = units), from the same sum.
    ///
    /// - Parameter units: a whole number.
    package func tailAndMass(_ units: Double) -> (tail: Double, mass: Double) {
        guard units > 0, mean > 0 else { return (tail(units), mass(units)) }
        guard units > Self.mostAdded else {
            let added = sum(below: units)
            return (min(max(0, 1 - added.sum), 1), added.next)
        }
        return excess < 0 ? (0, 0) : expansion(units)
    }

    /// Whether P(D ≥ units) is below 1e-10 by Chernoff's bound, which takes two logarithms. A well-stocked series is done with it.
    func isNegligible(_ units: Double) -> Bool {
        units > mean && excess >= 0
            && (mean == 0 || Saddlepoint.deviance(mean: mean, excess: excess, units: units) > 23.1)
    }

    /// The least r for which the expansion is taken as it is.
    private static let leastShape = 12.0

    /// P(D ≥ units) and P(D = units) for many units.
    ///
    /// A law with r < 12 is reached from that with r + n and the same w in n steps of the recursion of the incomplete beta function
    /// (DLMF 8.17.20).
    private func expansion(_ units: Double) -> (tail: Double, mass: Double) {
        let own = Saddlepoint(mean: mean, excess: excess, units: units)
        let shape = mean / excess
        guard shape < Self.leastShape else { return (min(max(0, own.tail), 1), own.mass) }
        let steps = (Self.leastShape - shape).rounded(.up)
        var (less, term, next) = (0.0, own.mass * units / shape, shape)
        for _ in 0..<Int(steps) {
            next += 1
            less += term
            term *= (units + next - 1) / ((1 + excess) * next)
        }
        let raised = Saddlepoint(mean: next * excess, excess: excess, units: units).tail
        return (min(max(0, raised - less), 1), own.mass)
    }

    /// p(0) + … + p(units − 1), p(0), and p(units).
    ///
    /// Four terms at a time over a common denominator: then neither divisions nor products wait for each other.
    private func sum(below units: Double) -> (sum: Double, first: Double, next: Double) {
        let scale = 1 / (1 + excess)
        let (a, b) = (mean * scale, excess * scale)
        let first = none
        // With w below zero there is nothing after the first j with m + j w ≤ 0.
        let end = b < 0 ? min(units, (-a / b).rounded(.up) + 1) : units
        var (sum, term, j, n) = (0.0, first, 0.0, a)
        while j + 4 <= end {
            let (n1, n2, n3) = (n + b, n + 2 * b, n + 3 * b)
            let (d0, d1, d2, d3) = (j + 1, j + 2, j + 3, j + 4)
            let (front, back) = (n * n1, d2 * d3)
            let common = term / (d0 * d1 * back)
            sum += common * d3 * (d2 * (d1 * (d0 + n) + front) + front * n2)
            term = common * (front * (n2 * n3))
            j += 4
            n = a + b * j
        }
        while j < end {
            sum += term
            term *= max(0, n) / (j + 1)
            j += 1
            n = a + b * j
        }
        return (sum, first, end < units ? 0 : max(0, term))
    }
}
