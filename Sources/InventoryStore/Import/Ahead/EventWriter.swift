internal import BulkSQLite
import Forecasting
internal import GRDB

/// Writes the events of one import into `event`.
package final class EventWriter {
    private let db: Database
    private let log: ImportLog
    private let replacement: Replacement
    /// The events before this import, with those that it has written.
    private var known: [EventIdentity: KnownEvent] = [:]
    /// The stores that the files name; nil is one of them if rows are about all stores.
    private var named: Set<Int32?> = []
    /// The last import that changed an event, by stores; nil for events of all stores.
    private var changes: [Int32?: Int32] = [:]

    private struct KnownEvent {
        var key: Int
        var days: ClosedRange<Int>
        var factor: Double?
        /// Whether the files have it.
        var isStated: Bool
    }

    /// - Parameter replacement: which events are removed at the end that are in none of the files.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, replacement: Replacement) throws {
        db = transaction.db
        self.log = log
        self.replacement = replacement
        try transaction.snapshot.forEachEvent { key, event in
            known[EventIdentity(event)] = KnownEvent(
                key: key, days: event.days, factor: event.factor, isStated: false)
        }
    }

    /// States that the files are about a store, although no row may name it.
    package func name(store: Int32) { named.insert(store) }

    /// Writes a row, or counts one that says what is stored. A second row of the same event has to say the same.
    package func write(_ row: EventRow) throws {
        let event = row.event
        named.insert(event.store)
        let identity = EventIdentity(event)
        let file = Int(row.importID - log.firstImportID)
        let key: Int
        if let former = known[identity] {
            key = former.key
            if former.days == event.days, former.factor == event.factor {
                log.counts[file].unchanged += 1
                known[identity]?.isStated = true
                return
            }
            try db.cachedStatement(
                sql: """
                    UPDATE \(EventTable.name) SET last_day = ?, factor = ?, import_id = ?, source_line = ?
                    WHERE event_key = ?
                    """
            ).execute(arguments: [event.days.upperBound, event.factor, row.importID, row.line, key])
            log.counts[file].updated += 1
        } else {
            try db.cachedStatement(
                sql: """
                    INSERT INTO \(EventTable.name)
                        (name, first_day, last_day, store_key, category, product_key, factor, import_id, source_line)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                event.name, event.days.lowerBound, event.days.upperBound, event.store, event.category, event.product,
                event.factor, row.importID, row.line,
            ])
            key = Int(db.lastInsertedRowID)
            log.counts[file].inserted += 1
        }
        known[identity] = KnownEvent(key: key, days: event.days, factor: event.factor, isStated: true)
        changes[event.store] = max(changes[event.store] ?? 0, row.importID)
    }

    /// Removes the events that a replacing import does not have, writes the counts, and for each store the last import that changed an
    /// event of it or of all stores.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file.
    /// - Returns: the number of events removed.
    package func finish(_ rows: [ImportCounts]) throws -> Int {
        try log.finish(rows)
        let removed = try removeMissing()
        if let importID = changes[.none] {
            try db.execute(sql: "UPDATE store SET events_import_id = max(events_import_id, ?)", arguments: [importID])
        }
        for case (let store?, let importID) in changes {
            try db.cachedStatement(
                sql: "UPDATE store SET events_import_id = max(events_import_id, ?) WHERE store_key = ?"
            ).execute(arguments: [importID, store])
        }
        try Statistics.updateAhead(db)
        return removed
    }

    private func removeMissing() throws -> Int {
        guard replacement != .none else { return 0 }
        var list = SelectList()
        let key = list.add("event_key")
        let storeKey = list.add("store_key")
        var gone: [(key: Int, store: Int32?)] = []
        let stated = Set(known.values.lazy.filter(\.isStated).map(\.key))
        try db.scan(list, "FROM \(EventTable.name) ORDER BY event_key") { row in
            let store = row.isNull(storeKey) ? nil : row.int32(storeKey)
            guard !stated.contains(row.int(key)), replacement == .ofAllStores || named.contains(store) else { return }
            gone.append((row.int(key), store))
        }
        for (key, store) in gone {
            try db.cachedStatement(sql: "DELETE FROM \(EventTable.name) WHERE event_key = ?").execute(arguments: [key])
            // What is only removed was changed by the import as a whole.
            changes[store] = max(changes[store] ?? 0, log.firstImportID)
        }
        return gone.count
    }
}
