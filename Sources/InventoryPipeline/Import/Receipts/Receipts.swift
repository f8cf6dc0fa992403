/// Files of scheduled receipts: open purchase orders.
enum Receipts: ImportKind {
    typealias Reader = ReceiptReader
    typealias Sink = ReceiptSink

    static let name = "receipts"
    static let summary = """
        Scheduled receipts are open purchase orders; the goods are there on the morning of the day. They replace those that \
        are stored of the same stores.
        """
    static let columns = ReceiptColumns.all.map(\.column)
    static let canReplace = false
    static let canAdd = true

    /// A file of receipts has a product, a quantity, and a day under a name that product files do not use: `date`,
    /// `quantity` and `qty` alone prove nothing. It has none of the rates and days that a forecast needs.
    static func isDetected(in names: [String]) -> Bool {
        let hasOwnDay = names.contains {
            ReceiptColumns.date.isCalled($0) && !ProductColumns.sellStartDate.isCalled($0)
        }
        return hasOwnDay && names.have(.productID) && names.have(ReceiptColumns.quantity)
            && !Products.haveForecast(names)
    }

    static func isPossible(in names: [String]) -> Bool {
        (names.have(ReceiptColumns.date) || names.have(ReceiptColumns.quantity)) && !Products.haveForecast(names)
    }

    static func sink(_ context: ImportContext) throws -> ReceiptSink { try ReceiptSink(context) }
}
