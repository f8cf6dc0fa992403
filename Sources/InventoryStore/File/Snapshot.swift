internal import BulkSQLite
internal import GRDB

/// One unchanging view of the data. Queries are extensions of it, one file a subject.
package struct Snapshot {
    let db: Database
    let schema: Schema
}

extension Snapshot {
    /// Runs `body` and turns what SQLite says into a ``StoreError``.
    package func wrapping<R>(_ operation: StoreError.Operation, _ path: String, _ body: () throws -> R) throws -> R {
        try StoreError.wrapping(operation, path) { try db.tellingReadFailures(body) }
    }
}
