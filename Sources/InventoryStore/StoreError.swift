internal import GRDB

/// A failure of the database, as one sentence for the user: what failed, where, and what to do.
public struct StoreError: Error, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// There is no such file.
        case missing
        /// The file is not an invdb database, or one that this program can't use. It was not touched.
        case refused
        /// Another program holds the lock.
        case busy
        /// A name (of a store, a product, a scenario) that the database does not have.
        case unknownName
        case other
    }

    public let kind: Kind
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// - Parameter operation: what was being done, as a verb phrase: "import into".
    init(_ error: DatabaseError, while operation: String, path: String) {
        let cause: String
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, "Can't \(operation) \(path): another program is writing to it. Try again when that is done.")
            return
        case .SQLITE_FULL:
            cause = "the disk is full; make room and do it again"
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            cause = "it can't be opened for this; check that the file and its folder may be read and written"
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            cause = "the file is damaged; restore a copy, or import and forecast into a new one"
        case .SQLITE_IOERR:
            cause = "reading or writing it failed; check the disk"
        case .SQLITE_NOMEM:
            cause = "there is not enough memory"
        default:
            cause = error.message ?? "SQLite says \(error.resultCode)"
        }
        self.init(.other, "Can't \(operation) \(path): \(cause).")
    }
}
