internal import BulkSQLite
internal import GRDB

/// `import`: the log of imports, one row for each file.
enum ImportTable {
    struct Columns: BulkSQLite.Columns {
        private let id: Place
        private let file: Place
        private let kind: Place
        private let importedAt: Place
        private let read: Place
        private let inserted: Place
        private let updated: Place
        private let unchanged: Place
        private let rejected: Place
        private let blank: Place
        private let leftOut: Place

        init(addedTo list: inout SelectList, of table: String) {
            id = list.add("\(table).import_id")
            file = list.add("\(table).file")
            kind = list.add("\(table).kind")
            importedAt = list.add("\(table).imported_at")
            read = list.add("\(table).rows_read")
            inserted = list.add("\(table).inserted")
            updated = list.add("\(table).updated")
            unchanged = list.add("\(table).unchanged")
            rejected = list.add("\(table).rejected")
            blank = list.add("\(table).blank")
            leftOut = list.add("\(table).left_out")
        }

        func read(_ row: ScannedRow) throws -> ImportEntry {
            _ = try row.name(at: kind)
            var counts = ImportCounts()
            counts.read = try row.int(read, in: StoredBounds.counts)
            counts.inserted = try row.int(inserted, in: StoredBounds.counts)
            counts.updated = try row.int(updated, in: StoredBounds.counts)
            counts.unchanged = try row.int(unchanged, in: StoredBounds.counts)
            counts.rejected = try row.int(rejected, in: StoredBounds.counts)
            counts.blank = try row.int(blank, in: StoredBounds.counts)
            counts.leftOut = try row.int(leftOut, in: StoredBounds.counts)
            return ImportEntry(
                id: try row.int(id, in: StoredBounds.logIDs), file: try row.name(at: file),
                importedAt: try row.name(at: importedAt), counts: counts)
        }
    }

    static func insert(
        _ counts: ImportCounts, id: Int32, file: String, kind: String, importedAt: String, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO import
                    (import_id, file, kind, imported_at, rows_read, inserted, updated, unchanged, rejected, blank,
                    left_out)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, file, kind, importedAt, counts.read, counts.inserted, counts.updated, counts.unchanged,
                counts.rejected,
                counts.blank, counts.leftOut,
            ])
    }
}

/// An imported file, as the log has it.
package struct ImportEntry: Equatable, Sendable {
    package var id: Int
    package var file: String
    /// UTC, as ISO 8601.
    package var importedAt: String
    package var counts: ImportCounts
}

/// Counts of the rows of one imported file, by their outcome. `read` is the sum of the others.
package struct ImportCounts: Equatable, Sendable {
    package var read = 0
    /// Rows of new series, or receipts that were added.
    package var inserted = 0
    /// Rows that changed what was stored of their series.
    package var updated = 0
    /// Rows that equal what was stored.
    package var unchanged = 0
    /// Rows that were rejected.
    package var rejected = 0
    /// Rows without any value.
    package var blank = 0
    /// Rows that say nothing that could be stored, such as a cancelled order.
    package var leftOut = 0

    package init() {}

    /// The rows whose outcome is counted, which are all that were read.
    package var accounted: Int { inserted + updated + unchanged + rejected + blank + leftOut }

    package static func + (left: ImportCounts, right: ImportCounts) -> ImportCounts {
        var sum = left
        sum.read += right.read
        sum.inserted += right.inserted
        sum.updated += right.updated
        sum.unchanged += right.unchanged
        sum.rejected += right.rejected
        sum.blank += right.blank
        sum.leftOut += right.leftOut
        return sum
    }
}
