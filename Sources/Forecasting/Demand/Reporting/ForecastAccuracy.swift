/// How good forecasts were, added up over series and periods.
///
/// Errors are by the actual sales of all together, never series by series, so that series without sales don't matter more than others
/// (Kolassa and Schütz, Advantages of the MAD/Mean Ratio over the MAPE, 2007).
package struct ForecastAccuracy: Equatable, Sendable {
    /// Forecasts that were compared.
    package private(set) var count = 0
    /// Units that were sold.
    package private(set) var actual = 0.0
    private var absoluteErrors = 0.0
    private var errors = 0.0

    package init() {}

    /// Adds a forecast of a day, a week or a horizon.
    package mutating func add(actual: Double, forecast: Double) {
        count += 1
        self.actual += actual
        absoluteErrors += (forecast - actual).magnitude
        errors += forecast - actual
    }

    package mutating func merge(_ other: ForecastAccuracy) {
        count += other.count
        actual += other.actual
        absoluteErrors += other.absoluteErrors
        errors += other.errors
    }

    /// The weighted absolute percentage error: absolute errors by sales; nil if nothing was sold.
    package var wape: Double? { actual > 0 ? absoluteErrors / actual : nil }

    /// What was forecast too much, by sales; nil if nothing was sold.
    package var bias: Double? { actual > 0 ? errors / actual : nil }
}

/// How good a quantile of demand was, added up over series and periods.
package struct QuantileAccuracy: Equatable, Sendable {
    /// The probability with which demand should not be above it.
    package let probability: Double
    package private(set) var count = 0
    package private(set) var actual = 0.0
    private var losses = 0.0
    private var covered = 0.0

    package init(probability: Double) { self.probability = probability }

    package mutating func add(actual: Double, quantile: Double) {
        add(actual: actual, quantile: quantile, share: actual <= quantile ? 1 : 0)
    }

    /// Adds what was sold of a demand with a known distribution. A whole number of units stands for a range of probabilities, and the
    /// share of that range that is below the quantile's counts (the expectation of a randomised probability integral transform: Czado,
    /// Gneiting and Held, Predictive model assessment for count data, 2009).
    package mutating func add(actual: Double, of demand: DemandDistribution) {
        let (below, upTo) = (demand.isWhole ? demand.cumulative(actual - 1) : 0, demand.cumulative(actual))
        let share =
            demand.isWhole && upTo > below
            ? min(max((probability - below) / (upTo - below), 0), 1) : upTo <= probability ? 1 : 0
        add(actual: actual, quantile: demand.quantile(probability), share: share)
    }

    private mutating func add(actual: Double, quantile: Double, share: Double) {
        count += 1
        self.actual += actual
        losses += max(probability * (actual - quantile), (probability - 1) * (actual - quantile))
        covered += share
    }

    /// - Parameter other: of the same probability.
    package mutating func merge(_ other: QuantileAccuracy) {
        count += other.count
        actual += other.actual
        losses += other.losses
        covered += other.covered
    }

    /// Twice the pinball loss by sales, so that that of the median is its WAPE; nil if nothing was sold
    /// (Koenker and Bassett, Regression Quantiles, 1978).
    package var pinball: Double? { actual > 0 ? 2 * losses / actual : nil }

    /// The share of what was sold at or below the quantile; nil if nothing was compared. It should be ``probability``, and somewhat more
    /// for small counts.
    package var coverage: Double? { count > 0 ? covered / Double(count) : nil }
}

/// The root mean squared scaled error, as a mean over series: the errors of a series by those of taking each day for the next one in its
/// past, so that one is as good as that.
///
/// Source: Makridakis, Spiliotis and Assimakopoulos, M5 accuracy competition, 2022, without its weights by turnover.
package struct ScaledErrors: Equatable, Sendable {
    /// Series that were added.
    package private(set) var count = 0
    private var sum = 0.0

    package init() {}

    /// Adds a series, if its past has two days from its first sale on and they are not all the same.
    ///
    /// - Parameters:
    ///   - past: successive days before the forecast.
    ///   - actual: units of the days that were forecast.
    ///   - forecast: of the same days.
    package mutating func add(past: some Sequence<Double>, actual: [Double], forecast: [Double]) {
        var (naive, steps, last) = (0.0, 0, nil as Double?)
        for units in past where last != nil || units > 0 {
            if let last {
                naive += (units - last) * (units - last)
                steps += 1
            }
            last = units
        }
        guard naive > 0, !actual.isEmpty else { return }
        let errors = zip(actual, forecast).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        sum += (errors / Double(actual.count) / (naive / Double(steps))).squareRoot()
        count += 1
    }

    package mutating func merge(_ other: ScaledErrors) {
        count += other.count
        sum += other.sum
    }

    /// nil if no series was added.
    package var rmsse: Double? { count > 0 ? sum / Double(count) : nil }
}
