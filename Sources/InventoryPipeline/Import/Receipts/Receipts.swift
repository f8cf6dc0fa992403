/// Files of scheduled receipts: open purchase orders.
enum Receipts: ImportKind {
    typealias Reader = ReceiptReader
    typealias Sink = ReceiptSink

    static let name = "receipts"
    static let summary = """
        Scheduled receipts are open purchase orders; the goods are there on the morning of the day. They replace those that \
        are stored of the same stores.
        """
    static let columns = ReceiptColumns.read
    static let canReplace = true
    static let canAdd = true

    /// A file of receipts has a product, a quantity, and a day under a name that product files do not use: `date`,
    /// `quantity` and `qty` alone prove nothing. It has none of the rates and days that a forecast needs. Files of stock
    /// may state what is on order, and the next delivery.
    static func isDetected(in header: HeaderNames) -> Bool {
        let names = header.names
        let hasOwnDay = names.contains {
            ReceiptColumns.date.rank(of: $0) != nil && ProductColumns.sellStartDate.rank(of: $0) == nil
        }
        guard hasOwnDay || header.suggests(ReceiptColumns.date), header.have(.productID),
            !Products.haveForecast(names),
            !header.suggests(ProductColumns.initialInventory)
                || header.suggests(ReceiptColumns.open) || header.suggests(ReceiptColumns.received)
        else { return false }
        let isWeak: (HeaderName) -> Bool = { $0.forms.contains(where: ReceiptColumns.weak.contains) }
        let strong = names.filter { !isWeak($0) }
        if strong.have(ReceiptColumns.open) || strong.have(ReceiptColumns.quantity) { return true }
        if header.suggests(ReceiptColumns.quantity) { return true }
        return names.contains(where: isWeak) && !names.have(ProductColumns.initialInventory)
    }

    static func isPossible(in names: [HeaderName]) -> Bool {
        (names.have(ReceiptColumns.date) || names.have(ReceiptColumns.quantity) || names.have(ReceiptColumns.open))
            && !Products.haveForecast(names)
    }

    /// The units that are open are enough.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        [.productID, ReceiptColumns.date, ReceiptColumns.quantity].filter { column in
            !known.contains(column) && !(column == ReceiptColumns.quantity && known.contains(ReceiptColumns.open))
        }
    }

    static func sink(_ context: ImportContext) throws -> ReceiptSink { try ReceiptSink(context) }
}
