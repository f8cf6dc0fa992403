/// What a store's calendar says of its days.
///
/// On a closed day nothing is sold or restocked; receipts arrive on it all the same, if a file says so. Orders are placed, and arrive,
/// only on days that are working days of the run and not closed.
public struct StoreCalendar: Sendable {
    /// The days that a file says are open or closed, by day number.
    package let days: [Int: Bool]
    /// The closed days, as ranges in ascending order that neither overlap nor touch.
    @usableFromInline package let closed: [ClosedRange<Int>]

    /// - Parameter days: whether a day is open, by day number. The others are open.
    package init(_ days: [Int: Bool]) {
        self.days = days
        closed = DayRanges(ascending: days.filter { !$0.value }.keys.sorted()).ranges
    }

    /// The number of closed days from one day to another, both included.
    package func closedDays(from first: Int, to last: Int) -> Int {
        closed.reduce(0) { $0 + max(0, min($1.upperBound, last) - max($1.lowerBound, first) + 1) }
    }

    /// A store whose days are all open.
    public static let empty = StoreCalendar([:])
}
