import Forecasting
import InventoryStore

/// A series whose terms allow no order. It has its projection, and no orders.
package struct UnplannedSeries: Equatable, Sendable {
    package var series: SeriesTitle
    package var problem: TermsProblem
    /// Those terms of the problem that the series does not state, so that the run's default counts.
    package var defaults: [Term]

    package init(series: SeriesTitle, problem: TermsProblem, stated: StatedTerms) {
        self.series = series
        self.problem = problem
        defaults = problem.terms.filter { TermDefaults.terms.contains($0) && stated[$0] == nil }
    }
}
