/// A walk along the levels of one series, span by span, through its receipts.
///
/// The level on the morning of period k is counted from the start of the series and not from span to span,
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

    /// The next span, which ends before `limit` at the latest.
    @inlinable
    func span<Receipts: RandomAccessCollection>(before limit: Int, _ receipts: Receipts) -> ConstantRateSpan
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
        return ConstantRateSpan(
            first: period, end: end, opening: opening, sales: sales, restocking: restocking, scheduled: scheduled,
            planned: planned, nextReceipt: next)
    }

    /// Goes to the morning after a span.
    @inlinable
    mutating func pass(_ span: ConstantRateSpan) {
        let evening = span.level(span.end - 1)
        if losesSales, evening < 0 {
            lostBefore -= evening
            anchorPeriod = span.end
            anchorLevel = 0
            received = 0
        } else {
            received += span.scheduled + span.planned
        }
        scheduledBefore += span.scheduled
        plannedBefore += span.planned
        planned = 0
        nextReceipt = span.nextReceipt
        period = span.end
    }

    /// Goes to the morning of a period.
    @inlinable
    mutating func advance<Receipts: RandomAccessCollection>(to target: Int, _ receipts: Receipts)
    where Receipts.Element == Receipt, Receipts.Index == Int {
        while period < target { pass(span(before: target, receipts)) }
    }

    /// Goes to the span that a period is in, as far as that period.
    @inlinable
    mutating func advance<Receipts: RandomAccessCollection>(toSpanWith target: Int, _ receipts: Receipts)
        -> ConstantRateSpan
    where Receipts.Element == Receipt, Receipts.Index == Int {
        while true {
            let span = span(before: target + 1, receipts)
            if span.end > target { return span }
            pass(span)
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
            let span = walk.span(before: periods.upperBound + 1, receipts)
            if span.end > periods.lowerBound {
                // The level rises or falls all the way, so it is lowest at one of the ends.
                let first = max(span.first, periods.lowerBound)
                if span.level(first) < lowest.level { lowest = (first, span.level(first)) }
                if span.level(span.end - 1) < lowest.level { lowest = (span.end - 1, span.level(span.end - 1)) }
            }
            walk.pass(span)
        }
        return lowest
    }
}
