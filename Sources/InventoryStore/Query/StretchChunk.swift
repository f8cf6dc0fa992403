import Forecasting

/// Stretches that were read from the `projection` table, on their way to another thread.
package struct StretchChunk: Sendable {
    package private(set) var stretches: [(key: SeriesKey, stretch: Stretch)] = []

    package init(capacity: Int) {
        stretches.reserveCapacity(capacity)
    }

    package var count: Int { stretches.count }

    package mutating func append(_ key: SeriesKey, _ stretch: Stretch) {
        stretches.append((key, stretch))
    }
}
