/// The events of a database, and what was learned of those without a stated factor.
///
/// Events of different names multiply. Of those with the same name only the most specific counts on a day: one of a product before one of a
/// store, that before one of a category, that before one of all, and then one that begins later.
package struct EventBook: Sendable {
    package let events: [DemandEvent]
    /// The factors of events that state none, by their names.
    package let learned: [String: Double]
    /// The places of the events, by the store that they are limited to.
    private let placesOfStore: [Int32?: [Int]]
    /// The products that have events of their own.
    package let products: Set<Int32>
    /// The stores and the categories that events are limited to which concern all products, ascending.
    package let stores: [Int32]
    package let categories: [String]

    package static let empty = EventBook([])

    package init(_ events: [DemandEvent], learned: [String: Double] = [:]) {
        self.events = events
        self.learned = learned
        placesOfStore = Dictionary(grouping: events.indices) { events[$0].store }
        products = Set(events.compactMap(\.product))
        let ofGroups = events.filter { $0.product == nil }
        stores = Set(ofGroups.compactMap(\.store)).sorted()
        categories = Set(ofGroups.compactMap(\.category)).sorted()
    }

    package var isEmpty: Bool { events.isEmpty }
    /// Whether some are of a single product.
    package var areOfProducts: Bool { !products.isEmpty }

    /// The same with what was learned.
    package func learning(_ factors: [String: Double]) -> EventBook { EventBook(events, learned: factors) }

    /// The factor of an event; nil if none is stated or learned.
    package func factor(of event: DemandEvent) -> Double? { event.factor ?? learned[event.name] }

    /// The events that concern some series, in their order.
    ///
    /// - Parameters:
    ///   - store: the key of the store, or one that no event names.
    ///   - product: the key of a product; nil leaves out the events of products.
    package func events(ofStore store: Int32, category: String?, product: Int32? = nil) -> [DemandEvent] {
        let places = ((placesOfStore[nil] ?? []) + (placesOfStore[store] ?? [])).sorted()
        return places.lazy.map { events[$0] }.filter { event in
            (event.category == nil || event.category == category) && (event.product == nil || event.product == product)
        }
    }

    /// Whether a series has events that not all series of its group have.
    package func hasOwnEvents(store: Int32, category: String?, product: Int32) -> Bool {
        products.contains(product)
            && events(ofStore: store, category: category, product: product).contains { $0.product != nil }
    }

    /// The factors of the days of some series. An event whose factor isn't known has 1; all of a day together are at most
    /// ``StockLimits/salesFactorOfDays``.
    package func factors(ofStore store: Int32, category: String?, product: Int32? = nil) -> DayFactors {
        var factors = DayFactors()
        for (day, events) in Self.byDay(events(ofStore: store, category: category, product: product)) {
            let all = events.reduce(1) { $0 * (factor(of: $1) ?? 1) }
            factors[day] = min(all, StockLimits.salesFactorOfDays)
        }
        return factors
    }

    /// The events of each day, of each name the one that counts, in the order of their names.
    static func byDay(_ events: [DemandEvent]) -> [Int: [DemandEvent]] {
        var days: [Int: [DemandEvent]] = [:]
        // Of two that are equally specific the one that begins later counts.
        for event in events.sorted(by: {
            ($0.name, $0.specificity, $0.days.lowerBound) < ($1.name, $1.specificity, $1.days.lowerBound)
        }) {
            for day in event.days {
                if let last = days[day]?.indices.last, days[day]?[last].name == event.name {
                    days[day]?[last] = event
                } else {
                    days[day, default: []].append(event)
                }
            }
        }
        return days
    }
}

extension DemandEvent {
    fileprivate var specificity: Int {
        (product == nil ? 0 : 4) + (store == nil ? 0 : 2) + (category == nil ? 0 : 1)
    }
}
