import InventoryStore
import Platform

/// Writes sales into `sold_day`. They are sorted first, so that the rows of a product and day meet: most files are in the order of
/// days or of receipts.
final class SalesSink: ImportSink {
    private let context: ImportContext
    private let writer: SalesWriter
    private let sorted: SortedRows<SoldDayRow>

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try SalesWriter(
            context.transaction, context.log, adds: context.request.adds, replacement: context.request.replacement,
            keep: context.request.keptDays)
        sorted = SortedRows(folder: context.temporaryFolder)
    }

    func take(_ batch: SalesBatch, fraction: Double?) throws {
        try writer.writeIdentifiers(stores: batch.newStores, products: batch.newProducts, batch.names)
        try sorted.add(batch.rows)
        for (block, days) in batch.days {
            guard let first = writer.firstOpenDay(of: block.store), first > block.firstDay else {
                writer.name(days, of: block, importID: batch.importID)
                continue
            }
            let open = days.days(from: first - block.firstDay)
            if open.isEmpty {
                writer.name(store: block.store, importID: batch.importID)
            } else {
                writer.name(open, of: block, importID: batch.importID)
            }
        }
    }

    func drain() throws {
        var rows: [SoldDayRow] = []
        rows.reserveCapacity(PositionBatch.capacity)
        var same: [SoldDayRow] = []
        // The first store with sales of days that can't change, and the first of its days that can.
        var closed: (store: Int32, day: Int)?
        var isOpen = false
        func write() throws {
            try context.interruption.check()
            try writer.write(rows)
            rows.removeAll(keepingCapacity: true)
        }
        func addUp() throws {
            guard let row = SoldDayRow(sumOf: same) else { return }
            for other in same.dropFirst() { context.leaveOut(other, .addedUp) }
            same.removeAll(keepingCapacity: true)
            guard row.quantity.sold != 0 || row.quantity.closingStock != nil else {
                return context.leaveOut(row, .nothingSold)
            }
            rows.append(row)
            if rows.count == PositionBatch.capacity { try write() }
        }
        // Most rows are of the block of the row before them.
        var block: (key: BlockKey, firstOpenDay: Int?)?
        try sorted.drain { row in
            let key = row.key.block
            if block?.key != key { block = (key, writer.firstOpenDay(of: key.store)) }
            if let first = block?.firstOpenDay, row.key.day < first {
                closed = closed ?? (key.store, first)
                return context.leaveOut(row, .closed)
            }
            isOpen = true
            if let first = same.first, first.key != row.key { try addUp() }
            same.append(row)
        }
        try addUp()
        try write()
        if !isOpen, let closed {
            let stores = try context.transaction.snapshot.storeIdentifiers()
            throw RequestError.salesAreClosed(store: stores.identifier(of: closed.store), before: closed.day)
        }
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store, importID: context.log.firstImportID) }
        let change = try writer.finish(context.ledger.rowCounts)
        let stores = try context.transaction.snapshot.storeIdentifiers()
        context.ledger.sales = SalesSummary(change, stores, rowsAreDays: context.request.period != nil)
        return .kept
    }
}

extension SoldDayRow {
    /// The sum of the rows of a product and day, in the order of the files; nil if there is none.
    ///
    /// Units are added in the order of their size, so that the sum has the same bits in whatever order the rows come. The last stock
    /// that is stated is that of the evening.
    fileprivate init?(sumOf rows: [SoldDayRow]) {
        guard var sum = rows.first else { return nil }
        if rows.count > 1 {
            sum.quantity = SoldQuantity(
                sold: rows.map(\.quantity.sold).sorted().reduce(0, +),
                closingStock: rows.last { $0.quantity.closingStock != nil }?.quantity.closingStock)
        }
        self = sum
    }
}

/// Sales that were parsed together.
struct SalesBatch: ImportBatch {
    private(set) var rows: [SoldDayRow] = []
    /// The days of which the rows say what was sold, if only that nothing was.
    private(set) var days: [BlockKey: DaySet] = [:]
    /// The texts of their products, if the file has such columns.
    var names = ProductNames()
    var newStores = IdentifierList()
    var newProducts = IdentifierList()
    /// The days of the block of the last row: most rows are of the same one.
    private var last: (block: BlockKey, days: DaySet)?

    /// The import of their file.
    private(set) var importID: Int32 = 0
    private var count = 0

    var isFull: Bool { count >= PositionBatch.capacity }

    var identifiers: NewIdentifiers {
        NewIdentifiers(stores: newStores, products: newProducts) { [rows] isMeant in
            rows.first { isMeant($0.key.series) }.map { Int($0.line) } ?? 0
        }
    }

    mutating func append(_ row: SoldDayRow) { rows.append(row) }

    /// States that a row says what was sold on a day.
    mutating func name(_ sale: SaleKey, importID: Int32) {
        self.importID = importID
        count += 1
        let block = sale.block
        if let last, last.block == block, last.days.contains(sale.place) { return }
        var days = self.days[block] ?? DaySet()
        days.insert(sale.place)
        self.days[block] = days
        last = (block, days)
    }
}
