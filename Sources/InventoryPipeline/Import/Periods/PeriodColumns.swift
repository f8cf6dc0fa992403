import Forecasting
import Platform

/// Recognises files with a column for each day, week or month, which are no stocks: read as such, a period would be a stock.
///
/// Those that are over are sales, and those to come are demand that is stated ahead. `d_1`, `d_2`, … are days if the user has said which
/// day the first one is.
enum PeriodColumns {
    /// The day that a name stands for; nil if it is none.
    private static func day(_ name: String, _ request: ImportRequest) -> Int? {
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

    /// What several names in a header stand for.
    enum Found {
        case none
        /// Days of which some are not after today.
        case days
        /// Days of which all are after today.
        case daysAhead
        /// Months, weeks, quarters or dates of another form, which are all over.
        case periodsOver
        /// The same, of which some have not begun yet; or such dates that are all after today.
        case periodsAhead

        /// Whether nothing can have been sold yet, or not by day.
        var areAhead: Bool { self == .daysAhead || self == .periodsAhead }
    }

    static func found(in header: [String], _ request: ImportRequest) -> Found {
        // Nearly no file has any.
        guard header.count > 2 else { return .none }
        let days = header.compactMap { day($0, request) }
        if days.count > 1 { return days.allSatisfy { $0 > lastDay } ? .daysAhead : .days }
        let names = PeriodNames(header)
        let periods = header.compactMap(names.days)
        if periods.count > 1 {
            if periods.contains(where: { $0.lowerBound > lastDay }) { return .periodsAhead }
            // Those that end with the one that is not over yet may be either.
            return periods.allSatisfy(isOver) ? .periodsOver : .none
        }
        guard let dates = dates(in: header, request), dates.count > 1 else { return .none }
        if dates.allSatisfy({ $0.days.lowerBound > lastDay }) { return .periodsAhead }
        return dates.allSatisfy { $0.days.lowerBound <= lastDay } ? .periodsOver : .none
    }

    /// The last day on which something may have been sold already: a day ahead is today elsewhere.
    static var lastDay: Int { Timestamp.today + 1 }

    /// Whether a period may be over. With a day more, a week of which a day is left would be taken as sold.
    static func isOver(_ days: ClosedRange<Int>) -> Bool {
        days.upperBound <= (days.count > 1 ? Timestamp.today : lastDay)
    }

    /// The columns that are periods, with their days; and how long those are that have a date for a name, if that had to be found out.
    ///
    /// - Parameter areSold: whether they say what was sold. Then a date alone is a day.
    /// - Throws: ``InputError`` if it can't be seen how long they are, or which dates are meant.
    static func periods(
        in header: [String], _ request: ImportRequest, file: String, areSold: Bool
    ) throws -> (columns: [PeriodColumn], finding: PeriodFinding?) {
        let names = PeriodNames(header)
        var columns = header.enumerated().compactMap { place, name in
            names.days(name).map { PeriodColumn(place: place, days: $0) }
        }
        guard let dates = dates(in: header, request) else {
            throw InputError.datesInHeader(file: file, names: self.names(in: header))
        }
        guard let first = dates.first else { return (columns, nil) }
        var spacing = DateSpacing()
        for date in dates { spacing.add(date.days.lowerBound) }
        let isOneDay = areSold && dates.count == 1 && request.period == nil
        guard
            let finding = isOneDay
                ? PeriodFinding(length: .day, reason: .other) : spacing.finding(given: request.period)
        else { throw InputError.unknownPeriod(file: file, day: first.days.lowerBound) }
        columns += dates.map { PeriodColumn(place: $0.place, days: finding.length.days(of: $0.days.lowerBound)) }
            .filter { StockLimits.days.contains($0.days.lowerBound) && StockLimits.days.contains($0.days.upperBound) }
        // Days are what sales are of, so nothing was found out.
        let isPlain = areSold && finding.length == .day && finding.reason == .other
        return (columns.sorted { $0.place < $1.place }, isPlain ? nil : finding)
    }

    /// The columns whose names are dates in any form, each of its one day, if their order of day and month is known; nil if it isn't.
    private static func dates(in header: [String], _ request: ImportRequest) -> [PeriodColumn]? {
        let names = header.enumerated().filter { $0.element.contains(where: \.isNumber) }
        var column = DateColumn(given: request.dateOrder)
        // The second time with what the first one has found.
        for _ in 0..<2 {
            var found: [PeriodColumn] = []
            var isContradicted = false
            for (place, name) in names {
                let text = name.trimmingSpaces()
                if let day = day(text, request) {
                    found.append(PeriodColumn(place: place, days: day...day))
                    continue
                }
                switch Array(text.utf8).withUnsafeBufferPointer({ column.read($0, line: 1) }) {
                case .day(let day): found.append(PeriodColumn(place: place, days: day...day))
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

    /// The names in a header that are periods of time, if it has so many; `d_1`, `2026-W44`, `2026-11`, `2026-11-02`, `Nov 2026`.
    static func names(in header: [String], least: Int = 2) -> [String] {
        let periods = header.filter(isPeriod)
        return periods.count >= least ? periods : []
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

/// A column with what was sold, or the demand that is stated, of one period.
package struct PeriodColumn: Equatable, Sendable {
    package var place: Int
    /// Day numbers.
    package var days: ClosedRange<Int>
}

/// The names in a header that are months, weeks or quarters.
private struct PeriodNames {
    /// Whether names such as `Jan 26` are months of a year: nothing else has several of them that follow each other by a quarter at most.
    private let haveShortYears: Bool

    init(_ header: [String]) {
        let months = header.compactMap { PeriodText.shortMonth($0.trimmingSpaces()) }
        haveShortYears = months.count > 1 && zip(months, months.dropFirst()).allSatisfy { (1...3).contains($1 - $0) }
    }

    /// The day numbers of a period; nil if a name is none.
    func days(_ name: String) -> ClosedRange<Int>? {
        let text = name.trimmingSpaces()
        if let days = PeriodText.days(text) { return days }
        guard haveShortYears, let month = PeriodText.shortMonth(text) else { return nil }
        return PeriodLength.days(from: month % 12 + 1, count: 1, of: month / 12)
    }
}
