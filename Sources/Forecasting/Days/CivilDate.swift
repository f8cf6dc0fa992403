/// A date of the proleptic Gregorian calendar, and its day number: days since 1970-01-01.
///
/// The years 1 to 9999 exist, so every date has a four-digit ISO text. The conversions are Howard Hinnant's
/// (<https://howardhinnant.github.io/date_algorithms.html>): the year starts in March, which puts the leap day last,
/// and 400 years are one era of 146,097 days.
public struct CivilDate: Hashable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Day numbers of 0001-01-01 and 9999-12-31.
    public static let dayNumbers: ClosedRange<Int> = -719_162...2_932_896

    /// The date with these parts; nil if there is no such date (2023-02-29, month 13, year 0).
    @inlinable
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.daysInMonth(month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date of a day number; day numbers outside ``dayNumbers`` are moved to the nearest date that exists.
    public init(dayNumber: Int) {
        let bounded = min(max(dayNumber, Self.dayNumbers.lowerBound), Self.dayNumbers.upperBound)
        let shifted = bounded + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The date of an ISO 8601 text, `2024-01-05`; nil for any other text, and for a date that does not exist.
    public init?(isoText text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        func number(_ digits: Range<Int>) -> Int? {
            bytes[digits].reduce(0) { number, byte in
                guard let number, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                return number * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days since 1970-01-01.
    @inlinable
    public var dayNumber: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// ISO 8601 text, `2024-01-05`.
    public var isoText: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Monday is 1, Sunday 7 (ISO 8601).
    public var weekday: Int { Self.weekday(ofDayNumber: dayNumber) }

    /// The weekday of a day number, also of one beyond the calendar.
    package static func weekday(ofDayNumber number: Int) -> Int {
        let sinceThursday = number % 7  // 1970-01-01 was a Thursday
        return (sinceThursday + 7 + 3) % 7 + 1
    }

    /// The ISO 8601 week as text, `2024-W01`: weeks start on Monday, and week 1 is the one with the year's first Thursday.
    public var isoWeek: String {
        let thursday = CivilDate(dayNumber: dayNumber - weekday + 4)
        guard let newYear = CivilDate(year: thursday.year, month: 1, day: 1) else { return "" }
        let week = (thursday.dayNumber - newYear.dayNumber) / 7 + 1
        let year = String(String(10_000 + thursday.year).dropFirst())
        return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    }

    /// The month as text, `2024-01`.
    public var isoMonth: String { String(isoText.dropLast(3)) }

    @inlinable
    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
