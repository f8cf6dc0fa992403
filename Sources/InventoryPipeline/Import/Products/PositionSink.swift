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
    /// What the files say of products in all stores.
    private var products: [ProductRow] = []
    private var isDraining = false
    private var last = SeriesKey.lowest
    private var rowsWritten = 0
    private var hasPartialRows = false
    /// The database that batches are compared with; nil if it is empty. No other process can write once the import's
    /// transaction has begun, so every later snapshot shows the data of that moment.
    private let known: InventoryDatabase?

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try ImportWriter(context.transaction, context.log, replacement: context.request.replacement)
        sorted = SortedRows(folder: context.temporaryFolder)
        sortedTerms = SortedRows(folder: context.temporaryFolder)
        isSorting = context.known.isUnsorted || context.request.groupsRows
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
        if !batch.products.isEmpty {
            if products.isEmpty { writer.countsTexts() }
            products += batch.products
        }
        try writer.writeIdentifiers(of: batch)
        if !isSorting, !batch.ascends(after: last) {
            guard !writer.hasUnchanged, !writer.replacesWhole else { throw ImportRestart.unsorted }
            isSorting = true
        }
        // A batch is of one file, so its rows state the same columns.
        if let first = batch.rows.first, first.unstated.contains(.position) { hasPartialRows = true }
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
        let (rows, terms, known, grouping) = (sorted, sortedTerms, known, RowGrouping(context.request))
        try OrderedPipeline<SortedBatch, SortedBatch>(workers: 1, depth: 4, interruption: context.interruption).run(
            source: { emit in try SortedBatch.all(of: rows, terms, grouping, emit) },
            worker: { try Self.prepare($0, known) { $0.batch } },
            sink: { sorted in
                for refused in sorted.refused { try reject(refused) }
                for row in sorted.leftOut {
                    context.ledger.leaveOut(row.why, file: context.file(ofImport: row.importID), line: row.line)
                }
                try write(sorted.batch)
            })
        try drainProducts()
    }

    /// Writes what the files say of products. A row about a supplier is about all products of it.
    private func drainProducts() throws {
        var rows: [(product: Int32, row: ProductRow)] = []
        for row in products {
            switch row.subject {
            case .product(let product): rows.append((product, row))
            case .supplier(let supplier):
                let found = try writer.products(of: supplier)
                if found.isEmpty { try reject(row, expected: .unknownSupplier(supplier)) }
                rows += found.map { ($0, row) }
            }
        }
        // Sorting is stable, so the first row of each product stays the first.
        rows.sort { $0.product < $1.product }
        var once: [(product: Int32, row: ProductRow)] = []
        for entry in rows {
            guard let first = once.last, first.product == entry.product else {
                once.append(entry)
                continue
            }
            let (file, place) = (context.file(ofImport: first.row.importID), context.file(ofImport: entry.row.importID))
            try reject(
                entry.row,
                expected: .firstRow(
                    store: nil, product: context.products.identifier(of: entry.product),
                    file: file == place ? nil : context.ledger.files[file].name, line: first.row.line))
        }
        try writer.write(once) { row, key, problem, stated in
            let fault = problem.fault(in: stated)
            try reject(
                row,
                column: (ProductColumns.column(of: fault.term), stated[fault.term].map(FieldText.number) ?? ""),
                expected: .withStoredTerms(fault.expected))
        }
    }

    private func reject(
        _ row: ProductRow, column: (ImportColumn, value: String)? = nil, expected: Expectation
    ) throws {
        var values = ProductValues(
            storeID: "", productID: "",
            position: StockPosition(
                startDay: 0, onHand: 0, salesRate: nil, restockingRate: 0, durationDays: 0, frequency: 1),
            details: ProductDetails())
        switch row.subject {
        case .product(let product):
            values.productID = context.products.identifier(of: product)
            values.details = try context.transaction.snapshot.names(of: product)
        case .supplier(let supplier): values.details[.supplier] = supplier
        }
        values.details.stated = row.stated
        try context.ledger.reject(
            file: context.file(ofImport: row.importID), line: row.line, column: column, expected
        ) { column in
            ProductColumns.all.first { $0.column == column }?.cell(values) ?? .missing
        }
    }

    func finish() throws -> FormerRows {
        let request = context.request
        if request.replacement != .none {
            if let store = context.emptiedStore {
                writer.name(store: store)
            } else if context.ledger.files.contains(where: { !$0.mapping.states(ProductColumns.initialInventory) }) {
                throw InputError.cannotReplaceWithPart(files: request.files)
            } else if rowsWritten == 0 {
                throw InputError.nothingToReplaceWith(files: request.files)
            }
        }
        let removed = try writer.finish(context.ledger.rowCounts)
        let overdue = try writer.overdueReceipts()
        context.ledger.overdue = OverdueFound(count: overdue.count, units: overdue.units, mostDays: overdue.mostDays)
        context.ledger.withoutRate = writer.withoutRate
        return request.replacement == .none ? .kept : .removed(series: removed)
    }

    /// A row without stock needs the stored one, which a full replacement removes first.
    private func expect(rows: Int) {
        if rowsWritten == 0, !context.known.isPartial, !hasPartialRows { writer.expect(rows: rows) }
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
        let expected: Expectation
        switch refused.reason {
        case .repeated(let importID, let line):
            let first = context.file(ofImport: importID)
            expected = .firstRow(
                store: store, product: product, file: first == file ? nil : ledger.files[first].name, line: line)
        case .withoutStock: expected = .stockOfNew(store: store, product: product)
        case .differs(let differing, let line):
            let found = ProductColumns.column(of: differing)
            let values = ProductValues(
                storeID: store, productID: product, position: row.position.position,
                details: ProductDetails(stated: refused.terms?.stated ?? StatedTerms()))
            column = (found, ProductColumns.text(of: found, in: values))
            expected = .sameAs(line: line)
        case .terms(let problem, let stated):
            let fault = problem.fault(in: stated)
            column = (ProductColumns.column(of: fault.term), stated[fault.term].map(FieldText.number) ?? "")
            expected = .withStoredTerms(fault.expected)
        }
        var details = try snapshot.names(of: row.key.product)
        details.stated = refused.terms?.stated ?? StatedTerms()
        var position = row.position.position
        // As the file states it.
        position.salesRate = position.salesRate.map { $0 * context.request.salesDays }
        let values = ProductValues(storeID: store, productID: product, position: position, details: details)
        try ledger.reject(file: file, line: row.line, column: column, expected) { column in
            ProductColumns.all.first { $0.column == column }?.cell(values) ?? .missing
        }
    }
}
