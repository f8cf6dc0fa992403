import Forecasting
internal import GRDB

/// One series with everything that is known of it.
public struct SeriesDetail: Equatable, Sendable {
    public var storeID: String
    public var productID: String
    public var position: StockPosition
    /// The file and line that the position came from.
    public var file: String
    public var line: Int
    /// The results in the scenario that was asked for, in order of days; empty where it was not forecast there.
    public var stretches: [Stretch] = []

    public var stockoutDay: Int? { stretches.lazy.compactMap(\.stockoutDay).first }
}

extension Snapshot {
    /// The series of a selection with their results in a scenario, ascending by key.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName` for a store, a product or a scenario that there is not.
    public func series(_ filter: ResultFilter) throws -> [SeriesDetail] {
        let (condition, arguments) = try resolve(filter.selection).condition
        var series: [SeriesDetail] = []
        var places: [SeriesKey: Int] = [:]
        try db.scan(
            """
            SELECT store_key, product_key, store_id, product_id, start_day, on_hand, sales_rate, restocking_rate,
                duration_days, forecast_frequency, import.file, source_line
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) JOIN import USING (import_id)
            WHERE true\(condition) ORDER BY store_key, product_key
            """, arguments
        ) { row in
            places[SeriesKey(store: row.int32(0), product: row.int32(1))] = series.count
            series.append(
                SeriesDetail(
                    storeID: row.text(2), productID: row.text(3),
                    position: StockPosition(
                        startDay: row.int(4), onHand: row.double(5), salesRate: row.double(6),
                        restockingRate: row.double(7), durationDays: row.int(8), frequency: row.int(9)),
                    file: row.text(10), line: row.int(11)))
        }
        try forEachStretch(filter) { key, stretch in
            if let place = places[key] { series[place].stretches.append(stretch) }
        }
        return series
    }
}
