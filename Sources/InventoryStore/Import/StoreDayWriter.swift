internal import BulkSQLite
internal import GRDB

/// Writes the calendar of one import into `store_day`, day by day.
package final class StoreDayWriter {
    private let db: Database
    private let log: ImportLog
    private let replacement: Replacement
    /// The calendar before this import, and as it is now.
    private let before: StoreDays
    private var after: StoreDays
    /// The stores that the files name; ``StoreDays/allStores`` is one of them if rows are about all stores.
    private var named: Set<Int32> = []
    /// The days that the files have, by stores, if others are removed.
    private var stated: [Int32: Set<Int>] = [:]
    /// The last import that changed a day, by stores.
    private var changes: [Int32: Int32] = [:]

    /// - Parameter replacement: which days are removed at the end that are in none of the files.
    package init(_ transaction: WriteTransaction, _ log: ImportLog, replacement: Replacement) throws {
        db = transaction.db
        self.log = log
        self.replacement = replacement
        before = try transaction.snapshot.storeDays()
        after = before
    }

    /// States that the files are about a store, although no row may name it.
    package func name(store: Int32) { named.insert(store) }

    /// Writes a row, or counts one that says what is stored. A second row of the same store and day has to say the same.
    package func write(_ row: StoreDayRow) throws {
        named.insert(row.store)
        let day = Int(row.day)
        if replacement != .none { stated[row.store, default: []].insert(day) }
        let file = Int(row.importID - log.firstImportID)
        switch after[row.store, day] {
        case .some(row.isOpen):
            log.counts[file].unchanged += 1
            return
        case nil: log.counts[file].inserted += 1
        default: log.counts[file].updated += 1
        }
        try StoreDayTable.write(row, db)
        after[row.store, day] = row.isOpen
        changes[row.store] = max(changes[row.store] ?? 0, row.importID)
    }

    /// Removes the days that a replacing import does not have, writes the counts, and for each store the last import that changed
    /// its calendar.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file.
    /// - Returns: the number of days removed.
    package func finish(_ rows: [ImportCounts]) throws -> Int {
        try log.finish(rows)
        let removed = try removeMissing()
        for store in try changedStores() {
            // What is only removed was changed by the import as a whole.
            let importID = [changes[store], changes[StoreDays.allStores]].compactMap(\.self).max() ?? log.firstImportID
            try db.cachedStatement(sql: "UPDATE store SET calendar_import_id = ? WHERE store_key = ?")
                .execute(arguments: [importID, store])
        }
        return removed
    }

    private func removeMissing() throws -> Int {
        let stores: Set<Int32> =
            switch replacement {
            case .none: []
            case .ofNamedStores: named
            case .ofAllStores: Set(before.ofStores.keys).union([StoreDays.allStores])
            }
        var removed = 0
        for store in stores.sorted() {
            for day in before.days(of: store).sorted() where stated[store]?.contains(day) != true {
                try StoreDayTable.remove(store: store, day: day, db)
                after[store, day] = nil
                removed += 1
            }
        }
        return removed
    }

    /// The stores for which some day is another one than before. A day of a store itself hides what is said of all stores, so a
    /// change of all need not be one of each.
    private func changedStores() throws -> [Int32] {
        let ofAll = changedDays(of: StoreDays.allStores)
        let ofStores = Set(before.ofStores.keys).union(after.ofStores.keys)
        func isChanged(_ store: Int32) -> Bool {
            guard ofStores.contains(store) else { return !ofAll.isEmpty }
            return (ofAll + changedDays(of: store)).contains {
                before.isOpen(store, on: $0) != after.isOpen(store, on: $0)
            }
        }
        guard !ofAll.isEmpty else { return ofStores.filter(isChanged).sorted() }
        var list = SelectList()
        let key = list.add("store_key")
        var changed: [Int32] = []
        // Rows are updated only after the scan.
        try db.scan(list, "FROM store ORDER BY store_key") { row in
            let store = Int32(try row.int(key, in: StoredBounds.storeKeys))
            if isChanged(store) { changed.append(store) }
        }
        return changed
    }

    private func changedDays(of store: Int32) -> [Int] {
        Array(Set(before.days(of: store)).union(after.days(of: store)).filter { before[store, $0] != after[store, $0] })
    }
}
