internal import BulkSQLite
import Forecasting
internal import GRDB
import Platform

/// Writes the demand that one import states ahead into `stated_demand`, series by series.
///
///     stored      |--- kept ---|-- cut --|···· removed, or the same as a new one ····
///     files                              |first day of the series|--- ... ---|
///
/// From the first day that the files name for a series on, they replace what is stored of it. A stored period that begins before that day
/// and reaches into it keeps the days before, with their share of its units. Files of one period alone, such as a month that is corrected,
/// say nothing of what comes after it, which stays. What is written is compared with what is stored, so a file
/// that is sent once more changes nothing.
package final class StatedDemandWriter {
    private let db: Database
    private let snapshot: Snapshot
    private let writeback: Writeback
    private let batches: BatchDatabase
    private let identifiers: IdentifierWriter
    private let log: ImportLog
    private let adds: Bool
    private let replacement: Replacement
    /// Whether anything is stored before this import: a first file needs no look at what there is.
    private let hasStored: Bool
    /// The stores that the files name, and the last import that changed the demand of each.
    private var named: Set<Int32> = []
    private var changes: [Int32: Int32] = [:]
    /// The keys of the series that are written, ascending, if those of others are removed at the end; and their first day.
    private var series: [Int] = []
    private var firstDay: Int?
    /// The last day whose stored demand is replaced.
    private var lastDay = Int.max
    private var change = StatedDemandChange()
    // What the current call writes.
    private var written: [StatedDemandRow] = []
    private var gone: [(key: Int, firstDay: Int)] = []

    /// Why a row can't be added to what is stored.
    package enum Refusal {
        /// A stored period of its series has some of its days, and not the same ones.
        case overlaps(ClosedRange<Int>)
        /// The sum would be too large.
        case sumTooLarge
    }

    /// - Parameters:
    ///   - adds: whether units are added to those that are stored of the same periods, and everything else stays.
    ///   - replacement: of which other series the days from the first one of the files on are removed.
    package init(
        _ transaction: WriteTransaction, _ log: ImportLog, adds: Bool, replacement: Replacement
    ) throws {
        db = transaction.db
        snapshot = transaction.snapshot
        writeback = transaction.writeback
        batches = transaction.batches(name: "stated", columns: StatedDemandTable.imageColumns)
        identifiers = try IdentifierWriter(transaction)
        self.log = log
        self.adds = adds
        self.replacement = replacement
        hasStored =
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(StatedDemandTable.name))") ?? false
    }

    /// Writes the stores and products that a batch is the first to name, in the order in which the batches were filled.
    package func writeIdentifiers(stores: IdentifierList, products: IdentifierList) throws {
        try identifiers.write(stores: stores, products: products, ProductNames())
    }

    /// States that all rows are of one period, which ends on this day: what is stored of later ones stays.
    package func keep(after day: Int) { lastDay = day }

    /// States that the files are about a store, although no row may name it.
    package func name(store: Int32) { named.insert(store) }

    /// Writes periods. They ascend by ``StatedDemandRow/ordinal``, also from one call to the next; those of a series don't overlap, and
    /// are all in one call.
    ///
    /// - Parameter refuse: called with each row that can't be added, which is not written.
    package func write(
        _ rows: [StatedDemandRow], refuse: (StatedDemandRow, Refusal) throws -> Void
    ) throws {
        var stored: [(key: SeriesKey, demand: StatedDemand)] = []
        if hasStored {
            try snapshot.forEachStatedDemand(in: Self.ranges(of: rows)) { stored.append(($0, $1)) }
        }
        var rest = rows[...]
        var place = 0
        while let first = rest.first {
            let end = rest.firstIndex { $0.key != first.key } ?? rest.endIndex
            while place < stored.count, stored[place].key < first.key { place += 1 }
            var known: [StatedDemand] = []
            while place < stored.count, stored[place].key == first.key {
                known.append(stored[place].demand)
                place += 1
            }
            named.insert(first.key.store)
            if replacement != .none { series.append(first.key.rowID) }
            firstDay = min(firstDay ?? .max, Int(first.firstDay))
            if adds { try add(rest[..<end], to: known, refuse) } else { try replace(known, by: rest[..<end]) }
            rest = rest[end...]
        }
        try flush()
        writeback.advance()
    }

    /// Writes the counts, and for each store the last import that changed the demand that is stated of it.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file.
    package func finish(_ rows: [ImportCounts]) throws -> StatedDemandChange {
        try identifiers.finish(log.firstImportID)
        try log.finish(rows)
        if replacement != .none { try removeOthers() }
        for (store, importID) in changes.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(
                sql: "UPDATE store SET stated_demand_import_id = max(stated_demand_import_id, ?) WHERE store_key = ?"
            ).execute(arguments: [importID, store])
        }
        try updateWeekForecasts()
        try Statistics.updateInventory(db)
        try Statistics.updateAhead(db)
        return change
    }

    /// A plan that comes after the last estimate says something of the next week too, unless sales of that week are known already.
    private func updateWeekForecasts() throws {
        for store in changes.keys.sorted() {
            let until = try Int.fetchOne(
                db, sql: "SELECT history_until FROM store WHERE store_key = ?", arguments: [store])
            guard let until else { continue }
            let series = SeriesKey.range(ofStore: store)
            let range = SeriesKey(rowID: series.lowerBound)...SeriesKey(rowID: series.upperBound)
            let periods = try snapshot.statedDemand(in: range)
            for (key, weeks) in try snapshot.weekForecasts(in: range) {
                guard weeks.next.week > until else { continue }
                let stated = WeekForecast.stated(periods[key.rowID] ?? [], of: weeks.next.week)
                guard stated != weeks.next.stated, !(stated.isNaN && weeks.next.stated.isNaN) else { continue }
                try db.cachedStatement(sql: "UPDATE \(WeekForecastTable.name) SET stated = ? WHERE series_key = ?")
                    .execute(arguments: [stated.isNaN ? nil : stated, key.rowID])
            }
        }
    }

    /// The keys of the series of some rows. Series that are nearly next to each other are read in one search.
    private static func ranges(of rows: [StatedDemandRow]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for row in rows {
            let key = row.key.rowID
            if let last = ranges.last, key <= last.upperBound + 32 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, key)
            } else {
                ranges.append(key...key)
            }
        }
        return ranges
    }

    private func replace(_ known: [StatedDemand], by rows: ArraySlice<StatedDemandRow>) throws {
        guard let first = rows.first else { return }
        var new = rows
        for old in known {
            guard old.days.upperBound >= Int(first.firstDay) else { continue }
            guard old.days.lowerBound <= lastDay else {
                change.later.add(old.quantity)
                continue
            }
            if old.days.lowerBound < Int(first.firstDay) || old.days.upperBound > lastDay {
                try cut(old, by: first, replacing: Int(first.firstDay)...lastDay)
                continue
            }
            while let row = new.first, Int(row.firstDay) < old.days.lowerBound {
                insert(row)
                new.removeFirst()
            }
            guard let row = new.first, row.days == old.days else {
                remove(old, of: first.key, importID: first.importID)
                continue
            }
            new.removeFirst()
            take(row, inPlaceOf: old)
        }
        for row in new { insert(row) }
    }

    private func add(
        _ rows: ArraySlice<StatedDemandRow>, to known: [StatedDemand],
        _ refuse: (StatedDemandRow, Refusal) throws -> Void
    ) throws {
        var place = 0
        for row in rows {
            while place < known.count, known[place].days.upperBound < row.days.lowerBound { place += 1 }
            guard place < known.count, known[place].days.overlaps(row.days) else {
                insert(row)
                continue
            }
            let old = known[place]
            var sum = row
            sum.quantity += old.quantity
            if row.days != old.days {
                try refuse(row, .overlaps(old.days))
            } else if sum.quantity > StockLimits.quantity {
                try refuse(row, .sumTooLarge)
            } else {
                take(sum, inPlaceOf: old)
            }
        }
    }

    private func insert(_ row: StatedDemandRow) {
        log.counts[Int(row.importID - log.firstImportID)].inserted += 1
        change.added.add(row.quantity)
        put(row)
    }

    private func take(_ row: StatedDemandRow, inPlaceOf old: StatedDemand) {
        let file = Int(row.importID - log.firstImportID)
        guard row.quantity != old.quantity else {
            log.counts[file].unchanged += 1
            change.same.add(row.quantity)
            return
        }
        log.counts[file].updated += 1
        change.replaced.add(old.quantity)
        change.replacedUnits += row.quantity
        put(row)
    }

    private func put(_ row: StatedDemandRow) {
        written.append(row)
        mark(row.key, row.importID)
    }

    private func remove(_ old: StatedDemand, of key: SeriesKey, importID: Int32) {
        change.removed.add(old.quantity)
        gone.append((key.rowID, old.days.lowerBound))
        mark(key, importID)
    }

    /// Keeps the days of a stored period that are not replaced.
    ///
    /// - Parameter row: one of its series, whose import replaces them.
    private func cut(_ old: StatedDemand, by row: StatedDemandRow, replacing days: ClosedRange<Int>) throws {
        func share(_ count: Int) -> Double { old.quantity * Double(count) / Double(old.days.count) }
        let before = max(0, days.lowerBound - old.days.lowerBound)
        let after = max(0, old.days.upperBound - days.upperBound)
        change.cut.add(old.quantity - share(before) - share(after))
        if before > 0 {
            try db.cachedStatement(
                sql:
                    "UPDATE \(StatedDemandTable.name) SET last_day = ?, quantity = ? WHERE series_key = ? AND first_day = ?"
            ).execute(arguments: [days.lowerBound - 1, share(before), row.key.rowID, old.days.lowerBound])
        } else {
            gone.append((row.key.rowID, old.days.lowerBound))
        }
        if after > 0 {
            var rest = row
            rest.firstDay = Int32(days.upperBound + 1)
            rest.lastDay = Int32(old.days.upperBound)
            rest.quantity = share(after)
            written.append(rest)
        }
        mark(row.key, row.importID)
    }

    private func mark(_ key: SeriesKey, _ importID: Int32) {
        changes[key.store] = max(changes[key.store] ?? 0, importID)
    }

    /// Removes and writes what has been collected.
    private func flush() throws {
        for (key, first) in gone {
            try db.cachedStatement(
                sql: "DELETE FROM \(StatedDemandTable.name) WHERE series_key = ? AND first_day = ?"
            ).execute(arguments: [key, first])
        }
        gone.removeAll(keepingCapacity: true)
        var rest = written[...]
        while !rest.isEmpty {
            try batches.show(StatedDemandTable.image(of: rest.prefix(PositionBatch.capacity))) { source in
                try db.execute(sql: StatedDemandTable.insertion(from: source))
            }
            rest = rest.dropFirst(PositionBatch.capacity)
        }
        written.removeAll(keepingCapacity: true)
    }

    /// Removes what is stored of the series that the files don't name, from their first day on: all of it if they have no rows.
    private func removeOthers() throws {
        guard hasStored else { return }
        let from = firstDay ?? StoredBounds.startDays.lowerBound
        var others: [(key: SeriesKey, demand: StatedDemand)] = []
        var place = 0
        try snapshot.forEachStatedDemand(in: [StoredBounds.seriesKeys]) { key, demand in
            while place < series.count, series[place] < key.rowID { place += 1 }
            guard demand.days.upperBound >= from, place == series.count || series[place] != key.rowID,
                replacement == .ofAllStores || named.contains(key.store)
            else { return }
            others.append((key, demand))
        }
        // What is only removed was changed by the import as a whole.
        for (key, demand) in others {
            if demand.days.lowerBound < from {
                let row = StatedDemandRow(
                    key: key, firstDay: from, lastDay: nil, quantity: 0, importID: log.firstImportID, line: 1)
                try cut(demand, by: row, replacing: from...Int.max)
            } else {
                remove(demand, of: key, importID: log.firstImportID)
            }
        }
        try flush()
    }
}

/// What an import has changed of the demand that is stated ahead, by periods of series.
package struct StatedDemandChange: Equatable, Sendable {
    package struct Periods: Equatable, Sendable {
        package private(set) var count = 0
        package private(set) var units = 0.0

        mutating func add(_ units: Double) {
            count += 1
            self.units += units
        }
    }

    package internal(set) var added = Periods()
    /// Those whose units are others now: the units before, and now.
    package internal(set) var replaced = Periods()
    package internal(set) var replacedUnits = 0.0
    package internal(set) var same = Periods()
    package internal(set) var removed = Periods()
    /// Those that end before the first day of the files now, or begin after their only period, and the units that they have lost.
    package internal(set) var cut = Periods()
    /// Those after the only period of the files, which stay.
    package internal(set) var later = Periods()

    package init() {}
}
