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
    private static let window = 14
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
            var sums: [String: (sold: FixedPointSum, expected: FixedPointSum, days: Int)] = [:]
            for place in groups.indices where days[place].values.contains(where: { $0.contains { $0.factor == nil } }) {
                let group = GroupDays(
                    totals: groups[place].totals, adjusted: adjusted[place].totals,
                    weekdays: assembly.weekdays(ofGroup: place), open: assembly.stores[groups[place].store],
                    events: days[place], firstDay: firstDay)
                for (day, events) in days[place].sorted(by: { $0.key < $1.key }) {
                    guard let usual = group.expected(day) else { continue }
                    for event in events where event.factor == nil {
                        let others = factor(events.filter { $0 != event })
                        var sum = sums[event.name] ?? (FixedPointSum(), FixedPointSum(), 0)
                        sum.sold.add(max(0, groups[place].totals[day - firstDay]))
                        sum.expected.add(usual * others)
                        sum.days += 1
                        sums[event.name] = sum
                    }
                }
            }
            for (name, sum) in sums where sum.expected.value > 0 {
                let k = Self.prior * sum.expected.value / Double(sum.days)
                learned[name] = (
                    min((sum.sold.value + k) / (sum.expected.value + k), StockLimits.salesFactorOfDays), sum.days
                )
            }
        }
        adjust(groups, days, firstDay)
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
            let around = (day - window...day + window).filter {
                open.wasOpen(onDay: $0) && adjusted.indices.contains($0 - firstDay)
            }
            let usual = around.filter { events[$0] == nil }
            let used = usual.count >= fewestUsualDays ? usual : around
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
