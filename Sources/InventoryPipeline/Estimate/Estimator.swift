import Forecasting
import InventoryStore

/// Computes what a part of the history adds to the learning, and the demand of its series.
struct Estimator: Sendable {
    private let history: StoredHistory
    private let profiles: Profiles
    let groups: [DemandGroup]
    /// The events, with what was learned.
    let events: EventBook
    /// What closes the weeks before ``KeptDays/next``: what was learned of those before them. So what is kept of a series doesn't depend on what
    /// is learned of the open weeks, and what is estimated depends on nothing but what is kept and on their sales. nil: all weeks are open.
    private var closing: LearnedDemand?

    /// The days after the history whose mean and variance decide what a series is called.
    private static let labelDays = 28
    /// The days after the history that profiles reach.
    private var reach = Self.mostDays
    /// The longest horizon of a backtest, and more than the days of a label.
    static let mostDays = 366

    init(_ history: StoredHistory, _ profiles: Profiles, _ groups: [DemandGroup], _ events: EventBook) {
        self.history = history
        self.profiles = profiles
        self.groups = groups
        self.events = events
    }

    /// The same that closes weeks by what was learned before.
    func closing(by learned: LearnedDemand) -> Estimator {
        var estimator = self
        estimator.closing = learned
        return estimator
    }

    /// The Mondays of a store after closing.
    private func kept(of store: StoredHistory.Store) -> KeptDays {
        closing == nil ? store.kept : KeptDays(known: store.kept.next, next: store.kept.next)
    }

    /// Calls `body` with each series of a part, with the profile of its group, which is made once a part, or with its own if it has
    /// events that others don't have.
    private func forEach(
        of part: StoredHistory.Part, _ snapshot: Snapshot,
        _ body: (StoredHistory.Series, _ group: (place: Int, profile: DemandProfile), _ usualRate: Double)
            throws -> Void
    ) throws {
        // Values of their own: reaching them through self would copy all of it for each series.
        let (history, groups, events, closing, reach) = (history, groups, events, closing, reach)
        let (places, usualRates) = (profiles.placeOf[part.store], profiles.usualRates)
        let categories = history.categories
        var known = [(place: Int, profile: DemandProfile)?](repeating: nil, count: categories.count)
        let store = history.stores[part.store]
        let open = profiles.openDays(ofStore: part.store)
        try history.forEach(of: part, snapshot) { series in
            let product = series.product
            let category = history.category(of: product)
            guard let place = places[category] else { return }
            var group: (place: Int, profile: DemandProfile)
            if let found = known[category] {
                group = found
            } else {
                group = (
                    place,
                    DemandProfile(
                        groups[place].factors, of: open,
                        through: store.days.upperBound + reach)
                )
                known[category] = group
            }
            if events.products.contains(product),
                events.hasOwnEvents(store: store.key, category: categories[category], product: product)
            {
                var factors = groups[place].factors
                factors.events = events.factors(
                    ofStore: store.key, category: categories[category], product: product)
                group.profile = DemandProfile(factors, of: open, through: store.days.upperBound + reach)
            }
            var open = series
            if let closing, let next = store.kept.next, next != store.kept.known {
                let pass = SeriesHistoryPass(
                    profile: group.profile, usualRate: usualRates[category], cut: next, learned: closing,
                    kept: store.kept)
                open.kept = pass.kept(of: series.days, after: series.kept)
                open.days = series.days.drop { $0.day < next }
            }
            try body(open, group, usualRates[category])
        }
    }

    /// What the series of a part say of the events of their products.
    ///
    /// - Parameter names: the names of the events to learn.
    func productEvents(
        of part: StoredHistory.Part, _ snapshot: Snapshot, _ names: Set<String>
    ) throws -> ProductEventSums {
        var sums = ProductEventSums()
        guard events.products.contains(where: part.products.contains) else { return sums }
        let store = history.stores[part.store]
        let open = profiles.openDays(ofStore: part.store)
        try history.forEach(of: part, snapshot) { product, _, days in
            let category = history.category(of: product)
            guard events.products.contains(product), let place = profiles.placeOf[part.store][category] else { return }
            let known = events.events(
                ofStore: store.key, category: history.categories[category], product: product)
            sums.add(
                days, DemandProfile(groups[place].factors, of: open, through: store.days.upperBound), known,
                names: names, cut: store.cut)
        }
        return sums
    }

