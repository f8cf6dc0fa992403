import Forecasting

/// Stretches read from `projection`, to be handed to another thread.
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
