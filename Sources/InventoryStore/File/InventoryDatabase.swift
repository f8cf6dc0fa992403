internal import BulkSQLite
import Foundation
internal import GRDB
import Platform
import Synchronization

/// An invdb file: one SQLite database with the schema that `Migrations/` makes.
///
/// A command opens it once. Only the connection in here writes and checkpoints; parallel readers get connections of their
/// own, for reading only.
package final class InventoryDatabase: Sendable {
    package enum Access: Sendable {
        /// An existing file, for reading only.
        case read
        /// An existing file, brought up to the newest schema.
        case write
        /// As `write`; a missing file is made.
        case create
    }

    package let path: String
    private let access: Access
    let schema: Schema
    /// Ends what is being done here before its commit.
    package let interruption: Interruption
    /// How long the connections wait for others.
    let wait: LockWait
    private let place: Mutex<Place>

    private enum Place {
        /// Nobody else can see it yet.
        case new(NewDatabaseFile)
        case there(OpenFile)
        /// Was made here, and is opened again when there is more to do.
        case closed
    }

    private final class OpenFile: Sendable {
        let connection: DatabaseQueue
        /// The file that was opened, whatever is under its path later.
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

    /// Opens the file, after a look at its first bytes has shown that it is one of ours.
    ///
    /// - Parameter seconds: how long to wait for another program that holds the lock.
    /// - Throws: ``StoreError``: `missing`, `refused` (and the file is untouched), `busy`, `inputOutput`, or `other`.
    package convenience init(
        path: String, access: Access, waiting seconds: Double = 10, interruption: Interruption = Interruption()
    ) throws {
        try self.init(
            path: path, access: access, schema: .current, waiting: seconds, interruption: interruption)
    }

    /// - Parameter schema: what the file is to be; tests have others than the current one.
    init(
        path: String, access: Access, schema: Schema, waiting seconds: Double = 10,
        interruption: Interruption = Interruption()
    ) throws {
        self.path = path
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

    private static func open(
        _ path: String, _ access: Access, _ schema: Schema, _ wait: LockWait, _ interruption: Interruption
    ) throws -> OpenFile {
        let version = try DatabaseFile.schemaVersion(of: path, schema)
        let isVerified = try FileInspection.verify(path, is: schema, wait: wait)
        let connection = try StoreError.wrapping(.open, path) {
            var configuration = DatabaseFile.configuration(isReader: access == .read, wait: wait)
            // The last one to close a file takes its log and its shared memory away, unless it is read-only. A reader does
            // that for a file in order. Where something is in the log, moving it into the database is left to whoever writes.
            configuration.readonly = access == .read && FileFormat.size(of: "\(path)-wal") > 0
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
        if access != .read {
            try DatabaseFile.useLog(connection, path, wait: wait)
            if version < schema.version {
                try StoreError.wrapping(.updateTables, path) { try schema.migrate(connection) }
            }
        }
        return OpenFile(connection, identity: identity, interruption)
    }

    /// The connection to the file, which is opened again where it was made here and has appeared.
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

    /// Runs `body` on one unchanging view of the data.
    package func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping(.read, path) {
            try connection.read { db in try db.tellingReadFailures { try body(Snapshot(db: db, schema: schema)) } }
        }
    }

    /// Runs `body` on a connection of its own, for a thread that reads beside others. Its view of the data begins with
    /// the first query in `body` and doesn't change until `body` is left.
    package func readApart<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping(.read, path) {
            var configuration = DatabaseFile.configuration(isReader: true, wait: wait.again)
            configuration.readonly = true
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            let handler = interruption.addHandler { reader.interrupt() }
            defer {
                interruption.removeHandler(handler)
                try? reader.close()
            }
            return try reader.read { db in try db.tellingReadFailures { try body(Snapshot(db: db, schema: schema)) } }
        }
    }

    /// A number that is another one after somebody else has committed something
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>). Connections that began to read at different moments have
    /// the same view where it is the same before the first and after the last of them.
    package func version() throws -> Int {
        try read { try Int.fetchOne($0.db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// What becomes of a transaction when its closure ends without an error.
    package enum Outcome<T> {
        case commit(T)
        case rollback(T)
    }

    /// Runs `body` in one transaction that holds the write lock from its beginning. An error rolls it back.
    ///
    /// - Parameter operation: what is being done, for errors.
    /// - Throws: ``StoreError``, ``Interrupted``, and what `body` throws.
    package func write<T>(_ operation: StoreError.Operation, _ body: (WriteTransaction) throws -> Outcome<T>) throws
        -> T
    {
        guard access != .read else {
            throw StoreError(.openForReadingOnly, while: operation, path: path)
        }
        try interruption.check()
        var isCommitting = false
        do {
            return try transaction(operation, body) { isCommitting = true }
        } catch let error as StoreError where isCommitting {
            // The summary was printed already.
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
                        // If the file was removed while this process waited for the lock, what is written to it would be
                        // lost with the last handle.
                        guard new != nil || FileFormat.identity(of: path) == identity else {
                            throw StoreError(.movedMeanwhile, while: operation, path: path)
                        }
                        let writeback = new?.writeback ?? Writeback(of: "\(path)-wal")
                        switch try body(
                            WriteTransaction(db: db, schema: schema, writeback: writeback, opened: batches))
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
            if let new { try appear(new) }
            interruption.endCommit()
        }
        guard let result else { throw StoreError(.transactionDidNotRun, while: operation, path: path) }
        return result
    }

    private func appear(_ new: NewDatabaseFile) throws {
        try new.appear()
        place.withLock { $0 = .closed }
    }

    /// Gives up a database that nothing was written into yet. One that was there before stays as it is.
    package func discard() {
        place.withLock { place in
            if case .new = place { place = .closed }
        }
    }

    /// Closes the file, after moving what is in the log into the database where this object may write. A new one appears, if
    /// nothing was written into it.
    ///
    /// - Returns: a log that could not be emptied, if the user should know of it.
    @discardableResult
    package func close() throws -> LogLeftover? {
        switch place.withLock({ $0 }) {
        case .new(let new):
            try appear(new)
            return nil
        case .there(let file):
            let leftover = access == .read ? nil : checkpoint(of: file.connection).emptyLog()
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
