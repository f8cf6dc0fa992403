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
        let usual = { (day: Int) in weekdays.contains(CivilDate(dayNumber: day).weekday) }
        closed = exceptions.filter { !$0.value && usual($0.key) }.keys.sorted()
        opened = exceptions.filter { $0.value && !usual($0.key) }.keys.sorted()
    }

    func contains(_ day: Int) -> Bool { count(before: day + 1) > count(before: day) }

    /// The first working day from a day on.
    @usableFromInline
    func first(from day: Int) -> Int { adding(0, to: day) }

    /// The day that is so many working days after a day. With 0 it is the day itself, or the first working day after it.
    @usableFromInline
    func adding(_ days: Int, to day: Int) -> Int {
        // It is the first day with so many working days up to its evening. A day that is none itself counts as the one after it.
        let wanted = count(before: day) + days + 1
        var (low, high) = (day, day + 7)
        while count(before: high + 1) < wanted { high += high - day }
        while low < high {
            // Days before 1970 are negative, so the sum of both can't be halved.
            let middle = low + (high - low) / 2
            if count(before: middle + 1) >= wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The number of working days before a day, counted from the beginning of the calendar. Only differences have a meaning.
    private func count(before day: Int) -> Int {
        // Day 0 is a Thursday; -3 is the Monday before it.
        let sinceMonday = day - CivilDate.dayNumbers.lowerBound + 7 * 1000
        let offset = ((CivilDate.dayNumbers.lowerBound - 7 * 1000 + 3) % 7 + 7) % 7
        let days = sinceMonday + offset
        var count = days / 7 * weekdays.count
        for weekday in stride(from: 1, through: days % 7, by: 1) where weekdays.contains(weekday) { count += 1 }
        return count - Self.places(before: day, in: closed) + Self.places(before: day, in: opened)
    }

    private static func places(before day: Int, in days: [Int]) -> Int {
        var (low, high) = (0, days.count)
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
