internal import BulkSQLite
import Forecasting
internal import GRDB

/// One series with its position and results.
package struct SeriesDetail: Equatable, Sendable {
    package var key: SeriesKey
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    package var position: StockPosition
    /// The file and line that stated the position.
    package var origin: StatedOrigin
    /// The results in the requested scenario, in order of days; empty if the series has none there.
    package var stretches: [Stretch] = []
    /// The curves of the stretches that have a profile.
    package var curves: [FactorCurve] = []
    /// Units a day of its estimate, at a factor of 1; nil if it was never sold.
    package var estimatedRate: Double?
    /// Whether it has results that are older than its stock, its receipts, its terms or its calendar. They are left out.
    package var isOutdated = false

    package var stockoutDay: Int? { stretches.lazy.compactMap(\.stockoutDay).first }

    /// The curve that a stretch follows; nil if it has no profile.
    package func curve(of stretch: Stretch) -> FactorCurve? { curves.first { $0.profile == stretch.profile } }
}

extension Snapshot {
    /// Calls `body` with the series of a selection and their results in a scenario, ascending by key.
    ///
    /// - Parameter limit: the maximum number of series; the rest is left out.
    /// - Throws: ``StoreError`` of kind `unknownName` if a store, a product or the scenario does not exist.
    package func forEachSeriesDetail(
        _ filter: ResultFilter, limit: Int? = nil, _ body: (SeriesDetail) throws -> Void
    ) throws {
        let scenario = try scenarioID(of: filter.scenario)
        var list = SelectList()
        let key = list.add("series_key")
        let storeID = list.add("store_id")
        let productID = list.add("product_id")
        let name = list.add("product.name")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let origin = list.add(OriginColumns.self, of: InventoryTable.name)
        let estimated = list.add(
            "(SELECT rate FROM demand_estimate AS demand WHERE demand.series_key = inventory.series_key)")
        let curves = StoredCurves(self, scenario: scenario)
        let outdated = Set(try resultState(of: filter.scenario, in: filter.selection).older)
        var left = limit ?? .max
        for range in try ranges(of: filter.selection) {
            // A part of a range at a time, because the results of all series would not fit into memory.
            var next = range.lowerBound
            while left > 0, next <= range.upperBound {
                var part: [(key: Int, series: SeriesDetail)] = []
                let size = min(left, Self.seriesInPart)
                try db.scan(
                    list,
                    """
                    FROM \(OriginColumns.joined(to: InventoryTable.name)) LEFT JOIN store USING (store_key) LEFT JOIN product USING (product_key)
                    WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?
                    """, [next, range.upperBound, size]
                ) { row in
                    var series = SeriesDetail(
                        key: SeriesKey(rowID: row.int(key)), storeID: try row.name(at: storeID),
                        productID: try row.name(at: productID),
                        name: row.optionalText(name), position: try position.read(row), origin: try origin.read(row))
                    series.estimatedRate = try row.optionalAmount(estimated)
                    part.append((row.int(key), series))
                }
                guard let last = part.last else { break }
                try readResults(of: &part, in: scenario, curves)
                if part.contains(where: { outdated.contains($0.series.storeID) }) {
                    try leaveOutOutdated(in: &part, scenario)
                }
                for series in part { try body(series.series) }
                left -= part.count
                guard part.count == size else { break }
                next = last.key + 1
            }
        }
    }

    private static var seriesInPart: Int { 1024 }

    /// - Parameter part: series of one range, ascending by key.
    private func readResults(
        of part: inout [(key: Int, series: SeriesDetail)], in scenario: Int, _ curves: StoredCurves
    ) throws {
        guard let first = part.first, let last = part.last else { return }
        var place = 0
        try forEachStretch(in: scenario, of: CollectionOfOne(first.key...last.key)) { key, stretch in
            while place < part.count - 1, part[place].key < key.rowID { place += 1 }
            guard part[place].key == key.rowID else { return }
            part[place].series.stretches.append(stretch)
            if part[place].series.curve(of: stretch) == nil, let curve = try curves.curve(of: stretch, key) {
                part[place].series.curves.append(curve)
            }
        }
    }

    /// Leaves out results that don't go with what is stored now: a new stock above old levels would only look right.
    private func leaveOutOutdated(in part: inout [(key: Int, series: SeriesDetail)], _ scenario: Int) throws {
        guard let first = part.first, let last = part.last else { return }
        var list = SelectList()
        let key = list.add("series_key")
        var outdated: Set<Int> = []
        try db.scan(
            list,
            "FROM series_freshness WHERE scenario_id = ? AND series_key BETWEEN ? AND ? AND results = 'older'",
            [scenario, first.key, last.key]
        ) { row in outdated.insert(row.int(key)) }
        for place in part.indices where outdated.contains(part[place].key) {
            part[place].series.isOutdated = true
            part[place].series.stretches = []
        }
    }
}
