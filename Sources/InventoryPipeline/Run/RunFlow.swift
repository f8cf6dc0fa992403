import Forecasting
import Foundation
import InventoryStore
import Platform

/// The result of a forecast or a plan.
package struct RunSummary: Sendable {
    package var runID: Int
    package var scenario: String
    /// The number of series.
    package var series: Int
    /// The number of those whose sales are estimated from their history.
    package var fromHistory: Int
    /// The last day with sales and the first day of the results, if these are so far apart that the estimates are old.
    package var oldSales: (until: Int, firstDay: Int)?
    /// The number of those of which demand is stated ahead for some days of their horizon, and of those of them that sell nothing on the
    /// others, because no rate is known.
    package var statedAhead: Int
    package var onlyStatedAhead: Int
    /// The number of those of which demand is stated of a period on all of whose days the calendar closes the store.
    package var statedOfClosed: Int
    /// Where rates of sales come from.
    package var demand: DemandSource
    /// What is to be expected of all series together; nil if the run wasn't asked for it.
    package var risk: RiskTotals?
    /// The number of series for which a service is wanted that no safety stock could be found for, by what is not known of them.
    package var withoutService: [MissingForService: Int]
    /// The number of those whose position is older than the last sales of their store, and was brought forward to them or not.
    package var behind: Int
    package var isRolledForward: Bool
    /// Whether other sales are assumed on some days, none of which any series has ahead.
    package var assumesOnNoDay: Bool
    /// The number of those that have no forecast, because no rate of sales is stated or estimated, as the run asked for.
    package var withoutRate: Int
    /// The number of series that have nothing and sell nothing: they are out, and nobody misses them.
    package var dead: Int
    /// The number of series that run out within their horizon.
    package var stockouts: Int
    /// The earliest stock-outs, by day, store and product.
    package var first: [Upcoming]
    /// nil for a forecast, which plans no orders.
    package var orders: OrderTotals?
    /// The first orders to place, by day, store and product.
    package var firstOrders: [Upcoming]
    /// The number of series that are not to be ordered, as a file says; nil for a forecast.
    package var notOrderable: Int?
    /// The number of series that are ordered although they seem to sell no longer; nil for a forecast.
    package var orderedEnded: Int?
    /// The number of series for which no orders can be planned, and the first of them.
    package var unplanned: Int
    package var firstUnplanned: [UnplannedSeries]
    /// The number of orders of an earlier plan that a forecast has removed, together with the projection that they were
    /// planned on.
    package var removedOrders: Int
    /// The time that the run took.
    package var seconds: Double
    /// Stores whose results are older than their inventory.
    package var staleStores: [String]

    package struct Upcoming: Equatable, Sendable {
        package var series: SeriesTitle
        /// A day number.
        package var day: Int
    }
}

/// How likely series run out, added up. The sums have the same bits in any order.
package struct RiskTotals: Sendable {
    /// Series of which it is known.
    package private(set) var series = 0
    private var sum = FixedPointSum()
    private var variances = FixedPointSum()
    private var sumBeforeOrder = FixedPointSum()
    private var shortages = FixedPointSum()

    mutating func add(_ risk: StockoutRisk) {
        series += 1
        sum.add(risk.horizon)
        variances.add(risk.horizon * (1 - risk.horizon))
        sumBeforeOrder.add(risk.beforeOrder)
        shortages.add(risk.unitsShort)
    }

    mutating func merge(_ other: RiskTotals) {
        series += other.series
        sum.add(other.sum)
        variances.add(other.variances)
        sumBeforeOrder.add(other.sumBeforeOrder)
        shortages.add(other.shortages)
    }

    /// Stock-outs to be expected in the horizons, and their standard deviation if series are independent of each other.
    package var stockouts: (expected: Double, deviation: Double) {
        (sum.value, max(0, variances.value).squareRoot())
    }

    /// Those before an order of the first day is there.
    package var beforeOrder: Double { sumBeforeOrder.value }
    /// Units to be expected short by then.
    package var unitsShort: Double { shortages.value }
}

/// All orders of a plan, added up.
package struct OrderTotals: Equatable, Sendable {
    package var count = 0
    /// Orders that arrive after their day of need.
    package var late = 0
    /// The units short of all orders; see ``PlannedOrder/unitsShort``.
    package var unitsShort = 0.0

    mutating func add(_ order: PlannedOrder) {
        count += 1
        if order.daysLate > 0 { late += 1 }
        unitsShort += order.unitsShort
    }

    mutating func merge(_ other: OrderTotals) {
        count += other.count
        late += other.late
        unitsShort += other.unitsShort
    }
}

