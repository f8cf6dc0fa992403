internal import GRDB
import Platform

/// A failure of the database, as one sentence for the user: what failed, where, and what to do.
package struct StoreError: Error, CustomStringConvertible, Sendable {
    package enum Kind: Sendable {
        /// There is no such file.
        case missing
        /// The file is not an invdb database, or one that this program can't use. It was not touched.
        case refused
        /// Another program holds the lock.
        case busy
        /// The system failed or refused to read or write: a full disk, a read-only folder, a broken device.
        case inputOutput
        /// A name (of a store, a product, a scenario) that the database does not have.
        case unknownName
        case other
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// - Parameter operation: what was being done, as a verb phrase: "import into".
    init(_ error: DatabaseError, while operation: String, path: String) {
        let (kind, cause) = Self.cause(of: error, path)
        self.init(kind, "Can't \(operation) \(path): \(cause).")
    }

    /// Damage that shows when what was read is put together.
    ///
    /// - Parameter what: for programmers: "series 17 has no store".
    package static func damaged(_ what: String, while operation: String, path: String) -> StoreError {
        StoreError(.damaged(what), while: operation, path: path)
    }

    private static func cause(of error: DatabaseError, _ path: String) -> (Kind, String) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            let holder = LockHolder.writer(of: path)?.description ?? "another program"
            return (
                .busy, "\(holder) is writing to it; do it again when that is done, or wait longer with --wait SECONDS"
            )
        case .SQLITE_FULL:
            return (.inputOutput, "the disk is full; make room and do it again")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            return (
                .inputOutput,
                SystemFailure.obstacle(to: path)
                    ?? "it can't be opened for this; check that the file and its folder may be read and written"
            )
        case .SQLITE_IOERR where error.extendedResultCode != .SQLITE_IOERR_NOMEM:
            return (.inputOutput, inputOutputCause(path))
        // What invdb writes keeps to every constraint, as long as what it found keeps to them.
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
            return (.other, "the file is damaged; restore a copy, or import and forecast into a new one")
        case .SQLITE_NOMEM, .SQLITE_IOERR:
            return (.other, "there is not enough memory; end other programs, or raise the limit on memory")
        default:
            return (.other, error.message ?? "SQLite says \(error.resultCode)")
        }
    }

    /// SQLite does not tell which error of the system it met.
    private static func inputOutputCause(_ path: String) -> String {
        if let obstacle = SystemFailure.obstacle(to: path) { return obstacle }
        return SystemFailure.hasFileSizeLimit
            ? "it can't grow further; raise the limit on the size of files (ulimit -f)"
            : "reading or writing it failed; check the disk and do it again"
    }
}
