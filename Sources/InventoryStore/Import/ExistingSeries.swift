internal import BulkSQLite
internal import GRDB

/// What the inventory stores of the series of a batch.
struct ExistingSeries: Sendable {
    /// A row of the batch whose series exists in the inventory.
    struct Row: Sendable {
        var index: Int
        /// Whether the row of the batch equals what is stored.
        var isSame: Bool
        /// The import and the line that stated the stored row.
        var importID: Int32
        var line: Int32
    }

    var rows: [Row] = []
    /// The positions of those rows whose file does not state all columns, completed with the stored values.
    var merged: [(index: Int, position: PackedPosition)] = []
    /// Whether the inventory has no series outside the batch between the first and the last key of the batch.
    var isRangeCovered = false

    /// Reads the inventory and a batch side by side, as in a merge join. For 500,000 known rows that takes 0.1 s; looking each of
    /// them up takes 0.3.
    ///
    /// - Parameter rows: the rows of a batch, ascending, at least one.
    /// - Returns: nil if the inventory has many more rows than the batch between the batch's first and last key.
    static func readSideBySide(_ rows: [InventoryRow], _ db: Database) throws -> ExistingSeries? {
        let limit = rows.count * 4 + 16
        var existing = ExistingSeries()
        let read = try existing.add(
            rows, from: InventoryTable.name,
            "FROM inventory WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?",
            [rows[0].key.rowID, rows[rows.count - 1].key.rowID, limit], db)
        existing.isRangeCovered = read == existing.rows.count
        return read < limit ? existing : nil
    }

    /// Looks up each row of a batch.
    static func lookUp(_ rows: [InventoryRow], _ db: Database, _ batches: BatchDatabase) throws -> ExistingSeries {
        var existing = ExistingSeries()
        try batches.show(InventoryTable.image(of: rows)) { source in
            _ = try existing.add(
                rows, from: "old",
                "FROM \(source) AS new CROSS JOIN inventory AS old ON old.series_key = new.series_key", [], db)
        }
        return existing
    }

    /// Adds the rows of a batch that a query finds. Both have to ascend by key.
    ///
    /// - Returns: the number of rows that the query returned.
    private mutating func add(
        _ rows: [InventoryRow], from table: String, _ query: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> Int {
        var list = SelectList()
        let key = list.add("\(table).series_key")
        let importID = list.add("\(table).import_id")
        let line = list.add("\(table).source_line")
        let position = list.add(InventoryTable.Position.self, of: table)
        var index = 0
        var read = 0
        try db.scan(list, query, arguments) { row in
            read += 1
            let series = row.int(key)
            // The query returns no key greater than the last one of the batch, so the loop ends there.
            while rows[index].key.rowID < series { index += 1 }
            guard rows[index].key.rowID == series else { return }
            var stated = rows[index].position
            if !rows[index].unstated.isEmpty {
                stated = try position.merged(row, stated, unstated: rows[index].unstated)
                merged.append((index, stated))
            }
            self.rows.append(
                Row(
                    index: index, isSame: position.isIn(row, stated), importID: row.int32(importID),
                    line: row.int32(line)))
        }
        return read
    }
}
