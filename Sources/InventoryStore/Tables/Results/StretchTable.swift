internal import BulkSQLite
import Forecasting

/// `projection` and `planned_projection`, which have the same columns. A row is a stretch of days with constant rates; its key is
/// a ``StretchKey``.
enum StretchTable {
    /// The day of the stock-out, if it is in the stretch. A comparison of scenarios needs only this column.
    struct StockoutDay: BulkSQLite.Columns {
        fileprivate let firstDay: Place
        fileprivate let lastDay: Place
        fileprivate let stockoutDay: Place

        init(addedTo list: inout SelectList, of table: String) {
            firstDay = list.add("\(table).first_day")
            lastDay = list.add("\(table).last_day")
            stockoutDay = list.add("\(table).stockout_day")
        }

        @inline(__always)
        func read(_ row: ScannedRow) throws -> Int? { try read(row, in: try days(row)) }

        @inline(__always)
        fileprivate func days(_ row: ScannedRow) throws -> ClosedRange<Int> {
            let first = try row.int(firstDay, in: StoredBounds.resultDays)
            return first...(try row.int(lastDay, in: first...StoredBounds.resultDays.upperBound))
        }

        @inline(__always)
        fileprivate func read(_ row: ScannedRow, in days: ClosedRange<Int>) throws -> Int? {
            try row.optionalInt(stockoutDay, in: days)
        }
    }

    struct Columns: BulkSQLite.Columns {
        private let stockout: StockoutDay
        private let openingLevel: Place
        private let sales: Place
        private let restocking: Place
        private let period: Place
        private let frequency: Place
        private let phase: Place
        private let profile: Place

        /// Named in error messages.
        var firstDay: Place { stockout.firstDay }
        var stockoutDay: Place { stockout.stockoutDay }

        init(addedTo list: inout SelectList, of table: String) {
            stockout = list.add(StockoutDay.self, of: table)
            openingLevel = list.add("\(table).opening_level")
            sales = list.add("\(table).stored_sales")
            restocking = list.add("\(table).stored_restocking")
            period = list.add("\(table).period")
            frequency = list.add("\(table).frequency")
            phase = list.add("\(table).phase")
            profile = list.add("\(table).profile")
        }

        @inline(__always)
        func read(_ row: ScannedRow) throws -> Stretch {
            let days = try stockout.days(row)
            let every = try row.int(frequency, in: 1...StockLimits.frequency)
            return Stretch(
                firstDay: days.lowerBound, lastDay: days.upperBound,
                openingLevel: try row.double(openingLevel, upTo: StoredBounds.amount),
                sales: try row.rate(sales), restocking: try row.rate(restocking),
                period: try row.int(period, in: 1...StockLimits.frequency), frequency: every,
                phase: try row.int(phase, in: 0...every - 1),
                stockoutDay: try stockout.read(row, in: days),
                profile: Int32(
                    try row.int(profile, in: Int(FactorCurve.ofSeries)...ProfileDayTable.profiles.upperBound)))
        }
    }

    /// Encodes a stretch as a record of the table.
    @inline(__always)
    static func encode(_ stretch: Stretch, runID: Int, into record: inout RecordEncoder) {
        record.removeAll()
        record.appendRowID()
        record.append(stretch.firstDay)
        record.append(stretch.lastDay)
        record.append(stretch.openingLevel)
        record.append(StoredRate.stored(stretch.sales))
        record.append(StoredRate.stored(stretch.restocking))
        record.append(stretch.period)
        record.append(stretch.frequency)
        record.append(stretch.phase)
        if let day = stretch.stockoutDay { record.append(day) } else { record.appendNull() }
        record.append(runID)
        record.append(Int(stretch.profile))
    }
}
