import Forecasting
import InventoryStore
import Platform

/// Writes receipts into `receipt`. They are sorted first: files of open orders come in the order of their numbers or
/// days, so hardly any is in the order of the table.
final class ReceiptSink: ImportSink {
    private let context: ImportContext
    private let writer: ReceiptWriter
    private let sorted: SortedRows<ReceiptRow>
    private var found = OverdueFound()

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try ReceiptWriter(
            context.transaction, context.log, adds: context.request.adds, replacement: context.request.replacement)
        sorted = SortedRows(folder: context.temporaryFolder)
    }

    func take(_ batch: ReceiptBatch, fraction: Double?) throws {
        try sorted.add(batch.rows)
        for (store, importID) in batch.stores { writer.name(store: store, importID: importID) }
    }

    func drain() throws {
        var rows: [ReceiptRow] = []
        rows.reserveCapacity(ReceiptBatch.capacity)
        func write() throws {
            try context.interruption.check()
            try writer.write(rows, overdue: take, refuse: reject)
            rows.removeAll(keepingCapacity: true)
        }
        try sorted.drain { row in
            rows.append(row)
            if rows.count == ReceiptBatch.capacity { try write() }
        }
        try write()
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store, importID: context.log.firstImportID) }
        try writer.finish(context.ledger.rowCounts)
        context.ledger.overdue = found
        let former = writer.replaced
        return context.request.adds
            ? .kept : .replaced(receipts: former.receipts, stores: former.stores, keeping: writer.otherStores)
    }

    /// What becomes of a receipt that is due before the first day of its series.
    private func take(_ row: inout ReceiptRow, _ startDay: Int) -> ReceiptWriter.Overdue {
        let option = context.request.overdue
        if option == .reject { return .refuse }
        found.add(days: startDay - Int(row.day), units: row.quantity)
        switch option {
        case .start, .reject: break
        case .after(let days): row.day = Int32(clamping: startDay + days)
        case .drop:
            context.leaveOut(row, .overdue)
            return .leaveOut
        }
        return .keep
    }

    private func reject(_ refusal: ReceiptWriter.Refusal) throws {
        let row = refusal.row
        let store = context.stores.identifier(of: row.key.store)
        let product = context.products.identifier(of: row.key.product)
        var column: (ImportColumn, value: String)?
        var expected = Expectation.unknownSeries(store: store, product: product)
        if let start = refusal.startDay {
            column = (ReceiptColumns.date, CivilDate(dayNumber: Int(row.day)).isoText)
            expected = .dayFrom(start: start, store: store, product: product)
        }
        try context.reject(row, column: column, expected)
    }
}

/// Receipts that were parsed together.
struct ReceiptBatch: ImportBatch {
    private(set) var rows: [ReceiptRow] = []
    /// The stores that rows name which are left out, each with the last import that does.
    private(set) var stores: [Int32: Int32] = [:]
    /// The identifiers that occur first in this batch, in the order of their keys, if there is no database.
    var newStores = IdentifierList()
    var newProducts = IdentifierList()

    static let capacity = PositionBatch.capacity

    var isFull: Bool { rows.count == Self.capacity }

    mutating func append(_ row: ReceiptRow) { rows.append(row) }

    mutating func name(store: Int32, importID: Int32) { stores[store] = max(stores[store] ?? 0, importID) }
}
