internal import BulkSQLite
internal import GRDB

/// A scheduled receipt on its way into the `receipt` table: the form in which receipts are sorted and kept in temporary files.
package struct ReceiptRow: BitwiseCopyable, Sendable {
    package var key: SeriesKey
    package var day: Int32
    package var importID: Int32
    package var quantity: Double
    package var line: Int32

    package init(key: SeriesKey, day: Int32, quantity: Double, importID: Int32, line: Int32) {
        self.key = key
        self.day = day
        self.quantity = quantity
        self.importID = importID
        self.line = line
    }

    /// Series and day in one number, in the order of the table. Where both are the same, the table goes on by import and line,
    /// which is the order in which rows are read.
    package var ordinal: Int { key.rowID << 19 | (Int(day) - Self.firstDay) }

    /// No day is before this one, and all are within 2¹⁹ days of it: see ``StockLimits/years``.
    static let firstDay = -25_567
}

/// Writes the receipts of one import into `receipt`.
package final class ReceiptWriter {
    private let db: Database
    private let batches: BatchDatabase
    private let log: ImportLog
    /// Whether the former receipts of the stores stay.
    private let adds: Bool
    /// The greatest import that named a store, by its key.
    private var stores: [Int32: Int32] = [:]
    /// Former receipts that were removed, and the stores that had some.
    package private(set) var replaced = (receipts: 0, stores: 0)

    package var firstImportID: Int32 { log.firstImportID }
    package var counts: [ImportCounts] { log.counts }

    /// A receipt that belongs to no series, or to one that begins after it.
    package struct Refusal {
        package var row: ReceiptRow
        /// nil where there is no such series.
        package var startDay: Int?
    }

    /// - Parameter adds: whether former receipts of the same stores stay.
    package init(_ transaction: WriteTransaction, files: [String], adds: Bool, importedAt: String) throws {
        db = transaction.db
        batches = transaction.batches(
            prefix: "receipts_",
            columns: """
                (number INTEGER PRIMARY KEY, series_key INTEGER NOT NULL, receipt_day INTEGER NOT NULL,
                import_id INTEGER NOT NULL, source_line INTEGER NOT NULL, quantity REAL NOT NULL)
                """)
        log = try ImportLog(transaction, files: files, importedAt: importedAt)
        self.adds = adds
    }

    /// Writes some rows, ascending by ``ReceiptRow/ordinal`` and after those of earlier calls.
    ///
    /// - Parameter refuse: called with each row that can't be a receipt; it is not written.
    package func write(_ rows: [ReceiptRow], refuse: (Refusal) throws -> Void) throws {
        var good = rows
        var refused: [Refusal] = []
        try show(rows) { source in
            // Nothing but the refused rows comes back.
            try db.scan(
                """
                SELECT number, start_day FROM \(source) LEFT JOIN inventory USING (series_key)
                WHERE start_day IS NULL OR receipt_day < start_day
                """
            ) { row in
                refused.append(
                    Refusal(
                        row: rows[row.int(0)],
                        startDay: row.isNull(1) ? nil : try row.int(1, in: StoredBounds.startDays)))
            }
            if refused.isEmpty { try insert(rows, from: source) }
        }
        guard !refused.isEmpty else { return }
        var places = refused.makeIterator()
        var next = places.next()
        good.removeAll { row in
            guard let refusal = next, refusal.row.importID == row.importID, refusal.row.line == row.line,
                refusal.row.ordinal == row.ordinal
            else { return false }
            next = places.next()
            return true
        }
        for refusal in refused { try refuse(refusal) }
        try show(good) { source in try insert(good, from: source) }
    }

    /// Writes down the counts, and which import each store has its receipts from.
    ///
    /// - Parameter rows: rows read, rejected and blank for each file.
    package func finish(_ rows: [(read: Int, rejected: Int, blank: Int)]) throws {
        try log.finish(rows)
        for (store, importID) in stores.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(sql: "UPDATE store SET receipts_import_id = ? WHERE store_key = ?")
                .execute(arguments: [importID, store])
        }
    }

    private func show(_ rows: [ReceiptRow], _ body: (_ source: String) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        let image = TableImage()
        var record = RecordEncoder()
        for (number, row) in rows.enumerated() {
            record.removeAll()
            record.appendRowID()
            record.append(row.key.rowID)
            record.append(Int(row.day))
            record.append(Int(row.importID))
            record.append(Int(row.line))
            record.append(row.quantity)
            image.append(rowID: number, record)
        }
        try batches.show(image, body)
    }

    private func insert(_ rows: [ReceiptRow], from source: String) throws {
        // Rows of one store and file are neighbours, so that the totals are looked up once for many of them.
        var start = 0
        while start < rows.count {
            let store = rows[start].key.store
            let importID = rows[start].importID
            let end = rows[start...].firstIndex { $0.key.store != store || $0.importID != importID } ?? rows.count
            log.counts[Int(importID - firstImportID)].inserted += end - start
            // Rows come in the order of their stores, so that this is before the first of them is written.
            if !adds, stores[store] == nil { try removeReceipts(ofStore: store) }
            stores[store] = max(stores[store] ?? 0, importID)
            start = end
        }
        try db.execute(
            sql: """
                INSERT INTO receipt (series_key, receipt_day, import_id, source_line, quantity)
                SELECT series_key, receipt_day, import_id, source_line, quantity FROM \(source)
                """)
    }

    private func removeReceipts(ofStore store: Int32) throws {
        try db.execute(
            sql: "DELETE FROM receipt WHERE series_key BETWEEN ? AND ?",
            arguments: StatementArguments(SeriesKey.range(ofStore: store)))
        let removed = db.changesCount
        replaced.receipts += removed
        if removed > 0 { replaced.stores += 1 }
    }
}
