/// What is left of a week's weight after so many weeks; after 1,023 weeks, nothing more is lost.
struct WeekDecay: Sendable {
    static let ofWeights = WeekDecay(0.97)
    static let ofDispersion = WeekDecay(0.98)

    private let powers: [Double]

    private init(_ week: Double) {
        var power = 1.0
        powers = (0..<1024).map { _ in
            defer { power *= week }
            return power
        }
    }

    @inline(__always)
    subscript(weeks: Int) -> Double { powers[min(max(weeks, 0), 1023)] }
}
