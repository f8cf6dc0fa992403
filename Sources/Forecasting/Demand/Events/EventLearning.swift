/// Learns the factors of events from what groups of series sold on their days.
///
///     E = (sold + k) / (expected + k)      over all days of events of a name, in all groups that they concern
///
/// where `expected` is the level of the days around, those with events left out if there are enough, times the weekday and the other events
/// of the day, and `k` is a thousandth of a usual day. The level and the weekdays are those of totals divided by the factors, which are
/// not known before: so there are three rounds.
///
/// A day on which the store was closed counts if each day of the closure has an event or is a weekday without sales: then the event is
/// why. Source: docs/numbers.md#events.
package struct EventLearning: Sendable {
    /// The totals as they would be without events.
    package private(set) var adjusted: [ProfileAssembly.Group]
    /// The factors by name, and the days that each was learned from, those of each group counted.
    package private(set) var learned: [String: (factor: Double, days: Int)] = [:]

    private static let rounds = 3
    private static let sweeps = 12
    private static let window = 14
    /// Where an event is longer than that, its first and last days are compared with days so far away.
    private static let widestWindow = 56
    /// Fewer days around without events than these are too few for a level.
    private static let fewestUsualDays = 5
    /// Totals aren't divided by less: what is left of them on such a day says nothing of others.
    private static let leastDivisor = 0.05
    /// The share of a usual day that is added to what was sold and what was expected.
    private static let prior = 0.001

    /// - Parameters:
    ///   - groups: with their totals from `firstDay` on.
    ///   - events: those of each group, none of single products, in the order of the groups.
    package init(_ groups: [ProfileAssembly.Group], firstDay: Int, events: [[DemandEvent]]) {
        adjusted = groups
        let days = zip(groups, events).map { group, events in
            EventBook.byDay(events).filter { group.totals.indices.contains($0.key - firstDay) }
        }
        guard days.contains(where: { !$0.isEmpty }) else { return }
        let hasUnknown = days.contains { $0.values.contains { $0.contains { $0.factor == nil } } }
        for _ in 0..<(hasUnknown ? Self.rounds : 0) {
            adjust(groups, days, firstDay)
            let assembly = ProfileAssembly(firstDay: firstDay, groups: adjusted)
            var seen: [Observation] = []
            for place in groups.indices where days[place].values.contains(where: { $0.contains { $0.factor == nil } }) {
                let group = GroupDays(
                    totals: groups[place].totals, adjusted: adjusted[place].totals,
                    weekdays: assembly.weekdays(ofGroup: place), open: assembly.stores[groups[place].store],
                    events: days[place], firstDay: firstDay)
                for (day, events) in days[place].sorted(by: { $0.key < $1.key }) {
                    let unknown = events.filter { $0.factor == nil }.map(\.name)
                    guard !unknown.isEmpty, let usual = group.expected(day) else { continue }
                    seen.append(
                        Observation(
                            sold: max(0, groups[place].totals[day - firstDay]),
                            expected: usual * events.reduce(1) { $0 * ($1.factor ?? 1) }, names: unknown))
                }
            }
            learn(from: seen)
        }
        adjust(groups, days, firstDay)
    }

    /// A day of a group with events whose factors are to be learned.
    private struct Observation {
        let sold: Double
        /// Without these events.
        let expected: Double
        let names: [String]
    }

    /// Finds the factors with which what is expected adds up to what was sold, one name after the other with what is known of the others:
    /// events that always come together share what they do, and don't all claim it.
    private mutating func learn(from seen: [Observation]) {
        let names = Set(seen.flatMap(\.names)).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        let ofDays = seen.map { $0.names.compactMap { places[$0] } }
        var daysOfName = names.map { _ in [Int]() }
        for (day, names) in ofDays.enumerated() { for name in names { daysOfName[name].append(day) } }
        var factors = names.map { learned[$0]?.factor ?? 1 }
        for _ in 0..<Self.sweeps {
            for name in names.indices {
                var (sold, expected) = (FixedPointSum(), FixedPointSum())
                for day in daysOfName[name] {
                    sold.add(seen[day].sold)
                    expected.add(ofDays[day].reduce(seen[day].expected) { $1 == name ? $0 : $0 * factors[$1] })
                }
                guard expected.value > 0 else { continue }
                let k = Self.prior * expected.value / Double(daysOfName[name].count)
                factors[name] = min((sold.value + k) / (expected.value + k), StockLimits.salesFactorOfDays)
            }
        }
        for (name, place) in zip(names, names.indices) { learned[name] = (factors[place], daysOfName[place].count) }
    }

    /// What all events of a day multiply demand by, as far as it is known.
    private func factor(_ events: some Sequence<DemandEvent>) -> Double {
        events.reduce(1) { $0 * ($1.factor ?? learned[$1.name]?.factor ?? 1) }
    }

    /// Totals are multiples of this. Those that are divided are rounded to it, so that sums over groups have the same bits in any order.
    private static let grid = 0x1p-20

    /// Divides the totals by the factors of their days. Where nearly nothing is sold, the same weekdays around say what would have been.
    private mutating func adjust(
        _ groups: [ProfileAssembly.Group], _ days: [[Int: [DemandEvent]]], _ firstDay: Int
    ) {
        for place in groups.indices {
            let totals = groups[place].totals
            var new = totals
            for (day, events) in days[place] {
                let divisor = factor(events)
                if divisor >= Self.leastDivisor {
                    new[day - firstDay] = (totals[day - firstDay] / divisor / Self.grid).rounded() * Self.grid
                    continue
                }
                let around = [-14, -7, 7, 14].map { day + $0 }.filter {
                    totals.indices.contains($0 - firstDay) && days[place][$0] == nil
                }
                guard !around.isEmpty else { continue }
                let sum = around.reduce(0) { $0 + totals[$1 - firstDay] }
                new[day - firstDay] = (sum / Double(around.count) / Self.grid).rounded() * Self.grid
            }
            adjusted[place].totals = new
        }
    }

    /// The days of one group, for what is usual on them.
    private struct GroupDays {
        let totals: [Double]
        let adjusted: [Double]
        let weekdays: [Double]
        let open: OpenDays
        let events: [Int: [DemandEvent]]
        let firstDay: Int

        private func weekday(_ day: Int) -> Double { weekdays[CivilDate.weekday(ofDayNumber: day) - 1] }

        /// What would be sold on a day without events; nil if it isn't known.
        func expected(_ day: Int) -> Double? {
            guard day >= open.firstDay, open.wasOpen(onDay: day) || isClosedByEvents(day) else { return nil }
            // Days of events say little of what is usual, whatever their factors are.
            func usual(_ window: Int) -> [Int] {
                (day - window...day + window).filter {
                    adjusted.indices.contains($0 - firstDay) && open.wasOpen(onDay: $0) && events[$0] == nil
                }
            }
            var used = usual(EventLearning.window)
            if used.count < fewestUsualDays { used = usual(EventLearning.widestWindow) }
            guard used.count >= fewestUsualDays else { return nil }
            let exposure = used.reduce(0) { $0 + weekday($1) }
            guard exposure > 0 else { return nil }
            return max(0, used.reduce(0) { $0 + adjusted[$1 - firstDay] }) / exposure * weekday(day)
        }

        private func isClosedByEvents(_ day: Int) -> Bool {
            func isExplained(_ day: Int) -> Bool { events[day] != nil || weekday(day) == 0 }
            for direction in [-1, 1] {
                var at = day
                while totals.indices.contains(at - firstDay), at >= open.firstDay, !open.wasOpen(onDay: at) {
                    guard isExplained(at) else { return false }
                    at += direction
                }
            }
            return true
        }
    }
}