    /// What the series of a part add up.
    ///
    /// - Parameter add: adds one series.
    func sums(
        of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand,
        _ add: (SeriesHistoryPass, StoredHistory.Series, inout OpenSums) -> Void
    ) throws -> OpenSums {
        var sums = OpenSums()
        let store = history.stores[part.store]
        // Weeks that another store has added once already are not added again with the whole history of this one.
        let first = kept(of: store).known == nil ? history.kept?.day ?? .min : .min
        try forEach(of: part, snapshot) { series, group, usualRate in
            let pass = SeriesHistoryPass(
                profile: group.profile, usualRate: usualRate, cut: store.cut, learned: learned, kept: kept(of: store))
            add(pass.counting(from: first), series, &sums)
        }
        return sums
    }

    /// The days without sales that count as closed although their store usually is open on their weekday.
    var unusuallyClosed: [(store: Int32, day: Int)] {
        history.stores.enumerated().flatMap { place, store in
            profiles.openDays(ofStore: place).unusuallyClosed
                .filter { history.calendar.isOpen(store.key, on: $0) != false }.map { (store.key, $0) }
        }
    }

    /// The same with profiles that reach further.
    func reaching(_ days: Int) -> Estimator {
        var estimator = self
        estimator.reach = max(reach, days)
        return estimator
    }

    /// A series with what was learned of others, and all of its history, also that after the days that count.
    struct KnownSeries {
        let product: Int32
        /// The group whose profile it has; nil if that may be its own.
        let group: Int?
        let pass: SeriesHistoryPass
        let profile: DemandProfile
        let days: ArraySlice<SoldDay>
    }

    /// Calls `body` with each series of a part.
    func forEachSeries(
        of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand,
        _ body: (KnownSeries) throws -> Void
    ) throws {
        let cut = history.stores[part.store].cut
        try forEach(of: part, snapshot) { series, group, usualRate in
            let pass = SeriesHistoryPass(profile: group.profile, usualRate: usualRate, cut: cut, learned: learned)
            try body(
                KnownSeries(
                    product: series.product, group: events.products.isEmpty ? group.place : nil, pass: pass,
                    profile: group.profile, days: series.days))
        }
    }

    /// Calls `body` with each series of a part that was sold: its demand, the profile of its group, and its whole history.
    func forEachDemand(
        of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand,
        _ body: (SeriesDemand, DemandProfile, ArraySlice<SoldDay>) throws -> Void
    ) throws {
        try forEachSeries(of: part, snapshot, learned) { series in
            if let demand = series.pass.result(of: series.days) { try body(demand, series.profile, series.days) }
        }
    }

    /// The demand of the series of a part.
    struct Results: Sendable {
        let demand = SeriesRowBuilder<DemandRow>()
        let weeks = SeriesRowBuilder<WeekForecasts>()
        let kept = SeriesRowBuilder<KeptDemand>()
        /// How good the forecasts of weeks were that are over now, by the group and the week.
        var accuracy: [WeekOfGroup: WeekAccuracy] = [:]
        var series = 0
        var labels: [DemandLabel: Int] = [:]
        var rate = UnitSum()

        fileprivate mutating func count(_ row: DemandRow) {
            series += 1
            labels[row.label, default: 0] += 1
            rate.add(row.rate)
        }

        /// Compares what was expected of a week with what was sold.
        fileprivate mutating func compare(
            _ forecast: WeekForecast, _ days: ArraySlice<SoldDay>, from firstDay: Int, in store: StoredHistory.Store,
            group: Int
        ) {
            let week = forecast.week...forecast.lastDay
            // What is no longer kept can't be compared once more.
            guard week.lowerBound >= firstDay else { return }
            let found = days.filter { week ~= Int($0.day) }
            // Of a day without stock at its end it isn't known what would have been sold, and of a missing day what was.
            let isKnown = store.missing.isDisjoint(with: Set(week)) && !found.contains { $0.closingStock <= 0 }
            var sums = accuracy[WeekOfGroup(group: group, week: forecast.week)] ?? WeekAccuracy()
            if isKnown { sums.add(forecast, sold: found.reduce(0) { $0 + $1.quantity }) }
            accuracy[WeekOfGroup(group: group, week: forecast.week)] = sums
        }
    }

