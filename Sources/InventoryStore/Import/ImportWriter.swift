internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// A row that is refused because of another row, or because of what is stored.
package struct RefusedRow: Sendable {
    package enum Reason: Equatable, Sendable {
        /// A duplicate: an earlier row of the same import has already set the series.
        case repeated(firstImportID: Int32, firstLine: Int32)
        /// The row's terms are invalid together with the stored ones that its file has no column for.
        case terms(TermsProblem, StatedTerms)
        /// The series is new, and its file has no stock.
        case withoutStock
        /// Another row of the series, with which it should be added up, has another value in this column.
        case differs(DifferingColumn, line: Int32)
    }

    /// A column in which rows that are added up have to agree.
    package enum DifferingColumn: Equatable, Sendable {
        case position(PositionColumn)
        case term(Term)
    }

    package var row: InventoryRow
    /// The row's terms; nil if its file has no columns of terms.
    package var terms: TermsRow?
    package var reason: Reason

    package init(row: InventoryRow, terms: TermsRow?, reason: Reason) {
        self.row = row
        self.terms = terms
        self.reason = reason
    }
}

/// Writes the positions of one import into `inventory` and their terms into `supply_terms`, batch by batch.
///
/// Batches may come in any order, but keys ascend within a batch. Each row is first compared with what is stored, so only changes
/// are written and the counts are exact.
package final class ImportWriter {
    private let db: Database
    private let writeback: Writeback
    private let batches: BatchDatabase
    private let replacement: Replacement
    /// The stores that rows name, if others keep their series.
    private var named: Set<Int32> = []
    private let log: ImportLog
    /// The import id of the first file. The files have consecutive ids, in their order.
    private var firstImportID: Int32 { log.firstImportID }
    /// True once any row equalled what is stored. Unchanged rows are skipped and so don't carry this import's id: a second row of
    /// the same series in a later batch can't be recognised as a duplicate. Callers whose rows may be out of order have to sort
    /// them first (`ImportRestart.unsorted`).
    package var hasUnchanged: Bool { log.counts.contains { $0.unchanged > 0 } }
    /// The number of series that no orders can be planned for, and the first of them.
    package private(set) var unplannable:
        (count: Int, first: [(key: SeriesKey, problem: TermsProblem, stated: StatedTerms)]) =
            (0, [])
    /// Rows whose series have no rate of sales, and no estimate of it.
    package private(set) var withoutRate = 0
    private let hasEstimates: Bool
    private var storeChanges: [Int32: (inserted: Int, importID: Int32)] = [:]
    /// The state of each row of the current batch.
    private var states: [RowState] = []
    /// The greatest key of the batches so far.
    private var greatest = SeriesKey.lowest
    private let seriesCount: Int
    private var whole = FullReplacement()
    /// Whether the import is a full replacement, which needs the rows in the order of their keys.
    package var replacesWhole: Bool { whole.isBegun }

    private enum RowState { case new, changed, unchanged, refused }

    private let terms: TermsWriter
    private let identifiers: IdentifierWriter

    /// - Parameter log: receives the counts of the files.
    /// - Parameter replacement: what is removed at the end of the series that are in none of the files.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, replacement: Replacement) throws {
        db = transaction.db
        writeback = transaction.writeback
        batches = try transaction.batches(like: "inventory")
        self.replacement = replacement
        terms = try TermsWriter(transaction)
        identifiers = try IdentifierWriter(transaction)
        self.log = log
        hasEstimates = try transaction.snapshot.hasEstimates()
        seriesCount = try Int.fetchOne(db, sql: "SELECT coalesce(sum(series_count), 0) FROM store") ?? 0
        if replacement != .none {
            try db.execute(
                sql: """
                    CREATE TEMP TABLE kept (series_key INTEGER PRIMARY KEY)
                    """)
        }
    }

    /// States an estimate of the number of rows, before the first of them. If it is close to the number of series, a full
    /// replacement is attempted, and later writes may throw ``FullReplacementFailed``.
    package func expect(rows: Int) {
        whole.expect(rows: rows, seriesCount: seriesCount)
    }

    /// Writes the stores and products that a batch is the first to name. Call it before the batch's rows are written, and in the
    /// order in which the batches were filled.
    package func writeIdentifiers(of rows: PositionBatch) throws {
        try identifiers.write(stores: rows.newStores, products: rows.newProducts, rows.names)
    }

    /// Writes the rows of a batch.
    ///
    /// - Parameter refuse: called with each duplicate, and each row with invalid terms. Such a row is not written.
    /// - Throws: ``FullReplacementFailed`` if the import was expected to be a full replacement and isn't.
    package func write(_ batch: PositionBatch, refuse: (RefusedRow) throws -> Void) throws {
        var rows = batch.rows
        guard !rows.isEmpty else { return }
        states.removeAll(keepingCapacity: true)
        states.append(contentsOf: repeatElement(.new, count: rows.count))
        let known = try compare(batch, refuse)
        for (index, position) in known.merged { rows[index].position = position }
        for index in rows.indices where states[index] == .new && rows[index].unstated.contains(.position) {
            states[index] = .refused
            try refuse(RefusedRow(row: rows[index], terms: nil, reason: .withoutStock))
        }
        let newTerms = try batch.terms.isEmpty ? [] : newTerms(batch, refuse)
        try count(rows)
        try writePositions(rows, known.merged.isEmpty ? batch.image : nil, known)
        try writeTerms(newTerms)
        writeback.advance()
    }

    private func writePositions(_ rows: [InventoryRow], _ image: TableImage?, _ known: ExistingSeries) throws {
        let isOfOneKind = !states.contains { $0 == .unchanged || $0 == .refused }
        let isWhole =
            try isOfOneKind && known.isRangeCovered && whole.includes(knownCount: known.rows.count, db)
        if !isWhole { try whole.ruleOut() }
        if isOfOneKind, known.isRangeCovered || known.rows.isEmpty {
            if !isWhole, !known.rows.isEmpty {
                // All stored rows between the batch's ends are in the batch. Emptying the range and copying records into it was a
                // quarter faster than replacing row by row.
                try db.execute(
                    sql: "DELETE FROM inventory WHERE series_key BETWEEN ? AND ?",
                    arguments: [rows[0].key.rowID, rows[rows.count - 1].key.rowID])
            }
            return try batches.insert(image ?? InventoryTable.image(of: rows), into: "inventory")
        }
        try keepUnchanged(rows)
        let written = rows.indices.lazy.filter { self.states[$0] == .new || self.states[$0] == .changed }
        try batches.insertByColumn(
            InventoryTable.image(of: written.map { rows[$0] }), into: "inventory", or: "REPLACE")
    }

    /// Writes the terms of products in all stores that have them. Ask for it once, after all batches.
    ///
    /// - Parameter rows: in the order of their products; each product once.
    /// - Parameter refuse: called with each row whose terms are invalid together with the stored ones of a series. Nothing of it
    ///   is written.
    package func write(
        _ rows: [(product: Int32, row: ProductRow)],
        refuse: (ProductRow, SeriesKey, TermsProblem, StatedTerms) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        let places = Dictionary(rows.indices.map { (rows[$0].product, $0) }, uniquingKeysWith: { first, _ in first })
        /// The places of the rows of each line: a row about a supplier is one of many products.
        func line(_ row: ProductRow) -> LineKey { LineKey(importID: row.importID, line: row.line) }
        var refused: Set<LineKey> = []
        var changed: Set<LineKey> = []
        if rows.contains(where: { $0.row.columns != TermSet() }) {
            try forEachKnownTerms(of: rows, places) { key, row, merged, known in
                guard let problem = merged.stated.problem, refused.insert(line(row)).inserted else { return }
                try refuse(row, key, problem, merged.stated)
            }
            var new: [TermsRow] = []
            func write() throws {
                try writeTerms(new)
                new.removeAll(keepingCapacity: true)
                writeback.advance()
            }
            try forEachKnownTerms(of: rows, places) { key, row, merged, known in
                guard merged.stated != known, !refused.contains(line(row)) else { return }
                new.append(merged)
                changed.insert(line(row))
                let before = storeChanges[key.store] ?? (0, row.importID)
                storeChanges[key.store] = (before.inserted, max(before.importID, row.importID))
                if new.count == PositionBatch.capacity { try write() }
            }
            try write()
        }
        for (product, row) in rows where identifiers.changedProducts.contains(product) { changed.insert(line(row)) }
        for line in Set(rows.map { line($0.row) }).subtracting(refused) {
            let file = Int(line.importID - firstImportID)
            if changed.contains(line) { log.counts[file].updated += 1 } else { log.counts[file].unchanged += 1 }
        }
    }

    /// Writes terms, and remembers those with which a plan can't order anything unless its options say otherwise.
    private func writeTerms(_ rows: [TermsRow]) throws {
        for row in rows {
            do { _ = try SupplyTerms(row.stated, defaults: TermDefaults(), demandPerDay: 0) } catch {
                unplannable.count += 1
                if unplannable.first.count < Self.shownUnplannable {
                    unplannable.first.append((row.key, error, row.stated))
                }
            }
        }
        try terms.write(rows)
    }

    private static let shownUnplannable = 10

    private struct LineKey: Hashable {
        var importID: Int32
        var line: Int32
    }

    /// Calls `body` with each series of the products, in the order of keys: its key, its row, its terms with those of the row,
    /// and the stored ones.
    private func forEachKnownTerms(
        of rows: [(product: Int32, row: ProductRow)], _ places: [Int32: Int],
        _ body: (SeriesKey, ProductRow, TermsRow, StatedTerms) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        var first = 0
        while true {
            var read = 0
            var found: [(row: ProductRow, terms: TermsRow)] = []
            // A part at a time, because the table of terms is written between them.
            try db.scan(
                list, "FROM inventory WHERE series_key > ? ORDER BY series_key LIMIT ?",
                [first, PositionBatch.capacity]
            ) { row in
                read += 1
                let series = SeriesKey(rowID: try row.int(key, in: StoredBounds.seriesKeys))
                first = series.rowID
                guard let place = places[series.product] else { return }
                let row = rows[place].row
                found.append(
                    (
                        row,
                        TermsRow(
                            key: series, stated: row.stated, columns: row.columns, importID: row.importID,
                            line: row.line)
                    ))
            }
            let stored = try terms.stored(found.map(\.terms))
            var at = 0
            for (row, stated) in found {
                while at < stored.count, stored[at].key < stated.key.rowID { at += 1 }
                let known =
                    at < stored.count && stored[at].key == stated.key.rowID ? stored[at].stated : StatedTerms()
                var merged = stated
                merged.stated = stated.stated.replacing(stated.columns, in: known)
                try body(stated.key, row, merged, known)
            }
            if read < PositionBatch.capacity { return }
        }
    }

    /// Remembers the products whose texts change, for the counts of rows that are about products.
    package func countsTexts() { identifiers.collectsChanged() }

    /// The products of a supplier, ascending.
    package func products(of supplier: String) throws -> [Int32] {
        try Int32.fetchAll(
            db, sql: "SELECT product_key FROM product WHERE supplier = ? ORDER BY 1", arguments: [supplier])
    }

    /// Removes the series that a replacing import does not have, and writes the counts.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file; the writer has the other counts itself.
    /// - Returns: the number of series removed.
    /// - Throws: ``FullReplacementFailed`` if the import was expected to be a full replacement and isn't.
    package func finish(_ rows: [ImportCounts]) throws -> Int {
        try whole.finish()
        try identifiers.finish(log.firstImportID)
        try log.finish(rows)
        for (store, change) in storeChanges {
            try db.cachedStatement(
                sql: "UPDATE store SET series_count = series_count + ?, changed_import_id = ? WHERE store_key = ?"
            ).execute(arguments: [change.inserted, change.importID, store])
        }
        let removed = try removeMissing()
        try Statistics.updateInventory(db)
        if removed > 0 { try Statistics.updateResults(db) }
        return removed
    }

    /// The receipts that the changed series have before their first day: their number and units, and the days by which the earliest
    /// is before it. Ask after ``finish(_:)``.
    package func overdueReceipts() throws -> (count: Int, units: Double, mostDays: Int) {
        var found = (count: 0, units: 0.0, mostDays: 0)
        var list = SelectList()
        let start = list.add("start_day")
        let receipt = list.add(ReceiptTable.Columns.self, of: ReceiptTable.name)
        // CROSS JOIN: without receipts nothing is read. The planner would go through the inventory.
        try db.scan(
            list,
            """
            FROM \(ReceiptTable.name) CROSS JOIN inventory USING (series_key)
            WHERE receipt_day < start_day AND inventory.import_id >= ?
            """, [firstImportID]
        ) { row in
            let overdue = try receipt.read(row)
            found.count += 1
            found.units += overdue.quantity
            found.mostDays = max(found.mostDays, try row.int(start, in: StoredBounds.startDays) - overdue.day)
        }
        return found
    }

    /// States that the files are about a store, although no row may name it.
    package func name(store: Int32) { named.insert(store) }

    private func removeMissing() throws -> Int {
        switch replacement {
        case .none: 0
        case .ofNamedStores: try db.removeSeries(before: firstImportID, inStores: named.sorted())
        case .ofAllStores: try db.removeSeries(before: firstImportID, inStores: nil)
        }
    }

    /// Finds out for each row whether its series is known, and whether the row changes anything.
    ///
    /// - Returns: what the inventory stores of the series of the batch.
    private func compare(_ batch: PositionBatch, _ refuse: (RefusedRow) throws -> Void) throws -> ExistingSeries {
        let rows = batch.rows
        // An earlier comparison was made in a snapshot from before this import. It is valid while the import has written nothing
        // in the batch's range.
        let foundBefore = greatest < rows[0].key ? batch.existing : nil
        greatest = max(greatest, rows[rows.count - 1].key)
        let known =
            try foundBefore ?? ExistingSeries.readSideBySide(rows, db) ?? ExistingSeries.lookUp(rows, db, batches)
        var terms = batch.terms[...]
        for row in known.rows {
            guard row.importID < firstImportID + Int32(log.counts.count) else {
                throw DatabaseError.damaged("a row of inventory is of import \(row.importID)")
            }
            if row.importID >= firstImportID {
                states[row.index] = .refused
                let refused = rows[row.index]
                terms = terms.drop { $0.key < refused.key }
                try refuse(
                    RefusedRow(
                        row: refused, terms: terms.first.flatMap { $0.key == refused.key ? $0 : nil },
                        reason: .repeated(firstImportID: row.importID, firstLine: row.line)))
            } else {
                states[row.index] = row.isSame ? .unchanged : .changed
            }
        }
        return known
    }

    private func isEstimated(_ key: SeriesKey) throws -> Bool {
        guard hasEstimates else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM \(DemandTable.name) WHERE series_key = ?)"),
            arguments: [key.rowID]) ?? false
    }

    /// Counts the rows of a batch by their state. Rows of the same store and file are adjacent, so their totals are looked up
    /// once.
    private func count(_ rows: [InventoryRow]) throws {
        var start = 0
        while start < rows.count {
            let store = rows[start].key.store
            let importID = rows[start].importID
            if replacement == .ofNamedStores { named.insert(store) }
            var run = ImportCounts()
            var end = start
            while end < rows.count, rows[end].key.store == store, rows[end].importID == importID {
                switch states[end] {
                case .new: run.inserted += 1
                case .changed: run.updated += 1
                case .unchanged: run.unchanged += 1
                case .refused: break
                }
                if states[end] != .refused, rows[end].position.salesRate == nil, try !isEstimated(rows[end].key) {
                    withoutRate += 1
                }
                end += 1
            }
            let file = Int(importID - firstImportID)
            log.counts[file] = log.counts[file] + run
            if run.inserted + run.updated > 0 {
                let before = storeChanges[store] ?? (0, importID)
                storeChanges[store] = (before.inserted + run.inserted, max(before.importID, importID))
            }
            start = end
        }
    }

    /// Merges the terms of a batch with the stored ones. A row whose terms change counts as updated.
    ///
    /// - Returns: the merged terms of each series whose terms differ from the stored ones.
    private func newTerms(_ batch: PositionBatch, _ refuse: (RefusedRow) throws -> Void) throws -> [TermsRow] {
        let stored = try terms.stored(batch.terms)
        var new: [TermsRow] = []
        var index = 0
        var at = 0
        for row in batch.terms {
            // Both are in the order of their keys, and each of the terms has its row in the batch.
            while batch.rows[index].key < row.key { index += 1 }
            while at < stored.count, stored[at].key < row.key.rowID { at += 1 }
            guard states[index] != .refused else { continue }
            let isKnown = at < stored.count && stored[at].key == row.key.rowID
            let known = isKnown ? stored[at].stated : StatedTerms()
            var merged = row
            merged.stated = row.stated.replacing(row.columns, in: known)
            guard merged.stated != known else { continue }
            if let problem = merged.stated.problem {
                states[index] = .refused
                try refuse(
                    RefusedRow(row: batch.rows[index], terms: row, reason: .terms(problem, merged.stated)))
                continue
            }
            if states[index] == .unchanged { states[index] = .changed }
            new.append(merged)
        }
        return new
    }

    /// Remembers the unchanged series for the end of a replacing import. They are not written and so don't carry its id.
    private func keepUnchanged(_ rows: [InventoryRow]) throws {
        guard replacement != .none else { return }
        let unchanged = rows.indices.lazy.filter { self.states[$0] == .unchanged }
        try batches.show(InventoryTable.image(of: unchanged.map { rows[$0] })) { source in
            try db.execute(sql: "INSERT OR IGNORE INTO temp.kept SELECT series_key FROM \(source)")
        }
    }
}
