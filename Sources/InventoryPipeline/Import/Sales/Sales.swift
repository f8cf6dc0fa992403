import InventoryStore

/// Files of what was sold: sales, lines of receipts, or sums of days.
enum Sales: ImportKind {
    typealias Reader = SalesReader
    typealias Sink = SalesSink

    static let name = "sales"
    static let summary = """
        Sales are what was sold of a product on a day; rows of the same day add up, and returns are less than zero. The days of a \
        store that the files name replace what is stored of them. A day without rows sold nothing; days after the last one are \
        unknown. What was sold in a week or a month is spread over its days.
        """
    static let columns = SalesColumns.read
    static let canReplace = true
    static let canAdd = true

    /// A file of sales has a day, a product, and a quantity that can only be sold; or any quantity beside a column that only sales
    /// have, such as the number of a receipt. `quantity` beside `date` are its own columns.
    static func isDetected(in header: HeaderNames) -> Bool {
        let names = header.names
        // Nothing was sold yet on days to come.
        if header.periods == .daysAhead || names.contains(where: { StatementColumns.until.rank(of: $0) == 0 }) {
            return false
        }
        let hasDate = header.have(SalesColumns.date)
        let hasProduct = header.have(.productID)
        if header.periods == .days, !hasDate { return hasProduct }
        // Stocks may have a column for each period as well.
        if header.periods == .periodsOver, !hasDate, !names.have(StatementColumns.period) {
            return hasProduct && !names.contains(where: areStock)
                && !header.suggests(ProductColumns.initialInventory)
        }
        if !hasDate, names.have(StatementColumns.period) {
            return hasProduct && names.contains { $0.isOne(of: clear) } && !haveForecast(names)
        }
        guard hasDate, hasProduct, !haveForecast(names),
            !header.suggests(ProductColumns.initialInventory, butNot: SalesColumns.quantity)
        else { return false }
        guard header.have(SalesColumns.quantity) else {
            // Orders of customers whose quantity has a name of its own: which it is is asked. As a product file they would change terms.
            return names.contains { $0.isOne(of: ofCustomers) }
        }
        let isStocked = names.contains { ProductColumns.initialInventory.rank(of: $0).map { $0 <= 2 } ?? false }
        if names.contains(where: { $0.isOne(of: clear) }) { return true }
        if isStocked { return false }
        if names.contains(where: { $0.isOne(of: documents) }) { return true }
        guard !header.suggests(ProductColumns.initialInventory) else { return false }
        if header.suggests(SalesColumns.quantity) { return true }
        let hasOwn = names.contains { SalesColumns.quantity.rank(of: $0) == 0 || $0.forms == ["sales"] }
        return hasOwn && names.contains { SalesColumns.date.rank(of: $0) == 0 } && !names.contains(where: areStock)
    }

    /// Whether a name is a stock, and not that of an evening.
    private static func areStock(_ name: HeaderName) -> Bool {
        (ProductColumns.initialInventory.rank(of: name).map { $0 <= 4 } ?? false)
            && !(SalesColumns.closingStock.rank(of: name).map { $0 <= 1 } ?? false)
    }

    /// Whether one of the names is a column that only a forecast needs. `sales` may be a rate, or what was sold.
    private static func haveForecast(_ names: [HeaderName]) -> Bool {
        Products.haveForecast(names.filter { SalesColumns.quantity.rank(of: $0) == nil })
    }

    /// The days are in a column of dates, or in one of periods.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        columns.filter {
            !$0.isOptional && !known.contains($0)
                && !($0 == SalesColumns.date && known.contains(StatementColumns.period))
        }
    }

    static func isPossible(in names: [HeaderName]) -> Bool {
        (names.have(SalesColumns.date) || names.have(StatementColumns.period)) && names.have(SalesColumns.quantity)
            && !haveForecast(names)
    }

    private static let clear = Set(SalesColumns.clear + SalesColumns.moved + ["lineitem_quantity"])

    /// Names of columns that lists of sales have beside their quantity.
    static let documents = buyers.union([
        "entry_type", "movement_type", "voucher_type", "event_type", "document_type", "transaction_id", "posting_date",
        "purchase_date", "order_date", "invoice_date", "transaction_date", "order_id", "order_reference", "promo",
        "promo_flag", "on_promo", "is_promo", "promotion", "on_promotion", "onpromotion", "is_promotion", "gross_sales",
        "net_sales", "sales_amount_actual",
    ])

    /// Names of columns that only lists of what customers have bought have.
    private static let ofCustomers = buyers.union(["customer_note", "order_status"])

    /// What either of them has.
    private static let buyers: Set<String> = [
        "client", "customer", "customer_id", "customer_name", "sale_date", "sales_date", "invoice_no", "invoice_number",
        "receipt_no", "receipt_number", "amazon_order_id",
    ]

    static func sink(_ context: ImportContext) throws -> SalesSink { try SalesSink(context) }
}
