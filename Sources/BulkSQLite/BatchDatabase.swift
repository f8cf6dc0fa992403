// Bulk inserts: rows reach SQLite as the finished pages of a database that exists in memory only.
//
//     worker: rows ──▶ records in B-tree pages (TableImage) ──▶ writer: INSERT INTO inventory SELECT * FROM batch0.t7
//
// Between two tables of the same columns SQLite copies whole records and decodes none of them, if the one that is written to
// has an INTEGER PRIMARY KEY and no unique index ("transfer optimization", xferOptimization in SQLite's insert.c). That takes
// 0.25 to 0.35 µs a row on the writing thread, where the same insert from a prepared statement takes 1.8 and from a virtual
// table 0.75; and encoding the records, which SQLite would do on that thread too, is left to the workers.
//
// The source is an attached, read-only database behind a VFS of ours (<https://www.sqlite.org/vfs.html>), which answers
// reads with the pages of the images. It has tables t0, t1, …, all of the same columns, one for each image to come: a page
// never changes once it was read, and all of it is an ordinary immutable database file (SQLite's term: `immutable=1`) that is
// made as it is read. When the tables are used up, a database with sixteen times as many is attached.
//
//     page 1: header and root of the schema  │  its leaves  │  root and leaves of t0  │  root and leaves of t1  │ …
//
// Only this module calls SQLite's C functions.

package import GRDB

/// Where images of one kind of table become visible to a connection. It is used on the thread of that connection only.
package final class BatchDatabase {
    private let db: Database
    private let prefix: String
    private let columns: String
    private var attached: [(name: String, pages: BatchPages, vfs: BatchVFS)] = []
    private var used = 0
    private let firstTableCount: Int
    /// As many as the pages of the schema have room for. SQLite attaches ten databases, and a run writes three tables: three
    /// of them have room for 130 million rows in images of 8,192.
    private static let mostTables = 8192
    /// Longest definition of columns, in bytes.
    private static let longestColumns = 1800

    /// - Parameter prefix: the beginning of the names under which databases are attached.
    /// - Parameter columns: the columns of the tables, as in CREATE TABLE, with the parentheses.
    /// - Parameter expected: how many images there will be, as far as that is known.
    package init(_ db: Database, prefix: String, columns: String, expected: Int = 32) {
        self.db = db
        self.prefix = prefix
        self.columns = columns
        firstTableCount = min(max(expected, 1), Self.mostTables)
    }

    /// Images for a table of the database itself, with exactly its columns.
    package convenience init(_ db: Database, like table: String, expected: Int = 32) throws {
        let sql = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table])
        guard let sql, let start = sql.firstIndex(of: "("), sql.utf8.count < Self.longestColumns else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the table \(table) is not as invdb makes it")
        }
        self.init(db, prefix: "batch_\(table)_", columns: String(sql[start...]), expected: expected)
    }

    /// Shows an image as a table while `body` runs, which gets its name.
    package func show<R>(_ image: TableImage, _ body: (_ table: String) throws -> R) throws -> R {
        if attached.isEmpty || used == attached[attached.count - 1].pages.tableCount {
            try attach()
            used = 0
        }
        let current = attached[attached.count - 1]
        let table = used
        used += 1
        current.pages.show(image, as: table)
        defer { current.pages.hide(table) }
        return try body("\(current.name).t\(table)")
    }

    /// Adds the rows of an image to a table of the same columns.
    ///
    /// A conflict, which our rows can't have, would roll back the transaction. Rolling back the statement alone would need a
    /// copy of every page that it takes from the free list, in a temporary file.
    package func insert(_ image: TableImage, into table: String) throws {
        guard image.rowCount > 0 else { return }
        try show(image) { source in
            try db.execute(sql: "INSERT OR ROLLBACK INTO main.\(table) SELECT * FROM \(source)")
        }
    }

    /// Adds the rows of an image as any other rows: value by value, which takes longer, but keeps the pages of an index full
    /// wherever its entries go, and can replace rows.
    ///
    /// - Parameter conflict: what SQLite does about a row that is there: ROLLBACK, REPLACE.
    package func insertByColumn(_ image: TableImage, into table: String, or conflict: String) throws {
        guard image.rowCount > 0 else { return }
        // Without the generated columns, which this pragma leaves out.
        let columns = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table]
        )
        .joined(separator: ", ")
        try show(image) { source in
            try db.execute(
                sql: "INSERT OR \(conflict) INTO main.\(table) (\(columns)) SELECT \(columns) FROM \(source)")
        }
    }

    /// Detaches what was attached. Outside of a transaction only.
    package func close() {
        for (name, _, _) in attached.reversed() { try? db.execute(sql: "DETACH \(name)") }
        attached = []
    }

    private func attach() throws {
        let name = "\(prefix)\(attached.count)"
        // No more tables than are expected, as SQLite parses the definition of each.
        let pages = BatchPages(
            tableCount: min(firstTableCount << (4 * attached.count), Self.mostTables), columns: columns)
        let vfs = try BatchVFS(pages)
        try db.execute(sql: "ATTACH 'file:/\(name)?vfs=\(vfs.name)&immutable=1' AS \(name)")
        attached.append((name, pages, vfs))
    }
}