/// Computes `projection` from `inventory`, and for a plan also `order_plan`, in one transaction.
///
///     partitions ──▶ worker: scan, project, plan ──▶ results in key order ──▶ projection, order_plan
///                    (each on its own snapshot)                              (the writer's connection)
///
/// The writer holds the lock while the workers read, so all of them see the same inventory whatever other programs do.
/// Results are written in the order of the partitions, so they never depend on which worker was quicker.
package enum RunFlow {
    /// Estimates of sales that end longer before the first day are old: the shortest of the averages that they rest on is of a week, and the
    /// next of four.
    private static let oldSalesDays = 28

    /// - Parameter report: called with the summary as the last step before the commit. If it throws, nothing is
    ///   committed: a result that could not be reported must not be stored.
    /// - Throws: ``PartitionFailure``, ``StoreError``, also for unknown stores and products, ``RequestError``, ``Interrupted``.
    @discardableResult
    package static func run(
        _ request: RunRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in },
        report: (RunSummary) throws -> Void = { _ in }
    ) throws -> RunSummary {
        try EstimateFlow.first(database, workers: request.workers, progress) { mayNeedEstimate in
            try attempt(request, database, progress, report, mayNeedEstimate: mayNeedEstimate)
        }
    }

    /// - Returns: nil if sales have come in that the estimates don't include yet.
    private static func attempt(
        _ request: RunRequest, _ database: InventoryDatabase, _ progress: ProgressHandler,
        _ report: (RunSummary) throws -> Void, mayNeedEstimate: Bool
    ) throws -> RunSummary? {
        try database.write(.forecastInto) { transaction in
            if mayNeedEstimate, request.options.demand != .stated, try EstimateFlow.isNeeded(transaction.snapshot) {
                return .rollback(nil)
            }
            let clock = ContinuousClock()
            let start = clock.now
            let keys = try transaction.snapshot.resolve(request.selection)
            let stores = try transaction.snapshot.storeSizes()
            guard !stores.isEmpty else {
                throw RequestError.noInventory(path: database.path)
            }
            let partitions = PartitionPlan.partitions(
                stores, selected: keys, greatestProduct: try transaction.snapshot.greatestProductKey())
            let writer = try RunWriter(
                transaction, scenario: request.scenario, keys: keys,
                options: try LoggedOptions(request).json(),
                startedAt: Timestamp.now(), version: request.version,
                sorter: { SortedEntries(folder: AtomicFile.folder(of: database.path)) },
                interruption: database.interruption)

            let images = writer.imageFactory
            let rejects = try request.rejects.map {
                try RejectsFile(path: $0, inputs: [database.path], columns: ["store_id", "product_id", "reason"])
            }
            func named(_ found: RunFindings.Unplanned) throws -> UnplannedSeries {
                UnplannedSeries(
                    series: try transaction.snapshot.title(of: found.key), problem: found.problem, stated: found.stated)
            }
            var found = RunFindings()
            var done = 0
            let options = request.options
            let basis = try RunBasis(
                transaction.snapshot, options, firstProfile: writer.firstProfile,
                levels: [options.plan?.service].compactMap { $0 })
            try transaction.letReadersBegin()
            let pipeline = OrderedPipeline<Partition, PartitionResult>(
                workers: request.workers, depth: request.workers + 2, interruption: database.interruption)
            try PartitionFailure.explained(transaction.snapshot) {
                try pipeline.run(
                    source: { emit in for partition in partitions { try emit(partition) } },
                    worker: { work in
                        try database.readApart { snapshot in
                            try work.process { partition in
                                try PartitionFailure.naming(partition, snapshot, database.path) {
                                    try PartitionResult(partition, basis, snapshot, into: images())
                                }
                            }
                        }
                    },
                    sink: { result in
                        try writer.write(result.images, of: result.partition)
                        for found in result.findings.unplanned where rejects != nil {
                            let found = try named(found)
                            try rejects?.add(
                                .text(found.series.storeID), .text(found.series.productID),
                                .text(request.reason(found)))
                        }
                        found.merge(result.findings)
                        done += 1
                        progress(
                            FlowProgress(
                                unit: "series", done: found.series, fraction: Double(done) / Double(partitions.count)))
                    })
            }
            var totals = RunTotals()
            totals.series = found.series
            totals.stockouts = found.stockouts.count
            totals.orders = request.options.plan == nil ? nil : found.orders.count
            totals.seconds = (clock.now - start).inSeconds
            let demand = basis.demand
            try writer.write(demand.curves(of: found.curveDays), usual: demand.curveCount, transaction)
            try writer.finish(totals, days: found.days)
            func named(_ first: FirstDays) throws -> [RunSummary.Upcoming] {
                try first.days.map { found in
                    RunSummary.Upcoming(series: try transaction.snapshot.title(of: found.key), day: found.day)
                }
            }
            var oldSales: (until: Int, firstDay: Int)?
            if found.fromHistory > 0, let until = try transaction.snapshot.lastDayOfSales(),
                let first = found.days.ranges.first?.lowerBound, first - until > Self.oldSalesDays
            {
                oldSales = (until, first)
            }
            let summary = RunSummary(
                runID: writer.runID, scenario: request.scenario, series: found.series,
                fromHistory: found.fromHistory, oldSales: oldSales, statedAhead: found.statedAhead,
                onlyStatedAhead: found.onlyStatedAhead,
                statedOfClosed: found.statedOfClosed,
                demand: options.demand,
                risk: options.risk ? found.risk : nil, withoutService: found.withoutService, behind: found.behind,
                isRolledForward: options.rollsForward,
                assumesOnNoDay: options.forecast.whatIf.salesDays.map { !found.days.overlaps($0) } ?? false,
                withoutRate: found.withoutRate,
                dead: found.dead, stockouts: found.stockouts.count, first: try named(found.stockouts),
                orders: request.options.plan == nil ? nil : found.orders, firstOrders: try named(found.orderDays),
                notOrderable: request.options.plan == nil ? nil : found.notOrderable,
                orderedEnded: request.options.plan == nil ? nil : found.orderedEnded, unplanned: found.unplannedCount,
                firstUnplanned: try found.unplanned.map(named),
                removedOrders: request.options.plan == nil ? writer.removedOrders : 0,
                seconds: (clock.now - start).inSeconds,
                staleStores: try transaction.snapshot.resultState(of: request.scenario).older)
            try rejects?.finish()
            try report(summary)
            return .commit(summary)
        }
    }
}

