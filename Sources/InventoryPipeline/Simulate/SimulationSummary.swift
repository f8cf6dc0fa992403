import Forecasting
import InventoryStore

/// The result of a simulation.
package struct SimulationSummary: Sendable {
    package internal(set) var id = 0
    /// Series that were simulated, and those that they stand for.
    package internal(set) var series = 0
    package internal(set) var allSeries = 0
    /// Days that count of each series, and the first of them, from 0; the earliest and the latest if series differ.
    package internal(set) var days = 0
    package internal(set) var firstCounted: ClosedRange<Int>?
    package internal(set) var runs = 0
    package internal(set) var seed: UInt64 = 0
    /// The days of sales that were replayed; nil if sales were drawn.
    package internal(set) var replayed: ClosedRange<Int>?
    /// Of a replay, the days of series at whose end nothing was left, so that more may have been asked for than was sold; and series whose
    /// stock before the first day is known.
    package internal(set) var outDays = 0
    package internal(set) var startedFromStock = 0
    /// Whether demand that isn't served is lost.
    package internal(set) var losesSales = true
    package internal(set) var results: [Tried] = []
    /// Why series are not part of it.
    package internal(set) var leftOut = SimulationLeftOut()
    /// Series whose safety stock is not for the service that is tried: as a file states one, or a service of its own; and those of which the
    /// class by money, or what a service that pays asks for, is not known.
    package internal(set) var ownSafetyStock = 0
    package internal(set) var withoutService = 0
    package internal(set) var seconds = 0.0

    /// The results as they are stored.
    var stored: [SimulationResult] {
        results.map { SimulationResult(policy: $0.policy.rawValue, target: $0.service?.name, figures: $0.figures) }
    }

    package struct Tried: Sendable {
        package var policy: SimulatedPolicy
        package var service: ServiceLevels?
        package var figures: SimulationFigures
        /// What it gives and costs beside the one that is tried before it; nil of the first one.
        package var change: SimulationDifference?
    }
}

/// Series that are not part of a simulation, by the reason.
package struct SimulationLeftOut: Equatable, Sendable {
    /// No rate is stated or estimated.
    package internal(set) var withoutRate = 0
    /// Nothing is sold.
    package internal(set) var withoutSales = 0
    /// Nobody knows how far demand is from what is expected.
    package internal(set) var withoutSpread = 0
    package internal(set) var notOrderable = 0
    /// No order can be planned with the terms.
    package internal(set) var unplanned = 0
    /// Of a replay: nothing was sold before its first day, or what was sold until its last day is not known.
    package internal(set) var unsoldBefore = 0
    package internal(set) var shortHistory = 0
    /// Of a replay: no day would count.
    package internal(set) var uncounted = 0

    mutating func merge(_ other: SimulationLeftOut) {
        withoutRate += other.withoutRate
        withoutSales += other.withoutSales
        withoutSpread += other.withoutSpread
        notOrderable += other.notOrderable
        unplanned += other.unplanned
        unsoldBefore += other.unsoldBefore
        shortHistory += other.shortHistory
        uncounted += other.uncounted
    }
}
