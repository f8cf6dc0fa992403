internal import BulkSQLite
import Forecasting
internal import GRDB

/// Which results a query is about.
package struct ResultFilter: Sendable {
    package var scenario: String
    package var selection: SeriesSelection
    /// First and last day that are of interest; nil leaves that end open.
    package var firstDay: Int?
    package var lastDay: Int?
    /// From so many places on, the stock-outs of some products are read from the index of days.
    var placeLimit = 10_000

    package init(
        scenario: String = Scenario.baseline, selection: SeriesSelection = .all, firstDay: Int? = nil,
        lastDay: Int? = nil
    ) {
        self.scenario = scenario
        self.selection = selection
        self.firstDay = firstDay
        self.lastDay = lastDay
    }
}

/// A series that runs out.
package struct Stockout: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    package var day: Int
    /// Level at the end of that day and daily rates, as reported.
    package var level: Double
    package var sales: Double
    package var restocking: Double
}

/// What a table of stock-outs needs to know before its first row.
package struct StockoutExtent: Equatable, Sendable {
    package var count = 0
    package var storeIDWidth = 0
    package var productIDWidth = 0
    /// Greatest absolute level, sales and restocking rate.
    package var greatestLevel = 0.0
    package var greatestSales = 0.0
    package var greatestRestocking = 0.0
}

extension Snapshot {
    /// Calls `body` with every stretch that has a day of interest, ascending by series and day.
    package func forEachStretch(
        _ filter: ResultFilter, _ body: (SeriesKey, Stretch) throws -> Void
    ) throws {
        let scenario = try scenarioID(of: filter.scenario)
        for range in try ranges(of: filter.selection) {
            let keys = StretchKey.range(scenario: scenario, series: range)
            var order = AscendingKeys(in: keys)
            var former = (series: SeriesKey.lowest, lastDay: 0)
            // Comparing the days of every row takes a sixth of a scan.
            let days = filter.firstDay != nil || filter.lastDay != nil
            try db.scan(
                """
                SELECT stretch_key, first_day, last_day, opening_level, sales, restocking, period, frequency, phase,
                    stockout_day
                FROM projection WHERE stretch_key BETWEEN ? AND ? \(days ? "AND last_day >= ? AND first_day <= ?" : "")
                ORDER BY stretch_key
                """,
                [keys.lowerBound, keys.upperBound]
                    + (days ? [filter.firstDay ?? Int.min, filter.lastDay ?? Int.max] : [])
            ) { row in
                let key = row.int(0)
                try order.take(key)
                let stretch = try row.stretch(1)
                let series = StretchKey.series(of: key)
                // Each one begins after the one before it in its series.
                guard series != former.series || stretch.firstDay > former.lastDay else { throw row.outOfBounds(1) }
                former = (series, stretch.lastDay)
                try body(series, stretch)
            }
        }
    }

    /// Calls `body` with every stock-out on a day of interest, ascending by day, store and product.
    package func forEachStockout(_ filter: ResultFilter, _ body: (Stockout) throws -> Void) throws {
        let (condition, arguments) = try stockoutCondition(filter)
        try db.scan(
            """
            SELECT store_id, product_id, first_day, last_day, opening_level, sales, restocking, period, frequency, phase,
                stockout_day
            FROM \(condition) ORDER BY stockout_day, projection.store_key, stretch_key
            """, arguments
        ) { row in
            let stretch = try row.stretch(2)
            guard let day = stretch.stockoutDay else { throw row.outOfBounds(10) }
            try body(
                Stockout(
                    storeID: row.text(0), productID: row.text(1), day: day,
                    level: ReportedQuantity.rounded(stretch.level(on: day)),
                    sales: ReportedQuantity.rounded(stretch.sales),
                    restocking: ReportedQuantity.rounded(stretch.restocking)))
        }
    }

    /// How many stock-outs there are, how long their identifiers get (in characters), and how large their numbers.
    package func stockoutExtent(_ filter: ResultFilter) throws -> StockoutExtent {
        let (condition, arguments) = try stockoutCondition(filter)
        var extent = StockoutExtent()
        try db.scan(
            """
            SELECT count(*), max(length(store_id)), max(length(product_id)),
                max(abs(opening_level + ((stockout_day - first_day) / period + 1) * (restocking - sales))),
                max(sales), max(restocking)
            FROM \(condition)
            """, arguments
        ) { row in
            extent = StockoutExtent(
                count: row.int(0), storeIDWidth: row.int(1), productIDWidth: row.int(2), greatestLevel: row.double(3),
                greatestSales: row.double(4), greatestRestocking: row.double(5))
        }
        return extent
    }

    /// What the stock-outs of a filter are selected from, with its conditions, and the arguments of those.
    func stockoutCondition(_ filter: ResultFilter) throws -> (String, StatementArguments) {
        try condition(filter, of: DatedTable(name: "projection", key: "stretch_key", day: "stockout_day"))
    }

    /// What the rows of a filter are selected from, the identifiers with them; its conditions, and the arguments of those.
    func condition(_ filter: ResultFilter, of table: DatedTable) throws -> (String, StatementArguments) {
        let all = StretchKey.range(scenario: try scenarioID(of: filter.scenario))
        let keys = try resolve(filter.selection)
        // Of a few products, each place where one can be is looked at; else the days are read from the index.
        var places: [String]?
        if keys.products != nil {
            places = []
            for range in keys.ranges(in: try storeSizes()) {
                places?.append("[\(range.lowerBound),\(range.upperBound)]")
                if places?.count == filter.placeLimit {
                    places = nil
                    break
                }
            }
        }
        let scanned: String
        var arguments: StatementArguments
        if let places {
            scanned = """
                json_each(?) AS place CROSS JOIN \(table.name) ON \(table.key)
                    BETWEEN ? + ((place.value ->> 0) << 13) AND ? + ((place.value ->> 1) << 13 | 8191)
                """
            arguments = ["[\(places.joined(separator: ","))]", all.lowerBound, all.lowerBound]
        } else {
            scanned = table.name
            arguments = []
        }
        var condition = ""
        arguments += [filter.firstDay ?? Int.min, filter.lastDay ?? Int.max, all.lowerBound, all.upperBound]
        for (column, keys) in [("store_key", keys.stores), ("product_key", keys.products)] where places == nil {
            guard let keys else { continue }
            condition += " AND \(table.name).\(column) IN (SELECT value FROM json_each(?))"
            arguments += [KeyList.json(keys)]
        }
        return (
            """
            \(scanned) JOIN store ON store.store_key = \(table.name).store_key
            JOIN product ON product.product_key = \(table.name).product_key
            WHERE \(table.day) IS NOT NULL AND \(table.day) BETWEEN ? AND ? AND \(table.key) BETWEEN ? AND ?\(condition)
            """, arguments
        )
    }
}

/// A table of results that has an index of one of its days.
struct DatedTable {
    var name: String
    /// The column of its key, which is made like a ``StretchKey``.
    var key: String
    var day: String
}
