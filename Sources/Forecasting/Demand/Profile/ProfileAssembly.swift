/// The factors of all groups of a database, from their daily totals. A group is a category in a store.
///
/// Weekdays go from all to the store to the group, seasons from all to the category to the group: each is drawn towards the one before, and
/// is the one before where its history is too short. Closed days are those of the store.
///
/// What all groups need of each other is found first; then the factors of one group need no other one, so that a caller can ask for them
/// in any order and from any thread.
package struct ProfileAssembly: Sendable {
    /// A category in a store, by numbers from 0 on.
    package struct Group: Sendable {
        package var store: Int
        package var category: Int
        /// Units that it sold on successive days, all groups from the same day on, up to the last day that is known of its store.
        package var totals: [Double]

        package init(store: Int, category: Int, totals: [Double]) {
            self.store = store
            self.category = category
            self.totals = totals
        }
    }

    private let firstDay: Int
    private let groups: [Group]
    /// The days of each store.
    package let stores: [OpenDays]
    /// The weekday factors of each group.
    private let weekdays: [[Double]]
    /// The season of each category.
    private let seasons: [YearlyFactor?]

    /// A group with fewer days has the weekdays of its parent.
    private static let weekdayDays = 35

    /// - Parameter firstDay: the day number of the first day of all totals.
    package init(firstDay: Int, groups: [Group]) {
        let dayCount = groups.map(\.totals.count).max() ?? 0
        let known = groups.map { ($0.store, $0.totals.count) }
        let groups = groups.map { group in
            var group = group
            group.totals += [Double](repeating: 0, count: dayCount - group.totals.count)
            return group
        }
        var knownDays = [Int](repeating: 0, count: (groups.map(\.store).max() ?? -1) + 1)
        for (place, days) in known { knownDays[place] = max(knownDays[place], days) }
        func sums(_ place: (Group) -> Int) -> [[Double]] {
            let count = (groups.map(place).max() ?? -1) + 1
            var sums = [[Double]](repeating: [Double](repeating: 0, count: dayCount), count: count)
            for group in groups {
                for (day, units) in group.totals.enumerated() { sums[place(group)][day] += units }
            }
            return sums
        }
        let all = sums { _ in 0 }.first ?? []
        let storeTotals = sums(\.store)
        // What was sold after the last day that is known of a store is unknown, and not zero.
        let stores = storeTotals.indices.map { store in
            OpenDays(totals: Array(storeTotals[store].prefix(knownDays[store])), firstDay: firstDay)
        }

        func factors(_ totals: [Double], _ store: OpenDays, _ parent: [Double]) -> [Double] {
            guard Self.historyDays(totals) >= Self.weekdayDays else { return parent }
            let closed = (0..<totals.count).map { !store.wasOpen(onDay: firstDay + $0) }
            return WeekdayFactors(totals: totals, closed: closed, firstDay: firstDay, parent: parent).factors
        }
        let ofAll = factors(all, OpenDays(totals: all, firstDay: firstDay), GroupFactors.flat.weekdays)
        let ofStores = zip(storeTotals, stores).map { factors($0, $1, ofAll) }
        let weekdays = groups.map { factors($0.totals, stores[$0.store], ofStores[$0.store]) }

        let exposures = Exposures(groups, weekdays, stores, firstDay: firstDay, dayCount: dayCount)
        let ofYear = Self.season(all, exposures.all, firstDay, parent: nil)
        (self.firstDay, self.groups, self.stores, self.weekdays) = (firstDay, groups, stores, weekdays)
        seasons = zip(sums(\.category), exposures.categories).map { totals, exposure in
            Self.season(totals, exposure, firstDay, parent: ofYear)
        }
    }

    /// The weekday factors of a group.
    func weekdays(ofGroup place: Int) -> [Double] { weekdays[place] }

    /// What is kept of a group.
    ///
    /// - Parameter place: its place among the groups.
    package func factors(ofGroup place: Int) -> GroupFactors {
        let group = groups[place]
        let store = stores[group.store]
        let exposure = (0..<group.totals.count).map { day in
            store.wasOpen(onDay: firstDay + day)
                ? weekdays[place][CivilDate.weekday(ofDayNumber: firstDay + day) - 1] : 0
        }
        let season = Self.season(group.totals, exposure, firstDay, parent: seasons[group.category])
        return GroupFactors(weekdays: weekdays[place], yearly: season?.factors)
    }

    /// The season of a group, or that of its parent if its history is too short for one.
    private static func season(
        _ totals: [Double], _ exposure: [Double], _ firstDay: Int, parent: YearlyFactor?
    ) -> YearlyFactor? {
        // Most groups are too young for a season.
        lazy var weeks = YearlyFactor.weeks(totals: totals, factors: exposure, firstDay: firstDay)
        let isKnown = YearlyFactor.isKnown(days: historyDays(totals), weeks: weeks, isChild: parent != nil)
        return isKnown ? YearlyFactor(weeks: weeks, parent: parent) : parent
    }

    /// The days from the first sale on.
    private static func historyDays(_ totals: [Double]) -> Int {
        totals.count - (totals.firstIndex { $0 > 0 } ?? totals.count)
    }

    /// The factors of the days of a group of groups: the mean of weekday and open or closed, weighted by the units of each.
    private struct Exposures {
        var all: [Double]
        var categories: [[Double]]

        init(_ groups: [Group], _ weekdays: [[Double]], _ stores: [OpenDays], firstDay: Int, dayCount: Int) {
            let count = (groups.map(\.category).max() ?? -1) + 1
            all = [Double](repeating: 0, count: dayCount)
            categories = [[Double]](repeating: all, count: count)
            var units = [Double](repeating: 0, count: count)
            for (group, factors) in zip(groups, weekdays) {
                let sold = max(0, group.totals.reduce(0, +))
                units[group.category] += sold
                let store = stores[group.store]
                for day in 0..<dayCount where store.wasOpen(onDay: firstDay + day) {
                    let weekday = CivilDate.weekday(ofDayNumber: firstDay + day) - 1
                    categories[group.category][day] += sold * factors[weekday]
                }
            }
            for category in 0..<count {
                for day in 0..<dayCount { all[day] += categories[category][day] }
            }
            let total = units.reduce(0, +)
            all = all.map { total > 0 ? $0 / total : 0 }
            categories = zip(categories, units).map { days, units in days.map { units > 0 ? $0 / units : 0 } }
        }
    }
}
