internal import GRDB

/// The rows of one import in `import`, one for each file.
///
/// They are written at the end, with their counts. If a page that is already in the write-ahead log changes again, SQLite rereads
/// everything logged after it and recomputes the checksums: 1,438 pages when 500,000 series are updated, for one row of this
/// table.
package final class ImportLog {
    private let db: Database
    private let kind: String
    private let files: [String]
    private let importedAt: String
    /// The import id of the first file. The files have consecutive ids, in their order.
    package let firstImportID: Int32
    /// The counts of each file, in the order of the files.
    package internal(set) var counts: [ImportCounts]

    /// - Parameter kind: what the files have, as it is logged.
    /// - Parameter files: the names of the files, as they are logged.
    /// - Parameter importedAt: UTC, as ISO 8601.
    package init(
        _ transaction: WriteTransaction, kind: String = "products", files: [String], importedAt: String
    ) throws {
        db = transaction.db
        self.kind = kind
        self.files = files
        self.importedAt = importedAt
        counts = Array(repeating: ImportCounts(), count: files.count)
        let lastImportID = try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0
        guard StoredBounds.logReferences.contains(lastImportID) else {
            throw DatabaseError.damaged("import_id is \(lastImportID)")
        }
        firstImportID = Int32(lastImportID) + 1
    }

    /// Writes the rows of the log.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file; the other counts are complete.
    func finish(_ rows: [ImportCounts]) throws {
        for (index, row) in rows.enumerated() {
            counts[index].read = row.read
            counts[index].rejected = row.rejected
            counts[index].blank = row.blank
            counts[index].leftOut = row.leftOut
            try ImportTable.insert(
                counts[index], id: firstImportID + Int32(index), file: files[index], kind: kind,
                importedAt: importedAt, db)
        }
    }
}
