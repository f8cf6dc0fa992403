internal import BulkSQLite
internal import GRDB

extension Snapshot {
    /// The log of forecasts and plans, the oldest first.
    package func runs(of scenario: String? = nil) throws -> [Run] {
        var runs: [Run] = []
        var list = SelectList()
        let columns = list.add(RunTable.Columns.self, of: "run")
        try db.scan(list, "FROM run WHERE ?1 IS NULL OR scenario = ?1 ORDER BY run_id", [scenario]) { row in
            runs.append(try columns.read(row))
        }
        return runs
    }
}
