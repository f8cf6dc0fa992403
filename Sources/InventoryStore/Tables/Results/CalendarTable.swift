internal import BulkSQLite
import Forecasting
internal import GRDB

/// `calendar`: days and their names. Its key is the day number.
enum CalendarTable {
    struct Columns: BulkSQLite.Columns {
        private let day: Place
        private let date: Place
        private let weekday: Place
        private let week: Place
        private let month: Place

        init(addedTo list: inout SelectList, of table: String) {
            day = list.add("\(table).day")
            date = list.add("\(table).date")
            weekday = list.add("\(table).weekday")
            week = list.add("\(table).week")
            month = list.add("\(table).month")
        }

        /// The day, and whether its names are right.
        func read(_ row: ScannedRow) -> (day: Int, date: String, isRight: Bool) {
            let number = row.int(day)
            let expected = CivilDate(dayNumber: number)
            let isRight =
                CivilDate.dayNumbers.contains(number) && row.text(date) == expected.isoText
                && row.int(weekday) == expected.weekday && row.text(week) == expected.isoWeek
                && row.text(month) == expected.isoMonth
            return (number, row.text(date), isRight)
        }
    }

    /// Adds the days of the ranges that the table lacks.
    static func extend(to days: DayRanges, _ db: Database) throws {
        let known = Set(try Int.fetchAll(db, sql: "SELECT day FROM calendar"))
        let insert = try db.makeStatement(
            sql: "INSERT INTO calendar (day, date, weekday, week, month) VALUES (?, ?, ?, ?, ?)")
        for range in days.ranges {
            for day in range where !known.contains(day) {
                let date = CivilDate(dayNumber: day)
                try insert.execute(arguments: [day, date.isoText, date.weekday, date.isoWeek, date.isoMonth])
            }
        }
    }
}
