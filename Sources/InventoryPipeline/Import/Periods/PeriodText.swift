import Forecasting

/// Months, quarters and ISO weeks as files name them.
package enum PeriodText {
    /// The days of `2024-03`, `03/2024`, `Mar 2024`, `March 2024`, `Mar-24`, `2024-W10`, `2024W10`, `W10 2024`, `2024-Q1` or `Q1 2024`,
    /// as day numbers.
    ///
    /// - Returns: nil for any other text, which may be a date, and if there is no such period.
    static func days(_ text: String) -> ClosedRange<Int>? {
        guard let parts = Parts(text) else { return nil }
        guard let found = month(parts) ?? numbered(parts), StockLimits.days.contains(found.lowerBound),
            StockLimits.days.contains(found.upperBound)
        else { return nil }
        return found
    }

    /// The shortest name of some days: `2024-03`, `2024-W10`, `2024-Q1`, `2024-03-04`, or the first and the last day.
    package static func name(of days: ClosedRange<Int>) -> String {
        let first = CivilDate(dayNumber: days.lowerBound)
        if days.count == 1 { return first.isoText }
        if days == PeriodLength.month.days(of: days.lowerBound) { return first.isoMonth }
        if days.count == 7, first.weekday == 1 { return first.isoWeek }
        if days == PeriodLength.quarter.days(of: days.lowerBound) {
            return "\(first.isoText.prefix(4))-Q\((first.month + 2) / 3)"
        }
        return "\(first.isoText) to \(CivilDate(dayNumber: days.upperBound).isoText)"
    }

    /// The number of a month since the year 0 that is written like `Jan 26`: which may as well be a day of January.
    static func shortMonth(_ text: String) -> Int? {
        guard let parts = Parts(text), parts.texts.count == 2, let month = monthNumber(parts.texts[0]),
            let year = number(parts.texts[1], digits: 2...2)
        else { return nil }
        return (2000 + year) * 12 + month - 1
    }

    /// A month and a year, each as a number or as a word.
    private static func month(_ parts: Parts) -> ClosedRange<Int>? {
        guard parts.texts.count == 2 else { return nil }
        let (first, second) = (parts.texts[0], parts.texts[1])
        let year: Int
        let month: Int
        if let left = number(first, digits: 4...4) {
            guard let right = number(second, digits: 1...2) ?? monthNumber(second) else { return nil }
            (year, month) = (left, right)
        } else if let right = number(second, digits: 4...4) {
            guard let left = number(first, digits: 1...2) ?? monthNumber(first) else { return nil }
            (year, month) = (right, left)
        } else {
            // `Mar 24` may be a day of March, and `Mar-24` is how spreadsheets write a month.
            guard parts.hasHyphen, let left = monthNumber(first), let right = number(second, digits: 2...2) else {
                return nil
            }
            (year, month) = (2000 + right, left)
        }
        return PeriodLength.days(from: month, count: 1, of: year)
    }

    /// A week or a quarter, and its year.
    private static func numbered(_ parts: Parts) -> ClosedRange<Int>? {
        guard parts.texts.count == 3 else { return nil }
        let yearIsFirst = number(parts.texts[0], digits: 4...4) != nil
        let (unit, count, yearText) =
            yearIsFirst
            ? (parts.texts[1], parts.texts[2], parts.texts[0]) : (parts.texts[0], parts.texts[1], parts.texts[2])
        guard let year = number(yearText, digits: 4...4), let number = number(count, digits: 1...2) else { return nil }
        switch unit {
        case "w", "wk", "week", "kw", "cw": return week(number, of: year)
        case "q", "quarter":
            return (1...4).contains(number) ? PeriodLength.days(from: number * 3 - 2, count: 3, of: year) : nil
        default: return nil
        }
    }

    /// Week 1 is the one with January 4th (ISO 8601).
    private static func week(_ number: Int, of year: Int) -> ClosedRange<Int>? {
        guard (1...53).contains(number), let fourth = CivilDate(year: year, month: 1, day: 4) else { return nil }
        let monday = fourth.dayNumber - fourth.weekday + 1 + (number - 1) * 7
        // Not every year has a week 53.
        guard CivilDate(dayNumber: monday + 3).year == year else { return nil }
        return monday...monday + 6
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        digits.contains(text.utf8.count) ? Int(text) : nil
    }

    private static func monthNumber(_ word: String) -> Int? {
        let place = months.firstIndex { $0 == word || $0.prefix(3) == word || word == "sept" && $0 == "september" }
        return place.map { $0 + 1 }
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The numbers and words of a text, two or three.
    private struct Parts {
        var texts: [String] = []
        /// Whether a hyphen or an apostrophe is before the last one.
        var hasHyphen = false

        init?(_ text: String) {
            guard (5...24).contains(text.utf8.count) else { return nil }
            var part: [UInt8] = []
            var separators = 0
            var endsWithHyphen = false
            func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
            func close(_ part: inout [UInt8], _ texts: inout [String]) {
                if !part.isEmpty { texts.append(String(decoding: part, as: UTF8.self)) }
                part.removeAll(keepingCapacity: true)
            }
            for byte in text.utf8 {
                switch byte {
                case 48...57, 65...90, 97...122:
                    if let last = part.last, isDigit(last) != isDigit(byte) { close(&part, &texts) }
                    if part.isEmpty { hasHyphen = endsWithHyphen }
                    part.append(isDigit(byte) ? byte : byte | 0x20)
                    (separators, endsWithHyphen) = (0, false)
                case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "'"),
                    UInt8(ascii: ","):
                    close(&part, &texts)
                    separators += 1
                    endsWithHyphen = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'")
                    // `Mar. 2024` and `Mar, 2024` have two.
                    guard separators <= 2, !texts.isEmpty else { return nil }
                default: return nil
                }
            }
            guard separators == 0 else { return nil }
            close(&part, &texts)
            guard (2...3).contains(texts.count) else { return nil }
        }
    }
}
