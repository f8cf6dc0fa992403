internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

/// The file behind an ``InventoryDatabase``: how it is made, recognised, and how connections to it are set.
enum DatabaseFile {
    /// The schema version of an invdb file, read from its header without opening it as a database.
    ///
    /// - Throws: ``StoreError`` of kind `refused` for anything that is not a file of ours, or is newer than this program.
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

    /// Sees to it that the database has a write-ahead log, without which readers and the writer would wait for each other.
    ///
    /// - Parameter wait: how long to wait for whoever writes to a file that has none; SQLite itself does not wait for this.
    static func useLog(_ connection: DatabaseQueue, _ path: String, wait: LockWait? = nil) throws {
        try StoreError.wrapping(.write, path) {
            // Where it can't be, SQLite answers with the mode that stays.
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

    /// - Parameter wait: what to do while another program holds a lock; nil where none can.
    static func configuration(isReader: Bool, wait: LockWait? = nil) -> Configuration {
        var configuration = Configuration()
        // The foreign keys of the schema are for whoever else writes to the file, and for PRAGMA foreign_key_check. Our own
        // bulk writes make every parent before its children; checking it row by row costs half as much again (500,000
        // rows imported in 0.77 s instead of 0.50), and keeps DELETE without WHERE from dropping whole pages.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = wait.map { wait in .callback { wait.goesOn(after: $0) } } ?? .timeout(10)
        configuration.prepareDatabase { db in
            try db.refuseHostileSchemas()
            // FULL: what was acknowledged is on disk. Deleted content need not be overwritten (Debian's default).
            // Who writes looks at every cell of a page as it is read, so that damage is not carried on; where pages are read in
            // no order, that is a third of the time, and readers meet the damage anyway when they come to it.
            // Nothing that a file's schema could bring along is trusted. The log is emptied at the end of a command and
            // never on the way (see LogCheckpoint.swift); a log that starts over keeps no more than its usual size.
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
