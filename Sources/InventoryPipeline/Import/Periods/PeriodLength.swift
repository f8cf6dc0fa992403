import Forecasting

/// How long the periods are that files name by one date.
package enum PeriodLength: String, CaseIterable, Sendable {
    case day, week, month, quarter

    /// The days of the period that a date stands for: itself, the seven days from it on, or the month or quarter that it is in. The first
    /// day of a month begins a quarter, and the last one ends it: not all years begin in January.
    ///
    /// - Parameters:
    ///   - day: a day number.
    ///   - endsWeek: whether the date of a week is its last day.
    func days(of day: Int, endsWeek: Bool = false) -> ClosedRange<Int> {
        switch self {
        case .day: return day...day
        case .week: return endsWeek ? day - 6...day : day...day + 6
        case .month:
            let date = CivilDate(dayNumber: day)
            return Self.days(from: date.month, count: 1, of: date.year) ?? day...day
        case .quarter:
            let date = CivilDate(dayNumber: day)
            let isLast = CivilDate(dayNumber: day + 1).day == 1
            let first =
                date.day == 1 ? date.month : isLast ? date.month - 2 : date.month - (date.month - 1) % 3
            return
                (first < 1
                ? Self.days(from: first + 12, count: 3, of: date.year - 1)
                : Self.days(from: first, count: 3, of: date.year)) ?? day...day
        }
    }

    /// The days of some months from one of a year on; nil if there are no such months.
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
        /// All dates are first, or all are last days of months; of a quarter, of months that are three or more apart.
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
    /// The months of the dates while all are first, or all are last days: few, however many rows there are.
    private var months: Set<Int> = []
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
        let date = CivilDate(dayNumber: day)
        if areFirst, date.day != 1 { areFirst = false }
        if areLast, CivilDate(dayNumber: day + 1).day != 1 { areLast = false }
        if areFirst || areLast { months.insert(date.year * 12 + date.month) }
    }

    /// Whether the months are a multiple of three apart, and some just three.
    private var areQuarters: Bool {
        guard let first = months.first else { return false }
        return months.allSatisfy { ($0 - first) % 3 == 0 } && months.contains { months.contains($0 + 3) }
    }

    /// How long the periods are; nil if nothing shows it, as there is only one date.
    func finding(given: PeriodLength?) -> PeriodFinding? {
        if let given { return PeriodFinding(length: given, reason: .given) }
        let length = areQuarters ? PeriodLength.quarter : .month
        if areFirst { return PeriodFinding(length: length, reason: .firstDays) }
        guard isSeveral else { return nil }
        if areLast { return PeriodFinding(length: length, reason: .lastDays) }
        return areOnWeekday
            ? PeriodFinding(length: .week, reason: .weekday) : PeriodFinding(length: .day, reason: .other)
    }
}
