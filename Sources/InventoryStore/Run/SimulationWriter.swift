internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// Writes the results of a simulation, and the simulation into the log.
package final class SimulationWriter {
    private let db: Database
    private let batches: BatchDatabase?
    package let id: Int
    private let newestImportID: Int

    /// - Parameter bySeries: whether rows of each series are to come, which take the place of those of an earlier simulation.
    package init(_ transaction: WriteTransaction, bySeries: Bool) throws {
        db = transaction.db
        newestImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        let last = try Int.fetchOne(db, sql: "SELECT max(simulation_id) FROM \(SimulationTable.name)") ?? 0
        guard StoredBounds.logReferences.contains(last) else { throw DatabaseError.damaged("simulation_id is \(last)") }
        id = last + 1
        batches = bySeries ? try transaction.batches(like: SimulatedSeriesTable.name) : nil
        if bySeries { try db.execute(sql: "DELETE FROM \(SimulatedSeriesTable.name)") }
    }

    /// Makes the builders for a worker's series. Can be called on any thread.
    package var builders: @Sendable () -> SimulatedSeriesBuilder {
        { [id] in SimulatedSeriesBuilder(simulation: id) }
    }

    /// Writes the rows of some series; keys ascend from call to call.
    package func write(_ builder: SimulatedSeriesBuilder) throws {
        for image in builder.images { try batches?.insert(image, into: SimulatedSeriesTable.name) }
    }

    /// Ends the simulation.
    ///
    /// - Parameter simulation: its number and its newest import are filled in.
    package func finish(_ simulation: StoredSimulation, _ results: [SimulationResult]) throws {
        var simulation = simulation
        (simulation.id, simulation.importID) = (id, newestImportID)
        try SimulationTable.insert(simulation, db)
        try SimulationResultTable.insert(results, of: id, db)
    }
}
