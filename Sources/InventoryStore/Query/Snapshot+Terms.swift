internal import BulkSQLite
import Forecasting
internal import GRDB

/// The details that a product file may state beside a position.
package struct ProductDetails: Equatable, Sendable {
    package var stated = StatedTerms()
    package var name: String?
    package var category: String?

    package init() {}
}

extension Snapshot {
    /// The terms that at least one series has, and whether any product has a name or a category.
    package func statedColumns() throws -> (terms: [Term], hasNames: Bool, hasCategories: Bool) {
        var list = SelectList()
        let counts = Term.allCases.map { (term: $0, place: list.add("count(\($0.name))")) }
        var terms: [Term] = []
        try db.scan(list, "FROM \(TermsTable.name)") { row in
            terms = counts.filter { row.int($0.place) > 0 }.map(\.term)
        }
        func has(_ column: String) throws -> Bool {
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM product WHERE \(column) IS NOT NULL)") ?? false
        }
        return (terms, try has("name"), try has("category"))
    }

    /// Calls `body` with every position whose key is in one of the ranges, and with its details. Keys ascend if the ranges do.
    package func forEachDetailedPosition(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StockPosition, ProductDetails) throws -> Void
    ) throws {
        var list = SelectList()
        let seriesKey = list.add("series_key")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let terms = list.add(TermsTable.Columns.self, of: TermsTable.name)
        let name = list.add("product.name")
        let category = list.add("product.category")
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
                var details = ProductDetails()
                details.stated = try terms.read(row)
                details.name = row.isNull(name) ? nil : row.text(name)
                details.category = row.isNull(category) ? nil : row.text(category)
                try body(SeriesKey(rowID: key), try position.read(row), details)
            }
        }
    }

    /// The name and the category of a product.
    package func names(of product: Int32) throws -> ProductDetails {
        var details = ProductDetails()
        var list = SelectList()
        let name = list.add("name")
        let category = list.add("category")
        try db.scan(list, "FROM product WHERE product_key = ?", [product]) { row in
            details.name = row.isNull(name) ? nil : row.text(name)
            details.category = row.isNull(category) ? nil : row.text(category)
        }
        return details
    }
}
