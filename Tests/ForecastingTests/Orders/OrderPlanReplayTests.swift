import Forecasting
import TestSupport
import Testing

/// Random plans, replayed day by day: receipts arrive, orders are placed on review days and arrive after the lead time.
@Suite struct OrderPlanReplayTests {
    /// The orders in closed form against those that a loop over the days finds, to the last hundredth.
    @Test func ordersEqualThoseOfTheDailyLoop() throws {
        var generator = SeededGenerator("plans")
        var failures: [String] = []
        var kinds: Set<String> = []
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator)
            let planned = try Self.planned(plan).map(PlainPlan.Order.init)
            let expected = plan.orders()
            if planned != expected { failures.append("\(planned.prefix(3)), not \(expected.prefix(3)): \(plan)") }
            for order in expected {
                kinds.insert("late \(order.late > 0), \(plan.series.options.lostSales)")
                kinds.insert("early \(order.arrives < order.needed)")
                kinds.insert("\(order.reason)")
                kinds.insert("short \(order.short > 0)")
                kinds.insert("\(plan.policy.name), on a calendar \(!plan.days.isEmpty)")
                kinds.insert("on workdays \(plan.workdays != nil), \(plan.leadsInWorkdays)")
                kinds.insert("anchored \(plan.reviewWeekday != nil), \(plan.reviewFrom != nil)")
                kinds.insert("at the maximum \(order.quantity == plan.maximum)")
                kinds.insert("\(plan.series.options.ratesPer)")
                kinds.insert(
                    "curve \(plan.series.curve != nil), \(plan.series.restockingRate > 0), \(plan.policy.name)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(kinds.count == 41, "\(kinds)")
    }

    @Test func withThePlanNoDayThatAnOrderCouldReachIsBelowTheSafetyStock() throws {
        var generator = SeededGenerator("replay")
        var failures: [String] = []
        var reached = 0
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator, policy: .timePhased)
            let orders = try Self.planned(plan).map(PlainPlan.Order.init)
            let reviews = plan.periods == 0 ? [] : plan.reviewDays
            // Where there is a maximum, a review day can have ordered all that it may.
            let largest = plan.maximum.map { $0 / plan.multiple * plan.multiple }
            // Several reviews may arrive on one working day, which gets one order.
            let exhausted = Set(orders.filter { $0.quantity == largest }.map(\.arrives))
            for (period, evening) in plan.evenings(plan.periods, with: orders).enumerated() {
                let day = plan.day(of: period)
                guard let lastReview = reviews.last(where: { plan.arrival(ofOrderOn: $0) <= day }) else { continue }
                reached += 1
                if evening.level < plan.target, !exhausted.contains(plan.arrival(ofOrderOn: lastReview)) {
                    failures.append("\(evening.level) on day \(day) with \(orders): \(plan)")
                    break
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(reached > 20_000)
    }

    @Test func withoutAnyOneOrderADayWouldBeBelowTheSafetyStock() throws {
        var generator = SeededGenerator("without one")
        var failures: [String] = []
        var removed = 0
        for _ in 0..<2000 {
            let plan = Self.randomPlan(&generator, policy: .timePhased)
            let orders = try Self.planned(plan).map(PlainPlan.Order.init)
            for index in orders.indices {
                var others = orders
                let order = others.remove(at: index)
                // On that very day; before it, the order can't have helped. An order that comes later in the same update is
                // left out, as it is not there that morning, and so is one of a later review that arrives on the same working day.
                let decisiveDay = max(order.needed, order.arrives)
                let decisive = plan.period(of: decisiveDay)
                others.removeAll {
                    $0.arrives > decisiveDay || $0.arrives == order.arrives && $0.placed > order.placed
                }
                if plan.evenings(decisive + 1, with: others)[decisive].level >= plan.target {
                    failures.append("\(order): \(plan)")
                }
                removed += 1
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(removed > 2000)
    }

    @Test func everyOrderObeysItsTerms() throws {
        var generator = SeededGenerator("terms")
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator)
            let orders = try Self.planned(plan).map(PlainPlan.Order.init)
            #expect(zip(orders, orders.dropFirst()).allSatisfy { $0.placed < $1.placed && $0.arrives <= $1.arrives })
            let reviews = Set(plan.periods == 0 ? [] : plan.reviewDays)
            for order in orders {
                let isOrderable =
                    order.quantity > 0 && order.quantity >= plan.minimum && order.quantity % plan.multiple == 0
                    && order.quantity <= plan.maximum ?? .max
                #expect(isOrderable, "\(order): \(plan)")
                let isPlaceable =
                    (plan.start...plan.lastDay).contains(order.placed) && reviews.contains(order.placed)
                    && order.arrives == plan.arrival(ofOrderOn: order.placed)
                    && plan.isWorkday(order.placed) && plan.isWorkday(order.arrives)
                #expect(isPlaceable, "\(order): \(plan)")
                #expect(order.late == max(0, order.arrives - order.needed))
            }
        }
    }

    /// Each unit of demand that is not served in time is counted once.
    @Test func theUnitsShortOfAllOrdersAreAtMostAllDemand() throws {
        var generator = SeededGenerator("units short")
        var short = 0
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator)
            let orders = try Self.planned(plan).map(PlainPlan.Order.init)
            guard let last = orders.last else { continue }
            let counted = plan.period(of: max(last.needed, last.arrives)) + 1
            let units = orders.reduce(0) { $0 + $1.short }
            #expect(units <= (0..<counted).reduce(0) { $0 + plan.demand($1) }, "\(units): \(plan)")
            // Later orders may come in the same update, and are not known yet.
            let lowest = orders.indices.map {
                plan.evenings(counted, with: Array(orders[...$0])).map(\.level).min() ?? 0
            }
            let hasBacklogs = zip(orders, lowest).allSatisfy { $0.backlog <= max(0, -$1) }
            #expect(plan.series.options.lostSales ? orders.allSatisfy { $0.backlog == 0 } : hasBacklogs, "\(plan)")
            if units > 0 { short += 1 }
        }
        #expect(short > 150)
    }

