/// The mean of some runs of chance, and how far it may be from what many runs would give.
package struct RunInterval: Equatable, Sendable {
    package let mean: Double
    /// Half of the interval that has the true mean with 95 %; nil with fewer than two runs.
    package let halfWidth: Double?

    package init(mean: Double, halfWidth: Double?) {
        self.mean = mean
        self.halfWidth = halfWidth
    }

    /// mean ± t s / √n with Student's t, whose quantile is an expansion about the normal one (Abramowitz and Stegun 26.7.5); within 0.03
    /// from three runs on.
    ///
    /// - Parameters:
    ///   - values: of each run; at least one.
    ///   - total: of all runs together, if that isn't their mean: a share is one of sums.
    package init(_ values: [Double], total: Double? = nil) {
        let count = Double(values.count)
        let average = values.reduce(0, +) / max(1, count)
        mean = total ?? average
        guard count > 1 else {
            halfWidth = nil
            return
        }
        let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (count - 1)
        halfWidth = Self.quantile(count - 1) * (variance / count).squareRoot()
    }

    /// The 97.5 % quantile of Student's t.
    private static func quantile(_ freedom: Double) -> Double {
        if freedom < 3 { return freedom < 2 ? 12.7062 : 4.30265 }
        let z = 1.959964
        let square = z * z
        let first = (square + 1) / 4
        let second = (3 + square * (16 + square * 5)) / 96
        let third = (-15 + square * (17 + square * (19 + square * 3))) / 384
        return z * (1 + (first + (second + third / freedom) / freedom) / freedom)
    }
}
