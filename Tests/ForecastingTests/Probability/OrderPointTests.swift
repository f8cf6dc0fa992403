import TestSupport
import Testing

@testable import Forecasting

/// Order points: that they are the smallest, and where they are nothing.
@Suite struct OrderPointTests {
    @Test("A less certain lead time never needs less stock")
    func leadTimes() {
        for rate in [0.1, 3.0, 40] {
            for service in [0.8, 0.95, 0.99] {
                let points = stride(from: 0.0, through: 60, by: 0.5).map { deviation in
                    OrderPoint(
                        .cycle(service),
                        of: ProtectionDemand(
                            rate: rate, days: 3, leadTimeDeviation: deviation, Dispersion(phi: 1, c: 0.05, d: 0),
                            isWhole: true), orderQuantity: 1
                    ).level
                }
                #expect(zip(points, points.dropFirst()).allSatisfy { $0 <= $1 }, "\(rate) \(service): \(points)")
            }
        }
    }

    /// Whatever the weekday of the start, and without holidays.
    @Test func anOrderAnswersForTheLongestTimeUntilThatOfTheNextReviewIsThere() throws {
        var generator = SeededGenerator("protection")
        for _ in 0..<300 {
            var plan = SimulationTests.random(&generator)
            plan.leadsInWorkdays = plan.workdays != nil && Bool.random(using: &generator)
            let calendar = plan.calendar
            plan.days = [:]
            plan.series.durationDays = 9 * plan.review + 60
            let reviews = plan.reviewDays
            let longest = zip(reviews, reviews.dropFirst()).map { plan.arrival(ofOrderOn: $1) - $0 }.max()
            let position = plan.series.position
            let interval = ProtectionInterval(startDay: position.startDay, try plan.terms, calendar)
            #expect(interval.days == longest && interval.reviewDays > 0, "\(interval) \(plan)")
            #expect((interval.weekday != nil) == (plan.workdays != nil))
            guard plan.workdays != nil, plan.review == 1, plan.reviewWeekday == nil else { continue }
            for day in 1..<8 {
                let later = ProtectionInterval(startDay: position.startDay + day, try plan.terms, calendar)
                #expect(later.leadDays == interval.leadDays && later.reviewDays == interval.reviewDays)
            }
        }
    }

    @Test func theyAreTheSmallestThatDo() {
        var generator = SeededGenerator("order points")
        for _ in 0..<300 {
            let rate = Real.exp(Double.random(in: -4...3, using: &generator))
            let dispersion = Dispersion(
                phi: Double.random(in: 0.5...5, using: &generator), c: Double.random(in: 0...0.4, using: &generator),
                d: Double.random(in: 0...0.1, using: &generator))
            let demand = ProtectionDemand(
                rate: rate, days: Int.random(in: 1...35, using: &generator),
                leadTimeDeviation: Double.random(in: 0...3, using: &generator), dispersion, isWhole: true)
            let service = Double.random(in: 0.5...0.999, using: &generator)
            let quantity = rate * Double.random(in: 1...60, using: &generator)

            let cycle = OrderPoint(.cycle(service), of: demand, orderQuantity: quantity)
            #expect(cycle.level == cycle.level.rounded())
            #expect(demand.cycleService(of: cycle.level) >= service - 1e-6)
            #expect(cycle.level == 0 || demand.cycleService(of: cycle.level - 1) < service + 1e-6)

            let fill = OrderPoint(.fillRate(service), of: demand, orderQuantity: quantity)
            let allowed = (1 - service) * quantity
            #expect(demand.shortage(of: fill.level) <= allowed * (1 + 1e-5))
            #expect(fill.level == 0 || demand.shortage(of: fill.level - 1) > allowed * (1 - 1e-5))

            for point in [cycle, fill] {
                #expect(abs(point.safetyStock - max(0, point.level + 0.01 - demand.mean)) < 1e-9)
                let rounded = point.roundedSafetyStock
                #expect(rounded >= point.safetyStock - 1e-7 && rounded < point.safetyStock + 0.01)
                // A plan orders at or below the point, and not above it.
                guard point.safetyStock > 0 else { continue }
                let target = StockTarget(safetyStock: rounded, sells: true)
                #expect(target.isMissed(by: point.level - demand.mean))
                #expect(!target.isMissed(by: point.level + 1 - demand.mean))
            }
        }
    }

