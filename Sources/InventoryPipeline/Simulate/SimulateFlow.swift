import Forecasting
import Foundation
import InventoryStore
import Platform

/// Simulates the series under several policies, all of which meet the same demand, and stores what they give and cost.
///
///     partitions ──▶ worker: scan, simulate each series ──▶ totals of each policy, in whole numbers ──▶ simulation
///                    (each on its own snapshot)
///
/// As with ``RunFlow`` the writer holds the lock while the workers read, so all see the same inventory. What parts add up doesn't depend
/// on how the work is divided, and a random number depends on the names of its series only: the same seed gives the same bytes.
package enum SimulateFlow {
    /// - Parameter report: called with the summary as the last step before the commit. If it throws, nothing is committed.
    /// - Throws: ``StoreError``, also for unknown stores and products, ``RequestError``, ``Interrupted``.
    @discardableResult
    package static func run(
        _ request: SimulationRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in },
        report: (SimulationSummary) throws -> Void = { _ in }
    ) throws -> SimulationSummary {
        try EstimateFlow.first(database, workers: request.workers, progress) { mayNeedEstimate in
            try database.write(.simulateIn) { transaction in
                if mayNeedEstimate, request.options.demand != .stated,
                    try EstimateFlow.isNeeded(transaction.snapshot)
                {
                    return .rollback(nil)
                }
                let summary = try simulate(request, transaction, database, progress)
                try report(summary)
                return .commit(summary)
            }
        }
    }

    /// A series takes a thousand times as long as in a forecast; progress and signals are looked at between partitions.
    private static let seriesInPartition = 256

    private static func simulate(
        _ request: SimulationRequest, _ transaction: WriteTransaction, _ database: InventoryDatabase,
        _ progress: ProgressHandler
    ) throws -> SimulationSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let startedAt = Timestamp.now()
        let snapshot = transaction.snapshot
        let keys = try snapshot.resolve(request.selection)
        let stores = try snapshot.storeSizes()
        guard !stores.isEmpty else { throw RequestError.noInventory(path: database.path) }
        let partitions = PartitionPlan.partitions(
            stores, selected: keys, greatestProduct: try snapshot.greatestProductKey(),
            target: seriesInPartition)
        let basis = try RunBasis(snapshot, request.options, levels: request.targets.compactMap { $0 })
        let names = try SeriesIdentities(snapshot)
        let most = request.sample
        let count = keys.isEverything ? stores.reduce(0) { $0 + $1.seriesCount } : .max
        let sample =
            most > 0 && count > most
            ? try SeriesSample.of(partitions, most: most, names, workers: request.workers, database, progress)
            : SeriesSample(all: 0)
        let writer = try SimulationWriter(transaction, bySeries: request.bySeries)
        let builders = writer.builders
        var found = SimulatedPart(request, sample)
        var done = 0
        try PartitionFailure.explained(snapshot) {
            try OrderedPipeline<Partition, (part: SimulatedPart, rows: SimulatedSeriesBuilder)>(
                workers: request.workers, depth: request.workers + 2, interruption: database.interruption
            ).run(
                source: { emit in for partition in partitions { try emit(partition) } },
                worker: { work in
                    try database.readApart { snapshot in
                        try work.process { partition in
                            try PartitionFailure.naming(partition, snapshot, database.path) {
                                let rows = builders()
                                var part = SimulatedPart(request, sample)
                                try part.simulate(partition, basis, names, snapshot, into: rows)
                                rows.finish()
                                return (part, rows)
                            }
                        }
                    }
                },
                sink: { result in
                    try writer.write(result.rows)
                    found.merge(result.part)
                    done += 1
                    progress(
                        FlowProgress(
                            unit: "series", done: found.totals.series, fraction: Double(done) / Double(partitions.count)
                        ))
                })
        }
        guard found.totals.series > 0 else { throw RequestError.nothingToSimulate(found.totals.leftOut) }
        var summary = found.summary()
        summary.id = writer.id
        summary.seconds = (clock.now - start).inSeconds
        try writer.finish(
            StoredSimulation(
                id: 0, startedAt: startedAt, options: try request.json(), firstDay: nil, outDays: nil,
                series: summary.series, allSeries: summary.allSeries, days: request.days, runs: request.runs,
                seconds: summary.seconds, importID: 0, version: request.version),
            summary.stored)
        return summary
    }
}

