/// Consecutive periods of a horizon with constant rates: those between two receipts, or the one period of a receipt.
///
/// Level at the end of period k, for `first ≤ k < end`:
///
///     L(k) = opening + (k − first + 1) × (restocking − sales)
///
/// This is the expression of ``Stretch/level(on:)``, operation by operation.
@usableFromInline
struct Leg {
    @usableFromInline let first: Int
    @usableFromInline let end: Int
    /// Level on the morning of the first period.
    @usableFromInline let opening: Double
    @usableFromInline let sales: Double
    /// Units that come in a period, the receipts included.
    @usableFromInline let restocking: Double
    /// The receipts in it.
    @usableFromInline let scheduled: Double
    @usableFromInline let planned: Double
    /// Index of the first receipt after it.
    @usableFromInline let nextReceipt: Int

    @inlinable
    init(
        first: Int, end: Int, opening: Double, sales: Double, restocking: Double, scheduled: Double = 0,
        planned: Double = 0, nextReceipt: Int = 0
    ) {
        self.first = first
        self.end = end
        self.opening = opening
        self.sales = sales
        self.restocking = restocking
        self.scheduled = scheduled
        self.planned = planned
        self.nextReceipt = nextReceipt
    }

    @inlinable var net: Double { restocking - sales }

    @inlinable
    func level(_ period: Int) -> Double {
        opening + Double(period - first + 1) * (restocking - sales)
    }

    /// The first period in which the level would pass below zero, which lost sales don't let it.
    @inlinable
    var fall: Int? {
        let net = restocking - sales
        return Projection.firstPeriod(in: end - first) {
            opening + Double($0 + 1) * net < 0
        } guess: {
            opening / -net
        }.map { first + $0 }
    }

    /// The first period, from `earliest` on, whose level is reported as less than `floor`. As the level rises or falls all
    /// the way, this is the first of them, or it is where the falling level gets there.
    @inlinable
    func firstPeriod(below floor: Double, from earliest: Int) -> Int? {
        let from = max(first, earliest)
        guard from < end else { return nil }
        let net = restocking - sales
        return Projection.firstPeriod(in: net < 0 ? end - from : 1) {
            ReportedQuantity.rounded(level(from + $0)) < floor
        } guess: {
            (opening - (floor - 0.005)) / -net - 1 - Double(from - first)
        }.map { from + $0 }
    }
}

/// A walk along the levels of one series, leg by leg, through its receipts.
///
/// The level on the morning of period k is counted from the start of the series and not from leg to leg,
///
///     opening(k) = on hand + k × (restocking − sales) + receipts before k
///
/// so that what rounding leaves does not add up from one receipt to the next. With lost sales it is counted from the last
/// period that ended at zero, the anchor. The walk is a plain value: a copy looks ahead, and the original stays.
@usableFromInline
struct LevelWalk {
    @usableFromInline let startDay: Int
    @usableFromInline let periodDays: Int
    @usableFromInline let sales: Double
    @usableFromInline let restocking: Double
    @usableFromInline var losesSales: Bool

    /// The period whose morning it is.
    @usableFromInline var period = 0
    @usableFromInline var anchorPeriod = 0
    @usableFromInline var anchorLevel: Double
    /// Receipts since the anchor.
    @usableFromInline var received = 0.0
    @usableFromInline var nextReceipt: Int
    /// What arrives in `period` beside the receipts: an order that has just been planned.
    @usableFromInline var planned = 0.0

    // Since the start, for the arithmetic of an order.
    @usableFromInline var scheduledBefore = 0.0
    @usableFromInline var plannedBefore = 0.0
    @usableFromInline var lostBefore = 0.0

