internal import GRDB

/// Changed rows of an import that are not written until it is known whether they are the whole inventory.
///
/// Exports of stock mostly have every series, and every one of them changed. Where that is so, SQLite drops all pages of the
/// table at once and the rows are appended, which takes half as long as to empty and fill one range after the other.
/// It can only be told at the end, so this is for inventories that memory has room for.
struct HeldBackRows {
    /// Inventories with more series are written as they come.
    private static let mostRows = 1 << 20

    private var held: [(range: ClosedRange<Int>, image: TableImage)] = []
    /// Series of the inventory in the ranges: all that there are.
    private var knownCount = 0
    /// Whether all rows so far have been held back, from the first of the inventory on.
    private var isHolding: Bool

    /// - Parameter seriesCount: what the inventory has before the import.
    init(seriesCount: Int) {
        isHolding = (1...Self.mostRows).contains(seriesCount)
    }

    /// Whether a row with this key comes behind all that are held back.
    func precede(_ key: SeriesKey) -> Bool { held.last.map { $0.range.upperBound < key.rowID } ?? true }

    /// Takes the rows of a batch, if they can be held back.
    ///
    /// - Parameters:
    ///   - range: from the first to the last key of the batch, behind those of all before.
    ///   - knownCount: how many series the inventory has there, all of which are in the batch.
    /// - Returns: false where they are to be written at once.
    mutating func take(_ image: TableImage, _ range: ClosedRange<Int>, knownCount: Int, _ db: Database) throws -> Bool {
        if isHolding, held.isEmpty {
            let first = try Int.fetchOne(db, sql: "SELECT min(series_key) FROM inventory")
            isHolding = first.map(range.contains) ?? false
        }
        guard isHolding else { return false }
        held.append((range, image))
        self.knownCount += knownCount
        return true
    }

    /// Writes what is held back, and holds nothing back from now on.
    mutating func write(_ db: Database, _ batches: BatchDatabase, _ writeback: Writeback) throws {
        isHolding = false
        guard !held.isEmpty else { return }
        let isWhole = try Int.fetchOne(db, sql: "SELECT count(*) FROM inventory") == knownCount
        // Without a WHERE, SQLite drops whole pages (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
        if isWhole { try db.execute(sql: "DELETE FROM inventory") }
        for (range, image) in held {
            if !isWhole { try Self.empty(range, db) }
            try batches.insert(image, into: "inventory")
            writeback.advance()
        }
        held = []
    }

    /// Removes all series in a range of keys.
    static func empty(_ range: ClosedRange<Int>, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM inventory WHERE series_key BETWEEN ? AND ?", arguments: StatementArguments(range))
    }
}
