/// The orders of one series by its reorder point or its order-up-to level: one review day after the other.
///
/// The position on the morning of a review day is
///
///     on hand + all receipts + all earlier orders + restocked − demand + lost, of the days before
///
/// It falls by at most sales − restocking a period, so the reviews before it can reach the point are passed in one step. With a curve
/// it falls by at most the sales of the days.
@usableFromInline
struct OrderPointPlanner<Factors: PeriodFactors> {
    @usableFromInline let terms: SupplyTerms
    @usableFromInline let lot: LotSize
    @usableFromInline let schedule: ReviewSchedule
    @usableFromInline let target: StockTarget
    @usableFromInline let onHand: Double
    /// The last day of the horizon.
    @usableFromInline let lastDay: Int
    /// The number of periods in which the day of need is looked for.
    @usableFromInline let count: Int
    /// All receipts, in units.
    @usableFromInline let scheduled: Double
    /// The receipts and the orders so far, ascending by day.
    @usableFromInline var supply: DatedChanges<[Receipt], Factors>
    /// The orders so far, in units.
    @usableFromInline var ordered = 0.0
    /// The next review.
    @usableFromInline var review = 0
    /// Stands on the first morning.
    @usableFromInline let start: LevelWalk
    /// Stands on the morning of the review before, and tells what was lost until then.
    @usableFromInline var walk: LevelWalk
    /// Stands on the morning of the last arrival: shortages before it are part of the orders so far.
    @usableFromInline var arrivals: LevelWalk

    @inlinable
    init<Receipts: RandomAccessCollection>(
        _ position: StockPosition, options: ProjectionOptions, receipts: Receipts, terms: SupplyTerms,
        calendar: PlanCalendar, _ factors: Factors
    ) where Receipts.Element == Receipt, Receipts.Index == Int {
        self.terms = terms
        lot = terms.lotSize
        schedule = ReviewSchedule(
            startDay: position.startDay, terms: terms, days: calendar.days, working: calendar.working)
        target = StockTarget(safetyStock: terms.safetyStock, sells: position.salesRate ?? 0 > 0)
        onHand = position.onHand
        let (periodDays, count) = Projection.extent(of: position, options)
        lastDay = position.startDay + (count - 1) * periodDays
        self.count = count == 0 ? 0 : max(count, (schedule.reach(lastDay) - position.startDay) / periodDays + 1)
        supply = DatedChanges(Array(receipts), closed: calendar.closed, factors, periodDays: periodDays)
        scheduled = receipts.reduce(0) { $0 + $1.quantity }
        walk = LevelWalk(position, periodDays: periodDays, losesSales: options.lostSales, supply)
        start = walk
        arrivals = walk
    }

    /// The next order, which is then part of the levels; nil after the last one.
    @inlinable
    mutating func next() -> PlannedOrder? {
        while schedule.day(review) <= lastDay {
            let day = schedule.day(review)
            // The updates before that morning have happened.
            walk.advance(to: (day - walk.startDay + walk.periodDays - 1) / walk.periodDays, supply)
            let arithmetic = balance(on: day)
            if terms.policy.isDue(at: arithmetic.levelOnBalanceDay) { return order(on: day, arithmetic) }
            let surplus = arithmetic.levelOnBalanceDay - arithmetic.target
            if !supply.factors.areConstant {
                let period = firstPeriod(atPointAfter: surplus)
                review = max(
                    schedule.review(after: review),
                    schedule.review(from: walk.startDay + (period - 1) * walk.periodDays + 1))
                continue
            }
            let decline = walk.sales - walk.restocking
            guard decline > 0 else { return nil }
            let periods = surplus / decline - 1
            let skipped = periods > 0 ? Int(min(periods, Double(StockLimits.durationDays))) : 0
            review = max(schedule.review(after: review), schedule.review(from: day + skipped * walk.periodDays))
        }
        return nil
    }

    /// The first period, from that of the walk on, on whose morning so many units can have been sold; the one after the horizon if
    /// there is none.
    @inlinable
    func firstPeriod(atPointAfter units: Double) -> Int {
        // The error of binary fractions doesn't count.
        let units = units - 0.01 - abs(units) * 1e-9
        let end = max(walk.period, (lastDay - walk.startDay) / walk.periodDays + 2)
        return MonotoneSearch.first(in: walk.period..<end) {
            supply.factors.sum(of: walk.period..<$0) * walk.sales >= units
        }
    }

    /// The numbers that make up the position on the morning of a day, where the walk stands.
    @inlinable
    func balance(on day: Int) -> OrderArithmetic {
        var arithmetic = OrderArithmetic()
        let open = Double(walk.period - walk.closedBefore)
        arithmetic.balanceDay = day
        arithmetic.onHand = onHand
        arithmetic.receiptsDue = scheduled
        arithmetic.earlierOrders = ordered
        arithmetic.restocked = open * walk.restocking
        arithmetic.demand = walk.demand(before: walk.period, supply.factors)
        arithmetic.lost = walk.lostBefore
        let net =
            supply.factors.areConstant
            ? open * (walk.restocking - walk.sales) : arithmetic.restocked - arithmetic.demand
        arithmetic.levelOnBalanceDay = onHand + scheduled + ordered + net + walk.lostBefore
        switch terms.policy {
        case .orderUpTo(let point, let level): arithmetic.target = point ?? level
        case .fixedQuantity(let point, _): arithmetic.target = point
        case .timePhased: break
        }
        return arithmetic
    }

    @inlinable
    mutating func order(on day: Int, _ arithmetic: OrderArithmetic) -> PlannedOrder? {
        let arrivalDay = schedule.arrival(ofOrderOn: day)
        let arrival = walk.period(of: arrivalDay)
        let need =
            arrivals.firstPeriod(below: target, from: arrivals.period, before: count, supply)
            ?? (arrival, arrivals.levelAtEnd(of: arrival, supply))
        let needDay = max(
            arrivals.startDay, need.period == arrival ? arrivalDay : arrivals.startDay + need.period * walk.periodDays)
        var order = PlannedOrder(
            orderDay: day, arrivalDay: arrivalDay, needDay: needDay, quantity: 0,
            daysLate: max(0, arrivalDay - needDay),
            unitsShort: 0, largestBacklog: 0, reason: .reorderPoint, arithmetic: arithmetic)
        if case .orderUpTo(nil, _) = terms.policy { order.reason = .orderUpTo }
        order.arithmetic.levelOnNeedDay = need.level
        order.setQuantity(terms.policy.quantity(at: arithmetic.levelOnBalanceDay), lot)
        guard order.quantity > 0 else { return nil }
        let short = arrivals.shortage(in: arrivals.period..<max(arrivals.period, arrival), supply)
        order.unitsShort = ReportedQuantity.rounded(short.units)
        order.largestBacklog = ReportedQuantity.rounded(short.backlog)

        let place = supply.receipts.lastIndex { $0.day <= arrivalDay }.map { $0 + 1 } ?? 0
        supply.receipts.insert(Receipt(day: arrivalDay, quantity: order.quantity), at: place)
        if arrival < walk.period {
            // It arrives in an update that has begun, and is part of it.
            let period = walk.period
            walk = start
            walk.advance(to: period, supply)
        }
        ordered += order.quantity
        arrivals.advance(to: arrival, supply)
        review = schedule.review(after: review)
        return order
    }
}
