internal import BulkSQLite
internal import GRDB

// SQLite takes a page that the system can't read for a damaged one, and reports a damaged file. The user would then restore a
// copy although the disk fails. The system's error number tells the two apart.

extension Database {
    /// Runs `body` and makes its errors tell a damaged file from a failed read.
    func tellingReadFailures<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as DatabaseError
            where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) && systemError != 0
        {
            throw DatabaseError(resultCode: .SQLITE_IOERR_READ, message: error.message, sql: error.sql)
        }
    }
}
