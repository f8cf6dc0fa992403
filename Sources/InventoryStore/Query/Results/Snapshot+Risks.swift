internal import BulkSQLite
import Forecasting
internal import GRDB

/// A series that may run out.
package struct ListedRisk: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    /// The day on which it runs out if demand comes as expected; nil if it doesn't.
    package var stockoutDay: Int?
    package var risk: StoredRisk
}

extension Snapshot {
    /// Calls `body` with each series that may run out whose early day is within the filter, ascending by that day, store and product. Without
    /// days, those whose early day is after the horizon come last.
    ///
    /// - Parameter limit: the maximum number of series; the rest is left out.
    package func forEachRisk(
        _ filter: ResultFilter, limit: Int? = nil, _ body: (ListedRisk) throws -> Void
    ) throws {
        var left = limit ?? .max
        func list(_ filter: ResultFilter, hasEarlyDay: Bool) throws {
            guard left > 0 else { return }
            let table = ResultTable.risk
            let (condition, arguments) = try condition(filter, of: table, hasDay: hasEarlyDay)
            var list = SelectList()
            let storeID = list.add("store_id")
            let productID = list.add("product_id")
            let name = list.add("product.name")
            let columns = list.add(RiskTable.Columns.self, of: table.name)
            // A text in place of a day outside of its stretch, because a row says so with its other columns only.
            let stockout = list.add(
                """
                (SELECT iif(stockout_day BETWEEN first_day AND last_day, stockout_day, 'outside of its stretch') FROM projection
                    WHERE stretch_key BETWEEN risk_key AND risk_key | \(StretchKey.numberLimit - 1) AND stockout_day IS NOT NULL)
                """)
            let order = hasEarlyDay ? "early_day, stockout_risk.store_key, risk_key" : "risk_key"
            try db.scan(list, "FROM \(condition) ORDER BY \(order) LIMIT ?", arguments + [left]) { row in
                left -= 1
                try body(
                    ListedRisk(
                        storeID: try row.name(at: storeID), productID: try row.name(at: productID),
                        name: row.optionalText(name),
                        stockoutDay: try row.optionalInt(stockout, in: StoredBounds.resultDays),
                        risk: try columns.read(row)))
            }
        }
        try list(filter, hasEarlyDay: true)
        if filter.firstDay == nil, filter.lastDay == nil { try list(filter, hasEarlyDay: false) }
    }

    /// How likely a series runs out in a scenario; nil if that isn't known, or less than 1 %.
    package func risk(of series: SeriesKey, in scenario: String) throws -> StoredRisk? {
        var found: StoredRisk?
        var list = SelectList()
        let columns = list.add(RiskTable.Columns.self, of: ResultTable.risk.name)
        try db.scan(
            list, "FROM stockout_risk WHERE risk_key = ?",
            [StretchKey.rowID(scenario: try scenarioID(of: scenario), series: series, number: 0)]
        ) { row in found = try columns.read(row) }
        return found
    }

    /// Whether any series of a scenario is known to have a chance of ``StoredRisk/least`` or more to run out.
    package func hasRisk(in scenario: String) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM stockout_risk WHERE risk_key BETWEEN ? AND ?)",
            arguments: StatementArguments(StretchKey.range(scenario: try scenarioID(of: scenario)))) ?? false
    }
}
