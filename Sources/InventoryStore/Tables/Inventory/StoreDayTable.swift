internal import BulkSQLite
import Forecasting
internal import GRDB

/// `store_day`: the days of which files said whether a store, or all stores, are open. Its key is a store and a day number.
enum StoreDayTable {
    static let name = "store_day"

    struct Columns: BulkSQLite.Columns {
        private let store: Place
        private let day: Place
        private let isOpen: Place

        init(addedTo list: inout SelectList, of table: String) {
            store = list.add("\(table).store_key")
            day = list.add("\(table).day")
            isOpen = list.add("\(table).is_open")
        }

        func read(_ row: ScannedRow) throws -> (store: Int32, day: Int, isOpen: Bool) {
            (
                Int32(try row.int(store, in: StoredBounds.storeDayKeys)),
                try row.int(day, in: StoredBounds.startDays), try row.int(isOpen, in: 0...1) == 1
            )
        }
    }

    /// Writes a day in the place of what is stored of it.
    static func write(_ row: StoreDayRow, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO \(name) (store_key, day, is_open, import_id, source_line) VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [row.store, row.day, row.isOpen, row.importID, row.line])
    }

    static func remove(store: Int32, day: Int, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM \(name) WHERE store_key = ? AND day = ?")
            .execute(arguments: [store, day])
    }
}

/// The days of which files said whether stores are open, by their numbers.
package struct StoreDays: Equatable, Sendable {
    /// What was said of all stores.
    package var all: [Int: Bool] = [:]
    /// What was said of single stores, by their keys. It counts before what was said of all.
    package var ofStores: [Int32: [Int: Bool]] = [:]

    /// The key that stands for all stores. The keys of stores begin at 1.
    package static let allStores: Int32 = 0

    package init() {}

    /// What was said of a day of one store, or of all with the key ``allStores``; nil if nothing was.
    subscript(store: Int32, day: Int) -> Bool? {
        get { store == Self.allStores ? all[day] : ofStores[store]?[day] }
        set {
            guard store != Self.allStores else {
                all[day] = newValue
                return
            }
            ofStores[store, default: [:]][day] = newValue
            if ofStores[store]?.isEmpty == true { ofStores[store] = nil }
        }
    }

    /// Whether a store is open on a day, by what was said of it or of all; nil if nothing was.
    package func isOpen(_ store: Int32, on day: Int) -> Bool? { ofStores[store]?[day] ?? all[day] }

    /// The calendar of a store, by what was said of it or of all.
    package func calendar(of store: Int32) -> StoreCalendar {
        StoreCalendar(all.merging(ofStores[store] ?? [:]) { _, own in own })
    }

    /// The numbers of the days of one store, or of all with the key ``allStores``.
    func days(of store: Int32) -> [Int] {
        Array(store == Self.allStores ? all.keys : (ofStores[store] ?? [:]).keys)
    }
}

extension Snapshot {
    /// The whole calendar. Files of it have few rows, so it fits into memory.
    package func storeDays() throws -> StoreDays {
        var days = StoreDays()
        try forEachStoreDay { days[$0, $1] = $2 }
        return days
    }

    /// Calls `body` with every day of the calendar, in the order of stores and days. ``StoreDays/allStores`` comes first.
    package func forEachStoreDay(_ body: (_ store: Int32, _ day: Int, _ isOpen: Bool) throws -> Void) throws {
        var list = SelectList()
        let columns = list.add(StoreDayTable.Columns.self, of: StoreDayTable.name)
        try db.scan(list, "FROM \(StoreDayTable.name) ORDER BY store_key, day") { row in
            let read = try columns.read(row)
            try body(read.store, read.day, read.isOpen)
        }
    }
}

/// A day of a calendar during an import: the form in which days are sorted and written to temporary files.
package struct StoreDayRow: BitwiseCopyable, Sendable {
    /// The key of the store, or ``StoreDays/allStores``.
    package var store: Int32
    package var day: Int32
    package var importID: Int32
    package var line: Int32
    package var isOpen: Bool

    package init(store: Int32, day: Int, isOpen: Bool, importID: Int32, line: Int32) {
        self.store = store
        self.day = Int32(truncatingIfNeeded: day)
        self.importID = importID
        self.line = line
        self.isOpen = isOpen
    }

    /// Store and day in one integer that sorts as the table does.
    package var ordinal: Int { Int(store) << 32 | (Int(day) - StoredBounds.startDays.lowerBound) }
}
