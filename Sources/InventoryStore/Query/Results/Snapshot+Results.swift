internal import BulkSQLite
import Forecasting
internal import GRDB

/// Selects the results that a query returns.
package struct ResultFilter: Sendable {
    package var scenario: String
    package var selection: SeriesSelection
    /// Suppliers of products and patterns of them; empty means all.
    package var suppliers: [String]
    /// Day numbers of the first and last day to return; nil leaves that end open.
    package var firstDay: Int?
    package var lastDay: Int?
    /// If the selected products have at least this many ranges of keys, stock-outs are read from the index of days instead.
    var placeLimit = 10_000

    package init(
        scenario: String = Scenario.baseline, selection: SeriesSelection = .all, suppliers: [String] = [],
        firstDay: Int? = nil, lastDay: Int? = nil
    ) {
        self.scenario = scenario
        self.selection = selection
        self.suppliers = suppliers
        self.firstDay = firstDay
        self.lastDay = lastDay
    }
}

/// A series that has a stock-out.
package struct Stockout: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    package var day: Int
    /// Level at the end of the day in units, and daily rates in units, as reported.
    package var level: Double
    package var sales: Double
    package var restocking: Double
}

extension Snapshot {
    /// Calls `body` with every stretch that has a day within the filter, ascending by series and day.
    package func forEachStretch(
        _ filter: ResultFilter, _ body: (SeriesKey, Stretch) throws -> Void
    ) throws {
        try forEachStretch(
            in: try scenarioID(of: filter.scenario), of: try ranges(of: filter), firstDay: filter.firstDay,
            lastDay: filter.lastDay, body)
    }

    /// Calls `body` with every stretch of some ranges of series that has one of the days, ascending by series and day.
    func forEachStretch(
        in scenario: Int, of ranges: any Sequence<ClosedRange<Int>>, firstDay: Int? = nil, lastDay: Int? = nil,
        _ body: (SeriesKey, Stretch) throws -> Void
    ) throws {
        var list = SelectList()
        let stretchKey = list.add("stretch_key")
        let columns = list.add(StretchTable.Columns.self, of: ResultTable.projection.name)
        // A row is left out only if a valid day says so: a damaged one has to be read, and refused.
        let bounds = StoredBounds.resultDays
        let others = [
            bounds.lowerBound, (firstDay ?? bounds.lowerBound) - 1, (lastDay ?? bounds.upperBound) + 1,
            bounds.upperBound,
        ]
        let scan = TableScan(db, list, of: ResultTable.projection.name, by: stretchKey)
        for range in ranges {
            let keys = StretchKey.range(scenario: scenario, series: range)
            var ascending = AscendingKeys(in: keys)
            var former = (series: SeriesKey.lowest, lastDay: 0)
            func take(_ row: ScannedRow) throws {
                let key = row.int(stretchKey)
                try ascending.take(key)
                let stretch = try columns.read(row)
                let series = StretchKey.series(of: key)
                // Each stretch has to begin after the one before it in its series.
                guard series != former.series || stretch.firstDay > former.lastDay else {
                    throw row.outOfBounds(columns.firstDay)
                }
                former = (series, stretch.lastDay)
                try body(series, stretch)
            }
            guard firstDay != nil || lastDay != nil else {
                try scan.forEach(in: keys, take)
                continue
            }
            try db.scan(
                list,
                """
                FROM projection WHERE stretch_key BETWEEN ? AND ?
                AND (last_day BETWEEN ? AND ? OR first_day BETWEEN ? AND ?) IS NOT TRUE ORDER BY stretch_key
                """, StatementArguments(keys) + StatementArguments(others), take)
        }
    }

