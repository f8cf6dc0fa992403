internal import BulkSQLite
internal import GRDB

/// One snapshot of the data. Queries are extensions of it, one file for each subject. They throw ``StoreError`` for unknown
/// names; ``InventoryDatabase/read(_:)`` turns `DatabaseError` into ``StoreError`` too.
package struct Snapshot {
    let db: Database
    let schema: Schema
}

extension Snapshot {
    /// Runs `body` and turns SQLite's errors into ``StoreError``.
    package func wrapping<R>(_ operation: StoreError.Operation, _ path: String, _ body: () throws -> R) throws -> R {
        try StoreError.wrapping(operation, path) { try db.tellingReadFailures(body) }
    }
}
