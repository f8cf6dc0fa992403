import TestSupport
import Testing

@testable import Forecasting

/// Demand that follows a curve: known answers, and a plain loop over the days.
@Suite struct FactorCurveTests {
    // MARK: - The curve

    @Test func sumsAreThoseOfTheFactorsBeforeADay() throws {
        let curve = try #require(FactorCurve(profile: 1, firstDay: 100, factors: [0.5, 0, 2]))
        #expect((98...105).map(curve.sum(before:)) == [-2, -1, 0, 0.5, 0.5, 2.5, 3.5, 4.5])
        let stored = try #require(FactorCurve(profile: 1, firstDay: 100, sums: [7, 7.5, 7.5, 9.5]))
        #expect(
            (98...105).map { stored.sum(before: $0) - stored.sum(before: 98) } == [0, 1, 2, 2.5, 2.5, 4.5, 5.5, 6.5])
        #expect(FactorCurve(profile: 1, firstDay: 100, factors: [])?.sum(before: 103) == 3)
    }

    /// A curve is read from a file, so nothing in it may stop the program, or make a level that is no number.
    @Test func curvesOutOfBoundsAreRefused() {
        for factors: [Double] in [
            [-0.1], [1, .nan], [.nan, 1], [.infinity], [1, -.infinity], [450_000.1], [240_000, 240_000],
        ] {
            #expect(FactorCurve(profile: 1, firstDay: 0, factors: factors) == nil)
        }
        for sums: [Double] in [
            [], [.nan], [.infinity], [-.infinity, 0], [2, 1], [0, .nan, 1], [-460_000, 0], [450_000, 450_001],
        ] {
            #expect(FactorCurve(profile: 1, firstDay: 0, sums: sums) == nil)
        }
        #expect(FactorCurve(profile: 0, firstDay: 0, factors: [1]) == nil)
        #expect(FactorCurve(profile: 1, firstDay: .max, factors: [1]) == nil)
        #expect(FactorCurve(profile: 1, firstDay: 0, factors: [450_000]) != nil)
    }

    @Test func aLevelThatFollowsACurveIsNoNumberWithoutIt() throws {
        let curve = try #require(FactorCurve(profile: 2, firstDay: 0, factors: [0.5, 2]))
        let position = StockPosition(
            startDay: 0, onHand: 10, salesRate: 2, restockingRate: 0, durationDays: 2, frequency: 1)
        let stretch = try #require(Projection.stretches(position, receipts: [], curve: curve).first)
        #expect((stretch.profile, stretch.sales, stretch.lastDay) == (2, 2, 1))
        #expect([0, 1].map { stretch.level(on: $0, curve) } == [9, 5])
        #expect(stretch.level(on: 0).isNaN)
        #expect(stretch.level(on: 0, FactorCurve(profile: 1, firstDay: 0, factors: [])).isNaN)
    }

    // MARK: - Known answers

    @Test("Levels and stock-out days of a profile: every known answer")
    func everyRowOfTheOracleIsMet() throws {
        func number(_ row: [String: String], _ name: String) throws -> Double {
            try #require(row[name].flatMap { Double($0) })
        }
        func day(_ row: [String: String], _ name: String) -> Int? {
            row[name].flatMap { CivilDate(isoText: $0)?.dayNumber }
        }
        let days = try Fixture.table("oracles/demand/09_profile_north.csv")
        let first = try #require(days.first.flatMap { day($0, "date") })
        let curve = try #require(
            FactorCurve(profile: 9, firstDay: first, factors: try days.map { try number($0, "factor") }))
        let levels = try Fixture.table("oracles/demand/10_levels_expected.csv")
        var met = 0
        for row in try Fixture.table("oracles/demand/10_projection.csv") {
            let position = StockPosition(
                startDay: try #require(day(row, "first_day")), onHand: try number(row, "opening"),
                salesRate: try number(row, "rate"), restockingRate: try number(row, "restocking_rate"),
                durationDays: Int(try number(row, "days")), frequency: 1)
            let stretches = Projection.stretches(position, receipts: [], curve: curve)
            #expect(stretches.count == 1)
            #expect(stretches.first?.stockoutDay == day(row, "stockout_expected"), "\(row)")
            for expected in levels where expected["case"] == row["case"] {
                let level = try #require(stretches.first).level(on: try #require(day(expected, "date")), curve)
                let answer = try number(expected, "level")
                #expect(abs(level - answer) <= 1e-9 * max(1, abs(answer)), "\(expected): \(level)")
                met += 1
            }
        }
        #expect(met == 40)
    }

    // MARK: - Against a loop over the days

    /// Factors are quarters and quantities hundredths, so the loop is exact, and so has the projection to be: with receipts, closed
    /// days, lost sales, and rates per update.
    @Test func seriesOfHundredthsEqualTheExactLoop() {
        var generator = SeededGenerator("exact loop with curves")
        var failures: [String] = []
        var kinds: Set<String> = []
        for index in 0..<6000 {
            var series = PlainSeries<Int>.randomWithReceipts(&generator).withCurve(100, &generator)
            if index % 2 == 0 { series.restockingRate = 0 }
            var plan = PlainPlan(series: series)
            for _ in 0..<(index % 3 == 0 ? 9 : 0) {
                plan.days[plan.start + Int.random(in: -3...60, using: &generator)] = false
            }
            let curve = series.curve?.curve
            let stretches = Projection.stretches(
                series.position, options: series.options, receipts: series.scheduledReceipts,
                closed: StoreCalendar(plan.days).closed, curve: curve)
            var failure = ProjectionDifference.ofShape(stretches, series.days())
            let evenings = plan.evenings(plan.periods, with: [])
            let levels = stretches.flatMap { stretch in
                stride(from: stretch.firstDay, through: stretch.lastDay, by: plan.periodDays).map {
                    ReportedQuantity.hundredths(stretch.level(on: $0, curve))
                }
            }
            if levels != evenings.map(\.level) { failure = failure ?? "has \(levels), not \(evenings.map(\.level))" }
            let out = evenings.firstIndex { series.isOut($0.level) }.map(plan.day(of:))
            let stockouts = stretches.compactMap(\.stockoutDay)
            if stockouts != (out.map { [$0] } ?? []) { failure = failure ?? "is out on \(stockouts)" }
            // One row a stretch: without lost sales nothing but receipts and closed days begins one.
            let changes = series.receipts.count + plan.days.count
            if !series.options.lostSales, stretches.count > 1 + 2 * changes {
                failure = failure ?? "has many stretches"
            }
            if let failure { failures.append("\(failure): \(plan)") }
            kinds.insert(
                """
                \(series.options.ratesPer) \(series.options.lostSales) \(stockouts.isEmpty) \
                \(series.restockingRate > 0) \(plan.days.isEmpty)
                """)
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(kinds.count == 32, "every option is met by series that run out and by some that do not")
    }

    /// The daily loop of doubles, on days that are all open; and a stock-out day that agrees with the levels to the last bit.
    @Test func seriesOfAnyDecimalsEqualTheLoopAndTheirOwnStockoutDay() {
        var generator = SeededGenerator("loop of doubles with curves")
        var failures: [String] = []
        for _ in 0..<4000 {
            let series = PlainSeries<Double>.randomWithReceipts(&generator).withCurve(100, &generator)
            let curve = series.curve?.curve
            let days = series.days()
            let stretches = Projection.stretches(
                series.position, options: series.options, receipts: series.scheduledReceipts, curve: curve)
            var failure = ProjectionDifference.ofShape(stretches, days)
            let levels = stretches.flatMap { stretch in
                (stretch.firstDay...stretch.lastDay).map { stretch.level(on: $0, curve) }
            }
            let largest = days.reduce(1) { max($0, abs($1.level), $1.received) }
            if !zip(levels, days).allSatisfy({ abs($0 - $1.level) < 1e-6 + 1e-12 * largest }) {
                failure = failure ?? "has other levels"
            }
            let floor = min(0, series.onHand)
            if series.options.lostSales, levels.contains(where: { $0 < floor }) { failure = failure ?? "is below zero" }
            let out = zip(levels, days).first { series.isOut(ReportedQuantity.hundredths($0.0) ?? 1) }?.1.day
            if stretches.compactMap(\.stockoutDay) != (out.map { [$0] } ?? []) {
                failure = failure ?? "is out on another day than \(String(describing: out))"
            }
            if let failure { failures.append("\(failure): \(series)") }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
    }

    @Test("An evening that is zero but for a crumb leaves nothing owed on the next morning")
    func aCrumbIsNoBacklog() {
        // 0.244 + 0.02 − 3 × 0.088 is a crumb above zero or below it, by the order of the additions.
        let series = PlainSeries<Double>(
            startDay: 49_551, onHand: 0.244, salesRate: 0.022, restockingRate: 0, durationDays: 40, frequency: 2,
            options: ProjectionOptions(lostSales: true),
            receipts: [PlainReceipt(day: 49_553, quantity: 0.02), PlainReceipt(day: 49_577, quantity: 0.141)],
            curve: PlainCurve(firstDay: 49_566, quarters: [1, 9, 0, 1, 4]))
        let stretches = Projection.stretches(
            series.position, options: series.options, receipts: series.scheduledReceipts, curve: series.curve?.curve)
        #expect(stretches.allSatisfy { $0.openingLevel >= 0 }, "\(stretches)")
        #expect(stretches.compactMap(\.stockoutDay) == [49_553])
    }

    /// With rates a day, a curve of ones is none.
    @Test func aCurveOfOnesChangesNoStockoutAndNoOrder() throws {
        var generator = SeededGenerator("ones")
        var orders = 0
        for index in 0..<2000 {
            var plan = PlainPlan(series: .randomWithReceipts(&generator))
            plan.series.options.ratesPer = .day
            plan.leadTime = Int.random(in: 0...10, using: &generator)
            plan.cover = Int.random(in: 0...20, using: &generator)
            if index % 3 == 0 {
                plan.policy = .orderUpTo(point: plan.series.salesRate * 5, level: plan.series.salesRate * 15)
            }
            for _ in 0..<(index % 3) { plan.days[plan.start + Int.random(in: 0...60, using: &generator)] = false }
            let (position, options) = (plan.series.position, plan.series.options)
            let first = plan.start + Int.random(in: -50...50, using: &generator)
            let ones = FactorCurve(profile: 1, firstDay: first, factors: repeatElement(1, count: index % 90))
            func results(_ curve: FactorCurve?) throws -> ([Int], [PlainPlan.Order], [Int?]) {
                let stretches = Projection.stretches(
                    position, options: options, receipts: plan.series.scheduledReceipts,
                    closed: StoreCalendar(plan.days).closed, curve: curve)
                let orders = OrderPlan.orders(
                    position, options: options, receipts: plan.series.scheduledReceipts, terms: try plan.terms,
                    calendar: plan.calendar, curve: curve)
                let levels = stretches.flatMap { stretch in
                    (stretch.firstDay...stretch.lastDay).map {
                        ReportedQuantity.hundredths(stretch.level(on: $0, curve))
                    }
                }
                return (stretches.compactMap(\.stockoutDay), orders.map(PlainPlan.Order.init), levels)
            }
            let (with, without) = (try results(ones), try results(nil))
            #expect(with == without, "\(plan)")
            orders += with.1.count
        }
        #expect(orders > 1000)
    }

    // MARK: - The ends of what is possible

    /// A level that goes up and down for a hundred years has a stretch for nearly each of its days. A file has room for 8192 of a
    /// series, which is checked where they are written; here none is left out.
    @Test func theProjectionWithTheMostStretchesCoversItsHorizon() throws {
        let days = StockLimits.durationDays
        let curve = try #require(FactorCurve(profile: 1, firstDay: 0, factors: (0..<days).map { Double($0 % 2) * 2 }))
        let position = StockPosition(
            startDay: 0, onHand: 0, salesRate: 5, restockingRate: 3, durationDays: days, frequency: 1)
        let stretches = Projection.stretches(
            position, options: ProjectionOptions(lostSales: true), receipts: [], curve: curve)
        #expect(stretches.count == days)
        #expect(zip(stretches, stretches.dropFirst()).allSatisfy { $0.lastDay + 1 == $1.firstDay })
        #expect(stretches.first?.firstDay == 0 && stretches.last?.lastDay == days - 1)
        // The same with backorders is one.
        #expect(Projection.stretches(position, receipts: [], curve: curve).count == 1)
    }

    @Test(arguments: [0, 1e12])
    func theLargestNumbersStopNothing(restocking: Double) throws {
        let curve = try #require(FactorCurve(profile: 1, firstDay: -50, factors: [0, 25_000, 0, 25_000]))
        for options in [
            ProjectionOptions(), ProjectionOptions(lostSales: true), ProjectionOptions(ratesPer: .update),
        ] {
            let position = StockPosition(
                startDay: -49, onHand: -1e12, salesRate: 1e12, restockingRate: restocking,
                durationDays: options.ratesPer == .day ? 900 : 36_525, frequency: 36_525)
            for stretch in Projection.stretches(position, options: options, receipts: [], curve: curve) {
                #expect(abs(stretch.level(on: stretch.lastDay, curve)) < 1e18 || options.ratesPer == .update)
            }
            for policy in [
                OrderPolicy.timePhased, .orderUpTo(point: nil, level: 1e12), .fixedQuantity(point: 0, quantity: 0.01),
            ] {
                let terms = try SupplyTerms(
                    leadTimeDays: 36_525, reviewPeriodDays: 300, safetyStock: 1e12, coverDays: 900, policy: policy)
                let orders = OrderPlan.orders(position, options: options, terms: terms, curve: curve)
                #expect(!orders.isEmpty && orders.allSatisfy { $0.quantity > 0 })
            }
        }
    }
}
