/// A series whose orders are decided anew at each review, on what is known then, against the demand that really comes.
///
/// A day has the order of a plan:
///
///  1. Morning: receipts and orders arrive. On a review day an order is placed; with a lead time of 0 it is there at once.
///  2. Demand takes what is there. What can't be served is lost, or owed.
///  3. Evening: the level.
///
/// A time-phased plan asks ``OrderPlan`` which order it places today. A series with a reorder point or an order-up-to level orders by its
/// position, what is on hand and on order less what is owed. Quantities are whole hundredths of a unit, so that sums are exact.
package struct SimulatedSeries {
    private(set) var terms: SupplyTerms
    private let calendar: PlanCalendar
    private let curve: FactorCurve?
    let options: ProjectionOptions
    let schedule: ReviewSchedule
    private(set) var lot: LotSize
    private(set) var target: StockTarget
    private(set) var rate: Double
    let restocking: Double
    private let firstDay: Int
    /// The day that comes next.
    package private(set) var day: Int
    /// Of the last evening; below zero is owed.
    package private(set) var level: Int
    private var review = 0
    /// What is to come, ascending by day.
    private(set) var open: [Receipt]
    /// The first of ``open`` that hasn't arrived.
    private var next = 0
    /// The first day that no review before has seen to: later than the need and the arrival of the last order, and not before an order
    /// of the last review would have arrived.
    private var earliestNeed = Int.min / 2
    /// In hundredths, the units restocked so far, and the days on which they were.
    private var restocked = 0
    private var restockedDays = 0
    /// Whether everybody was served since the last arrival; nil if not all days since then count.
    private var isServed: Bool? = true

    /// A day that has passed. Quantities are hundredths of a unit.
    package struct Day: Equatable, Sendable {
        package var arrived = 0
        package var ordered = 0
        package var demand = 0
        /// Demand that wasn't served on its day.
        package var unmet = 0
        /// On the evening.
        package var level = 0
        /// If something arrived: whether everybody was served since the arrival before; nil if some of these days don't count.
        package var wasServed: Bool?

        package init() {}
    }

    /// - Parameters:
    ///   - position: with the options of the run applied; its rates count days, and its horizon doesn't matter.
    ///   - receipts: ascending by day.
    ///   - curve: the factors of the days; nil if they are the same.
    package init(
        _ position: StockPosition, receipts: [Receipt] = [], terms: SupplyTerms, calendar: PlanCalendar = .none,
        curve: FactorCurve? = nil, losesSales: Bool
    ) {
        self.terms = terms
        self.calendar = calendar.countingReviews(from: position.startDay, terms)
        self.curve = curve
        options = ProjectionOptions(lostSales: losesSales)
        schedule = ReviewSchedule(
            startDay: position.startDay, terms: terms, days: calendar.days, working: calendar.working)
        lot = terms.lotSize
        rate = position.salesRate ?? 0
        restocking = position.restockingRate
        target = StockTarget(safetyStock: terms.safetyStock, sells: rate > 0)
        firstDay = position.startDay
        day = firstDay
        level = Self.hundredths(position.onHand)
        open = receipts
    }

    /// Within the largest quantity, so that no sum of them is too large for a whole number.
    static func hundredths(_ units: Double) -> Int {
        ReportedQuantity.hundredths(min(max(units, -StockLimits.quantity), StockLimits.quantity)) ?? 0
    }

    /// Whether orders are placed on the morning of the next day.
    package var isReview: Bool { day == schedule.day(review) }

    /// Changes what is known of demand from the next day on, and the terms that come of it.
    ///
    /// - Parameters:
    ///   - rate: units a day at a factor of 1.
    ///   - terms: with the same lead time and review period as before.
    package mutating func know(rate: Double, _ terms: SupplyTerms) {
        self.rate = rate
        self.terms = terms
        lot = terms.lotSize
        target = StockTarget(safetyStock: terms.safetyStock, sells: rate > 0)
    }

    /// The units that are expected to be asked for on the next day.
    package var expectedDemand: Double { expectedDemand(on: day) }

    func expectedDemand(on day: Int) -> Double { isClosed(day) ? 0 : rate * factors(from: day, to: day + 1) }

    var hasClosedDays: Bool { !calendar.closed.isEmpty }

    /// Whether another policy has the same days: the same demand is expected, the same receipts come, and orders are placed and arrive on
    /// the same days.
    func hasTheDays(of other: SimulatedSeries) -> Bool {
        day == other.day && level == other.level && rate == other.rate && restocking == other.restocking
            && curve === other.curve && open == other.open && options == other.options
            && calendar.closed == other.calendar.closed && calendar.days == other.calendar.days
            && calendar.working === other.calendar.working
            && terms.leadTimeDays == other.terms.leadTimeDays
            && terms.reviewPeriodDays == other.terms.reviewPeriodDays
            && terms.reviewWeekday == other.terms.reviewWeekday
    }

    func factors(from first: Int, to end: Int) -> Double {
        curve.map { $0.sum(before: end) - $0.sum(before: first) } ?? Double(end - first)
    }

    private func isClosed(_ day: Int) -> Bool {
        let closed = calendar.closed
        let place = MonotoneSearch.first(in: 0..<closed.count) { closed[$0].upperBound >= day }
        return place < closed.count && closed[place].lowerBound <= day
    }

    /// From the next day on days count. A cycle that has begun before is no whole one: in its first days, no policy could do anything.
    package mutating func beginCounting() {
        if day > firstDay { isServed = nil }
    }

    /// Lives through the next day.
    ///
    /// - Parameter demand: what is asked for, in hundredths; 0 or more.
    package mutating func pass(demand: Int) -> Day {
        var today = Day()
        today.demand = demand
        let isOpen = !isClosed(day)
        if isReview {
            today.ordered = order()
            if today.ordered > 0 {
                add(Receipt(day: schedule.arrival(ofOrderOn: day), quantity: Double(today.ordered) / 100))
            }
            earliestNeed = max(earliestNeed, schedule.arrival(ofOrderOn: day))
            review = schedule.review(after: review)
        }
        while next < open.count, open[next].day <= day {
            today.arrived &+= Self.hundredths(open[next].quantity)
            next += 1
        }
        if next > 64 {
            open.removeSubrange(..<next)
            next = 0
        }
        if today.arrived > 0 {
            today.wasServed = isServed
            isServed = true
        }
        level &+= today.arrived
        if restocking > 0, isOpen {
            restockedDays += 1
            let all = Self.hundredths(restocking * Double(restockedDays))
            level &+= all - restocked
            restocked = all
        }
        let served = min(max(level, 0), demand)
        today.unmet = demand - served
        level &-= options.lostSales ? served : demand
        if today.unmet > 0, isServed != nil { isServed = false }
        today.level = level
        day += 1
        return today
    }

    private mutating func add(_ receipt: Receipt) {
        var place = open.count
        while place > next, open[place - 1].day > receipt.day { place -= 1 }
        open.insert(receipt, at: place)
    }

    /// What is ordered on the morning of a review day, with the state of the series on it.
    ///
    /// - Parameters:
    ///   - open: what is to come, ascending by day.
    ///   - earliestNeed: the first day that no review before has seen to.
    /// - Returns: in hundredths; and the day on which the order is needed, or on which it arrives if that is later, of a plan.
    func order(
        on day: Int, level: Int, open: [Receipt], earliestNeed: Int
    ) -> (ordered: Int, lastNeed: Int?) {
        var then = self
        then.day = day
        then.level = level
        then.review = schedule.review(from: day)
        (then.open, then.next) = (open, 0)
        then.earliestNeed = earliestNeed
        let ordered = then.order()
        return (ordered, then.earliestNeed > earliestNeed ? then.earliestNeed - 1 : nil)
    }

    /// What is ordered on the morning of the day, in hundredths. What arrives on it is still to come.
    private mutating func order() -> Int {
        guard terms.isOrderable else { return 0 }
        let onHand = Double(level) / 100
        guard terms.policy == .timePhased else {
            let position = open[next...].reduce(onHand) { $0 + $1.quantity }
            guard terms.policy.isDue(at: position) else { return 0 }
            let wanted = terms.policy.quantity(at: position)
            return Self.hundredths(lot.afterMaximum(lot.afterMultiple(lot.afterMinimum(wanted))))
        }
        if isCovered(onHand) { return 0 }
        // A horizon of a day places the orders of today, and looks at the days that only they can reach.
        let position = StockPosition(
            startDay: day, onHand: onHand, salesRate: rate, restockingRate: restocking, durationDays: 1, frequency: 1)
        guard let curve else { return order(position, ConstantFactors()) }
        return withExtendedLifetime(curve) {
            order(
                position,
                CurveFactors(
                    curve, startDay: day, periodDays: 1, through: day + 1 + FactorCurve.daysBeyondHorizon))
        }
    }

    private mutating func order(_ position: StockPosition, _ factors: some PeriodFactors) -> Int {
        var planner = OrderPlanner(
            position, options: options, receipts: open[next...], terms: terms, calendar: calendar, factors)
        planner.earliest = max(0, earliestNeed - day)
        guard let order = planner.next() else { return 0 }
        earliestNeed = max(order.needDay, order.arrivalDay) + 1
        return Self.hundredths(order.quantity)
    }

    /// Whether what is there when an order of today arrives lasts until that of the next review, without a look at the days between.
    private func isCovered(_ onHand: Double) -> Bool {
        let arrival = schedule.arrival(ofOrderOn: day)
        // Where the order of the next review arrives on the same day, as after a weekend, that day counts: a plan places the first of the two.
        let last = max(schedule.arrival(ofOrderOn: schedule.day(schedule.review(after: review))), arrival + 1)
        var available = onHand
        for place in next..<open.count where open[place].day <= arrival { available += open[place].quantity }
        return available - rate * factors(from: day, to: last) >= target.level + 0.01
    }
}
