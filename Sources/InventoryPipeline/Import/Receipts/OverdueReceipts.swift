/// What an import makes of receipts that are due before the first day of their series.
package enum OverdueReceipts: Equatable, Sendable {
    /// They count from the first day on, also if that is moved on by a later import.
    case start
    /// They come so many days after the first day.
    case after(days: Int)
    /// They are left out.
    case drop
    /// They are bad rows.
    case reject
}

/// The overdue receipts of an import.
package struct OverdueFound: Equatable, Sendable {
    package private(set) var count = 0
    package private(set) var units = 0.0
    /// The days from the earliest of them to the first day of its series.
    package private(set) var mostDays = 0

    init(count: Int = 0, units: Double = 0, mostDays: Int = 0) {
        self.count = count
        self.units = units
        self.mostDays = mostDays
    }

    mutating func add(days: Int, units: Double) {
        count += 1
        self.units += units
        mostDays = max(mostDays, days)
    }
}