    @inlinable
    init<Receipts: RandomAccessCollection>(
        _ position: StockPosition, periodDays: Int, losesSales: Bool, receipts: Receipts
    ) where Receipts.Element == Receipt, Receipts.Index == Int {
        startDay = position.startDay
        self.periodDays = periodDays
        sales = position.salesRate
        restocking = position.restockingRate
        self.losesSales = losesSales
        anchorLevel = position.onHand
        nextReceipt = receipts.startIndex
        while nextReceipt < receipts.endIndex, receipts[nextReceipt].day < startDay { nextReceipt += 1 }
    }

    /// The period that a day from the start on falls in.
    @inlinable
    func period(of day: Int) -> Int {
        periodDays == 1 ? day - startDay : (day - startDay) / periodDays
    }

    /// The next leg, which ends before `limit` at the latest.
    @inlinable
    func leg<Receipts: RandomAccessCollection>(before limit: Int, _ receipts: Receipts) -> Leg
    where Receipts.Element == Receipt, Receipts.Index == Int {
        var scheduled = 0.0
        var next = nextReceipt
        var end = limit
        while next < receipts.endIndex {
            let arrival = period(of: receipts[next].day)
            guard arrival <= period else {
                end = min(limit, arrival)
                break
            }
            scheduled += receipts[next].quantity
            next += 1
        }
        if next > nextReceipt || planned != 0 { end = period + 1 }
        let opening = anchorLevel + Double(period - anchorPeriod) * (restocking - sales) + received
        let restocking = self.restocking + (scheduled + planned)
        // Backorders that were open are lost with the first period, and from its end on the level rises from zero.
        if losesSales, restocking >= sales, opening + (restocking - sales) < 0 { end = period + 1 }
        return Leg(
            first: period, end: end, opening: opening, sales: sales, restocking: restocking, scheduled: scheduled,
            planned: planned, nextReceipt: next)
    }

    /// Goes to the morning after a leg.
    @inlinable
    mutating func pass(_ leg: Leg) {
        let evening = leg.level(leg.end - 1)
        if losesSales, evening < 0 {
            lostBefore -= evening
            anchorPeriod = leg.end
            anchorLevel = 0
            received = 0
        } else {
            received += leg.scheduled + leg.planned
        }
        scheduledBefore += leg.scheduled
        plannedBefore += leg.planned
        planned = 0
        nextReceipt = leg.nextReceipt
        period = leg.end
    }

    /// Goes to the morning of a period.
    @inlinable
    mutating func advance<Receipts: RandomAccessCollection>(to target: Int, _ receipts: Receipts)
    where Receipts.Element == Receipt, Receipts.Index == Int {
        while period < target { pass(leg(before: target, receipts)) }
    }

    /// Goes to the leg that a period is in, as far as that period.
    @inlinable
    mutating func advance<Receipts: RandomAccessCollection>(toLegWith target: Int, _ receipts: Receipts) -> Leg
    where Receipts.Element == Receipt, Receipts.Index == Int {
        while true {
            let leg = leg(before: target + 1, receipts)
            if leg.end > target { return leg }
            pass(leg)
        }
    }

    /// The level that is lowest in some periods, and where that is; without lost sales, whatever the options say.
    @inlinable
    func lowest<Receipts: RandomAccessCollection>(
        in periods: ClosedRange<Int>, _ receipts: Receipts
    ) -> (period: Int, level: Double) where Receipts.Element == Receipt, Receipts.Index == Int {
        var walk = self
        walk.losesSales = false
        var lowest = (period: periods.lowerBound, level: Double.infinity)
        while walk.period <= periods.upperBound {
            let leg = walk.leg(before: periods.upperBound + 1, receipts)
            if leg.end > periods.lowerBound {
                // The level rises or falls all the way, so it is lowest at one of the ends.
                let first = max(leg.first, periods.lowerBound)
                if leg.level(first) < lowest.level { lowest = (first, leg.level(first)) }
                if leg.level(leg.end - 1) < lowest.level { lowest = (leg.end - 1, leg.level(leg.end - 1)) }
            }
            walk.pass(leg)
        }
        return lowest
    }
}
