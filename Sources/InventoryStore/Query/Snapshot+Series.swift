internal import BulkSQLite
import Forecasting
internal import GRDB

/// One series with everything that is known of it.
package struct SeriesDetail: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    package var position: StockPosition
    /// Where the position was stated.
    package var origin: StatedOrigin
    /// The results in the scenario that was asked for, in order of days; empty where it was not forecast there.
    package var stretches: [Stretch] = []

    package var stockoutDay: Int? { stretches.lazy.compactMap(\.stockoutDay).first }
}

extension Snapshot {
    /// The series of a selection with their results in a scenario, ascending by key.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName` for a store, a product or a scenario that there is not.
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
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) JOIN import USING (import_id)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                places[SeriesKey(rowID: row.int(key))] = series.count
                series.append(
                    SeriesDetail(
                        storeID: try row.name(at: storeID), productID: try row.name(at: productID), position: try position.read(row),
                        origin: try origin.read(row)))
            }
        }
        try forEachStretch(filter) { key, stretch in
            if let place = places[key] { series[place].stretches.append(stretch) }
        }
        return series
    }
}
