import Forecasting

/// Stretches read from `projection`, to be handed to another thread.
package struct StretchChunk: Sendable {
    package private(set) var stretches: [(key: SeriesKey, stretch: Stretch)] = []
    /// The curves of stretches that have a profile, by its number.
    package private(set) var curves: [Int32: FactorCurve] = [:]

    package init(capacity: Int) {
        stretches.reserveCapacity(capacity)
    }

    package var count: Int { stretches.count }

    /// - Parameter curve: the curve of the stretch's profile, if it has one.
    package mutating func append(_ key: SeriesKey, _ stretch: Stretch, _ curve: FactorCurve? = nil) {
        stretches.append((key, stretch))
        if let curve { curves[curve.profile] = curve }
    }
}
