import Forecasting
import Foundation
import InventoryStore
import Platform

/// What to estimate, and how.
package struct EstimateRequest: Sendable {
    package var workers: Int

    package init(workers: Int) { self.workers = workers }
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
    /// The number of series of each label.
    package internal(set) var labels: [DemandLabel: Int] = [:]
    /// Units a day of all series, at a factor of 1.
    package internal(set) var rate = 0.0
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
    static func isNeeded(_ snapshot: Snapshot) throws -> Bool {
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
            guard let history = try StoredHistory(snapshot) else { throw RequestError.noSales(path: database.path) }
            let passes = HistoryPasses(history, workers: request.workers, database, progress)

            let found = try passes.estimate()
            let (estimator, learned, groups) = (found.estimator, found.learned, found.estimator.groups)
            let writer = try DemandWriter(
                transaction, groups: groups, learned, events: found.events,
                ends: Dictionary(uniqueKeysWithValues: history.stores.map { ($0.key, $0.days.upperBound) }))
            var summary = EstimateSummary()
            var rate = UnitSum()
            var accuracy: [Estimator.WeekOfGroup: WeekAccuracy] = [:]
            try passes.run(
                { part, snapshot in try estimator.results(of: part, snapshot, learned) },
                { _, results in
                    try writer.write(results.builder, results.weeks)
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
            try writer.finish(until: history.days.upperBound, stores: history.stores.map(\.key))
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
