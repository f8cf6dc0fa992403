import Forecasting

/// Stretches read from `projection`, to be handed to another thread.
package struct StretchChunk: Sendable {
    package private(set) var stretches: [(key: SeriesKey, stretch: Stretch)] = []
    /// The curves of stretches that have a profile, by its number, and those that only one series has, by its key.
    private var curves: [Int32: FactorCurve] = [:]
    private var ownCurves: [SeriesKey: FactorCurve] = [:]

    package init(capacity: Int) {
        stretches.reserveCapacity(capacity)
    }

    package var count: Int { stretches.count }

    /// - Parameter curve: the curve of the stretch's profile, if it has one.
    package mutating func append(_ key: SeriesKey, _ stretch: Stretch, _ curve: FactorCurve? = nil) {
        stretches.append((key, stretch))
        guard let curve else { return }
        if curve.profile == FactorCurve.ofSeries { ownCurves[key] = curve } else { curves[curve.profile] = curve }
    }

    /// The curve that a stretch follows; nil if it has no profile.
    @inline(__always)
    package func curve(of key: SeriesKey, _ stretch: Stretch) -> FactorCurve? {
        if stretch.profile == 0 { return nil }
        return stretch.profile == FactorCurve.ofSeries ? ownCurves[key] : curves[stretch.profile]
    }
}
