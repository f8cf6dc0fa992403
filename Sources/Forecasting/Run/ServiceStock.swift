/// How the safety stock of a series comes from the service that is wanted.
package struct ServiceStock: Equatable, Sendable {
    package var target: ServiceTarget
    package var interval: ProtectionInterval
    /// Units a day, on average over the horizon.
    package var rate: Double
    /// The demand of these days.
    package var demand: ProtectionDemand
    /// What an order is about, in units.
    package var orderQuantity: Double
    package var point: OrderPoint
    /// What the service that pays comes from; nil if the service is stated or asked for.
    package var economy: Economy?

    /// What a unit that is sold earns, and what it costs to keep one for a cycle, in the currency of the files.
    package struct Economy: Equatable, Sendable {
        package var margin: Double
        package var unitCost: Double
        package var yearlyRate: Double
        /// From one order to the next.
        package var cycleDays: Double
        package var holdingCost: Double

        /// - Returns: nil if no file says what a unit costs and earns.
        init?(_ stated: StatedTerms, yearlyRate: Double, cycleDays: Double) {
            guard let margin = stated.margin, let unitCost = stated.unitCost else { return nil }
            (self.margin, self.unitCost, self.yearlyRate, self.cycleDays) = (margin, unitCost, yearlyRate, cycleDays)
            holdingCost = ServiceTarget.holdingCost(
                unitCost: unitCost, yearlyRate: yearlyRate, cycleDays: cycleDays)
        }

        var target: ServiceTarget { .economicCycle(margin: margin, holdingCost: holdingCost) }
    }
}

extension ServiceStock {
    /// The safety stock of a series by the service that its file states, or by that which the run asks for.
    ///
    /// - Parameters:
    ///   - position: with the options of the run applied.
    ///   - terms: what orders are planned with but for the safety stock.
    ///   - service: what the run asks for; nil if it asks for none.
    ///   - curve: the factors of the sales on each day; nil if they are the same.
    /// - Returns: nil if a safety stock is stated, if no service is wanted, or if nobody knows how demand spreads, or what a unit earns for
    ///   the service that pays; with rates per update nobody does.
    package init?(
        of position: StockPosition, _ stated: StatedTerms, _ terms: SupplyTerms, _ calendar: PlanCalendar,
        curve: FactorCurve?, _ spread: DemandSpread?, service: WantedService?, rates: ProjectionOptions.Rates
    ) {
        guard stated.safetyStock == nil, terms.isOrderable, rates == .day, let spread,
            let wanted = stated.fillRate.map({ WantedService.level(.fillRate($0 / 100)) })
                ?? stated.serviceLevel.map({ .level(.cycle($0 / 100)) }) ?? service
        else { return nil }
        let interval = ProtectionInterval(startDay: position.startDay, terms, calendar)
        let rate = Self.meanRate(of: position, closed: calendar.closed, curve)
        let demand = ProtectionDemand(
            rate: rate, days: interval.days, leadTimeDeviation: stated.leadTimeDeviation ?? 0,
            spread.dispersion, isWhole: spread.isWhole)
        let quantity = OrderPoint.orderQuantity(
            rate: rate, coverDays: terms.coverDays, reviewPeriodDays: interval.reviewDays,
            minimum: terms.minimumOrderQuantity,
            multiple: terms.orderMultiple)
        var economy: Economy?
        let target: ServiceTarget
        switch wanted {
        case .level(let level): target = level
        case .economic(let yearlyRate):
            economy = Economy(stated, yearlyRate: yearlyRate, cycleDays: rate > 0 ? quantity / rate : 0)
            guard let economy else { return nil }
            target = economy.target
        }
        self.init(
            target: target, interval: interval, rate: rate, demand: demand,
            orderQuantity: quantity, point: OrderPoint(target, of: demand, orderQuantity: quantity), economy: economy)
    }

    /// The order point if an order is for the demand between two reviews, as it is with a level that each review orders up to.
    var levelByReview: Double {
        OrderPoint(target, of: demand, orderQuantity: max(rate * Double(interval.reviewDays), 1)).level
    }

    /// Units a day, on average over the horizon, without what would be sold on weekdays on which the store is always closed. Other closed days
    /// count as open ones: they are of some weeks only, and the stock has to serve the others too.
    ///
    /// - Parameters:
    ///   - position: with the options of the run applied; its rate counts a day.
    ///   - closed: the days on which the store is closed, as ascending ranges.
    static func meanRate(of position: StockPosition, closed: [ClosedRange<Int>], _ curve: FactorCurve?) -> Double {
        let rate = position.salesRate ?? 0
        guard curve != nil || !closed.isEmpty, position.durationDays > 0 else { return rate }
        let days = position.startDay..<position.startDay + position.durationDays
        func factors(_ days: Range<Int>) -> Double {
            curve.map { $0.sum(before: days.upperBound) - $0.sum(before: days.lowerBound) } ?? Double(days.count)
        }
        let closedDays = closed.lazy.flatMap { $0 }.filter(days.contains)
        var closedOnWeekday = [Int](repeating: 0, count: 7)
        for day in closedDays { closedOnWeekday[(day - days.lowerBound) % 7] += 1 }
        let neverSold = closedDays.reduce(0) { sum, day in
            let place = (day - days.lowerBound) % 7
            // The number of days of the horizon that are on the same weekday.
            let isAlwaysClosed = closedOnWeekday[place] == (days.count - place + 6) / 7
            return isAlwaysClosed ? sum + factors(day..<day + 1) : sum
        }
        return rate * (factors(days) - neverSold) / Double(days.count)
    }
}
