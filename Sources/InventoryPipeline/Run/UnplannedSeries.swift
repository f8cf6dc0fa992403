import Forecasting
import InventoryStore

/// A series whose terms allow no order. It has its projection, and no orders.
package struct UnplannedSeries: Equatable, Sendable {
    package var series: SeriesTitle
    package var problem: TermsProblem
    /// Those terms of the problem that the series does not state, so that the run's default counts.
    package var defaults: [Term]

    /// The term of which orders are whole multiples.
    package var multiple: Term

    package init(series: SeriesTitle, problem: TermsProblem, stated: StatedTerms) {
        self.series = series
        self.problem = problem
        let multiple = stated.fixedQuantity == nil ? Term.orderMultiple : .orderQuantity
        self.multiple = multiple
        defaults = problem.terms.filter { term in
            TermDefaults.terms.contains(term) && stated[term] == nil && !(term == .orderMultiple && multiple != term)
        }
    }
}