    /// What `explain` shows has to add up.
    @Test func theArithmeticRecomputesToTheOrder() throws {
        var generator = SeededGenerator("arithmetic")
        var failures: [String] = []
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator, policy: .timePhased)
            let planned = try Self.planned(plan)
            for (index, order) in planned.enumerated() {
                let a = order.arithmetic
                func hundredths(_ units: Double) -> Int { ReportedQuantity.hundredths(units) ?? 0 }
                let earlier = planned.prefix(index).map(PlainPlan.Order.init)
                let decisive = plan.period(of: a.balanceDay)
                let evenings = plan.evenings(decisive + 1, with: earlier)
                let due = plan.series.receipts.filter { plan.period(of: $0.day) <= decisive }
                let open = (0...decisive).count(where: plan.isOpen)
                let demand = (0...decisive).filter(plan.isOpen).reduce(0) { $0 + plan.demand($1) }
                let isRight = [
                    hundredths(a.levelOnNeedDay) == evenings[plan.period(of: order.needDay)].level,
                    hundredths(a.onHand) == plan.series.onHand,
                    hundredths(a.receiptsDue) == due.reduce(0) { $0 + $1.quantity },
                    hundredths(a.earlierOrders) == earlier.reduce(0) { $0 + $1.quantity },
                    hundredths(a.restocked) == open * plan.series.restockingRate,
                    hundredths(a.demand) == demand,
                    hundredths(a.lost) == evenings.reduce(0) { $0 + $1.lost },
                    hundredths(a.levelOnBalanceDay) == evenings[decisive].level,
                    hundredths(a.onHand + a.receiptsDue + a.earlierOrders + a.restocked - a.demand + a.lost)
                        == hundredths(a.levelOnBalanceDay),
                    hundredths(a.target) == plan.target,
                    (a.balanceDay...max(a.balanceDay, a.coveredUntil)).contains(a.lowestDay),
                    hundredths(a.shortfall) == plan.target - hundredths(a.lowestLevel),
                    a.rawQuantity == a.shortfall,
                    hundredths(a.afterMinimum) == max(hundredths(a.rawQuantity), plan.minimum),
                    hundredths(a.afterMultiple) % plan.multiple == 0,
                    (0..<plan.multiple).contains(hundredths(a.afterMultiple) - hundredths(a.afterMinimum)),
                    a.afterMaximum == a.afterMultiple || hundredths(a.afterMultiple) > plan.maximum ?? .max,
                    order.quantity == a.afterMaximum,
                ]
                if isRight.contains(false) { failures.append("\(isRight) \(order): \(plan)") }
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
    }

