/// Learns the factors of events of single products, from their own days: what was sold on them, and what the days around let expect.
///
///     E = (sold + 1) / (expected + 1)      over all days of events of a name, in all series that they concern
///
/// A single unit more on both sides keeps a few sales from saying much. Sums are in fixed point, so the order of series doesn't matter.
package struct ProductEventSums: Sendable {
    private var sums: [String: (sold: FixedPointSum, expected: FixedPointSum, days: Int)] = [:]

    private static let window = 14
    private static let fewestUsualDays = 5

    package init() {}

    package mutating func merge(_ other: ProductEventSums) {
        for (name, sum) in other.sums { add(name, sum.sold, sum.expected, sum.days) }
    }

    private mutating func add(_ name: String, _ sold: FixedPointSum, _ expected: FixedPointSum, _ days: Int) {
        var sum = sums[name] ?? (FixedPointSum(), FixedPointSum(), 0)
        sum.sold.add(sold)
        sum.expected.add(expected)
        sum.days += days
        sums[name] = sum
    }

    /// Adds a series.
    ///
    /// - Parameters:
    ///   - days: its history.
    ///   - profile: of its group, with the events of the group.
    ///   - events: all that concern the series.
    ///   - names: the names to learn.
    ///   - cut: the day after the last one that counts.
    package mutating func add(
        _ days: ArraySlice<SoldDay>, _ profile: DemandProfile, _ events: [DemandEvent], names: Set<String>, cut: Int
    ) {
        guard let first = days.first(where: { $0.quantity > 0 }).map({ Int($0.day) + 1 }), first < cut else { return }
        let own = EventBook.byDay(events.filter { $0.product != nil }).filter { first..<cut ~= $0.key }
        guard own.values.contains(where: { $0.contains { names.contains($0.name) } }) else { return }
        var sold = [Double](repeating: 0, count: cut - first)
        for day in days where first..<cut ~= Int(day.day) { sold[Int(day.day) - first] = day.quantity }
        for (day, events) in own.sorted(by: { $0.key < $1.key }) {
            // What events of several names do on the same day goes to the first of them: each by itself would claim all of it.
            // An event that states its factor on that day teaches nothing: the others of its name are what is looked for.
            guard let name = events.first(where: { $0.factor == nil && names.contains($0.name) })?.name else {
                continue
            }
            let usual = (max(first, day - Self.window)...min(cut - 1, day + Self.window)).filter {
                own[$0] == nil && profile.factor(ofDay: $0) > 0
            }
            guard usual.count >= Self.fewestUsualDays else { continue }
            let exposure = usual.reduce(0) { $0 + profile.factor(ofDay: $1) }
            let level = max(0, usual.reduce(0) { $0 + sold[$1 - first] }) / exposure
            let others = events.reduce(1) { $0 * ($1.factor ?? 1) }
            let expected = level * profile.factor(ofDay: day) * others
            var (ofDay, ofUsual) = (FixedPointSum(), FixedPointSum())
            ofDay.add(max(0, sold[day - first]))
            ofUsual.add(expected)
            add(name, ofDay, ofUsual, 1)
        }
    }

    /// The factors by name, and the days that each was learned from.
    package var learned: [String: (factor: Double, days: Int)] {
        sums.mapValues { sum in
            (min((sum.sold.value + 1) / (sum.expected.value + 1), StockLimits.salesFactorOfDays), sum.days)
        }
    }
}
