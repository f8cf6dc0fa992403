import Forecasting
import Foundation
import InventoryStore
import Platform

/// What to estimate, and how.
package struct EstimateRequest: Sendable {
    package var workers: Int
    /// Whether everything is made anew from all sales, also if it could go on from what is kept.
    package var rebuilds: Bool
    /// The sold days from which on what they say is kept.
    var keptFrom = HistoryKeeping.leastRows

    package init(workers: Int, rebuilds: Bool = false) {
        self.workers = workers
        self.rebuilds = rebuilds
    }
}

/// The result of an estimate of demand.
package struct EstimateSummary: Sendable {
    package internal(set) var series = 0
    package internal(set) var stores = 0
    /// Rows of `sold_day`.
    package internal(set) var soldDays = 0
    /// Day numbers: the first day of history, and the last one.
    package internal(set) var days = 0...0
    /// Groups of series with a profile, and those whose profile has a season.
    package internal(set) var profiles = 0
    package internal(set) var seasons = 0
    /// What was learned of events, by their names, and from how many days, those of each group or series counted.
    package internal(set) var events: [(name: String, factor: Double, days: Int)] = []
    /// Days without sales that count as closed, although their store usually sells on their weekday: how many, and the latest of them.
    package internal(set) var closed = 0
    package internal(set) var latestClosed: [(store: String, day: Int)] = []
    /// The number of series of each label.
    package internal(set) var labels: [DemandLabel: Int] = [:]
    /// Units a day of all series, at a factor of 1.
    package internal(set) var rate = 0.0
    /// The first Monday from which on sales were read, if the estimate went on from what is kept of those before it.
    package internal(set) var goesOnFrom: Int?
    /// Whether all sales are stored still.
    package internal(set) var isHistoryWhole = true
    /// Days, counted by store, whose sales are stored no longer since, and their units.
    package internal(set) var forgotten = SalesChange.Days()
    /// The time that the estimate took.
    package internal(set) var seconds = 0.0
}

/// Computes the demand of all series from `sold_day`, in one transaction.
///
///     totals by group and day ──▶ profiles ──▶ weights ──▶ dispersions, twice ──▶ results ──▶ demand_estimate
///
/// Each arrow but the second is a pass over the history, part by part on all workers. What parts add up is counted in whole numbers or in
/// fixed point, so neither the order of the rows nor the number of workers changes a bit. Source of the method:
/// [Numbers](docs/numbers.md#demand).
package enum EstimateFlow {
    /// Whether there are sales that the estimates don't include.
    package static func isNeeded(_ snapshot: Snapshot) throws -> Bool {
        try !snapshot.isDemandCurrent() && StoredHistory(snapshot) != nil
    }

    /// Tries something that may need the estimates of all sales, and estimates if it does.
    ///
    /// - Parameter attempt: returns nil if sales have come in that the estimates don't include yet. It may say so only if its parameter
    ///   is true: what comes in meanwhile is left to the next time, as it must not go on like this forever.
    static func first<Result>(
        _ database: InventoryDatabase, workers: Int, _ progress: ProgressHandler,
        _ attempt: (_ mayNeedEstimate: Bool) throws -> Result?
    ) throws -> Result {
        if let result = try attempt(true) { return result }
        try withoutActuallyEscaping(progress) { progress in
            _ = try run(EstimateRequest(workers: workers), database: database, progress: progress)
        }
        while true {
            if let result = try attempt(false) { return result }
        }
    }

    /// - Parameter report: called with the summary as the last step before the commit. If it throws, nothing is committed.
    /// - Throws: ``StoreError``, ``RequestError`` if there are no sales, ``Interrupted``.
    @discardableResult
    package static func run(
        _ request: EstimateRequest, database: InventoryDatabase, progress: @escaping ProgressHandler = { _ in },
        report: (EstimateSummary) throws -> Void = { _ in }
    ) throws -> EstimateSummary {
        try database.write(.estimateIn) { transaction in
            let clock = ContinuousClock()
            let start = clock.now
            let snapshot = transaction.snapshot
            let keeping = try HistoryKeeping(snapshot, rebuilds: request.rebuilds, leastRows: request.keptFrom)
            guard let history = try StoredHistory(snapshot, keeping) else {
                // The last sales may have been removed, and then nothing is known of demand either.
                guard try DemandWriter.removeAll(transaction) else { throw RequestError.noSales(path: database.path) }
                return .commit(EstimateSummary())
            }
            let passes = HistoryPasses(history, workers: request.workers, database, progress)

            let found = try passes.estimate()
            let (estimator, learned, groups) = (found.estimator, found.learned, found.estimator.groups)
            let writer = try DemandWriter(
                transaction, groups: groups, learned, events: found.events,
                ends: Dictionary(uniqueKeysWithValues: history.stores.map { ($0.key, $0.days.upperBound) }))
            var summary = EstimateSummary()
            // Between two Mondays, what is kept stays as it is.
            let keeps = history.closesWeeks || history.kept == nil
            if keeps {
                try writer.removeKept(exceptTotalsOf: history.stores.filter { $0.kept.known != nil }.map(\.key))
            }
            var rate = UnitSum()
            var accuracy: [Estimator.WeekOfGroup: WeekAccuracy] = [:]
            try passes.run(
                { part, snapshot in try estimator.results(of: part, snapshot, learned) },
                { _, results in
                    try writer.write(results.demand, results.weeks)
                    if keeps { try writer.write(results.kept) }
                    for (place, sums) in results.accuracy { accuracy[place, default: WeekAccuracy()].merge(sums) }
                    summary.series += results.series
                    summary.labels.merge(results.labels, uniquingKeysWith: +)
                    rate.add(results.rate)
                })
            try writer.write(
                accuracy.sorted { ($0.key.week, $0.key.group) < ($1.key.week, $1.key.group) }.map { place, sums in
                    WeekAccuracyRow(
                        week: place.week, store: groups[place.group].store, category: groups[place.group].category, sums
                    )
                })
            let kept = Dictionary(
                uniqueKeysWithValues: history.stores.compactMap { store in store.kept.next.map { (store.key, $0) } })
            if keeps, !kept.isEmpty {
                try writer.write(found.closed, found.totals.newlyKept(history), keptBefore: kept)
            }
            try writer.finish(until: history.days.upperBound, stores: history.stores.map(\.key))
            summary.forgotten = try writer.forget(snapshot)
            summary.goesOnFrom = history.stores.compactMap(\.kept.known).min()
            summary.isHistoryWhole = try snapshot.keptHistories().values.allSatisfy { $0.forgottenBefore == nil }
            let closed = estimator.unusuallyClosed.sorted { ($0.day, $0.store) > ($1.day, $1.store) }
            let stores = try snapshot.storeIdentifiers()
            summary.closed = closed.count
            summary.latestClosed = closed.prefix(3).map { (stores.identifier(of: $0.store), $0.day) }
            summary.rate = rate.units
            summary.stores = history.stores.count
            summary.soldDays = history.rowCount
            summary.days = history.days
            summary.profiles = groups.count
            summary.events = found.events.sorted { $0.key < $1.key }.map { ($0.key, $0.value.factor, $0.value.days) }
            summary.seasons = groups.count { $0.factors.yearly != nil }
            summary.seconds = (clock.now - start).inSeconds
            try report(summary)
            return .commit(summary)
        }
    }
}
