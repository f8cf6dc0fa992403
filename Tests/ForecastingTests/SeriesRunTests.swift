import Forecasting
import TestSupport
import Testing

/// `SeriesRun`: what its parts make of a series one by one, in one call.
@Suite struct SeriesRunTests {
    /// What one series comes to.
    private struct Results: Equatable {
        var stretches: [Stretch] = []
        var terms: SupplyTerms?
        var orders: [PlannedOrder] = []
        var planned: [Stretch] = []

        init(_ run: SeriesRun, _ series: PlainSeries<Double>, _ stated: StatedTerms) throws {
            var results = (
                stretches: [Stretch](), terms: SupplyTerms?.none, orders: [PlannedOrder](), planned: [Stretch]()
            )
            try run.run(
                series.position, curve: series.curve?.curve, receipts: series.scheduledReceipts[...], stated: stated
            ) {
                results.stretches.append($0)
            } orders: {
                results.terms = $0
                results.orders = $1
            } planned: {
                results.planned.append($0)
            }
            (stretches, terms, orders, planned) = results
        }

        /// The same from the parts, with new buffers for each series.
        init(_ options: RunOptions, _ series: PlainSeries<Double>, _ stated: StatedTerms) throws {
            let whatIf = options.forecast.whatIf
            let receipts = series.scheduledReceipts.map {
                Receipt(day: $0.day + whatIf.receiptDelayDays, quantity: $0.quantity)
            }
            let curve = series.curve?.curve
            stretches = Projection.stretches(
                series.position, options: options.forecast, receipts: receipts, curve: curve)
            guard let defaults = options.plan else { return }
            let position = options.forecast.position(from: series.position)
            let perDay =
                options.forecast.ratesPer == .update && curve == nil
                ? (position.salesRate ?? 0) / Double(position.frequency) : position.salesRate ?? 0
            let terms = whatIf.terms(from: try SupplyTerms(stated, defaults: defaults, demandPerDay: perDay))
            self.terms = terms
            orders = OrderPlan.orders(
                series.position, options: options.forecast, receipts: receipts, terms: terms, curve: curve)
            guard options.forecast.lostSales, !orders.isEmpty else { return }
            var received: [Receipt] = []
            Receipt.merge(receipts, orders, into: &received)
            planned = Projection.stretches(
                series.position, options: options.forecast, receipts: received, curve: curve)
        }
    }

    @Test func manySeriesWithTheSameBuffersAreThoseOfTheParts() throws {
        var generator = SeededGenerator("series of runs")
        var failures: [String] = []
        var kinds: Set<String> = []
        for _ in 0..<200 {
            let options = RunOptions.random(&generator)
            let run = SeriesRun(options)
            for _ in 0..<10 {
                let series = PlainSeries<Double>.randomWithReceipts(&generator).withCurve(33, &generator)
                let isStated = Bool.random(using: &generator)
                let stated =
                    isStated
                    ? StatedTerms(leadTimeDays: Int.random(in: 0...9, using: &generator), unitCost: 2) : StatedTerms()
                let found = try Results(run, series, stated)
                if try found != Results(options, series, stated) { failures.append("\(options) \(series)") }
                kinds.insert(
                    "plan \(found.terms != nil), orders \(!found.orders.isEmpty), planned \(!found.planned.isEmpty)")
                kinds.insert("delayed \(options.forecast.whatIf.receiptDelayDays > 0 && !series.receipts.isEmpty)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(2))")
        #expect(kinds.count == 6, "\(kinds)")
    }

    @Test func termsThatCannotBePlannedWithComeAfterTheStretches() {
        let run = SeriesRun(RunOptions(plan: TermDefaults()))
        let position = StockPosition(
            startDay: 0, onHand: 1, salesRate: 1, restockingRate: 0, durationDays: 3, frequency: 1)
        var stretches = 0
        #expect(throws: TermsProblem.noMultipleWithinBounds) {
            try run.run(position, receipts: [], stated: StatedTerms(maximumOrderQuantity: 0.5)) { _ in
                stretches += 1
            } orders: { _, _ in
                Issue.record("There are no terms to plan with.")
            } planned: { _ in
                Issue.record("There are no orders.")
            }
        }
        #expect(stretches == 1)
    }
}

extension RunOptions {
    /// Any options within their bounds, with most of them as they are without any.
    static func random(_ generator: inout SeededGenerator) -> RunOptions {
        func sometimes<T>(_ value: (inout SeededGenerator) -> T) -> T? {
            Int.random(in: 0..<4, using: &generator) == 0 ? value(&generator) : nil
        }
        var options = RunOptions(forecast: .random(&generator))
        options.forecast.whatIf.salesFactor = sometimes { Double.random(in: 0...3, using: &$0) } ?? 1
        options.forecast.whatIf.restockingFactor = sometimes { Double.random(in: 0...3, using: &$0) } ?? 1
        options.forecast.whatIf.receiptDelayDays = sometimes { Int.random(in: 0...20, using: &$0) } ?? 0
        options.forecast.whatIf.extraLeadTimeDays = sometimes { Int.random(in: -9...9, using: &$0) } ?? 0
        guard Bool.random(using: &generator) else { return options }
        var defaults = TermDefaults()
        defaults.leadTimeDays = sometimes { Int.random(in: 0...20, using: &$0) } ?? 7
        defaults.reviewPeriodDays = sometimes { Int.random(in: 1...9, using: &$0) } ?? 1
        defaults.safetyDays = sometimes { Double.random(in: 0...9, using: &$0) } ?? 0
        defaults.coverDays = sometimes { Int.random(in: 0...20, using: &$0) } ?? 14
        defaults.orderMultiple = sometimes { Double(Int.random(in: 0...48, using: &$0)) / 4 } ?? 1
        options.plan = defaults
        return options
    }
}
