import TestSupport
import Testing

@testable import Forecasting

/// Policies side by side against the same policies one by one and day by day.
@Suite struct SimulatedPoliciesTests {
    /// The totals of a policy by itself.
    private func dayByDay(
        _ series: SimulatedSeries, days: Int, countedFrom first: Int, _ draws: DemandDraws
    ) -> SimulationTotals {
        var (series, draws, totals) = (series, draws, SimulationTotals())
        for day in 0..<days {
            if day == first { series.beginCounting() }
            let today = series.pass(demand: draws.demand(of: day, mean: series.expectedDemand))
            if day >= first { totals.add(today) }
        }
        return totals
    }

    /// Policies of a series that have the same days.
    private func policies(
        _ plan: PlainPlan, rate: Double, onHand: Double, _ generator: inout SeededGenerator
    ) throws -> [SimulatedSeries] {
        func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        var position = plan.series.position
        position.salesRate = rate
        position.onHand = onHand
        let isFine = oneIn(3)
        let (curve, calendar) = (plan.series.curve?.curve, plan.calendar)
        return try (0..<Int.random(in: 1...10, using: &generator)).map { _ in
            let terms = try plan.terms
            var stated = StatedTerms(
                leadTimeDays: terms.leadTimeDays, reviewPeriodDays: terms.reviewPeriodDays,
                safetyStock: rate * Double.random(in: 0...8, using: &generator),
                coverDays: oneIn(3) ? 0 : Int.random(in: 0...20, using: &generator),
                minimumOrderQuantity: terms.minimumOrderQuantity, orderMultiple: terms.orderMultiple,
                maximumOrderQuantity: terms.maximumOrderQuantity)
            if !isFine { stated.safetyStock = stated.safetyStock.map { ($0 * 100).rounded() / 100 } }
            stated.reviewWeekday = terms.reviewWeekday
            var own = try SupplyTerms(stated, defaults: TermDefaults(), demandPerDay: rate)
            let point = rate * Double.random(in: 0...12, using: &generator)
            let level = point + rate * Double.random(in: 0...9, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: own.policy = .orderUpTo(point: nil, level: isFine ? level : level.rounded())
            case 1: own.policy = .orderUpTo(point: point.rounded(), level: isFine ? level : level.rounded())
            case 2: own.policy = .fixedQuantity(point: isFine ? point : point.rounded(), quantity: terms.orderMultiple)
            default: break
            }
            return SimulatedSeries(
                position, receipts: plan.series.scheduledReceipts, terms: own, calendar: calendar,
                curve: curve, losesSales: plan.series.options.lostSales)
        }
    }

