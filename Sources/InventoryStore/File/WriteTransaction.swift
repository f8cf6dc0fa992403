internal import BulkSQLite
internal import GRDB
import Platform

/// A transaction that may write. The writing functions are extensions of it, one file for each subject.
package struct WriteTransaction {
    let db: Database
    let schema: Schema
    /// Whether other connections see nothing of what is written until it is committed.
    let hasLog: Bool
    /// Writers of many rows call it from time to time.
    let writeback: Writeback
    let opened: BatchDatabases

    /// The data as seen by this transaction.
    package var snapshot: Snapshot { Snapshot(db: db, schema: schema) }

    /// Lets other connections begin to read. In a file without a log they read pages while others are written, so none may be written that
    /// they need to begin with, such as those of the schema.
    package func letReadersBegin() throws {
        if !hasLog { try db.forgetPages() }
    }

    /// A batch database for images of a table. It lasts as long as the transaction.
    ///
    /// - Parameter index: the table's index whose entries come apart from the rows, if there is one.
    func batches(like table: String, index: String? = nil) throws -> BatchDatabase {
        opened.add(try BatchDatabase(db, like: table, index: index))
    }

    /// A batch database for images that are only read.
    func batches(name: String, columns: String) -> BatchDatabase {
        opened.add(BatchDatabase(db, name: name, columns: columns))
    }
}

/// The batch databases of a transaction. They can be detached only after it has ended.
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
