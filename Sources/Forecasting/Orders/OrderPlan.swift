/// The orders of one series: distribution requirements planning, that is, time-phased order points.
///
/// The planner goes along the projection, receipts included:
///
///  1. The **day of need** is the first day whose level, as reported, is below the safety stock; without a safety
///     stock, the first day at zero or below. In both cases the level is below the target, which is the safety stock,
///     and at least 0.01. Of a series without sales nothing is needed but its safety stock and what is owed.
///  2. The order is **placed** on the last review day from which it arrives by the morning of the day of need. Review
///     days are the start day of the series and every `reviewPeriodDays`-th after it, or those that ``OrderDays`` says. The
///     order **arrives** after the lead time, so with a review period it may arrive some days before it is needed. Both are
///     working days.
///  3. If that review day is past, or already has an order, the order is placed on the next free review day and arrives
///     late. A review day places at most one order, so a morning receives at most one. If the level has recovered by
///     itself by the time the order could arrive, none is placed.
///  4. Its **quantity** raises the level to the target or above on every day from the day of need, or from the arrival
///     if that is later. It lasts for `coverDays` more days, or until the order of the next review day could arrive,
///     whichever is later. For these days the rates and receipts go on beyond the horizon. ``LotSize`` makes it a
///     quantity that can be ordered.
///  5. The search **goes on** with the day after the covered days. If the maximum made the quantity too small, it goes
///     on with the day after the day of need (or after the arrival). It ends with the day on which an order of the first review
///     after the horizon arrives, so that every order that has to be placed in the horizon is found. No order is placed after the horizon. There are therefore at
///     most as many orders as review days in it, whatever the terms.
///
/// With rates per update the days of need are the days of updates. An order, like any receipt, belongs to the update in
/// whose period it arrives.
///
/// That is the plan of series that state no reorder point and no level to order up to; see ``OrderPolicy`` for those.
///
/// Two guarantees follow, and `OrderPlanReplayTests` checks them:
///
///  1. A day that an order could have reached (the start day plus the lead time, or later) ends below the target only
///     if the last order that could reach it was capped by the maximum.
///  2. Every order is necessary: without it, its day of need (or of arrival) would end below the target.
///
/// Source: A. J. Martin, "DRP: Distribution Resource Planning" (time-phased order points); E. A. Silver, D. F. Pyke,
/// D. J. Thomas, "Inventory and Production Management in Supply Chains" (with a review every R days and the lead time L, an
/// order has to last for R + L).
///
/// Example: 10 on hand, 5 sold and 3 restocked a day, lead time 2, cover 7, safety stock 0. The levels are 8, 6, 4, 2, 0: day 4
/// is the day of need. The order is placed on day 2 and arrives on day 4. Without it the level of day 11 would be −14, so
/// 14.01 units are short of the target; with a multiple of 1 that makes 15. With a safety stock of 4 the day of need is
/// day 3, with level 2 (day 2 has 4, which is not below); the level of day 10 would be −12, and 16 units are ordered.
public enum OrderPlan {
    /// Plans the orders of a series.
    ///
    /// - Parameters:
    ///   - receipts: ascending by day.
    ///   - calendar: the days on which the store is closed, and those on which orders are placed and arrive.
    ///   - curve: the factors of the days, beyond the horizon too; nil if the sales are the same in all periods.
    ///   - orders: emptied, then filled, ascending by order day and by arrival day. Reuse one buffer for many series to
    ///     save its allocations.
    @inlinable
    public static func make<Receipts: RandomAccessCollection>(
        _ stored: StockPosition, options: ProjectionOptions, receipts: Receipts, terms: SupplyTerms,
        calendar: PlanCalendar = .none, curve: FactorCurve? = nil, into orders: inout [PlannedOrder]
    ) where Receipts.Element == Receipt, Receipts.Index == Int {
        orders.removeAll(keepingCapacity: true)
        guard terms.isOrderable else { return }
        let position = options.position(from: stored)
        guard let curve else {
            return make(
                position, options: options, receipts: receipts, terms: terms, calendar, ConstantFactors(), &orders)
        }
        defer { withExtendedLifetime(curve) {} }
        let (periodDays, count) = Projection.extent(of: position, options)
        let factors = CurveFactors(
            curve, startDay: position.startDay, periodDays: periodDays,
            through: position.startDay + count * periodDays + FactorCurve.daysBeyondHorizon)
        make(position, options: options, receipts: receipts, terms: terms, calendar, factors, &orders)
    }

