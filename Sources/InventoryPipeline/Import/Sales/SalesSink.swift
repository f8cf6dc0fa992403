import InventoryStore
import Platform

/// Writes sales into `sold_day`. They are sorted first, so that the rows of a product and day meet: most files are in the order of
/// days or of receipts.
final class SalesSink: ImportSink {
    private let context: ImportContext
    private let writer: SalesWriter
    private let sorted: SortedRows<SoldDayRow>
    /// The first day whose sales can change, of the stores that have one.
    private let firstOpenDays: [Int32: Int]
    /// The imports of files whose rows go back in time.
    private var newestFirst: Set<Int32> = []
    /// Days of products of which several rows state a closing stock, not all the same.
    private var stocksOfOneDay = 0

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try SalesWriter(
            context.transaction, context.log, adds: context.request.adds, replacement: context.request.replacement,
            keep: context.request.keptDays)
        firstOpenDays = writer.firstOpenDays
        sorted = SortedRows(folder: context.temporaryFolder)
    }

    func take(_ batch: SalesBatch, fraction: Double?) throws {
        try writer.writeIdentifiers(stores: batch.newStores, products: batch.newProducts, batch.names)
        try sorted.add(batch.rows)
        // What the last batch of a file says goes.
        if let isNewestFirst = batch.isNewestFirst {
            if isNewestFirst { newestFirst.insert(batch.importID) } else { newestFirst.remove(batch.importID) }
        }
        for (block, days) in batch.passed {
            let first = firstOpenDays[block.store] ?? block.firstDay
            writer.nameStored(days.days(from: first - block.firstDay), of: block, importID: batch.importID)
        }
        for (block, days) in batch.days {
            guard let first = firstOpenDays[block.store], first > block.firstDay else {
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

    /// Other threads merge the sorted rows, add them up and encode them while SQLite writes.
    func drain() throws {
        let (rows, firstOpenDays, newestFirst) = (sorted, firstOpenDays, newestFirst)
        var isOpen = false
        var closed: SortedSales.ClosedDay?
        try OrderedPipeline<SortedSales, SortedSales>(workers: 1, depth: 4, interruption: context.interruption).run(
            source: { emit in try SortedSales.all(of: rows, firstOpenDays, newestFirst, emit) },
            worker: { work in
                try work.process { sorted in
                    var sorted = sorted
                    sorted.batch.encode()
                    return sorted
                }
            },
            sink: { sorted in
                for row in sorted.leftOut { context.leaveOut(row, row.why) }
                isOpen = isOpen || sorted.isOpen
                stocksOfOneDay += sorted.stocksOfOneDay
                closed = closed ?? sorted.closed
                try writer.write(sorted.batch)
            })
        if !isOpen, let closed {
            let stores = try context.transaction.snapshot.storeIdentifiers()
            throw RequestError.salesAreClosed(store: stores.identifier(of: closed.store), before: closed.firstOpenDay)
        }
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store, importID: context.log.firstImportID) }
        let change = try writer.finish(context.ledger.rowCounts)
        let stores = try context.transaction.snapshot.storeIdentifiers()
        context.ledger.sales = SalesSummary(
            change, stores, rowsAreDays: context.request.period != nil, stocksOfOneDay: stocksOfOneDay)
        return .kept
    }
}

/// Sales that were parsed together.
struct SalesBatch: ImportBatch {
    private(set) var rows: [SoldDayRow] = []
    /// The texts of their products, if the file has such columns.
    var names = ProductNames()
    var newStores = IdentifierList()
    var newProducts = IdentifierList()
    /// The days of the block of the last row, as most rows are of the same one as that before them, and those of the others.
    private var last: (block: BlockKey, days: DaySet)?
    private var others: [BlockKey: DaySet] = [:]

    /// Whether the rows of the file go back in time, as far as it is read; nil if none of these has a closing stock.
    var isNewestFirst: Bool?

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
        if last?.block != block {
            if let last { others[last.block] = last.days }
            last = (block, others[block] ?? DaySet())
        }
        last?.days.insert(sale.place)
    }

    /// The days of rows that don't count.
    private(set) var passed: [BlockKey: DaySet] = [:]

    mutating func pass(_ block: BlockKey, _ day: Int, importID: Int32) {
        self.importID = importID
        passed[block, default: DaySet()].insert(day - block.firstDay)
    }

    /// The days of which the rows say what was sold, if only that nothing was.
    var days: [BlockKey: DaySet] {
        guard let last else { return others }
        var days = others
        days[last.block] = last.days
        return days
    }
}
