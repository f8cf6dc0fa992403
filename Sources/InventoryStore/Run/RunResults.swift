/// All results of a partition: the stretches of its series; for a plan also the orders, and the stretches with the orders
/// included if those are stored; the curves that only one series has; and how likely series run out, if the run was
/// asked for that.
package struct RunResults: Sendable {
    package let stretches: ProjectionBuilder
    package let orders: OrderBuilder
    package let planned: ProjectionBuilder
    package let curves: SeriesCurveBuilder
    package let risks: RiskBuilder

    init(scenarioID: Int, runID: Int) {
        stretches = ProjectionBuilder(scenarioID: scenarioID, runID: runID)
        orders = OrderBuilder(scenarioID: scenarioID, runID: runID)
        planned = ProjectionBuilder(scenarioID: scenarioID, runID: runID)
        curves = SeriesCurveBuilder(scenarioID: scenarioID)
        risks = RiskBuilder(scenarioID: scenarioID, runID: runID)
    }

    /// The builder of a table's rows.
    func builder(of table: ResultTable) -> any ResultBuilder {
        switch table.kind {
        case .projection: stretches
        case .orders: orders
        case .plannedProjection: planned
        case .seriesDays: curves
        case .risk: risks
        }
    }

    /// Ends the last images. Nothing may be added afterwards.
    package func finish() {
        for table in ResultTable.all { builder(of: table).finish() }
    }
}
