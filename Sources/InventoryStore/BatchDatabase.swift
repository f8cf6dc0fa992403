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
// Only this file and RowScan.swift call SQLite's C functions.

internal import GRDB
internal import GRDBSQLite

/// Where images of one kind of table become visible to a connection. It is used on the thread of that connection only.
final class BatchDatabase {
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
    init(_ db: Database, prefix: String, columns: String, expected: Int = 32) {
        self.db = db
        self.prefix = prefix
        self.columns = columns
        firstTableCount = min(max(expected, 1), Self.mostTables)
    }

    /// Images for a table of the database itself, with exactly its columns.
    convenience init(_ db: Database, like table: String, expected: Int = 32) throws {
        let sql = try String.fetchOne(
            db, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table])
        guard let sql, let start = sql.firstIndex(of: "("), sql.utf8.count < Self.longestColumns else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the table \(table) is not as invdb makes it")
        }
        self.init(db, prefix: "batch_\(table)_", columns: String(sql[start...]), expected: expected)
    }

    /// Shows an image as a table while `body` runs, which gets its name.
    func show<R>(_ image: TableImage, _ body: (_ table: String) throws -> R) throws -> R {
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
    func insert(_ image: TableImage, into table: String) throws {
        guard image.rowCount > 0 else { return }
        try show(image) { source in
            try db.execute(sql: "INSERT OR ROLLBACK INTO main.\(table) SELECT * FROM \(source)")
        }
    }

    /// Adds the rows of an image as any other rows: value by value, which takes longer, but keeps the pages of an index full
    /// wherever its entries go, and can replace rows.
    ///
    /// - Parameter conflict: what SQLite does about a row that is there: ROLLBACK, REPLACE.
    func insertByColumn(_ image: TableImage, into table: String, or conflict: String) throws {
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
    func close() {
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

/// The pages of one batch database, by number.
private final class BatchPages {
    let tableCount: Int
    private let schema: TableImage
    /// Belongs to the schema's image, as its root.
    private let firstPage: UnsafeMutablePointer<UInt8>
    private var images: [TableImage?]
    /// Pages from the beginning of one table to that of the next. The schema has as many before the first table.
    private static let tablePages = 512

    init(tableCount: Int, columns: String) {
        self.tableCount = tableCount
        images = Array(repeating: nil, count: tableCount)
        schema = TableImage()
        firstPage = .allocate(capacity: PageWriter.size)
        firstPage.initialize(repeating: 0, count: PageWriter.size)

        var record = RecordEncoder()
        for table in 0..<tableCount {
            // A row of sqlite_schema: type, name, tbl_name, rootpage, sql.
            record.removeAll()
            for var text in ["table", "t\(table)", "t\(table)"] { text.withUTF8 { record.append($0) } }
            record.append(Self.firstPage(of: table) + 1)
            var sql = "CREATE TABLE t\(table)\(columns)"
            sql.withUTF8 { record.append($0) }
            schema.append(rowID: table + 1, record)
        }
        writeHeader()
        schema.finish(firstPage: 1, root: PageWriter(.tableInterior, at: firstPage, start: 100))
    }

    /// Counted from 0, as all pages in here; SQLite counts from 1.
    ///
    /// SQLite never uses the page at 1 GiB, where its locks are (<https://www.sqlite.org/fileformat2.html#the_lock_byte_page>).
    /// With one page more before the tables it is the last one of a table, which no image reaches to.
    private static func firstPage(of table: Int) -> Int { tablePages + 1 + table * tablePages }

    private var pageCount: Int { Self.firstPage(of: tableCount) }

    var byteCount: Int { pageCount * PageWriter.size }

    func show(_ image: TableImage, as table: Int) {
        image.finish(firstPage: UInt32(Self.firstPage(of: table) + 1))
        images[table] = image
    }

    func hide(_ table: Int) { images[table] = nil }

    /// Copies `count` bytes from `offset` on. SQLite reads within one page.
    ///
    /// - Returns: false where there are none.
    func read(into buffer: UnsafeMutableRawPointer, count: Int, at offset: Int) -> Bool {
        let page = offset / PageWriter.size
        let start = offset % PageWriter.size
        guard start + count <= PageWriter.size, let bytes = bytes(of: page) else { return false }
        buffer.copyMemory(from: bytes + start, byteCount: count)
        return true
    }

    private func bytes(of page: Int) -> UnsafePointer<UInt8>? {
        if page == 0 { return UnsafePointer(firstPage) }
        let (table, index) = (page - 1).quotientAndRemainder(dividingBy: Self.tablePages)
        if table == 0 { return schema.page(index + 1) }
        return images.indices.contains(table - 1) ? images[table - 1]?.page(index) : nil
    }

    /// The header of a database file (<https://www.sqlite.org/fileformat2.html#the_database_header>).
    private func writeHeader() {
        for (index, byte) in "SQLite format 3".utf8.enumerated() { firstPage[index] = byte }
        func put(_ value: Int, at offset: Int) { PageWriter.put32(UInt32(value), at: firstPage + offset) }
        put(PageWriter.size << 16 | 1 << 8 | 1, at: 16)  // page size; written and read without a log
        put(64 << 16 | 32 << 8 | 32, at: 20)  // the payload fractions, which are fixed
        put(1, at: 24)  // change counter
        put(pageCount, at: 28)
        put(1, at: 40)  // schema cookie
        put(4, at: 44)  // schema format
        put(1, at: 56)  // UTF-8
        put(1, at: 92)  // the page count is valid for this change counter
        put(3_040_000, at: 96)  // the version of SQLite whose format this is
    }
}

/// A VFS of its own for one batch database. SQLite knows it by name as long as the object lives.
private final class BatchVFS {
    let name: String
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>
    private let zName: UnsafeMutablePointer<CChar>

    /// - Parameter pages: kept alive by this object, as SQLite does not.
    init(_ pages: BatchPages) throws {
        // Clock, sleep and random numbers stay those of the system's VFS.
        guard let system = sqlite3_vfs_find(nil) else {
            throw DatabaseError(resultCode: .SQLITE_ERROR, message: "SQLite has no VFS")
        }
        vfs = .allocate(capacity: 1)
        vfs.initialize(to: system.pointee)
        name = "invdb-\(UInt(bitPattern: vfs))"
        zName = .allocate(capacity: name.utf8.count + 1)
        for (index, byte) in name.utf8.enumerated() { zName[index] = CChar(bitPattern: byte) }
        zName[name.utf8.count] = 0
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(zName)
        vfs.pointee.szOsFile = Int32(MemoryLayout<BatchFile>.size)
        vfs.pointee.pAppData = Unmanaged.passRetained(pages).toOpaque()
        vfs.pointee.xOpen = { vfs, _, file, _, outFlags in
            guard let file, let pages = vfs?.pointee.pAppData else { return SQLITE_CANTOPEN }
            UnsafeMutableRawPointer(file).assumingMemoryBound(to: BatchFile.self).initialize(
                to: BatchFile(methods: UnsafePointer(batchFileMethods), pages: .fromOpaque(pages)))
            outFlags?.pointee = SQLITE_OPEN_READONLY
            return SQLITE_OK
        }
        vfs.pointee.xFullPathname = { _, path, size, full in
            guard let path, let full else { return SQLITE_CANTOPEN }
            var length = 0
            while path[length] != 0 { length += 1 }
            guard length < size else { return SQLITE_CANTOPEN }
            full.update(from: path, count: length + 1)
            return SQLITE_OK
        }
        vfs.pointee.xAccess = { _, _, _, result in
            // There is no journal.
            result?.pointee = 0
            return SQLITE_OK
        }
        vfs.pointee.xDelete = { _, _, _ in SQLITE_READONLY }
        let code = sqlite3_vfs_register(vfs, 0)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "can't register the VFS for batches")
        }
    }

    deinit {
        sqlite3_vfs_unregister(vfs)
        if let pages = vfs.pointee.pAppData { Unmanaged<BatchPages>.fromOpaque(pages).release() }
        vfs.deallocate()
        zName.deallocate()
    }
}

/// An open batch database: SQLite's own part first, as it demands, then ours.
private struct BatchFile {
    var methods: UnsafePointer<sqlite3_io_methods>?
    var pages: Unmanaged<BatchPages>
}

private func batchPages(_ file: UnsafeMutablePointer<sqlite3_file>?) -> BatchPages? {
    UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: BatchFile.self).pointee.pages.takeUnretainedValue()
}

