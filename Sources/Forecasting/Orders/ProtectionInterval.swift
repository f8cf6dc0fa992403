/// The days that an order answers for: from a review to the arrival of what the next review orders.
///
/// An order of the morning of day d is there on the morning of d + L, and the next one on d + L + R.
package struct ProtectionInterval: Equatable, Sendable {
    /// L: days from a review to the arrival of its order.
    package let leadDays: Int
    /// R: days from a review to the next one.
    package let reviewDays: Int
    /// Days from the start day to the arrival of the first order that a review can place. Before, no policy can do anything.
    package let firstArrival: Int

    /// That of the first review on the start day or after it, by the calendar of the store.
    package init(startDay: Int, _ terms: SupplyTerms, _ calendar: PlanCalendar) {
        let schedule = ReviewSchedule(
            startDay: startDay, terms: terms, days: calendar.days, working: calendar.working)
        let review = schedule.day(0)
        let arrival = schedule.arrival(ofOrderOn: review)
        leadDays = min(arrival - review, StockLimits.durationDays)
        firstArrival = min(arrival - startDay, StockLimits.durationDays)
        reviewDays = min(schedule.day(schedule.review(after: 0)) - review, StockLimits.durationDays)
    }

    /// L + R; with daily reviews L + 1.
    package var days: Int { leadDays + reviewDays }
}