/// What some series gave under each policy: by run, or of a sample by the part of it, all runs together.
private struct SimulatedPart: Sendable {
    private let request: SimulationRequest
    private let sample: SeriesSample
    private(set) var totals: TriedTotals

    init(_ request: SimulationRequest, _ sample: SeriesSample) {
        self.request = request
        self.sample = sample
        totals = TriedTotals(
            request.tried, replications: sample.isPart ? SeriesSample.partCount : request.runs)
    }

    mutating func merge(_ other: SimulatedPart) { totals.merge(other.totals) }

    mutating func simulate(
        _ partition: Partition, _ basis: RunBasis, _ names: SeriesIdentities, _ snapshot: Snapshot,
        into rows: SimulatedSeriesBuilder
    ) throws {
        let reader = try RunSeries(basis, partition, snapshot)
        try snapshot.forEachSeries(in: partition.ranges, with: basis.tables) { key, stored, receipts, stated, outlook in
            let identity = try names.identity(of: key)
            guard let part = sample.part(of: identity) else { return }
            do {
                let found = try simulate(reader, key, stored, receipts, stated, outlook, identity, part, basis.options)
                if request.bySeries, let found { rows.append(key, found) }
            } catch is TermsProblem {
                // One series must not keep all others from being simulated. A plan names them.
                totals.leftOut.unplanned += 1
            }
        }
    }

    /// - Returns: what each policy gave; nil if the series is left out.
    private mutating func simulate(
        _ reader: RunSeries, _ key: SeriesKey, _ stored: StockPosition, _ receipts: ArraySlice<Receipt>,
        _ stated: StatedTerms, _ outlook: SeriesOutlook, _ identity: UInt64, _ part: Int, _ options: RunOptions
    ) throws -> [SeriesFigures]? {
        var stored = reader.start(key, stored).stored
        guard stated.isOrderable else {
            totals.leftOut.notOrderable += 1
            return nil
        }
        let interval = try reader.run.interval(stored, stated)
        let first = max(interval.firstArrival, request.warmUp)
        stored.durationDays = min(first + request.days, StockLimits.durationDays)
        stored.frequency = 1
        let series = try reader.series(key, stored, outlook)
        guard let rate = series.position.salesRate else {
            totals.leftOut.withoutRate += 1
            return nil
        }
        guard rate > 0 else {
            totals.leftOut.withoutSales += 1
            return nil
        }
        guard let spread = options.spread(ofEstimate: outlook.estimate?.spread) else {
            totals.leftOut.withoutSpread += 1
            return nil
        }
        reader.run.spread = spread
        var policies: [SimulatedSeries] = []
        var lacksService = false
        for tried in totals.tried {
            reader.run.service = reader.service(tried.service, stated, outlook)
            if reader.run.missingForService(stated, isAsked: tried.service != nil) != nil { lacksService = true }
            let simulated = try reader.run.simulated(
                series.position, curve: series.curve, receipts: receipts, stated: stated, by: tried.policy)
            // Whether something may be ordered was asked before.
            guard let simulated else { return nil }
            policies.append(simulated)
        }
        let dispersion = spread.dispersion
        var sums = policies.map { _ in SimulationTotals() }
        var simulated = SimulatedPolicies(policies, days: first + request.days, countedFrom: first)
        for run in 0..<request.runs {
            let draws = DemandDraws(
                seed: request.seed, identity: identity, replication: UInt32(run), phi: dispersion.phi,
                c: max(0, dispersion.c + dispersion.d * Double(interval.days) / 28), isWhole: spread.isWhole)
            let found = simulated.run(draws)
            totals.add(found, to: sample.isPart ? part : run, stated)
            guard request.bySeries else { continue }
            for place in found.indices { sums[place].merge(found[place]) }
        }
        totals.count(stated, first: first, lacksService: lacksService)
        return sums.map { SeriesFigures($0, runs: request.runs) }
    }

    func summary() -> SimulationSummary {
        guard sample.isPart else { return totals.summary(request) }
        let share = Double(sample.all) / Double(max(sample.size, 1))
        // The runs of a part of a sample are together, and all parts are one sample.
        var summary = totals.summary(
            request, scale: share * Double(SeriesSample.partCount) / Double(request.runs))
        summary.allSeries = max(summary.series, Int((Double(summary.series) * share).rounded()))
        return summary
    }
}
