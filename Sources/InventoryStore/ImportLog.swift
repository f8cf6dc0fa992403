internal import GRDB

/// The rows of one import in `import`, one for each of its files.
final class ImportLog {
    private let db: Database
    /// Files have the import ids from this one on, in their order.
    let firstImportID: Int32
    /// In the order of the files.
    var counts: [ImportCounts]

    /// - Parameter files: the files' names, as they are logged.
    init(_ transaction: WriteTransaction, files: [String], importedAt: String) throws {
        db = transaction.db
        counts = Array(repeating: ImportCounts(), count: files.count)
        let lastImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        guard StoredBounds.logIDs.contains(lastImportID) else {
            throw DatabaseError.damaged("import_id is \(lastImportID)")
        }
        firstImportID = Int32(lastImportID) + 1
        for (index, file) in files.enumerated() {
            try db.execute(
                sql: "INSERT INTO import (import_id, file, imported_at) VALUES (?, ?, ?)",
                arguments: [firstImportID + Int32(index), file, importedAt])
        }
    }

    /// Writes down the counts.
    ///
    /// - Parameter rows: rows read, rejected and blank for each file; the others are counted already.
    func finish(_ rows: [(read: Int, rejected: Int, blank: Int)]) throws {
        for (index, row) in rows.enumerated() {
            counts[index].read = row.read
            counts[index].rejected = row.rejected
            counts[index].blank = row.blank
            let count = counts[index]
            try db.execute(
                sql: """
                    UPDATE import SET rows_read = ?, inserted = ?, updated = ?, unchanged = ?, rejected = ?, blank = ?
                    WHERE import_id = ?
                    """,
                arguments: [
                    count.read, count.inserted, count.updated, count.unchanged, count.rejected, count.blank,
                    firstImportID + Int32(index),
                ])
        }
    }
}
