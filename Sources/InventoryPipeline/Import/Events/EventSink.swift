import Forecasting
import InventoryStore
import Platform

/// Writes events into `event`. Files of them have few rows, so they are kept in memory.
final class EventSink: ImportSink {
    private let context: ImportContext
    private let writer: EventWriter
    private var rows: [EventRow] = []

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try EventWriter(context.transaction, context.log, replacement: context.request.replacement)
    }

    func take(_ batch: EventBatch, fraction: Double?) throws { rows += batch.rows }

    func drain() throws {
        var firsts: [EventIdentity: EventRow] = [:]
        var found = EventCounts()
        for (place, row) in rows.enumerated() {
            if place % 4096 == 0 { try context.interruption.check() }
            let identity = EventIdentity(row.event)
            if let first = firsts[identity] {
                guard first.event.days == row.event.days, first.event.factor == row.event.factor else {
                    try reject(row, first)
                    continue
                }
            } else {
                firsts[identity] = row
                found.add(row.event)
            }
            try writer.write(row)
        }
        try found.findUnknown(among: context.transaction.snapshot.namesOfCategories)
        context.ledger.events = found
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store) }
        let removed = try writer.finish(context.ledger.rowCounts)
        try context.ledger.events?.findUnlearned(among: context.transaction.snapshot.namesOfEventsToCome)
        return context.request.replacement == .none ? .kept : .removedEvents(removed)
    }

    /// Rejects a row that says something else of an event than an earlier one.
    private func reject(_ row: EventRow, _ first: EventRow) throws {
        try context.reject(
            row,
            .otherEvent(
                name: row.event.name, day: row.event.days.lowerBound,
                place: StatedPlace(file: context.otherFile(first.importID, than: row), line: first.line)))
    }
}

/// Events that were parsed together.
struct EventBatch: ImportBatch {
    private(set) var rows: [EventRow] = []

    var isFull: Bool { rows.count >= PositionBatch.capacity }

    mutating func append(_ row: EventRow) { rows.append(row) }
}
