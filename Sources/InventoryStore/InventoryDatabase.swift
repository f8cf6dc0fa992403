import Foundation
internal import GRDB
internal import InvdbMigrations

/// An invdb file: one SQLite database with the schema that `Migrations/` makes.
///
/// A command opens it once. Only the connection in here writes and checkpoints; parallel readers get connections of their
/// own, for reading only.
public final class InventoryDatabase: Sendable {
    public enum Access: Sendable {
        /// An existing file, for reading only.
        case read
        /// An existing file, brought up to the newest schema.
        case write
        /// As `write`; a missing file is made.
        case create
    }

    public let path: String
    /// Whether this object made the file.
    public let isNew: Bool
    private let access: Access
    private let connection: DatabaseQueue
    /// The file that was opened, whatever is under its path later.
    private let identity: UInt64?

    /// Opens the file, after a look at its first bytes has shown that it is one of ours.
    ///
    /// - Throws: ``StoreError``: `missing`, `refused` (and the file is untouched), `busy`, or `other`.
    public init(path: String, access: Access) throws {
        self.path = path
        self.access = access
        var isNew = false
        if !FileManager.default.fileExists(atPath: path) {
            guard access == .create else {
                throw StoreError(
                    .missing, "There is no database \(path); make one with: invdb import FILE --db \(path)")
            }
            try DatabaseFile.create(path)
            isNew = true
        }
        self.isNew = isNew
        let version = try DatabaseFile.schemaVersion(of: path)
        // Also for reading, the connection may write where the file allows it: so the last one to close a file that is in
        // order takes its log and its shared memory away, which a read-only one would leave behind.
        connection = try StoreError.wrapping("open", path) {
            try DatabaseQueue(path: path, configuration: DatabaseFile.configuration(isReader: access == .read))
        }
        identity = DatabaseFile.identity(of: path)
        if access != .read, version < schemaMigrations.count {
            try StoreError.wrapping("update the tables of", path) { try DatabaseFile.migrate(connection) }
        }
    }

    /// Runs `body` on one unchanging view of the data.
    public func read<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping("read", path) {
            try connection.read { db in try body(Snapshot(db: db)) }
        }
    }

    /// Runs `body` on a connection of its own, for a thread that reads beside others. Its view of the data begins with
    /// the first query in `body` and doesn't change until `body` is left.
    public func readApart<T>(_ body: (Snapshot) throws -> T) throws -> T {
        try StoreError.wrapping("read", path) {
            var configuration = DatabaseFile.configuration(isReader: true)
            configuration.readonly = true
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? reader.close() }
            return try reader.read { db in try body(Snapshot(db: db)) }
        }
    }

    /// What becomes of a transaction when its closure ends without an error.
    public enum Outcome<T> {
        case commit(T)
        case rollback(T)
    }

    /// Runs `body` in one transaction that holds the write lock from its beginning. An error rolls it back.
    ///
    /// - Parameter operation: what is being done, as a verb phrase for error messages: "import into".
    public func write<T>(_ operation: String, _ body: (WriteTransaction) throws -> Outcome<T>) throws -> T {
        guard access != .read else {
            throw StoreError(.other, "Can't \(operation) \(path): it is open for reading only.")
        }
        return try StoreError.wrapping(operation, path) {
            try connection.writeWithoutTransaction { db in
                let batch = try BatchTable(registeredOn: db)
                var result: T?
                try db.inTransaction(.immediate) {
                    // Whoever waited for the lock may find that the file was removed meanwhile; what is written to it
                    // would be lost with the last handle.
                    guard DatabaseFile.identity(of: path) == identity else {
                        throw StoreError(
                            .other, "Can't \(operation) \(path): it was moved or removed meanwhile. Do it again.")
                    }
                    switch try body(WriteTransaction(db: db, batch: batch)) {
                    case .commit(let value):
                        result = value
                        return .commit
                    case .rollback(let value):
                        result = value
                        return .rollback
                    }
                }
                guard let result else {
                    throw StoreError(.other, "Can't \(operation) \(path): the transaction did not run.")
                }
                return result
            }
        }
    }

    /// Removes a file that this object made and that nothing was written into since.
    public func removeIfNewAndEmpty() {
        guard isNew else { return }
        let isEmpty = try? connection.writeWithoutTransaction { db in
            // The exclusive lock keeps others from beginning to use the file while it is looked at.
            var isEmpty = false
            try db.inTransaction(.exclusive) {
                isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM import") == 0
                if isEmpty { try FileManager.default.removeItem(atPath: path) }
                return .rollback
            }
            return isEmpty
        }
        try? connection.close()
        guard isEmpty == true else { return }
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    /// Closes the file. The last one to close it moves what is in the log into the database.
    public func close() throws {
        try StoreError.wrapping("close", path) { try connection.close() }
    }
}

/// One unchanging view of the data. Queries are extensions of it, one file a subject.
public struct Snapshot {
    let db: Database
}

/// A transaction that may write. What changes the data are extensions of it, one file a subject.
public struct WriteTransaction {
    let db: Database
    let batch: BatchTable

    /// The data as this transaction sees it.
    public var snapshot: Snapshot { Snapshot(db: db) }
}

extension StoreError {
    /// Runs `body` and turns the errors of GRDB into ours.
    static func wrapping<T>(_ operation: String, _ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, while: operation, path: path)
        }
    }
}
