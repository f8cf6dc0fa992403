@testable import Forecasting

/// The cases of a series day by day: how likely each number of units is that was sold up to now while it was never out.
///
/// It is exact for independent days (c = 0) and for φ = 1, where what was sold says all that is known of the rate (Pólya's process).
struct PlainPassage {
    /// The expected demand of each day.
    var means: [Double]
    /// The units that were available in all up to each day, in hundredths.
    var available: [Int]
    var phi = 1.0
    var c = 0.0

    /// The probability of having been out up to each day.
    func outByDay() -> [Double] {
        var cases = [1.0]
        var before = 0.0
        return zip(means, available).map { mean, available in
            let limit = max(0, (available + 99) / 100)
            var after = [Double](repeating: 0, count: limit)
            for (sold, share) in cases.enumerated() where share > 0 {
                let known = 1 + c * before
                let m = mean * (1 + c * Double(sold)) / known
                let w = phi - 1 + c * mean / known
                var term = w > 0 ? Real.exp(-m * Real.log1p(w) / w) : Real.exp(-m)
                for units in sold..<max(sold, limit) {
                    after[units] += share * term
                    let j = Double(units - sold)
                    term *= (m + j * w) / ((1 + w) * (j + 1))
                }
            }
            before += mean
            cases = after
            return 1 - after.reduce(0, +)
        }
    }
}
