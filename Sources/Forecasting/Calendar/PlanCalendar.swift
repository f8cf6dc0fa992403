/// What a plan has to know of the days of one store: when it is closed, and when orders are placed and arrive.
public struct PlanCalendar: Sendable {
    /// The closed days, as ranges in ascending order that neither overlap nor touch.
    @usableFromInline let closed: [ClosedRange<Int>]
    @usableFromInline private(set) var days: OrderDays
    /// nil: every day is a working day.
    @usableFromInline let working: WorkingDays?
    /// The working days of a week without days of the store's own; nil: every day is one.
    let usual: WorkingDays?

    /// Whether orders are placed, and arrive, on some days only.
    package var hasWorkingDays: Bool { working != nil }

    /// A store that is always open, and reviews that begin with the start day of each series.
    public static let none = PlanCalendar(.empty, OrderDays())

    /// - Parameter days: when the run places orders. If it says no workdays, all days are that are not closed.
    public init(_ store: StoreCalendar, _ days: OrderDays) {
        closed = store.closed
        self.days = days
        usual = days.workdays.map { WorkingDays($0, exceptions: [:]) }
        working = store.days.isEmpty ? usual : WorkingDays(days.workdays ?? .all, exceptions: store.days)
    }

    /// The calendar of a plan that is made anew on a later day: the reviews of a series that begin with a day still do.
    ///
    /// - Parameter day: the start day of the series, from which its reviews are counted if nothing else is said.
    func countingReviews(from day: Int, _ terms: SupplyTerms) -> PlanCalendar {
        var calendar = self
        if terms.reviewWeekday == nil, days.reviewWeekday == nil, days.reviewFrom == nil {
            calendar.days.reviewFrom = day
        }
        return calendar
    }
}
