/// The days on which orders are placed and goods arrive in a store: some weekdays, without the days on which it is closed, and with
/// those on which it is open all the same.
///
/// The number of working days before a day is found without going through the days,
///
///     N(d) = whole weeks × working weekdays + those of the week that has begun − closed days before d + open days before d
///
/// and it never falls, so the n-th working day is found by halving.
@usableFromInline
final class WorkingDays: Sendable {
    private let weekdays: Weekdays
    /// Days that would be working days, and are not; ascending.
    private let closed: [Int]
    /// Days that would be none, and are; ascending.
    private let opened: [Int]

    /// - Parameter exceptions: days that are known to be open or closed, by day number.
    init(_ weekdays: Weekdays, exceptions: [Int: Bool]) {
        self.weekdays = weekdays
        let usual = { (day: Int) in weekdays.contains(CivilDate.weekday(ofDayNumber: day)) }
        closed = exceptions.filter { !$0.value && usual($0.key) }.keys.sorted()
        opened = exceptions.filter { $0.value && !usual($0.key) }.keys.sorted()
    }

    /// The first working day from a day on.
    @usableFromInline
    func first(from day: Int) -> Int { adding(0, to: day) }

    /// The day that is so many working days after a day. With 0 it is the day itself, or the first working day after it.
    @usableFromInline
    func adding(_ days: Int, to day: Int) -> Int {
        // It is the first day with so many working days up to its evening. A day that is none itself counts as the one after it.
        let wanted = count(before: day) + days + 1
        var end = day + 7
        while count(before: end + 1) < wanted { end += end - day }
        return MonotoneSearch.first(in: day..<end) { count(before: $0 + 1) >= wanted }
    }

    /// The number of working days before a day, counted from a Monday: less than zero before it. Only differences have a meaning.
    private func count(before day: Int) -> Int {
        let sinceMonday = CivilDate.weekday(ofDayNumber: day) - 1
        // 1969-12-29, day -3, was a Monday.
        var count = (day - sinceMonday + 3) / 7 * weekdays.count
        for weekday in stride(from: 1, through: sinceMonday, by: 1) where weekdays.contains(weekday) { count += 1 }
        return count - Self.count(before: day, in: closed) + Self.count(before: day, in: opened)
    }

    private static func count(before day: Int, in days: [Int]) -> Int {
        MonotoneSearch.first(in: 0..<days.count) { days[$0] >= day }
    }
}
