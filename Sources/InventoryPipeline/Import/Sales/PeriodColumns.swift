import Forecasting

/// Recognises files with a column for each day, week or month, which are no stocks: read as such, a period would be a stock.
///
/// Days can be read: those with a date for a name, and `d_1`, `d_2`, … if the user has said which day the first one is.
enum PeriodColumns {
    /// The day that a name stands for; nil if it is none.
    static func day(_ name: String, _ request: ImportRequest) -> Int? {
        let text = name.trimmingSpaces()
        if let date = CivilDate(isoText: text) {
            return StockLimits.years.contains(date.year) ? date.dayNumber : nil
        }
        guard let first = request.firstDay, text.lowercased().hasPrefix("d_"), let number = Int(text.dropFirst(2)),
            (1...StockLimits.durationDays).contains(number)
        else { return nil }
        let day = first + number - 1
        return StockLimits.years.contains(CivilDate(dayNumber: day).year) ? day : nil
    }

    /// The columns that are days, with their places; empty if there are not several.
    static func days(in header: [String], _ request: ImportRequest) -> [DayColumn] {
        // Nearly no file has any.
        guard header.count > 2 else { return [] }
        let found = header.enumerated().compactMap { place, name in
            day(name, request).map { DayColumn(place: place, day: $0) }
        }
        return found.count > 1 ? found : []
    }

    /// The names in a header that are periods of time, if it has several; `d_1`, `2026-W44`, `2026-11`, `2026-11-02`, `Nov 2026`.
    static func names(in header: [String]) -> [String] {
        let periods = header.filter(isPeriod)
        return periods.count > 1 ? periods : []
    }

    private static func isPeriod(_ name: String) -> Bool {
        // Nearly all names end here; the patterns take some time.
        guard name.contains(where: \.isNumber) else { return false }
        let text = name.trimmingSpaces().lowercased()
        return text.wholeMatch(of: /d_[0-9]+/) != nil || text.wholeMatch(of: /[0-9]{4}[-\/ ]?w[0-9]{1,2}/) != nil
            || text.wholeMatch(of: /w[0-9]{1,2}[-\/ ][0-9]{4}/) != nil
            || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}(-[0-9]{2})?/) != nil
            || text.wholeMatch(of: /[0-9]{1,2}[\/.][0-9]{1,2}[\/.][0-9]{2,4}/) != nil
            || text.wholeMatch(of: /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?[0-9]{2,4}/) != nil
    }
}

/// A column with the sales of one day.
package struct DayColumn: Equatable, Sendable {
    package var place: Int
    /// A day number.
    package var day: Int
}
