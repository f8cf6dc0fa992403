internal import BulkSQLite
import Forecasting
internal import GRDB

/// One series with its position and results.
package struct SeriesDetail: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    package var position: StockPosition
    /// The file and line that stated the position.
    package var origin: StatedOrigin
    /// The results in the requested scenario, in order of days; empty if the series has none there.
    package var stretches: [Stretch] = []

    package var stockoutDay: Int? { stretches.lazy.compactMap(\.stockoutDay).first }
}

extension Snapshot {
    /// The series of a selection with their results in a scenario, ascending by key.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName` if a store, a product or the scenario does not exist.
    package func series(_ filter: ResultFilter) throws -> [SeriesDetail] {
        var series: [SeriesDetail] = []
        var places: [SeriesKey: Int] = [:]
        var list = SelectList()
        let key = list.add("series_key")
        let storeID = list.add("store_id")
        let productID = list.add("product_id")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let origin = list.add(OriginColumns.self, of: InventoryTable.name)
        for range in try ranges(of: filter.selection) {
            try db.scan(
                list,
                """
                FROM \(OriginColumns.joined(to: InventoryTable.name)) LEFT JOIN store USING (store_key) LEFT JOIN product USING (product_key)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                places[SeriesKey(rowID: row.int(key))] = series.count
                series.append(
                    SeriesDetail(
                        storeID: try row.name(at: storeID), productID: try row.name(at: productID),
                        position: try position.read(row),
                        origin: try origin.read(row)))
            }
        }
        try forEachStretch(filter) { key, stretch in
            if let place = places[key] { series[place].stretches.append(stretch) }
        }
        return series
    }
}
