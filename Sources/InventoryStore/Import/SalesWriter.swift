internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// Writes the sales of one import into `sold_day`, block by block.
///
/// What is written is compared with what is stored, so only changes are written and the counts are exact: a file that is sent once
/// more changes nothing. Rows are written in the order of their keys; a block that had no sales yet is appended without a look.
package final class SalesWriter {
    private let db: Database
    private let snapshot: Snapshot
    private let writeback: Writeback
    private let batches: BatchDatabase
    private let identifiers: IdentifierWriter
    private let log: ImportLog
    private let adds: Bool
    private let replacement: Replacement
    private let keep: Int?
    /// The blocks before this import, and as they are now.
    private let before: [BlockKey: SalesBlock]
    private var after: [BlockKey: SalesBlock]
    /// The days of which the files have the sales.
    private var named: [BlockKey: DaySet] = [:]
    /// Stored days of which the files have rows that don't count.
    private var passed: [BlockKey: DaySet] = [:]
    /// Those that the last file to name a block has named, and those that several files have.
    private var lastNamed: [BlockKey: (importID: Int32, days: DaySet)] = [:]
    private var shared: [BlockKey: DaySet] = [:]
    /// The last file that names a store, and the last one that changed its sales.
    private var stores: [Int32: Int32] = [:]
    private var changes: [Int32: Int32] = [:]
    /// What is kept of sales otherwise, and the first day of each store whose sales have changed.
    private let kept: [Int32: KeptHistory]
    private var firstChanges: [Int32: Int] = [:]
    /// The blocks whose stored days or rows may change, in their order; nil until the first row is written.
    private var order: [BlockKey]?
    private var next = 0
    /// The block that is being written.
    private var current: OpenBlock?
    private var change = SalesChange()
    private var positions = ClosingPositions()

    /// A block of which some rows are written.
    private struct OpenBlock {
        let key: BlockKey
        var block: SalesBlock
        /// The days whose stored rows are replaced.
        let replaced: DaySet
        /// Whether days that the files name, or that are replaced, are stored already.
        let isKnown: Bool
        /// The first key that is not written yet.
        var position: Int
        var changed = DaySet()
        /// Units sold on each day, before this import and now.
        var before = [Double](repeating: 0, count: BlockKey.dayCount)
        var after = [Double](repeating: 0, count: BlockKey.dayCount)
    }

    /// - Parameters:
    ///   - adds: whether what is sold is added to what is stored of the same days.
    ///   - replacement: which other days are removed.
    ///   - keep: the number of days up to the last one of each store that stay after the next estimate; nil: as before.
    package init(
        _ transaction: WriteTransaction, _ log: ImportLog, adds: Bool, replacement: Replacement, keep: Int?
    ) throws {
        db = transaction.db
        writeback = transaction.writeback
        batches = try transaction.batches(like: SoldDayTable.name)
        identifiers = try IdentifierWriter(transaction)
        self.log = log
        self.adds = adds
        self.replacement = replacement
        self.keep = keep
        snapshot = transaction.snapshot
        before = try snapshot.salesBlocks()
        after = before
        kept = try snapshot.keptHistories()
    }

    /// The first day whose sales can change, of the stores that have one: those before it are stored no longer.
    package var firstOpenDays: [Int32: Int] {
        guard replacement == .none else { return [:] }
        return kept.compactMapValues { $0.forgottenBefore == nil ? nil : $0.keptBefore }
    }

    /// Writes the stores and products that a batch is the first to name, in the order in which the batches were filled.
    package func writeIdentifiers(stores: IdentifierList, products: IdentifierList, _ texts: ProductNames) throws {
        try identifiers.write(stores: stores, products: products, texts)
    }

    /// States that a file has the sales of some days of a store, whether or not anything was sold. State all before the first row is
    /// written, those of one file after those of another.
    package func name(_ days: DaySet, of block: BlockKey, importID: Int32) {
        let all = named[block] ?? DaySet()
        let own = lastNamed[block].flatMap { $0.importID == importID ? $0.days : nil } ?? DaySet()
        shared[block] = (shared[block] ?? DaySet()).union(all.subtracting(own).intersection(days))
        lastNamed[block] = (importID, own.union(days))
        named[block] = all.union(days)
        name(store: block.store, importID: importID)
    }

    /// States that the files have rows of some days that don't count: what is stored of these days is no longer so.
    package func nameStored(_ days: DaySet, of block: BlockKey, importID: Int32) {
        let stored = days.intersection(before[block]?.days ?? DaySet())
        guard !stored.isEmpty else { return }
        passed[block] = (passed[block] ?? DaySet()).union(stored)
        name(store: block.store, importID: importID)
    }

    /// States that the files are about a store, although no row may name it.
    package func name(store: Int32, importID: Int32) { stores[store] = max(stores[store] ?? 0, importID) }

    /// Writes rows of days that were named. Their keys ascend, also from one call to the next.
    package func write(_ batch: SoldDayBatch) throws {
        var rows = batch.rows[...]
        // Rows of blocks without sales that come one after the other are appended together, however few each block has.
        var appended = rows.startIndex..<rows.startIndex
        while let first = rows.first {
            let block = first.key.block
            let end = rows.firstIndex { $0.key.block != block } ?? rows.endIndex
            try open(block)
            let part = rows[..<end]
            if let open = current, !open.isKnown, before[block]?.rowCount ?? 0 == 0 {
                takeNew(part)
                appended = appended.lowerBound..<end
            } else {
                try append(appended, of: batch)
                try writeAmongStored(part)
                appended = end..<end
            }
            rows = rows[end...]
        }
        try append(appended, of: batch)
        writeback.advance()
    }

    private func append(_ range: Range<Int>, of batch: SoldDayBatch) throws {
        guard !range.isEmpty else { return }
        let whole = range == batch.rows.indices ? batch.image : nil
        try batches.insert(whole ?? SoldDayTable.image(of: batch.rows[range]), into: SoldDayTable.name)
    }

    /// Writes the counts, the days of each store, and the last import that changed its sales.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file.
    package func finish(_ rows: [ImportCounts]) throws -> SalesChange {
        try open(nil)
        try identifiers.finish(log.firstImportID)
        try log.finish(rows)
        for (store, history) in kept where history.keptBefore != nil {
            let isReplaced = replacement == .ofAllStores || replacement == .ofNamedStores && stores[store] != nil
            guard isReplaced || firstChanges[store] ?? .max < history.keptBefore ?? .min else { continue }
            try SalesRetention.removeKept(of: store, db)
            changes[store] = max(changes[store] ?? 0, stores[store] ?? log.firstImportID)
        }
        if let keep {
            // Days that are not to stay go with the next estimate, which nothing else may call for.
            for (store, importID) in stores where kept[store]?.keepDays != keep {
                changes[store] = max(changes[store] ?? 0, importID)
            }
            try db.execute(
                sql: "UPDATE store SET keep_days = ? WHERE store_key IN (SELECT value FROM json_each(?))",
                arguments: [keep, KeyList.json(stores.keys)])
        }
        for (key, block) in after.sorted(by: { $0.key < $1.key }) where before[key] != block {
            try SalesBlockTable.write(block, at: key, db)
        }
        var days = DayRanges()
        for key in named.keys { days.insert(first: key.firstDay, last: key.firstDay + BlockKey.dayCount - 1) }
        try CalendarTable.extend(to: days, db)
        let (former, known) = (SoldDays(before), SoldDays(after))
        let calendar = try snapshot.storeDays()
        for store in Set(stores.keys).union(changes.keys).sorted() {
            change.stores += 1
            let until = known.ends(of: store)?.upperBound
            if let until { change.until = max(change.until ?? until, until) }
            try db.cachedStatement(
                sql: """
                    UPDATE store SET history_until = ?, sales_import_id = max(sales_import_id, ?) WHERE store_key = ?
                    """
            ).execute(arguments: [until, changes[store] ?? 0, store])
            for day in known.missing(in: store, after: former.ends(of: store)?.upperBound)
            where calendar.isOpen(store, on: day) != false {
                change.missing.add(day, of: store)
            }
            let gaps = former.lastBeforeGaps(in: store)
            for day in known.lastBeforeGaps(in: store) where !gaps.contains(day) {
                change.beforeGaps.add(day, of: store)
            }
        }
        change.alike = SalesChange.AlikeDays(named)
        let ends = Set(after.keys.map(\.store)).sorted().compactMap { store in
            known.ends(of: store).map { (store: store, day: $0.upperBound) }
        }
        let last = ends.map(\.day).max() ?? 0
        for end in ends where end.day < last && end.day >= last - SalesChange.latestBehind {
            guard known.sellsUsually(end.store, onAnyOf: end.day + 1...last) else { continue }
            change.behind.add(end.day, of: end.store)
        }
        for (key, days) in shared.sorted(by: { $0.key < $1.key }) {
            for place in days.places { change.shared.add(key.firstDay + place, of: key.store) }
        }
        change.positions = try positions.write(db)
        try Statistics.updateInventory(db)
        try Statistics.updateSales(rows: after.values.reduce(0) { $0 + $1.rowCount }, blocks: after.count, db)
        return change
    }

    /// The days of a block of which the files say something.
    private func stated(_ key: BlockKey) -> DaySet { (named[key] ?? DaySet()).union(passed[key] ?? DaySet()) }

    /// The days whose stored rows are replaced.
    private func replacedDays(of key: BlockKey) -> DaySet {
        switch replacement {
        case .ofAllStores: .all
        case .ofNamedStores where stores[key.store] != nil: .all
        case .ofNamedStores, .none: adds ? DaySet() : stated(key)
        }
    }

    /// Closes the block that is being written, and all before `key` that have no rows; nil closes all.
    private func open(_ key: BlockKey?) throws {
        guard key == nil || current?.key != key else { return }
        let order =
            self.order
            ?? Set(named.keys).union(before.keys.filter { !replacedDays(of: $0).isEmpty }).sorted()
        self.order = order
        while true {
            if let open = current { try close(open) }
            current = nil
            guard next < order.count, key.map({ order[next] <= $0 }) ?? true else { return }
            let (block, replaced) = (order[next], replacedDays(of: order[next]))
            next += 1
            let stored = before[block] ?? SalesBlock()
            let touched = replaced.union(stated(block)).intersection(stored.days)
            current = OpenBlock(
                key: block, block: stored, replaced: replaced, isKnown: !touched.isEmpty,
                position: block.sales.lowerBound)
            if block == key { return }
        }
    }

    private func close(_ open: OpenBlock) throws {
        if open.isKnown, open.position <= open.key.sales.upperBound {
            try merge([], in: open.position...open.key.sales.upperBound)
        }
        guard var open = current else { return }
        let former = before[open.key]?.days ?? DaySet()
        let stated = stated(open.key)
        open.block.days = former.subtracting(open.replaced).union(stated)
        let removed = former.subtracting(open.block.days)
        for place in former.union(stated).places {
            let (old, new) = (open.before[place], open.after[place])
            if !former.contains(place) {
                change.added.add(days: 1, units: new)
            } else if removed.contains(place) {
                change.removed.add(days: 1, units: old)
            } else if open.changed.contains(place) {
                change.replaced.add(days: 1, units: old)
                change.replacedUnits += new
            } else if stated.contains(place) {
                change.same += 1
            }
        }
        after[open.key] = open.block
        if before[open.key] != open.block || !open.changed.isEmpty {
            let store = open.key.store
            let others = removed.union(open.block.days.subtracting(former)).union(open.changed)
            let first = open.key.firstDay + (others.places.first ?? 0)
            firstChanges[store] = min(firstChanges[store] ?? first, first)
            changes[store] = max(changes[store] ?? 0, stores[store] ?? log.firstImportID)
        }
    }

    /// Counts rows of the current block of whose days nothing is stored.
    private func takeNew(_ rows: ArraySlice<SoldDayRow>) {
        for row in rows { take(row, .inserted, stored: 0) }
    }

    /// Writes rows of the current block, which has others.
    private func writeAmongStored(_ rows: ArraySlice<SoldDayRow>) throws {
        guard let open = current, let last = rows.last else { return }
        if open.isKnown { return try merge(rows, in: open.position...last.key.rowID) }
        takeNew(rows)
        try batches.insertByColumn(SoldDayTable.image(of: rows), into: SoldDayTable.name, or: "ROLLBACK")
    }

    private enum RowState { case inserted, updated, unchanged }

    private func take(_ row: SoldDayRow, _ state: RowState, stored: Double) {
        let file = Int(row.importID - log.firstImportID)
        let place = row.key.place
        positions.take(row)
        switch state {
        case .inserted:
            log.counts[file].inserted += 1
            current?.block.rowCount += 1
        case .updated: log.counts[file].updated += 1
        case .unchanged: log.counts[file].unchanged += 1
        }
        if state != .unchanged { current?.changed.insert(place) }
        current?.before[place] += stored
        current?.after[place] += row.quantity.sold
    }

    /// Writes rows in the place of what is stored in a range of keys.
    private func merge(_ rows: ArraySlice<SoldDayRow>, in range: ClosedRange<Int>) throws {
        guard let open = current else { return }
        defer { current?.position = range.upperBound + 1 }
        var place = rows.startIndex
        var written: [SoldDayRow] = []
        var gone = 0
        func takeNew(before key: Int) {
            while place < rows.endIndex, rows[place].key.rowID < key {
                take(rows[place], .inserted, stored: 0)
                written.append(rows[place])
                place += 1
            }
        }
        try SaleScan(snapshot).forEach(in: range) { key, stored in
            takeNew(before: key.rowID)
            guard place < rows.endIndex, rows[place].key == key else {
                if open.replaced.contains(key.place) {
                    gone += 1
                    current?.changed.insert(key.place)
                } else {
                    current?.after[key.place] += stored.sold
                }
                current?.before[key.place] += stored.sold
                return
            }
            var row = rows[place]
            place += 1
            if adds {
                row.quantity = SoldQuantity(
                    sold: stored.sold + row.quantity.sold,
                    closingStock: row.quantity.closingStock ?? stored.closingStock)
            }
            let isSame = row.quantity == stored
            take(row, isSame ? .unchanged : .updated, stored: stored.sold)
            if !isSame { written.append(row) }
        }
        takeNew(before: .max)
        if gone > 0 {
            try db.execute(
                sql: """
                    DELETE FROM \(SoldDayTable.name) WHERE sale_key BETWEEN ? AND ? AND (? >> (sale_key & ?)) & 1
                    """,
                arguments: [
                    range.lowerBound, range.upperBound, Int64(bitPattern: open.replaced.bits), BlockKey.dayCount - 1,
                ])
            current?.block.rowCount -= gone
            // The unchanged ones went too.
            written = rows.map { $0 }
        }
        try batches.insertByColumn(SoldDayTable.image(of: written), into: SoldDayTable.name, or: "REPLACE")
    }
}