/// Extended result codes, which are macros that Swift does not import.
private let ioErrorRead = SQLITE_IOERR | 1 << 8
private let ioErrorStat = SQLITE_IOERR | 7 << 8

nonisolated(unsafe) private let batchFileMethods: UnsafeMutablePointer<sqlite3_io_methods> = {
    // Written once, before its first use, and only read by SQLite afterwards.
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: sqlite3_io_methods())
    methods.pointee.iVersion = 1
    methods.pointee.xClose = { _ in SQLITE_OK }
    methods.pointee.xRead = { file, buffer, count, offset in
        guard let buffer, let pages = batchPages(file) else { return ioErrorRead }
        return pages.read(into: buffer, count: Int(count), at: Int(offset)) ? SQLITE_OK : ioErrorRead
    }
    methods.pointee.xFileSize = { file, size in
        guard let pages = batchPages(file) else { return ioErrorStat }
        size?.pointee = sqlite3_int64(pages.byteCount)
        return SQLITE_OK
    }
    methods.pointee.xWrite = { _, _, _, _ in SQLITE_READONLY }
    methods.pointee.xTruncate = { _, _ in SQLITE_READONLY }
    methods.pointee.xSync = { _, _ in SQLITE_OK }
    methods.pointee.xLock = { _, _ in SQLITE_OK }
    methods.pointee.xUnlock = { _, _ in SQLITE_OK }
    methods.pointee.xCheckReservedLock = { _, result in
        result?.pointee = 0
        return SQLITE_OK
    }
    methods.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.pointee.xSectorSize = { _ in Int32(PageWriter.size) }
    methods.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_IMMUTABLE }
    return methods
}()
