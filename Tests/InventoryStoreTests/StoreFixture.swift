import Forecasting
import GRDB
import TestSupport

@testable import InventoryStore

/// A new database in a folder of its own, with the imports and forecasts that a test makes in it.
final class StoreFixture {
    let folder: TemporaryFolder
    let database: InventoryDatabase
    /// How a forecast reads the positions.
    var options = ProjectionOptions(lostSales: true)

    init() throws {
        folder = try TemporaryFolder()
        // Opened again, as whoever made a file writes its first import in a way of its own.
        try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create).close()
        database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .write)
    }

    /// A row of a product file.
    struct Row {
        var store: String
        var product: String
        var position = StockPosition(
            startDay: 19_723, onHand: 10, salesRate: 5, restockingRate: 3, durationDays: 30, frequency: 1)
        var line: Int32 = 2
        var file = 0
    }

    struct Imported {
        var firstImportID: Int32
        var counts: [ImportCounts]
        var removed: Int
        var duplicates: [RefusedRow]
        var replacedWhole: Bool
    }

    /// One import whose rows come in these batches; each batch is sorted by key on the way.
    ///
    /// - Parameter isCompared: whether batches are compared with the inventory on the way, and the writer is told how many rows
    ///   will come.
    @discardableResult
    func importing(
        _ batches: [[Row]], files: Int = 1, replaces: Bool = false, isCompared: Bool = false
    ) throws -> Imported {
        do {
            return try importingOnce(batches, files: files, replaces: replaces, isCompared: isCompared)
        } catch is FullReplacementFailed {
            return try importingOnce(batches, files: files, replaces: replaces, isCompared: false)
        }
    }

    private func importingOnce(_ batches: [[Row]], files: Int, replaces: Bool, isCompared: Bool) throws -> Imported {
        try database.write(.importInto) { transaction in
            var stores = try transaction.snapshot.storeIdentifiers()
            var products = try transaction.snapshot.productIdentifiers()
            let log = try ImportLog(
                transaction, files: (0..<files).map { "file\($0).csv" }, importedAt: "2024-01-01T00:00:00Z")
            let writer = try ImportWriter(transaction, log, replacement: replaces ? .ofAllStores : .none)
            if isCompared { writer.expect(rows: batches.reduce(0) { $0 + $1.count }) }
            var duplicates: [RefusedRow] = []
            for rows in batches {
                var batch = PositionBatch()
                let keyed = rows.map { row in
                    InventoryRow(
                        key: SeriesKey(
                            store: Self.key(of: row.store, in: &stores, addingTo: &batch.newStores),
                            product: Self.key(of: row.product, in: &products, addingTo: &batch.newProducts)),
                        position: row.position, importID: log.firstImportID + Int32(row.file), line: row.line)
                }
                for row in keyed.sorted(by: { $0.key < $1.key }) { batch.append(row) }
                if isCompared {
                    batch.encode()
                    try database.readApart { try $0.compare(&batch) }
                }
                try writer.writeIdentifiers(of: batch)
                try writer.write(batch) { duplicates.append($0) }
            }
            var counts = ImportCounts()
            (counts.read, counts.rejected, counts.blank) = (7, 2, 1)
            let removed = try writer.finish(Array(repeating: counts, count: files))
            return .commit(
                Imported(
                    firstImportID: log.firstImportID, counts: log.counts, removed: removed,
                    duplicates: duplicates, replacedWhole: writer.replacesWhole))
        }
    }

    private static func key(
        of identifier: String, in table: inout IdentifierTable, addingTo list: inout IdentifierList
    ) -> Int32 {
        var identifier = identifier
        return identifier.withUTF8 { bytes in
            let key = table.key(of: bytes) { _ in
                list.append(bytes)
                return true
            }
            return key ?? 0
        }
    }

    /// One forecast, a partition a store.
    ///
    /// - Returns: its run id.
    @discardableResult
    func forecasting(_ selection: SeriesSelection = .all, scenario: String = Scenario.baseline) throws -> Int {
        try database.write(.forecastInto) { transaction in
            let snapshot = transaction.snapshot
            let keys = try snapshot.resolve(selection)
            let writer = try RunWriter(
                transaction, scenario: scenario, keys: keys, options: "{}",
                startedAt: "2024-01-02T00:00:00Z",
                version: "1.2.3", sorter: { PlainSorter() }, interruption: database.interruption)
            var days = DayRanges()
            var totals = RunTotals()
            totals.seconds = 0.5
            for store in try snapshot.storeSizes() {
                let partition = Partition(ranges: Array(keys.ranges(in: [store])))
                let images = writer.imageFactory()
                try snapshot.forEachPosition(in: partition.ranges) { key, position in
                    totals.series += 1
                    try Projection.project(position, options: options) { stretch in
                        try images.stretches.append(key, stretch)
                        days.insert(first: stretch.firstDay, last: stretch.lastDay)
                        if stretch.stockoutDay != nil { totals.stockouts += 1 }
                    }
                }
                images.finish()
                try writer.write(images, of: partition)
            }
            try writer.finish(totals, days: days)
            return .commit(writer.runID)
        }
    }

    /// The rows of a query.
    func rows(_ sql: String) throws -> [[DatabaseValue]] {
        try database.read { snapshot in
            try GRDB.Row.fetchAll(snapshot.db, sql: sql).map { Array($0.databaseValues) }
        }
    }

    /// The rows of a query as text, columns separated by `|`, as the sqlite3 shell prints them.
    func lines(_ sql: String) throws -> [String] {
        try rows(sql).map { row in
            row.map { $0.isNull ? "" : String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: "|")
        }
    }

    /// `lines` of a query that gives one number.
    func number(_ sql: String) throws -> Int? {
        try database.read { try Int.fetchOne($0.db, sql: sql) }
    }
}

extension StockPosition {
    static func random(using generator: inout SeededGenerator) -> StockPosition {
        StockPosition(
            startDay: Int.random(in: 19_700...19_760, using: &generator),
            onHand: Double(Int.random(in: -40...400, using: &generator)) / 4,
            salesRate: Double(Int.random(in: 0...40, using: &generator)) / 4,
            restockingRate: Double(Int.random(in: 0...40, using: &generator)) / 4,
            durationDays: Int.random(in: 0...60, using: &generator),
            frequency: Int.random(in: 1...9, using: &generator))
    }
}

/// The plain way to sort entries: all in memory.
private final class PlainSorter: DayEntrySorter, @unchecked Sendable {
    private var entries: [DayEntry] = []

    var count: Int { entries.count }

    func add(_ more: [DayEntry]) { entries += more }

    func drain(by size: Int, _ emit: ([DayEntry]) throws -> Void) rethrows {
        let sorted = entries.sorted { ($0.day, $0.rowID) < ($1.day, $1.rowID) }
        for start in stride(from: 0, to: sorted.count, by: size) {
            try emit(Array(sorted[start..<min(start + size, sorted.count)]))
        }
    }
}
