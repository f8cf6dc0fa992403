import Forecasting
import InventoryStore
import Platform

/// CSV in, Arrow out, without a database: what an import and a forecast or a plan make of the same rows, in one pass on one thread.
///
///     standard input ──▶ records ──▶ positions ──▶ in order? ──▶ SeriesRun ──▶ stretches ──▶ standard output
///     receipts (in memory) ─────────────────────────────────────┘    └──▶ orders, planned stretches ──▶ files
///
/// Memory does not grow with the number of rows, because nothing has to be known of a series once a greater one has come: rows ascend
/// by store and product, byte by byte. So identifiers are forgotten from time to time.
///
/// The reader, the projection and the plan are those of ``ImportFlow`` and ``RunFlow``. What a database knows beside positions and
/// receipts (sales, calendars, events, stated demand) does not exist here.
package enum PipeFlow {
    /// Reads all of standard input. The end marks of the streams are written only if everything was right.
    ///
    /// - Parameter folder: where a copy of the receipts goes if they come from a pipe or are packed.
    /// - Throws: ``PipeRefused`` for bad rows, ``PipeError``, ``InputError``, ``OutputRefused``, ``SystemError``, ``Interrupted``, and
    ///   ``BrokenPipe`` if the reader of standard output is gone.
    package static func run(_ request: PipeRequest, folder: String, interruption: Interruption) throws -> PipeSummary {
        let clock = ContinuousClock()
        let start = clock.now
        var reading = request.reading
        reading.isPiped = true
        reading.files = ["-"]
        reading.rejects = request.rejects
        let receipts = try request.receipts.map {
            try PipedReceipts(path: $0, reading, folder: folder, interruption)
        }
        reading.map = reading.map.filter { PipedPositions.columns.contains($0.key) }
        let series = try PipedSeries(request, receipts)
        var source = ImportSource<PipedPositions>(
            request: reading, inputs: [ImportInput(streaming: interruption)], dates: [:], firstImportID: 0,
            stores: IdentifierTable(), products: IdentifierTable())
        if request.isUnsorted {
            var rows = UnsortedRows()
            try source.run { item in
                try interruption.check()
                rows.add(item)
                try series.take(item.findings)
            }
            try rows.inOrder { store, product, row, terms, record in
                try series.add(store, product, row.position, terms, record)
            }
        } else {
            source.forgetsIdentifiers = true
            var (stores, products) = (IdentifierList(), IdentifierList())
            try source.run { item in
                try interruption.check()
                if item.beginsAnew { (stores, products) = (IdentifierList(), IdentifierList()) }
                stores.append(item.batch.newStores)
                products.append(item.batch.newProducts)
                try series.take(item.findings)
                try series.add(item, stores, products)
            }
        }
        return try series.finish { (clock.now - start).inSeconds }
    }
}

extension IdentifierList {
    fileprivate mutating func append(_ more: IdentifierList) {
        more.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<more.count { append(UnsafeBufferPointer(rebasing: bytes[more.range(of: index)])) }
        }
    }
}
