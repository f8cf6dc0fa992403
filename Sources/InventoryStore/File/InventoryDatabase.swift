internal import BulkSQLite
import Foundation
internal import GRDB
import Platform
import Synchronization

/// An invdb file: one SQLite database with the schema that `Migrations/` makes.
///
/// A command opens it once. Only this object's connection writes and checkpoints. Parallel readers get connections of their own,
/// which are read-only.
package final class InventoryDatabase: Sendable {
    package enum Access: Sendable {
        /// An existing file, for reading only.
        case read
        /// As `read`, for a check, which tells all damage that it finds. Other reads refuse a file with rows that no scan would
        /// meet (see ``TableEnds``).
        case check
        /// An existing file.
        case write
        /// As `write`; a missing file is created.
        case create

        var isReader: Bool { self == .read || self == .check }
    }

    /// When a file that is created appears at its path, complete. Until then it needs no log, and other processes don't see it.
    package enum Appearance: Sendable {
        case withFirstCommit
        case whenClosed
    }

    package let path: String
    private let access: Access
    private let appearance: Appearance
    let schema: Schema
    /// Interrupts the current operation, until its commit begins.
    package let interruption: Interruption
    /// How long connections wait for locks of other programs.
    let wait: LockWait
    private let place: Mutex<Place>
    /// Connections of ``readApart(_:)`` that nothing is read on: to open one takes SQLite as long as to read some thousand rows, because it
    /// parses the whole schema.
    private let idleReaders = Mutex<[DatabaseQueue]>([])

    private enum Place {
        /// Not yet visible to other processes.
        case new(NewDatabaseFile)
        case there(OpenFile)
        /// Was made here and has appeared. It is opened again for the next operation.
        case closed
    }

    private final class OpenFile: Sendable {
        let connection: DatabaseQueue
        /// The inode of the opened file, even if another file gets the path later.
        let identity: UInt64?
        private let interruption: Interruption
        private let handler: Int

        init(_ connection: DatabaseQueue, identity: UInt64?, _ interruption: Interruption) {
            self.connection = connection
            self.identity = identity
            self.interruption = interruption
            handler = interruption.addHandler { connection.interrupt() }
        }

        deinit { interruption.removeHandler(handler) }
    }

    /// Opens the file, after its first bytes have shown that it is an invdb file. A file with an older schema is migrated to the
    /// newest one, whatever the access.
    ///
    /// - Parameter seconds: how long to wait for a lock that another program holds.
    /// - Throws: ``StoreError``: `missing`, `refused` (the file is then unchanged), `busy`, `inputOutput`, or `other`.
    package convenience init(
        path: String, access: Access, appears appearance: Appearance = .withFirstCommit, waiting seconds: Double = 10,
        interruption: Interruption = Interruption()
    ) throws {
        try self.init(
            path: path, access: access, appears: appearance, schema: .current, waiting: seconds,
            interruption: interruption)
    }

    /// - Parameter schema: the schema that the file gets or has to have; tests pass others than the current one.
    init(
        path: String, access: Access, appears appearance: Appearance = .withFirstCommit, schema: Schema,
        waiting seconds: Double = 10, interruption: Interruption = Interruption()
    ) throws {
        self.path = path
        self.appearance = appearance
        self.schema = schema
        self.access = access
        self.interruption = interruption
        let wait = LockWait(path: path, patience: .seconds(seconds), interruption: interruption)
        self.wait = wait
        if !FileManager.default.fileExists(atPath: path) {
            guard access == .create else {
                throw StoreError(.missing, while: .open, path: path)
            }
            if let new = try NewDatabaseFile.begin(path, schema, wait: wait, interruption: interruption) {
                place = Mutex(.new(new))
                return
            }
        }
        place = try Mutex(.there(Self.open(path, access, schema, wait, interruption)))
    }

    /// Opens a file once more that is open for reading.
    ///
    /// It isn't looked at again. That would need a descriptor of its own, and when one is closed, the system takes away all locks that
    /// the process has on the file: other programs would then take themselves for the last one, and remove the log that is being read
    /// (<https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>).
    ///
    /// - Throws: ``StoreError``.
    init(again other: InventoryDatabase) throws {
        (path, schema, access, appearance) = (other.path, other.schema, other.access, other.appearance)
        (interruption, wait) = (other.interruption, other.wait)
        let (former, _, identity) = try other.file()
        let connection = try StoreError.wrapping(.open, other.path) {
            try DatabaseQueue(path: other.path, configuration: former.configuration)
        }
        place = Mutex(.there(OpenFile(connection, identity: identity, interruption)))
    }

    private static func open(
        _ path: String, _ access: Access, _ schema: Schema, _ wait: LockWait, _ interruption: Interruption
    ) throws -> OpenFile {
        let version = try DatabaseFile.schemaVersion(of: path, schema)
        let isVerified = try FileInspection.verify(path, is: schema, wait: wait)
        // The queries are those of the newest schema, so that a reader updates an older file too.
        let isOlder = version < schema.version
        let connection = try StoreError.wrapping(.open, path) {
            var configuration = DatabaseFile.configuration(isReader: access.isReader, wait: wait)
            // The last connection to close removes the log and the shared memory, unless it is read-only. A reader may do that if
            // the log is empty. If the log has content, a writer has to move it into the database.
            configuration.readonly = access.isReader && !isOlder && FileFormat.size(of: "\(path)-wal") > 0
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        let identity = FileFormat.identity(of: path)
        if !isVerified {
            try StoreError.wrapping(.open, path) {
                try connection.read { db in
                    try db.tellingReadFailures { try SchemaCheck.verify(db, is: schema, path: path) }
                }
            }
        }
        if !access.isReader || isOlder { try DatabaseFile.useLog(connection, path, wait: wait) }
        if isOlder { try StoreError.wrapping(.updateTables, path) { try schema.migrate(connection) } }
        return OpenFile(connection, identity: identity, interruption)
    }

    /// The connection to the file. If the file was made here and has appeared, it is opened again.
    private func file() throws -> (connection: DatabaseQueue, new: NewDatabaseFile?, identity: UInt64?) {
        try place.withLock { place in
            switch place {
            case .new(let new): return (new.connection, new, nil)
            case .there(let file): return (file.connection, nil, file.identity)
            case .closed:
                let file = try Self.open(path, access, schema, wait, interruption)
                place = .there(file)
                return (file.connection, nil, file.identity)
            }
        }
    }

    var connection: DatabaseQueue { get throws { try file().connection } }

    /// Runs `body` on one snapshot of the data.
    ///
    /// - Throws: ``StoreError``, and what `body` throws.
    package func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping(.read, path) {
            try connection.read { db in
                try db.tellingReadFailures {
                    if access != .check { try TableEnds.verifyAll(db) }
                    return try body(Snapshot(db: db, schema: schema))
                }
            }
        }
    }

    /// Runs `body` on a read-only connection of its own, for a thread that reads in parallel to others. The snapshot begins with
    /// the first query in `body` and lasts until `body` returns.
    ///
    /// Of a file that has not appeared, it sees what is committed of the tables that nothing is written to meanwhile.
    ///
    /// - Throws: ``StoreError``, and what `body` throws.
    package func readApart<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping(.read, path) {
            let new = try file().new
            let reader = try idleReaders.withLock { $0.popLast() } ?? openReader(new?.uriForReaders ?? path)
            let handler = interruption.addHandler { reader.interrupt() }
            var isReusable = false
            defer {
                interruption.removeHandler(handler)
                if isReusable { idleReaders.withLock { $0.append(reader) } } else { try? reader.close() }
            }
            let result = try reader.read { db in
                try db.tellingReadFailures { try body(Snapshot(db: db, schema: schema)) }
            }
            // A connection to a file that has not appeared would go on to see what it has in memory.
            isReusable = new == nil
            return result
        }
    }

    private func openReader(_ path: String) throws -> DatabaseQueue {
        var configuration = DatabaseFile.configuration(isReader: true, wait: wait.again)
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    deinit { closeIdleReaders() }

    /// Has to be done before the connection that may write is closed: the last one removes the log, and a read-only one can't.
    private func closeIdleReaders() {
        idleReaders.withLock { readers in
            for reader in readers { try? reader.close() }
            readers = []
        }
    }

    /// A number that changes if another connection has committed (<https://www.sqlite.org/pragma.html#pragma_data_version>). Ask
    /// before the first of several connections begins to read, and again after the last has begun: if the numbers are equal, all
    /// of them see the same snapshot.
    package func version() throws -> Int {
        try read { try Int.fetchOne($0.db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// The outcome of a transaction whose closure returned without an error.
    package enum Outcome<T> {
        case commit(T)
        case rollback(T)
    }

    /// Runs `body` in one transaction that holds the write lock from its beginning. An error rolls it back.
    ///
    /// - Parameter operation: the operation, for errors.
    /// - Throws: ``StoreError``, ``Interrupted``, and what `body` throws.
    package func write<T>(_ operation: StoreError.Operation, _ body: (WriteTransaction) throws -> Outcome<T>) throws
        -> T
    {
        guard !access.isReader else {
            throw StoreError(.openForReadingOnly, while: operation, path: path)
        }
        try interruption.beginWork()
        var isCommitting = false
        do {
            return try transaction(operation, body) { isCommitting = true }
        } catch let error as StoreError where isCommitting {
            // The command has already printed its summary.
            throw error.ofCommit
        }
    }

    private func transaction<T>(
        _ operation: StoreError.Operation, _ body: (WriteTransaction) throws -> Outcome<T>, willCommit: () -> Void
    ) throws -> T {
        let (connection, new, identity) = try file()
        var isCommitted = false
        let result = try StoreError.wrapping(operation, path) {
            try connection.writeWithoutTransaction { db in
                let batches = BatchDatabases()
                defer { batches.close() }
                var result: T?
                try db.tellingReadFailures {
                    try db.inTransaction(.immediate) {
                        // If another process removed the file while this one waited for the lock, the last handle to close would
                        // discard everything written here.
                        guard new != nil || FileFormat.identity(of: path) == identity else {
                            throw StoreError(.movedMeanwhile, while: operation, path: path)
                        }
                        if new == nil { try TableEnds.verifyKeys(db) }
                        let writeback = new?.writeback ?? Writeback(of: "\(path)-wal")
                        switch try body(
                            WriteTransaction(
                                db: db, schema: schema, hasLog: new == nil, writeback: writeback, opened: batches))
                        {
                        case .commit(let value):
                            try interruption.beginCommit()
                            willCommit()
                            isCommitted = true
                            result = value
                            return .commit
                        case .rollback(let value):
                            result = value
                            return .rollback
                        }
                    }
                }
                return result
            }
        }
        if isCommitted {
            if let new, appearance == .withFirstCommit { try appear(new) }
            interruption.endCommit()
        }
        guard let result else { throw StoreError(.transactionDidNotRun, while: operation, path: path) }
        return result
    }

    private func appear(_ new: NewDatabaseFile) throws {
        try new.appear()
        place.withLock { $0 = .closed }
    }

    /// Whether the file is made here and has not appeared.
    package var isHidden: Bool {
        place.withLock { if case .new = $0 { true } else { false } }
    }

    /// Gives up a new database that has not appeared. An existing one is unchanged.
    package func discard() {
        place.withLock { place in
            if case .new = place { place = .closed }
        }
    }

    /// Closes the file. If this object may write, the log is first moved into the database. A new database that has not appeared
    /// does.
    ///
    /// - Returns: a log that could not be emptied, if the user should know of it.
    /// - Throws: ``StoreError``.
    @discardableResult
    package func close() throws -> LogLeftover? {
        switch place.withLock({ $0 }) {
        case .new(let new):
            do { try appear(new) } catch let error as StoreError { throw error.ofCommit }
            return nil
        case .there(let file):
            closeIdleReaders()
            let leftover = access.isReader ? nil : checkpoint(of: file.connection).emptyLog()
            place.withLock { $0 = .closed }
            try StoreError.wrapping(.close, path) { try file.connection.close() }
            return leftover
        case .closed:
            return nil
        }
    }

    func checkpoint(of connection: DatabaseQueue) -> LogCheckpoint {
        LogCheckpoint(connection: connection, path: path, wait: wait, interruption: interruption)
    }
}
