import Forecasting

/// The events in the files of an import.
package struct EventCounts: Equatable, Sendable {
    /// Those that state a factor, and those whose factor is learned.
    package private(set) var stated = 0
    package private(set) var learned = 0
    /// The first and the last day of all, as day numbers; nil if there are no events.
    package private(set) var days: ClosedRange<Int>?
    /// The categories that no product has: their number, and the first few of them, sorted.
    package private(set) var unknownCategories = 0
    package private(set) var firstUnknown: [String] = []
    /// The names of events without a factor that are all after the last day with sales, so that nothing can be learned: likewise.
    package private(set) var unlearned = 0
    package private(set) var firstUnlearned: [String] = []
    /// As bytes, because composed and decomposed letters compare equal as `String`.
    private var categories: Set<[UInt8]> = []
    private var learnedNames: Set<[UInt8]> = []

    static let shown = 5

    mutating func add(_ event: DemandEvent) {
        if event.factor == nil {
            learned += 1
            learnedNames.insert(Array(event.name.utf8))
        } else {
            stated += 1
        }
        let known = days ?? event.days
        days = min(known.lowerBound, event.days.lowerBound)...max(known.upperBound, event.days.upperBound)
        if let category = event.category { categories.insert(Array(category.utf8)) }
    }

    /// Finds the categories of events that are none of the given ones.
    mutating func findUnknown(among known: () throws -> Set<[UInt8]>) rethrows {
        guard !categories.isEmpty else { return }
        (unknownCategories, firstUnknown) = Self.first(of: try categories.subtracting(known()))
    }

    /// Finds the names that nothing can be learned of, among those of all events that are stored.
    mutating func findUnlearned(among future: () throws -> Set<[UInt8]>) rethrows {
        guard !learnedNames.isEmpty else { return }
        (unlearned, firstUnlearned) = Self.first(of: learnedNames.intersection(try future()))
    }

    private static func first(of names: Set<[UInt8]>) -> (count: Int, first: [String]) {
        (names.count, Array(names.map { String(decoding: $0, as: UTF8.self) }.sorted().prefix(shown)))
    }
}
