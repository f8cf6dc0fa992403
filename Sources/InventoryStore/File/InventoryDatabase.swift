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
                throw StoreError(
                    .missing, "There is no database \(path); make one with: invdb import FILE --db \(path)")
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
        let connection = try StoreError.wrapping("open", path) {
            var configuration = DatabaseFile.configuration(isReader: access == .read, wait: wait)
            // The last one to close a file takes its log and its shared memory away, unless it is read-only. A reader does
            // that for a file in order. Where something is in the log, moving it into the database is left to whoever writes.
            configuration.readonly = access == .read && DatabaseFile.size(of: "\(path)-wal") > 0
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        let identity = DatabaseFile.identity(of: path)
        if !isVerified {
            try StoreError.wrapping("open", path) {
                try connection.read { db in
                    try db.tellingReadFailures { try SchemaCheck.verify(db, is: schema, path: path) }
                }
            }
        }
        if access != .read {
            try DatabaseFile.useLog(connection, path, wait: wait)
            if version < schema.version {
                try StoreError.wrapping("update the tables of", path) { try schema.migrate(connection) }
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
        try StoreError.wrapping("read", path) {
            try connection.read { db in try db.tellingReadFailures { try body(Snapshot(db: db, schema: schema)) } }
        }
    }

    /// Runs `body` on a connection of its own, for a thread that reads beside others. Its view of the data begins with
    /// the first query in `body` and doesn't change until `body` is left.
    package func readApart<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping("read", path) {
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
    /// - Parameter operation: what is being done, as a verb phrase for error messages: "import into".
    package func write<T>(_ operation: String, _ body: (WriteTransaction) throws -> Outcome<T>) throws -> T {
        guard access != .read else {
            throw StoreError(.other, "Can't \(operation) \(path): it is open for reading only.")
        }
        try interruption.check()
        var isCommitting = false
        do {
            return try transaction(operation, body) { isCommitting = true }
        } catch let error as StoreError where isCommitting {
            // The summary was printed already.
            throw StoreError(error.kind, "\(error.description) Nothing was stored.")
        }
    }

    private func transaction<T>(
        _ operation: String, _ body: (WriteTransaction) throws -> Outcome<T>, willCommit: () -> Void
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
                        // Whoever waited for the lock may find that the file was removed meanwhile; what is written to it
                        // would be lost with the last handle.
                        guard new != nil || DatabaseFile.identity(of: path) == identity else {
                            throw StoreError(
                                .other, "Can't \(operation) \(path): it was moved or removed meanwhile. Do it again.")
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
        guard let result else {
            throw StoreError(.other, "Can't \(operation) \(path): the transaction did not run.")
        }
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
    /// - Returns: what there is to say of a log that could not be emptied.
    @discardableResult
    package func close() throws -> LogLeftover? {
        switch place.withLock({ $0 }) {
        case .new(let new):
            try appear(new)
            return nil
        case .there(let file):
            let leftover = access == .read ? nil : emptyLog(file.connection)
            place.withLock { $0 = .closed }
            try StoreError.wrapping("close", path) { try file.connection.close() }
            return leftover
        case .closed:
            return nil
        }
    }
}

/// One unchanging view of the data. Queries are extensions of it, one file a subject.
package struct Snapshot {
    let db: Database
    let schema: Schema
}

/// A transaction that may write. What changes the data are extensions of it, one file a subject.
package struct WriteTransaction {
    let db: Database
    fileprivate let schema: Schema
    /// Called upon now and then by who writes much.
    let writeback: Writeback
    fileprivate let opened: BatchDatabases

    /// The data as this transaction sees it.
    package var snapshot: Snapshot { Snapshot(db: db, schema: schema) }

    /// A way for images into a table, which lasts as long as the transaction.
    func batches(like table: String, expected: Int = 32) throws -> BatchDatabase {
        opened.add(try BatchDatabase(db, like: table, expected: expected))
    }

    /// The same for images that are only read from.
    func batches(prefix: String, columns: String) -> BatchDatabase {
        opened.add(BatchDatabase(db, prefix: prefix, columns: columns))
    }
}

/// The batch databases of a transaction. They can only be detached when it has ended.
private final class BatchDatabases {
    private var all: [BatchDatabase] = []

    func add(_ batches: BatchDatabase) -> BatchDatabase {
        all.append(batches)
        return batches
    }

    func close() {
        for batches in all { batches.close() }
        all = []
    }
}

extension StoreError {
    /// Runs `body` and turns the errors of GRDB into ours.
    ///
    /// - Parameter operation: what is being done, as a verb phrase for error messages: "import into".
    static func wrapping<T>(_ operation: String, _ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, while: operation, path: path)
        } catch is RowDecodingError {
            // A value of a type that its column can't have.
            throw StoreError(.damaged("NULL or text where a number belongs"), while: operation, path: path)
        }
    }
}
