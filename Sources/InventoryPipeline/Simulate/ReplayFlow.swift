import Forecasting
import Foundation
import InventoryStore
import Platform

/// Replays what was sold under several policies: what each would have given and cost.
///
/// Profiles, weights and dispersions are learned from the sales before the first day, and on each review a rate is estimated from the
/// sales before it: nothing is known in hindsight. The stock begins with the closing stock of the day before; where none is known, with
/// what is needed until an order of the first day is there.
package enum ReplayFlow {
    /// Days that the mean of the safety stock is taken from: thirteen weeks from each review.
    fileprivate static let horizon = 91

    /// - Parameter request: its ``SimulationRequest/replayed`` are the days; nil means the last 364 days of sales.
    /// - Throws: as ``SimulateFlow``; ``RequestError`` if the sales of the days, or any before them, are not known.
    @discardableResult
    package static func run(
        _ request: SimulationRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in },
        report: (SimulationSummary) throws -> Void = { _ in }
    ) throws -> SimulationSummary {
        try database.write(.simulateIn) { transaction in
            let summary = try withoutActuallyEscaping(progress) { progress in
                try replay(request, transaction, database, progress)
            }
            try report(summary)
            return .commit(summary)
        }
    }

    private static func replay(
        _ request: SimulationRequest, _ transaction: WriteTransaction, _ database: InventoryDatabase,
        _ progress: @escaping ProgressHandler
    ) throws -> SimulationSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let startedAt = Timestamp.now()
        let snapshot = transaction.snapshot
        guard let history = try StoredHistory(snapshot) else { throw RequestError.noSales(path: database.path) }
        let last = history.days.upperBound
        let days = request.replayed ?? max(history.days.lowerBound + 1, last - 363)...last
        guard days.upperBound <= last, let known = history.before(days.lowerBound) else {
            throw RequestError.unknownSales(days, known: history.days)
        }
        var request = request
        (request.replayed, request.days, request.runs) = (days, days.count, 1)
        let passes = HistoryPasses(known, workers: request.workers, database, progress)
        let found = try passes.estimate()
        let ends = Dictionary(uniqueKeysWithValues: history.stores.map { ($0.key, $0.days.upperBound) })
        let writer = try SimulationWriter(transaction, bySeries: request.bySeries)
        let (builders, asked) = (writer.builders, request)
        let basis = ReplayBasis(
            run: try RunBasis(snapshot, request.options, levels: request.targets.compactMap { $0 }),
            keys: try snapshot.resolve(request.selection), history: known, days: days, ends: ends,
            estimator: found.estimator.reaching(days.count + FactorCurve.daysBeyondHorizon), learned: found.learned)
        var replayed = ReplayedPart(request)
        try passes.run(
            { part, snapshot in
                let rows = builders()
                var found = ReplayedPart(asked)
                try found.replay(part, basis, snapshot, into: rows)
                rows.finish()
                return (part: found, rows: rows)
            },
            { _, result in
                try writer.write(result.rows)
                replayed.merge(result.part)
            })
        guard replayed.totals.series > 0 else { throw RequestError.nothingToSimulate(replayed.totals.leftOut) }
        var summary = replayed.summary()
        summary.id = writer.id
        summary.seconds = (clock.now - start).inSeconds
        try writer.finish(
            StoredSimulation(
                id: 0, startedAt: startedAt, options: try request.json(), firstDay: days.lowerBound,
                outDays: summary.outDays, series: summary.series, allSeries: summary.series, days: request.days,
                runs: 1,
                seconds: summary.seconds, importID: 0, version: request.version), summary.stored)
        return summary
    }
}

/// What all parts of a replay know alike.
private struct ReplayBasis: Sendable {
    let run: RunBasis
    let keys: SelectedKeys
    /// As it was known before the first day.
    let history: StoredHistory
    let days: ClosedRange<Int>
    /// The last day of sales of each store.
    let ends: [Int32: Int]
    let estimator: Estimator
    let learned: LearnedDemand
}

/// What some series would have given under each policy.
private struct ReplayedPart: Sendable {
    private let request: SimulationRequest
    private(set) var totals: TriedTotals
    private var outDays = 0
    private var startedFromStock = 0

    init(_ request: SimulationRequest) {
        self.request = request
        totals = TriedTotals(request.tried, replications: 1)
    }

    mutating func merge(_ other: ReplayedPart) {
        totals.merge(other.totals)
        outDays += other.outDays
        startedFromStock += other.startedFromStock
    }

