internal import GRDB

/// The rows of one import in `import`, one for each of its files.
///
/// They are written at the end, with their counts. If a page that is in the log is changed again, SQLite reads all that was logged
/// after it and computes the checksums anew: 1,438 pages when 500,000 series are updated, for one row of this table.
package final class ImportLog {
    private let db: Database
    private let files: [String]
    private let importedAt: String
    /// Files have the import ids from this one on, in their order.
    package let firstImportID: Int32
    /// In the order of the files.
    package internal(set) var counts: [ImportCounts]

    /// - Parameter files: the files' names, as they are logged.
    /// - Parameter importedAt: UTC, as ISO 8601.
    package init(_ transaction: WriteTransaction, files: [String], importedAt: String) throws {
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
            try ImportTable.insert(
                counts[index], id: firstImportID + Int32(index), file: files[index], importedAt: importedAt, db)
        }
    }
}
