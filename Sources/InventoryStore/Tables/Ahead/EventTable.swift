internal import BulkSQLite
import Forecasting
internal import GRDB

/// `event`: days on which demand differs from others, by whom they concern.
enum EventTable {
    static let name = "event"

    struct Columns: BulkSQLite.Columns {
        private let name: Place
        private let firstDay: Place
        private let lastDay: Place
        private let store: Place
        private let category: Place
        private let product: Place
        private let factor: Place

        init(addedTo list: inout SelectList, of table: String) {
            name = list.add("\(table).name")
            firstDay = list.add("\(table).first_day")
            lastDay = list.add("\(table).last_day")
            store = list.add("\(table).store_key")
            category = list.add("\(table).category")
            product = list.add("\(table).product_key")
            factor = list.add("\(table).factor")
        }

        func read(_ row: ScannedRow) throws -> DemandEvent {
            let first = try row.int(firstDay, in: StoredBounds.startDays)
            let longest = min(first + StockLimits.daysOfFactor - 1, StoredBounds.startDays.upperBound)
            return DemandEvent(
                name: try row.name(at: name), days: first...(try row.int(lastDay, in: first...longest)),
                store: row.isNull(store) ? nil : Int32(try row.int(store, in: StoredBounds.storeKeys)),
                category: row.isNull(category) ? nil : try row.name(at: category),
                product: row.isNull(product) ? nil : Int32(try row.int(product, in: StoredBounds.productKeys)),
                factor: try row.optionalAmount(factor, upTo: StockLimits.salesFactorOfDays))
        }
    }
}

extension Snapshot {
    /// All events, with what the last estimate has learned of those without a stated factor.
    package func eventBook() throws -> EventBook {
        let events = try events()
        guard !events.isEmpty else { return .empty }
        return EventBook(events, learned: try learnedEvents().mapValues(\.factor))
    }

    /// What the last estimate has learned of events, by their names, and from how many days.
    package func learnedEvents() throws -> [String: (factor: Double, days: Int)] {
        var learned: [String: (factor: Double, days: Int)] = [:]
        var list = SelectList()
        let name = list.add("name")
        let factor = list.add("factor")
        let days = list.add("day_count")
        try db.scan(list, "FROM event_factor") { row in
            learned[try row.name(at: name)] = (
                try row.amount(factor, upTo: StockLimits.salesFactorOfDays), try row.int(days, in: StoredBounds.counts)
            )
        }
        return learned
    }

    /// Calls `body` with the key of each event and the event, in the order in which they came.
    func forEachEvent(_ body: (_ key: Int, DemandEvent) throws -> Void) throws {
        var list = SelectList()
        let key = list.add("event_key")
        let columns = list.add(EventTable.Columns.self, of: EventTable.name)
        try db.scan(list, "FROM \(EventTable.name) ORDER BY event_key") { row in
            try body(try row.int(key, in: StoredBounds.rowKeys), try columns.read(row))
        }
    }

    /// All events, in the order in which they came. Files of them have few rows, so they fit into memory.
    package func events() throws -> [DemandEvent] {
        var events: [DemandEvent] = []
        try forEachEvent { events.append($1) }
        return events
    }
}
