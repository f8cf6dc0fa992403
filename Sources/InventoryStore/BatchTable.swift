// Bulk inserts: a virtual table named `batch` over column arrays in memory.
//
//     INSERT INTO inventory SELECT c0, c1, … FROM batch
//
// runs the whole insert inside SQLite's virtual machine, which asks the callbacks below for one value at a time. That
// saves the binding, stepping and resetting of a statement for every row, which cost more than the insert itself: 750 ns a
// row instead of 1,800 with a prepared statement in C and 3,700 through a wrapper (8 columns, WITHOUT ROWID, ascending keys).
//
// SQLite knows the table as an eponymous virtual table (<https://www.sqlite.org/vtab.html#epovtab>): it exists on every
// connection that the module is registered on, needs no CREATE, and leaves no trace in the file. What it shows is decided by
// the `BatchTable` object that was registered: the columns it has been lent for the length of one statement.
//
// This file and RowScan.swift are the only ones that call SQLite's C functions.

internal import GRDB
internal import GRDBSQLite

/// What one column of the virtual table reads. `Int32.min` stands for NULL.
enum BatchColumn {
    case int32(UnsafePointer<Int32>)
    case double(UnsafePointer<Double>)
    case constant(Int64)
    /// Row r is the bytes from `ends[r - 1]` (0 for the first) to `ends[r]`, which are valid UTF-8.
    case text(bytes: UnsafePointer<UInt8>, ends: UnsafePointer<Int>)

    static let null = Int32.min
}

/// The rows that `batch` shows on one connection. It is used on the thread of that connection only.
final class BatchTable {
    /// The virtual table has the columns c0 to c15; a statement uses as many as it was lent.
    static let columnLimit = 16

    fileprivate var columns: [BatchColumn] = []
    fileprivate var rowCount = 0

    /// Makes `batch` known to a connection. SQLite keeps the object until the connection is closed.
    init(registeredOn db: Database) throws {
        let context = Unmanaged.passRetained(self).toOpaque()
        // SQLite copies nothing of the module, so it has to live as long as the process does.
        let code = sqlite3_create_module_v2(db.sqliteConnection, "batch", batchModule, context) { context in
            guard let context else { return }
            Unmanaged<BatchTable>.fromOpaque(context).release()
        }
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "can't register the batch table")
        }
    }

    /// Shows `rowCount` rows of `columns` while `body` runs. The caller keeps the memory behind them alive and unchanged.
    func lend<R>(_ columns: [BatchColumn], rowCount: Int, _ body: () throws -> R) rethrows -> R {
        precondition(columns.count <= Self.columnLimit)
        self.columns = columns
        self.rowCount = rowCount
        defer {
            self.columns = []
            self.rowCount = 0
        }
        return try body()
    }
}

extension BatchTable {
    /// Inserts `rowCount` rows of `columns` into a table that has as many, in this order.
    ///
    /// A column that is the same in all rows becomes a literal of the statement, which saves a call for each of its values.
    /// The statement is therefore prepared for each batch, which is little beside its thousands of rows.
    func insert(
        _ columns: [BatchColumn], rowCount: Int, into table: String, of db: Database, replacing: Bool = false
    ) throws {
        guard rowCount > 0 else { return }
        var lent: [BatchColumn] = []
        let values = columns.map { column in
            if case .constant(let value) = column { return String(value) }
            lent.append(column)
            return "c\(lent.count - 1)"
        }
        let verb = replacing ? "INSERT OR REPLACE" : "INSERT"
        try lend(lent, rowCount: rowCount) {
            try db.execute(sql: "\(verb) INTO \(table) SELECT \(values.joined(separator: ", ")) FROM batch")
        }
    }
}

/// SQLite's view of the table: its own header first, as it demands, then ours.
private struct BatchVirtualTable {
    var header = sqlite3_vtab()
    var table: Unmanaged<BatchTable>
}

private struct BatchCursor {
    var header = sqlite3_vtab_cursor()
    var row = 0
    var rowCount: Int
    var columnCount: Int
    var columns: UnsafeMutablePointer<BatchColumn>
}

