/// Days on which demand differs from others: a promotion, a holiday, a closure.
package struct DemandEvent: Equatable, Sendable {
    package var name: String
    /// Day numbers.
    package var days: ClosedRange<Int>
    /// What it is limited to, by the keys of the database; nil is all.
    package var store: Int32?
    package var category: String?
    package var product: Int32?
    /// What the demand of a usual day is multiplied by; nil if it is learned from what was sold on the days of events with this name.
    package var factor: Double?

    package init(
        name: String, days: ClosedRange<Int>, store: Int32? = nil, category: String? = nil, product: Int32? = nil,
        factor: Double? = nil
    ) {
        self.name = name
        self.days = days
        self.store = store
        self.category = category
        self.product = product
        self.factor = factor
    }
}
