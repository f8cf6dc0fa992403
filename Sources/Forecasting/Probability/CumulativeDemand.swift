/// The demand from the morning of the first day to the evening of a day: its mean, and how its variance grows with it.
///
///     m(t) = rate × (sum of the factors of the days 1…t on which the store is open)
///     v(t) = φ m + c(t) m²,    c(t) = spread + drift × m(t) / (28 × rate)
///
/// m(t) / rate are the days 1…t, each weighted by its factor: with factors of 1 it is t, and v is the variance that ``Dispersion`` was
/// learned as. Counted so, an evening after a day without sales has the same law as the one before. With a drift of 0, c is constant.
///
/// c grows up to the mean ``growsUntil`` × k only, where k is the stock that the demand is held against. Beyond it a growing c would
/// make it likelier every day that k units have not been sold yet, though demand only adds up. Up to 2 this is less than 0.0003 (3,200
/// combinations of φ, spread, drift, rate and stock over a year).
///
/// Days count from 1. Demand is counted in ``unit``.
struct CumulativeDemand<Factors: PeriodFactors> {
    /// ``CountUnit``.
    let unit: Double
    /// Counted units of a day whose factor is 1.
    let rate: Double
    /// φ of the count.
    let noise: Double
    let spread: Double
    /// What c grows by for each counted unit.
    let growth: Double
    private let factors: Factors
    /// The day number of the day before day 1.
    private let start: Int
    /// Ranges of closed days, of which some may be before the start.
    private let closed: [ClosedRange<Int>]
    private let firstClosed: Int

    static var growsUntil: Double { 2 }

    /// - Parameters:
    ///   - rate: units sold on a day whose factor is 1; more than 0.
    ///   - dispersion: a φ below 1 counts as 1 for whole units, as nothing that comes in units varies less.
    ///   - startDay: the day number of day 1.
    ///   - closed: ascending ranges of day numbers.
    init(
        rate: Double, _ dispersion: Dispersion, isWhole: Bool, _ factors: Factors, startDay: Int,
        closed: [ClosedRange<Int>]
    ) {
        unit = CountUnit.size(ratio: dispersion.phi, isWhole: isWhole)
        self.rate = rate / unit
        noise = max(1, dispersion.phi / unit)
        spread = max(0, dispersion.c)
        growth = max(0, dispersion.d) / (28 * self.rate)
        self.factors = factors
        start = startDay - 1
        self.closed = closed
        firstClosed = closed.firstIndex { $0.upperBound >= startDay } ?? closed.count
    }

    /// m of a day; 0 before day 1.
    func mean(through day: Int) -> Double {
        guard day > 0 else { return 0 }
        var sum = factors.sum(of: 0..<day)
        var place = firstClosed
        while place < closed.count, closed[place].lowerBound <= start + day {
            let first = max(closed[place].lowerBound - start - 1, 0)
            sum -= factors.sum(of: first..<min(closed[place].upperBound - start, day))
            place += 1
        }
        return rate * max(0, sum)
    }

    /// The first of some days whose m is at least this; the last of them if there is none.
    func firstDay(withMean mean: Double, in days: ClosedRange<Int>) -> Int {
        if factors.areConstant, firstClosed == closed.count {
            let day = (mean / rate).rounded(.up)
            return day > Double(days.lowerBound) ? Int(min(day, Double(days.upperBound))) : days.lowerBound
        }
        return MonotoneSearch.first(in: days.lowerBound..<days.upperBound) { self.mean(through: $0) >= mean }
    }

    /// The variance of the count, held against so many counted units.
    func variance(against units: Double) -> CountVariance {
        CountVariance(noise: noise, spread: spread, growth: growth, mostMean: Self.growsUntil * units)
    }
}

/// The variance of a count by its mean: φ m + c m², with c = spread + growth × min(m, most).
struct CountVariance {
    let noise: Double
    let spread: Double
    let growth: Double
    let mostMean: Double

    /// c.
    func coefficient(_ mean: Double) -> Double { growth > 0 ? spread + growth * min(mean, mostMean) : spread }

    func variance(_ mean: Double) -> Double { mean * (noise + coefficient(mean) * mean) }

    /// How the demand from a mean m₁ on to a later mean m goes with the demand D up to m₁: on average it is Δ + g (D − m₁) with
    /// Δ = m − m₁, and has the law with the ratio ρ of variance and mean.
    func step(from first: Double, to mean: Double) -> (gain: Double, ratio: Double) {
        let distance = mean - first
        let slope = spread + 1.5 * growth * min(first, mostMean)
        let g = distance * slope / (noise + coefficient(first) * first)
        let gain = 1 + g
        let ratio =
            growth > 0 ? max(noise, (variance(mean) - gain * gain * variance(first)) / distance) : noise * gain
        return (g, ratio)
    }

    func law(_ mean: Double) -> CountLaw { CountLaw(mean: mean, excess: noise - 1 + coefficient(mean) * mean) }

    /// Whether P(D ≥ units) is below exp(−``ChanceBound/whole``) for a mean, without a logarithm: ``ChanceBound``.
    func isNegligible(_ mean: Double, _ units: Double) -> Bool {
        let variance = variance(mean)
        return ChanceBound.isBelow(
            ChanceBound.whole, distance: units - mean, variance, third: variance * (2 * variance / mean - 1))
    }
}

/// Bernstein's inequality for ``CountLaw``: P(D ≥ m + x) ≤ exp(−x² / (2 (v + K x / (3 v)))) for x > 0, with the variance v and the third
/// central moment K (40,000 laws with w of 0 to 100: the exponent of Chernoff's bound is never less, and within 1e-5 where both are
/// nearest). For a mirrored law, whose K is below zero, it is the one without K.
enum ChanceBound {
    /// The exponent of 1e-10, below which nothing is lost of the exact law; and of 1e-6, which is small beside the error of a carried one.
    static var whole: Double { 23.1 }
    static var carried: Double { 13.8 }

    static func isBelow(_ exponent: Double, distance: Double, _ variance: Double, third: Double) -> Bool {
        distance > 0 && variance > 0
            && distance * distance > 2 * exponent * (variance + max(0, third) * distance / (3 * variance))
    }
}
