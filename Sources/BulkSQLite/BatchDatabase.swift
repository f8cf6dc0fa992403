// Bulk inserts: rows reach SQLite as the finished pages of a database that exists in memory only.
//
//     worker: rows ──▶ records in B-tree pages (TableImage) ──▶ writer: INSERT INTO inventory SELECT * FROM batch0.t7
//
// Between two tables with the same columns SQLite copies whole records and decodes none of them, if the target has an INTEGER
// PRIMARY KEY and no unique index ("transfer optimization", xferOptimization in SQLite's insert.c). That takes 0.25 to 0.35 µs a
// row on the writing thread. The same insert takes 1.8 µs from a prepared statement and 0.75 from a virtual table. SQLite would
// also encode the records on the writing thread; here the workers do it.
//
// The source is an attached, read-only database behind a VFS of ours (<https://www.sqlite.org/vfs.html>), which answers reads
// with the pages of the images. It has tables t0, t1, …, all with the same columns, one for each image to come. A page never
// changes after it was read and before SQLite has forgotten it, so the whole is an ordinary immutable database file (SQLite's term:
// `immutable=1`) that is made while it is read. When all tables are used, SQLite is made to forget them, and they are used again.
//
//     page 1: header and root of the schema  │  its leaves  │  root and leaves of t0  │  root and leaves of t1  │ …
//
// Rows that come behind all others are not copied one by one: see StandIns.swift.
//
// The entries of an index come after all rows, as images of their own. SQLite also copies them as finished records, from an index like
// it that each t0, t1, … has: empty where there are rows, and of the entries where there is a single row, which is removed again. Copying a
// sorted entry takes 0.1 µs; to build an index of what is stored takes 0.3, on the writing thread.
//
// Only this module calls SQLite's C functions.

package import GRDB

