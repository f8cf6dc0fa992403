import CSV
import Forecasting
import InventoryStore
import Platform

/// Brings receipts into `receipt`. They are sorted first: as open orders come in the order of their numbers or days, hardly
/// any file is in the order of the table.
final class ReceiptSink: ImportSink {
    let ledger: ImportLedger
    private let writer: ReceiptWriter
    private let adds: Bool
    private let interruption: Interruption
    private let sorted: SortedRows<ReceiptRow>
    private let stores: IdentifierTable
    private let products: IdentifierTable

    /// - Parameter stores, products: those of the database, which an import of receipts adds nothing to.
    init(
        _ request: ImportRequest, _ ledger: ImportLedger, stores: IdentifierTable, products: IdentifierTable,
        _ transaction: WriteTransaction, _ interruption: Interruption, temporaryFolder: String
    ) throws {
        self.ledger = ledger
        self.interruption = interruption
        self.stores = stores
        self.products = products
        adds = request.adds
        writer = try ReceiptWriter(
            transaction, files: request.files, adds: request.adds, importedAt: Timestamp.now())
        sorted = SortedRows(folder: temporaryFolder)
    }

    var firstImportID: Int32 { writer.firstImportID }

    func take(_ item: ImportItem) throws { try sorted.add(item.batch.receipts) }

    func drain() throws {
        var rows: [ReceiptRow] = []
        rows.reserveCapacity(InventoryBatch.capacity)
        func write() throws {
            try interruption.check()
            try writer.write(rows, refuse: reject)
            rows.removeAll(keepingCapacity: true)
        }
        try sorted.drain { row in
            rows.append(row)
            if rows.count == InventoryBatch.capacity { try write() }
        }
        try write()
    }

    func finish() throws -> (counts: [ImportCounts], former: FormerRows) {
        try writer.finish(ledger.rowCounts)
        let former = writer.replaced
        return (
            writer.counts, adds ? .kept : .replaced(receipts: former.receipts, stores: former.stores)
        )
    }

    private func reject(_ refusal: ReceiptWriter.Refusal) throws {
        let row = refusal.row
        let store = stores.identifier(of: row.key.store)
        let product = products.identifier(of: row.key.product)
        let date = CivilDate(dayNumber: Int(row.day)).isoText
        var column: (FileColumn, value: String)?
        var expected = ReceiptRow.unknown(store: store, product: product)
        if let start = refusal.startDay {
            column = (.receiptDate, date)
            expected =
                "\(CivilDate(dayNumber: start).isoText) or later, which is the start date of store "
                + "\(DisplayText.of(store)), product \(DisplayText.of(product))"
        }
        try ledger.reject(file: Int(row.importID - firstImportID), line: row.line, column: column, expected) { column in
            switch column {
            case .storeID: FieldText.quoted(store)
            case .productID: FieldText.quoted(product)
            case .receiptDate: Array(date.utf8)
            case .quantity: Array(FieldText.number(row.quantity).utf8)
            default: []
            }
        }
    }
}
