internal import BulkSQLite
import Forecasting
internal import GRDB

/// `week_forecast`: what is expected of the next whole week of each series. Its key is ``SeriesKey/rowID``.
enum WeekForecastTable {
    static let name = "week_forecast"

    struct Columns: BulkSQLite.Columns {
        private let week: Place
        private let amounts: [Place]
        private let stated: Place

        init(addedTo list: inout SelectList, of table: String) {
            week = list.add("\(table).week_day")
            amounts = ["mean", "low", "high", "average"].map { list.add("\(table).\($0)") }
            stated = list.add("\(table).stated")
        }

        func read(_ row: ScannedRow) throws -> WeekForecast {
            let week = try row.int(week, in: StoredBounds.resultDays)
            guard CivilDate.weekday(ofDayNumber: week) == 1 else { throw row.outOfBounds(self.week) }
            // Returns can make an average less than zero.
            let amounts = try amounts.map { try row.double($0, upTo: StoredBounds.amount) }
            guard amounts[0] >= 0, amounts[1] >= 0, amounts[1] <= amounts[2] else {
                throw row.outOfBounds(self.amounts[1])
            }
            return WeekForecast(
                week: week, mean: amounts[0], low: amounts[1], high: amounts[2], average: amounts[3],
                stated: try row.optionalAmount(stated) ?? .nan)
        }
    }
}

/// Builds the rows of `week_forecast` as images.
///
/// One thread fills a builder and hands it on whole. That makes it safe to pass between threads.
package final class WeekForecastBuilder: @unchecked Sendable {
    private var rows = TableImages()
    private var record = RecordEncoder()
    var images: [TableImage] { rows.images }

    package init() {}

    /// Adds a series. Keys have to ascend.
    package func append(_ key: SeriesKey, _ forecast: WeekForecast) {
        record.removeAll()
        record.appendRowID()
        record.append(forecast.week)
        record.append(forecast.mean)
        record.append(forecast.low)
        record.append(forecast.high)
        record.append(forecast.average)
        if forecast.stated.isNaN { record.appendNull() } else { record.append(forecast.stated) }
        rows.append(rowID: key.rowID, record)
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() { rows.finish() }
}

extension Snapshot {
    /// What was expected of the next week of series, by the row ids of their keys.
    package func weekForecasts(in range: ClosedRange<SeriesKey>) throws -> [Int: WeekForecast] {
        var found: [Int: WeekForecast] = [:]
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(WeekForecastTable.Columns.self, of: WeekForecastTable.name)
        try db.scan(
            list, "FROM \(WeekForecastTable.name) WHERE series_key BETWEEN ? AND ?",
            [range.lowerBound.rowID, range.upperBound.rowID]
        ) { row in found[row.int(key)] = try columns.read(row) }
        return found
    }
}
