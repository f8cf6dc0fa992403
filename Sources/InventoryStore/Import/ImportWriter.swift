internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// A row that was found to be wrong when it was compared with the others, or with what is stored.
package struct RefusedRow: Sendable {
    package enum Reason: Equatable, Sendable {
        /// An earlier row of the same import has set the series already.
        case repeated(firstImportID: Int32, firstLine: Int32)
        /// The terms can't be planned with, together with those stored ones that the file does not have.
        case terms(TermsProblem, StatedTerms)
    }

    package var row: InventoryRow
    /// Its terms, where its file has such columns.
    package var terms: TermsRow?
    package var reason: Reason

    package init(row: InventoryRow, terms: TermsRow?, reason: Reason) {
        self.row = row
        self.terms = terms
        self.reason = reason
    }
}

/// Writes the positions of one import into `inventory` and their terms into `supply`, batch by batch.
///
/// Batches may come in any order, but the keys within one ascend. Each row is first compared with what is there, so that
/// only what changed is written and the counts are exact.
package final class ImportWriter {
    private let db: Database
    private let writeback: Writeback
    private let batches: BatchDatabase
    private let identifiers: BatchDatabase
    private let replaces: Bool
    private let log: ImportLog
    /// Files have the import ids from this one on, in their order.
    private var firstImportID: Int32 { log.firstImportID }
    /// True once any row equalled what is stored. Unchanged rows are skipped and so don't carry this import's id: a second row of
    /// the same series in a later batch can't be recognised as a duplicate. Callers whose rows may be out of order have to sort
    /// them first (`ImportRestart.unsorted`).
    package var hasUnchanged: Bool { log.counts.contains { $0.unchanged > 0 } }
    private var storeChanges: [Int32: (inserted: Int, importID: Int32)] = [:]
    /// What becomes of each row of the current batch.
    private var states: [RowState] = []
    /// The greatest key of the batches so far.
    private var greatest = SeriesKey.lowest
    private let seriesCount: Int
    private var whole = FullReplacement()
    /// Whether it replaces all that the inventory has, and so needs the rows in the order of their keys.
    package var replacesWhole: Bool { whole.isBegun }
    private var pageCache = PageCache.scattered

    private enum RowState { case new, changed, unchanged, refused }

    private let terms: TermsWriter
    private let names: ProductNameWriter

    /// - Parameter log: gets the counts of the files.
    /// - Parameter replaces: whether series that none of the files has are removed at the end.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, replaces: Bool) throws {
        db = transaction.db
        writeback = transaction.writeback
        batches = try transaction.batches(like: "inventory")
        identifiers = transaction.batches(
            prefix: "identifiers_", columns: "(key INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        self.replaces = replaces
        terms = try TermsWriter(transaction)
        names = ProductNameWriter(transaction)
        self.log = log
        seriesCount = try Int.fetchOne(db, sql: "SELECT coalesce(sum(series_count), 0) FROM store") ?? 0
        if replaces {
            try db.execute(
                sql: """
                    CREATE TEMP TABLE kept (series_key INTEGER PRIMARY KEY)
                    """)
        }
    }

    /// Says how many rows will come, as far as that can be told before the first of them. Where there are as many as there are
    /// series, they may replace the inventory as a whole, and what is written later may throw ``FullReplacementFailed``.
    package func expect(rows: Int) {
        whole.expect(rows: rows, seriesCount: seriesCount)
    }

    /// Writes the stores and products that a batch is the first to name. This comes before its rows, and in the order in
    /// which the batches were filled.
    package func writeIdentifiers(of rows: PositionBatch) throws {
        // The index of identifiers gets them in no order.
        try use(rows.newProducts.count < Self.manyIdentifiers ? .appending : .scattered)
        try insert(rows.newStores, into: "store")
        try insert(rows.newProducts, into: "product")
        try names.write(rows.names)
    }

    /// Writes the rows of a batch.
    ///
    /// - Parameter refuse: called with each row whose series this import has set before, or whose terms can't be planned with;
    ///   it is not written.
    /// - Throws: ``FullReplacementFailed`` where all of the inventory was to be replaced, and is not.
    package func write(_ batch: PositionBatch, refuse: (RefusedRow) throws -> Void) throws {
        let rows = batch.rows
        guard !rows.isEmpty else { return }
        states.removeAll(keepingCapacity: true)
        states.append(contentsOf: repeatElement(.new, count: rows.count))
        let known = try compare(batch, refuse)
        let newTerms = try batch.terms.isEmpty ? [] : newTerms(batch, refuse)
        count(rows)
        try writePositions(batch, known)
        try terms.write(newTerms)
        writeback.advance()
    }

    private func writePositions(_ batch: PositionBatch, _ known: ExistingSeries) throws {
        let rows = batch.rows
        let isOfOneKind = !states.contains { $0 == .unchanged || $0 == .refused }
        let isWhole =
            try isOfOneKind && known.isRangeCovered && whole.includes(knownCount: known.rows.count, db)
        if !isWhole { try whole.ruleOut() }
        if isOfOneKind, known.isRangeCovered || known.rows.isEmpty {
            if !isWhole, !known.rows.isEmpty {
                // All that is between the ends of the batch is written anew: emptying the range and copying records into it
                // was a quarter quicker than replacing row by row.
                try db.execute(
                    sql: "DELETE FROM inventory WHERE series_key BETWEEN ? AND ?",
                    arguments: [rows[0].key.rowID, rows[rows.count - 1].key.rowID])
            }
            return try batches.insert(batch.image ?? InventoryTable.image(of: rows), into: "inventory")
        }
        try keepUnchanged(rows)
        let written = rows.indices.lazy.filter { self.states[$0] == .new || self.states[$0] == .changed }
        try batches.insertByColumn(
            InventoryTable.image(of: written.map { rows[$0] }), into: "inventory", or: "REPLACE")
    }

    /// Removes what a replacing import does not have, and writes down the counts.
    ///
    /// - Parameter rows: rows read, rejected and blank for each file; the other counts are the writer's own.
    /// - Returns: the number of series removed.
    /// - Throws: ``FullReplacementFailed`` where all of the inventory was to be replaced, and is not.
    package func finish(_ rows: [(read: Int, rejected: Int, blank: Int)]) throws -> Int {
        try whole.finish()
        try use(.scattered)
        try log.finish(rows)
        for (store, change) in storeChanges {
            try db.cachedStatement(
                sql: "UPDATE store SET series_count = series_count + ?, changed_import_id = ? WHERE store_key = ?"
            ).execute(arguments: [change.inserted, change.importID, store])
        }
        let removed = replaces ? try db.removeSeries(before: firstImportID) : 0
        try Statistics.updateInventory(db)
        if removed > 0 { try Statistics.updateResults(db) }
        return removed
    }

    private func use(_ cache: PageCache) throws {
        guard cache != pageCache else { return }
        try cache.use(in: db)
        pageCache = cache
    }

    /// New ones of a batch that are worth a larger cache.
    private static let manyIdentifiers = 1024

    private func insert(_ list: IdentifierList, into table: String) throws {
        guard list.count > 0 else { return }
        // Keys go on from the greatest, as they do in the identifier tables of whoever fills the batches.
        var key = try Int.fetchOne(db, sql: "SELECT coalesce(max(\(table)_key), 0) FROM \(table)") ?? 0
        guard (0...StoredBounds.productKeys.upperBound).contains(key) else {
            throw DatabaseError.damaged("\(table)_key is \(key)")
        }
        // An image is not worth its place for a few.
        if list.count < 64 {
            let insert = try db.cachedStatement(
                sql: "INSERT INTO \(table) (\(table)_key, \(table)_id) VALUES (?, ?)")
            for index in 0..<list.count { try insert.execute(arguments: [key + 1 + index, list[index]]) }
            return
        }
        var index = 0
        var record = RecordEncoder()
        while index < list.count {
            let image = TableImage()
            while index < list.count, !image.isFull {
                key += 1
                record.removeAll()
                record.appendRowID()
                list.withBytes(of: index) { record.append($0) }
                image.append(rowID: key, record)
                index += 1
            }
            try identifiers.show(image) { source in
                // SQLite numbers the rows as they come, on from the greatest key too, and needn't look for the place of each.
                try db.execute(
                    sql: "INSERT OR ROLLBACK INTO \(table) (\(table)_id) SELECT id FROM \(source) ORDER BY key")
            }
            guard db.lastInsertedRowID == key else {
                throw DatabaseError.damaged("\(table)_key is \(db.lastInsertedRowID), and not \(key)")
            }
        }
    }

    /// Finds out for each row whether its series is known, and whether it says anything new.
    ///
    /// - Returns: what the inventory has of the series of the batch.
    private func compare(_ batch: PositionBatch, _ refuse: (RefusedRow) throws -> Void) throws -> ExistingSeries {
        let rows = batch.rows
        // What was found in a view of the data from before this import holds as long as nothing was written there.
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

    /// Counts the rows of a batch by what becomes of them. Rows of one store and file are neighbours, so that the totals
    /// are looked up once for many of them.
    private func count(_ rows: [InventoryRow]) {
        var start = 0
        while start < rows.count {
            let store = rows[start].key.store
            let importID = rows[start].importID
            var run = ImportCounts()
            var end = start
            while end < rows.count, rows[end].key.store == store, rows[end].importID == importID {
                switch states[end] {
                case .new: run.inserted += 1
                case .changed: run.updated += 1
                case .unchanged: run.unchanged += 1
                case .refused: break
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

    /// Puts the terms of a batch over those that are stored. A row whose terms are new counts as changed.
    ///
    /// - Returns: the terms that differ from what is stored, whole.
    private func newTerms(_ batch: PositionBatch, _ refuse: (RefusedRow) throws -> Void) throws -> [TermsRow] {
        let stored = try terms.stored(batch.terms)
        var new: [TermsRow] = []
        var index = 0
        var at = 0
        for row in batch.terms {
            // Both are in the order of their keys, and each of the terms has its row.
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

    /// Remembers the series that stay as they are: the only ones of a replacing import that it leaves no mark on.
    private func keepUnchanged(_ rows: [InventoryRow]) throws {
        guard replaces else { return }
        let unchanged = rows.indices.lazy.filter { self.states[$0] == .unchanged }
        try batches.show(InventoryTable.image(of: unchanged.map { rows[$0] })) { source in
            try db.execute(sql: "INSERT OR IGNORE INTO temp.kept SELECT series_key FROM \(source)")
        }
    }
}
