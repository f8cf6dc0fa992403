internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

/// Creates and recognises the file of an ``InventoryDatabase``, and configures connections to it.
enum DatabaseFile {
    /// The schema version of an invdb file, read from its header without opening it as a database.
    ///
    /// - Throws: ``StoreError`` of kind `refused` if the file is not an invdb file, or is newer than this program.
    static func schemaVersion(of path: String, _ schema: Schema) throws -> Int {
        // The header of a SQLite file (<https://www.sqlite.org/fileformat.html#the_database_header>): a magic text, the
        // user version at offset 60 and the application id at 68, both big-endian.
        let header: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            header = try file.read(upToCount: 100) ?? Data()
        } catch {
            let code = SystemFailure.code(of: error) ?? EIO
            throw StoreError(
                SystemError.isWrongName(code) ? .wrongName(code) : .obstacle(.system(code)), while: .read, path: path)
        }
        func number(at offset: Int) -> Int32 {
            Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        guard header.count == 100, header.starts(with: Data("SQLite format 3\0".utf8)) else {
            throw StoreError(.notADatabase, while: .open, path: path)
        }
        guard number(at: 68) == FileFormat.applicationID else {
            throw StoreError(.databaseOfAnotherProgram, while: .open, path: path)
        }
        let version = Int(number(at: 60))
        try schema.requireKnown(version: version, path)
        return version
    }

    /// Gives the database a write-ahead log. Without one, readers and the writer would wait for each other.
    ///
    /// - Parameter wait: how long to wait for a program that writes to a file without a log. SQLite doesn't wait for this itself.
    static func useLog(_ connection: DatabaseQueue, _ path: String, wait: LockWait? = nil) throws {
        try StoreError.wrapping(.write, path) {
            // If the mode can't change, SQLite returns the current one.
            func change() throws -> String? {
                try connection.inDatabase { db in
                    try db.tellingReadFailures { try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") }
                }
            }
            var mode: String?
            for tries in 0... {
                do {
                    mode = try change()
                    break
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                    guard wait?.goesOn(after: tries) == true else { throw error }
                }
            }
            guard mode == "wal" else {
                throw StoreError(.noWriteAheadLog, while: .write, path: path)
            }
        }
    }

    /// - Parameter wait: handles a lock that another program holds; nil if no other program can hold one.
    static func configuration(isReader: Bool, wait: LockWait? = nil) -> Configuration {
        var configuration = Configuration()
        // Foreign keys are declared for other programs that write to the file, and for PRAGMA foreign_key_check. Our bulk writes
        // insert each parent before its children. Checking keys row by row costs half as much again (500,000 rows imported in
        // 0.77 s instead of 0.50), and keeps DELETE without WHERE from dropping whole pages.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = wait.map { wait in .callback { wait.goesOn(after: $0) } } ?? .timeout(10)
        configuration.prepareDatabase { db in
            try db.refuseHostileSchemas()
            // FULL: a commit that returned is on disk. Deleted content need not be overwritten (Debian's default). A writer
            // checks all cells of each page it reads, so that it doesn't copy damage. For reads in random order that is a third
            // of the time; readers skip it, because they find the damage when they reach the cell. Functions and virtual tables
            // in a file's schema are not trusted. The log is emptied at the end of a command and not before (see
            // LogCheckpoint.swift); when it is restarted, it is cut to its usual size.
            try db.tellingReadFailures {
                try db.execute(
                    sql: """
                        PRAGMA trusted_schema = OFF;
                        PRAGMA cell_size_check = \(isReader ? "OFF" : "ON");
                        PRAGMA synchronous = FULL;
                        PRAGMA secure_delete = OFF;
                        PRAGMA wal_autocheckpoint = 0;
                        PRAGMA journal_size_limit = \(FileFormat.noticeableLog);
                        """)
                try (isReader ? PageCache.reading : .scattered).use(in: db)
            }
        }
        return configuration
    }
}
