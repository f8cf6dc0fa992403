import CSV
import Forecasting
import InventoryStore
import Platform

/// Writes positions into `inventory`, with the terms of supply and the names that files contain.
///
/// Rows go straight through as long as their keys ascend. From the first batch that is out of order, they are sorted.
final class PositionSink: ImportSink {
    private let context: ImportContext
    private let writer: ImportWriter
    private let sorted: SortedRows<InventoryRow>
    /// The terms of the rows that have some, in the same order.
    private let sortedTerms: SortedRows<TermsRow>
    private var isSorting: Bool
    private var isDraining = false
    private var last = SeriesKey.lowest
    private var rowsWritten = 0
    /// The database that batches are compared with; nil if it is empty. No other process can write once the import's
    /// transaction has begun, so every later snapshot shows the data of that moment.
    private let known: InventoryDatabase?

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try ImportWriter(context.transaction, context.log, replacement: context.request.replacement)
        sorted = SortedRows(folder: context.temporaryFolder)
        sortedTerms = SortedRows(folder: context.temporaryFolder)
        isSorting = context.known.isUnsorted
        // Without a store there is no position to compare with.
        known = context.stores.greatestKey > 0 ? context.database : nil
    }

    var preparation: @Sendable (Work<ImportItem<PositionBatch>, ImportItem<PositionBatch>>) throws -> Void {
        let known = known
        return { try Self.prepare($0, known) { $0.batch } }
    }

    /// Encodes the records of batches and compares their rows with the stored ones, on another thread than the
    /// writer's.
    private static func prepare<Item>(
        _ work: Work<Item, Item>, _ known: InventoryDatabase?, _ batch: (Item) -> PositionBatch
    ) throws {
        guard let known else {
            return try work.process { item in
                batch(item).encode()
                return item
            }
        }
        try known.readApart { snapshot in
            try work.process { item in
                batch(item).encode()
                try snapshot.compare(batch(item))
                return item
            }
        }
    }

    func take(_ batch: PositionBatch, fraction: Double?) throws {
        try writer.writeIdentifiers(of: batch)
        if !isSorting, !batch.ascends(after: last) {
            guard !writer.hasUnchanged, !writer.replacesWhole else { throw ImportRestart.unsorted }
            isSorting = true
        }
        if isSorting {
            try sorted.add(batch.rows)
            try sortedTerms.add(batch.terms)
        } else if batch.count > 0 {
            if let fraction, fraction > 0 { expect(rows: Int(Double(batch.count) / fraction)) }
            last = batch.rows[batch.count - 1].key
            try write(batch)
        }
    }

    /// Writes the rows that had to be sorted. The first row of each series counts. Other threads merge and encode them
    /// while SQLite writes.
    func drain() throws {
        isDraining = true
        expect(rows: sorted.count)
        let (rows, terms, known) = (sorted, sortedTerms, known)
        try OrderedPipeline<SortedBatch, SortedBatch>(workers: 1, depth: 4, interruption: context.interruption).run(
            source: { emit in try SortedBatch.all(of: rows, terms, emit) },
            worker: { try Self.prepare($0, known) { $0.batch } },
            sink: { sorted in
                for refused in sorted.repeated { try reject(refused) }
                try write(sorted.batch)
            })
    }

    func finish() throws -> FormerRows {
        let request = context.request
        if request.replacement != .none {
            if let store = context.emptiedStore {
                writer.name(store: store)
            } else if rowsWritten == 0 {
                throw InputError.nothingToReplaceWith(files: request.files)
            }
        }
        let removed = try writer.finish(context.ledger.rowCounts)
        let overdue = try writer.overdueReceipts()
        context.ledger.overdue = OverdueFound(count: overdue.count, units: overdue.units, mostDays: overdue.mostDays)
        return request.replacement == .none ? .kept : .removed(series: removed)
    }

    private func expect(rows: Int) {
        if rowsWritten == 0, !context.known.isPartial { writer.expect(rows: rows) }
    }

    private func write(_ batch: PositionBatch) throws {
        try context.interruption.check()
        rowsWritten += batch.count
        try writer.write(batch, refuse: reject)
    }

    /// Rows can only be rejected while draining: before the end of the files the column names for the message aren't known, and a
    /// duplicate may still follow. Otherwise the import starts again, sorting.
    private func reject(_ refused: RefusedRow) throws {
        guard isDraining else { throw ImportRestart.unsorted }
        let row = refused.row
        let ledger = context.ledger
        let snapshot = context.transaction.snapshot
        let file = context.file(ofImport: row.importID)
        let (store, product) = try snapshot.identifiers(of: row.key)
        var column: (ImportColumn, value: String)?
        let expected: ExpectedText
        switch refused.reason {
        case .repeated(let importID, let line):
            let first = context.file(ofImport: importID)
            let place = first == file ? "line \(line)" : "\(ledger.files[first].name):\(line)"
            expected =
                "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is here a second time, first in \(place)"
        case .terms(let problem, let stated):
            let fault = problem.fault(in: stated)
            column = (ProductColumns.column(of: fault.term), stated[fault.term].map(FieldText.number) ?? "")
            expected = "\(fault.expected); terms that the file does not have stay as they are stored"
        }
        var details = try snapshot.names(of: row.key.product)
        details.stated = refused.terms?.stated ?? StatedTerms()
        var position = row.position.position
        // As the file states it.
        position.salesRate *= context.request.salesDays
        let values = ProductValues(storeID: store, productID: product, position: position, details: details)
        try ledger.reject(file: file, line: row.line, column: column, expected) { column in
            ProductColumns.all.first { $0.column == column }?.cell(values) ?? .missing
        }
    }
}

/// Sorted rows on their way to the writer.
private struct SortedBatch: Sendable {
    var batch = PositionBatch()
    /// Rows whose series an earlier row has already set.
    var repeated: [RefusedRow] = []

    private var isFull: Bool { batch.isFull || repeated.count == PositionBatch.capacity }

    /// Cuts all rows into batches, each row with its terms.
    static func all(
        of rows: SortedRows<InventoryRow>, _ terms: SortedRows<TermsRow>, _ emit: (SortedBatch) throws -> Void
    ) throws {
        var sorted = SortedBatch()
        var previous: InventoryRow?
        var next = try terms.next()
        try rows.drain { row in
            var stated: TermsRow?
            if let head = next, head.key == row.key, head.importID == row.importID, head.line == row.line {
                stated = head
                next = try terms.next()
            }
            if let first = previous, first.key == row.key {
                sorted.repeated.append(
                    RefusedRow(
                        row: row, terms: stated,
                        reason: .repeated(firstImportID: first.importID, firstLine: first.line)))
            } else {
                previous = row
                sorted.batch.append(row)
                if let stated { sorted.batch.append(stated) }
            }
            if sorted.isFull {
                try emit(sorted)
                sorted = SortedBatch()
            }
        }
        try emit(sorted)
    }
}
