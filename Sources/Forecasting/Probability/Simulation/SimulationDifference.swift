/// What a policy gives and costs beside another one that met the same demand: means of a run, with how far they may be from what many
/// runs would give.
///
/// Each run has a difference of its own. As both policies have the same good and bad luck in it, differences vary less than what either
/// of them gives (common random numbers: A. M. Law, "Simulation Modeling and Analysis", chapter 11).
package struct SimulationDifference: Equatable, Sendable {
    /// Units that weren't served on their day, more than with the other policy.
    package let unitsShort: RunInterval
    /// Units on hand on an evening, on average, all series together, more than with the other policy.
    package let onHand: RunInterval
    /// Their value, in the currency of the files; nil if no file states any.
    package let stockValue: RunInterval?

    /// - Parameters:
    ///   - replications: of the policy, as in ``SimulationFigures/init(_:scale:days:)``.
    ///   - others: of the other one, of the same runs.
    package init(_ replications: [PolicyTotals], from others: [PolicyTotals], scale: Double, days: Int) {
        let evenings = Double(max(days, 1))
        func more(_ value: (PolicyTotals) -> Double) -> RunInterval {
            RunInterval(zip(replications, others).map { (value($0) - value($1)) * scale })
        }
        unitsShort = more { Double($0.days.unmet) / 100 }
        onHand = more { Double($0.days.onHand) / 100 / evenings }
        let hasCost = replications.contains { $0.seriesWithCost > 0 }
        stockValue = hasCost ? more { $0.stockValue / evenings } : nil
    }
}
