/// The days that an order answers for: from a review to the arrival of what the next review orders.
///
/// An order of the morning of day d is there on the morning of d + L, and the next one on d + L + R. Where orders are placed and arrive on
/// some weekdays only, these days differ from one review to the next. A safety stock is one number, and has to do at each review: it is
/// that of the longest interval of all weeks. Days of the store's own, such as holidays, don't count: a safety stock that answers for the
/// longest of them would be there all year.
package struct ProtectionInterval: Equatable, Sendable {
    /// L: days from a review to the arrival of its order.
    package let leadDays: Int
    /// R: days from this arrival to that of the order of the next review.
    package let reviewDays: Int
    /// The weekday of the review; nil if the days are the same from all reviews. 1 is Monday, 7 is Sunday.
    package let weekday: Int?
    /// Days from the start day to the arrival of the first order that a review can place, by the calendar of the store. Before, no policy
    /// can do anything.
    package let firstArrival: Int

    /// - Parameter startDay: of the series; its reviews may be counted from it.
    package init(startDay: Int, _ terms: SupplyTerms, _ calendar: PlanCalendar) {
        func schedule(_ working: WorkingDays?) -> ReviewSchedule {
            ReviewSchedule(startDay: startDay, terms: terms, days: calendar.days, working: working)
        }
        let own = schedule(calendar.working)
        firstArrival = min(own.arrival(ofOrderOn: own.day(0)) - startDay, StockLimits.durationDays)
        let usual = schedule(calendar.usual)
        guard calendar.usual != nil else {
            leadDays = min(usual.leadTime, StockLimits.durationDays)
            reviewDays = min(usual.period, StockLimits.durationDays)
            weekday = nil
            return
        }
        var longest = (days: 0, lead: 0, weekday: 0)
        var (review, day) = (0, usual.day(0))
        var arrival = usual.arrival(ofOrderOn: day)
        // After as many days the reviews are on the same weekdays again.
        let end = usual.first + (usual.period % 7 == 0 ? usual.period : 7 * usual.period)
        repeat {
            review = usual.review(after: review)
            let nextDay = usual.day(review)
            let nextArrival = usual.arrival(ofOrderOn: nextDay)
            let found = (
                days: nextArrival - day, lead: arrival - day, weekday: CivilDate.weekday(ofDayNumber: day)
            )
            // Of those as long it is the same one wherever the series starts.
            if found > longest { longest = found }
            (day, arrival) = (nextDay, nextArrival)
        } while day < end
        leadDays = min(longest.lead, StockLimits.durationDays)
        reviewDays = min(longest.days - longest.lead, StockLimits.durationDays)
        weekday = longest.weekday
    }

    /// L + R; with daily reviews L + 1.
    package var days: Int { leadDays + reviewDays }
}
