import InventoryStore

/// Files of demand that is stated ahead: units by day, week or month.
enum Statements: ImportKind {
    typealias Reader = StatementReader
    typealias Sink = StatementSink

    static let name = "demand"
    static let contents = "demand stated ahead"
    static let summary = """
        It says how much of a product will be asked for in each of some periods to come, in rows, or in a column for each \
        period; rows of the same period add up. It replaces what is stored of its products from the first day on that it has \
        of each.
        """
    static let columns = StatementColumns.read
    static let canReplace = true
    static let canAdd = true

    /// Demand has a product and a column for each period, of which some are still to come; or a product, a period or a date, and a quantity
    /// that is nothing but demand. It has no stock, no rates, no terms, and nothing that was sold.
    static func isDetected(in header: HeaderNames) -> Bool {
        let names = header.names
        guard header.have(.productID), !names.contains(where: isOfOthers),
            !header.suggests(ProductColumns.initialInventory, butNot: StatementColumns.quantity)
        else { return false }
        let hasDate = header.have(StatementColumns.date)
        let hasPeriod = header.have(StatementColumns.period)
        let hasQuantity = header.have(StatementColumns.quantity)
        if header.periods.areAhead { return !hasQuantity }
        // The lines of orders and receipts are no plan.
        guard hasQuantity, hasDate || hasPeriod, !names.contains(where: { $0.isOne(of: Sales.documents) }) else {
            return false
        }
        // What was sold may be given by week too, so any other quantity beside a period is a question.
        return names.contains { $0.isOne(of: clear) } || header.suggests(StatementColumns.quantity)
            || names.contains { StatementColumns.until.rank(of: $0) == 0 }
    }

    static func isPossible(in names: [HeaderName]) -> Bool {
        names.have(.productID) && !names.contains(where: isOfOthers)
            && (names.contains { $0.isOne(of: clear) } || names.have(StatementColumns.period))
    }

    /// Whether a name is that of a stock, a rate, a term, an order, or of what was sold.
    private static func isOfOthers(_ name: HeaderName) -> Bool {
        // Behind these are names that may be any quantity.
        if let rank = ProductColumns.initialInventory.rank(of: name), rank <= 4 || rank == 7 { return true }
        return others.contains { $0.rank(of: name) != nil } || name.isOne(of: Set(SalesColumns.clear))
    }

    private static let clear = Set(StatementColumns.clear)
    private static let others =
        [ReceiptColumns.open, ReceiptColumns.received, SalesColumns.closingStock] + ProductColumns.ofForecast
        + ProductColumns.terms.map(\.column)

    /// A period is a column or a date; ``ColumnMapping`` knows of columns for each period.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        [.productID, StatementColumns.period, StatementColumns.quantity].filter { column in
            !known.contains(column) && !(column == StatementColumns.period && known.contains(StatementColumns.date))
        }
    }

    static func sink(_ context: ImportContext) throws -> StatementSink { try StatementSink(context) }
}
