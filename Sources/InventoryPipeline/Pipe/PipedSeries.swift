import Forecasting
import InventoryStore
import Platform

/// Takes positions in the order of their series, and writes what is computed of each.
final class PipedSeries {
    private let request: PipeRequest
    // Copies of parts of it: the whole would be copied for each series.
    private let forecast: ProjectionOptions
    private let plan: TermDefaults?
    private let nothingStated = StatedTerms()
    private var receipts: PipedReceipts?
    private let run: SeriesRun
    private let stretches: PipeFile<StretchOutput>
    private let orders: PipeFile<OrderOutput>?
    private let planned: PipeFile<StretchOutput>?
    private let rejects: PipeFile<RejectOutput>?
    private var summary = PipeSummary()
    private var problems = ProblemList()
    /// The row before, and whether there is one.
    private var last = PipedRow()
    private var hasRow = false
    /// How demand spreads, if that is assumed: no history says it.
    private let spread: DemandSpread?

    /// - Throws: ``OutputRefused``, ``SystemError``.
    init(_ request: PipeRequest, _ receipts: PipedReceipts?) throws {
        self.request = request
        forecast = request.options.forecast
        plan = request.options.plan
        self.receipts = receipts
        run = SeriesRun(request.options)
        run.store = StoreCalendar.empty
        spread = request.options.spread(ofEstimate: nil)
        let inputs = ["/dev/stdin"] + (request.receipts.map { [$0] } ?? [])
        func file<Output: PipeOutput>(_ rows: Output, _ path: String?) throws -> PipeFile<Output>? {
            try path.map { try PipeFile(rows, path: $0, inputs: inputs) }
        }
        stretches = try PipeFile(StretchOutput(), path: "-")
        orders = try file(OrderOutput(), request.orders)
        planned = try file(StretchOutput(), request.planned)
        rejects = try file(RejectOutput(), request.rejects)
        if request.options.plan != nil { summary.orders = OrderTotals() }
        if let receipts {
            summary.receipts = receipts.rowsRead
            summary.receiptsLeftOut = receipts.report?.leftOutCount ?? 0
            summary.receiptsUnused = receipts.report?.mapping.unusedNames ?? []
            for bad in receipts.badRows { try reject(bad.problem, Receipts.name, bad.record) }
        }
    }

    /// Whether bad rows have made the run fail. The rest is read only to find more of them.
    private var isRefused: Bool { problems.total > 0 && !request.collectsBadRows }

    /// Takes what was found in a part of the input beside its rows.
    func take(_ findings: FileFindings) throws {
        summary.read += findings.rowsRead
        for bad in findings.badRows { try reject(bad.problem, Products.name, bad.record) }
        guard let report = findings.report else { return }
        summary.blank = report.blank
        summary.leftOut = report.leftOutCount
        summary.unused = report.mapping.unusedNames
    }

    /// Takes the rows of a part of the input.
    ///
    /// - Parameters:
    ///   - stores: the identifiers by their keys, as for `products`.
    /// - Throws: ``PipeError`` if the rows are not sorted, and the errors of writing.
    func add(_ item: ImportItem<PositionBatch>, _ stores: IdentifierList, _ products: IdentifierList) throws {
        let (rows, terms, records) = (item.batch.rows, item.batch.terms, item.records)
        try stores.bytes.withUnsafeBufferPointer { storeBytes in
            try products.bytes.withUnsafeBufferPointer { productBytes in
                try records.bytes.withUnsafeBufferPointer { recordBytes in
                    for (place, row) in rows.enumerated() {
                        let store = stores.range(of: Int(row.key.store) - 1)
                        let product = products.range(of: Int(row.key.product) - 1)
                        try add(
                            UnsafeBufferPointer(rebasing: storeBytes[store]),
                            UnsafeBufferPointer(rebasing: productBytes[product]), row.position,
                            place < terms.count ? terms[place] : nil,
                            place < records.count
                                ? UnsafeBufferPointer(rebasing: recordBytes[records.range(of: place)]) : nil)
                    }
                }
            }
        }
    }

    /// Takes the next row.
    func add(
        _ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>, _ position: PackedPosition,
        _ terms: TermsRow?, _ record: UnsafeBufferPointer<UInt8>?
    ) throws {
        var isSameStore = false
        if hasRow {
            let order = last.order(store, product)
            isSameStore = order.store == 0
            if order.store < 0 || isSameStore && order.product < 0 {
                throw PipeError.unsorted(PipedRow.name(store, product), after: last.name)
            }
            if isSameStore, order.product == 0 { return try addRepeated(record) }
            try computeLast()
        }
        hasRow = true
        last.set(store, product, isSameStore: isSameStore)
        (last.position, last.isRepeated) = (position, false)
        // Some hundred bytes, which most files don't have.
        if terms != nil || last.terms != nil { last.terms = terms }
        if let record { last.record = Array(record) }
    }

