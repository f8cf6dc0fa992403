internal import BulkSQLite
import Forecasting
internal import GRDB

/// The columns of a product file that a database has anything for, beside the positions.
package struct SuppliedColumns: Equatable, Sendable {
    /// Places in ``TermsRow/columns``.
    package var supply: [Int]
    package var hasNames: Bool
    package var hasCategories: Bool

    package var isEmpty: Bool { supply.isEmpty && !hasNames && !hasCategories }
}

extension Snapshot {
    /// Which terms of supply are stated for any series, and whether any product has a name or a category.
    package func suppliedColumns() throws -> SuppliedColumns {
        var supply: [Int] = []
        let counts = TermsRow.columns.map { "count(\($0))" }.joined(separator: ", ")
        try db.scan("SELECT \(counts) FROM supply_terms") { row in
            supply = TermsRow.columns.indices.filter { row.int(Int32($0)) > 0 }
        }
        func has(_ column: String) throws -> Bool {
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM product WHERE \(column) IS NOT NULL)") ?? false
        }
        return SuppliedColumns(supply: supply, hasNames: try has("name"), hasCategories: try has("category"))
    }

    /// Calls `body` with every position whose key is in one of some ranges, ascending by key where the ranges do, with its terms
    /// in the order of ``TermsRow/columns`` and with the name and the category of its product; nil is not stated.
    package func forEachSuppliedPosition(
        in ranges: some Sequence<ClosedRange<Int>>,
        _ body: (SeriesKey, StockPosition, _ terms: [Double?], _ name: String?, _ category: String?) throws -> Void
    ) throws {
        let terms = TermsRow.columns.joined(separator: ", ")
        for range in ranges {
            var keys = AscendingKeys(in: range)
            try db.scan(
                """
                SELECT series_key, start_day, on_hand, sales_rate, restocking_rate, duration_days, forecast_frequency,
                    \(terms), name, category
                FROM inventory LEFT JOIN supply_terms USING (series_key) LEFT JOIN product USING (product_key)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                try keys.take(row.int(0))
                let values = TermsRow.values(of: try row.supply(7))
                try body(
                    SeriesKey(rowID: row.int(0)), try row.position(1),
                    (0..<8).map { values[$0] == TermsRow.notStated ? nil : values[$0] },
                    row.isNull(15) ? nil : row.text(15), row.isNull(16) ? nil : row.text(16))
            }
        }
    }

    /// The name and the category of a product; empty where there is none.
    package func labels(of product: Int32) throws -> (name: String, category: String) {
        var labels = ("", "")
        try db.scan("SELECT name, category FROM product WHERE product_key = ?", [product]) { row in
            labels = (row.text(0), row.text(1))
        }
        return labels
    }

    /// Calls `body` with every receipt whose series is in one of some ranges, in the order of series, days and files where the
    /// ranges are.
    package func forEachReceipt(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, Receipt) throws -> Void
    ) throws {
        for range in ranges {
            try db.scan(
                """
                SELECT series_key, receipt_day, quantity FROM receipt WHERE series_key BETWEEN ? AND ?
                ORDER BY series_key, receipt_day, import_id, source_line
                """, StatementArguments(range)
            ) { row in
                try body(SeriesKey(rowID: try row.int(0, in: range)), try row.receipt(1))
            }
        }
    }
}

extension ScannedRow {
    /// The receipt in two columns from `column` on: day, quantity.
    func receipt(_ column: Int32) throws -> Receipt {
        let quantity = try double(column + 1, upTo: StockLimits.quantity)
        guard quantity > 0 else { throw outOfBounds(column + 1) }
        return Receipt(day: try int(column, in: StoredBounds.startDays), quantity: quantity)
    }
}
