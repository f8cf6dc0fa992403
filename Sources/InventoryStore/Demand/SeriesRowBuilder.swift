internal import BulkSQLite
import Forecasting

/// Builds images of the rows of a table that has at most one for each series, under ``SeriesKey/rowID``.
///
/// One thread fills a builder and hands it on whole. That makes it safe to pass between threads.
package final class SeriesRowBuilder<Row>: @unchecked Sendable {
    private var rows = TableImages()
    private var record = RecordEncoder()
    private let encode: (Row, inout RecordEncoder) -> Void
    var images: [TableImage] { rows.images }

    private init(_ encode: @escaping (Row, inout RecordEncoder) -> Void) { self.encode = encode }

    /// Adds a series. Keys have to ascend.
    package func append(_ key: SeriesKey, _ row: Row) {
        record.removeAll()
        record.appendRowID()
        encode(row, &record)
        rows.append(rowID: key.rowID, record)
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() { rows.finish() }
}

extension SeriesRowBuilder<DemandRow> {
    package convenience init() { self.init(DemandTable.encode) }
}

extension SeriesRowBuilder<WeekForecasts> {
    package convenience init() { self.init(WeekForecastTable.encode) }
}

extension SeriesRowBuilder<KeptDemand> {
    package convenience init() { self.init(KeptDemandTable.encode) }
}
