internal import BulkSQLite
import Forecasting
internal import GRDB

/// A result with the simulation that it is of.
package struct ListedSimulation: Equatable, Sendable {
    package var simulation: StoredSimulation
    package var result: SimulationResult
}

extension Snapshot {
    /// The results of all simulations, the oldest first.
    package func simulations() throws -> [ListedSimulation] { try simulations(where: "TRUE") }

    /// The results of the last simulation; empty if there is none.
    package func lastSimulation() throws -> [ListedSimulation] {
        try simulations(where: "simulation_id = (SELECT max(simulation_id) FROM \(SimulationTable.name))")
    }

    private func simulations(where condition: String) throws -> [ListedSimulation] {
        var found: [ListedSimulation] = []
        var list = SelectList()
        let simulation = list.add(SimulationTable.Columns.self, of: SimulationTable.name)
        let result = list.add(SimulationResultTable.Columns.self, of: SimulationResultTable.name)
        try db.scan(
            list,
            """
            FROM \(SimulationResultTable.name) JOIN \(SimulationTable.name) USING (simulation_id)
            WHERE \(condition) ORDER BY \(SimulationResultTable.key)
            """
        ) { row in
            found.append(ListedSimulation(simulation: try simulation.read(row), result: try result.read(row)))
        }
        return found
    }
}
