internal import BulkSQLite
internal import GRDB

/// Writes the receipts of one import into `receipt`.
package final class ReceiptWriter {
    private let db: Database
    private let batches: BatchDatabase
    private let log: ImportLog
    /// Whether earlier receipts of the same stores are kept.
    private let adds: Bool
    private let replacement: Replacement
    /// The latest import that named a store, by the store's key.
    private var stores: [Int32: Int32] = [:]
    /// What was to come before this import, in the stores whose receipts it has removed.
    private var former: [Int32: Digest] = [:]
    /// The latest import that named a store in a row without a receipt.
    private var named: [Int32: Int32] = [:]
    /// The stores that keep receipts of former imports because no row names them, by ascending key. Complete after ``finish(_:)``.
    package private(set) var otherStores: [String] = []
    /// The number of earlier receipts removed, and of the stores that had some.
    package private(set) var replaced = (receipts: 0, stores: 0)

    private var firstImportID: Int32 { log.firstImportID }

    /// A receipt whose series doesn't exist, or begins after the receipt.
    package struct Refusal {
        package var row: ReceiptRow
        /// The day on which the series begins; nil if there is no such series.
        package var startDay: Int?
    }

    /// What becomes of a receipt before the start of its series.
    package enum Overdue {
        case keep, leaveOut, refuse
    }

    /// - Parameters:
    ///   - adds: whether earlier receipts of the same stores are kept.
    ///   - replacement: whether those of other stores are removed.
    package init(
        _ transaction: WriteTransaction, _ log: ImportLog, adds: Bool, replacement: Replacement = .none
    ) throws {
        db = transaction.db
        batches = transaction.batches(name: "receipts", columns: ReceiptTable.imageColumns)
        self.log = log
        self.adds = adds
        self.replacement = replacement
    }

    /// States that a row of an import names a store, although it has no receipt.
    package func name(store: Int32, importID: Int32) { named[store] = max(named[store] ?? 0, importID) }

    /// Writes rows. They have to ascend by ``ReceiptRow/ordinal``, also from one call to the next.
    ///
    /// - Parameters:
    ///   - overdue: called with each receipt before the start of its series, whose day it may change.
    ///   - refuse: called with each invalid receipt, which is not written.
    package func write(
        _ rows: [ReceiptRow], overdue: (inout ReceiptRow, _ startDay: Int) throws -> Overdue,
        refuse: (Refusal) throws -> Void
    ) throws {
        var good = rows
        var found: [Int: Refusal] = [:]
        try show(rows) { source in
            // The query returns only the refused rows.
            var list = SelectList()
            let number = list.add("number")
            let startDay = list.add("start_day")
            try db.scan(
                list,
                """
                FROM \(source) LEFT JOIN inventory USING (series_key)
                WHERE start_day IS NULL OR receipt_day < start_day
                """
            ) { row in
                found[row.int(number)] = Refusal(
                    row: rows[row.int(number)],
                    startDay: try row.optionalInt(startDay, in: StoredBounds.startDays))
            }
            if found.isEmpty { try insert(rows, from: source) }
        }
        guard !found.isEmpty else { return }
        var gone: Set<Int> = []
        for (place, refusal) in found.sorted(by: { $0.key < $1.key }) {
            switch try refusal.startDay.map({ try overdue(&good[place], $0) }) ?? .refuse {
            case .keep: continue
            case .leaveOut: name(store: refusal.row.key.store, importID: refusal.row.importID)
            case .refuse: try refuse(refusal)
            }
            gone.insert(place)
        }
        good = good.indices.lazy.filter { !gone.contains($0) }.map { good[$0] }
        try show(good) { source in try insert(good, from: source) }
    }

    /// Writes the counts, and for each store the last import that has changed its receipts.
    ///
    /// - Parameter rows: the numbers of rows read, rejected, blank and left out in each file.
    package func finish(_ rows: [ImportCounts]) throws {
        try log.finish(rows)
        for (store, importID) in named.sorted(by: { $0.key < $1.key }) {
            if !adds, stores[store] == nil { try removeReceipts(ofStore: store) }
            stores[store] = max(stores[store] ?? 0, importID)
        }
        for other in try storesWithReceipts() where stores[other.key] == nil {
            if replacement == .ofAllStores {
                try removeReceipts(ofStore: other.key)
                stores[other.key] = firstImportID
            } else {
                otherStores.append(other.name)
            }
        }
        for (store, importID) in stores.sorted(by: { $0.key < $1.key }) {
            // Last week's file once more makes no results old.
            if let former = former[store], try digest(ofStore: store) == former { continue }
            try db.cachedStatement(sql: "UPDATE store SET receipts_import_id = ? WHERE store_key = ?")
                .execute(arguments: [importID, store])
        }
    }

    private func storesWithReceipts() throws -> [(key: Int32, name: String)] {
        var stores: [(key: Int32, name: String)] = []
        var list = SelectList()
        let key = list.add("store_key")
        let name = list.add("store_id")
        try db.scan(
            list,
            """
            FROM store WHERE EXISTS (
                SELECT 1 FROM receipt WHERE series_key BETWEEN store_key << \(SeriesKey.productBits)
                    AND store_key << \(SeriesKey.productBits) | \(SeriesKey.greatestProduct))
            ORDER BY store_key
            """
        ) { row in
            stores.append((Int32(try row.int(key, in: StoredBounds.storeKeys)), try row.name(at: name)))
        }
        return stores
    }

    private func show(_ rows: [ReceiptRow], _ body: (_ source: String) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        try batches.show(ReceiptTable.image(of: rows), body)
    }

    private func insert(_ rows: [ReceiptRow], from source: String) throws {
        // Rows of the same store and file are adjacent, so their totals are looked up once.
        var start = 0
        while start < rows.count {
            let store = rows[start].key.store
            let importID = rows[start].importID
            let end = rows[start...].firstIndex { $0.key.store != store || $0.importID != importID } ?? rows.count
            log.counts[Int(importID - firstImportID)].inserted += end - start
            // Rows come in the order of their stores, so this happens before the store's first row is written.
            if !adds, stores[store] == nil { try removeReceipts(ofStore: store) }
            stores[store] = max(stores[store] ?? 0, importID)
            start = end
        }
        try db.execute(sql: ReceiptTable.insertion(from: source))
    }

    /// What is to come in a store, in whatever order and from whichever file.
    private struct Digest: Equatable {
        var count = 0
        var sums: SIMD2<UInt64> = [0, 0]
        private static let seeds: [UInt64] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03]

        mutating func add(_ series: Int, _ day: Int, _ quantity: Double) {
            count += 1
            for (place, seed) in Self.seeds.enumerated() {
                var hash = seed
                for part in [UInt64(bitPattern: Int64(series)), UInt64(bitPattern: Int64(day)), quantity.bitPattern] {
                    // The finalizer of SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators").
                    hash = (hash ^ part) &* 0xBF58_476D_1CE4_E5B9
                    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
                    hash ^= hash >> 31
                }
                sums[place] &+= hash
            }
        }
    }

    private func digest(ofStore store: Int32) throws -> Digest {
        var digest = Digest()
        var list = SelectList()
        let series = list.add("series_key")
        let day = list.add("receipt_day")
        let quantity = list.add("quantity")
        try db.scan(
            list, "FROM receipt WHERE series_key BETWEEN ? AND ?",
            StatementArguments(SeriesKey.range(ofStore: store))
        ) { row in digest.add(row.int(series), row.int(day), row.double(quantity)) }
        return digest
    }

    private func removeReceipts(ofStore store: Int32) throws {
        former[store] = try digest(ofStore: store)
        try db.execute(
            sql: "DELETE FROM receipt WHERE series_key BETWEEN ? AND ?",
            arguments: StatementArguments(SeriesKey.range(ofStore: store)))
        let removed = db.changesCount
        replaced.receipts += removed
        if removed > 0 { replaced.stores += 1 }
    }
}
