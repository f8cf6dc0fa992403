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
        return { try Self.prepare($0, known, \.batch) }
    }

    /// Encodes the records of batches and compares their rows with the stored ones, on another thread than the
    /// writer's.
    private static func prepare<Item>(
        _ work: Work<Item, Item>, _ known: InventoryDatabase?, _ batch: WritableKeyPath<Item, PositionBatch>
    ) throws {
        func encoded(_ item: Item) -> Item {
            var item = item
            item[keyPath: batch].encode()
            return item
        }
        guard let known else { return try work.process(encoded) }
        try known.readApart { snapshot in
            try work.process { item in
                var item = encoded(item)
                try snapshot.compare(&item[keyPath: batch])
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
            worker: { try Self.prepare($0, known, \.batch) },
            sink: { sorted in
                for refused in sorted.refused { try reject(refused) }
                for row in sorted.leftOut { context.leaveOut(row, row.why) }
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
                if found.isEmpty { try context.reject(row, .unknownSupplier(supplier)) }
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
            try context.reject(
                entry.row,
                context.firstRow(
                    store: nil, product: context.products.identifier(of: entry.product),
                    importID: first.row.importID, line: first.row.line, before: entry.row))
        }
        try writer.write(once) { row, key, problem, stated in
            let fault = problem.fault(in: stated)
            try context.reject(
                row, column: (ProductColumns.column(of: fault.term), Self.text(fault.term, stated)),
                .withStoredTerms(fault.expected))
        }
    }

    private static func text(_ term: Term, _ stated: StatedTerms) -> String {
        stated[term].map(FieldText.number) ?? ""
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
        context.ledger.unplannable = writer.unplannable.count
        context.ledger.firstUnplannable = try writer.unplannable.first.map { found in
            UnplannedSeries(
                series: try context.transaction.snapshot.title(of: found.key), problem: found.problem,
                stated: found.stated)
        }
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
        let (store, product) = try context.transaction.snapshot.identifiers(of: row.key)
        var column: (ImportColumn, value: String)?
        let expected: Expectation
        switch refused.reason {
        case .repeated(let importID, let line):
            expected = context.firstRow(
                store: store, product: product, importID: importID, line: line, before: row)
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
            column = (ProductColumns.column(of: fault.term), Self.text(fault.term, stated))
            expected = .withStoredTerms(fault.expected)
        }
        try context.reject(row, column: column, expected)
    }
}
