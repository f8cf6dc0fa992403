import CSV
import Forecasting
import InventoryStore
import Platform

/// Brings positions into `inventory`, with the terms of supply where files have them.
///
/// Rows go straight through as long as their keys ascend, and are sorted from the first batch on in which they don't.
final class PositionSink: ImportSink {
    let ledger: ImportLedger
    private let request: ImportRequest
    private let knowledge: ImportAttempt
    private let preparation: BatchPreparation
    private let writer: ImportWriter
    private let snapshot: Snapshot
    private let interruption: Interruption
    private let sorted: SortedRows<InventoryBatch.Row>
    /// The terms of those rows that have some, in the same order.
    private let sortedSupply: SortedRows<TermsRow>
    private var isSorting: Bool
    private var isDraining = false
    private var last = SeriesKey.lowest
    private var rowsWritten = 0

    init(
        _ request: ImportRequest, _ knowledge: ImportAttempt, _ ledger: ImportLedger, _ preparation: BatchPreparation,
        _ transaction: WriteTransaction, _ interruption: Interruption, temporaryFolder: String
    ) throws {
        self.request = request
        self.knowledge = knowledge
        self.ledger = ledger
        self.preparation = preparation
        self.interruption = interruption
        snapshot = transaction.snapshot
        writer = try ImportWriter(
            transaction, files: request.files, replaces: request.replaces, importedAt: Timestamp.now())
        sorted = SortedRows(folder: temporaryFolder)
        sortedSupply = SortedRows(folder: temporaryFolder)
        isSorting = knowledge.isUnsorted
    }

    var firstImportID: Int32 { writer.firstImportID }

    func take(_ item: ImportItem) throws {
        try writer.writeIdentifiers(of: item.batch)
        if !isSorting, !item.batch.ascends(after: last) {
            guard !writer.hasUnchanged, !writer.replacesWhole else { throw ImportRestart.unsorted }
            isSorting = true
        }
        if isSorting {
            try sorted.add(item.batch.rows)
            try sortedSupply.add(item.batch.supply)
        } else if item.batch.count > 0 {
            if let fraction = item.fraction, fraction > 0 { expect(rows: Int(Double(item.batch.count) / fraction)) }
            last = item.batch.rows[item.batch.count - 1].key
            try write(item.batch)
        }
    }

    /// Writes the rows that had to be sorted, of which the first of each series counts. They are merged and encoded on other
    /// threads while SQLite writes.
    func drain() throws {
        isDraining = true
        expect(rows: sorted.count)
        let (rows, supply, preparation) = (sorted, sortedSupply, preparation)
        try OrderedPipeline<SortedBatch, SortedBatch>(workers: 1, depth: 4, interruption: interruption).run(
            source: { emit in try SortedBatch.all(of: rows, supply, emit) },
            worker: { try preparation.run($0) { $0.batch } },
            sink: { sorted in
                for refused in sorted.repeated { try reject(refused) }
                try write(sorted.batch)
            })
    }

    func finish() throws -> (counts: [ImportCounts], former: FormerRows) {
        if request.replaces, rowsWritten == 0 {
            throw PipelineError(
                "Nothing was imported: \(request.files.joined(separator: ", ")) has no rows, "
                    + "and --replace would have removed everything.")
        }
        let removed = try writer.finish(ledger.rowCounts)
        return (writer.counts, request.replaces ? .removed(series: removed) : .kept)
    }

    private func expect(rows: Int) {
        if rowsWritten == 0, !knowledge.isPartial { writer.expect(rows: rows) }
    }

    private func write(_ batch: InventoryBatch) throws {
        try interruption.check()
        rowsWritten += batch.count
        try writer.write(batch, refuse: reject)
    }

    /// Repeated series are only found among sorted rows. Of other rows it is not known yet how their file calls its columns, nor
    /// whether another one of the same series comes.
    private func reject(_ refused: RefusedRow) throws {
        guard isDraining else { throw ImportRestart.unsorted }
        let row = refused.row
        let file = Int(row.importID - firstImportID)
        let (store, product) = try snapshot.identifiers(of: row.key)
        var column: (FileColumn, value: String)?
        let expected: String
        switch refused.reason {
        case .repeated(let importID, let line):
            let first = Int(importID - firstImportID)
            let place = first == file ? "line \(line)" : "\(ledger.files[first].name):\(line)"
            expected =
                "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is here a second time, first in \(place)"
        case .terms(let problem, let stated):
            let fault = problem.fault(in: stated)
            column = (fault.column, stated.text(of: fault.column))
            expected = "\(fault.expected); terms that the file does not have stay as they are stored"
        }
        let labels = try snapshot.labels(of: row.key.product)
        try ledger.reject(file: file, line: row.line, column: column, expected) { column in
            switch column {
            case .storeID: FieldText.quoted(store)
            case .productID: FieldText.quoted(product)
            case .sellStartDate: Array(CivilDate(dayNumber: Int(row.startDay)).isoText.utf8)
            case .initialInventory: Array(FieldText.number(row.onHand).utf8)
            case .salesRate: Array(FieldText.number(row.salesRate).utf8)
            case .restockingRate: Array(FieldText.number(row.restockingRate).utf8)
            case .durationDays: Array(String(row.durationDays).utf8)
            case .forecastFrequency: Array(String(row.frequency).utf8)
            case .name: labels.name.isEmpty ? [] : FieldText.quoted(labels.name)
            case .category: labels.category.isEmpty ? [] : FieldText.quoted(labels.category)
            case .receiptDate, .quantity: []
            default: Array((refused.supply?.stated.text(of: column) ?? "").utf8)
            }
        }
    }
}

/// Sorted rows on their way to the writer.
private struct SortedBatch: Sendable {
    var batch = InventoryBatch()
    /// Rows of series that an earlier row has set.
    var repeated: [RefusedRow] = []

    private var isFull: Bool { batch.isFull || repeated.count == InventoryBatch.capacity }

    /// Cuts all rows into batches, each row with its terms.
    static func all(
        of rows: SortedRows<InventoryBatch.Row>, _ supply: SortedRows<TermsRow>, _ emit: (SortedBatch) throws -> Void
    ) throws {
        var sorted = SortedBatch()
        var previous: InventoryBatch.Row?
        var next = try supply.next()
        try rows.drain { row in
            var terms: TermsRow?
            if let head = next, head.key == row.key, head.importID == row.importID, head.line == row.line {
                terms = head
                next = try supply.next()
            }
            if let first = previous, first.key == row.key {
                sorted.repeated.append(
                    RefusedRow(
                        row: row, supply: terms,
                        reason: .repeated(firstImportID: first.importID, firstLine: first.line)))
            } else {
                previous = row
                sorted.batch.append(row)
                if let terms { sorted.batch.append(terms) }
            }
            if sorted.isFull {
                try emit(sorted)
                sorted = SortedBatch()
            }
        }
        try emit(sorted)
    }
}
