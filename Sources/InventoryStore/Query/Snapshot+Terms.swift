internal import BulkSQLite
import Forecasting
internal import GRDB

/// The details that a product file may state beside a position.
package struct ProductDetails: Equatable, Sendable {
    package var stated: StatedTerms
    private var texts = [String?](repeating: nil, count: ProductText.allCases.count)

    package init(stated: StatedTerms = StatedTerms()) { self.stated = stated }

    package subscript(text: ProductText) -> String? {
        get { texts[text.place] }
        set { texts[text.place] = newValue }
    }
}

extension ProductText {
    fileprivate var place: Int {
        switch self {
        case .name: 0
        case .category: 1
        case .supplier: 2
        }
    }
}

/// The texts of a product, with their places in a query.
struct ProductTextColumns: Columns {
    private let places: [(text: ProductText, place: Place)]

    init(addedTo list: inout SelectList, of table: String) {
        places = ProductText.allCases.map { ($0, list.add("\(table).\($0.rawValue)")) }
    }

    func read(_ row: ScannedRow) throws -> ProductDetails {
        var details = ProductDetails()
        for (text, place) in places where !row.isNull(place) {
            // Products are put together by their categories; the others are only shown.
            details[text] = text == .category ? try row.name(at: place) : row.text(place)
        }
        return details
    }
}

extension Snapshot {
    /// The terms that at least one series has, and the texts that at least one product has.
    package func statedColumns() throws -> (terms: [Term], texts: [ProductText]) {
        var list = SelectList()
        let counts = Term.allCases.map { (term: $0, place: list.add("count(\($0.name))")) }
        var terms: [Term] = []
        try db.scan(list, "FROM \(TermsTable.name)") { row in
            terms = counts.filter { row.int($0.place) > 0 }.map(\.term)
        }
        return (terms, try ProductText.allCases.filter(hasProducts))
    }

    /// Whether any product has a text.
    package func hasProducts(with text: ProductText) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM product WHERE \(text.rawValue) IS NOT NULL)") ?? false
    }

    /// A text of all products: that of key k is entry k − 1, and empty if it has none.
    package func productTexts(_ text: ProductText) throws -> IdentifierList {
        var texts = IdentifierList()
        var keys = AscendingKeys(in: IdentifierKind.product.bounds)
        var list = SelectList()
        let key = list.add("product_key")
        let place = list.add(text.rawValue)
        try db.scan(list, "FROM product ORDER BY product_key") { row in
            try keys.take(row.int(key))
            while texts.count < row.int(key) - 1 { texts.append(UnsafeBufferPointer(start: nil, count: 0)) }
            texts.append(row.utf8(place))
        }
        return texts
    }

    /// Calls `body` with every position whose key is in one of the ranges, and with its details. Keys ascend if the ranges do.
    package func forEachDetailedPosition(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StockPosition, ProductDetails) throws -> Void
    ) throws {
        var list = SelectList()
        let seriesKey = list.add("series_key")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let terms = list.add(TermsTable.Columns.self, of: TermsTable.name)
        let texts = list.add(ProductTextColumns.self, of: "product")
        for range in ranges {
            var keys = AscendingKeys(in: range)
            try db.scan(
                list,
                """
                FROM inventory LEFT JOIN \(TermsTable.name) USING (series_key) LEFT JOIN product USING (product_key)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                let key = row.int(seriesKey)
                try keys.take(key)
                var details = try texts.read(row)
                details.stated = try terms.read(row)
                try body(SeriesKey(rowID: key), try position.read(row), details)
            }
        }
    }

    /// The texts of a product.
    package func names(of product: Int32) throws -> ProductDetails {
        var details = ProductDetails()
        var list = SelectList()
        let texts = list.add(ProductTextColumns.self, of: "product")
        try db.scan(list, "FROM product WHERE product_key = ?", [product]) { details = try texts.read($0) }
        return details
    }
}
