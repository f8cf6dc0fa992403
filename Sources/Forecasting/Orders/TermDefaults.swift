/// What the terms of a run say where a series says nothing.
package struct TermDefaults: Equatable, Sendable {
    package var leadTimeDays = 7
    package var reviewPeriodDays = 1
    /// The safety stock, in days of demand.
    package var safetyDays = 0.0
    package var coverDays = 14
    package var orderMultiple = 1.0

    package init() {}

    /// What is wrong with them, the first thing found.
    package var problem: TermsProblem? {
        guard (0...Double(StockLimits.durationDays)).contains(safetyDays) else { return .outOfBounds(.safetyStock) }
        return StatedTerms(
            leadTimeDays: leadTimeDays, reviewPeriodDays: reviewPeriodDays, coverDays: coverDays,
            orderMultiple: orderMultiple
        ).problem
    }
}
