/// All results of a partition: the stretches of its series, and with a plan the orders, and the stretches with the orders in
/// them if those are kept.
package struct RunResults: Sendable {
    package let stretches: ProjectionBuilder
    package let orders: OrderBuilder
    package let planned: ProjectionBuilder

    init(scenarioID: Int, runID: Int) {
        stretches = ProjectionBuilder(scenarioID: scenarioID, runID: runID)
        orders = OrderBuilder(scenarioID: scenarioID, runID: runID)
        planned = ProjectionBuilder(scenarioID: scenarioID, runID: runID)
    }

    /// The rows of a table.
    func builder(of table: ResultTable) -> (any ResultBuilder)? {
        switch table {
        case .projection: stretches
        case .orders: orders
        case .plannedProjection: planned
        default: nil
        }
    }

    /// Ends the last images; nothing is added afterwards.
    package func finish() {
        for table in ResultTable.all { builder(of: table)?.finish() }
    }
}
