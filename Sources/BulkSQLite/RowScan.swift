// Bulk reads: the rows of a statement value by value, without an object for each row.
//
// A row object of a wrapper costs an allocation and some conversions. To scan millions of rows, a loop calls sqlite3_step and the
// sqlite3_column functions. GRDB prepares, caches and binds the statement, so this file has only the loop. Many rows of one table come
// from its pages, if they may: PageFile.swift says when.

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

    /// Calls `body` with the rows of a table whose key is in a range, in the order of keys.
    ///
    /// - Parameter key: the place of the table's integer primary key.
    /// - Throws: `DatabaseError` if SQLite fails or a page is damaged, and what `body` throws.
    @inlinable
    public func scan(
        _ list: SelectList, of table: String, by key: Place, in range: ClosedRange<Int>,
        _ body: (ScannedRow) throws -> Void
    ) throws {
        let column = list.expressions[Int(key.index)]
        // To begin with the pages takes as long as some rows by the statement do.
        var rowsBeforePages = 50
        try forEachRow(
            "SELECT \(list.sql) FROM \(table) WHERE \(column) BETWEEN ? AND ? ORDER BY \(column)",
            [range.lowerBound, range.upperBound]
        ) { row in
            let last = row.int(key)
            try body(row)
            rowsBeforePages -= 1
            guard rowsBeforePages == 0, last < range.upperBound,
                let cursor = try PageCursor(self, list, table: table, keys: last + 1...range.upperBound)
            else { return true }
            let row = row.with(cursor.fields)
            while try cursor.next() { try body(row) }
            return false
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
