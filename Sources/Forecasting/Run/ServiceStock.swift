/// How the safety stock of a series comes from the service that is wanted.
package struct ServiceStock: Equatable, Sendable {
    package var target: ServiceTarget
    /// Days from an order to its arrival, and from one review to the next.
    package var leadDays: Int
    package var reviewDays: Int
    /// Units a day, on average over the horizon.
    package var rate: Double
    /// The demand of these days.
    package var demand: ProtectionDemand
    /// What an order is about, in units.
    package var orderQuantity: Double
    package var point: OrderPoint
}

extension ServiceStock {
    /// The safety stock of a series by the service that its file states, or by that which the run asks for.
    ///
    /// - Parameters:
    ///   - position: with the options of the run applied.
    ///   - terms: what orders are planned with but for the safety stock.
    ///   - service: what the run asks for; nil if it asks for none.
    ///   - curve: the factors of the sales on each day; nil if they are the same.
    /// - Returns: nil if a safety stock is stated, if no service is wanted, or if nobody knows how demand spreads; with rates per update
    ///   nobody does.
    package init?(
        of position: StockPosition, _ stated: StatedTerms, _ terms: SupplyTerms, _ calendar: PlanCalendar,
        curve: FactorCurve?, _ spread: DemandSpread?, service: ServiceTarget?, rates: ProjectionOptions.Rates
    ) {
        guard stated.safetyStock == nil, terms.isOrderable, rates == .day, let spread,
            let target = stated.fillRate.map({ ServiceTarget(.fillRate, percent: $0) })
                ?? stated.serviceLevel.map({ ServiceTarget(.cycle, percent: $0) }) ?? service
        else { return nil }
        let schedule = ReviewSchedule(
            startDay: position.startDay, terms: terms, days: calendar.days, working: calendar.working)
        let review = schedule.day(0)
        let leadDays = min(schedule.arrival(ofOrderOn: review) - review, StockLimits.durationDays)
        let reviewDays = min(schedule.day(schedule.review(after: 0)) - review, StockLimits.durationDays)
        var rate = position.salesRate ?? 0
        if let curve, position.durationDays > 0 {
            let end = position.startDay + position.durationDays
            rate *= (curve.sum(before: end) - curve.sum(before: position.startDay)) / Double(position.durationDays)
        }
        let demand = ProtectionDemand(
            rate: rate, days: leadDays + reviewDays, leadTimeDeviation: stated.leadTimeDeviation ?? 0,
            spread.dispersion, isWhole: spread.isWhole)
        let quantity = OrderPoint.orderQuantity(
            rate: rate, coverDays: terms.coverDays, reviewPeriodDays: reviewDays, minimum: terms.minimumOrderQuantity,
            multiple: terms.orderMultiple)
        self.init(
            target: target, leadDays: leadDays, reviewDays: reviewDays, rate: rate, demand: demand,
            orderQuantity: quantity, point: OrderPoint(target, of: demand, orderQuantity: quantity))
    }
}
