import Forecasting
import InventoryStore

/// Where the sales of the series of a run come from: what files state, or the estimates, with the factors of their groups; events, and
/// demand that is stated ahead.
///
/// Most series share their curve with others: those of a group, or those with a stated rate that the same events concern. A series with
/// demand that is stated ahead, or with events of its product, has a curve of its own.
struct RunDemand: Sendable {
    /// By their keys, from ``firstGroup`` on.
    private let groups: [StoredGroup]
    private let firstGroup: Int
    private let traits: [GroupTraits]
    private let source: DemandSource
    private let forecast: ProjectionOptions
    /// A plan looks at days after the horizon too.
    private let daysBeyondHorizon: Int
    private let events: EventBook
    private let hasEvents: Bool
    private let hasEventsOfProducts: Bool
    /// The first and the last day of the events of each pair of a store and a category, those that no event names among them; nil if
    /// there are none.
    private let eventDays: [ClosedRange<Int>?]
    private let categories: Categories?
    /// Whether demand is stated ahead of any series.
    private let hasStatements: Bool
    /// Whether all days have the same factor of events and of what is assumed, so that a stated rate counts as it is.
    private let hasOneFactor: Bool
    /// The number of the curve of series without a group; those of groups follow, in their order, then those of events.
    private let firstProfile: Int

    /// What each series needs of its group, whose lists it would copy otherwise.
    private struct GroupTraits {
        var isDormant: Bool
        var isFlat: Bool
    }

    /// The categories of products, by their keys.
    private typealias Categories = (names: [String?], ofProduct: [Int32])

    /// - Parameter tables: those that the run reads.
    init(_ snapshot: Snapshot, _ options: RunOptions, _ tables: OptionalTables, firstProfile: Int) throws {
        let events = try Self.events(snapshot, options)
        // Only events ask for the categories of products.
        let categories = events.isEmpty ? nil : try snapshot.productCategories()
        self.init(
            options.demand == .stated ? [] : try snapshot.demandGroups(), options, events, categories,
            hasStatements: tables.contains(.statedDemand), firstProfile: firstProfile)
    }

    /// The demand of one series.
    init(of basis: PlanBasis, _ options: RunOptions) {
        self.init(
            basis.demand.map { [$0.group] } ?? [], first: basis.demand?.estimate.profile ?? 1, options,
            Self.events(basis.events, options), ([basis.category], []), hasStatements: !basis.statedDemand.isEmpty)
    }

    private init(
        _ groups: [StoredGroup], first: Int = 1, _ options: RunOptions, _ events: EventBook, _ categories: Categories?,
        hasStatements: Bool, firstProfile: Int = 1
    ) {
        self.groups = groups
        firstGroup = first
        traits = groups.map { GroupTraits(isDormant: $0.group.isDormant, isFlat: $0.group.factors.isFlat) }
        (source, forecast) = (options.demand, options.forecast)
        daysBeyondHorizon = options.plan == nil ? 0 : FactorCurve.daysBeyondHorizon
        self.events = events
        (hasEvents, hasEventsOfProducts) = (!events.isEmpty, events.areOfProducts)
        self.categories = categories
        self.hasStatements = hasStatements
        hasOneFactor = options.forecast.whatIf.factorOfDays == nil && events.isEmpty
        self.firstProfile = firstProfile
        let (stores, categories) = ([0] + events.stores, [nil] + events.categories)
        eventDays =
            events.isEmpty
            ? []
            : stores.flatMap { store in
                categories.map { category in
                    let days = events.factors(ofStore: store, category: category).days
                    return days.first.flatMap { first in days.last.map { first...$0 } }
                }
            }
    }

    private static func events(_ snapshot: Snapshot, _ options: RunOptions) throws -> EventBook {
        events(try snapshot.eventBook(), options)
    }

    /// A run that only counts what files state takes nothing that was learned.
    static func events(_ book: EventBook, _ options: RunOptions) -> EventBook {
        options.demand == .stated ? EventBook(book.events) : book
    }

    private func group(_ profile: Int) -> StoredGroup? {
        groups.indices.contains(profile - firstGroup) ? groups[profile - firstGroup] : nil
    }

    private func traits(_ profile: Int) -> GroupTraits? {
        traits.indices.contains(profile - firstGroup) ? traits[profile - firstGroup] : nil
    }

    /// Whether the rate of a series is the estimate.
    @inline(__always)
    func usesEstimate(_ stored: StockPosition) -> Bool { source.usesEstimate(statedRate: stored.salesRate) }

