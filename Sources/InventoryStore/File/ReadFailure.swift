internal import BulkSQLite
internal import GRDB

// SQLite takes a page that the system can't read for a damaged one, and says that the file is. That would send people to a
// copy of the file when it is the disk that fails; the number of the system's error tells the two apart.

extension Database {
    /// Runs `body`, whose errors then say whether the file is damaged or can't be read.
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