/// The results of one partition.
private struct PartitionResult: Sendable {
    let partition: Partition
    let images: RunResults
    let findings: RunFindings

    init(_ partition: Partition, _ basis: RunBasis, _ snapshot: Snapshot, into images: RunResults) throws {
        self.partition = partition
        self.images = images
        // Local constants: through the struct, each series would retain and release all three builders.
        let (stretches, orderImages, planned, ownCurves, risks) = (
            images.stretches, images.orders, images.planned, images.curves, images.risks
        )
        let (options, demand) = (basis.options, basis.demand)
        // Asked of the options for each series, they would copy them.
        let (forecast, needsSpread) = (options.forecast, options.needsSpread)
        let (plansOrders, computesRisk, levels) = (options.plan != nil, options.risk, options.plan?.service)
        var findings = RunFindings()
        let series = try RunSeries(basis, partition, snapshot)
        try snapshot.forEachSeries(in: partition.ranges, with: basis.tables) { key, stored, receipts, stated, outlook in
            findings.series += 1
            let start = series.start(key, stored)
            if start.isBehind { findings.behind += 1 }
            let stored = start.stored
            var (position, curve) = (stored, FactorCurve?.none)
            if !demand.isAsStated(stored) {
                let series = try series.series(key, stored, outlook)
                (position, curve) = (series.position, series.curve)
                if let curve, curve.profile == FactorCurve.ofSeries {
                    try ownCurves.append(key, curve, days: series.days)
                }
                if series.isStatedAhead { findings.statedAhead += 1 }
                if series.isOnlyStatedAhead { findings.onlyStatedAhead += 1 }
                if series.isStatedOfClosed { findings.statedOfClosed += 1 }
                if position.salesRate != nil, !series.isStatedAhead, demand.usesEstimate(stored) {
                    findings.fromHistory += 1
                }
            }
            guard position.salesRate != nil else {
                findings.withoutRate += 1
                return
            }
            // Most series have something on hand, so this is asked first.
            if ReportedQuantity.hundredths(position.onHand) == 0, receipts.isEmpty, forecast.hasNoRates(position) {
                findings.dead += 1
            }
            let spread = needsSpread ? options.spread(ofEstimate: outlook.estimate?.spread) : nil
            if plansOrders {
                series.run.spread = spread
                series.run.service = series.service(levels, stated, outlook)
                if let missing = series.run.missingForService(stated, isAsked: levels != nil) {
                    findings.withoutService[missing, default: 0] += 1
                }
            }
            if computesRisk, let spread,
                let risk = series.run.risk(position, curve: curve, receipts: receipts, stated: stated, spread)
            {
                risks.append(key, risk, isAssumed: spread.isAssumed)
                findings.risk.add(risk)
            }
            do {
                try series.run.run(position, curve: curve, receipts: receipts, stated: stated) { stretch in
                    try stretches.append(key, stretch)
                    findings.days.insert(first: stretch.firstDay, last: stretch.lastDay)
                    if let day = stretch.stockoutDay { findings.stockouts.add(key, day) }
                } orders: { terms, orders in
                    if !terms.isOrderable { findings.notOrderable += 1 }
                    guard let first = orders.first else { return }
                    try orderImages.append(key, orders, unitCost: terms.unitCost)
                    findings.orderDays.add(key, first.orderDay)
                    if demand.usesEstimate(stored), outlook.estimate?.hasEnded == true { findings.orderedEnded += 1 }
                    for order in orders { findings.orders.add(order) }
                } planned: {
                    try planned.append(key, $0)
                }
            } catch let problem as TermsProblem {
                // One series must not keep all others from their orders.
                findings.unplannedCount += 1
                findings.unplanned.append(RunFindings.Unplanned(key: key, problem: problem, stated: stated))
            }
        }
        images.finish()
        findings.curveDays = series.curves.days
        self.findings = findings
    }
}

