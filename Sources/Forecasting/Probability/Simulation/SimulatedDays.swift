/// What all policies of a series see alike of its days: what is expected to be asked for, what is due, and when orders are placed and
/// arrive. It is the same in every run of chance, so it is made once.
///
/// Days count from 0. Quantities are hundredths of a unit, and those that are counted are whole numbers, though they are a `Double`: sums of
/// up to 2⁵³ of them are exact.
struct SimulatedDays {
    /// A day, as all policies see it.
    struct Day {
        /// The units that are expected to be asked for, as ``SimulatedSeries/expectedDemand``.
        var mean = 0.0
        /// The same in hundredths, and the sum of the factors of the open days before this one.
        var demand = 0.0
        var factorsBefore = 0.0
        /// Of the receipts: what arrives in the morning.
        var received = 0.0
        /// What arrives then or later, and of that what arrives by the morning on which an order of the day is there.
        var due = 0.0
        var dueByArrival = 0.0
        /// What is expected to be asked for until the morning on which an order of the next review is there, and at least until the
        /// evening on which one of the day is.
        var demandUntilNext = 0.0
        /// The days on which orders of the day and of the next review are there.
        var arrival = 0
        var nextArrival = 0
        var isReview = false
    }

    /// The days that are simulated, and after them those that their orders look at.
    private(set) var all: [Day]
    /// How many are simulated.
    let count: Int
    /// The last day on which a receipt arrives; -1 if there is none.
    private(set) var lastReceipt = -1
    /// Hundredths of a unit that are asked for at a factor of 1.
    let rate: Double
    /// What is on hand before the first day.
    let level: Double
    /// The receipts as they are, ascending by day; their days are day numbers.
    let receipts: [Receipt]
    /// The day number of day 0.
    let start: Int

    /// Bounds within which all sums are exact, and the arithmetic of a plan is exact to ``PolicyLanes``' tolerance.
    private static let mostDays = 8192
    /// A plan looks at the factors of so many days from its first one on.
    private static var mostAhead: Int { FactorCurve.daysBeyondHorizon }
    private static let mostUnits = 1e8

    /// - Parameters:
    ///   - series: on its first day, not reviewed yet.
    ///   - count: the days that are simulated.
    ///   - coverDays: the most that any policy has.
    /// - Returns: nil if something is restocked, if receipts are finer than a hundredth, or if numbers are very large.
    init?(_ series: SimulatedSeries, count: Int, coverDays: Int) {
        let schedule = series.schedule
        guard count > 0, count <= Self.mostDays, series.restocking == 0, series.rate > 0,
            series.rate <= Self.mostUnits, coverDays <= Self.mostAhead,
            series.level.magnitude <= Int(Self.mostUnits) * 100, series.terms.leadTimeDays <= Self.mostAhead,
            series.terms.reviewPeriodDays <= Self.mostAhead
        else { return nil }
        self.count = count
        start = series.day
        rate = series.rate * 100
        level = Double(series.level)
        receipts = series.open
        var days = [Day](repeating: Day(), count: count)
        guard
            let reach = Self.setReviews(in: &days, schedule, start: start, coverDays: coverDays)
        else { return nil }
        days.append(contentsOf: repeatElement(Day(), count: max(0, reach + 1 - count)))

        var factors = 0.0
        for place in days.indices {
            let day = start + place
            days[place].factorsBefore = factors
            let mean = series.expectedDemand(on: day)
            days[place].mean = mean
            days[place].demand = mean * 100
            // Without closed days it is the difference that a plan takes, to the last digit.
            factors =
                series.hasClosedDays
                ? factors + mean / series.rate : series.factors(from: start, to: day + 1)
        }
        var total = 0.0
        for receipt in receipts {
            let quantity = SimulatedSeries.hundredths(receipt.quantity)
            total += Double(quantity)
            guard quantity >= 0, Double(quantity) / 100 == receipt.quantity, total <= Self.mostUnits * 100 else {
                return nil
            }
            // What is overdue arrives on the first day.
            let place = max(0, receipt.day - start)
            guard place < days.count else { continue }
            days[place].received += Double(quantity)
            lastReceipt = max(lastReceipt, place)
        }
        var arrived = 0.0
        for place in days.indices {
            days[place].due = total - arrived
            arrived += days[place].received
        }
        all = days
        for place in 0..<count where days[place].isReview {
            // Where the order of the next review arrives on the same day, that day counts: a plan places the first of the two.
            let next = max(days[place].nextArrival, days[place].arrival + 1)
            all[place].demandUntilNext = demand(from: place, to: next)
            all[place].dueByArrival = days[place].due - days[days[place].arrival + 1].due
        }
    }

    /// Says of each day whether orders are placed on it, and when they arrive.
    ///
    /// - Returns: the day after the last one that an order may look at; nil if that is too far away.
    private static func setReviews(
        in days: inout [Day], _ schedule: ReviewSchedule, start: Int, coverDays: Int
    ) -> Int? {
        var (review, reach) = (0, 0)
        // What is found of the next review is kept until its day: with working days, a day and an arrival take as long as the rest.
        var day = schedule.day(0)
        var arrival = schedule.arrival(ofOrderOn: day) - start
        for place in days.indices where day == start + place {
            let next = schedule.review(after: review)
            let nextDay = schedule.day(next)
            let nextArrival = schedule.arrival(ofOrderOn: nextDay) - start
            guard arrival >= place, nextArrival >= arrival, nextArrival + coverDays - place <= mostAhead else {
                return nil
            }
            days[place].isReview = true
            days[place].arrival = arrival
            days[place].nextArrival = nextArrival
            reach = max(reach, nextArrival + coverDays + 1)
            (review, day, arrival) = (next, nextDay, nextArrival)
        }
        return reach
    }

    /// What is expected to be asked for from the morning of one day to that of another.
    @inline(__always)
    func demand(from first: Int, to end: Int) -> Double {
        (all[end].factorsBefore - all[first].factorsBefore) * rate
    }
}