/// Text is copied by SQLite before the callback returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

nonisolated(unsafe) private let batchModule: UnsafeMutablePointer<sqlite3_module> = {
    // Written once, before its first use, and only read by SQLite afterwards.
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    module.initialize(to: sqlite3_module())
    module.pointee.iVersion = 1
    module.pointee.xConnect = { db, context, _, _, table, _ in
        guard let context, let table else { return SQLITE_ERROR }
        let columns = (0..<BatchTable.columnLimit).map { "c\($0)" }.joined(separator: ", ")
        let code = sqlite3_declare_vtab(db, "CREATE TABLE batch(\(columns))")
        guard code == SQLITE_OK else { return code }
        let new = UnsafeMutablePointer<BatchVirtualTable>.allocate(capacity: 1)
        new.initialize(to: BatchVirtualTable(table: .fromOpaque(context)))
        table.pointee = UnsafeMutableRawPointer(new).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }
    module.pointee.xDisconnect = { table in
        UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: BatchVirtualTable.self).deallocate()
        return SQLITE_OK
    }
    module.pointee.xBestIndex = { _, info in
        // One way to read it: from the first row to the last. It is always the outer loop of a join.
        info?.pointee.estimatedCost = 1
        info?.pointee.estimatedRows = 1000
        return SQLITE_OK
    }
    module.pointee.xOpen = { table, cursor in
        guard let table, let cursor else { return SQLITE_ERROR }
        let batch = UnsafeMutableRawPointer(table).assumingMemoryBound(to: BatchVirtualTable.self).pointee.table
            .takeUnretainedValue()
        let columns = UnsafeMutablePointer<BatchColumn>.allocate(capacity: BatchTable.columnLimit)
        columns.initialize(from: batch.columns, count: batch.columns.count)
        let new = UnsafeMutablePointer<BatchCursor>.allocate(capacity: 1)
        new.initialize(
            to: BatchCursor(rowCount: batch.rowCount, columnCount: batch.columns.count, columns: columns))
        cursor.pointee = UnsafeMutableRawPointer(new).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
        return SQLITE_OK
    }
    module.pointee.xClose = { cursor in
        guard let cursor = batchCursor(cursor) else { return SQLITE_OK }
        cursor.pointee.columns.deallocate()
        cursor.deallocate()
        return SQLITE_OK
    }
    module.pointee.xFilter = { cursor, _, _, _, _ in
        batchCursor(cursor)?.pointee.row = 0
        return SQLITE_OK
    }
    module.pointee.xNext = { cursor in
        batchCursor(cursor)?.pointee.row += 1
        return SQLITE_OK
    }
    module.pointee.xEof = { cursor in
        guard let cursor = batchCursor(cursor) else { return 1 }
        return cursor.pointee.row >= cursor.pointee.rowCount ? 1 : 0
    }
    module.pointee.xColumn = { cursor, context, index in
        guard let cursor = batchCursor(cursor), Int(index) < cursor.pointee.columnCount else { return SQLITE_OK }
        let row = cursor.pointee.row
        switch cursor.pointee.columns[Int(index)] {
        case .int32(let values):
            let value = values[row]
            if value != BatchColumn.null { sqlite3_result_int64(context, Int64(value)) }
        case .double(let values):
            sqlite3_result_double(context, values[row])
        case .constant(let value):
            sqlite3_result_int64(context, value)
        case .text(let bytes, let ends):
            let start = row == 0 ? 0 : ends[row - 1]
            let length = Int32(clamping: ends[row] - start)
            UnsafeRawPointer(bytes + start).withMemoryRebound(to: CChar.self, capacity: Int(length)) {
                sqlite3_result_text(context, $0, length, transient)
            }
        }
        return SQLITE_OK
    }
    module.pointee.xRowid = { cursor, rowid in
        rowid?.pointee = Int64(batchCursor(cursor)?.pointee.row ?? 0)
        return SQLITE_OK
    }
    return module
}()

@inline(__always)
private func batchCursor(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<BatchCursor>? {
    UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: BatchCursor.self)
}