    @Test func theExampleOfTheDocumentation() {
        // 3.2 a day, seven days of lead time and one of review, 1.4 and 0.035.
        let demand = ProtectionDemand(rate: 3.2, days: 8, Dispersion(phi: 1.4, c: 0.035, d: 0), isWhole: true)
        #expect(abs(demand.mean - 25.6) < 1e-12 && abs(demand.variance - 58.7776) < 1e-9)
        let cycle = OrderPoint(.cycle(0.95), of: demand, orderQuantity: 44.8)
        #expect(cycle.level == 39 && cycle.roundedSafetyStock == 13.41)
        #expect(abs(demand.cycleService(of: 39) - 0.954) < 5e-4 && abs(demand.cycleService(of: 38) - 0.943) < 5e-4)
        let fill = OrderPoint(.fillRate(0.98), of: demand, orderQuantity: 44.8)
        #expect(fill.level == 33 && fill.roundedSafetyStock == 7.41)
        #expect(abs(demand.shortage(of: 33) - 0.812) < 5e-4 && abs(demand.shortage(of: 32) - 0.991) < 5e-4)
    }

    @Test func whereNothingIsNeeded() {
        let none = ProtectionDemand(rate: 0, days: 8, Dispersion(phi: 1.4, c: 0.035, d: 0), isWhole: true)
        let point = OrderPoint(.cycle(0.99), of: none, orderQuantity: 1)
        #expect(
            point.level == 0 && point.safetyStock == 0 && none.shortage(of: 1) == 0 && none.cycleService(of: 0) == 1)
        // The order is so large that without a safety stock hardly anything is short.
        let slow = ProtectionDemand(rate: 0.1, days: 5, Dispersion(phi: 1, c: 0, d: 0), isWhole: true)
        let quantity = OrderPoint.orderQuantity(
            rate: 0.1, coverDays: 14, reviewPeriodDays: 1, minimum: 60, multiple: 12)
        #expect(quantity == 60)
        #expect(OrderPoint(.fillRate(0.98), of: slow, orderQuantity: quantity).safetyStock == 0)
        for isWhole in [true, false] {
            for rate in [Double.nan, -1, .infinity, 1e300] {
                let demand = ProtectionDemand(rate: rate, days: 8, Dispersion(phi: 1, c: 0.1, d: 0), isWhole: isWhole)
                for target in [ServiceTarget.cycle(0), .cycle(1), .cycle(2), .cycle(.nan), .fillRate(1), .fillRate(-1)]
                {
                    let point = OrderPoint(target, of: demand, orderQuantity: 5)
                    #expect(point.safetyStock >= 0 && point.safetyStock <= StockLimits.quantity)
                }
            }
        }
        #expect(ServiceTarget.economicCycle(margin: 0, holdingCost: 1) == .cycle(0))
        #expect(ServiceTarget.economicCycle(penalty: 2, holdingCost: 3) == .cycle(0))
    }

    @Test func quantitiesAreNearTheGammaDistribution() {
        let demand = ProtectionDemand(rate: 0.7, days: 9, Dispersion(phi: 0.6, c: 0.05, d: 0), isWhole: false)
        let law = DemandDistribution(mean: demand.mean, variance: demand.variance, isWhole: false)
        for service in [0.5, 0.9, 0.99] {
            let point = OrderPoint(.cycle(service), of: demand, orderQuantity: 1)
            #expect(abs(law.cumulative(point.level) - service) < 0.004)
            #expect(abs(point.safetyStock - max(0, point.level - demand.mean)) < 1e-9)
        }
    }

    @Test func marginsAndHoldingCosts() {
        let cost = ServiceTarget.holdingCost(unitCost: 10, yearlyRate: 0.25, cycleDays: 14)
        guard case .cycle(let service) = ServiceTarget.economicCycle(margin: 4, holdingCost: cost) else { return }
        #expect(abs(service - 0.977) < 5e-4)
    }
}
