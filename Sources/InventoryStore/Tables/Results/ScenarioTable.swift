internal import BulkSQLite

/// `scenario`: the sets of results, and how many rows each has in the result tables.
enum ScenarioTable {
    struct Columns: BulkSQLite.Columns {
        private let id: Place
        private let name: Place
        private let createdAt: Place

        init(addedTo list: inout SelectList, of table: String) {
            id = list.add("\(table).scenario_id")
            name = list.add("\(table).name")
            createdAt = list.add("\(table).created_at")
        }

        func read(_ row: ScannedRow) throws -> ScenarioEntry {
            ScenarioEntry(
                id: try row.int(id, in: StoredBounds.scenarioIDs), name: try row.name(at: name),
                createdAt: try row.name(at: createdAt))
        }
    }
}

/// A scenario, without its results.
package struct ScenarioEntry: Equatable, Sendable {
    package var id: Int
    package var name: String
    /// UTC, as ISO 8601.
    package var createdAt: String
}
