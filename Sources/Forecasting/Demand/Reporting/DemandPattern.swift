/// The pattern of the sales of a series by the average demand interval (ADI) and the squared coefficient of variation (CV²) of the days
/// with sales.
///
/// Source: Syntetos, Boylan and Croston, On the Categorization of Demand Patterns, 2005: the limits are 1.32 and 0.49. Here it is for
/// display only: no method is chosen by it.
package struct DemandPattern: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case smooth, intermittent, erratic, lumpy
        /// Too short a history, or only one day with sales.
        case new
    }

    /// Days with sales.
    package private(set) var saleDays = 0
    private var sum = 0.0
    private var squares = 0.0

    private static let longestInterval = 1.32
    private static let largestVariation = 0.49
    /// A history of fewer days is new.
    private static let newDays = 56

    package init() {}

    /// Adds the net quantity of a day; days without sales are nothing.
    package mutating func add(_ quantity: Double) {
        guard quantity > 0 else { return }
        saleDays += 1
        sum += quantity
        squares += quantity * quantity
    }

    /// The mean number of days from one sale to the next.
    ///
    /// - Parameter days: from the first sale to the last day of the history, both included.
    package func interval(days: Int) -> Double { saleDays > 0 ? Double(days) / Double(saleDays) : .infinity }

    /// The squared coefficient of variation of the quantities of days with sales.
    package var squaredVariation: Double {
        guard saleDays > 0 else { return 0 }
        let mean = sum / Double(saleDays)
        return max(0, squares / Double(saleDays) / (mean * mean) - 1)
    }

    package func kind(days: Int) -> Kind {
        if saleDays < 2 || days < Self.newDays { return .new }
        return switch (interval(days: days) < Self.longestInterval, squaredVariation < Self.largestVariation) {
        case (true, true): .smooth
        case (false, true): .intermittent
        case (true, false): .erratic
        case (false, false): .lumpy
        }
    }
}