    /// A group of series and a week.
    struct WeekOfGroup: Hashable {
        /// The place of the group.
        let group: Int
        /// The Monday, as a day number.
        let week: Int
    }

    func results(of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand) throws -> Results {
        var results = Results()
        let store = history.stores[part.store]
        let keptDays = kept(of: store)
        let isDormant = profiles.openDays(ofStore: part.store).isDormant
        let range =
            SeriesKey(
                store: store.key, product: part.products.lowerBound)...SeriesKey(
                store: store.key, product: part.products.upperBound)
        var expected = try snapshot.weekForecasts(in: range)[...]
        let stated = try snapshot.statedDemand(in: range)
        let week = WeekForecast.week(after: store.days.upperBound)
        let closed = (week..<week + WeekForecast.days).filter { history.calendar.isOpen(store.key, on: $0) == false }
        try forEach(of: part, snapshot) { series, group, usualRate in
            let (product, kept, days) = series
            let pass = SeriesHistoryPass(
                profile: group.profile, usualRate: usualRate, cut: store.cut, learned: learned, kept: keptDays)
            if let kept { results.kept.append(SeriesKey(store: store.key, product: product), kept) }
            guard let demand = pass.result(of: days, after: kept), let firstSale = demand.state.firstSale else {
                return
            }
            let mean = demand.rate * group.profile.sum(from: store.cut, to: store.cut + Self.labelDays)
            let status = DemandStatus(
                firstSale: firstSale, lastSale: demand.state.lastSale, day: store.cut, zeroRun: demand.rates.zeroRun,
                closingStock: days.last { !$0.closingStock.isNaN || $0.quantity > 0 }?.closingStock
                    ?? ((kept?.outEvenings ?? 0) > 0 ? 0 : .nan),
                isStoreDormant: isDormant)
            let label = DemandLabel(
                status, DemandClass(mean: mean, variance: demand.variance(mean: mean, days: Self.labelDays)))
            let key = SeriesKey(store: store.key, product: product)
            let row = DemandRow(
                demand, profile: group.place + 1, until: store.days.upperBound, label: label,
                isWhole: (kept?.isWhole ?? true) && days.allSatisfy { $0.quantity == $0.quantity.rounded() })
            results.demand.append(key, row)
            while let row = expected.first, row.series < key { expected.removeFirst() }
            let former = expected.first?.series == key ? expected.first?.weeks : nil
            let next = WeekForecast(
                of: week, closed: closed, demand, group.profile, days, cut: store.cut, isWhole: row.isWhole,
                stated: stated[key.rowID] ?? [])
            func compare(_ week: WeekForecast) {
                results.compare(
                    week, days, from: keptDays.known ?? store.days.lowerBound, in: store, group: group.place)
            }
            let weeks = WeekForecasts(
                after: former, until: store.days.upperBound, next: next, displaced: compare)
            if let last = weeks.last { compare(last) }
            results.weeks.append(key, weeks)
            results.count(row)
        }
        results.demand.finish()
        results.weeks.finish()
        results.kept.finish()
        return results
    }
}

extension WeekForecast {
    /// What is expected of a week after the history.
    ///
    /// - Parameter closed: the days of it on which the calendar closes the store.
    fileprivate init(
        of week: Int, closed: [Int], _ demand: SeriesDemand, _ profile: DemandProfile, _ days: ArraySlice<SoldDay>,
        cut: Int, isWhole: Bool, stated: [StatedDemand]
    ) {
        let rest = closed.reduce(0) { $0 + profile.sum(from: $1, to: $1 + 1) }
        let mean = demand.rate * max(0, profile.sum(from: week, to: week + Self.days) - rest)
        let law = DemandDistribution(
            mean: mean, variance: demand.variance(mean: mean, days: Self.days), isWhole: isWhole)
        let first = max(cut - 28, demand.state.firstSale ?? cut)
        let recent = days.reduce(0) { $0 + (Int($1.day) >= first && Int($1.day) < cut ? $1.quantity : 0) }
        let average = first < cut ? recent / Double(cut - first) * Double(Self.days) : 0
        self.init(
            week: week, mean: mean, low: law.quantile(0.1), high: law.quantile(0.9), average: average,
            stated: Self.stated(stated, of: week))
    }
}