    /// Takes a further row of the series of the row before.
    private func addRepeated(_ record: UnsafeBufferPointer<UInt8>?) throws {
        func reject(_ record: [UInt8]) throws {
            let problem = RowProblem(
                file: "", line: 0, column: nil, value: nil, expected: .onlyRow, total: nil, series: last.name)
            try self.reject(problem, Products.name, record)
        }
        if !last.isRepeated, request.repeated == .all { try reject(last.record) }
        last.isRepeated = true
        try reject(record.map { Array($0) } ?? [])
    }

    private func computeLast() throws {
        guard !isRefused, !last.isRepeated || request.repeated == .first else { return }
        let (store, product) = (last.store, last.product)
        try store.withUnsafeBufferPointer { store in
            try product.withUnsafeBufferPointer { product in try compute(store, product) }
        }
    }

    private func compute(_ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>) throws {
        let position = last.position.position
        let due = receipts?.take(store, product) ?? []
        guard position.salesRate != nil else {
            summary.withoutRate += 1
            return
        }
        summary.series += 1
        let stated = last.terms?.stated ?? nothingStated
        if ReportedQuantity.rounded(position.onHand) == 0, due.isEmpty, forecast.hasNoRates(position) {
            summary.dead += 1
        }
        if let plan {
            run.spread = spread
            // Classes by money need an estimate of demand, which does not exist here.
            run.service = plan.service?.target(ofClass: nil)
            if run.missingForService(stated, isAsked: plan.service != nil) != nil {
                summary.withoutService += 1
            }
        }
        do {
            try run.run(position, receipts: due, stated: stated) { stretch in
                if stretches.rows.append(store, product, stretch) { try stretches.flush() }
                if stretch.stockoutDay != nil { summary.stockouts += 1 }
            } orders: { terms, found in
                if !terms.isOrderable { summary.notOrderable += 1 }
                for order in found {
                    summary.orders?.add(order)
                    guard let orders else { continue }
                    if orders.rows.append(store, product, order, unitCost: terms.unitCost) { try orders.flush() }
                }
            } planned: { stretch in
                guard let planned else { return }
                if planned.rows.append(store, product, stretch) { try planned.flush() }
            }
        } catch let problem as TermsProblem {
            summary.unplanned += 1
            let unplanned = UnplannedSeries(
                series: SeriesTitle(storeID: last.name.store, productID: last.name.product, name: nil),
                problem: problem, stated: stated)
            try write(
                Products.name, last.name, column: nil, value: nil, reason: request.unplannedReason(unplanned),
                record: last.record)
        }
    }

    private func reject(_ problem: RowProblem, _ kind: String, _ record: [UInt8]) throws {
        let isReceipt = kind == Receipts.name
        if isReceipt { summary.receiptsRejected += 1 } else { summary.rejected += 1 }
        problems.add(problem, file: isReceipt ? 1 : 0)
        guard request.collectsBadRows else { return }
        try write(
            kind, problem.series, column: problem.column, value: problem.value, reason: request.reason(problem),
            record: record)
    }

    private func write(
        _ kind: String, _ series: SeriesName?, column: String?, value: String?, reason: String, record: [UInt8]
    ) throws {
        guard let rejects else { return }
        if rejects.rows.append(kind, series, column: column, value: value, reason: reason, record: record) {
            try rejects.flush()
        }
    }

    /// Computes the last series and finishes all outputs, standard output last.
    ///
    /// - Throws: ``PipeRefused`` if there were bad rows that are not collected.
    func finish(seconds: () -> Double) throws -> PipeSummary {
        if hasRow { try computeLast() }
        // After a bad row series were left out, so nobody knows which receipts have none.
        if !isRefused { try rejectUnusedReceipts() }
        if isRefused {
            throw PipeRefused(
                problems: problems, rowsRead: summary.read + summary.receipts,
                mayHaveUnknownReceipts: (receipts?.count ?? 0) > 0)
        }
        summary.seconds = seconds()
        try orders?.finish()
        try planned?.finish()
        try rejects?.finish()
        if let path = request.summary {
            try PipeFile(SummaryOutput(summary, version: request.version), path: path).finish()
        }
        try stretches.finish()
        return summary
    }

    private func rejectUnusedReceipts() throws {
        try receipts?.forEachUnused { series, line, record in
            let problem = RowProblem(
                file: request.receipts ?? "", line: line, column: nil, value: nil, expected: .position, total: nil,
                series: series)
            try reject(problem, Receipts.name, record)
        }
    }
}
