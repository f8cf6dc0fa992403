/// Recognises files of what was sold, which are no stocks: read as such, each sale would be a stock.
enum SalesHistory {
    /// The names in a header that show that a file is a history of sales; empty if it seems to be none.
    static func signs(in header: [String], _ request: ImportRequest) -> [String] {
        let names = header.map(HeaderName.init)
        let periods = header.filter(isPeriod)
        if periods.count > 1 { return periods }
        func places(_ wanted: Set<String>) -> [Int] { names.indices.filter { names[$0].isOne(of: wanted) } }
        // Who has said which column is the stock, or has one that can be nothing else, knows what the file is.
        let stock = ProductColumns.initialInventory
        let suggested = (request.suggested[stock] ?? []) + [request.map[stock]].compactMap(\.self)
        let isNamed = suggested.contains { name in header.contains { $0.lowercased() == name.lowercased() } }
        let ranks = names.compactMap { stock.rank(of: $0) }
        guard !isNamed, request.storeColumns.isEmpty, ranks.min().map({ $0 > 3 }) ?? true else { return [] }
        let sure = places(sales)
        let likely = places(documents)
        // A quantity without further words may be sold, ordered or in stock.
        let enough = !sure.isEmpty || likely.count > (ranks.isEmpty ? 1 : 0)
        return enough ? (sure + likely).sorted().map { header[$0] } : []
    }

    private static let sales: Set<String> = [
        "unit_sales", "lineitem_quantity", "lineitem_sku", "customer_shipments", "gross_sales", "net_sales",
        "quantity_sold",
        "qty_sold", "units_sold", "delivered_quantity", "sales_amount_actual", "movement_type", "voucher_type",
    ]

    private static let documents: Set<String> = [
        "entry_type", "event_type", "document_type", "transaction_id", "posting_date", "purchase_date", "order_date",
        "sale_date", "sales_date", "invoice_date", "transaction_date", "client", "customer", "customer_id",
        "customer_name",
        "order_id", "order_reference", "receipt_no", "receipt_number", "invoice_no", "invoice_number",
        "amazon_order_id",
    ]

    /// Whether a name is a period of time: `d_1`, `2026-W44`, `2026-11`, `2026-11-02`, `Nov 2026`.
    private static func isPeriod(_ name: String) -> Bool {
        // Nearly all names end here; the patterns take some time.
        guard name.contains(where: \.isNumber) else { return false }
        let text = name.trimmingSpaces().lowercased()
        return text.wholeMatch(of: /d_[0-9]+/) != nil || text.wholeMatch(of: /[0-9]{4}[-\/ ]?w[0-9]{1,2}/) != nil
            || text.wholeMatch(of: /w[0-9]{1,2}[-\/ ][0-9]{4}/) != nil
            || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}(-[0-9]{2})?/) != nil
            || text.wholeMatch(of: /[0-9]{1,2}[\/.][0-9]{1,2}[\/.][0-9]{2,4}/) != nil
            || text.wholeMatch(of: /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?[0-9]{2,4}/) != nil
    }
}