    /// Whether a series is projected as it is stored, without a curve: nearly always. ``Curves/series(_:_:_:_:)`` would say so too, but takes
    /// longer.
    @inline(__always)
    func isAsStated(_ stored: StockPosition) -> Bool { hasOneFactor && !hasStatements && !usesEstimate(stored) }

    private func category(of product: Int32) -> String? {
        guard let categories else { return nil }
        let place = categories.ofProduct.indices.contains(Int(product)) ? Int(categories.ofProduct[Int(product)]) : 0
        return categories.names.indices.contains(place) ? categories.names[place] : nil
    }

    /// The curves of some series, which are made when they are first asked for.
    struct Curves {
        private let demand: RunDemand
        /// By their places, but for the one of the last series, which mostly is that of the next one too.
        private var made: [Int: Made] = [:]
        private var place = 0
        private var current: Made?

        private struct Made {
            var curve: DemandCurve
            /// The days that series need of it.
            var days: ClosedRange<Int>
        }

        init(_ demand: RunDemand) { self.demand = demand }

        /// By the place of the curve: the days that series need of it.
        var days: [Int: ClosedRange<Int>] {
            var days = made.mapValues(\.days)
            if let current { days[place] = current.days }
            return days
        }

        /// A series as it is projected.
        struct Series {
            /// With the rate of sales that counts; nil if none is known.
            var position: StockPosition
            /// What its sales follow; nil if all days are the same.
            var curve: FactorCurve?
            /// The days of the curve that its results need.
            var days = 0...0
            /// Whether demand is stated ahead of some of its days, and whether nothing else is known of the others.
            var isStatedAhead = false
            var isOnlyStatedAhead = false
            /// Whether it is stated of a period on all of whose days the calendar closes the store.
            var isStatedOfClosed = false
        }

        /// - Throws: ``StoreError`` if the group of the estimate is unknown or its factors are out of bounds.
        mutating func series(
            _ key: SeriesKey, _ stored: StockPosition, _ outlook: SeriesOutlook, _ calendar: StoreCalendar
        ) throws -> Series {
            var series = Series(position: stored)
            if demand.isAsStated(stored) { return series }
            let usesEstimate = demand.usesEstimate(stored)
            let given = demand.forecast.position(from: stored)
            let periodDays = demand.forecast.periodDays(of: given)
            let horizon = given.startDay...given.startDay + given.durationDays * periodDays
            let stated =
                demand.source == .history || outlook.stated.isEmpty
                ? [] : outlook.stated.filter { horizon.overlaps($0.days) && $0.days.lowerBound < horizon.upperBound }
            var (profile, isFlat) = (Int?.none, true)
            if usesEstimate, let estimate = outlook.estimate {
                guard let traits = demand.traits(estimate.profile) else { throw damaged(estimate.profile) }
                (profile, isFlat) = (estimate.profile, traits.isFlat)
                // Nothing is expected to be sold where the store has been closed for weeks.
                series.position.salesRate = traits.isDormant ? 0 : estimate.rate
            } else if usesEstimate {
                series.position.salesRate = nil
            }
            let rate = series.position.salesRate
            guard rate != nil || !stated.isEmpty else { return series }
            if !stated.isEmpty || demand.hasOwnEvents(key, profile) {
                let own = SeriesCurve(
                    rate: (rate ?? 0) / (usesEstimate ? 1 : Double(periodDays)), demand.ownFactors(key, profile),
                    stated: stated, closed: calendar.closed, horizon: horizon, beyond: demand.daysBeyondHorizon,
                    factorOfDays: demand.forecast.whatIf.factorOfDays)
                series.isStatedAhead = !stated.isEmpty
                series.isStatedOfClosed = own.isStatedOfClosed
                series.isOnlyStatedAhead =
                    rate == nil && stated.reduce(0) { $0 + $1.days.clamped(to: horizon).count } < horizon.count - 1
                series.position.salesRate = own.rate
                (series.curve, series.days) = (own.curve, horizon)
                return series
            }
            guard let rate, rate > 0 else { return series }
            let place =
                if let profile { isFlat ? 0 : profile } else {
                    demand.place(ofEventsOf: key, in: horizon)
                }
            if place == 0, demand.forecast.whatIf.factorOfDays == nil {
                // An estimate counts a day.
                if usesEstimate {
                    series.position.salesRate = min(rate * Double(periodDays), StockLimits.quantity)
                }
                return series
            }
            // With a curve the rate counts a day, and a stated one the period.
            if !usesEstimate { series.position.salesRate = rate / Double(periodDays) }
            guard let curve = curve(place, horizon) else { throw damaged(place) }
            (series.curve, series.days) = (curve, horizon)
            return series
        }