    @Test func policiesSideBySideAreThoseOneByOne() throws {
        var generator = SeededGenerator("side by side")
        var (orders, sideBySide, count) = (0, 0, 0)
        for _ in 0..<400 {
            func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
            var plan = SimulationTests.random(&generator)
            if !oneIn(5) { plan.series.restockingRate = 0 }
            // Rates in hundredths, rates whose sums are between two hundredths, exactly or but for the last digit, and any others.
            let rate =
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: Double(max(1, plan.series.salesRate)) / 100
                case 1: Double(Int.random(in: 1...400, using: &generator)) / 64
                case 2: Double(Int.random(in: 1...600, using: &generator) * 2 + 1) / 200
                default: Double.random(in: 0.02...6, using: &generator)
                }
            let onHand =
                oneIn(9) ? -rate : (rate * Double.random(in: 0...30, using: &generator) * 100).rounded() / 100
            let policies = try policies(plan, rate: rate, onHand: onHand, &generator)
            let days = Int.random(in: 0...150, using: &generator)
            let first = oneIn(9) ? days + 3 : Int.random(in: 0...max(0, days / 2), using: &generator)
            var together = SimulatedPolicies(policies, days: days, countedFrom: first)
            count += 1
            sideBySide += together.areSideBySide ? 1 : 0
            for replication in 0..<3 {
                let draws = DemandDraws(
                    seed: generator.next(), identity: generator.next(), replication: UInt32(replication),
                    phi: Double.random(in: 0.5...4, using: &generator),
                    c: oneIn(2) ? 0 : Double.random(in: 0...0.5, using: &generator), isWhole: !oneIn(4))
                let found = together.run(draws)
                #expect(found.count == policies.count)
                for (place, policy) in policies.enumerated() {
                    let plain = dayByDay(policy, days: days, countedFrom: first, draws)
                    #expect(found[place] == plain, "\(plan) \(rate) \(policy.terms)")
                    orders += plain.orders
                }
            }
        }
        #expect(orders > 20_000 && sideBySide * 10 > count * 7, "\(orders) \(sideBySide) of \(count)")
    }

    /// With the demand that is expected, policies side by side place the orders of the plan.
    @Test func expectedDemandGivesTheOrdersOfThePlan() throws {
        var generator = SeededGenerator("side by side as planned")
        var orders = 0
        for _ in 0..<300 {
            var plan = SimulationTests.random(&generator)
            plan.series.restockingRate = 0
            if plan.series.salesRate > 0 { orders += try expectThePlan(plan) }
        }
        #expect(orders > 400)
    }

    @Test("The short way leaves out no order of two that arrive on the same day: it gives up")
    func twoReviewsOfOneArrival() throws {
        var plan = PlainPlan(
            series: PlainSeries(
                startDay: 27_498, onHand: 5, salesRate: 3, restockingRate: 0, durationDays: 15, frequency: 5,
                receipts: [(0, 9), (4, 15), (7, 17), (8, 29), (15, 14)].map {
                    PlainReceipt(day: 27_498 + $0.0, quantity: $0.1)
                },
                curve: PlainCurve(firstDay: 27_471, quarters: [9])))
        (plan.leadTime, plan.safetyStock, plan.multiple, plan.maximum) = (2, 6, 8, 15)
        plan.days = [27_512: false, 27_516: false]
        #expect(try expectThePlan(plan) == 0)
    }

    /// - Returns: the number of orders; 0 of a plan that the short way can't have.
    private func expectThePlan(_ plan: PlainPlan) throws -> Int {
        let position = plan.series.position
        let planned = OrderPlan.orders(
            position, options: plan.series.options, receipts: plan.series.scheduledReceipts,
            terms: try plan.terms, calendar: plan.calendar, curve: plan.series.curve?.curve)
        let series = SimulatedSeries(
            position, receipts: plan.series.scheduledReceipts, terms: try plan.terms, calendar: plan.calendar,
            curve: plan.series.curve?.curve, losesSales: plan.series.options.lostSales)
        let start = position.startDay
        let demand = (0..<position.durationDays).map { day in
            plan.isOpen(day) ? plan.series.demand(start + day...start + day) : 0
        }
        guard
            let table = SimulatedDays(series, count: position.durationDays, coverDays: plan.cover)
        else { return 0 }
        var lanes = PolicyLanes([series], table, losesSales: plan.series.options.lostSales)
        guard lanes.run(table, demand.map(Double.init), countedFrom: 0) else { return 0 }
        let totals = lanes.totals(0, days: position.durationDays, demand: 0)
        #expect(totals.orders == planned.count, "\(plan)")
        #expect(
            totals.ordered
                == planned.reduce(0) { $0 + Int128(ReportedQuantity.hundredths($1.quantity) ?? 0) }, "\(plan)")
        return planned.count
    }

    @Test("Who left without before the first order could arrive counts against no cycle")
    func beforeTheFirstOrder() throws {
        let position = StockPosition(
            startDay: 376_000, onHand: 3, salesRate: 2, restockingRate: 0, durationDays: 60, frequency: 1)
        let series = SimulatedSeries(
            position, receipts: [],
            terms: try SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 1, safetyStock: 1_000, coverDays: 7),
            losesSales: true)
        let draws = DemandDraws(seed: 1, identity: 2, replication: 1, phi: 1, c: 0, isWhole: true)
        for (first, isServed) in [(7, true), (0, false)] {
            let plain = dayByDay(series, days: 90, countedFrom: first, draws)
            #expect(plain.cycles > 3 && (plain.servedCycles == plain.cycles) == isServed, "\(plain)")
            var policies = SimulatedPolicies([series], days: 90, countedFrom: first)
            #expect(policies.run(draws) == [plain])
        }
    }

    /// Whatever the numbers are, nothing traps, and both ways agree.
    @Test func extremeNumbers() throws {
        let largest = StockLimits.quantity
        for rate in [1e-9, 0.01, 3, 2e5, largest] {
            for (phi, c) in [(1.0, 0.0), (1e6, 0), (2, 50), (1e12, 1e6), (.infinity, 0)] {
                for onHand in [0, -largest, largest, 1e-9] {
                    for lot in [0, 0.001, 7, largest] {
                        let position = StockPosition(
                            startDay: 376_000, onHand: onHand, salesRate: rate, restockingRate: 0, durationDays: 60,
                            frequency: 1)
                        let policies = try [(0, 0.0, 0), (3, largest, 36_525), (400, 5, 9), (2, 0.0049999, 1)].map {
                            lead, safety, cover in
                            SimulatedSeries(
                                position, receipts: [Receipt(day: 376_002, quantity: lot)],
                                terms: try SupplyTerms(
                                    leadTimeDays: lead, reviewPeriodDays: lead + 1, safetyStock: safety,
                                    coverDays: cover, minimumOrderQuantity: lot, orderMultiple: lot),
                                losesSales: onHand == 0)
                        }
                        for isWhole in [true, false] {
                            let draws = DemandDraws(
                                seed: 3, identity: 5, replication: 1, phi: phi, c: c, isWhole: isWhole)
                            for policy in policies {
                                var one = SimulatedPolicies([policy], days: 40, countedFrom: 2)
                                let found = one.run(draws)
                                #expect(
                                    found == [dayByDay(policy, days: 40, countedFrom: 2, draws)],
                                    "\(rate) \(phi) \(c) \(onHand) \(lot)")
                            }
                            var all = SimulatedPolicies(policies, days: 40, countedFrom: 2)
                            #expect(all.run(draws).count == policies.count)
                        }
                    }
                }
            }
        }
    }

    /// Quantiles one after the other are those of the law.
    @Test func manyQuantiles() {
        var generator = SeededGenerator("many quantiles")
        for _ in 0..<200 {
            let excess = Bool.random(using: &generator) ? 0 : Double.random(in: 0...20, using: &generator)
            var many = CountQuantiles(excess: excess)
            var mean = Double.random(in: 0...150, using: &generator)
            for _ in 0..<30 {
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    mean = Double.random(in: 0...30, using: &generator)
                }
                let uniform = DemandDraws.uniform(UInt32.random(in: 0...(.max), using: &generator))
                many.setMean(mean)
                #expect(many.quantile(uniform) == CountLaw(mean: mean, excess: excess).quantile(uniform))
            }
        }
    }
}
