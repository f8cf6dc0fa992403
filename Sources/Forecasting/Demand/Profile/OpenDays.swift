/// The days on which a store sold something, was closed, or will be open.
package struct OpenDays: Equatable, Sendable {
    /// The day number of its first sale; the day after the last one if it has none.
    package let firstDay: Int
    /// Whether it was closed, of each day from ``firstDay`` to today.
    package let closed: [Bool]

    /// A store that has been closed for so many days up to now stays closed until it sells again.
    private static let dormantDays = 14

    /// - Parameters:
    ///   - totals: units that it sold on successive days, the last of which is the last day of history.
    ///   - firstDay: the day number of the first of them.
    package init(totals: [Double], firstDay: Int) {
        let begin = totals.firstIndex { $0 > 0 } ?? totals.count
        self.firstDay = firstDay + begin
        closed = Array(ClosedDays.find(in: totals)[begin...])
    }

    /// Whether it has been closed for two weeks or more up to now.
    package var isDormant: Bool {
        closed.count >= Self.dormantDays && closed.suffix(Self.dormantDays).allSatisfy { $0 }
    }

    /// The days on which it was closed, of weekdays on which it usually is open; those up to now of a dormant store are not among them.
    package var unusuallyClosed: [Int] {
        let places = closed.indices.dropLast(isDormant ? closed.reversed().prefix { $0 }.count : 0)
        var (all, shut) = ([Int](repeating: 0, count: 7), [Int](repeating: 0, count: 7))
        for place in places {
            all[place % 7] += 1
            if closed[place] { shut[place % 7] += 1 }
        }
        return places.filter { closed[$0] && 2 * shut[$0 % 7] < all[$0 % 7] }.map { firstDay + $0 }
    }

    /// Whether it is known that it was open on a day.
    package func wasOpen(onDay day: Int) -> Bool {
        let place = day - firstDay
        return place >= 0 && place < closed.count && !closed[place]
    }

    package func isOpen(onDay day: Int) -> Bool {
        let place = day - firstDay
        if place < 0 { return false }
        return place < closed.count ? !closed[place] : !isDormant
    }
}