        /// The curve of a place for a horizon; nil if its factors are out of bounds.
        private mutating func curve(_ place: Int, _ horizon: ClosedRange<Int>) -> FactorCurve? {
            if current == nil || place != self.place {
                if let current { made[self.place] = current }
                self.place = place
                current = made[place] ?? Made(curve: demand.curve(place), days: horizon)
            }
            let known = current?.days ?? horizon
            current?.days =
                min(known.lowerBound, horizon.lowerBound)...max(known.upperBound, horizon.upperBound)
            return current?.curve.curve(of: horizon.lowerBound...horizon.upperBound + demand.daysBeyondHorizon)
        }

        private func damaged(_ profile: Int) -> StoreError {
            StoreError(.damaged("the factors of profile \(profile)"), while: .read)
        }
    }

    // MARK: Curves of events

    /// Whether a series has events that not all series of its group have.
    private func hasOwnEvents(_ key: SeriesKey, _ profile: Int?) -> Bool {
        hasEventsOfProducts
            && events.hasOwnEvents(store: key.store, category: category(of: key, profile), product: key.product)
    }

    private func category(of key: SeriesKey, _ profile: Int?) -> String? {
        if let group = profile.flatMap(group) { return group.group.category }
        return category(of: key.product)
    }

    /// The factors of a series that has a curve of its own.
    private func ownFactors(_ key: SeriesKey, _ profile: Int?) -> GroupFactors {
        let group = profile.flatMap(group)?.group
        var factors = group?.factors ?? .flat
        if group == nil || hasOwnEvents(key, profile) {
            factors.events = events.factors(
                ofStore: key.store, category: category(of: key, profile), product: key.product)
        }
        return factors
    }

    /// The place of the curve of series with a stated rate, by the events of their store and category; 0 if none is in the
    /// days that count.
    ///
    /// Stores and categories that no event names are all the same to events, so there are few of these places.
    private func place(ofEventsOf key: SeriesKey, in horizon: ClosedRange<Int>) -> Int {
        guard hasEvents else { return 0 }
        let storePlace = Self.place(of: key.store, in: events.stores)
        let categoryPlace = category(of: key.product).map { Self.place(of: $0, in: events.categories) } ?? 0
        let number = storePlace * (events.categories.count + 1) + categoryPlace
        let reach = horizon.lowerBound...horizon.upperBound + daysBeyondHorizon
        guard let days = eventDays[number], days.overlaps(reach) else { return 0 }
        return firstGroup + groups.count + number
    }

    /// The place of a value among ascending ones, from 1; 0 if it is none of them.
    private static func place<Value: Comparable>(of value: Value, in values: [Value]) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] == value ? low + 1 : 0
    }

    /// The events of such a place.
    private func eventFactors(_ place: Int) -> DayFactors {
        let number = place - firstGroup - groups.count
        guard number >= 0 else { return DayFactors() }
        let (store, category) = number.quotientAndRemainder(dividingBy: events.categories.count + 1)
        return events.factors(
            ofStore: store == 0 ? 0 : events.stores[store - 1],
            category: category == 0 ? nil : events.categories[category - 1])
    }

    private func curve(_ place: Int) -> DemandCurve {
        let group = group(place)
        var factors = group?.group.factors ?? .flat
        if group == nil { factors.events = eventFactors(place) }
        return DemandCurve(
            profile: Int32(clamping: firstProfile + place), factors,
            firstDay: forecast.startDay ?? group?.firstDay ?? 0,
            factorOfDays: forecast.whatIf.factorOfDays)
    }

    /// The number of curves that series can share: those of groups, of series without one, and of events.
    var curveCount: Int { groups.count + 1 + (events.stores.count + 1) * (events.categories.count + 1) }

    /// The curves that series of a run share, with their days, ascending by profile.
    func curves(of days: [Int: ClosedRange<Int>]) -> [(curve: FactorCurve, days: ClosedRange<Int>)] {
        days.sorted { $0.key < $1.key }.compactMap { place, days in
            var curve = curve(place)
            return curve.curve(of: days).map { ($0, days) }
        }
    }
}
