/// The weekday factors of a group of series, from its daily totals: a weekday's share of the week that it is the middle of, averaged over
/// the past with what is recent counting most, and drawn towards the factors of the group's parent where the totals scatter.
package struct WeekdayFactors: Sendable {
    /// The factor of each weekday, Monday first; their mean is 1. 0 where the group is regularly closed on it.
    package private(set) var factors: [Double]
    /// The variance of the totals by their mean.
    package private(set) var dispersion: Double

    /// What is left of a day's weight after a day.
    private static let decay = 0.998
    /// The square of how far the factors of a group usually are from those of its parent.
    private static let spread = 0.02

    /// - Parameters:
    ///   - totals: units sold by the group on successive days.
    ///   - closed: whether the store was closed, of each of these days.
    ///   - firstDay: the day number of the first of them.
    ///   - parent: the factors of the parent, Monday first; ones if there is none.
    package init(totals: [Double], closed: [Bool], firstDay: Int, parent: [Double]) {
        let days = Days(totals, closed, firstDay)
        // First as if the totals did not scatter, to see how much they do.
        factors = Self.fit(days, parent: parent, dispersion: 1e-9)
        dispersion = Self.dispersion(days, factors)
        factors = Self.fit(days, parent: parent, dispersion: dispersion)
        closeRegularly(days)
    }

    /// Successive days of a group.
    private struct Days {
        let totals: [Double]
        let closed: [Bool]
        /// 0 is Monday.
        let weekdays: [Int]

        init(_ totals: [Double], _ closed: [Bool], _ firstDay: Int) {
            self.totals = zip(totals, closed).map { $1 ? 0 : $0 }
            self.closed = closed
            weekdays = totals.indices.map { CivilDate.weekday(ofDayNumber: firstDay + $0) - 1 }
        }

        /// The sums of some values of the open days, over as many days before and after each day.
        func sums(of value: (Int) -> Double, around reach: Int) -> [Double] {
            var before = [0.0]
            for day in totals.indices { before.append(before[day] + (closed[day] ? 0 : value(day))) }
            return totals.indices.map { before[min(totals.count, $0 + reach + 1)] - before[max(0, $0 - reach)] }
        }
    }

    private static func fit(_ days: Days, parent: [Double], dispersion: Double) -> [Double] {
        let sold = days.sums(of: { days.totals[$0] }, around: 3)
        let open = days.sums(of: { _ in 1 }, around: 3)
        let expected = days.sums(of: { parent[days.weekdays[$0]] }, around: 3)
        var (units, levels) = ([Double](repeating: 0, count: 7), [Double](repeating: 0, count: 7))
        var weight = 1.0
        for day in days.totals.indices.reversed() {
            defer { weight *= decay }
            guard day >= 3, day < days.totals.count - 3, !days.closed[day], open[day] >= 4, expected[day] > 0 else {
                continue
            }
            units[days.weekdays[day]] += weight * days.totals[day]
            levels[days.weekdays[day]] += weight * sold[day] / expected[day]
        }
        let prior = dispersion / spread
        let found = (0..<7).map { weekday in
            let level = levels[weekday] + prior
            return level > 0 ? (units[weekday] + prior * parent[weekday]) / level : parent[weekday]
        }
        let mean = found.reduce(0, +) / 7
        return mean > 0 ? found.map { $0 / mean } : parent
    }

    /// The variance by the mean of the totals around what a month around each day and the factors let expect.
    private static func dispersion(_ days: Days, _ factors: [Double]) -> Double {
        let sold = days.sums(of: { days.totals[$0] }, around: 14)
        let expected = days.sums(of: { factors[days.weekdays[$0]] }, around: 14)
        var (errors, means) = (0.0, 0.0)
        for day in days.totals.indices where !days.closed[day] {
            let mean = sold[day] / max(expected[day], 1e-9) * factors[days.weekdays[day]]
            guard mean > 0 else { continue }
            errors += (days.totals[day] - mean) * (days.totals[day] - mean)
            means += mean
        }
        return errors / max(means, 1e-9)
    }

    /// A weekday is regularly closed if three quarters of its last eight occurrences within six days of an open day were closed. A group
    /// that seems so on all weekdays is on none: it opens too rarely to say when.
    private mutating func closeRegularly(_ days: Days) {
        let open = days.sums(of: { _ in 1 }, around: 6)
        let left = (0..<7).map { weekday in
            let last = days.totals.indices.filter { days.weekdays[$0] == weekday && open[$0] > 0 }.suffix(8)
            let count = last.count { days.closed[$0] }
            return last.count >= 4 && Double(count) >= 0.75 * Double(last.count) ? 0 : factors[weekday]
        }
        let sum = left.reduce(0, +)
        if sum > 0 { factors = left.map { $0 * 7 / sum } }
    }
}
