import Forecasting
import Platform

/// Recognises files with a column for each day, week or month, which are no stocks: read as such, a period would be a stock.
///
/// Days can be read as sales: those with a date for a name, and `d_1`, `d_2`, … if the user has said which day the first one is. Periods
/// of any length can be read as demand that is stated ahead.
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

    /// What several names in a header stand for.
    enum Found {
        case none, days
        /// Days of which all are after today.
        case daysAhead
        /// Months, weeks or quarters of which some have not begun yet, or dates that are all after today in another form than that of days.
        case periods

        /// Whether nothing can have been sold yet, or not by day.
        var areAhead: Bool { self == .daysAhead || self == .periods }
    }

    static func found(in header: [String], _ request: ImportRequest) -> Found {
        // A day ahead is today elsewhere.
        let today = Timestamp.today + 1
        let days = days(in: header, request)
        if !days.isEmpty { return days.allSatisfy { $0.day > today } ? .daysAhead : .days }
        guard header.count > 2 else { return .none }
        let periods = header.compactMap { PeriodText.days($0.trimmingSpaces()) }
        // Those that are over, or that end with the one that is not over yet, may as well be what was sold.
        if periods.count > 1 { return periods.contains { $0.lowerBound >= today } ? .periods : .none }
        guard let dates = dates(in: header, request), dates.count > 1 else { return .none }
        return dates.allSatisfy { $0.day > today } ? .periods : .none
    }

    /// The columns that are periods, with their days; and how long those are that have a date for a name.
    ///
    /// - Throws: ``InputError`` if it can't be seen how long they are, or which dates are meant.
    static func periods(
        in header: [String], _ request: ImportRequest, file: String
    ) throws -> (columns: [PeriodColumn], finding: PeriodFinding?) {
        var columns = header.enumerated().compactMap { place, name in
            PeriodText.days(name.trimmingSpaces()).map { PeriodColumn(place: place, days: $0) }
        }
        guard let dates = dates(in: header, request) else {
            throw InputError.datesInHeader(file: file, names: names(in: header))
        }
        guard !dates.isEmpty else { return (columns, nil) }
        var spacing = DateSpacing()
        for date in dates { spacing.add(date.day) }
        guard let finding = spacing.finding(given: request.period) else {
            throw InputError.unknownPeriod(file: file, day: dates[0].day)
        }
        columns += dates.map { PeriodColumn(place: $0.place, days: finding.length.days(of: $0.day)) }
            .filter { StockLimits.days.contains($0.days.lowerBound) && StockLimits.days.contains($0.days.upperBound) }
        return (columns.sorted { $0.place < $1.place }, finding)
    }

    /// The columns whose names are dates in any form, if their order of day and month is known; nil if it isn't.
    private static func dates(in header: [String], _ request: ImportRequest) -> [DayColumn]? {
        let names = header.enumerated().filter { $0.element.contains(where: \.isNumber) }
        var column = DateColumn(given: request.dateOrder)
        // The second time with what the first one has found.
        for _ in 0..<2 {
            var found: [DayColumn] = []
            var isContradicted = false
            for (place, name) in names {
                let text = name.trimmingSpaces()
                if let day = day(text, request) {
                    found.append(DayColumn(place: place, day: day))
                    continue
                }
                switch Array(text.utf8).withUnsafeBufferPointer({ column.read($0, line: 1) }) {
                case .day(let day): found.append(DayColumn(place: place, day: day))
                case .invalid: break
                case .contradiction: isContradicted = true
                }
            }
            if !isContradicted {
                let isKnown = !column.hasAmbiguous || column.findings.shown != nil || request.dateOrder != nil
                return isKnown ? found : nil
            }
            column = DateColumn(given: nil, found: column.findings)
        }
        return nil
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
        return PeriodText.days(text) != nil || text.wholeMatch(of: /d_[0-9]+/) != nil
            || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil
            || text.wholeMatch(of: /[0-9]{4}[-\/ ]?w[0-9]{1,2}/) != nil
            || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}/) != nil
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

/// A column with the demand that is stated of one period.
package struct PeriodColumn: Equatable, Sendable {
    package var place: Int
    /// Day numbers.
    package var days: ClosedRange<Int>
}
