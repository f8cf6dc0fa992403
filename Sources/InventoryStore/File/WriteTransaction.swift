internal import BulkSQLite
internal import GRDB
import Platform

/// A transaction that may write. What changes the data are extensions of it, one file a subject.
package struct WriteTransaction {
    let db: Database
    let schema: Schema
    /// Called now and then by writers of many rows.
    let writeback: Writeback
    let opened: BatchDatabases

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
final class BatchDatabases {
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
