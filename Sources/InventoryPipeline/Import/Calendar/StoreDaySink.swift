import InventoryStore
import Platform

/// Writes days into `store_day`. They are sorted first, so that rows of the same store and day meet.
final class StoreDaySink: ImportSink {
    private let context: ImportContext
    private let writer: StoreDayWriter
    private let sorted: SortedRows<StoreDayRow>
    private var counts = DayCounts()

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try StoreDayWriter(context.transaction, context.log, replacement: context.request.replacement)
        sorted = SortedRows(folder: context.temporaryFolder)
    }

    func take(_ batch: StoreDayBatch, fraction: Double?) throws { try sorted.add(batch.rows) }

    func drain() throws {
        var first: StoreDayRow?
        try sorted.drain { row in
            if let first, first.ordinal == row.ordinal {
                if first.isOpen != row.isOpen { return try reject(row, first) }
            } else {
                try context.interruption.check()
                first = row
                counts.add(isOpen: row.isOpen)
            }
            try writer.write(row)
        }
        context.ledger.days = counts
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store) }
        let removed = try writer.finish(context.ledger.rowCounts)
        return context.request.replacement == .none ? .kept : .removedDays(removed)
    }

    /// Rejects a row that says something else of a store and a day than an earlier one.
    private func reject(_ row: StoreDayRow, _ first: StoreDayRow) throws {
        try context.reject(
            row,
            .otherDay(
                store: row.store == StoreDays.allStores ? nil : context.stores.identifier(of: row.store),
                day: Int(row.day), wasOpen: first.isOpen, file: context.otherFile(first.importID, than: row),
                line: first.line))
    }
}

/// Days that were parsed together.
struct StoreDayBatch: ImportBatch {
    private(set) var rows: [StoreDayRow] = []

    var isFull: Bool { rows.count == PositionBatch.capacity }

    mutating func append(_ row: StoreDayRow) { rows.append(row) }
}
