/// The gamma distribution with scale 1: its probabilities are the regularised incomplete gamma functions P and Q = 1 − P.
///
/// By the series below shape + 1 and by the continued fraction above (Press et al., Numerical Recipes, section 6.2; DLMF 8.11.4 and
/// 8.9.2). Their steps grow with the root of the shape; from 100,000 on it is Wilson's and Hilferty's approximation by a normal
/// distribution (The Distribution of Chi-Square, 1931), which is within 1e-7 there.
struct GammaLaw {
    /// More than zero.
    var shape: Double

    private static let largest = 1e5

    /// The probabilities of at most x, and of more.
    func probabilities(_ x: Double) -> (lower: Double, upper: Double) {
        guard x > 0 else { return (0, 1) }
        guard shape <= Self.largest else {
            let z = 3 * shape.squareRoot() * (Real.cbrt(x / shape) - 1 + 1 / (9 * shape))
            return (Real.normalCumulative(z), Real.normalCumulative(-z))
        }
        if x < shape + 1 {
            let lower = min(1, term(x) * series(x))
            return (lower, 1 - lower)
        }
        let upper = min(1, term(x) * shape * fraction(x))
        return (1 - upper, upper)
    }

    /// x^a e^−x / Γ(a + 1), for x > 0.
    private func term(_ x: Double) -> Double {
        Real.exp(-Real.stirlingError(shape) - Real.deviance(shape, x)) / (2 * .pi * shape).squareRoot()
    }

    /// 1 + x / (a + 1) + x² / ((a + 1)(a + 2)) + …
    private func series(_ x: Double) -> Double {
        var (sum, term, divisor) = (1.0, 1.0, shape)
        repeat {
            divisor += 1
            term *= x / divisor
            sum += term
        } while term > sum * 1e-17
        return sum
    }

    /// Γ(a, x) e^x x^−a, by Lentz's method.
    private func fraction(_ x: Double) -> Double {
        var b = x + 1 - shape
        var c = 1e300
        var d = 1 / b
        var h = d
        for step in 1...100_000 {
            let a = -Double(step) * (Double(step) - shape)
            b += 2
            d = 1 / Self.notZero(a * d + b)
            c = Self.notZero(b + a / c)
            let change = d * c
            h *= change
            if (change - 1).magnitude < 1e-16 { break }
        }
        return h
    }

    static func notZero(_ x: Double) -> Double { x.magnitude < 1e-300 ? 1e-300 : x }

    /// The x with P(x) = probability, by Newton's method for ln P as a function of ln x. That function is concave, so that it converges
    /// from wherever it begins.
    ///
    /// - Parameter probability: more than 0, less than 1.
    func quantile(_ probability: Double) -> Double {
        let z = Real.normalQuantile(probability)
        let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        if shape > Self.largest { return shape * cube * cube * cube }
        // P is less than the first term of the series.
        let least = (Real.log(probability) + Real.logFactorial(shape)) / shape
        // Below it is the first term to all digits.
        guard least > -45 else { return Real.exp(least) }
        var logX = shape > 1 && cube > 0 ? max(least, Real.log(shape * cube * cube * cube)) : least
        for _ in 0..<100 {
            let x = Real.exp(logX)
            let (lower, upper) = probabilities(x)
            // ln P loses the digits of 1 − P.
            let error =
                lower < 0.5 ? Real.log(lower / probability) : Real.log1p(((1 - probability) - upper) / probability)
            let step = error * lower / (shape * term(x))
            guard step.isFinite else { break }
            // No step leads below the least x that it can be.
            logX = max(least, logX - step)
            if step.magnitude < 1e-9 { break }
        }
        return Real.exp(logX)
    }
}
