/// The days on which a store was closed, found from the totals of what it sold.
///
/// A day on which nothing was sold is closed if that can't be chance: among the totals above zero of the 56 days before there are at
/// least five, and their mean is at least five times variance by mean. With fewer than five it is closed if the day before was. What is
/// before the first sale is closed.
package enum ClosedDays {
    private static let window = 56
    private static let fewest = 5

    /// - Parameter totals: units sold by the store on successive days.
    /// - Returns: whether it was closed, of each day.
    package static func find(in totals: [Double]) -> [Bool] {
        var closed = [Bool](repeating: false, count: totals.count)
        let first = totals.firstIndex { $0 > 0 } ?? totals.count
        for day in 0..<first { closed[day] = true }
        for day in first..<totals.count where totals[day] <= 0 {
            let before = totals[max(first, day - window)..<day].filter { $0 > 0 }
            guard before.count >= fewest else {
                closed[day] = day > first && closed[day - 1]
                continue
            }
            let count = Double(before.count)
            let mean = before.reduce(0, +) / count
            let variance = before.reduce(0) { $0 + $1 * $1 } / count - mean * mean
            closed[day] = mean >= 5 * variance / mean
        }
        return closed
    }
}
