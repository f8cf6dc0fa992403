import CSV
import Forecasting
import InventoryStore

/// Brings positions into `inventory`.
///
/// Rows go straight through as long as their keys ascend, and are sorted from the first batch on in which they don't.
final class PositionSink: ImportSink {
    let ledger: ImportLedger
    private let request: ImportRequest
    private let writer: ImportWriter
    private let snapshot: Snapshot
    private let interruption: Interruption
    private let sorted: SortedRows<InventoryBatch.Row>
    private var isSorting: Bool
    private var last = SeriesKey.lowest
    private var rowsWritten = 0

    init(
        _ request: ImportRequest, _ knowledge: ImportKnowledge, _ ledger: ImportLedger,
        _ transaction: WriteTransaction, _ interruption: Interruption, temporaryFolder: String
    ) throws {
        self.request = request
        self.ledger = ledger
        self.interruption = interruption
        snapshot = transaction.snapshot
        writer = try ImportWriter(
            transaction, files: request.files, replaces: request.replaces, importedAt: Timestamp.now())
        sorted = SortedRows(folder: temporaryFolder)
        isSorting = knowledge.isUnsorted
    }

    var firstImportID: Int32 { writer.firstImportID }

    func take(_ item: ImportItem) throws {
        try writer.writeIdentifiers(of: item.batch)
        if !isSorting, !item.batch.ascends(after: last) {
            guard !writer.hasUnchanged else { throw ImportRestart.unsorted }
            isSorting = true
        }
        if isSorting {
            try sorted.add(item.batch.rows)
        } else if item.batch.count > 0 {
            last = item.batch.rows[item.batch.count - 1].key
            try write(item.batch)
        }
    }

    /// Writes the rows that had to be sorted, of which the first of each series counts.
    func drain() throws {
        var batch = InventoryBatch()
        var previous: InventoryBatch.Row?
        try sorted.drain { row in
            if let first = previous, first.key == row.key {
                return try reject(
                    DuplicateRow(row: row, firstImportID: first.importID, firstLine: first.line))
            }
            previous = row
            batch.append(row)
            if batch.isFull {
                try write(batch)
                batch = InventoryBatch()
            }
        }
        try write(batch)
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

    private func write(_ batch: InventoryBatch) throws {
        try interruption.check()
        rowsWritten += batch.count
        try writer.write(batch, duplicate: reject)
    }

    /// Only sorted rows can have duplicates, and those are written after the reports of all files have come.
    private func reject(_ duplicate: DuplicateRow) throws {
        let row = duplicate.row
        let file = Int(row.importID - firstImportID)
        let first = Int(duplicate.firstImportID - firstImportID)
        let (store, product) = try snapshot.identifiers(of: row.key)
        let place =
            first == file
            ? "line \(duplicate.firstLine)" : "\(ledger.files[first].name):\(duplicate.firstLine)"
        try ledger.reject(
            file: file, line: row.line,
            "store \(ShownText.of(store)), product \(ShownText.of(product)) is here a second time, first in \(place)"
        ) { column in
            switch column {
            case .storeID: FieldText.quoted(store)
            case .productID: FieldText.quoted(product)
            case .sellStartDate: Array(CivilDate(dayNumber: Int(row.startDay)).isoText.utf8)
            case .initialInventory: Array(FieldText.number(row.onHand).utf8)
            case .salesRate: Array(FieldText.number(row.salesRate).utf8)
            case .restockingRate: Array(FieldText.number(row.restockingRate).utf8)
            case .durationDays: Array(String(row.durationDays).utf8)
            case .forecastFrequency: Array(String(row.frequency).utf8)
            case .receiptDate, .quantity: []
            }
        }
    }
}
