#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Functions of real numbers that the standard library lacks. Only this file imports the C library.
enum Real {
    static func exp(_ x: Double) -> Double { libraryExp(x) }
    /// The natural logarithm.
    static func log(_ x: Double) -> Double { libraryLog(x) }
    /// log(1 + x), also for small x.
    static func log1p(_ x: Double) -> Double { libraryLog1p(x) }
    static func cos(_ x: Double) -> Double { libraryCos(x) }
    static func sin(_ x: Double) -> Double { librarySin(x) }
    static func cbrt(_ x: Double) -> Double { libraryCbrt(x) }
    static func erfc(_ x: Double) -> Double { libraryErfc(x) }

    /// What lnΓ(x + 1) is more than Stirling's formula ½ ln(2πx) + x ln x − x, for x > 0; 0 for infinity.
    ///
    /// From 12 on by Stirling's series (DLMF 5.11.1), whose next term is below 3e-15 there. Below, by Γ(x + 1) = x Γ(x) from the
    /// first number of 12 or more, with one logarithm for the product.
    static func stirlingError(_ x: Double) -> Double {
        guard x < 12 else { return stirlingSeries(x) }
        var (large, product, steps) = (x, 1.0, 0.0)
        while large < 12 {
            large += 1
            steps += 1
            product *= large
        }
        return stirlingSeries(large) + (large + 0.5) * log(large) - (x + 0.5) * log(x) - log(product) - steps
    }

    private static func stirlingSeries(_ x: Double) -> Double {
        let square = 1 / (x * x)
        return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x
    }

    /// lnΓ(x + 1), for x > 0.
    static func logFactorial(_ x: Double) -> Double { 0.5 * log(2 * .pi * x) + x * log(x) - x + stirlingError(x) }

    /// x ln(x / mean) + mean − x, without the loss of digits where both are near each other.
    ///
    /// Source: Loader, Fast and Accurate Computation of Binomial Probabilities, 2000, section 4.
    static func deviance(_ x: Double, _ mean: Double) -> Double {
        let difference = x - mean
        guard difference.magnitude < 0.1 * (x + mean) else { return x * (log(x) - log(mean)) - difference }
        let ratio = difference / (x + mean)
        let square = ratio * ratio
        var (sum, term, odd) = (difference * ratio, 2 * x * ratio, 1.0)
        while true {
            term *= square
            odd += 2
            let next = sum + term / odd
            if next == sum || odd > 1000 { return next }
            sum = next
        }
    }

    /// The quantile of the standard normal distribution.
    ///
    /// - Parameter probability: more than 0, less than 1.
    static func normalQuantile(_ probability: Double) -> Double {
        if probability > 0.5 { return -normalQuantile(1 - probability) }
        // Two of Halley's steps make it exact.
        var z = normalQuantileGuess(probability)
        for _ in 0..<2 {
            let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            let step = (0.5 * erfc(-z / 2.0.squareRoot()) - probability) / density
            z -= step / (1 + z * step / 2)
        }
        return z
    }

    /// The same within 0.00045: Abramowitz and Stegun 26.2.23.
    static func normalQuantileGuess(_ probability: Double) -> Double {
        if probability > 0.5 { return -normalQuantileGuess(1 - probability) }
        let t = (-2 * log(probability)).squareRoot()
        return (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    }

    /// The probability that a standard normal number is at most z.
    static func normalCumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}

// Inside of Real these names are its own functions.
private func libraryExp(_ x: Double) -> Double { exp(x) }
private func libraryLog(_ x: Double) -> Double { log(x) }
private func libraryLog1p(_ x: Double) -> Double { log1p(x) }
private func libraryCos(_ x: Double) -> Double { cos(x) }
private func librarySin(_ x: Double) -> Double { sin(x) }
private func libraryCbrt(_ x: Double) -> Double { cbrt(x) }
private func libraryErfc(_ x: Double) -> Double { erfc(x) }
