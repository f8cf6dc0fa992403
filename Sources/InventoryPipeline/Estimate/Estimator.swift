import Forecasting
import InventoryStore

/// Computes what a part of the history adds to the learning, and the demand of its series.
struct Estimator: Sendable {
    private let history: StoredHistory
    private let profiles: Profiles
    let groups: [DemandGroup]
    /// The events, with what was learned.
    let events: EventBook

    /// The days after the history whose mean and variance decide what a series is called.
    private static let labelDays = 28
    /// The longest horizon of a backtest, and more than the days of a label.
    static let mostDays = 366

    init(_ history: StoredHistory, _ profiles: Profiles, _ groups: [DemandGroup], _ events: EventBook) {
        self.history = history
        self.profiles = profiles
        self.groups = groups
        self.events = events
    }

    /// Calls `body` with each series of a part, with the profile of its group, which is made once a part, or with its own if it has
    /// events that others don't have.
    private func forEach(
        of part: StoredHistory.Part, _ snapshot: Snapshot,
        _ body: (
            _ product: Int32, _ group: (place: Int, profile: DemandProfile), _ usualRate: Double, ArraySlice<SoldDay>
        )
            throws -> Void
    ) throws {
        var known: [Int: (place: Int, profile: DemandProfile)] = [:]
        let store = history.stores[part.store]
        let open = profiles.openDays(ofStore: part.store)
        try history.forEach(of: part, snapshot) { product, days in
            let category = history.category(of: product)
            guard let place = profiles.placeOf[part.store][category] else { return }
            var group: (place: Int, profile: DemandProfile)
            if let found = known[category] {
                group = found
            } else {
                group = (
                    place,
                    DemandProfile(
                        groups[place].factors, of: open,
                        through: store.days.upperBound + Self.mostDays)
                )
                known[category] = group
            }
            let name = history.categories[category]
            if events.hasOwnEvents(store: store.key, category: name, product: product) {
                var factors = groups[place].factors
                factors.events = events.factors(ofStore: store.key, category: name, product: product)
                group.profile = DemandProfile(factors, of: open, through: store.days.upperBound + Self.mostDays)
            }
            try body(product, group, profiles.usualRates[category], days)
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
        try history.forEach(of: part, snapshot) { product, days in
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
        _ add: (SeriesHistoryPass, ArraySlice<SoldDay>, inout LearningSums) -> Void
    ) throws -> LearningSums {
        var sums = LearningSums()
        let cut = history.stores[part.store].cut
        try forEach(of: part, snapshot) { _, group, usualRate, days in
            add(
                SeriesHistoryPass(profile: group.profile, usualRate: usualRate, cut: cut, learned: learned), days, &sums
            )
        }
        return sums
    }

    /// Calls `body` with each series of a part that was sold: its demand, the profile of its group, and its whole history.
    func forEachDemand(
        of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand,
        _ body: (SeriesDemand, DemandProfile, ArraySlice<SoldDay>) throws -> Void
    ) throws {
        let cut = history.stores[part.store].cut
        try forEach(of: part, snapshot) { _, group, usualRate, days in
            let pass = SeriesHistoryPass(profile: group.profile, usualRate: usualRate, cut: cut, learned: learned)
            if let demand = pass.result(of: days) { try body(demand, group.profile, days) }
        }
    }

    /// The demand of the series of a part.
    struct Results: Sendable {
        let builder = DemandBuilder()
        var series = 0
        var labels: [DemandLabel: Int] = [:]
        var rate = UnitSum()
    }

    func results(of part: StoredHistory.Part, _ snapshot: Snapshot, _ learned: LearnedDemand) throws -> Results {
        var results = Results()
        let store = history.stores[part.store]
        let isDormant = profiles.openDays(ofStore: part.store).isDormant
        try forEach(of: part, snapshot) { product, group, usualRate, days in
            let pass = SeriesHistoryPass(
                profile: group.profile, usualRate: usualRate, cut: store.cut, learned: learned)
            guard let demand = pass.result(of: days), let firstSale = demand.state.firstSale else { return }
            let mean = demand.rate * group.profile.sum(from: store.cut, to: store.cut + Self.labelDays)
            let status = DemandStatus(
                firstSale: firstSale, day: store.cut, zeroRun: demand.rates.zeroRun,
                closingStock: days.last { !$0.closingStock.isNaN }?.closingStock ?? .nan, isStoreDormant: isDormant)
            let label = DemandLabel(
                status, DemandClass(mean: mean, variance: demand.variance(mean: mean, days: Self.labelDays)))
            results.builder.append(
                SeriesKey(store: store.key, product: product),
                DemandRow(
                    demand, profile: group.place + 1, until: store.days.upperBound, label: label,
                    isWhole: days.allSatisfy { $0.quantity == $0.quantity.rounded() }))
            results.series += 1
            results.labels[label, default: 0] += 1
            results.rate.add(demand.rate)
        }
        results.builder.finish()
        return results
    }
}
