import Forecasting
import InventoryStore
import Platform

/// Units in whole numbers of 2⁻²⁰: their sums don't depend on the order.
struct UnitSum: Sendable {
    private(set) var parts: Int64 = 0

    private static let scale = 1_048_576.0

    init() {}

    init(_ units: Double) { add(units, most: 1e18) }

    mutating func add(_ units: Double) { add(units, most: 1e15) }

    /// What isn't a number counts as nothing.
    private mutating func add(_ units: Double, most: Double) {
        guard units == units else { return }
        // Nearly a thousand million units of a series and day; thousands of such series can't overflow a sum. Only the factors of the
        // group come from these sums.
        let scaled = min(max(units * Self.scale, -most), most)
        // Most units are whole, and rounding is a call.
        let whole = Int64(scaled)
        parts &+= Double(whole) == scaled ? whole : Int64(scaled.rounded())
    }

    mutating func add(_ other: UnitSum) { parts &+= other.parts }

    var units: Double { Double(parts) / Self.scale }
}

/// What some products of a store sold, by category.
struct PartTotals: Sendable {
    struct Category: Sendable {
        /// Units of each day of the store's history; zero of those that are kept.
        var days: [UnitSum]
        /// Series that ever sold something.
        var started = 0
    }

    /// By category; nil if nothing is sold of it.
    private(set) var categories: [Category?]

    /// - Parameter events: what products sell on days of their own events is divided by what is known of them.
    init(of part: StoredHistory.Part, _ history: StoredHistory, _ events: EventBook, _ snapshot: Snapshot) throws {
        let days = history.stores[part.store].days
        let none = Category(days: [UnitSum](repeating: UnitSum(), count: days.count))
        categories = [Category?](repeating: nil, count: history.categories.count)
        try history.forEach(of: part, snapshot) { product, kept, rows in
            let category = history.category(of: product)
            // Taken out while it changes, so that nothing else refers to its days.
            var totals = categories[category] ?? none
            categories[category] = nil
            defer { categories[category] = totals }
            let own = OwnEvents(events, store: history.stores[part.store].key, history.categories[category], product)
            var isStarted = kept != nil
            for row in rows where days.contains(Int(row.day)) {
                totals.days[Int(row.day) - days.lowerBound].add(
                    own.map { row.quantity / $0.divisor(of: Int(row.day)) } ?? row.quantity)
                isStarted = isStarted || row.quantity > 0
            }
            if isStarted { totals.started += 1 }
        }
    }
}

/// What the events of a product do beside those of its group.
private struct OwnEvents {
    private let all: DayFactors
    private let ofGroup: DayFactors

    /// Less is left of a day with a factor below this than could be divided.
    private static let least = 0.05

    /// - Returns: nil if it has none, like nearly all products.
    init?(_ events: EventBook, store: Int32, _ category: String?, _ product: Int32) {
        guard events.hasOwnEvents(store: store, category: category, product: product) else { return nil }
        all = events.factors(ofStore: store, category: category, product: product)
        ofGroup = events.factors(ofStore: store, category: category)
    }

    func divisor(of day: Int) -> Double {
        let (all, ofGroup) = (all[day], ofGroup[day])
        return all >= Self.least && ofGroup >= Self.least ? all / ofGroup : 1
    }
}

/// What was sold by store, category and day.
struct HistoryTotals {
    /// By store, among the stores of the history, and category.
    private(set) var stores: [[Int: PartTotals.Category]]

    init(_ history: StoredHistory) {
        stores = history.stores.map { store in
            (history.kept?.totals(ofStore: store.key, on: store.days) ?? [:]).mapValues { units in
                PartTotals.Category(days: units.map { UnitSum($0) })
            }
        }
    }

    /// The totals of the weeks of a store that are to be kept and are not yet.
    func newlyKept(_ history: StoredHistory) -> [KeptTotal] {
        zip(history.stores, stores).flatMap { store, categories -> [KeptTotal] in
            guard let next = store.kept.next else { return [] }
            let start =
                store.kept.known ?? store.days.lowerBound + 1 - CivilDate.weekday(ofDayNumber: store.days.lowerBound)
            return categories.sorted { $0.key < $1.key }.flatMap { category, totals in
                stride(from: start, to: next, by: 7).compactMap { week in
                    let units = (week..<week + 7).map { day in
                        store.days.contains(day) ? totals.days[day - store.days.lowerBound].units : 0
                    }
                    // A week without sales says nothing.
                    guard units.contains(where: { $0 != 0 }) else { return nil }
                    return KeptTotal(store: store.key, category: history.categories[category], week: week, units: units)
                }
            }
        }
    }