/// Makes images of one table visible to a connection. Use it only on the thread of that connection.
package final class BatchDatabase {
    private let db: Database
    private let name: String
    private let columns: String
    private let index: Index?
    private var attached: (name: String, pages: BatchPages, vfs: BatchVFS)?
    /// The tables before this one have been used since SQLite forgot them.
    private var next = 0
    private var takesLeaves: Bool?
    /// SQLite parses the definition of each.
    private static let tableCount = 32
    /// The longest definition of columns in bytes.
    private static let longestColumns = 1800

    /// An index whose entries come apart from the rows.
    private struct Index {
        var name: String
        /// As in CREATE INDEX, with the parentheses and all after them.
        var columns: String
    }

    /// - Parameter name: the name under which the database is attached.
    /// - Parameter columns: the columns of the tables as in CREATE TABLE, with the parentheses.
    package convenience init(_ db: Database, name: String, columns: String) {
        self.init(db, name: name, columns: columns, nil)
    }

    private init(_ db: Database, name: String, columns: String, _ index: Index?) {
        self.db = db
        self.name = name
        self.columns = columns
        self.index = index
    }

    /// A batch database for images of an existing table, with exactly its columns.
    ///
    /// - Parameter index: the table's index whose entries come apart from the rows, if there is one.
    package convenience init(_ db: Database, like table: String, index: String? = nil) throws {
        func definition(_ type: String, _ name: String) throws -> String {
            let sql = try String.fetchOne(
                db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = ? AND name = ?", arguments: [type, name])
            guard let sql, let start = sql.firstIndex(of: "("), sql.utf8.count < Self.longestColumns else {
                throw DatabaseError(
                    resultCode: .SQLITE_CORRUPT, message: "the \(type) \(name) is not as invdb makes it")
            }
            return String(sql[start...])
        }
        self.init(
            db, name: "batch_\(table)", columns: try definition("table", table),
            try index.map { Index(name: $0, columns: try definition("index", $0)) })
    }

    /// Shows an image as a table while `body` runs. `body` receives the table's name.
    package func show<R>(_ image: TableImage, _ body: (_ table: String) throws -> R) throws -> R {
        try show(pages: image, body)
    }

    func show<R>(
        pages rows: some TablePages, entries: IndexImage? = nil, _ body: (_ table: String) throws -> R
    ) throws -> R {
        let (name, pages, _) = try attached ?? attach()
        let table = free(in: pages)
        next = table + 1
        pages.show(rows, entries, as: table)
        defer { pages.hide(table) }
        return try body("\(name).t\(table)")
    }

    /// A table of which SQLite knows nothing.
    private func free(in pages: BatchPages) -> Int {
        if let table = pages.firstHidden(from: next) { return table }
        db.forgetCleanPages()
        guard let table = pages.firstHidden(from: 0) else {
            preconditionFailure("all images are shown inside of one another")
        }
        return table
    }

    /// Adds the rows of an image to a table with the same columns.
    ///
    /// Our rows can't conflict with existing ones. If one did, the whole transaction would be rolled back: to roll back only the
    /// statement, SQLite would copy each page that it takes from the free list to a temporary file.
    ///
    /// - Parameter dropIndex: called if the index whose entries come apart has to go, because some rows are removed again.
    package func insert(_ image: TableImage, into table: String, dropIndex: () throws -> Void = {}) throws {
        guard image.rowCount > 0 else { return }
        if try canPlace(image, in: table), try place(image, in: table, dropIndex: dropIndex) { return }
        try insert(pages: image, into: table)
    }

    private func insert(pages: some TablePages, entries: IndexImage? = nil, into table: String) throws {
        try show(pages: pages, entries: entries) { source in
            try db.execute(sql: "INSERT OR ROLLBACK INTO main.\(table) SELECT * FROM \(source)")
        }
    }

    /// The row that is in the table while entries are added. Its columns are NULL, so if the index has entries of rows without a value, those
    /// that are added begin with the one of it.
    package static let helperRowID = Int.max

    /// Adds entries to the index of a table whose rows are there.
    package func insert(_ entries: IndexImage, ofRowsIn table: String) throws {
        let helper = TableImage()
        var record = RecordEncoder()
        record.appendRowID()
        helper.append(rowID: Self.helperRowID, record)
        try insert(pages: helper, entries: entries, into: table)
        try db.execute(sql: "DELETE FROM main.\(table) WHERE rowid = ?", arguments: [Self.helperRowID])
    }

    private static let leavesWorthPlacing = 4

    /// Whether leaves of an image may become leaves of a table: it has no index but the one whose entries come apart, its rows are all
    /// before those of the image, and nothing is committed in between.
    func canPlace(_ image: TableImage, in table: String) throws -> Bool {
        guard image.leafCount >= Self.leavesWorthPlacing, db.isInsideTransaction else { return false }
        // Asked once, as a batch database is for one table.
        let takesLeaves = try takesLeaves ?? (db.takesLeaves() && !hasIndex(table))
        self.takesLeaves = takesLeaves
        guard takesLeaves else { return false }
        let last = try Int.fetchOne(db.cachedStatement(sql: "SELECT max(rowid) FROM main.\(table)"))
        return last.map { $0 < image.firstRowIDs[0] } ?? true
    }

    private func hasIndex(_ table: String) throws -> Bool {
        try String.fetchOne(
            db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = ? AND name IS NOT ?",
            arguments: [table, index?.name]) != nil
    }

    /// Adds an image behind the rows of a table as it is: see StandIns.swift.
    ///
    /// - Returns: false if that could not be done. Then nothing is added.
    func place(_ image: TableImage, in table: String, dropIndex: () throws -> Void = {}) throws -> Bool {
        let standIns = StandIns(for: image)
        // A stand-in must not be written. The number is the one of pages with changes from which on SQLite writes some.
        try db.execute(sql: "PRAGMA main.cache_spill = \(2 * TableImage.leafLimit)")
        let areReplaced = try standIns.replace { try insert(pages: standIns, into: table) }
        try db.execute(sql: "PRAGMA main.cache_spill = 1")
        guard areReplaced else {
            // SQLite would look for entries of the removed rows.
            try dropIndex()
            try db.execute(sql: "DELETE FROM main.\(table) WHERE rowid >= ?", arguments: [image.firstRowIDs[0]])
            return false
        }
        // What SQLite knows of the replaced pages is no longer so. Those on the way to the last row are kept, because the next image changes
        // them again: a page that is twice in the log has SQLite work out all checksums after it once more.
        let last = try Int.fetchCursor(
            db.cachedStatement(sql: "SELECT rowid FROM main.\(table) ORDER BY rowid DESC"))
        _ = try last.next()
        try withExtendedLifetime(last) { try db.forgetPages() }
        // It has forgotten what it read of images too.
        next = 0
        return true
    }

    /// Adds the rows of an image value by value, as an ordinary INSERT. That takes longer, but keeps the pages of an index full
    /// wherever its entries go, and it can replace rows.
    ///
    /// - Parameter conflict: SQLite's conflict resolution for an existing row: ROLLBACK or REPLACE.
    package func insertByColumn(_ image: TableImage, into table: String, or conflict: String) throws {
        guard image.rowCount > 0 else { return }
        // The stored columns: this pragma leaves out the generated ones.
        let columns = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table]
        )
        .joined(separator: ", ")
        try show(image) { source in
            try db.execute(
                sql: "INSERT OR \(conflict) INTO main.\(table) (\(columns)) SELECT \(columns) FROM \(source)")
        }
    }

    /// Detaches the database. Call it outside of a transaction.
    package func close() {
        if let attached { try? db.execute(sql: "DETACH \(attached.name)") }
        attached = nil
    }

    private func attach() throws -> (name: String, pages: BatchPages, vfs: BatchVFS) {
        let pages = BatchPages(tableCount: Self.tableCount, columns: columns, index: index?.columns)
        let vfs = try BatchVFS(pages)
        try db.execute(sql: "ATTACH 'file:/\(name)?vfs=\(vfs.name)&immutable=1' AS \(name)")
        let made = (name: name, pages: pages, vfs: vfs)
        attached = made
        return made
    }
}
