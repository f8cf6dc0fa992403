internal import GRDB

/// The rows of one import in `import`, one for each of its files.
///
/// They are written at the end, with their counts. A page that goes into the log and is changed again has SQLite read all that
/// was logged after it, and compute the checksums anew: 1,438 pages where 500,000 series are updated, for one row of this table.
final class ImportLog {
    private let db: Database
    private let files: [String]
    private let importedAt: String
    /// Files have the import ids from this one on, in their order.
    let firstImportID: Int32
    /// In the order of the files.
    var counts: [ImportCounts]

    /// - Parameter files: the files' names, as they are logged.
    init(_ transaction: WriteTransaction, files: [String], importedAt: String) throws {
        db = transaction.db
        self.files = files
        self.importedAt = importedAt
        counts = Array(repeating: ImportCounts(), count: files.count)
        let lastImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        guard StoredBounds.logIDs.contains(lastImportID) else {
            throw DatabaseError.damaged("import_id is \(lastImportID)")
        }
        firstImportID = Int32(lastImportID) + 1
    }

    /// Writes the rows.
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
                    INSERT INTO import
                        (import_id, file, imported_at, rows_read, inserted, updated, unchanged, rejected, blank)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    firstImportID + Int32(index), files[index], importedAt,
                    count.read, count.inserted, count.updated, count.unchanged, count.rejected, count.blank,
                ])
        }
    }
}
