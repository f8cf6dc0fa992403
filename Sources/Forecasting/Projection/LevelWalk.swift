/// A walk along the levels of one series, span by span, through its receipts.
///
/// The level on the morning of period k is counted from the start of the series, not from span to span:
///
///     opening(k) = on hand + k × (restocking − sales) + receipts before k
///
/// Rounding errors therefore do not add up from one receipt to the next. With lost sales the level is counted from the
/// last period that ended at zero, the anchor. The walk is a plain value: to look ahead, advance a copy.
@usableFromInline
struct LevelWalk {
    @usableFromInline let startDay: Int
    @usableFromInline let periodDays: Int
    @usableFromInline let sales: Double
    @usableFromInline let restocking: Double
    @usableFromInline var losesSales: Bool

    /// The walk stands on the morning of this period.
    @usableFromInline var period = 0
    @usableFromInline var anchorPeriod = 0
    @usableFromInline var anchorLevel: Double
    /// Receipts since the anchor.
    @usableFromInline var received = 0.0
    @usableFromInline var nextReceipt: Int
    /// What arrives in `period` in addition to the receipts: the order that was planned last.
    @usableFromInline var planned = 0.0

    // Since the start. The arithmetic of an order needs these.
    @usableFromInline var scheduledBefore = 0.0
    @usableFromInline var plannedBefore = 0.0
    @usableFromInline var lostBefore = 0.0

    @inlinable
    init<Receipts: RandomAccessCollection>(
        _ position: StockPosition, periodDays: Int, losesSales: Bool, receipts: Receipts
    ) where Receipts.Element == Receipt, Receipts.Index == Int {
        startDay = position.startDay
        self.periodDays = periodDays
        sales = position.salesRate ?? 0
        restocking = position.restockingRate
        self.losesSales = losesSales
        anchorLevel = position.onHand
        nextReceipt = receipts.startIndex
    }

    /// The period that contains a day; at most 0 for a day before the start. Such a receipt is overdue, and counts in period 0.
    @inlinable
    func period(of day: Int) -> Int {
        periodDays == 1 ? day - startDay : (day - startDay) / periodDays
    }

    /// The next span. It ends before `limit` at the latest.
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
        if losesSales, opening + restocking < 0 {
            // What comes in is owed already.
            let owed = ConstantRateSpan(
                first: period, end: end, opening: opening, sales: 0, restocking: restocking, scheduled: scheduled,
                planned: planned, nextReceipt: next)
            return owed.first(owed.owedPeriods)
        }
        // What can't be served in this period is lost, and from its end on the level rises from zero.
        if losesSales, restocking >= sales, opening + (restocking - sales) < 0 { end = period + 1 }
        return ConstantRateSpan(
            first: period, end: end, opening: opening, sales: sales, restocking: restocking, scheduled: scheduled,
            planned: planned, nextReceipt: next)
    }

    /// Advances to the morning after a span.
    @inlinable
    mutating func pass(_ span: ConstantRateSpan) {
        let evening = span.level(span.end - 1)
        if losesSales, evening < 0 || isOwed(span) {
            lostBefore += lost(in: span, through: span.end - 1)
            anchorPeriod = span.end
            anchorLevel = isOwed(span) ? evening : 0
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

    /// Whether all that comes in during a span goes to open backorders, so that nothing is sold.
    @inlinable
    func isOwed(_ span: ConstantRateSpan) -> Bool { losesSales && span.opening + span.restocking < 0 }

    /// The level at the end of a period of a span.
    @inlinable
    func level(in span: ConstantRateSpan, _ period: Int) -> Double {
        losesSales && !isOwed(span) ? max(0, span.level(period)) : span.level(period)
    }

    /// The demand that is lost from the first period of a span to the given one.
    @inlinable
    func lost(in span: ConstantRateSpan, through period: Int) -> Double {
        guard losesSales, period >= span.first else { return 0 }
        return isOwed(span) ? Double(period - span.first + 1) * sales : max(0, -span.level(period))
    }

    /// The demand of some periods that is not served in time: what is lost, or by how much the backlog grows. And the largest
    /// backlog, in units.
    @inlinable
    func shortage<Receipts: RandomAccessCollection>(
        in periods: Range<Int>, _ receipts: Receipts
    ) -> (units: Double, backlog: Double) where Receipts.Element == Receipt, Receipts.Index == Int {
        var walk = self
        var (units, backlog) = (0.0, 0.0)
        while walk.period < periods.upperBound {
            let span = walk.span(before: periods.upperBound, receipts)
            if span.end > periods.lowerBound {
                let first = max(span.first, periods.lowerBound)
                if losesSales {
                    units += walk.lost(in: span, through: span.end - 1) - walk.lost(in: span, through: first - 1)
                } else {
                    // The level is monotone, so the backlog grows from one end to the other, or in the first period only.
                    let before = max(0, -(first > span.first ? span.level(first - 1) : span.opening))
                    let (opening, closing) = (max(0, -span.level(first)), max(0, -span.level(span.end - 1)))
                    units += max(0, max(opening, closing) - before)
                    backlog = max(backlog, opening, closing)
                }
            }
            walk.pass(span)
        }
        return (units, backlog)
    }

    /// Advances to the morning of a period.
    @inlinable
    mutating func advance<Receipts: RandomAccessCollection>(to target: Int, _ receipts: Receipts)
    where Receipts.Element == Receipt, Receipts.Index == Int {
        while period < target { pass(span(before: target, receipts)) }
    }

    /// Advances to the span that contains a period. The span ends with that period.
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

    /// The lowest level in some periods, and its period. It is counted without lost sales, whatever the options say.
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
                // The level is monotone, so it is lowest at one of the ends.
                let first = max(span.first, periods.lowerBound)
                if span.level(first) < lowest.level { lowest = (first, span.level(first)) }
                if span.level(span.end - 1) < lowest.level { lowest = (span.end - 1, span.level(span.end - 1)) }
            }
            walk.pass(span)
        }
        return lowest
    }
}
