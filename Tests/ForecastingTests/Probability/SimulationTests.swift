import TestSupport
import Testing

@testable import Forecasting

/// Simulations against the plan itself, and against a day-by-day one without short cuts.
@Suite struct SimulationTests {
    static func random(
        _ generator: inout SeededGenerator, policy: PlainPlan.Policy? = nil
    ) -> PlainPlan {
        func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }
        var series = PlainSeries<Int>.randomWithReceipts(&generator).withCurve(40, &generator)
        series.options = ProjectionOptions(lostSales: Bool.random(using: &generator))
        series.salesRate = min(series.salesRate, 5000)
        series.restockingRate = oneIn(3) ? min(series.restockingRate, series.salesRate / 2) : 0
        series.onHand = min(series.onHand, series.salesRate * 40)
        series.durationDays = max(1, series.durationDays)
        let start = series.startDay
        series.receipts = series.receipts.map {
            PlainReceipt(day: max(start, $0.day), quantity: min($0.quantity, 50_000))
        }
        var plan = PlainPlan(series: series)
        let rate = max(1, series.salesRate)
        plan.leadTime = Int.random(in: 0...10, using: &generator)
        plan.review = oneIn(2) ? 1 : Int.random(in: 1...9, using: &generator)
        plan.cover = oneIn(4) ? 0 : Int.random(in: 0...20, using: &generator)
        plan.safetyStock = oneIn(3) ? 0 : Int.random(in: 0...rate * 5, using: &generator)
        plan.multiple = oneIn(3) ? 1 : Int.random(in: 1...rate * 4, using: &generator)
        if oneIn(3) { plan.minimum = Int.random(in: 0...rate * 9, using: &generator) }
        if oneIn(3) {
            let least = (max(1, plan.minimum) + plan.multiple - 1) / plan.multiple * plan.multiple
            plan.maximum = least + Int.random(in: 0...rate * 12, using: &generator)
        }
        if oneIn(3) {
            for _ in 0..<8 { plan.days[start + Int.random(in: 0...60, using: &generator)] = oneIn(4) }
        }
        if oneIn(4) { plan.workdays = Set((1...7).filter { _ in !oneIn(3) } + [2]) }
        if oneIn(4) { plan.reviewWeekday = Int.random(in: 1...7, using: &generator) }
        if let policy { plan.policy = policy }
        return plan
    }

    /// With the demand that is expected, a plan that is made anew at each review places the orders of the plan that is made once.
    @Test func expectedDemandGivesTheOrdersOfThePlan() throws {
        var generator = SeededGenerator("plan anew")
        var orders = 0
        for _ in 0..<400 {
            let plan = Self.random(&generator)
            let (curve, position) = (plan.series.curve?.curve, plan.series.position)
            let planned = OrderPlan.orders(
                position, options: plan.series.options, receipts: plan.series.scheduledReceipts,
                terms: try plan.terms, calendar: plan.calendar, curve: curve)
            var series = SimulatedSeries(
                position, receipts: plan.series.scheduledReceipts, terms: try plan.terms, calendar: plan.calendar,
                curve: curve, losesSales: plan.series.options.lostSales)
            var simulated: [Int: Int] = [:]
            for day in position.startDay..<position.startDay + position.durationDays {
                let demand = plan.isOpen(day - position.startDay) ? plan.series.demand(day...day) : 0
                #expect(abs(series.expectedDemand * 100 - Double(demand)) < 1e-6 * Double(1 + demand), "\(plan)")
                let today = series.pass(demand: demand)
                if today.ordered > 0 { simulated[day] = today.ordered }
            }
            let expected = planned.map { ($0.orderDay, ReportedQuantity.hundredths($0.quantity) ?? 0) }
            #expect(simulated == Dictionary(expected) { first, _ in first }, "\(plan)")
            orders += planned.count
        }
        #expect(orders > 500)
    }

    /// Min-max and order-up-to, day by day in whole hundredths.
    @Test func positionsAreThoseOfAPlainSimulation() throws {
        var generator = SeededGenerator("plain simulation")
        for _ in 0..<200 {
            let level = Int.random(in: 200...9000, using: &generator)
            let point = Bool.random(using: &generator) ? nil : Int.random(in: 0...level, using: &generator)
            let plan = Self.random(&generator, policy: .orderUpTo(point: point, level: level))
            let (position, losesSales) = (plan.series.position, plan.series.options.lostSales)
            guard plan.series.restockingRate == 0 else { continue }
            var series = SimulatedSeries(
                position, receipts: plan.series.scheduledReceipts, terms: try plan.terms, calendar: plan.calendar,
                losesSales: losesSales)
            var totals = SimulationTotals()
            var (stock, unmet, evenings, short) = (plan.series.onHand, 0, 0, 0)
            var arriving = Dictionary(plan.series.receipts.map { ($0.day, $0.quantity) }, uniquingKeysWith: +)
            let reviews = plan.reviewDays
            for day in position.startDay..<position.startDay + position.durationDays {
                let demand = Int.random(in: 0...3, using: &generator) * Int.random(in: 0...300, using: &generator)
                let today = series.pass(demand: demand)
                totals.add(today)
                var ordered = 0
                let inSight = stock + arriving.filter { $0.key >= day }.values.reduce(0, +)
                if reviews.contains(day), inSight <= point ?? .max, inSight < level {
                    ordered = plan.lot(level - inSight)
                    arriving[plan.arrival(ofOrderOn: day), default: 0] += ordered
                }
                stock += arriving[day] ?? 0
                let missing = max(0, demand - max(0, stock))
                stock -= losesSales ? demand - missing : demand
                unmet += missing
                short += missing > 0 ? 1 : 0
                evenings += max(0, stock)
                #expect(today.ordered == ordered && today.level == stock && today.unmet == missing, "\(plan) \(day)")
                if today.ordered != ordered || today.level != stock { break }
            }
            #expect(totals.unmet == Int128(unmet) && totals.onHand == Int128(evenings) && totals.shortDays == short)
        }
    }

    /// The inventory position is all that is on hand and on order, also what comes long after an order of today would. A plan looks at days.
    @Test func aReceiptFarAwayIsInThePositionAndNotInThePlan() throws {
        let start = 20_000
        let position = StockPosition(
            startDay: start, onHand: 12, salesRate: 3, restockingRate: 0, durationDays: 60, frequency: 1)
        let receipts = [Receipt(day: start + 200, quantity: 500)]
        for policy in [OrderPolicy.orderUpTo(point: 25, level: 60), .orderUpTo(point: nil, level: 60), .timePhased] {
            let terms = try SupplyTerms(leadTimeDays: 5, coverDays: 7, policy: policy)
            let planned = OrderPlan.orders(
                position, options: ProjectionOptions(lostSales: true), receipts: receipts, terms: terms, calendar: .none
            )
            let series = SimulatedSeries(position, receipts: receipts, terms: terms, losesSales: true)
            var (alone, orders, totals) = (series, [Int](), SimulationTotals())
            for day in 0..<60 {
                let today = alone.pass(demand: 300)
                if today.ordered > 0 { orders.append(start + day) }
                totals.add(today)
            }
            #expect(orders == planned.map(\.orderDay))
            #expect(orders.isEmpty == (policy != .timePhased), "\(policy) \(orders)")
            // What is there lasts for four days; the first order of a plan is there on the sixth.
            #expect(totals.shortDays == (policy == .timePhased ? 1 : 56), "\(policy) \(totals)")
            var together = SimulatedPolicies([series], days: 60, countedFrom: 0)
            var draws = DemandDraws(seed: 1, identity: 1, replication: 0, phi: 1, c: 0, isWhole: true)
            let sideBySide = together.run(draws)
            var (days, drawn) = (series, SimulationTotals())
            for day in 0..<60 { drawn.add(days.pass(demand: draws.demand(of: day, mean: 3))) }
            #expect(sideBySide == [drawn])
        }
    }

    @Test func policiesMeetTheSameDemandInAnyCompany() throws {
        let position = StockPosition(
            startDay: 20_000, onHand: 30, salesRate: 2.5, restockingRate: 0, durationDays: 90, frequency: 1)
        let policies = try [0.0, 4, 9].map { safety in
            SimulatedSeries(
                position, terms: try SupplyTerms(leadTimeDays: 5, safetyStock: safety, coverDays: 7, orderMultiple: 1),
                losesSales: true)
        }
        let draws = DemandDraws(seed: 1, identity: 7, replication: 3, phi: 1.8, c: 0.1, isWhole: true)
        var all = SimulatedPolicies(policies, days: 120, countedFrom: 5)
        let together = all.run(draws)
        for (place, policy) in policies.enumerated() {
            var alone = SimulatedPolicies([policy], days: 120, countedFrom: 5)
            #expect(alone.run(draws) == [together[place]])
        }
        #expect(Set(together.map(\.demand)).count == 1 && together.allSatisfy { $0.days == 115 })
        let fill = together.compactMap(\.fillRate)
        #expect(fill == fill.sorted() && fill.count == 3)
        #expect(together[0].onHand < together[1].onHand && together[1].onHand < together[2].onHand)
        // Sums don't depend on how they are divided.
        var (first, second) = (SimulationTotals(), SimulationTotals())
        for totals in together { first.merge(totals) }
        for totals in together.reversed() { second.merge(totals) }
        #expect(first == second)
    }

    @Test func drawsHaveTheMeanAndTheVariance() {
        for (mean, phi, c, isWhole) in [
            (0.4, 1.0, 0.0, true), (6, 2.5, 0, true), (900, 3, 0, true), (5, 1, 0.3, true), (2.5, 0.4, 0, false),
        ] {
            let count = 4000
            var (sum, squares) = (0.0, 0.0)
            for replication in 0..<count {
                var draws = DemandDraws(
                    seed: 5, identity: 11, replication: UInt32(replication), phi: phi, c: c, isWhole: isWhole)
                let units = Double(draws.demand(of: replication % 7, mean: mean)) / 100
                #expect(!isWhole || units == units.rounded())
                sum += units
                squares += (units - mean) * (units - mean)
            }
            let variance = phi * mean + c * mean * mean
            // The seed is fixed. An estimate of the variance is off by a few per cent.
            #expect(abs(sum / Double(count) - mean) < 4 * (variance / Double(count)).squareRoot(), "\(mean) \(phi)")
            #expect(abs(squares / Double(count) - variance) < 0.15 * variance, "\(mean) \(phi): \(squares) \(variance)")
        }
        var none = DemandDraws(seed: 5, identity: 11, replication: 0, phi: 1, c: 0, isWhole: true)
        #expect(none.demand(of: 3, mean: 0) == 0 && none.demand(of: 3, mean: .nan) == 0 && none.factor == 1)
        #expect(none.demand(of: 3, mean: .infinity) > 0)
    }

    @Test func intervalsOfRuns() {
        #expect(RunInterval([3]).halfWidth == nil && RunInterval([3]).mean == 3)
        // t is 2.776 with four degrees of freedom, and the standard deviation is √2.5.
        let five = RunInterval([1, 2, 3, 4, 5])
        #expect(five.mean == 3 && abs((five.halfWidth ?? 0) - 2.776 * (2.5 / 5).squareRoot()) < 0.01)
        let two = RunInterval([1, 3])
        #expect(abs((two.halfWidth ?? 0) - 12.706) < 1e-3)
    }

    /// What a cycle service is worth is seen in a simulation: of daily reviews with orders for a day, nearly every cycle is served.
    @Test func theServiceOfAnOrderPointIsReached() throws {
        let dispersion = Dispersion(phi: 1.6, c: 0, d: 0)
        let demand = ProtectionDemand(rate: 3, days: 6, dispersion, isWhole: true)
        let position = StockPosition(
            startDay: 20_000, onHand: 30, salesRate: 3, restockingRate: 0, durationDays: 90, frequency: 1)
        let policies = try [0.8, 0.95].map { service in
            let point = OrderPoint(.cycle(service), of: demand, orderQuantity: 1)
            return SimulatedSeries(
                position,
                terms: try SupplyTerms(
                    leadTimeDays: 5, safetyStock: point.roundedSafetyStock, coverDays: 7, orderMultiple: 1),
                losesSales: true)
        }
        var totals = [SimulationTotals(), SimulationTotals()]
        var simulated = SimulatedPolicies(policies, days: 800, countedFrom: 50)
        for replication in 0..<10 {
            let draws = DemandDraws(
                seed: 9, identity: 2, replication: UInt32(replication), phi: 1.6, c: 0, isWhole: true)
            for (place, more) in simulated.run(draws).enumerated() {
                totals[place].merge(more)
            }
        }
        let served = totals.compactMap(\.cycleService)
        #expect(served[0] > 0.79 && served[0] < 0.9 && served[1] > 0.945 && served[1] < 0.99, "\(served)")
    }
}
