internal import GRDB
import Platform

extension StoreError {
    /// Runs `body`, turns errors of GRDB into ``StoreError``, and adds the operation and the path.
    static func wrapping<T>(_ operation: Operation, _ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StoreError {
            throw error.located(operation, path)
        } catch let error as DatabaseError {
            throw StoreError(error, while: operation, path: path)
        } catch is RowDecodingError {
            // A value whose type its column can't have.
            throw StoreError(.damaged("NULL or text where a number belongs"), while: operation, path: path)
        }
    }

    init(_ error: DatabaseError, while operation: Operation, path: String) {
        self.init(Self.cause(of: error, path), while: operation, path: path)
    }

    private static func cause(of error: DatabaseError, _ path: String) -> Cause {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: .busy(LockHolder.writer(of: path))
        case .SQLITE_FULL: .diskFull
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            SystemFailure.obstacle(to: path).map(Cause.obstacle) ?? .notAccessible
        case .SQLITE_IOERR where error.extendedResultCode != .SQLITE_IOERR_NOMEM: inputOutputCause(path)
        // We never violate a constraint ourselves, so this error means that the stored data is damaged.
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: .damaged(error.message)
        case .SQLITE_NOMEM, .SQLITE_IOERR: .outOfMemory
        default: .sqlite(error.message ?? "SQLite says \(error.resultCode)")
        }
    }

    /// The cause of SQLITE_IOERR: SQLite does not tell the system's error.
    private static func inputOutputCause(_ path: String) -> Cause {
        if let obstacle = SystemFailure.obstacle(to: path) { return .obstacle(obstacle) }
        return SystemFailure.hasFileSizeLimit ? .fileSizeLimit : .failedToReadOrWrite
    }
}
