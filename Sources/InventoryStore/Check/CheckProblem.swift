/// Problems of one kind: how many there are, and the first of them.
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

/// Something in a file that is not as invdb writes it: facts, for which the reports have the words.
///
/// Stores, products and scenarios are given by their keys, because the damage may be in their names.
package enum CheckProblem: Equatable, Sendable {
    /// What SQLite says of a page, an index or a constraint.
    case structure(String)
    /// What is not as the migrations make it, or is missing.
    case schema(String)
    /// The migrations that the file lists are others than those that have made it.
    case migrations([String])
    /// A foreign key without a parent row.
    case reference(table: String, row: String, parent: String)
    /// A value that no reader takes.
    case value(Row, fault: String)

    // What the tables say of each other.
    case keyOutOfRange(table: String, key: Int, name: String)
    case noName(table: String, key: Int)
    /// A row of `inventory` whose key no series can have.
    case seriesKeyOutOfRange(Int)
    /// The terms of a series can't be planned with.
    case terms(SeriesKey)
    /// What a store says that it has, and what was counted.
    case seriesCount(store: Int, stated: Int, counted: Int)
    /// A row names an import that is not in the log.
    case noImport(Reference, Int)
    case rowsRead(importID: Int, stated: Int, accounted: Int)
    /// More series came from an import than it says that it wrote.
    case rowsWritten(importID: Int, stated: Int, counted: Int)
    case scenarioCounts(name: String, stated: ResultCounts, counted: ResultCounts)
    case orderCount(scenario: String, stated: Int, counted: Int)
    /// A scenario has more results of a run than the run made.
    case runCounts(runID: Int, scenario: Int, stated: RunCounts, counted: RunCounts)
    /// A scenario has more orders of a run than the run planned.
    case runOrders(runID: Int, scenario: Int, stated: Int, counted: Int)
    /// The log does not tell how a run read the inventory.
    case runOptions(runID: Int)
    case calendarDay(Int, name: String)

    // The results of a series.
    case stretches(ResultPlace, StretchProblem)
    /// Where the stock-out is, and where the levels say; nil is no day.
    case stockoutDay(ResultPlace, stated: Int?, counted: Int?)
    case missingDay(ResultPlace, Int)
    case orders(ResultPlace, OrderProblem)

    /// A row that has a value which no reader takes.
    package enum Row: Equatable, Sendable {
        case position(SeriesKey)
        case terms(SeriesKey)
        case receipt(SeriesKey)
        case importLog(Int)
        case run(Int)
        case scenario(Int)
        case stretch(ResultPlace)
        case plannedStretch(ResultPlace)
        case order(ResultPlace)
    }

    /// Who names an import.
    package enum Reference: Equatable, Sendable {
        case receiptsOfStore(Int)
        case changesOfStore(Int)
        case run(Int)
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
        /// A stretch has another number than its place.
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
        /// An order is not of the run that made the projection.
        case otherRun
        /// An order is out of order, or has no quantity, or arrives before it is placed or late by other days.
        case values
        /// A projection with orders is of a series without any, or of another run.
        case plannedWithoutOrders
        /// A projection with orders has a gap, or does not begin with the one without.
        case plannedGap
        /// A projection with orders ends on another day than the one without.
        case plannedEnd
    }
}
