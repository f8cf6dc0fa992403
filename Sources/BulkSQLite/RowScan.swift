// Bulk reads: the rows of a statement value by value, without an object for each row.
//
// A row object of a wrapper costs an allocation and some conversions. To scan millions of rows, a loop calls sqlite3_step and the
// sqlite3_column functions. GRDB prepares, caches and binds the statement, so this file has only the loop. Many rows of one table come
// from its pages, if they may: see TableScan.swift.

public import GRDB
public import GRDBSQLite
internal import Shims

extension Database {
    /// Calls `body` with each row of a query, in order.
    ///
    /// - Parameter list: the selected columns.
    /// - Parameter rest: the statement from its FROM on.
    /// - Throws: `DatabaseError` if SQLite fails, and what `body` throws.
    @inlinable
    public func scan(
        _ list: SelectList, _ rest: String, _ arguments: StatementArguments = StatementArguments(),
        _ body: (ScannedRow) throws -> Void
    ) throws {
        try forEachRow("SELECT \(list.sql) \(rest)", arguments) { row in
            try body(row)
            return true
        }
    }

    /// Calls `body` with each row of a query, in order, until it returns false.
    @inlinable
    func forEachRow(_ sql: String, _ arguments: StatementArguments, _ body: (ScannedRow) throws -> Bool) throws {
        let prepared = try cachedStatement(sql: sql)
        try prepared.setArguments(arguments)
        let statement = prepared.sqliteStatement
        defer { sqlite3_reset(statement) }
        let row = ScannedRow(statement: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                guard try body(row) else { return }
            case SQLITE_DONE:
                return
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqliteConnection)),
                    sql: sql)
            }
        }
    }

    /// The system's error number of the last failure to read or write the database file; 0 if there was none.
    package var systemError: Int32 {
        var code: Int32 = 0
        sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_LAST_ERRNO, &code)
        return code
    }

    /// Turns off features that our files don't need and a hostile file could use: triggers, extensions, and SQL that writes past
    /// the checks of the file format.
    ///
    /// - Throws: `DatabaseError`.
    package func refuseHostileSchemas() throws {
        let code = sqlite_guard(sqliteConnection)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
