/// What a policy gave in some simulated series: the days added up, and what they are worth.
package struct PolicyTotals: Equatable, Sendable {
    package private(set) var days = SimulationTotals()
    private var stock = FixedPointSum()
    private var lost = FixedPointSum()
    private var ordered = FixedPointSum()
    /// Series of which the unit cost is known, and those of which it is known what a unit earns.
    package private(set) var seriesWithCost = 0
    package private(set) var seriesWithMargin = 0

    package init() {}

    /// Adds the days of a series.
    ///
    /// - Parameters:
    ///   - unitCost: in the currency of the files; nil if it isn't known.
    ///   - unitMargin: what a unit that is sold earns; nil if it isn't known.
    package mutating func add(_ series: SimulationTotals, unitCost: Double?, unitMargin: Double?) {
        days.merge(series)
        if let unitCost {
            seriesWithCost += 1
            stock.add(Double(series.onHand) / 100 * unitCost)
            ordered.add(Double(series.ordered) / 100 * unitCost)
        }
        if let unitMargin {
            seriesWithMargin += 1
            lost.add(Double(series.unmet) / 100 * unitMargin)
        }
    }

    package mutating func merge(_ other: PolicyTotals) {
        days.merge(other.days)
        stock.add(other.stock)
        lost.add(other.lost)
        ordered.add(other.ordered)
        seriesWithCost += other.seriesWithCost
        seriesWithMargin += other.seriesWithMargin
    }

    /// The value of the stock of all evenings, of what was ordered, and of what units that weren't served on their day would have earned,
    /// in the currency of the files.
    package var stockValue: Double { stock.value }
    package var orderedValue: Double { ordered.value }
    package var lostMargin: Double { lost.value }
}
