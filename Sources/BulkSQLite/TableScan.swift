public import GRDB

/// Reads the rows of a table in ranges of keys: the first ones by SQL, and if there are more, from the pages of the table. To begin with
/// the pages takes as long as some rows by SQL do; PageFile.swift says when they may be read.
///
/// Is valid until the transaction ends in which it was made.
public final class TableScan {
    @usableFromInline let db: Database
    @usableFromInline let list: SelectList
    @usableFromInline let table: String
    @usableFromInline let key: Place
    @usableFromInline let sql: String
    @usableFromInline var cursor: PageCursor?
    @usableFromInline var rowsBeforePages = 50

    /// - Parameter key: the place of the table's integer primary key.
    public init(_ db: Database, _ list: SelectList, of table: String, by key: Place) {
        (self.db, self.list, self.table, self.key) = (db, list, table, key)
        let column = list.expressions[Int(key.index)]
        sql = "SELECT \(list.sql) FROM \(table) WHERE \(column) BETWEEN ? AND ? ORDER BY \(column)"
    }

    /// Calls `body` with each row whose key is in a range, in the order of keys.
    ///
    /// - Throws: `DatabaseError` if SQLite fails or a page is damaged, and what `body` throws.
    @inlinable
    public func forEach(in range: ClosedRange<Int>, _ body: (ScannedRow) throws -> Void) throws {
        if let cursor {
            return try forEach(in: range, cursor, of: try db.cachedStatement(sql: sql).sqliteStatement, body)
        }
        try db.forEachRow(sql, [range.lowerBound, range.upperBound]) { row in
            let last = row.int(key)
            try body(row)
            rowsBeforePages -= 1
            guard rowsBeforePages == 0, last < range.upperBound, let cursor = try PageCursor(db, list, table: table)
            else { return true }
            self.cursor = cursor
            try forEach(in: last + 1...range.upperBound, cursor, of: row.statement, body)
            return false
        }
    }

    @inlinable
    func forEach(
        in range: ClosedRange<Int>, _ cursor: PageCursor, of statement: OpaquePointer?,
        _ body: (ScannedRow) throws -> Void
    ) throws {
        try cursor.seek(range)
        let row = ScannedRow(statement: statement, fields: cursor.fields)
        while try cursor.next() { try body(row) }
    }
}

extension Database {
    /// Calls `body` with the rows of a table whose key is in a range, in the order of keys.
    ///
    /// - Parameter key: the place of the table's integer primary key.
    /// - Throws: `DatabaseError` if SQLite fails or a page is damaged, and what `body` throws.
    @inlinable
    public func scan(
        _ list: SelectList, of table: String, by key: Place, in range: ClosedRange<Int>,
        _ body: (ScannedRow) throws -> Void
    ) throws {
        try TableScan(self, list, of: table, by: key).forEach(in: range, body)
    }
}