    /// The projection with the planned orders in it, which the views show, has the levels that the plan was made for.
    @Test func theProjectionWithTheOrdersHasTheReplayedLevels() throws {
        var generator = SeededGenerator("projection with orders")
        var failures: [String] = []
        var buffer: [Receipt] = []
        for _ in 0..<2000 {
            let plan = Self.randomPlan(&generator)
            let planned = try Self.planned(plan)
            Receipt.merge(plan.series.scheduledReceipts, planned, into: &buffer)
            #expect(zip(buffer, buffer.dropFirst()).allSatisfy { $0.day <= $1.day })
            var stretches: [Stretch] = []
            Projection.project(
                plan.series.position, options: plan.series.options, receipts: buffer,
                closed: StoreCalendar(plan.days).closed, curve: plan.curve
            ) { stretches.append($0) }
            let evenings = plan.evenings(plan.periods, with: planned.map(PlainPlan.Order.init))
            let levels = stretches.flatMap { stretch in
                stride(from: stretch.firstDay, through: stretch.lastDay, by: plan.periodDays).map {
                    ReportedQuantity.hundredths(stretch.level(on: $0, plan.curve))
                }
            }
            if levels != evenings.map(\.level) { failures.append("\(plan)") }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
    }

    /// What `explain` shows of an order by its reorder point, or up to a level, has to add up.
    @Test func thePositionRecomputesToTheOrder() throws {
        var generator = SeededGenerator("positions")
        var failures: [String] = []
        var orders = 0
        for _ in 0..<3000 {
            let plan = Self.randomPlan(&generator)
            guard plan.policy != .timePhased else { continue }
            let planned = try Self.planned(plan)
            for (index, order) in planned.enumerated() {
                let a = order.arithmetic
                func hundredths(_ units: Double) -> Int { ReportedQuantity.hundredths(units) ?? 0 }
                let earlier = planned.prefix(index).map(PlainPlan.Order.init)
                let past = (order.orderDay - plan.start + plan.periodDays - 1) / plan.periodDays
                let evenings = plan.evenings(past, with: earlier)
                let open = (0..<past).count(where: plan.isOpen)
                let demand = (0..<past).filter(plan.isOpen).reduce(0) { $0 + plan.demand($1) }
                let isRight = [
                    a.balanceDay == order.orderDay,
                    hundredths(a.onHand) == plan.series.onHand,
                    hundredths(a.receiptsDue) == plan.series.receipts.reduce(0) { $0 + $1.quantity },
                    hundredths(a.earlierOrders) == earlier.reduce(0) { $0 + $1.quantity },
                    hundredths(a.restocked) == open * plan.series.restockingRate,
                    hundredths(a.demand) == demand,
                    hundredths(a.lost) == evenings.reduce(0) { $0 + $1.lost },
                    hundredths(a.onHand + a.receiptsDue + a.earlierOrders + a.restocked - a.demand + a.lost)
                        == hundredths(a.levelOnBalanceDay),
                    hundredths(a.afterMinimum) == max(hundredths(a.rawQuantity), plan.minimum),
                    hundredths(a.afterMultiple) % plan.multiple == 0,
                    order.quantity == a.afterMaximum,
                ]
                if isRight.contains(false) { failures.append("\(isRight) \(order): \(plan)") }
                orders += 1
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(orders > 2000)
    }

    /// Quantities of any decimals, halves of a hundredth among them: the reported levels of the projection with the orders
    /// are what counts, and they must not be a hundredth below what the plan went by.
    @Test("With quantities of any decimals, the reported levels with the orders keep the safety stock")
    func theReportedLevelsOfAnyDecimalsKeepThePlan() throws {
        var generator = SeededGenerator("decimals")
        var failures: [String] = []
        var buffer: [Receipt] = []
        for _ in 0..<6000 {
            let series = PlainSeries<Double>.randomWithReceipts(&generator).withCurve(33, &generator)
            let curve = series.curve?.curve
            var plan = Self.randomPlan(&generator, policy: .timePhased)
            (plan.maximum, plan.multiple) = (nil, 1)
            (plan.days, plan.workdays, plan.leadsInWorkdays) = ([:], nil, false)
            (plan.reviewWeekday, plan.reviewFrom) = (nil, nil)
            plan.series.options = series.options
            (plan.series.startDay, plan.series.frequency) = (series.startDay, series.frequency)
            plan.series.salesRate = series.salesRate > 0 ? 1 : 0
            let planned = OrderPlan.orders(
                series.position, options: series.options, receipts: series.scheduledReceipts, terms: try plan.terms,
                curve: curve)
            Receipt.merge(series.scheduledReceipts, planned, into: &buffer)
            let stretches = Projection.stretches(
                series.position, options: series.options, receipts: buffer, curve: curve)
            for stretch in stretches {
                for day in stretch.firstDay...stretch.lastDay where day >= plan.start + plan.leadTime {
                    // An order can reach the whole of an update from its first day.
                    let first = plan.day(of: plan.period(of: day))
                    guard first >= plan.start + plan.leadTime else { continue }
                    let level = ReportedQuantity.hundredths(stretch.level(on: day, curve)) ?? 0
                    // The receipts and orders of one update may be added up in another order.
                    let crumb = plan.periodDays == 1 ? 0 : 1
                    if level < plan.target - crumb {
                        failures.append("\(level) on \(day), \(plan.target): \(series) \(plan)")
                    }
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
    }

    /// Whatever the terms, planning ends, with at most an order for each review day.
    @Test("Planning ends also with the terms that need the most orders")
    func planningEndsForTheWorstTerms() throws {
        let position = StockPosition(
            startDay: 0, onHand: 0, salesRate: 1e12, restockingRate: 0, durationDays: 36_525, frequency: 36_525)
        for options in [
            ProjectionOptions(), ProjectionOptions(lostSales: true), ProjectionOptions(ratesPer: .update),
            ProjectionOptions(durationDays: 0),
        ] {
            for (lead, review, cover) in [(0, 1, 0), (36_525, 1, 36_525), (0, 36_525, 0), (36_525, 36_525, 36_525)] {
                for maximum in [0.01, 5, nil] as [Double?] {
                    let terms = try SupplyTerms(
                        leadTimeDays: lead, reviewPeriodDays: review, safetyStock: 1e12, coverDays: cover,
                        maximumOrderQuantity: maximum)
                    let orders = OrderPlan.orders(position, options: options, terms: terms)
                    let days = (orders.last?.orderDay ?? 0) + 1
                    #expect(orders.count <= (days + review - 1) / review)
                    #expect(orders.isEmpty == (options.durationDays == 0))
                    #expect(orders.allSatisfy { $0.quantity > 0 && $0.quantity <= maximum ?? .infinity })
                }
            }
        }
    }

    // MARK: - Random plans

    private static func planned(_ plan: PlainPlan) throws -> [PlannedOrder] {
        OrderPlan.orders(
            plan.series.position, options: plan.series.options, receipts: plan.series.scheduledReceipts,
            terms: try plan.terms, calendar: plan.calendar, curve: plan.curve)
    }

    /// - Parameter policy: nil chooses among all.
    private static func randomPlan(
        _ generator: inout SeededGenerator, policy: PlainPlan.Policy? = nil
    ) -> PlainPlan {
        func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        var series = PlainSeries<Int>.randomWithReceipts(&generator).withCurve(40, &generator)
        // With the largest rates the sums of many factors are so large that doubles are off by more than a plan allows for.
        if series.curve != nil { series.salesRate = min(series.salesRate, 100_000) }
        // More often than not with something to order.
        if !oneIn(3) { series.restockingRate = min(series.restockingRate, series.salesRate / 2) }
        var plan = PlainPlan(series: series)
        let rate = max(1, series.salesRate)
        plan.leadTime = oneIn(4) ? 0 : Int.random(in: 0...(oneIn(5) ? 80 : 10), using: &generator)
        plan.review = oneIn(2) ? 1 : Int.random(in: 1...(oneIn(5) ? 40 : 9), using: &generator)
        plan.cover = oneIn(4) ? 0 : Int.random(in: 0...20, using: &generator)
        plan.safetyStock = oneIn(3) ? 0 : Int.random(in: 0...rate * 5, using: &generator)
        plan.multiple = oneIn(3) ? 1 : Int.random(in: 1...min(rate * 4, 100_000), using: &generator)
        if oneIn(3) { plan.minimum = Int.random(in: 0...rate * 9, using: &generator) }
        if oneIn(3) {
            let least = (max(1, plan.minimum) + plan.multiple - 1) / plan.multiple * plan.multiple
            plan.maximum = least + Int.random(in: 0...rate * 12, using: &generator)
        }
        randomizeDays(&plan, &generator)
        plan.policy = policy ?? randomPolicy(rate, &generator)
        return plan
    }

    private static func randomPolicy(_ rate: Int, _ generator: inout SeededGenerator) -> PlainPlan.Policy {
        let point = Int.random(in: 0...rate * 20, using: &generator)
        let level = point + Int.random(in: 0...rate * 20, using: &generator)
        return switch Int.random(in: 0..<8, using: &generator) {
        case 0: .orderUpTo(point: nil, level: max(1, level))
        case 1, 2: .orderUpTo(point: point, level: level)
        case 3: .fixedQuantity(point: point)
        default: .timePhased
        }
    }

    private static func randomizeDays(_ plan: inout PlainPlan, _ generator: inout SeededGenerator) {
        func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        if oneIn(3) {
            let count = Int.random(in: 1...20, using: &generator)
            for _ in 0..<count {
                let first = plan.start + Int.random(in: -20...60, using: &generator)
                for day in first...first + (oneIn(3) ? 9 : 0) { plan.days[day] = oneIn(4) }
            }
        }
        if oneIn(3) {
            plan.workdays = Set((1...7).filter { _ in !oneIn(3) })
            if plan.workdays == [] { plan.workdays = [Int.random(in: 1...7, using: &generator)] }
            plan.leadsInWorkdays = oneIn(2)
        }
        if oneIn(3) { plan.reviewWeekday = Int.random(in: 1...7, using: &generator) }
        if oneIn(3) { plan.reviewFrom = plan.start + Int.random(in: -500...100, using: &generator) }
    }
}

extension PlainPlan {
    fileprivate var curve: FactorCurve? { series.curve?.curve }
}

extension PlainPlan.Policy {
    fileprivate var name: String {
        switch self {
        case .timePhased: "time-phased"
        case .orderUpTo: "up to a level"
        case .fixedQuantity: "a fixed quantity"
        }
    }
}