    mutating func replay(
        _ part: StoredHistory.Part, _ basis: ReplayBasis, _ snapshot: Snapshot, into rows: SimulatedSeriesBuilder
    ) throws {
        let store = basis.history.stores[part.store].key
        guard basis.keys.stores?.contains(store) ?? true else { return }
        let chosen = basis.keys.products.map(Set.init)
        let range =
            SeriesKey(store: store, product: part.products.lowerBound)
            .rowID...SeriesKey(
                store: store, product: part.products.upperBound
            ).rowID
        var stated: [Int32: StatedTerms] = [:]
        try snapshot.forEachTerms(in: CollectionOfOne(range)) { stated[$0.product] = $1 }
        let reader = try RunSeries(basis.run, Partition(ranges: []), snapshot)
        reader.enter(store)
        var curves = ReplayCurves(basis.days)
        try basis.estimator.forEachSeries(of: part, snapshot, basis.learned) { known in
            guard chosen?.contains(known.product) ?? true else { return }
            guard basis.ends[store] ?? .min >= basis.days.upperBound else {
                totals.leftOut.shortHistory += 1
                return
            }
            do {
                let found = try replay(
                    known, reader, stated[known.product] ?? StatedTerms(), &curves, basis.days)
                if request.bySeries, let found {
                    rows.append(SeriesKey(store: store, product: known.product), found)
                }
            } catch is TermsProblem {
                totals.leftOut.unplanned += 1
            }
        }
    }

    /// - Returns: what each policy would have given; nil if the series is left out.
    private mutating func replay(
        _ known: Estimator.KnownSeries, _ reader: RunSeries, _ stated: StatedTerms, _ curves: inout ReplayCurves,
        _ days: ClosedRange<Int>
    ) throws -> [SeriesFigures]? {
        guard stated.isOrderable else {
            totals.leftOut.notOrderable += 1
            return nil
        }
        let before = known.days.prefix { $0.day < days.lowerBound }
        guard let first = known.pass.result(of: known.days, before: days.lowerBound) else {
            totals.leftOut.unsoldBefore += 1
            return nil
        }
        let isWhole = known.days.allSatisfy { $0.quantity == $0.quantity.rounded() }
        let curve = curves.curve(of: known)
        let stock = before.last.flatMap { row in
            Int(row.day) == days.lowerBound - 1 && !row.closingStock.isNaN ? row.closingStock : nil
        }
        var position = StockPosition(
            startDay: days.lowerBound, onHand: 0, salesRate: first.rate, restockingRate: 0,
            durationDays: ReplayFlow.horizon, frequency: 1)
        let counted = max(try reader.run.interval(position, stated).firstArrival, request.warmUp)
        guard counted < days.count else {
            totals.leftOut.uncounted += 1
            return nil
        }
        var policies: [SimulatedSeries] = []
        reader.run.spread = DemandSpread(first.ownDispersion, isWhole: isWhole, isAssumed: false)
        var lacksService = false
        let outlook = SeriesOutlook()
        for tried in totals.tried {
            reader.run.service = reader.service(tried.service, stated, outlook)
            if reader.run.missingForService(stated, isAsked: tried.service != nil) != nil { lacksService = true }
            guard
                let series = try reader.run.replayed(
                    position, curve: curve, stock: stock, stated: stated, by: tried.policy)
            else { return nil }
            policies.append(series)
        }
        var sums = policies.map { _ in SimulationTotals() }
        var next = before.endIndex
        for day in days {
            if day > days.lowerBound, policies[0].isReview,
                let demand = known.pass.result(of: known.days[..<next], before: day)
            {
                (position.startDay, position.salesRate) = (day, demand.rate)
                reader.run.spread = DemandSpread(demand.ownDispersion, isWhole: isWhole, isAssumed: false)
                for (place, tried) in totals.tried.enumerated() {
                    reader.run.service = reader.service(tried.service, stated, outlook)
                    if let terms = try reader.run.simulatedTerms(position, stated, curve, tried.policy) {
                        policies[place].know(rate: demand.rate, terms)
                    }
                }
            }
            var sold = 0
            if next < known.days.endIndex, Int(known.days[next].day) == day {
                let row = known.days[next]
                sold = Int((min(max(row.quantity, 0), StockLimits.quantity) * 100).rounded())
                if row.closingStock <= 0, day >= days.lowerBound + counted { outDays += 1 }
                next += 1
            }
            for place in policies.indices {
                if day == days.lowerBound + counted { policies[place].beginCounting() }
                let today = policies[place].pass(demand: sold)
                if day >= days.lowerBound + counted { sums[place].add(today) }
            }
        }
        totals.add(sums, to: 0, stated)
        totals.count(stated, first: counted, lacksService: lacksService)
        if stock != nil { startedFromStock += 1 }
        return sums.map { SeriesFigures($0, runs: 1) }
    }

    func summary() -> SimulationSummary {
        var summary = totals.summary(request)
        (summary.replayed, summary.outDays, summary.startedFromStock) = (request.replayed, outDays, startedFromStock)
        return summary
    }
}

/// The curves of the days of a replay, each made once for the series of a group.
private struct ReplayCurves {
    private let days: ClosedRange<Int>
    private var made: [Int: FactorCurve] = [:]

    init(_ days: ClosedRange<Int>) { self.days = days }

    mutating func curve(of series: Estimator.KnownSeries) -> FactorCurve? {
        if let group = series.group, let curve = made[group] { return curve }
        let profile = series.profile
        let end = min(days.upperBound + FactorCurve.daysBeyondHorizon, profile.days.upperBound)
        let curve = FactorCurve(
            profile: FactorCurve.ofSeries, firstDay: days.lowerBound,
            sums: (days.lowerBound...max(end, days.lowerBound)).map { profile.sum(from: days.lowerBound, to: $0) })
        if let group = series.group { made[group] = curve }
        return curve
    }
}
