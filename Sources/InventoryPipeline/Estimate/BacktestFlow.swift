import Forecasting
import Foundation
import InventoryStore
import Platform

/// What to try on the past.
package struct BacktestRequest: Sendable {
    /// The days at the end of the history that each trial doesn't know; a trial forecasts the first of them.
    package var heldBack: [Int]
    /// Days that are forecast.
    package var horizon: Int
    package var workers: Int

    /// The longest horizon, in days.
    package static let longestHorizon = Estimator.mostDays

    package init(heldBack: [Int], horizon: Int, workers: Int) {
        self.heldBack = heldBack
        self.horizon = horizon
        self.workers = workers
    }
}

/// How good a way to forecast was.
package struct TrialAccuracy: Sendable {
    package fileprivate(set) var daily = ForecastAccuracy()
    package fileprivate(set) var sums = ForecastAccuracy()
    package fileprivate(set) var scaled = ScaledErrors()

    mutating func add(past: [Double], actual: [Double], forecast: [Double]) {
        for (actual, forecast) in zip(actual, forecast) { daily.add(actual: actual, forecast: forecast) }
        sums.add(actual: actual.reduce(0, +), forecast: forecast.reduce(0, +))
        scaled.add(past: past, actual: actual, forecast: forecast)
    }

    mutating func merge(_ other: TrialAccuracy) {
        daily.merge(other.daily)
        sums.merge(other.sums)
        scaled.merge(other.scaled)
    }
}

/// The result of a backtest.
package struct BacktestSummary: Sendable {
    /// The first day that each trial forecasts, the earliest first.
    package internal(set) var cuts: [Int] = []
    package internal(set) var horizon: Int
    /// Series that were forecast, in all trials.
    package internal(set) var forecasts = 0
    package internal(set) var own = TrialAccuracy()
    /// The mean of the last 28 days.
    package internal(set) var average = TrialAccuracy()
    /// The same weekday of the last week.
    package internal(set) var seasonal = TrialAccuracy()
    /// Of the sums over the horizon.
    package internal(set) var quantiles = [0.1, 0.5, 0.9].map { QuantileAccuracy(probability: $0) }
    package internal(set) var seconds = 0.0

    mutating func merge(_ other: BacktestSummary) {
        forecasts += other.forecasts
        own.merge(other.own)
        average.merge(other.average)
        seasonal.merge(other.seasonal)
        for place in quantiles.indices { quantiles[place].merge(other.quantiles[place]) }
    }
}

/// Forecasts days of the past from what was known before them, and compares. It only reads.
///
/// Each trial makes the whole estimate anew from the history before its day: profiles, weights, dispersions and rates.
package enum BacktestFlow {
    /// - Throws: ``StoreError``, ``RequestError`` if no trial has a history before it and known days after it, ``Interrupted``.
    package static func run(
        _ request: BacktestRequest, database: InventoryDatabase, progress: @escaping ProgressHandler = { _ in }
    ) throws -> BacktestSummary {
        let clock = ContinuousClock()
        let start = clock.now
        guard let history = try database.read({ try StoredHistory($0) }) else {
            throw RequestError.noSales(path: database.path)
        }
        let ends = Dictionary(uniqueKeysWithValues: history.stores.map { ($0.key, $0.days.upperBound) })
        var summary = BacktestSummary(horizon: request.horizon)
        for held in Set(request.heldBack).sorted(by: >) {
            let cut = history.days.upperBound + 1 - held
            guard cut + request.horizon <= history.days.upperBound + 1, let known = history.before(cut) else {
                continue
            }
            let passes = HistoryPasses(known, workers: request.workers, database, progress)
            let found = try passes.estimate()
            let (estimator, learned) = (found.estimator, found.learned)
            try passes.run(
                { part, snapshot in
                    var found = BacktestSummary(horizon: request.horizon)
                    let store = known.stores[part.store]
                    // What was sold has to be known of all days, also of those just before.
                    guard store.cut == cut, ends[store.key] ?? 0 >= cut + request.horizon - 1 else { return found }
                    try estimator.forEachDemand(of: part, snapshot, learned) { demand, profile, days in
                        found.add(demand, profile, days, cut: cut)
                    }
                    return found
                }, { summary.merge($1) })
            summary.cuts.append(cut)
        }
        guard !summary.cuts.isEmpty else {
            throw RequestError.shortHistory(
                days: history.days.count, needed: (request.heldBack.min() ?? 0) + 1, horizon: request.horizon)
        }
        summary.seconds = (clock.now - start).inSeconds
        return summary
    }
}

extension BacktestSummary {
    /// Adds a series whose first sale was two weeks before or more, and that was sold on two days at least.
    fileprivate mutating func add(
        _ demand: SeriesDemand, _ profile: DemandProfile, _ days: ArraySlice<SoldDay>, cut: Int
    ) {
        guard let firstSale = demand.state.firstSale, firstSale <= cut - 14,
            days.lazy.filter({ $0.day < cut && $0.quantity > 0 }).prefix(2).count == 2
        else { return }
        var past = [Double](repeating: 0, count: cut - firstSale)
        var actual = [Double](repeating: 0, count: horizon)
        var isWhole = true
        for row in days where Int(row.day) >= firstSale && Int(row.day) < cut + horizon {
            let place = Int(row.day)
            if place < cut { past[place - firstSale] = row.quantity } else { actual[place - cut] = row.quantity }
            if place < cut, row.quantity.rounded() != row.quantity { isWhole = false }
        }
        let forecast = (0..<horizon).map { demand.rate * profile.sum(from: cut + $0, to: cut + $0 + 1) }
        forecasts += 1
        own.add(past: past, actual: actual, forecast: forecast)
        let recent = past.suffix(28)
        let mean = recent.reduce(0, +) / Double(recent.count)
        average.add(past: past, actual: actual, forecast: [Double](repeating: mean, count: horizon))
        let week = Array(past.suffix(7))
        seasonal.add(past: past, actual: actual, forecast: (0..<horizon).map { week[$0 % 7] })
        let sum = demand.rate * profile.sum(from: cut, to: cut + horizon)
        let law = DemandDistribution(
            mean: sum, variance: demand.variance(mean: sum, days: horizon), isWhole: isWhole)
        let sold = actual.reduce(0, +)
        for place in quantiles.indices { quantiles[place].add(actual: sold, of: law) }
    }
}
