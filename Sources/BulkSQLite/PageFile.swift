internal import GRDBSQLite

/// The database file of a connection, if a read transaction may read its pages itself.
///
/// SQLite's write-ahead log keeps what is newer than the file, and copies it there later
/// (<https://www.sqlite.org/walformat.html>). While a transaction reads, nothing that is newer than what it sees is copied: either it holds
/// a mark in the log, up to which is copied at most, or it reads the file alone, and then nothing is copied at all. So if everything in
/// the log has been copied, and a read transaction is open, the file is what this transaction sees, and stays so until its end.
///
/// A file that was opened as one that never changes is read as it is.
struct PageFile {
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let methods: sqlite3_io_methods
    let pageSize: Int
    /// Bytes of a page that rows and keys may use.
    let usable: Int
    let pageCount: Int

    /// - Returns: nil if something is in the log only, if the connection may have changed something itself, or if that can't be known.
    init?(_ connection: OpaquePointer) {
        guard sqlite3_get_autocommit(connection) == 0, sqlite3_txn_state(connection, "main") == SQLITE_TXN_READ else {
            return nil
        }
        var pointer: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &pointer) == SQLITE_OK,
            let file = pointer, let methods = file.pointee.pMethods?.pointee, methods.iVersion >= 2,
            let read = methods.xRead, let size = methods.xFileSize
        else { return nil }
        var header = [UInt8](repeating: 0, count: 100)
        var bytes: sqlite3_int64 = 0
        guard read(file, &header, Int32(header.count), 0) == SQLITE_OK, size(file, &bytes) == SQLITE_OK else {
            return nil
        }
        // The file's own word for its format (<https://www.sqlite.org/fileformat2.html#the_database_header>).
        let usesLog: UInt8 = 2
        let isImmutable = sqlite3_uri_boolean(sqlite3_db_filename(connection, "main"), "immutable", 0) != 0
        guard isImmutable || (header[18] == usesLog && header[19] == usesLog && Self.isLogCopied(file, methods)) else {
            return nil
        }
        let stated = Int(header[16]) << 8 | Int(header[17])
        let pageSize = stated == 1 ? 65_536 : stated
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0, pageSize - Int(header[20]) >= 480 else { return nil }
        self.file = file
        self.methods = methods
        self.pageSize = pageSize
        usable = pageSize - Int(header[20])
        pageCount = Int(bytes) / pageSize
    }

    /// Whether all that is in the log is in the file too. The numbers are at fixed places of the log's index
    /// (<https://www.sqlite.org/walformat.html#the_wal_index_header>). Neither can run past the other while a transaction reads, so it does
    /// not matter in which order they are read.
    private static func isLogCopied(
        _ file: UnsafeMutablePointer<sqlite3_file>, _ methods: sqlite3_io_methods
    ) -> Bool {
        var mapped: UnsafeMutableRawPointer?
        // The transaction has this part of the index already, so nothing is made or mapped.
        guard let map = methods.xShmMap, map(file, 0, 32_768, 0, &mapped) == SQLITE_OK, let index = mapped else {
            return false
        }
        let version: UInt32 = 3_007_000
        return index.load(as: UInt32.self) == version && index.load(fromByteOffset: 12, as: UInt8.self) == 1
            && index.load(fromByteOffset: 16, as: UInt32.self) == index.load(fromByteOffset: 96, as: UInt32.self)
    }

    /// Reads pages that follow one another.
    ///
    /// - Parameter page: the number of the first, from 1.
    /// - Returns: SQLite's result code.
    func read(_ page: Int, count: Int, into bytes: UnsafeMutableRawPointer) -> Int32 {
        methods.xRead?(file, bytes, Int32(count * pageSize), sqlite3_int64(page - 1) * sqlite3_int64(pageSize))
            ?? SQLITE_IOERR
    }
}
