import TestSupport
import Testing

@testable import Forecasting

/// Known answers of simulations: random numbers, traces, long-run numbers.
@Suite struct SimulationOracleTests {
    @Test func theWordsOfPhilox() {
        // The known answers of the paper's own library.
        #expect(Philox.words(.zero, key: 0) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        #expect(
            Philox.words(SIMD4(repeating: .max), key: .max)
                == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        #expect(
            Philox.words(SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: 0x299f_31d0_a409_3822)
                == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test("Draws of demand: every known answer")
    func draws() throws {
        let rows = try ProbabilityTables.rows("demand-draws")
        #expect(rows.count == 64)
        for row in rows {
            let identity = DemandDraws.identity(
                store: try #require(row.fields["store"]), product: try #require(row.fields["product"]))
            var draws = DemandDraws(
                seed: try #require(row.fields["seed"].flatMap { UInt64($0) }), identity: identity,
                replication: UInt32(try row.whole("replication")), phi: try row.number("phi"), c: 0, isWhole: true)
            let day = try row.whole("day")
            switch row.quantity {
            case "identity (hex)": #expect(UInt64(row.text, radix: 16) == identity)
            case "word (hex)": #expect(UInt32(row.text, radix: 16) == draws.word(of: day), "\(row)")
            case "uniform": #expect(try row.isMet(by: DemandDraws.uniform(draws.word(of: day))), "\(row)")
            default:
                let demand = draws.demand(of: day, mean: try row.number("mean"))
                #expect(try row.isMet(by: Double(demand) / 100), "\(demand) \(row)")
            }
        }
    }

    @Test("Traces of the plan that is made anew: every known answer")
    func planTraces() throws {
        let rows = try ProbabilityTables.rows("plan-trace")
        #expect(rows.count == 32)
        for row in rows {
            let start = 20_000
            let demand = try row.numbers("demand")
            let position = StockPosition(
                startDay: start, onHand: try row.number("on_hand"), salesRate: try row.number("rate"),
                restockingRate: 0,
                durationDays: demand.count, frequency: 1)
            let terms = try SupplyTerms(
                leadTimeDays: try row.whole("lead_time"), reviewPeriodDays: try row.whole("review_period"),
                safetyStock: try row.number("safety_stock"), coverDays: try row.whole("cover"),
                minimumOrderQuantity: try row.optional("minimum") ?? 0,
                orderMultiple: try row.optional("multiple") ?? 0, maximumOrderQuantity: try row.optional("maximum"))
            var series = SimulatedSeries(
                position, receipts: try row.receipts(first: start), terms: terms,
                curve: try row.curve(first: start, days: 500), losesSales: row.fields["unserved"] == "lost")
            let days = demand.map { series.pass(demand: Int(($0 * 100).rounded())) }
            let answer =
                switch row.quantity {
                case "orders": days.map(\.ordered)
                case "arrivals": days.map(\.arrived)
                case "evening": days.map(\.level)
                default: days.map(\.unmet)
                }
            let expected = try row.numbers("expected")
            let isMet =
                expected.count == answer.count
                && zip(answer, expected).allSatisfy { abs(Double($0) / 100 - $1) <= 1e-9 }
            #expect(isMet, "\(answer) \(row)")
        }
    }

    /// The long-run numbers of a policy, in batches of days.
    private func batches(_ row: ProbabilityTables.Row, days: Int, count: Int) throws -> [SimulationTotals] {
        let policy: OrderPolicy =
            switch row.fields["policy"] {
            case "upto": .orderUpTo(point: nil, level: try row.number("S"))
            case "minmax": .orderUpTo(point: try row.number("s"), level: try row.number("S"))
            default: .timePhased
            }
        let terms = try SupplyTerms(
            leadTimeDays: try row.whole("lead_time"), reviewPeriodDays: try row.whole("review_period"),
            safetyStock: try row.optional("safety_stock") ?? 0, coverDays: Int(try row.optional("cover") ?? 0),
            minimumOrderQuantity: try row.optional("minimum") ?? 0, orderMultiple: try row.optional("multiple") ?? 0,
            policy: policy)
        let position = StockPosition(
            startDay: 20_000, onHand: try row.optional("S") ?? 6, salesRate: try row.number("rate"), restockingRate: 0,
            durationDays: 90, frequency: 1)
        let series = SimulatedSeries(position, terms: terms, losesSales: row.fields["unserved"] == "lost")
        var simulated = SimulatedPolicies([series], days: days, countedFrom: 100)
        #expect(simulated.areSideBySide)
        return try (0..<count).map { batch in
            let draws = DemandDraws(
                seed: 20_240_229, identity: DemandDraws.identity(store: "main", product: "one"),
                replication: UInt32(batch), phi: try row.number("phi"), c: 0, isWhole: true)
            return try #require(simulated.run(draws).first)
        }
    }

    @Test("Long-run numbers of policies: every known answer")
    func policies() throws {
        let rows = try ProbabilityTables.rows("policy-markov")
        #expect(rows.count == 50)
        var runs: [[String: String]: [SimulationTotals]] = [:]
        for row in rows {
            let inputs = row.fields.filter { !["quantity", "expected", "tolerance", "tol_type"].contains($0.key) }
            let batches = try runs[inputs] ?? batches(row, days: 1100, count: 24)
            runs[inputs] = batches
            let values: [Double] = try batches.map { totals in
                let days = Double(totals.days)
                return switch row.quantity {
                case "fill_rate": try #require(totals.fillRate)
                case "cycle_service": try #require(totals.cycleService)
                case "p_short_day": try #require(totals.shareOfShortDays)
                case "p_out_evening": try #require(totals.shareOfOutDays)
                case "mean_on_hand_evening": Double(totals.onHand) / 100 / days
                case "mean_backorders_evening": Double(totals.backlog) / 100 / days
                case "orders_per_day": Double(totals.orders) / days
                default: Double(totals.ordered) / 100 / days
                }
            }
            let interval = RunInterval(values)
            let expected = try row.number("expected")
            // The seed is fixed, so what is met once is always met.
            let allowed = 2 * (try #require(interval.halfWidth)) + 1e-3 * expected
            #expect(abs(interval.mean - expected) <= allowed, "\(interval) \(row)")
        }
    }
}
