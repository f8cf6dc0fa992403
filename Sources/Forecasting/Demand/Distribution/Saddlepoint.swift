/// The probabilities of k units, or more, of ``CountLaw`` without a sum, for means and shapes that are not small.
///
///     y   = (m − k) / (m + k w),    dev = k log(1 − y) + m log(1 + w y) / w,    W = ±√(2 dev)      minus for m < k
///     u   = (m − k) / ((1 + w) √(k m / (m + k w))),    r = m / w
///     ψ   = exp(st(k + r) − st(k) − st(r))                                                         st: what Stirling leaves
///     P(D ≥ k) = Φ(W) − φ(W) ψ C,    P(D = k) = ψ φ(W) √(m / (k (m + k w)))
///
/// C is 1/u − 1/W and two further terms. Near W = 0, where these cancel, it is a series in W whose coefficients come from Lagrange's
/// inversion. With r of 12 or more and k above 128 the tail is within 1.2e-7; the mass has no error but that of the arithmetic.
///
/// Sources: N. M. Temme, "Asymptotic inversion of the incomplete beta function", 1992; R. Lugannani and S. Rice, "Saddle point
/// approximation for the distribution of the sum of independent random variables", 1980; C. Loader, "Fast and accurate computation of
/// binomial probabilities", 2000, for ψ.
struct Saddlepoint {
    private let mean: Double
    private let excess: Double
    private let units: Double
    /// W.
    private let root: Double
    /// ψ φ(W).
    private let front: Double

    /// - Parameters:
    ///   - mean: m, more than zero.
    ///   - excess: w, zero or more.
    ///   - units: k, at least 1.
    init(mean: Double, excess: Double, units: Double) {
        self.mean = mean
        self.excess = excess
        self.units = units
        let dev = Self.deviance(mean: mean, excess: excess, units: units)
        root = (mean < units ? -1 : 1) * (2 * dev).squareRoot()
        let shape = mean / excess
        let stirling =
            Real.stirlingError(units + shape) - Real.stirlingError(units) - Real.stirlingError(shape)
        front = Real.exp(stirling - dev) * 0.398942280401432678
    }

    /// dev, zero or more. P(D ≥ k) is at most exp(−dev) for k > m (Chernoff).
    static func deviance(mean: Double, excess: Double, units: Double) -> Double {
        let y = (mean - units) / (mean + units * excess)
        let wy = excess * y
        let logarithm = wy.magnitude < 1e-5 ? y * (1 - wy * (0.5 - wy / 3)) : Real.log1p(wy) / excess
        return max(0, units * Real.log1p(-y) + mean * logarithm)
    }

    /// P(D = k).
    var mass: Double { front * (mean / (units * (mean + units * excess))).squareRoot() }

    /// P(D ≥ k).
    var tail: Double {
        // Further out the rest is below 1e-300.
        guard root.magnitude < 38 else { return root < 0 ? 0 : 1 }
        return Real.normalCumulative(root) - front * correction
    }

    /// C.
    private var correction: Double {
        let (m, w, k) = (mean, excess, units)
        let all = m + k * w
        let t = k * w / all
        let epsilon = (all / k / m).squareRoot()
        let square = epsilon * epsilon
        let (s, d) = (t * (1 - t), 2 * t - 1)
        let o = 1 - s
        let (a2, a4) = (o * square / 12, o * o * square * square / 864)
        let x = root * root
        if x < 1 {
            let g = d * (2 + s)
            let (a1, a3) = (d * epsilon / 3, g * epsilon * square / 135)
            let a5 = -g * o * square * square * epsilon / 5670
            let a6 = -(139 - s * (417 + s * (15 + s * 139))) * square * square * square / 777_600
            let a7 = -g * o * o * square * square * square * epsilon / 51_030
            let even = a1 + a3 * (2 + x) + a5 * (8 + x * (4 + x)) + a7 * (48 + x * (24 + x * (6 + x)))
            return even + root * (a2 + a4 * (3 + x) + a6 * (15 + x * (5 + x)))
        }
        let rho = all / ((1 + w) * k) * (all / ((1 + w) * m))
        let turn = (1 - w) / (1 + w) * rho * root * epsilon
        let v = (1 + w) * (k / all * m).squareRoot() / (m - k)
        let (inverse, cube) = (1 / root, v * v * v)
        let p = inverse * inverse - rho * root * cube - a2
        let q = -2 * inverse * inverse * inverse + cube * (v * (3 * rho * rho * x * v - turn * root) - rho)
        return v - inverse + inverse * (p + inverse * (q - inverse * p) - 3 * a4)
    }
}