    /// Calls `body` with every stock-out on a day within the filter, ascending by day, store and product.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of stock-outs; the rest is left out.
    ///   - offset: the number of stock-outs before the first that is wanted.
    package func forEachStockout(
        _ filter: ResultFilter, limit: Int? = nil, offset: Int = 0, _ body: (Stockout) throws -> Void
    ) throws {
        let (condition, arguments) = try condition(filter, of: .projection)
        var list = SelectList()
        let storeID = list.add("store_id")
        let productID = list.add("product_id")
        let name = list.add("product.name")
        let key = list.add("stretch_key")
        let columns = list.add(StretchTable.Columns.self, of: ResultTable.projection.name)
        let curves = try StoredCurves(self, scenario: filter.scenario)
        try db.scan(
            list, "FROM \(condition) ORDER BY stockout_day, projection.store_key, stretch_key LIMIT ? OFFSET ?",
            arguments + [limit ?? .max, offset]
        ) { row in
            let stretch = try columns.read(row)
            guard let day = stretch.stockoutDay else { throw row.outOfBounds(columns.stockoutDay) }
            let curve = try curves.curve(of: stretch, StretchKey.series(of: row.int(key)))
            try body(
                Stockout(
                    storeID: try row.name(at: storeID), productID: try row.name(at: productID),
                    name: row.optionalText(name), day: day,
                    level: ReportedQuantity.rounded(stretch.level(on: day, curve)),
                    sales: ReportedQuantity.rounded(stretch.sales(on: day, curve)),
                    restocking: ReportedQuantity.rounded(stretch.restocking)))
        }
    }

    /// The number of stock-outs on a day within the filter.
    package func stockoutCount(_ filter: ResultFilter) throws -> Int {
        let (condition, arguments) = try condition(filter, of: .projection)
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM \(condition)", arguments: arguments) ?? 0
    }

    /// The keys of the series that a filter selects.
    ///
    /// - Throws: the errors of ``resolve(_:)`` and ``products(ofSuppliers:)``.
    func keys(of filter: ResultFilter) throws -> SelectedKeys {
        var keys = try resolve(filter.selection)
        guard !filter.suppliers.isEmpty else { return keys }
        let products = try products(ofSuppliers: filter.suppliers)
        keys.products = keys.products?.filter(Set(products).contains) ?? products
        return keys
    }

    /// The same as ranges of keys, ascending.
    func ranges(of filter: ResultFilter) throws -> any Sequence<ClosedRange<Int>> {
        guard !filter.suppliers.isEmpty else { return try ranges(of: filter.selection) }
        return try keys(of: filter).ranges(in: try storeSizes())
    }

    /// The statement of a filter after its FROM: the table, the joins of the identifiers and the condition; and its arguments.
    ///
    /// - Parameters:
    ///   - table: a table with an index on a day. The filter's days apply to that day.
    ///   - hasDay: whether rows with the day are meant, or those without.
    func condition(
        _ filter: ResultFilter, of table: ResultTable, hasDay: Bool = true
    ) throws -> (String, StatementArguments) {
        let day = table.index?.day ?? table.key
        let all = StretchKey.range(scenario: try scenarioID(of: filter.scenario))
        let keys = try keys(of: filter)
        // For a few products, each place in a store is looked up. Otherwise the days are read from the index.
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
                    BETWEEN ? + ((place.value ->> 0) << \(StretchKey.numberBits))
                        AND ? + ((place.value ->> 1) << \(StretchKey.numberBits) | \(StretchKey.numberLimit - 1))
                """
            arguments = ["[\(places.joined(separator: ","))]", all.lowerBound, all.lowerBound]
        } else {
            scanned = table.name
            arguments = []
        }
        var condition = ""
        if hasDay { arguments += [filter.firstDay ?? Int.min, filter.lastDay ?? Int.max] }
        arguments += [all.lowerBound, all.upperBound]
        for (column, keys) in [("store_key", keys.stores), ("product_key", keys.products)] where places == nil {
            guard let keys else { continue }
            condition += " AND \(table.name).\(column) IN (SELECT value FROM json_each(?))"
            arguments += [KeyList.json(keys)]
        }
        return (
            """
            \(scanned) LEFT JOIN store ON store.store_key = \(table.name).store_key
            LEFT JOIN product ON product.product_key = \(table.name).product_key
            WHERE \(hasDay ? "\(day) IS NOT NULL AND \(day) BETWEEN ? AND ?" : "\(day) IS NULL") AND \(table.key) BETWEEN ? AND ?\(condition)
            """, arguments
        )
    }
}
