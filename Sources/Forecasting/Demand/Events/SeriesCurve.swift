/// The sales of a series that no other series has the factors of: with demand that is stated ahead, or events of its product.
///
/// On the days of a stated period its units take the place of the rate. They are spread over its days as the factors say: by weekday,
/// season and events; evenly if all of them are 0.
package struct SeriesCurve {
    /// Units a day of ``curve`` at a factor of 1: the mean of its days.
    package let rate: Double
    /// The sales of each day, divided by the rate; nil if nothing is sold on any day.
    package let curve: FactorCurve?

    /// - Parameters:
    ///   - rate: units a day at a factor of 1, of the days without stated demand.
    ///   - factors: of the days without stated demand.
    ///   - stated: periods that don't overlap, ascending.
    ///   - days: the first day, and the day after the last one.
    ///   - factorOfDays: a factor on all sales of some days.
    package init(
        rate: Double, _ factors: GroupFactors, stated: some Sequence<StatedDemand>, days: ClosedRange<Int>,
        factorOfDays: (days: ClosedRange<Int>, factor: Double)?
    ) {
        let last = max(days.lowerBound, days.upperBound - 1)
        var sales = (days.lowerBound...last).map { rate * factors.factor(ofDay: $0) }
        for period in stated where period.days.overlaps(days.lowerBound...last) {
            let shares = period.days.map { factors.factor(ofDay: $0) }
            let sum = shares.reduce(0, +)
            for (day, share) in zip(period.days, shares) where sales.indices.contains(day - days.lowerBound) {
                sales[day - days.lowerBound] =
                    sum > 0 ? period.quantity * (share / sum) : period.quantity / Double(period.days.count)
            }
        }
        if let factorOfDays {
            for day in factorOfDays.days where sales.indices.contains(day - days.lowerBound) {
                sales[day - days.lowerBound] *= factorOfDays.factor
            }
        }
        let mean = min(sales.reduce(0, +) / Double(sales.count), StockLimits.quantity)
        self.rate = mean
        curve =
            mean > 0
            ? FactorCurve(profile: FactorCurve.ofSeries, firstDay: days.lowerBound, factors: sales.map { $0 / mean })
            : nil
    }
}
