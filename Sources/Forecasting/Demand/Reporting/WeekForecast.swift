/// What was expected of a week of a series before it began.
package struct WeekForecast: Equatable, BitwiseCopyable, Sendable {
    /// The Monday, as a day number.
    package var week: Int
    /// Units that are expected, and those that are not exceeded with a probability of 10 % and 90 %.
    package var mean: Double
    package var low: Double
    package var high: Double
    /// Seven times the mean of the last 28 days, or of those since the first sale.
    package var average: Double
    /// What somebody stated of the week; NaN if nobody did of all of its days.
    package var stated: Double

    package static let days = 7

    package init(week: Int, mean: Double, low: Double, high: Double, average: Double, stated: Double = .nan) {
        self.week = week
        self.mean = mean
        self.low = low
        self.high = high
        self.average = average
        self.stated = stated
    }

    /// What is stated of a week, in proportion of the days of longer periods; NaN if a day is missing.
    package static func stated(_ periods: [StatedDemand], of week: Int) -> Double {
        let days = week...week + Self.days - 1
        var (found, units) = (0, 0.0)
        for period in periods where period.days.overlaps(days) {
            let count = period.days.clamped(to: days).count
            found += count
            units += period.quantity * Double(count) / Double(period.days.count)
        }
        return found == days.count ? units : .nan
    }

    package var lastDay: Int { week + Self.days - 1 }

    /// The first Monday after a day.
    package static func week(after day: Int) -> Int { day + 8 - CivilDate.weekday(ofDayNumber: day) }
}

/// What is expected of the next week of a series, and what was expected of the one that has begun and of the last one that is over: sales that
/// are corrected later are compared with that once more.
package struct WeekForecasts: Equatable, BitwiseCopyable, Sendable {
    package private(set) var next: WeekForecast
    package private(set) var begun: WeekForecast?
    package private(set) var last: WeekForecast?

    package init(next: WeekForecast, begun: WeekForecast? = nil, last: WeekForecast? = nil) {
        (self.next, self.begun, self.last) = (next, begun, last)
    }

    /// The weeks after sales are known until another day.
    ///
    /// - Parameters:
    ///   - former: the weeks as they were.
    ///   - next: what is expected of the week after that day.
    ///   - displaced: called with a week that is over and has no place any more.
    package init(
        after former: WeekForecasts?, until day: Int, next: WeekForecast, displaced: (WeekForecast) -> Void
    ) {
        self.next = next
        // Where history ends earlier than it did, what was expected of later weeks is expected anew.
        let known = [former?.last, former?.begun, former?.next].compactMap(\.self).filter { $0.week <= day }
        begun = known.last { $0.lastDay > day }
        let over = known.filter { $0.lastDay <= day }
        last = over.last
        for week in over.dropLast() { displaced(week) }
    }
}

/// How good the forecasts of a week were, added up over series. The sums have the same bits in any order.
package struct WeekAccuracy: Equatable, Sendable {
    /// Errors of one way to forecast: forecast less sold.
    package struct Errors: Equatable, Sendable {
        package var absolute = FixedPointSum()
        package var signed = FixedPointSum()

        package init() {}

        fileprivate mutating func add(sold: Double, forecast: Double) {
            absolute.add((forecast - sold).magnitude)
            signed.add(forecast - sold)
        }

        fileprivate mutating func merge(_ other: Errors) {
            absolute.add(other.absolute)
            signed.add(other.signed)
        }
    }

    package private(set) var series = 0
    package private(set) var sold = FixedPointSum()
    package private(set) var own = Errors()
    package private(set) var average = Errors()
    /// Series that sold from P10 to P90, both included.
    package private(set) var within = 0
    /// Those of which somebody stated the week, what they sold, and the errors of both.
    package private(set) var statedSeries = 0
    package private(set) var statedSold = FixedPointSum()
    package private(set) var stated = Errors()
    package private(set) var ownOfStated = Errors()

    package init() {}

    /// Adds a series.
    ///
    /// - Parameter sold: units of the week.
    package mutating func add(_ forecast: WeekForecast, sold: Double) {
        series += 1
        self.sold.add(sold)
        own.add(sold: sold, forecast: forecast.mean)
        average.add(sold: sold, forecast: forecast.average)
        if forecast.low <= sold, sold <= forecast.high { within += 1 }
        guard !forecast.stated.isNaN else { return }
        statedSeries += 1
        statedSold.add(sold)
        stated.add(sold: sold, forecast: forecast.stated)
        ownOfStated.add(sold: sold, forecast: forecast.mean)
    }

    package mutating func merge(_ other: WeekAccuracy) {
        series += other.series
        sold.add(other.sold)
        own.merge(other.own)
        average.merge(other.average)
        within += other.within
        statedSeries += other.statedSeries
        statedSold.add(other.statedSold)
        stated.merge(other.stated)
        ownOfStated.merge(other.ownOfStated)
    }
}
