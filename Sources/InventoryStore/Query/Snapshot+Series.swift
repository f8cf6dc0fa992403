internal import BulkSQLite
import Forecasting
internal import GRDB

/// One series with everything that is known of it.
package struct SeriesDetail: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    package var position: StockPosition
    /// The file and line that the position came from.
    package var file: String
    package var line: Int
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
        for range in try ranges(of: filter.selection) {
            try db.scan(
                """
                SELECT series_key, store_id, product_id, start_day, on_hand, sales_rate, restocking_rate, duration_days,
                    forecast_frequency, import.file, source_line
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) JOIN import USING (import_id)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key
                """, StatementArguments(range)
            ) { row in
                places[SeriesKey(rowID: row.int(0))] = series.count
                series.append(
                    SeriesDetail(
                        storeID: row.text(1), productID: row.text(2),
                        position: try row.position(3), file: row.text(9), line: row.int(10)))
            }
        }
        try forEachStretch(filter) { key, stretch in
            if let place = places[key] { series[place].stretches.append(stretch) }
        }
        return series
    }
}
