internal import BulkSQLite
internal import GRDB

/// Writes the receipts of one import into `receipt`.
package final class ReceiptWriter {
    private let db: Database
    private let batches: BatchDatabase
    private let log: ImportLog
    /// Whether earlier receipts of the same stores are kept.
    private let adds: Bool
    /// The latest import that named a store, by the store's key.
    private var stores: [Int32: Int32] = [:]
    /// The number of earlier receipts removed, and of the stores that had some.
    package private(set) var replaced = (receipts: 0, stores: 0)

    private var firstImportID: Int32 { log.firstImportID }

    /// A receipt whose series doesn't exist, or begins after the receipt.
    package struct Refusal {
        package var row: ReceiptRow
        /// The day on which the series begins; nil if there is no such series.
        package var startDay: Int?
    }

    /// - Parameter adds: whether earlier receipts of the same stores are kept.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, adds: Bool) throws {
        db = transaction.db
        batches = transaction.batches(prefix: "receipts_", columns: ReceiptTable.imageColumns)
        self.log = log
        self.adds = adds
    }

    /// Writes rows. They have to ascend by ``ReceiptRow/ordinal``, also from one call to the next.
    ///
    /// - Parameter refuse: called with each invalid receipt, which is not written.
    package func write(_ rows: [ReceiptRow], refuse: (Refusal) throws -> Void) throws {
        var good = rows
        var refused: [Refusal] = []
        try show(rows) { source in
            // The query returns only the refused rows.
            var list = SelectList()
            let number = list.add("number")
            let startDay = list.add("start_day")
            try db.scan(
                list,
                """
                FROM \(source) LEFT JOIN inventory USING (series_key)
                WHERE start_day IS NULL OR receipt_day < start_day
                """
            ) { row in
                refused.append(
                    Refusal(
                        row: rows[row.int(number)],
                        startDay: row.isNull(startDay) ? nil : try row.int(startDay, in: StoredBounds.startDays)))
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

    /// Writes the counts, and for each store the import that its receipts come from.
    ///
    /// - Parameter rows: the numbers of rows read, rejected and blank in each file.
    package func finish(_ rows: [(read: Int, rejected: Int, blank: Int)]) throws {
        try log.finish(rows)
        for (store, importID) in stores.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(sql: "UPDATE store SET receipts_import_id = ? WHERE store_key = ?")
                .execute(arguments: [importID, store])
        }
    }

    private func show(_ rows: [ReceiptRow], _ body: (_ source: String) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        try batches.show(ReceiptTable.image(of: rows), body)
    }

    private func insert(_ rows: [ReceiptRow], from source: String) throws {
        // Rows of the same store and file are adjacent, so their totals are looked up once.
        var start = 0
        while start < rows.count {
            let store = rows[start].key.store
            let importID = rows[start].importID
            let end = rows[start...].firstIndex { $0.key.store != store || $0.importID != importID } ?? rows.count
            log.counts[Int(importID - firstImportID)].inserted += end - start
            // Rows come in the order of their stores, so this happens before the store's first row is written.
            if !adds, stores[store] == nil { try removeReceipts(ofStore: store) }
            stores[store] = max(stores[store] ?? 0, importID)
            start = end
        }
        try db.execute(sql: ReceiptTable.insertion(from: source))
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
