internal import BulkSQLite
internal import GRDB

/// What the inventory has of the series of a batch.
struct ExistingSeries: Sendable {
    /// A row of the batch whose series is there.
    struct Row: Sendable {
        var index: Int
        /// Whether the row of the batch says nothing new.
        var isSame: Bool
        /// Where the row in the inventory came from.
        var importID: Int32
        var line: Int32
    }

    var rows: [Row] = []
    /// Whether the inventory has no other series between the first and the last one of the batch.
    var isRangeCovered = false

    /// Reads the inventory side by side with a batch. Of 500,000 known rows that takes 0.1 s; looking each of them up, 0.3.
    ///
    /// - Parameter rows: of a batch, ascending, at least one.
    /// - Returns: nil where the inventory has many more rows than the batch between the ends of the batch.
    static func readSideBySide(_ rows: [InventoryBatch.Row], _ db: Database) throws -> ExistingSeries? {
        var known = ExistingSeries()
        let limit = rows.count * 4 + 16
        var index = 0
        var read = 0
        try db.scan(
            """
            SELECT series_key, import_id, source_line, start_day, on_hand, sales_rate, restocking_rate, duration_days,
                forecast_frequency
            FROM inventory WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?
            """, [rows[0].key.rowID, rows[rows.count - 1].key.rowID, limit]
        ) { row in
            read += 1
            let key = row.int(0)
            // No key that is read is greater than the last one of the batch, so this ends there.
            while rows[index].key.rowID < key { index += 1 }
            guard rows[index].key.rowID == key else { return }
            let new = rows[index]
            known.rows.append(
                Row(
                    index: index,
                    isSame: new.startDay == row.int32(3) && new.onHand == row.double(4)
                        && new.salesRate == row.double(5) && new.restockingRate == row.double(6)
                        && new.durationDays == row.int32(7) && new.frequency == row.int32(8),
                    importID: row.int32(1), line: row.int32(2)))
        }
        known.isRangeCovered = read == known.rows.count
        return read < limit ? known : nil
    }

    /// Looks up each row of a batch.
    static func lookUp(_ rows: [InventoryBatch.Row], _ db: Database, _ batches: BatchDatabase) throws -> ExistingSeries
    {
        var known = ExistingSeries()
        var index = 0
        try batches.show(InventoryBatch.image(of: rows)) { source in
            try db.scan(
                """
                SELECT new.series_key, old.import_id, old.source_line, old.start_day = new.start_day
                    AND old.on_hand = new.on_hand AND old.sales_rate = new.sales_rate
                    AND old.restocking_rate = new.restocking_rate AND old.duration_days = new.duration_days
                    AND old.forecast_frequency = new.forecast_frequency
                FROM \(source) AS new CROSS JOIN inventory AS old ON old.series_key = new.series_key
                """
            ) { row in
                // Both come in the order of their keys.
                while rows[index].key.rowID < row.int(0) { index += 1 }
                known.rows.append(
                    Row(index: index, isSame: row.int(3) != 0, importID: row.int32(1), line: row.int32(2)))
            }
        }
        return known
    }
}

extension Snapshot {
    /// Finds out what is known of the series of a batch, where it ascends, so that the thread which writes need not.
    ///
    /// That is a third of what an import of known rows has to do in SQLite.
    package func compare(_ batch: InventoryBatch) throws {
        guard batch.image != nil else { return }
        batch.known = try ExistingSeries.readSideBySide(batch.rows, db)
    }
}
