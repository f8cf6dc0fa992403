internal import BulkSQLite
import Forecasting
internal import GRDB

/// `week_forecast`: what is expected of the next whole week of each series, and what was expected of the one that has begun and of the last one
/// that is over. Its key is ``SeriesKey/rowID``.
enum WeekForecastTable {
    static let name = "week_forecast"

    struct Columns: BulkSQLite.Columns {
        private let next: WeekColumns
        private let begun: WeekColumns
        private let last: WeekColumns

        init(addedTo list: inout SelectList, of table: String) {
            next = WeekColumns(addedTo: &list, of: table, prefix: "")
            begun = WeekColumns(addedTo: &list, of: table, prefix: "begun_")
            last = WeekColumns(addedTo: &list, of: table, prefix: "last_")
        }

        func read(_ row: ScannedRow) throws -> WeekForecasts {
            let next = try next.read(row)
            let (begun, last) = (try begun.readOptional(row), try last.readOptional(row))
            if let begun, begun.week >= next.week { throw row.outOfBounds(self.begun.week) }
            if let last, last.week >= begun?.week ?? next.week { throw row.outOfBounds(self.last.week) }
            return WeekForecasts(next: next, begun: begun, last: last)
        }
    }

    /// The columns of one week.
    private struct WeekColumns {
        let week: Place
        private let amounts: [Place]
        private let stated: Place

        init(addedTo list: inout SelectList, of table: String, prefix: String) {
            week = list.add("\(table).\(prefix)week_day")
            amounts = ["mean", "low", "high", "average"].map { list.add("\(table).\(prefix)\($0)") }
            stated = list.add("\(table).\(prefix)stated")
        }

        /// nil if there is no such week; then there are no amounts either.
        func readOptional(_ row: ScannedRow) throws -> WeekForecast? {
            guard row.isNull(week) else { return try read(row) }
            for place in amounts + [stated] where !row.isNull(place) { throw row.outOfBounds(place) }
            return nil
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

    static func encode(_ forecasts: WeekForecasts, into record: inout RecordEncoder) {
        encode(forecasts.next, into: &record)
        for week in [forecasts.begun, forecasts.last] {
            if let week { encode(week, into: &record) } else { for _ in 0..<6 { record.appendNull() } }
        }
    }

    private static func encode(_ forecast: WeekForecast, into record: inout RecordEncoder) {
        record.append(forecast.week)
        record.append(forecast.mean)
        record.append(forecast.low)
        record.append(forecast.high)
        record.append(forecast.average)
        if forecast.stated.isNaN { record.appendNull() } else { record.append(forecast.stated) }
    }
}

extension Snapshot {
    /// What was expected of weeks of series, in the order of their keys.
    package func weekForecasts(in range: ClosedRange<SeriesKey>) throws -> [(series: SeriesKey, weeks: WeekForecasts)] {
        var found: [(series: SeriesKey, weeks: WeekForecasts)] = []
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(WeekForecastTable.Columns.self, of: WeekForecastTable.name)
        try db.scan(
            list, of: WeekForecastTable.name, by: key, in: range.lowerBound.rowID...range.upperBound.rowID
        ) { row in found.append((SeriesKey(rowID: row.int(key)), try columns.read(row))) }
        return found
    }
}
