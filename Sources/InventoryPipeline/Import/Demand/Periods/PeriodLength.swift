import Forecasting

/// How long the periods are that files name by one date.
package enum PeriodLength: String, CaseIterable, Sendable {
    case day, week, month, quarter

    /// The days of the period that a date stands for: itself, the seven days from it on, or the month or quarter that it is in.
    ///
    /// - Parameter day: a day number.
    func days(of day: Int) -> ClosedRange<Int> {
        switch self {
        case .day: return day...day
        case .week: return day...day + 6
        case .month, .quarter:
            let date = CivilDate(dayNumber: day)
            let first = self == .month ? date.month : date.month - (date.month - 1) % 3
            return Self.days(from: first, count: self == .month ? 1 : 3, of: date.year) ?? day...day
        }
    }

    /// The days of some months of a year; nil if there are no such months.
    static func days(from month: Int, count: Int, of year: Int) -> ClosedRange<Int>? {
        let last = month + count - 1
        guard let start = CivilDate(year: year, month: month, day: 1),
            let next = CivilDate(year: year + last / 12, month: last % 12 + 1, day: 1)
        else { return nil }
        return start.dayNumber...next.dayNumber - 1
    }
}

/// How long the periods of a file are, and how that is known.
package struct PeriodFinding: Equatable, Sendable {
    package enum Reason: String, Sendable {
        /// The user has said so.
        case given
        /// All dates are first, or all are last days of months.
        case firstDays = "first_days"
        case lastDays = "last_days"
        /// All dates are on one day of the week.
        case weekday
        /// None of that.
        case other
    }

    package let length: PeriodLength
    package let reason: Reason
}

/// Finds out how long the periods of a file are from the dates that they begin on.
struct DateSpacing {
    private var first: Int?
    private var isSeveral = false
    private var areFirst = true
    private var areLast = true
    private var areOnWeekday = true
    private var latest: Int?

    /// The only date; nil if there are several, or none.
    var onlyDay: Int? { isSeveral ? nil : first }

    mutating func add(_ day: Int) {
        guard day != latest else { return }
        latest = day
        let known = first ?? day
        first = known
        if day != known { isSeveral = true }
        if (day - known) % 7 != 0 { areOnWeekday = false }
        if areFirst, CivilDate(dayNumber: day).day != 1 { areFirst = false }
        if areLast, CivilDate(dayNumber: day + 1).day != 1 { areLast = false }
    }

    /// How long the periods are; nil if nothing shows it, as there is only one date.
    func finding(given: PeriodLength?) -> PeriodFinding? {
        if let given { return PeriodFinding(length: given, reason: .given) }
        if areFirst { return PeriodFinding(length: .month, reason: .firstDays) }
        guard isSeveral else { return nil }
        if areLast { return PeriodFinding(length: .month, reason: .lastDays) }
        return areOnWeekday
            ? PeriodFinding(length: .week, reason: .weekday) : PeriodFinding(length: .day, reason: .other)
    }
}
