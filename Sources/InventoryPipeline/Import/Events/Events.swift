import InventoryStore

/// Files of events: days on which demand differs, such as promotions, holidays and closures.
enum Events: ImportKind {
    typealias Reader = EventReader
    typealias Sink = EventSink

    static let name = "events"
    static let summary = """
        Events are promotions, holidays and closures: days on which usual demand is multiplied by a factor. A row without a \
        store is about all stores. It replaces what is stored of the same name, first day, store, category and product.
        """
    static let columns = EventColumns.read
    static let canReplace = true
    static let canAdd = false

    /// Events have a day and a name that only they have; or a name and a factor; or a name, and nothing that they don't have. They have no
    /// quantity, no stock, and nothing that says whether a store is open. Calendars are looked for before.
    static func isDetected(in header: HeaderNames) -> Bool {
        let names = header.names.filter { $0.forms != [""] }
        guard header.have(EventColumns.date), header.have(EventColumns.name), !names.contains(where: isOfOthers)
        else { return false }
        if names.contains(where: { $0.isOne(of: clear) }) || names.have(EventColumns.factor)
            || names.have(EventColumns.uplift)
        {
            return true
        }
        return !names.have(.productID)
            && (names.have(EventColumns.until)
                || names.allSatisfy { name in columns.contains { $0.rank(of: name) != nil } })
    }

    static func isPossible(in names: [HeaderName]) -> Bool {
        names.have(EventColumns.date) && names.have(EventColumns.name) && !names.contains(where: isOfOthers)
    }

    private static let clear = Set(EventColumns.clear)

    /// Whether a name is a column of products, receipts, sales or calendars that events don't have.
    private static func isOfOthers(_ name: HeaderName) -> Bool {
        others.contains { $0.rank(of: name) != nil } || name.isOne(of: ProductColumns.totals)
    }

    private static let others: [ImportColumn] =
        [
            ProductColumns.initialInventory, ProductColumns.supplier, ReceiptColumns.quantity, ReceiptColumns.open,
            ReceiptColumns.received, SalesColumns.quantity, StatementColumns.quantity, CalendarColumns.open,
            CalendarColumns.closed,
        ] + ProductColumns.ofForecast + ProductColumns.terms.map(\.column)

    static func isOfAllStores(_ mapping: ColumnMapping, _ request: ImportRequest) -> Bool {
        !mapping.states(.storeID) && !request.isStoreGiven
    }

    static func sink(_ context: ImportContext) throws -> EventSink { try EventSink(context) }
}
