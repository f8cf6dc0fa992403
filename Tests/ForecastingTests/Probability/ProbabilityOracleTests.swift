import TestSupport
import Testing

@testable import Forecasting

/// Known answers of probabilities: laws, stock-outs, order points.
@Suite struct ProbabilityOracleTests {
    @Test("Law of counts: every known answer")
    func countLaw() throws {
        let rows = try ProbabilityTables.rows("count-law")
        #expect(rows.count == 101)
        for row in rows {
            let (mean, k) = (try row.number("mean"), try row.number("k"))
            let law = CountLaw(mean: mean, variance: try row.dispersion.variance(mean: mean, days: 0))
            let answer =
                switch row.quantity {
                case "P(D>=k)": law.tail(k)
                case "P(D=k)": law.mass(k)
                default: law.loss(k)
                }
            #expect(try row.isMet(by: answer), "\(answer) \(row)")
            let both = law.tailAndMass(k)
            #expect(both.tail == law.tail(k) && abs(both.mass - law.mass(k)) <= 1e-12 * both.mass, "\(row)")
        }
    }

    @Test("Quantiles of counts: every known answer")
    func countQuantile() throws {
        let rows = try ProbabilityTables.rows("count-quantile")
        #expect(rows.count == 45)
        for row in rows {
            let mean = try row.number("mean")
            let law = CountLaw(mean: mean, variance: try row.dispersion.variance(mean: mean, days: 0))
            let answer = law.quantile(try row.number("q"))
            #expect(try row.isMet(by: answer), "\(answer) \(row)")
        }
    }

    private static let start = 20_000

    private static func position(_ row: ProbabilityTables.Row, days: Int) throws -> StockPosition {
        StockPosition(
            startDay: start, onHand: try row.number("on_hand"), salesRate: try row.number("rate"),
            restockingRate: row.fields["restocking_rate"] == nil ? 0 : try row.number("restocking_rate"),
            durationDays: days, frequency: 1)
    }

    @Test("Stock-outs without receipts: every known answer")
    func stockoutByDay() throws {
        let rows = try ProbabilityTables.rows("stockout-by-day")
        #expect(rows.count == 96)
        for row in rows {
            let days = try row.whole("horizon_days")
            let curve = try row.curve(first: Self.start, days: days + 1)
            func risk(_ days: Int) throws -> StockoutRisk {
                try #require(
                    StockoutRisk.of(
                        try Self.position(row, days: days), try row.dispersion, isWhole: true, curve: curve,
                        orderArrival: Self.start))
            }
            let answer: Double?
            switch row.quantity {
            case "P(out by the end of the day)": answer = try risk(try row.whole("day")).horizon
            case "stockout_day_P10": answer = Self.day(try risk(days).earlyDay)
            case "stockout_day_P50": answer = Self.day(try risk(days).middleDay)
            case "stockout_day_P90": answer = Self.day(try risk(days).lateDay)
            default:
                let stretches = Projection.stretches(try Self.position(row, days: days), receipts: [], curve: curve)
                answer = Self.day(stretches.compactMap(\.stockoutDay).first)
            }
            #expect(try row.isMet(by: answer), "\(String(describing: answer)) \(row)")
        }
    }

    private static func day(_ number: Int?) -> Double? { number.map { Double($0 - start + 1) } }

    @Test("First passage with receipts and restocking: every known answer")
    func firstPassage() throws {
        let rows = try ProbabilityTables.rows("first-passage")
        #expect(rows.count == 94)
        for row in rows {
            let days = try row.whole("horizon_days")
            let receipts = try row.receipts(first: Self.start)
            let risk = try #require(
                StockoutRisk.of(
                    try Self.position(row, days: days), try row.dispersion, isWhole: true, receipts: receipts[...],
                    curve: try row.curve(first: Self.start, days: days + 1),
                    orderArrival: Self.start + (try row.whole("lead_time"))))
            #expect(try risk.isApproximate == (row.number("restocking_rate") > 0))
            let answer: Double? =
                switch row.quantity {
                case "P(out within the horizon)": risk.horizon
                case "P(out before the first receipt)": risk.beforeReceipt
                case "P(out before an order of today is there)": risk.beforeOrder
                case "stockout_day_P10": Self.day(risk.earlyDay)
                case "stockout_day_P50": Self.day(risk.middleDay)
                default: Self.day(risk.lateDay)
                }
            #expect(try row.isMet(by: answer), "\(String(describing: answer)) \(row)")
        }
    }

    @Test("Order points: every known answer")
    func orderPoint() throws {
        let rows = try ProbabilityTables.rows("order-point")
        #expect(rows.count == 102)
        for row in rows {
            let demand = ProtectionDemand(
                rate: try row.number("rate"), days: try row.whole("lead_time") + row.whole("review_period"),
                leadTimeDeviation: try row.number("lead_time_sd"), try row.dispersion, isWhole: true)
            let target = try row.number("target")
            let point = OrderPoint(
                row.fields["service_type"] == "cycle" ? .cycle(target) : .fillRate(target), of: demand,
                orderQuantity: try row.number("order_quantity"))
            let answer =
                switch row.quantity {
                case "mean_protection": demand.mean
                case "variance_protection": demand.variance
                case "order_point": point.level
                case "safety_stock": point.safetyStock
                case "P(D<=s)": demand.cycleService(of: point.level)
                default: demand.shortage(of: point.level)
                }
            #expect(try row.isMet(by: answer), "\(answer) \(row)")
        }
    }

    @Test("Service by cost: every known answer")
    func serviceByCost() throws {
        let rows = try ProbabilityTables.rows("service-by-cost")
        #expect(rows.count == 12)
        for row in rows {
            let cost = ServiceTarget.holdingCost(
                unitCost: try row.number("unit_cost"), yearlyRate: try row.number("holding_rate_a_year"),
                cycleDays: try row.number("cycle_days"))
            var answer = cost
            if row.quantity == "critical_ratio",
                case .cycle(let service) = ServiceTarget.economicCycle(
                    margin: try row.number("margin"), holdingCost: cost)
            {
                answer = service
            }
            #expect(try row.isMet(by: answer), "\(answer) \(row)")
        }
    }
}
