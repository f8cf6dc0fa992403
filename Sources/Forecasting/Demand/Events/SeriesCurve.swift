/// The sales of a series that no other series has the factors of: with demand that is stated ahead, or events of its product.
///
/// On the days of a stated period its units take the place of the rate. They are spread over its days as the factors say: by weekday,
/// season and events; evenly if all of them are 0. Days on which the store is closed sell nothing, so they get none, unless it is closed on
/// all of them.
package struct SeriesCurve {
    /// Units a day of ``curve`` at a factor of 1: the mean of the days of the horizon.
    package let rate: Double
    /// The sales of each day, divided by the rate; nil if nothing is sold on any day.
    package let curve: FactorCurve?
    /// Whether demand is stated of a period on all of whose days the store is closed.
    package private(set) var isStatedOfClosed = false

    /// - Parameters:
    ///   - rate: units a day at a factor of 1, of the days without stated demand.
    ///   - factors: of the days without stated demand.
    ///   - stated: periods that don't overlap, ascending.
    ///   - closed: the days on which the store is closed, as ascending ranges.
    ///   - horizon: the first day, and the day after the last one.
    ///   - beyond: days after it that the curve has too.
    ///   - factorOfDays: a factor on all sales of some days.
    package init(
        rate: Double, _ factors: GroupFactors, stated: some Sequence<StatedDemand>, closed: [ClosedRange<Int>] = [],
        horizon: ClosedRange<Int>,
        beyond: Int = 0,
        factorOfDays: (days: ClosedRange<Int>, factor: Double)?
    ) {
        let first = horizon.lowerBound
        let last = max(first, horizon.upperBound + beyond - 1)
        var sales = (first...last).map { rate * factors.factor(ofDay: $0) }
        for period in stated where period.days.overlaps(first...last) {
            let rests = closed.filter { $0.overlaps(period.days) }
            let open = period.days.filter { day in !rests.contains { $0.contains(day) } }
            if open.isEmpty, period.quantity > 0 { isStatedOfClosed = true }
            let days = open.isEmpty ? Array(period.days) : open
            let shares = days.map { factors.factor(ofDay: $0) }
            let sum = shares.reduce(0, +)
            for day in period.days where sales.indices.contains(day - first) { sales[day - first] = 0 }
            for (day, share) in zip(days, shares) where sales.indices.contains(day - first) {
                sales[day - first] =
                    sum > 0 ? period.quantity * (share / sum) : period.quantity / Double(days.count)
            }
        }
        if let factorOfDays {
            for day in factorOfDays.days where sales.indices.contains(day - first) {
                sales[day - first] *= factorOfDays.factor
            }
        }
        let sum = sales.reduce(0, +)
        let ofHorizon = sales.prefix(max(horizon.count - 1, 1)).reduce(0, +) / Double(max(horizon.count - 1, 1))
        // Where nearly all is sold after the horizon, its mean would make too much of a sum of the factors.
        let isUsual = ofHorizon > 0 && sum / ofHorizon <= StockLimits.factorSum
        let mean = min(isUsual ? ofHorizon : sum / Double(sales.count), StockLimits.quantity)
        self.rate = mean
        curve =
            mean > 0
            ? FactorCurve(profile: FactorCurve.ofSeries, firstDay: first, factors: sales.map { $0 / mean }) : nil
    }
}