    mutating func add(_ part: PartTotals, of place: StoredHistory.Part) {
        for (category, found) in part.categories.enumerated() {
            guard let found else { continue }
            guard stores[place.store][category] != nil else {
                stores[place.store][category] = found
                continue
            }
            for day in found.days.indices { stores[place.store][category]?.days[day].add(found.days[day]) }
            stores[place.store][category]?.started += found.started
        }
    }
}

/// The profiles of all groups, and the usual rates of categories.
struct Profiles: Sendable {
    /// The groups in the order of their profiles: by store, then by category.
    let places: [(store: Int, category: Int)]
    /// The place of each group, by store and category.
    let placeOf: [[Int: Int]]
    /// The usual rate of the series of each category, in units a day.
    let usualRates: [Double]
    /// What was learned of events of groups, and from how many days.
    let learnedEvents: [String: (factor: Double, days: Int)]
    private let assembly: ProfileAssembly
    private let history: StoredHistory

    init(_ totals: HistoryTotals, _ history: StoredHistory) {
        self.history = history
        let first = history.days.lowerBound
        var groups: [ProfileAssembly.Group] = []
        var places: [(store: Int, category: Int)] = []
        var placeOf: [[Int: Int]] = totals.stores.map { _ in [:] }
        var sold = [UnitSum](repeating: UnitSum(), count: history.categories.count)
        var started = [Int](repeating: 0, count: history.categories.count)
        for (store, categories) in totals.stores.enumerated() {
            let missing = [Double](repeating: 0, count: history.stores[store].days.lowerBound - first)
            for (category, found) in categories.sorted(by: { $0.key < $1.key }) {
                placeOf[store][category] = groups.count
                places.append((store, category))
                groups.append(
                    ProfileAssembly.Group(
                        store: store, category: category, totals: missing + found.days.map(\.units)))
                for day in found.days.suffix(UsualRate.days) { sold[category].add(day) }
                started[category] += found.started
            }
        }
        (self.places, self.placeOf) = (places, placeOf)
        let all = sold.reduce(into: UnitSum()) { $0.add($1) }
        let allStarted = started.reduce(0, +)
        usualRates = zip(sold, started).map {
            UsualRate.rate(
                sold: $0.units, series: $1, allSold: all.units, allSeries: allStarted,
                days: min(UsualRate.days, history.days.count))
        }
        let events = history.events
        if events.isEmpty {
            learnedEvents = [:]
        } else {
            let learning = EventLearning(
                groups, firstDay: first,
                events: places.map { place in
                    events.events(
                        ofStore: history.stores[place.store].key, category: history.categories[place.category])
                })
            learnedEvents = learning.learned
            groups = learning.adjusted
        }
        assembly = ProfileAssembly(firstDay: first, groups: groups)
    }

    /// The factors of each group.
    ///
    /// - Parameter events: with what was learned.
    func groups(_ events: EventBook, workers: Int, _ interruption: Interruption) throws -> [DemandGroup] {
        var groups: [DemandGroup] = []
        groups.reserveCapacity(places.count)
        let (places, history, assembly) = (places, history, assembly)
        try OrderedPipeline<Int, DemandGroup>(workers: workers, depth: 64, interruption: interruption).run(
            source: { emit in for place in places.indices { try emit(place) } },
            worker: { works in
                try works.process { place in
                    let (store, category) = places[place]
                    let (key, name) = (history.stores[store].key, history.categories[category])
                    var factors = assembly.factors(ofGroup: place)
                    factors.events = events.factors(ofStore: key, category: name)
                    return DemandGroup(
                        store: key, category: name, factors: factors, isDormant: assembly.stores[store].isDormant)
                }
            },
            sink: { groups.append($0) })
        return groups
    }

    /// The open and closed days of a store, among the stores of the history.
    func openDays(ofStore store: Int) -> OpenDays {
        // A store of which only zeros are known has no group.
        assembly.stores.indices.contains(store)
            ? assembly.stores[store] : OpenDays(totals: [], firstDay: history.days.lowerBound)
    }
}
