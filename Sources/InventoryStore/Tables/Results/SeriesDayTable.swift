internal import BulkSQLite
import Forecasting
internal import GRDB

/// `series_day`: the curves of the stretches whose profile is ``FactorCurve/ofSeries``. A row is the sum of the factors of all days before a
/// day. Its key is that of a stretch, with the number of the day, modulo ``dayCount``, in the place of the number of the stretch: the
/// days of a series are fewer.
enum SeriesDayTable {
    static let dayCount = StretchKey.numberLimit

    struct Columns: BulkSQLite.Columns {
        private let sum: Place

        init(addedTo list: inout SelectList, of table: String) { sum = list.add("\(table).factor_sum") }

        func read(_ row: ScannedRow) throws -> Double { try row.amount(sum, upTo: StockLimits.factorSum) }
    }

    /// A day's place among those of a series.
    static func place(of day: Int) -> Int { day & (dayCount - 1) }
}

/// Builds the rows of `series_day` as images.
///
/// One thread fills a builder and hands it on whole, as with ``ProjectionBuilder``. That makes it safe to pass between threads.
package final class SeriesCurveBuilder: ResultBuilder, @unchecked Sendable {
    var images: [TableImage] { rows.images }
    var counts: [Int] { [] }
    private let scenarioID: Int
    private var rows = TableImages()
    private var record = RecordEncoder()

    init(scenarioID: Int) { self.scenarioID = scenarioID }

    /// Adds the curve of a series, whose keys have to ascend.
    ///
    /// - Parameter days: those whose sums are needed.
    /// - Throws: ``StoreError`` if they are more than the key has room for.
    package func append(_ key: SeriesKey, _ curve: FactorCurve, days: ClosedRange<Int>) throws {
        // One day fewer, so that it can be told where they begin.
        guard days.count < SeriesDayTable.dayCount else {
            throw StoreError(.tooManyDays(limit: SeriesDayTable.dayCount - 1))
        }
        for day in days.sorted(by: { SeriesDayTable.place(of: $0) < SeriesDayTable.place(of: $1) }) {
            record.removeAll()
            record.appendRowID()
            record.append(curve.sum(before: day))
            rows.append(
                rowID: StretchKey.rowID(scenario: scenarioID, series: key, number: SeriesDayTable.place(of: day)),
                record)
        }
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() { rows.finish() }
}
