import Forecasting
import InventoryStore
import Platform

/// What is expected to be sold of a series after its history, and how sure that is.
package struct DemandOutlook: Sendable {
    private let demand: DemandRow
    private let curve: FactorCurve?
    private let rate: Double

    /// The sales of the first days after the history, added up.
    package struct Sum: Equatable, Sendable {
        /// The last of the days.
        package var until: Int
        /// Units that are expected, and those that are not exceeded with a probability of 10 % and 90 %.
        package var mean: Double
        package var low: Double
        package var high: Double
    }

    package init(_ demand: DemandRow, _ group: StoredGroup, days: Int) {
        self.demand = demand
        let first = demand.until + 1
        var curve = DemandCurve(profile: 1, group.group.factors, firstDay: first)
        self.curve = curve.curve(of: first...first + days)
        rate = group.group.isDormant ? 0 : demand.rate
    }

    /// What is expected of one day.
    package func mean(of day: Int) -> Double { rate * factors(from: day, to: day + 1) }

    /// The sales of so many days.
    package func sum(ofDays days: Int) -> Sum {
        let first = demand.until + 1
        let mean = rate * factors(from: first, to: first + days)
        let variance =
            demand.noise * mean + (demand.spread + demand.drift * Double(days) / 28) * mean * mean
        let law = DemandDistribution(mean: mean, variance: variance, isWhole: demand.isWhole)
        return Sum(until: first + days - 1, mean: mean, low: law.quantile(0.1), high: law.quantile(0.9))
    }

    private func factors(from first: Int, to end: Int) -> Double {
        guard let curve else { return Double(end - first) }
        return curve.sum(before: end) - curve.sum(before: first)
    }
}

/// A series with its demand, as people and programs see it in a list.
package struct ListedDemand: Sendable {
    package var key: SeriesKey
    package var storeID: String
    package var productID: String
    package var name: String?
    package var demand: DemandRow
    package var group: StoredGroup
    /// The events that concern it, with their factors as far as they are known.
    package var events: [(event: DemandEvent, factor: Double?)] = []
    /// A, B or C by money; nil if the unit cost is not known.
    package var abc: String?
    /// The pattern of its days with sales, and the days from the first one to the last day of history; nil if it isn't asked for.
    package var pattern: (pattern: DemandPattern, days: Int)?
}

package enum DemandFlow {
    /// The demand of a series, and its group with the events of the product; nil if it was never sold.
    package static func find(_ key: SeriesKey, _ snapshot: Snapshot) throws -> (demand: DemandRow, group: StoredGroup)?
    {
        guard let demand = try snapshot.demand(of: key) else { return nil }
        guard let group = try snapshot.demandGroup(demand.profile) else {
            throw StoreError(.damaged("there is no profile \(demand.profile)"), while: .read)
        }
        let calendar = try snapshot.storeDays().calendar(of: key.store)
        return (demand, group.with(try snapshot.eventBook(), of: key).with(calendar, after: demand.until))
    }

    /// Calls `body` with the demand of each selected series, in the order of their keys.
    ///
    /// - Parameters:
    ///   - labels: the classes to list; empty lists all.
    ///   - withPattern: whether the whole history of each series is read for its pattern.
    package static func forEach(
        _ selection: SeriesSelection, labels: Set<DemandLabel> = [], withPattern: Bool = false, _ snapshot: Snapshot,
        _ interruption: Interruption, _ body: (ListedDemand) throws -> Void
    ) throws {
        let groups = try snapshot.demandGroups()
        let (limits, events) = (try snapshot.abcLimits(), try snapshot.eventBook())
        let days = try snapshot.storeDays()
        var calendar: (store: Int32, calendar: StoreCalendar)?
        try snapshot.forEachDemand(selection) { key, demand in
            guard labels.isEmpty || labels.contains(demand.label) else { return }
            try interruption.check()
            guard groups.indices.contains(demand.profile - 1) else {
                throw StoreError(.damaged("there is no profile \(demand.profile)"), while: .read)
            }
            let title = try snapshot.title(of: key)
            let own = calendar?.store == key.store ? calendar : (key.store, days.calendar(of: key.store))
            calendar = own
            var listed = ListedDemand(
                key: key, storeID: title.storeID, productID: title.productID, name: title.name, demand: demand,
                group: groups[demand.profile - 1].with(events, of: key)
                    .with(own?.calendar ?? .empty, after: demand.until))
            listed.events = events.events(
                ofStore: key.store, category: listed.group.group.category, product: key.product
            ).map { ($0, events.factor(of: $0)) }
            if let limits { listed.abc = try snapshot.unitCost(of: key).map { limits.name(of: $0 * demand.rate) } }
            if withPattern {
                var pattern = DemandPattern()
                for day in try snapshot.history(of: key) { pattern.add(day.quantity) }
                listed.pattern = (pattern, demand.until - demand.firstSale + 1)
            }
            try body(listed)
        }
    }
}

extension StoredGroup {
    /// The group with the factors of a series that has events of its product.
    fileprivate func with(_ events: EventBook, of key: SeriesKey) -> StoredGroup {
        guard events.hasOwnEvents(store: key.store, category: group.category, product: key.product) else { return self }
        var group = self
        group.group.factors.events = events.factors(
            ofStore: key.store, category: self.group.category, product: key.product)
        return group
    }

    /// The group with the days to come on which the calendar closes the store.
    fileprivate func with(_ calendar: StoreCalendar, after day: Int) -> StoredGroup {
        var group = self
        for closed in calendar.closed where closed.upperBound > day {
            for rest in max(closed.lowerBound, day + 1)...closed.upperBound { group.group.factors.events[rest] = 0 }
        }
        return group
    }
}
