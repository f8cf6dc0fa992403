/// The days of a series, leg by leg, with the probability F(t) that it was out on one of the evenings up to t.
struct FirstPassage<Factors: PeriodFactors> {
    private let demand: CumulativeDemand<Factors>
    private var supply: CumulativeSupply
    /// The last day.
    private let end: Int
    /// The cases in which the series wasn't out before the leg.
    private var survivors = Survivors()
    private(set) var leg = CumulativeSupply.Leg(days: 1..<1, available: 0, units: 0)
    private var variance: CountVariance
    /// The mean demand until the last day of the leg, and its law in these cases.
    private var mean = 0.0
    private var law = MovedLaw(law: CountLaw(mean: 0, excess: 0), shift: 0, isMirrored: false)
    /// The probability, in these cases, of being out by the last day of the leg.
    private var out = 0.0

    /// F of the day before the leg.
    private var before = 0.0

    /// Cases that are fewer than this aren't taken out, so that the law stays exact while nothing happens.
    private static var negligible: Double { 1e-10 }

    /// - Parameter days: how many.
    init(_ demand: consuming CumulativeDemand<Factors>, _ supply: consuming CumulativeSupply, days: Int) {
        variance = demand.variance(against: 0)
        self.demand = demand
        self.supply = supply
        end = days
    }

    /// Goes to the next leg; false after the last one.
    mutating func nextLeg() -> Bool {
        before = probability(through: leg.lastDay)
        if out > Self.negligible {
            if leg.units > 0 { survivors.lose(law, from: leg.units, at: mean) } else { survivors.loseAll() }
        }
        guard let next = supply.next(through: end, unit: demand.unit) else { return false }
        leg = next
        out = 1
        guard survivors.share > 0, leg.units > 0 else { return true }
        variance = demand.variance(against: leg.units)
        mean = demand.mean(through: leg.lastDay)
        law = survivors.law(at: mean, variance)
        let isNegligible = survivors.isWhole && law.law.isNegligible(leg.units)
        out = isNegligible ? 0 : min(max(0, law.tail(leg.units)), 1)
        return true
    }

    /// F of a day of the leg.
    func probability(through day: Int) -> Double { max(before, 1 - survivors.share * (1 - out(through: day))) }

    /// The probability of being out by a day of the leg if the series wasn't before.
    private func out(through day: Int) -> Double {
        if day >= leg.lastDay || leg.units <= 0 || survivors.share == 0 || out == 0 { return out }
        return min(out, max(0, survivors.law(at: demand.mean(through: day), variance).tail(leg.units)))
    }

    /// The first day of the leg with an F of at least a probability: F(day − 1) < probability ≤ F(day).
    ///
    /// - Parameters:
    ///   - probability: at most F of the last of the days.
    ///   - last: the last of the days.
    func firstDay(with probability: Double, through last: Int) -> Int {
        guard leg.units > 0, survivors.share > 0 else { return leg.days.lowerBound }
        let wanted = 1 - (1 - probability) / survivors.share
        var (low, high) = (leg.days.lowerBound - 1, last)
        let guess = survivors.guess(leg.units, inShare: wanted, upTo: mean, variance)
        var day = demand.firstDay(withMean: guess, in: low + 1...high)
        // The guess is within a day or two. The steps away from it double, until the day is enclosed.
        var step = 1
        while high - low > 1 {
            if day > low, day < high {
                if out(through: day) >= wanted { high = day } else { low = day }
            }
            day = day >= high ? high - step : low + step
            if day <= low || day >= high { day = low + (high - low) / 2 }
            step *= 2
        }
        return high
    }

    /// What is expected to be short at the end of a day of the leg, and what would be short of what is available then with the demand up
    /// to the day before the leg; in units, of all cases.
    func shortage(through day: Int) -> (total: Double, before: Double) {
        let available = leg.available / demand.unit
        let total = variance.law(demand.mean(through: day)).loss(available)
        let first = leg.days.lowerBound
        let before = first > 1 ? variance.law(demand.mean(through: first - 1)).loss(available) : max(0, -available)
        return (total * demand.unit, before * demand.unit)
    }
}
