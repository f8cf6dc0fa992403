internal import GRDB
internal import GRDBSQLite

/// What SQL makes of an empty database.
///
/// It goes without GRDB, which takes twice as long to open a database in memory and to migrate it.
package enum SchemaModel {
    /// The text that SQLite stores of each table, index and view after some scripts.
    ///
    /// - Throws: `DatabaseError`.
    package static func definitions(after scripts: [String]) throws -> [String] {
        var connection: OpaquePointer?
        let opened = sqlite3_open(":memory:", &connection)
        guard opened == SQLITE_OK, let connection else { throw failure(opened, connection) }
        defer { sqlite3_close(connection) }
        for script in scripts {
            let code = sqlite3_exec(connection, script, nil, nil, nil)
            guard code == SQLITE_OK else { throw failure(code, connection) }
        }
        var statement: OpaquePointer?
        let prepared = sqlite3_prepare_v2(
            connection, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &statement, nil)
        guard prepared == SQLITE_OK, let statement else { throw failure(prepared, connection) }
        defer { sqlite3_finalize(statement) }
        var definitions: [String] = []
        var list = SelectList()
        let sql = list.add("sql")
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: definitions.append(ScannedRow(statement: statement).text(sql))
            case SQLITE_DONE: return definitions
            case let code: throw failure(code, connection)
            }
        }
    }

    private static func failure(_ code: Int32, _ connection: OpaquePointer?) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code), message: connection.map { String(cString: sqlite3_errmsg($0)) })
    }
}
