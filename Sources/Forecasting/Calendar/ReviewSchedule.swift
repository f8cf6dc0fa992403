/// The days on which orders of a series can be placed, and the days on which they arrive.
///
/// Reviews are `period` days apart. A review that falls on a day that is not a working day is held on the next working day. So
/// several reviews can be held on one day; ``review(after:)`` gives the next one that is on another.
@usableFromInline
struct ReviewSchedule {
    /// The day of review 0, before it is moved to a working day.
    @usableFromInline let first: Int
    @usableFromInline let period: Int
    @usableFromInline let leadTime: Int
    @usableFromInline let leadsInWorkdays: Bool
    /// nil: every day is a working day.
    @usableFromInline let working: WorkingDays?

    /// - Parameters:
    ///   - startDay: no review is held before this day.
    ///   - days: says from which day on the reviews are counted. A series counts its own from its start day.
    @inlinable
    init(startDay: Int, terms: SupplyTerms, days: OrderDays, working: WorkingDays?) {
        leadTime = terms.leadTimeDays
        leadsInWorkdays = days.leadsInWorkdays
        self.working = working
        let weekday = terms.reviewWeekday ?? days.reviewWeekday
        guard weekday != nil || days.reviewFrom != nil else {
            (first, period) = (startDay, terms.reviewPeriodDays)
            return
        }
        (first, period) = Self.anchored(startDay, terms.reviewPeriodDays, weekday, days.reviewFrom, working)
    }

    @usableFromInline
    static func anchored(_ startDay: Int, _ period: Int, _ weekday: Int?, _ from: Int?, _ working: WorkingDays?)
        -> (first: Int, period: Int)
    {
        // A Monday, if nothing else is said. Only reviews that are several weeks apart depend on which one.
        var anchor = from ?? -3
        var period = period
        if let weekday {
            period = (period + 6) / 7 * 7
            anchor += (weekday - CivilDate.weekday(ofDayNumber: anchor) + 7) % 7
        }
        let first = startDay + ((anchor - startDay) % period + period) % period
        // The review before may be held later than its day.
        if let working, working.first(from: first - period) >= startDay { return (first - period, period) }
        return (first, period)
    }

    /// The day of a review.
    @inlinable
    func day(_ review: Int) -> Int {
        let day = first + review * period
        return working?.first(from: day) ?? day
    }

    /// The first review that is on a later day.
    @inlinable
    func review(after review: Int) -> Int {
        guard working != nil else { return review + 1 }
        return (day(review) - first) / period + 1
    }

    /// The first review on or after a day.
    @inlinable
    func review(from day: Int) -> Int {
        guard day > first else { return 0 }
        let review = (day - first + period - 1) / period
        // The one before may be held later than its day.
        return working != nil && review > 0 && self.day(review - 1) >= day ? review - 1 : review
    }

    /// The day on whose morning an order arrives.
    @inlinable
    func arrival(ofOrderOn day: Int) -> Int {
        guard let working else { return day + leadTime }
        return leadsInWorkdays ? working.adding(leadTime, to: day) : working.first(from: day + leadTime)
    }

    /// The day on which an order of the first review after a day arrives, as far as the calendar goes.
    @inlinable
    func reach(_ lastDay: Int) -> Int {
        min(arrival(ofOrderOn: day(review(from: lastDay + 1))), CivilDate.dayNumbers.upperBound)
    }

    /// The last review from which an order arrives by a day; -1 if there is none.
    @inlinable
    func last(arrivingBy day: Int) -> Int {
        let latest = day - leadTime - first
        guard working != nil else { return latest < 0 ? -1 : latest / period }
        // Later reviews never arrive earlier.
        return MonotoneSearch.first(in: 0..<(latest < 0 ? 0 : latest / period + 1)) {
            arrival(ofOrderOn: self.day($0)) > day
        } - 1
    }
}
