internal import BulkSQLite
import Forecasting
internal import GRDB

/// How good the forecasts of a week were, added up over the series of a category in a store: a row of `week_accuracy`.
package struct WeekAccuracyRow: Equatable, Sendable {
    /// The Monday, as a day number.
    package var week: Int
    package var store: Int32
    package var category: String?
    package var series: Int
    /// Units.
    package var sold: Double
    /// Forecast less sold, absolute and signed, in units: of the estimate, and of the mean of the last 28 days.
    package var errors: (absolute: Double, signed: Double)
    package var averageErrors: (absolute: Double, signed: Double)
    /// Series that sold from P10 to P90.
    package var within: Int
    /// The series of which somebody stated the week, what they sold, and the errors of the statement and of the estimate.
    package var statedSeries: Int
    package var statedSold: Double
    package var statedErrors: (absolute: Double, signed: Double)
    package var estimateErrors: (absolute: Double, signed: Double)

    package init(week: Int, store: Int32, category: String?, _ sums: WeekAccuracy) {
        func pair(_ errors: WeekAccuracy.Errors) -> (absolute: Double, signed: Double) {
            (errors.absolute.value, errors.signed.value)
        }
        (self.week, self.store, self.category) = (week, store, category)
        (series, sold, within) = (sums.series, sums.sold.value, sums.within)
        (errors, averageErrors) = (pair(sums.own), pair(sums.average))
        (statedSeries, statedSold) = (sums.statedSeries, sums.statedSold.value)
        (statedErrors, estimateErrors) = (pair(sums.stated), pair(sums.ownOfStated))
    }

    fileprivate init(_ numbers: [Int], _ category: String?, _ amounts: [Double]) {
        (week, store, self.category) = (numbers[0], Int32(numbers[1]), category)
        (series, within, statedSeries) = (numbers[2], numbers[3], numbers[4])
        (sold, statedSold) = (amounts[0], amounts[1])
        (errors, averageErrors) = ((amounts[2], amounts[3]), (amounts[4], amounts[5]))
        (statedErrors, estimateErrors) = ((amounts[6], amounts[7]), (amounts[8], amounts[9]))
    }

    package static func == (left: WeekAccuracyRow, right: WeekAccuracyRow) -> Bool {
        left.numbers == right.numbers && left.category == right.category && left.amounts == right.amounts
    }

    fileprivate var numbers: [Int] { [week, Int(store), series, within, statedSeries] }
    fileprivate var amounts: [Double] {
        [
            sold, statedSold, errors.absolute, errors.signed, averageErrors.absolute, averageErrors.signed,
            statedErrors.absolute, statedErrors.signed, estimateErrors.absolute, estimateErrors.signed,
        ]
    }

    /// Adds the sums of another row.
    package mutating func add(_ other: WeekAccuracyRow) {
        let sums = zip(numbers, other.numbers).map(+)
        self = WeekAccuracyRow(
            [week, Int(store)] + sums[2...], category, zip(amounts, other.amounts).map(+))
    }
}

/// `week_accuracy`.
enum WeekAccuracyTable {
    static let name = "week_accuracy"
    private static let numbers = [
        ("week_day", StoredBounds.startDays), ("store_key", StoredBounds.storeKeys),
        ("series_count", 1...StoredBounds.counts.upperBound), ("within_count", StoredBounds.counts),
        ("stated_count", StoredBounds.counts),
    ]
    private static let amounts = [
        "sold", "stated_sold", "absolute_error", "error", "average_absolute_error", "average_error",
        "stated_absolute_error", "stated_error", "estimate_absolute_error", "estimate_error",
    ]

    struct Columns: BulkSQLite.Columns {
        private let numbers: [(place: Place, bounds: ClosedRange<Int>)]
        private let amounts: [Place]
        private let category: Place

        init(addedTo list: inout SelectList, of table: String) {
            numbers = WeekAccuracyTable.numbers.map { (list.add("\(table).\($0.0)"), $0.1) }
            amounts = WeekAccuracyTable.amounts.map { list.add("\(table).\($0)") }
            category = list.add("\(table).category")
        }

        func read(_ row: ScannedRow) throws -> WeekAccuracyRow {
            let counts = try numbers.map { try row.int($0.place, in: $0.bounds) }
            let sums = try amounts.map { try row.double($0, upTo: StoredBounds.amount) }
            guard CivilDate.weekday(ofDayNumber: counts[0]) == 1 else { throw row.outOfBounds(numbers[0].place) }
            for place in [3, 4] where counts[place] > counts[2] { throw row.outOfBounds(numbers[place].place) }
            // Errors of both signs come to no more than without their signs.
            for place in stride(from: 2, to: sums.count, by: 2) where abs(sums[place + 1]) > sums[place] * (1 + 1e-9) {
                throw row.outOfBounds(amounts[place])
            }
            return WeekAccuracyRow(counts, try row.optionalName(at: category), sums)
        }
    }

    /// Removes what is stored of a week of a store.
    static func remove(week: Int, store: Int32, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM \(name) WHERE week_day = ? AND store_key = ?")
            .execute(arguments: [week, store])
    }

    static func write(_ row: WeekAccuracyRow, _ db: Database) throws {
        let columns = numbers.map(\.0) + amounts + ["category"]
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try db.cachedStatement(
            sql: "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
        ).execute(
            arguments: StatementArguments(row.numbers) + StatementArguments(row.amounts)
                + [row.category])
    }
}

extension Snapshot {
    /// How good the forecasts of weeks were, in the order of weeks, stores and categories.
    ///
    /// - Parameter first: the first week; its Monday, as a day number.
    package func weekAccuracies(from first: Int = StoredBounds.startDays.lowerBound) throws -> [WeekAccuracyRow] {
        var rows: [WeekAccuracyRow] = []
        var list = SelectList()
        let columns = list.add(WeekAccuracyTable.Columns.self, of: WeekAccuracyTable.name)
        try db.scan(
            list, "FROM \(WeekAccuracyTable.name) WHERE week_day >= ? ORDER BY week_day, store_key, category", [first]
        ) { row in rows.append(try columns.read(row)) }
        return rows
    }

    /// The last week of which it is known how good its forecasts were; nil if there is none.
    package func lastWeekOfAccuracy() throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT max(week_day) FROM \(WeekAccuracyTable.name)")
    }
}
