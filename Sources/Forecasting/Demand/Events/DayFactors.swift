/// Factors of single days; all others have 1.
package struct DayFactors: Equatable, Sendable {
    private var factors: [Int: Double] = [:]

    package init() {}

    package var isEmpty: Bool { factors.isEmpty }

    /// The days that have a factor of their own, ascending.
    package var days: [Int] { factors.keys.sorted() }

    /// The factor of a day, by its number. A factor of 1 is not kept.
    package subscript(day: Int) -> Double {
        get { factors[day] ?? 1 }
        set { factors[day] = newValue == 1 ? nil : newValue }
    }
}
