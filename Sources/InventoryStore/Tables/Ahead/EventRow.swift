internal import BulkSQLite
import Forecasting

/// An event during an import.
package struct EventRow: Sendable {
    package var event: DemandEvent
    package var importID: Int32
    package var line: Int32

    package init(event: DemandEvent, importID: Int32, line: Int32) {
        self.event = event
        self.importID = importID
        self.line = line
    }
}

/// What two rows of the same event have in common: its name, its first day, and what it is limited to.
package struct EventIdentity: Hashable, Sendable {
    // Bytes, because composed and decomposed letters compare equal as `String`, and not in SQLite.
    private let name: [UInt8]
    private let firstDay: Int
    private let store: Int32?
    private let category: [UInt8]?
    private let product: Int32?

    package init(_ event: DemandEvent) {
        name = Array(event.name.utf8)
        firstDay = event.days.lowerBound
        store = event.store
        category = event.category.map { Array($0.utf8) }
        product = event.product
    }
}

extension Snapshot {
    /// The names of which all events without a stated factor are after the last day with sales, as UTF-8; none if there are no sales.
    package func namesOfEventsToCome() throws -> Set<[UInt8]> {
        Set(
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM event WHERE factor IS NULL GROUP BY name
                    HAVING min(first_day) > (SELECT max(history_until) FROM store)
                    """
            ).map { Array($0.utf8) })
    }

    /// The categories of all products, as UTF-8.
    package func namesOfCategories() throws -> Set<[UInt8]> {
        var categories: Set<[UInt8]> = []
        var list = SelectList()
        let category = list.add("category")
        try db.scan(list, "FROM (SELECT DISTINCT category FROM product WHERE category IS NOT NULL)") { row in
            categories.insert(Array(row.utf8(category)))
        }
        return categories
    }
}
