import Forecasting

/// The days of which files have the sales of stores.
package struct SoldDays: Sendable {
    /// The blocks of each store, in their order.
    private var stores: [Int32: [(key: BlockKey, days: DaySet)]] = [:]

    package init(_ blocks: [BlockKey: SalesBlock]) {
        for (key, block) in blocks.sorted(by: { $0.key < $1.key }) where !block.days.isEmpty {
            stores[key.store, default: []].append((key, block.days))
        }
    }

    /// The first and the last day of a store; nil if there is none.
    package func ends(of store: Int32) -> ClosedRange<Int>? {
        guard let blocks = stores[store], let first = blocks.first, let last = blocks.last else { return nil }
        let start = first.key.firstDay + first.days.bits.trailingZeroBitCount
        return start...last.key.firstDay + BlockKey.dayCount - 1 - last.days.bits.leadingZeroBitCount
    }

    /// The days of a store after which it has none for more than a year: the date of those before may be wrong.
    package func lastBeforeGaps(in store: Int32) -> [Int] {
        guard let blocks = stores[store] else { return [] }
        return zip(blocks, blocks.dropFirst()).compactMap { block, next in
            let last = block.key.firstDay + BlockKey.dayCount - 1 - block.days.bits.leadingZeroBitCount
            return next.key.firstDay + next.days.bits.trailingZeroBitCount - last > 366 ? last : nil
        }
    }

    package func contains(_ day: Int, of store: Int32) -> Bool {
        let key = BlockKey(store: store, day: day)
        guard let blocks = stores[store],
            let place = blocks.indices.first(where: { blocks[$0].key >= key }), blocks[place].key == key
        else { return false }
        return blocks[place].days.contains(day - key.firstDay)
    }

    /// The days without sales of a store that usually sells on their weekday: their file may be missing.
    ///
    /// - Parameter former: the last day that was known before; the days after it are looked at. Without one, the last four weeks are.
    package func missing(in store: Int32, after former: Int?) -> [Int] {
        guard let ends = ends(of: store) else { return [] }
        let start = max(ends.lowerBound, former.map { $0 + 1 } ?? ends.upperBound - 27)
        guard start < ends.upperBound else { return [] }
        return (start..<ends.upperBound).filter { day in
            !contains(day, of: store) && sellsUsually(store, on: day, from: ends.lowerBound) == true
        }
    }

    /// Whether a store usually sells on the weekday of one of some days after its last one, as far as that can be told.
    package func sellsUsually(_ store: Int32, onAnyOf days: ClosedRange<Int>) -> Bool {
        guard let ends = ends(of: store) else { return false }
        // Seven days have all weekdays.
        return days.prefix(7).contains { sellsUsually(store, on: $0, from: ends.lowerBound) ?? true }
    }

    /// Whether files have at least three quarters of the last eight occurrences of a weekday.
    ///
    /// - Returns: nil if there were fewer than four occurrences.
    private func sellsUsually(_ store: Int32, on day: Int, from first: Int) -> Bool? {
        let earlier = (1...8).map { day - 7 * $0 }.filter { $0 >= first }
        guard earlier.count >= 4 else { return nil }
        let sold = earlier.count { contains($0, of: store) }
        return sold >= 4 && 4 * sold >= 3 * earlier.count
    }
}

/// What an import of sales has changed. Days are counted by store.
package struct SalesChange: Equatable, Sendable {
    /// Some days, and the units sold on them.
    package struct Days: Equatable, Sendable {
        package private(set) var days = 0
        package private(set) var units = 0.0

        package init() {}

        mutating func add(days: Int, units: Double) {
            self.days += days
            self.units += units
        }
    }

    /// The stores that the files name.
    package internal(set) var stores = 0
    /// The last day of which they have sales.
    package internal(set) var until: Int?
    /// Days of which nothing was stored.
    package internal(set) var added = Days()
    /// Days whose sales are others now, with the units that were stored, and those that are there now.
    package internal(set) var replaced = Days()
    package internal(set) var replacedUnits = 0.0
    /// Days of which the files say what is stored.
    package internal(set) var same = 0
    /// Days that a replacing import does not have.
    package internal(set) var removed = Days()
    /// Days without sales of a store that usually sells on their weekday, since the last day that was known before.
    package internal(set) var missing = FirstDays()
    /// Stores whose sales end before those of other stores, by ``latestBehind`` days at most, each with its last day; those that have not
    /// missed a weekday on which they usually sell are left out.
    package internal(set) var behind = FirstDays()
    /// Days after which their store has none for more than a year, as it hadn't before this import.
    package internal(set) var beforeGaps = FirstDays()
    /// Days that several of the files have: their sales were added up.
    package internal(set) var shared = FirstDays()

    /// The positions that were made of closing stocks.
    package internal(set) var positions = Positions()

    /// What all days that the files name have in common.
    package internal(set) var alike: AlikeDays?

    static let shown = 5
    /// A store without sales for longer has most likely closed.
    static let latestBehind = 90

    package struct Positions: Equatable, Sendable {
        /// Series that had no position, and those whose position was moved on to a later evening.
        package internal(set) var made = 0
        package internal(set) var moved = 0
        /// Their evenings, as day numbers; nil if there are none.
        package internal(set) var evenings: ClosedRange<Int>?
    }

    /// Days that are all first days of months, or all on one weekday: rows may be of months or of weeks.
    package enum AlikeDays: Equatable, Sendable {
        case firstOfMonths(count: Int)
        /// By ``CivilDate/weekday(ofDayNumber:)``.
        case onWeekday(Int, count: Int)

        /// - Returns: nil for days that have nothing in common, or are too few to tell.
        init?(_ named: [BlockKey: DaySet]) {
            var (days, weekdays, areFirst) = (Set<Int>(), Set<Int>(), true)
            for (key, places) in named {
                for place in places.places where days.insert(key.firstDay + place).inserted {
                    weekdays.insert(CivilDate.weekday(ofDayNumber: key.firstDay + place))
                    areFirst = areFirst && CivilDate(dayNumber: key.firstDay + place).day == 1
                    if !areFirst, weekdays.count > 1 { return nil }
                }
            }
            if areFirst, days.count >= 3 {
                self = .firstOfMonths(count: days.count)
            } else if let weekday = weekdays.first, weekdays.count == 1, days.count >= 4 {
                self = .onWeekday(weekday, count: days.count)
            } else {
                return nil
            }
        }
    }

    /// Days of stores: how many, and the first of them.
    package struct FirstDays: Equatable, Sendable {
        package private(set) var count = 0
        package private(set) var first: [Day] = []

        mutating func add(_ day: Int, of store: Int32) {
            count += 1
            if first.count < shown { first.append(Day(store: store, day: day)) }
        }

        package struct Day: Equatable, Sendable {
            package var store: Int32
            package var day: Int
        }
    }
}
