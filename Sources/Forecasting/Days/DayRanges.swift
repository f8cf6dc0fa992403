/// A set of days, as ranges in ascending order that neither overlap nor touch.
public struct DayRanges: Equatable, Sendable {
    public private(set) var ranges: [ClosedRange<Int>] = []

    public init() {}

    /// The ranges of some days in ascending order.
    init(ascending days: some Sequence<Int>) {
        for day in days {
            if let last = ranges.last, last.upperBound == day - 1 {
                ranges[ranges.count - 1] = last.lowerBound...day
            } else {
                ranges.append(day...day)
            }
        }
    }

    /// Adds the days from `first` to `last`.
    @inlinable
    public mutating func insert(first: Int, last: Int) {
        // Series tend to share their days, so nearly every call ends here.
        for range in ranges where range.lowerBound <= first && last <= range.upperBound { return }
        merge(first, last)
    }

    public mutating func formUnion(_ other: DayRanges) {
        for range in other.ranges { insert(first: range.lowerBound, last: range.upperBound) }
    }

    /// Whether any of the days is in the set.
    package func overlaps(_ days: ClosedRange<Int>) -> Bool { ranges.contains { $0.overlaps(days) } }

    @usableFromInline
    mutating func merge(_ first: Int, _ last: Int) {
        guard first <= last else { return }
        var merged = first...last
        var others: [ClosedRange<Int>] = []
        for range in ranges {
            if range.upperBound >= merged.lowerBound - 1, range.lowerBound <= merged.upperBound + 1 {
                merged = min(range.lowerBound, merged.lowerBound)...max(range.upperBound, merged.upperBound)
            } else {
                others.append(range)
            }
        }
        ranges = (others + [merged]).sorted { $0.lowerBound < $1.lowerBound }
    }
}
