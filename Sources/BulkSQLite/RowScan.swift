// Bulk reads: the rows of a statement, value by value, without an object a row.
//
// A wrapper's row costs an allocation and a few conversions; a scan of millions of rows is a loop over sqlite3_step and the
// sqlite3_column functions. The statement is prepared, kept and bound by GRDB, so this file has only the loop.

public import GRDB
public import GRDBSQLite
internal import Shims

/// The current row of a scan. It is only valid inside the closure that it was given to.
public struct ScannedRow {
    @usableFromInline let statement: OpaquePointer

    @inlinable
    init(statement: OpaquePointer) { self.statement = statement }

    @inlinable @inline(__always)
    public func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

    @inlinable @inline(__always)
    public func int32(_ column: Int32) -> Int32 { sqlite3_column_int(statement, column) }

    @inlinable @inline(__always)
    public func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    @inlinable @inline(__always)
    public func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    @inlinable @inline(__always)
    public func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_INTEGER }

    /// Whether a REAL column has a number.
    @inlinable @inline(__always)
    public func isNumber(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_FLOAT }

    /// The name of a column, for messages about it.
    public func name(_ column: Int32) -> String {
        sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
    }

    /// The bytes of a text, empty for NULL; they go away with the row.
    @inlinable @inline(__always)
    public func utf8(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    public func text(_ column: Int32) -> String { String(decoding: utf8(column), as: UTF8.self) }

    @inlinable @inline(__always)
    public func int(_ place: Place) -> Int { Int(sqlite3_column_int64(statement, place.index)) }

    @inlinable @inline(__always)
    public func int32(_ place: Place) -> Int32 { sqlite3_column_int(statement, place.index) }

    @inlinable @inline(__always)
    public func double(_ place: Place) -> Double { sqlite3_column_double(statement, place.index) }

    @inlinable @inline(__always)
    public func isNull(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_NULL }

    @inlinable @inline(__always)
    public func isInteger(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_INTEGER }

    /// Whether a REAL column has a number.
    @inlinable @inline(__always)
    public func isNumber(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_FLOAT }

    /// The name of a column, for messages about it.
    public func name(_ place: Place) -> String {
        sqlite3_column_name(statement, place.index).map { String(cString: $0) } ?? ""
    }

    /// The bytes of a text, empty for NULL; they go away with the row.
    @inlinable @inline(__always)
    public func utf8(_ place: Place) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, place.index)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, place.index)))
    }

    public func text(_ place: Place) -> String { String(decoding: utf8(place), as: UTF8.self) }
}

extension Database {
    /// Calls `body` with each row of a query, in order.
    ///
    /// - Throws: `DatabaseError` where SQLite fails, and what `body` throws.
    @inlinable
    public func scan(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), _ body: (ScannedRow) throws -> Void
    ) throws {
        let prepared = try cachedStatement(sql: sql)
        try prepared.setArguments(arguments)
        let statement = prepared.sqliteStatement
        defer { sqlite3_reset(statement) }
        let row = ScannedRow(statement: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                try body(row)
            case SQLITE_DONE:
                return
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqliteConnection)),
                    sql: sql)
            }
        }
    }

    /// Calls `body` with each row of a query, in order.
    ///
    /// - Parameter list: what is selected.
    /// - Parameter rest: the statement from its FROM on.
    /// - Throws: `DatabaseError` where SQLite fails, and what `body` throws.
    @inlinable
    public func scan(
        _ list: SelectList, _ rest: String, _ arguments: StatementArguments = StatementArguments(),
        _ body: (ScannedRow) throws -> Void
    ) throws {
        try scan("SELECT \(list.sql) \(rest)", arguments, body)
    }

    /// The system's number of the last failure to read or write the database file; 0 where there was none.
    package var systemError: Int32 {
        var code: Int32 = 0
        sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_LAST_ERRNO, &code)
        return code
    }

    /// Turns off, on a connection, what no file of ours needs and a hostile one could use: triggers, extensions, and SQL that
    /// writes past the checks of the file format.
    package func refuseHostileSchemas() throws {
        let code = sqlite_guard(sqliteConnection)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
