import Forecasting
import Foundation
import Testing

@Suite struct CivilDateTests {
    private static func utc(_ identifier: Calendar.Identifier) throws -> Calendar {
        var calendar = Calendar(identifier: identifier)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        return calendar
    }

    private static func date(_ dayNumber: Int) -> Date {
        Date(timeIntervalSince1970: Double(dayNumber) * 86_400)
    }

    @Test func theEpochIsDayZero() throws {
        let epoch = try #require(CivilDate(year: 1970, month: 1, day: 1))
        #expect(epoch.dayNumber == 0)
        #expect(CivilDate(dayNumber: 0) == epoch)
    }

    @Test(arguments: [
        (19_723, "2024-01-01"), (19_782, "2024-02-29"), (-1, "1969-12-31"), (11_016, "2000-02-29"),
        (-25_508, "1900-03-01"), (-719_162, "0001-01-01"), (2_932_896, "9999-12-31"),
    ])
    func knownDaysHaveTheirNumbers(dayNumber: Int, text: String) throws {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        let date = try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
        #expect(date.dayNumber == dayNumber)
        #expect(CivilDate(dayNumber: dayNumber).isoText == text)
        #expect(CivilDate(isoText: text) == date)
    }

    @Test(arguments: [
        "", "2024-01-1", "2024-01-010", "2024/01/01", "2024-13-01", "2024-00-01", "2023-02-29", "0000-01-01",
        "+024-01-01", "２０２４-01-01", " 2024-1-1 ", "20240101", "2024-01-0１",
    ])
    func whatIsNotTheISOTextOfADateIsNone(_ text: String) {
        #expect(CivilDate(isoText: text) == nil)
    }

    /// Counts up from 0001-01-01, a month at a time, with nothing but the lengths of the months.
    @Test func everyMonthOfEveryYearFollowsTheOneBefore() throws {
        var dayNumber = CivilDate.dayNumbers.lowerBound
        var wrong: [String] = []
        for year in 1...9999 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                let month = index + 1
                let first = CivilDate(dayNumber: dayNumber)
                let last = CivilDate(dayNumber: dayNumber + length - 1)
                if first != CivilDate(year: year, month: month, day: 1) || first.dayNumber != dayNumber
                    || last != CivilDate(year: year, month: month, day: length)
                    || last.dayNumber != dayNumber + length - 1
                    || CivilDate(year: year, month: month, day: length + 1) != nil
                {
                    wrong.append("\(year)-\(month)")
                }
                dayNumber += length
            }
        }
        #expect(wrong == [])
        #expect(dayNumber == CivilDate.dayNumbers.upperBound + 1)
    }

    @Test func dayNumbersSurviveTheWayToADateAndBack() {
        let recent = Array(-30_000...60_000)
        let sampled = stride(
            from: CivilDate.dayNumbers.lowerBound, through: CivilDate.dayNumbers.upperBound, by: 97)
        let lost = (recent + Array(sampled)).filter { CivilDate(dayNumber: $0).dayNumber != $0 }
        #expect(lost == [])
    }

    @Test func datesAgreeWithFoundation() throws {
        let calendar = try Self.utc(.gregorian)
        // Days in a row around two leap days, one of which does not exist, and a sample of a thousand years.
        let days = [
            Array(10_950...11_400), Array(-25_600 ... -25_200), Array(19_600...20_100),
            Array(stride(from: -25_567, through: 376_199, by: 61)),
        ]
        var wrong: [String] = []
        for day in days.joined() {
            let expected = calendar.dateComponents([.year, .month, .day, .weekday], from: Self.date(day))
            let date = CivilDate(dayNumber: day)
            // Foundation counts the days of the week from Sunday, which is 1.
            let weekday = expected.weekday.map { ($0 + 5) % 7 + 1 }
            if date.year != expected.year || date.month != expected.month || date.day != expected.day
                || date.weekday != weekday
            {
                wrong.append(date.isoText)
            }
        }
        #expect(wrong == [])
    }

    @Test func weeksAgreeWithFoundationAroundEveryNewYear() throws {
        let calendar = try Self.utc(.iso8601)
        var wrong: [String] = []
        for year in 1900...2150 {
            let newYear = try #require(CivilDate(year: year, month: 1, day: 1)).dayNumber
            for day in (newYear - 8)...(newYear + 8) {
                let expected = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: Self.date(day))
                let weekYear = try #require(expected.yearForWeekOfYear)
                let week = try #require(expected.weekOfYear)
                let date = CivilDate(dayNumber: day)
                if date.isoWeek != "\(weekYear)-W\(week < 10 ? "0" : "")\(week)" {
                    wrong.append("\(date.isoText) \(date.isoWeek)")
                }
            }
        }
        #expect(wrong == [])
    }

    /// The examples of ISO 8601's rule: the week belongs to the year of its Thursday.
    @Test(arguments: [
        ((2005, 1, 1), "2004-W53"), ((2007, 12, 31), "2008-W01"), ((2008, 12, 28), "2008-W52"),
        ((2010, 1, 3), "2009-W53"), ((2024, 1, 1), "2024-W01"), ((2024, 12, 30), "2025-W01"),
        ((1, 1, 1), "0001-W01"), ((9999, 12, 31), "9999-W52"),
    ])
    func aWeekBelongsToTheYearOfItsThursday(date: (Int, Int, Int), week: String) throws {
        #expect(try #require(CivilDate(year: date.0, month: date.1, day: date.2)).isoWeek == week)
    }

    @Test(arguments: [
        (2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1),
        (2024, 1, 0), (2024, 1, 32), (2024, -1, 1), (2024, 1, -1), (0, 1, 1), (-1, 1, 1), (10_000, 1, 1),
        (Int.max, Int.max, Int.max), (Int.min, Int.min, Int.min),
    ])
    func datesThatDoNotExistAreNil(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [(2000, 2, 29), (2024, 2, 29), (1, 1, 1), (9999, 12, 31)])
    func datesThatExistAreMade(year: Int, month: Int, day: Int) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect((date.year, date.month, date.day) == (year, month, day))
    }

    @Test func dayNumbersBeyondTheCalendarGiveItsNearestDate() {
        #expect(CivilDate(dayNumber: Int.min).isoText == "0001-01-01")
        #expect(CivilDate(dayNumber: CivilDate.dayNumbers.lowerBound - 1).isoText == "0001-01-01")
        #expect(CivilDate(dayNumber: CivilDate.dayNumbers.upperBound + 1).isoText == "9999-12-31")
        #expect(CivilDate(dayNumber: Int.max).isoText == "9999-12-31")
    }

    @Test func textsArePaddedToTheirWidth() throws {
        let date = try #require(CivilDate(year: 987, month: 6, day: 5))
        #expect(date.isoText == "0987-06-05")
        #expect(date.isoMonth == "0987-06")
        #expect(date.isoWeek.hasPrefix("0987-W"))
    }
}