    @inlinable
    static func make<Receipts: RandomAccessCollection>(
        _ position: StockPosition, options: ProjectionOptions, receipts: Receipts, terms: SupplyTerms,
        _ calendar: PlanCalendar, _ factors: some PeriodFactors, _ orders: inout [PlannedOrder]
    ) where Receipts.Element == Receipt, Receipts.Index == Int {
        switch terms.policy {
        case .timePhased:
            var planner = OrderPlanner(
                position, options: options, receipts: receipts, terms: terms, calendar: calendar, factors)
            while let order = planner.next() { orders.append(order) }
        case .orderUpTo, .fixedQuantity:
            var planner = OrderPointPlanner(
                position, options: options, receipts: receipts, terms: terms, calendar: calendar, factors)
            while let order = planner.next() { orders.append(order) }
        }
    }
}

/// The planning of one series, one order after the other.
@usableFromInline
struct OrderPlanner<Receipts: RandomAccessCollection, Factors: PeriodFactors>
where Receipts.Element == Receipt, Receipts.Index == Int {
    @usableFromInline let changes: DatedChanges<Receipts, Factors>
    @usableFromInline let terms: SupplyTerms
    @usableFromInline let lot: LotSize
    @usableFromInline let schedule: ReviewSchedule
    @usableFromInline let onHand: Double
    /// The last day of the horizon.
    @usableFromInline let lastDay: Int
    /// The number of periods in which needs are looked for: so many that every order of the horizon is found.
    @usableFromInline let count: Int
    @usableFromInline let target: StockTarget
    @usableFromInline let sells: Bool
    /// Periods from the start whose shortages are part of the orders so far.
    @usableFromInline var countedPeriods = 0
    /// Whether each period since then is at the target or above until the next one of need, so that nothing is short in it.
    @usableFromInline var isCovered = true
    /// Stands on the morning of the last arrival, with the orders so far included.
    @usableFromInline var walk: LevelWalk
    /// The first period that may be the next period of need.
    @usableFromInline var earliest = 0
    /// The first review, counted from 0, whose day has no order yet.
    @usableFromInline var freeReview = 0

    @inlinable
    init(
        _ position: StockPosition, options: ProjectionOptions, receipts: Receipts, terms: SupplyTerms,
        calendar: PlanCalendar, _ factors: Factors
    ) {
        self.terms = terms
        let (periodDays, count) = Projection.extent(of: position, options)
        changes = DatedChanges(receipts, closed: calendar.closed, factors, periodDays: periodDays)
        lot = terms.lotSize
        onHand = position.onHand
        schedule = ReviewSchedule(
            startDay: position.startDay, terms: terms, days: calendar.days, working: calendar.working)
        lastDay = position.startDay + (count - 1) * periodDays
        self.count = count == 0 ? 0 : max(count, (schedule.reach(lastDay) - position.startDay) / periodDays + 1)
        sells = position.salesRate ?? 0 > 0
        target = StockTarget(safetyStock: terms.safetyStock, sells: sells)
        walk = LevelWalk(position, periodDays: periodDays, losesSales: options.lostSales, changes)
    }

    /// The next order, which is then part of the levels; nil after the last one.
    @inlinable
    mutating func next() -> PlannedOrder? {
        while let need = walk.firstPeriod(below: target, from: earliest, before: count, changes) {
            let sinceStart = need.period * walk.periodDays
            let placed = max(schedule.last(arrivingBy: walk.startDay + sinceStart), freeReview)
            let orderDay = schedule.day(placed)
            guard orderDay <= lastDay else { return nil }
            let arrivalDay = schedule.arrival(ofOrderOn: orderDay)
            let balancePeriod = max(need.period, walk.period(of: arrivalDay))

            var without = walk
            let span = without.advance(toSpanWith: balancePeriod, changes)
            guard target.isMissed(by: span.level(balancePeriod, changes.factors)) else {
                // The order would be too late to help, and is no longer needed.
                earliest = balancePeriod
                isCovered = false
                continue
            }
            var order = PlannedOrder(
                orderDay: orderDay, arrivalDay: arrivalDay, needDay: walk.startDay + sinceStart, quantity: 0,
                daysLate: max(0, arrivalDay - walk.startDay - sinceStart), unitsShort: 0, largestBacklog: 0,
                reason: ReportedQuantity.isOut(need.level, sells: sells) ? .stockOut : .belowSafetyStock,
                arithmetic: balance(without, span, balancePeriod))
            order.arithmetic.levelOnNeedDay = need.level
            let arrivalPeriod = walk.period(of: arrivalDay)
            let isCovered = isCovered && order.daysLate == 0
            var short = (units: 0.0, backlog: 0.0)
            if !isCovered { short = walk.shortage(in: countedPeriods..<max(countedPeriods, arrivalPeriod), changes) }

            walk.advance(to: arrivalPeriod, changes)
            let next = schedule.review(after: placed)
            let coveredDay = max(
                walk.startDay + balancePeriod * walk.periodDays + terms.coverDays,
                schedule.arrival(ofOrderOn: schedule.day(next)) - 1)
            let covered = balancePeriod...max(balancePeriod, walk.period(of: coveredDay))
            order.arithmetic.coveredUntil = coveredDay
            let suffices = setQuantity(of: &order, covered)
            guard order.quantity > 0 else { return nil }

            // What stays short until the order is there, and on that day if the order is too small, unless it is part of an earlier one.
            if !isCovered || !suffices {
                let after = walk.shortage(
                    in: max(countedPeriods, arrivalPeriod)..<max(countedPeriods, arrivalPeriod, balancePeriod + 1),
                    changes)
                short = (short.units + after.units, max(short.backlog, after.backlog))
            }
            order.unitsShort = ReportedQuantity.rounded(short.units)
            order.largestBacklog = ReportedQuantity.rounded(short.backlog)
            self.isCovered = suffices
            countedPeriods = max(countedPeriods, balancePeriod + 1)
            freeReview = next
            earliest = suffices ? covered.upperBound + 1 : balancePeriod + 1
            return order
        }
        return nil
    }

    /// The numbers that make up the level of a period, which lies in `span`.
    @inlinable
    func balance(_ walk: LevelWalk, _ span: ConstantRateSpan, _ period: Int) -> OrderArithmetic {
        var arithmetic = OrderArithmetic()
        arithmetic.balanceDay = walk.startDay + period * walk.periodDays
        arithmetic.onHand = onHand
        arithmetic.receiptsDue = walk.scheduledBefore + span.scheduled
        arithmetic.earlierOrders = walk.plannedBefore + span.planned
        let open = Double(walk.openPeriods(in: span, through: period))
        arithmetic.restocked = open * walk.restocking
        arithmetic.demand = walk.demand(in: span, through: period, changes.factors)
        arithmetic.lost = walk.lostBefore + walk.lost(in: span, through: period, changes.factors)
        arithmetic.levelOnBalanceDay = walk.level(in: span, period, changes.factors)
        arithmetic.target = target.level
        return arithmetic
    }

    /// Sets the quantity of an order that arrives in the period of the walk, and includes the order in the levels.
    ///
    /// - Returns: whether the order raises the level to the target in all covered periods.
    @inlinable
    mutating func setQuantity(of order: inout PlannedOrder, _ covered: ClosedRange<Int>) -> Bool {
        let lowest = walk.lowest(in: covered, changes)
        let shortfall = target.shortfall(at: lowest.level)
        order.arithmetic.lowestDay = walk.startDay + lowest.period * walk.periodDays
        order.arithmetic.lowestLevel = lowest.level
        order.arithmetic.shortfall = shortfall
        let arrived = walk.planned
        // An order starts a new stretch, and a level of exactly x.xx5 may round the other way there. So order at least
        // 0.01 although the shortfall came out as 0, and if a covered day is still short with the order, try once more
        // with 0.01 more.
        for roundingGuard in [0, 0.01] {
            // Only what was added is rounded: from some millions on, rounding once more would move the last digit.
            let least = max(0.01, shortfall)
            let raw = roundingGuard == 0 ? least : LotSize.decimal(least + roundingGuard)
            order.setQuantity(raw, lot)
            walk.planned = arrived + order.quantity
            guard order.quantity >= raw else { return false }
            if !target.isMissed(by: walk.lowest(in: covered, changes).level) { return true }
        }
        return false
    }
}
