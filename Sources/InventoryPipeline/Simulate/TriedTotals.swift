import Forecasting
import InventoryStore

/// What some series gave under each policy that is tried, and which series took part: of a simulation and of a replay.
struct TriedTotals: Sendable {
    let tried: [TriedPolicy]
    /// Of each policy, by replication.
    private var totals: [[PolicyTotals]]
    private(set) var series = 0
    var leftOut = SimulationLeftOut()
    private var ownSafetyStock = 0
    private var withoutService = 0
    private var firstCounted: ClosedRange<Int>?

    init(_ tried: [TriedPolicy], replications: Int) {
        self.tried = tried
        totals = tried.map { _ in [PolicyTotals](repeating: PolicyTotals(), count: replications) }
    }

    mutating func merge(_ other: TriedTotals) {
        for place in totals.indices {
            for replication in totals[place].indices {
                totals[place][replication].merge(other.totals[place][replication])
            }
        }
        series += other.series
        leftOut.merge(other.leftOut)
        ownSafetyStock += other.ownSafetyStock
        withoutService += other.withoutService
        if let first = other.firstCounted { count(first) }
    }

    private mutating func count(_ first: ClosedRange<Int>) {
        firstCounted =
            firstCounted.map { min($0.lowerBound, first.lowerBound)...max($0.upperBound, first.upperBound) } ?? first
    }

    /// Counts a series that takes part.
    ///
    /// - Parameters:
    ///   - first: the first of its days that counts; 0 is the first.
    ///   - lacksService: whether a service is tried that nothing is known for.
    mutating func count(_ stated: StatedTerms, first: Int, lacksService: Bool) {
        series += 1
        count(first...first)
        if stated.safetyStock != nil || stated.serviceLevel != nil || stated.fillRate != nil {
            ownSafetyStock += 1
        } else if lacksService {
            withoutService += 1
        }
    }

    /// Adds what each policy gave of a series.
    mutating func add(_ found: [SimulationTotals], to replication: Int, _ stated: StatedTerms) {
        for place in found.indices {
            totals[place][replication].add(found[place], unitCost: stated.unitCost, unitMargin: stated.margin)
        }
    }

    /// The summary of all series.
    ///
    /// - Parameter scale: ``SimulationFigures/init(_:scale:days:)``
    func summary(_ request: SimulationRequest, scale: Double = 1) -> SimulationSummary {
        var summary = SimulationSummary()
        (summary.series, summary.allSeries) = (series, series)
        summary.days = request.days
        summary.firstCounted = firstCounted
        summary.runs = request.runs
        summary.seed = request.seed
        summary.losesSales = request.options.forecast.lostSales
        summary.leftOut = leftOut
        summary.ownSafetyStock = ownSafetyStock
        summary.withoutService = withoutService
        summary.results = tried.indices.map { place in
            // Days that count of a series in a replay depend on its lead time.
            let evenings = totals[place].reduce(0) { $0 + $1.days.days } / max(series * request.runs, 1)
            return SimulationSummary.Tried(
                policy: tried[place].policy, service: tried[place].service,
                figures: SimulationFigures(totals[place], scale: scale, days: evenings),
                change: place == 0
                    ? nil
                    : SimulationDifference(totals[place], from: totals[place - 1], scale: scale, days: evenings))
        }
        return summary
    }
}
