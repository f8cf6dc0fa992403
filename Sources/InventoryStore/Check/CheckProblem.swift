/// All problems of one kind: their number, and the first of them.
package struct CheckProblems: Equatable, Sendable {
    package private(set) var total = 0
    package private(set) var first: [CheckProblem] = []
    private static let kept = 10

    package init() {}

    package mutating func add(_ problem: @autoclosure () -> CheckProblem) {
        total += 1
        if first.count < Self.kept { first.append(problem()) }
    }

    package mutating func merge(_ other: CheckProblems) {
        total += other.total
        first += other.first.prefix(Self.kept - first.count)
    }
}

/// A series in a scenario, by its keys.
package struct ResultPlace: Equatable, Sendable {
    package var scenario: Int
    package var series: SeriesKey

    package init(scenario: Int, series: SeriesKey) {
        self.scenario = scenario
        self.series = series
    }
}

/// A fact about a file that invdb would not have written. The reports turn it into a sentence.
///
/// Stores, products and scenarios are given by their keys, because their names may be damaged.
package enum CheckProblem: Equatable, Sendable {
    /// SQLite's message about a page, an index or a constraint.
    case structure(String)
    /// A table, index or view that is missing, or differs from what the migrations make.
    case schema(String)
    /// The migrations that the file lists differ from those that have made it.
    case migrations([String])
    /// A foreign key without a parent row.
    case reference(table: String, row: String, parent: String)
    /// A value outside its bounds or of the wrong type.
    case value(Row, fault: String)

    // Contradictions between tables.
    case keyOutOfRange(table: String, key: Int, name: String)
    case noName(table: String, key: Int)
    /// A row of `inventory` whose key no series can have.
    case seriesKeyOutOfRange(Int)
    /// The number of series that a store states, and the number counted.
    case seriesCount(store: Int, stated: Int, counted: Int)
    /// A row refers to an import that the log doesn't have.
    case noImport(Reference, Int)
    case rowsRead(importID: Int, stated: Int, accounted: Int)
    /// More series refer to an import than the import wrote, by its log.
    case rowsWritten(importID: Int, stated: Int, counted: Int)
    case scenarioCounts(name: String, stated: ResultCounts, counted: ResultCounts)
    case orderCount(scenario: String, stated: Int, counted: Int)
    /// A scenario has more results of a run than the log says that the run made.
    case runCounts(runID: Int, scenario: Int, stated: RunCounts, counted: RunCounts)
    /// A scenario has more orders of a run than the log says that the run planned.
    case runOrders(runID: Int, scenario: Int, stated: Int, counted: Int)
    /// The log's options don't say how the run read the inventory.
    case runOptions(runID: Int)
    case calendarDay(Int, name: String)
    /// The number of sold days that a block of days states, and the number counted.
    case saleCount(store: Int, firstDay: Int, stated: Int, counted: Int)
    /// Something was sold on a day of which no file had the sales.
    case unnamedSale(SeriesKey, day: Int)
    /// The last day with sales that a store states, and the last one that it has; nil means none.
    case historyUntil(store: Int, stated: Int?, counted: Int?)

    /// An event with the same name, first day, store, category and product as an earlier one; by their keys.
    case eventTwice(key: Int, first: Int)
    /// A period with stated demand begins on a day that an earlier one of the series has too.
    case overlap(SeriesKey, day: Int)

    // The results of a series.
    case stretches(ResultPlace, StretchProblem)
    /// The day of the stock-out as stored, and as the levels give it; nil means none.
    case stockoutDay(ResultPlace, stated: Int?, counted: Int?)
    case missingDay(ResultPlace, Int)
    case orders(ResultPlace, OrderProblem)

    /// A row with a value outside its bounds or of the wrong type.
    package enum Row: Equatable, Sendable {
        /// A row of a series in a table of the inventory.
        case series(SeriesKey, table: String)
        /// A day of the calendar of a store, or of all stores.
        case storeDay(store: Int, day: Int)
        /// What was sold of a product on a day.
        case sale(SeriesKey, day: Int)
        /// A block of days of a store.
        case salesBlock(store: Int, firstDay: Int)
        /// A row of a table of events or profiles, or of what was learned.
        case row(of: String, key: Int)
        case importLog(Int)
        case run(Int)
        case scenario(Int)
        /// A row of a series in a table of results.
        case result(ResultPlace, table: String)
    }

    /// The row that refers to an import.
    package enum Reference: Equatable, Sendable {
        case receiptsOfStore(Int)
        case calendarOfStore(Int)
        case salesOfStore(Int)
        case demandOfStore(Int)
        case eventsOfStore(Int)
        case statedDemandOfStore(Int)
        case changesOfStore(Int)
        case run(Int)
        case simulation(Int)
        /// The results of a store in a scenario.
        case freshness(scenario: Int, store: Int)
    }

    package struct ResultCounts: Equatable, Sendable {
        package var stretches: Int
        package var stockouts: Int

        package init(stretches: Int, stockouts: Int) {
            self.stretches = stretches
            self.stockouts = stockouts
        }
    }

    package struct RunCounts: Equatable, Sendable {
        package var series: Int
        package var stockouts: Int

        package init(series: Int, stockouts: Int) {
            self.series = series
            self.stockouts = stockouts
        }
    }

    /// What is wrong with the stretches of a series. Stretches are counted from 0; days are day numbers.
    package enum StretchProblem: Equatable, Sendable {
        /// The number of a stretch differs from its position in the series.
        case number(Int, expected: Int)
        case runs(Int, Int)
        case unknownRun(Int)
        case notInInventory
        case begins(stretch: Int, day: Int, endOfEarlier: Int)
        case period(stretch: Int, period: Int, frequency: Int)
        case phase(stretch: Int, phase: Int)
        case endsWithinPeriod(stretch: Int)
        case covers(days: ClosedRange<Int>, firstDay: Int, lastDay: Int)
        case rhythm(period: Int, frequency: Int, expectedPeriod: Int, expectedFrequency: Int)
    }

    /// What is wrong with the orders of a series, or with the projection that has them in it.
    package enum OrderProblem: Equatable, Sendable {
        /// An order comes from another run than the projection.
        case otherRun
        /// An order is out of sequence, has no quantity, arrives before it is placed, states a negative shortfall, or a wrong
        /// number of days late.
        case values
        /// A projection with orders belongs to a series without orders, or to another run.
        case plannedWithoutOrders
        /// A projection with orders has a gap, or begins on another day than the one without.
        case plannedGap
        /// A projection with orders ends on another day than the one without.
        case plannedEnd
    }
}