/// The parts of the summary that come from some series.
private struct RunFindings: Sendable {
    var series = 0
    var fromHistory = 0
    var statedAhead = 0
    var onlyStatedAhead = 0
    var statedOfClosed = 0
    var risk = RiskTotals()
    var withoutService: [MissingForService: Int] = [:]
    var behind = 0
    var withoutRate = 0
    /// The days that series need of each curve.
    var curveDays: [Int: ClosedRange<Int>] = [:]
    var dead = 0
    var notOrderable = 0
    var orderedEnded = 0
    var unplannedCount = 0
    /// Of a partition all of them, of a run the first ones.
    var unplanned: [Unplanned] = []
    var stockouts = FirstDays()
    var orderDays = FirstDays()
    var orders = OrderTotals()
    var days = DayRanges()

    private static let shown = 10

    struct Unplanned: Sendable {
        var key: SeriesKey
        var problem: TermsProblem
        var stated: StatedTerms
    }

    mutating func merge(_ other: RunFindings) {
        series += other.series
        fromHistory += other.fromHistory
        statedAhead += other.statedAhead
        onlyStatedAhead += other.onlyStatedAhead
        statedOfClosed += other.statedOfClosed
        risk.merge(other.risk)
        withoutService.merge(other.withoutService, uniquingKeysWith: +)
        behind += other.behind
        withoutRate += other.withoutRate
        curveDays.merge(other.curveDays) { min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound) }
        dead += other.dead
        notOrderable += other.notOrderable
        orderedEnded += other.orderedEnded
        unplannedCount += other.unplannedCount
        unplanned += other.unplanned.prefix(Self.shown - unplanned.count)
        stockouts.merge(other.stockouts)
        orderDays.merge(other.orderDays)
        orders.merge(other.orders)
        days.formUnion(other.days)
    }
}

/// The number of days that some series contribute, and the earliest of them.
private struct FirstDays: Sendable {
    private(set) var count = 0
    /// In ascending order.
    private(set) var days: [(day: Int, key: SeriesKey)] = []

    private static let shown = 5

    mutating func add(_ key: SeriesKey, _ day: Int) {
        count += 1
        keep(key, day)
    }

    mutating func merge(_ other: FirstDays) {
        count += other.count
        for found in other.days { keep(found.key, found.day) }
    }

    private mutating func keep(_ key: SeriesKey, _ day: Int) {
        if days.count == Self.shown, let last = days.last, (last.day, last.key) <= (day, key) { return }
        let place = days.firstIndex { ($0.day, $0.key) > (day, key) } ?? days.count
        days.insert((day, key), at: place)
        if days.count > Self.shown { days.removeLast() }
    }
}
