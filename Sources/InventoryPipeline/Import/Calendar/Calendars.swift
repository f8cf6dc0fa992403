import InventoryStore

/// Files of calendars: the days on which stores are closed, or are open although others are closed.
enum Calendars: ImportKind {
    typealias Reader = StoreDayReader
    typealias Sink = StoreDaySink

    static let name = "calendar"
    static let contents = "a calendar"
    static let summary = """
        A calendar says on which days stores are closed, or open although others are closed. A row without a store is about all \
        stores. It replaces what is stored of the same store and day.
        """
    static let columns = CalendarColumns.read
    static let canReplace = true
    static let canAdd = false

    /// A calendar has days, and nothing of products. Beside the day it says whether that is open; or the name of the day says it
    /// (`closing_day`); or there is nothing else but the store. What other columns may say of a day is unknown, and all days would
    /// be taken for closed.
    static func isDetected(in header: HeaderNames) -> Bool {
        let names = header.names.filter { $0.forms != [""] }
        guard header.have(CalendarColumns.date), !areOfProducts(names),
            !productColumns.contains(where: header.suggests), !areOfEvents(names)
        else { return false }
        return CalendarColumns.own.contains(where: header.suggests)
            || CalendarColumns.states.contains(where: names.have)
            || names.contains(where: CalendarColumns.isClosingDay)
            || names.allSatisfy { CalendarColumns.date.rank(of: $0) != nil || ImportColumn.storeID.rank(of: $0) != nil }
    }

    static func isPossible(in names: [HeaderName]) -> Bool {
        names.have(CalendarColumns.date) && !areOfProducts(names)
    }

    /// Whether one of the names is a column of products or of receipts that a calendar doesn't have.
    private static func areOfProducts(_ names: [HeaderName]) -> Bool {
        productColumns.contains(where: names.have) || Products.haveForecast(names)
            // `open` may be what is open of an order, or a day.
            || names.contains { ReceiptColumns.open.rank(of: $0) != nil && CalendarColumns.open.rank(of: $0) == nil }
    }

    /// Whether they have ranges of days or factors, which only events have, and don't say which days are open.
    private static func areOfEvents(_ names: [HeaderName]) -> Bool {
        [EventColumns.until, EventColumns.factor, EventColumns.uplift].contains(where: names.have)
            && ![CalendarColumns.open, CalendarColumns.closed].contains(where: names.have)
    }

    private static let productColumns: [ImportColumn] =
        [
            .productID, ProductColumns.initialInventory, ProductColumns.supplier, ReceiptColumns.quantity,
            ReceiptColumns.received,
        ] + ProductColumns.terms.map(\.column)

    static func isOfAllStores(_ mapping: ColumnMapping, _ request: ImportRequest) -> Bool {
        !mapping.states(.storeID) && !request.isStoreGiven
    }

    static func sink(_ context: ImportContext) throws -> StoreDaySink { try StoreDaySink(context) }
}
