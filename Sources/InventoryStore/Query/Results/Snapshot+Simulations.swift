internal import BulkSQLite
import Forecasting
internal import GRDB
import InvdbMigrations

/// A result with the simulation that it is of.
package struct ListedSimulation: Equatable, Sendable {
    package var simulation: StoredSimulation
    package var result: SimulationResult
}

/// What a policy gave of a series.
package struct ListedSimulatedSeries: Sendable {
    package var series: SeriesKey
    package var simulation: Int
    package var policy: String
    package var target: String?
    package var figures: SeriesFigures
}

extension Snapshot {
    /// Calls `body` with what each policy gave of each series in the last simulation that was asked for it, ascending by series.
    package func forEachSimulatedSeries(
        _ selection: SeriesSelection, _ body: (ListedSimulatedSeries) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add(SimulatedSeriesTable.key)
        let simulation = list.add("\(SimulatedSeriesTable.name).simulation_id")
        let policy = list.add("policy")
        let target = list.add("target")
        let figures = list.add(SimulatedSeriesTable.Columns.self, of: SimulatedSeriesTable.name)
        for range in try rangesOfAllStores(selection) {
            let keys = StretchKey.range(scenario: 0, series: range)
            var ascending = AscendingKeys(in: keys)
            try db.scan(
                list,
                """
                FROM \(SimulatedSeriesTable.name) LEFT JOIN \(SimulationResultTable.name)
                    ON \(SimulationResultTable.key) = \(SimulatedSeriesTable.name).simulation_id << \(SimulationResultTable.numberBits)
                        | \(SimulatedSeriesTable.key) & \(KeyLayout.greatestNumber)
                WHERE \(SimulatedSeriesTable.key) BETWEEN ? AND ? ORDER BY \(SimulatedSeriesTable.key)
                """, [keys.lowerBound, keys.upperBound]
            ) { row in
                let found = row.int(key)
                try ascending.take(found)
                guard SimulatedPolicy(rawValue: row.text(policy)) != nil else { throw row.outOfBounds(policy) }
                try body(
                    ListedSimulatedSeries(
                        series: StretchKey.series(of: found), simulation: row.int(simulation),
                        policy: row.text(policy), target: row.isNull(target) ? nil : try row.name(at: target),
                        figures: try figures.read(row)))
            }
        }
    }

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
