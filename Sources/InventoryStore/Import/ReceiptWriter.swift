internal import BulkSQLite
internal import GRDB

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

    private var firstImportID: Int32 { log.firstImportID }

    /// A receipt that belongs to no series, or to one that begins after it.
    package struct Refusal {
        package var row: ReceiptRow
        /// nil where there is no such series.
        package var startDay: Int?
    }

    /// - Parameter adds: whether former receipts of the same stores stay.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, adds: Bool) throws {
        db = transaction.db
        batches = transaction.batches(prefix: "receipts_", columns: ReceiptTable.imageColumns)
        self.log = log
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
        try batches.show(ReceiptTable.image(of: rows), body)
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
