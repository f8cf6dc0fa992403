/// What is available of a series in all up to the evening of a day: on hand, receipts and restocking. Days count from 1.
struct CumulativeSupply {
    /// The day number of the day before day 1.
    let start: Int
    /// Units that come in on each day on which the store is open.
    let restocking: Double
    /// Ascending by day.
    private let receipts: ArraySlice<Receipt>
    private let closed: [ClosedRange<Int>]
    private var nextReceipt: Int
    /// The last day that is counted.
    private var day = 0
    private var available: Double
    /// What is available on the day after the last one, and as counted units, if that is known.
    private var begun: (available: Double, units: Double)?

    /// Days between two changes of what is available, as counted units.
    struct Leg {
        /// The first and the last one; empty before the first leg.
        var days: Range<Int>
        /// Units up to the last day.
        var available: Double
        /// The counted units that make the series out if they are asked for.
        var units: Double
        /// The same of the first day. They are others only if several legs are one: then there is some more on each day.
        var firstUnits: Double

        var lastDay: Int { days.upperBound - 1 }
    }

    init(_ position: StockPosition, _ receipts: ArraySlice<Receipt>, closed: [ClosedRange<Int>]) {
        start = position.startDay - 1
        restocking = max(0, position.restockingRate)
        self.receipts = receipts
        self.closed = closed
        nextReceipt = receipts.startIndex
        available = position.onHand
    }

    /// The days before the next receipt; nil if there is none. What is due on the first day, or overdue, is there when it begins.
    var daysBeforeReceipt: Int? { receipts.first { $0.day > start + 1 }.map { $0.day - start - 1 } }

    /// The next leg, cut off at a last day; nil if that is passed.
    ///
    /// Receipts and restocking that don't change the number of counted units don't end a leg.
    mutating func next(through end: Int, unit: Double) -> Leg? {
        guard day < end else { return nil }
        let first = day + 1
        let units: Double
        if let begun {
            (available, units) = begun
            self.begun = nil
        } else {
            (available, nextReceipt) = received(on: first)
            units = Self.units(available, unit)
        }
        day = first
        if nextReceipt == receipts.endIndex, closed.isEmpty {
            restock(through: end, unit: unit, units)
            return Leg(days: first..<day + 1, available: available, units: units, firstUnits: units)
        }
        while day < end {
            let change = min(nextChange, end + 1)
            guard change <= end else {
                day = end
                break
            }
            let after = received(on: change)
            guard Self.units(after.available, unit) == units else {
                day = change - 1
                break
            }
            (available, nextReceipt) = after
            day = change
        }
        return Leg(days: first..<day + 1, available: available, units: units, firstUnits: units)
    }

    /// Whether nothing else is to come but the same on each day.
    var isSteady: Bool { restocking > 0 && nextReceipt == receipts.endIndex && closed.isEmpty }

    /// Makes one leg of a leg and of those after it, up to a day.
    mutating func extend(_ leg: inout Leg, through end: Int, unit: Double) {
        guard isSteady, end > day else { return }
        available += restocking * Double(end - day)
        begun = nil
        day = end
        leg.days = leg.days.lowerBound..<end + 1
        leg.available = available
        leg.units = Self.units(available, unit)
    }

    /// The counted units of a day of a leg.
    func units(of leg: Leg, on day: Int, unit: Double) -> Double {
        day >= leg.lastDay || leg.units == leg.firstUnits
            ? leg.units : Self.units(leg.available - restocking * Double(leg.lastDay - day), unit)
    }

    /// Goes on to the last day with so many units, if only restocking is to come, on each day.
    private mutating func restock(through end: Int, unit: Double, _ units: Double) {
        guard restocking > 0 else {
            day = end
            return
        }
        while day < end {
            let after = available + restocking
            let unitsAfter = Self.units(after, unit)
            guard unitsAfter == units else {
                begun = (after, unitsAfter)
                return
            }
            available = after
            day += 1
        }
    }

    /// The next day on which something comes in.
    private var nextChange: Int {
        let receipt = nextReceipt < receipts.endIndex ? max(day + 1, receipts[nextReceipt].day - start) : .max
        guard restocking > 0 else { return receipt }
        var open = day + 1
        while open < receipt, isClosed(open) { open += 1 }
        return open
    }

    /// What is available with what comes in on a day after the last one, and the next receipt.
    private func received(on day: Int) -> (available: Double, nextReceipt: Int) {
        var (available, next) = (available, nextReceipt)
        while next < receipts.endIndex, receipts[next].day - start <= day {
            available += receipts[next].quantity
            next += 1
        }
        if restocking > 0, !isClosed(day) { available += restocking }
        return (available, next)
    }

    private func isClosed(_ day: Int) -> Bool {
        let place = MonotoneSearch.first(in: 0..<closed.count) { closed[$0].upperBound >= start + day }
        return place < closed.count && closed[place].lowerBound <= start + day
    }

    /// The smallest demand, in counted units, that leaves a level of zero or less as it is reported; zero or less if there is none to
    /// be left.
    private static func units(_ available: Double, _ unit: Double) -> Double {
        guard let hundredths = ReportedQuantity.hundredths(available) else { return (available / unit).rounded(.up) }
        // Whole numbers are cut off towards zero.
        if unit == 1 || hundredths <= 0 { return Double((hundredths > 0 ? hundredths + 99 : hundredths) / 100) }
        return max(1, ((available - 0.005) / unit).rounded(.up))
    }
}
