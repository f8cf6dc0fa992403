/// The days on which a store was closed, found from the totals of what it sold.
///
/// A day on which nothing was sold is closed if that can't be chance: among the totals above zero of the 56 days before there are at
/// least five, their mean is at least five times variance by mean, and the store sold something on nine of ten of those days on which it
/// wasn't closed. With fewer than five it is closed if the day before was. What is before the first sale is closed.
///
/// Without the last condition a slow store is never open but when it sells: nearly all of its totals are 1, which looks as regular as
/// could be. The stores of ten series with 0.1 to 0.8 sales a day in all were forecast 1.3 to 3 times too high.
package enum ClosedDays {
    private static let window = 56
    private static let fewest = 5
    /// The share of days with sales among those on which the store wasn't closed, from which on a day without is no chance. At first little
    /// has been found, so all of the first 112 days count, and those among them on which it will turn out to be closed count as open.
    private static let (leastShareSold, leastShareAtFirst) = (0.9, 0.7)
    private static let firstDays = 112
    /// With fewer units on a day with sales, days without are usual, and the share has to be that of later days from the start: by chance, six
    /// of the weekdays may sell on 0.7 of the first days. Then each day without sales would be closed, and not count for the share of later ones.
    private static let fewUnits = 5.0
    /// A weekday with a smaller share is one on which the store usually is closed: it says nothing of the others.
    private static let leastShareOfWeekday = 0.25

    /// - Parameters:
    ///   - totals: units sold by the store on successive days.
    ///   - maySellLittle: false leaves out the condition that the store sold something on nearly all days.
    /// - Returns: whether it was closed, of each day.
    package static func find(in totals: [Double], maySellLittle: Bool = true) -> [Bool] {
        var closed = [Bool](repeating: false, count: totals.count)
        let first = totals.firstIndex { $0 > 0 } ?? totals.count
        for day in 0..<first { closed[day] = true }
        func mayBeChance(_ day: Int, _ mean: Double) -> Bool {
            let begin = day - window
            if begin >= first { return shareSold(totals, closed, begin..<day) < leastShareSold }
            return shareSold(totals, closed, first..<min(first + firstDays, totals.count))
                < (mean < fewUnits ? leastShareSold : leastShareAtFirst)
        }
        for day in first..<totals.count where totals[day] <= 0 {
            let window = max(first, day - window)..<day
            let before = totals[window].filter { $0 > 0 }
            guard before.count >= fewest else {
                closed[day] = day > first && closed[day - 1]
                continue
            }
            let count = Double(before.count)
            let mean = before.reduce(0, +) / count
            let variance = before.reduce(0) { $0 + $1 * $1 } / count - mean * mean
            closed[day] = mean >= 5 * variance / mean && !(maySellLittle && mayBeChance(day, mean))
        }
        return closed
    }

    /// The share of days with sales among those on which the store wasn't closed, without weekdays on which it usually is.
    private static func shareSold(_ totals: [Double], _ closed: [Bool], _ days: Range<Int>) -> Double {
        var (open, sold) = ([Int](repeating: 0, count: 7), [Int](repeating: 0, count: 7))
        for day in days where !closed[day] {
            open[day % 7] += 1
            if totals[day] > 0 { sold[day % 7] += 1 }
        }
        let usual = (0..<7).filter { Double(sold[$0]) > leastShareOfWeekday * Double(open[$0]) }
        let (allOpen, allSold) = usual.reduce((0, 0)) { ($0.0 + open[$1], $0.1 + sold[$1]) }
        return allOpen > 0 ? Double(allSold) / Double(allOpen) : 0
    }
}
