/// The factors of a group of series that are kept: of weekdays, of the days of a year, and of events.
package struct GroupFactors: Equatable, Sendable {
    /// Monday first; their mean is 1.
    package var weekdays: [Double]
    /// The days 0 to 365 of a year; nil if no season is known.
    package var yearly: [Double]?
    /// Those of events.
    package var events = DayFactors()

    /// All days are the same.
    package static let flat = GroupFactors(weekdays: [Double](repeating: 1, count: 7))

    package init(weekdays: [Double], yearly: [Double]? = nil) {
        self.weekdays = weekdays
        self.yearly = yearly
    }

    /// Whether all days are the same.
    package var isFlat: Bool {
        weekdays.allSatisfy { $0 == 1 } && (yearly ?? []).allSatisfy { $0 == 1 } && events.isEmpty
    }

    /// The factor of a day on which the store is open.
    package func factor(ofDay day: Int) -> Double {
        let weekday = weekdays[CivilDate.weekday(ofDayNumber: day) - 1]
        let usual = yearly.map { weekday * $0[CivilDate(dayNumber: day).dayOfYear] } ?? weekday
        return events.isEmpty ? usual : usual * events[day]
    }
}
