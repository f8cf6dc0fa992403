/// A walk along the levels of one series, span by span, through its receipts.
///
/// The level on the morning of period k is counted from the start of the series, not from span to span:
///
///     opening(k) = on hand + k × (restocking − sales) + receipts before k
///     opening(k) = on hand + k × restocking − sales × sum of the factors before k + receipts before k    with a curve
///
/// On days on which the store is closed the rates rest: they are spans of their own, k counts only open periods, and their factors
/// don't count. Rounding errors do not add up from one receipt to the next. With lost sales the level is counted from the
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
    /// The first range of closed days that does not end before `period`.
    @usableFromInline var nextClosed = 0
    /// What arrives in `period` in addition to the receipts: the order that was planned last.
    @usableFromInline var planned = 0.0

    // Since the start. The arithmetic of an order needs these.
    @usableFromInline var scheduledBefore = 0.0
    @usableFromInline var plannedBefore = 0.0
    @usableFromInline var lostBefore = 0.0
    /// Periods on which the store was closed, since the start and since the anchor.
    @usableFromInline var closedBefore = 0
    @usableFromInline var closedSinceAnchor = 0
    /// The sums of the factors of these periods.
    @usableFromInline var closedFactors = 0.0
    @usableFromInline var closedFactorsSinceAnchor = 0.0
    /// Whether the last open backorders were served with the period before.
    @usableFromInline var hasServed = false

    @inlinable
    init<Receipts, Factors>(
        _ position: StockPosition, periodDays: Int, losesSales: Bool, _ changes: DatedChanges<Receipts, Factors>
    ) {
        startDay = position.startDay
        self.periodDays = periodDays
        sales = position.salesRate ?? 0
        restocking = position.restockingRate
        self.losesSales = losesSales
        anchorLevel = position.onHand
        nextReceipt = changes.receipts.startIndex
        skipClosed(changes)
    }

    /// Passes the closed days before the period.
    @inlinable
    mutating func skipClosed<Receipts, Factors>(_ changes: DatedChanges<Receipts, Factors>) {
        let closed = changes.closed
        while nextClosed < closed.count, closed[nextClosed].upperBound < startDay + period { nextClosed += 1 }
    }

    /// The period that contains a day; at most 0 for a day before the start. Such a receipt is overdue, and counts in period 0.
    @inlinable
    func period(of day: Int) -> Int {
        periodDays == 1 ? day - startDay : (day - startDay) / periodDays
    }

    /// The next span. It ends before `limit` at the latest.
    @inlinable
    func span<Receipts, Factors>(before limit: Int, _ changes: DatedChanges<Receipts, Factors>)
        -> ConstantRateSpan
    {
        var scheduled = 0.0
        var next = nextReceipt
        var end = limit
        var (sales, rate) = (self.sales, self.restocking)
        var isClosed = false
        if nextClosed < changes.closed.count {
            let first = changes.closed[nextClosed].lowerBound - startDay
            isClosed = first <= period
            if isClosed {
                (sales, rate) = (0, 0)
                end = min(end, changes.closed[nextClosed].upperBound + 1 - startDay)
            } else {
                end = min(end, first)
            }
        }
        while next < changes.receipts.endIndex {
            let arrival = period(of: changes.receipts[next].day)
            guard arrival <= period else {
                end = min(end, arrival)
                break
            }
            scheduled += changes.receipts[next].quantity
            next += 1
        }
        if next > nextReceipt || planned != 0 { end = period + 1 }
        let opening = opening(changes.factors)
        let restocking = rate + (scheduled + planned)
        if losesSales, !hasServed, opening + restocking < 0 {
            // What comes in is owed already.
            let owed = ConstantRateSpan(
                first: period, end: end, opening: opening, sales: 0, restocking: restocking, scheduled: scheduled,
                planned: planned, nextReceipt: next, isClosed: isClosed)
            return owed.owing
        }
        // What can't be served in this period is lost, and from its end on the level rises from zero.
        if losesSales, restocking >= sales, opening + (restocking - sales) < 0 { end = period + 1 }
        var span = ConstantRateSpan(
            first: period, end: end, opening: opening, sales: sales, restocking: restocking, scheduled: scheduled,
            planned: planned, nextReceipt: next, isClosed: isClosed, mayOwe: !hasServed)
        if losesSales, !changes.factors.areConstant { span.end = span.endLosingSales(changes.factors) }
        return span
    }

    /// The level on the morning of the period.
    @inlinable
    func opening(_ factors: some PeriodFactors) -> Double {
        let open = Double(period - anchorPeriod - closedSinceAnchor)
        if factors.areConstant { return anchorLevel + open * (restocking - sales) + received }
        return anchorLevel + open * restocking
            - sales * (factors.sum(of: anchorPeriod..<period) - closedFactorsSinceAnchor) + received
    }

    /// Advances to the morning after a span.
    @inlinable
    mutating func pass<Receipts, Factors>(_ span: ConstantRateSpan, _ changes: DatedChanges<Receipts, Factors>) {
        let evening = losesSales ? span.level(span.end - 1, changes.factors) : 0
        let wasOwed = isOwed(span)
        if losesSales, evening < 0 || wasOwed {
            lostBefore += lost(in: span, through: span.end - 1, changes.factors)
            setAnchor(at: span.end, wasOwed ? evening : 0)
            if span.isClosed { countClosed(span, changes.factors, sinceAnchor: false) }
        } else {
            received += span.scheduled + span.planned
            if span.isClosed { countClosed(span, changes.factors, sinceAnchor: true) }
        }
        scheduledBefore += span.scheduled
        plannedBefore += span.planned
        planned = 0
        hasServed = span.endsOwing
        nextReceipt = span.nextReceipt
        period = span.end
        // An evening of zero may be less than that on the next morning, by what another order of additions rounds.
        if losesSales, evening >= 0, !wasOwed, opening(changes.factors) < 0 { setAnchor(at: period, 0) }
        skipClosed(changes)
    }

    @inlinable
    mutating func setAnchor(at period: Int, _ level: Double) {
        anchorPeriod = period
        anchorLevel = level
        received = 0
        closedSinceAnchor = 0
        closedFactorsSinceAnchor = 0
    }

    @inlinable
    mutating func countClosed(_ span: ConstantRateSpan, _ factors: some PeriodFactors, sinceAnchor: Bool) {
        let periods = span.first..<span.end
        let sum = factors.sum(of: periods)
        closedBefore += periods.count
        closedFactors += sum
        guard sinceAnchor else { return }
        closedSinceAnchor += periods.count
        closedFactorsSinceAnchor += sum
    }

    /// The number of periods on which the store is open, from the start to a period of the span.
    @inlinable
    func openPeriods(in span: ConstantRateSpan, through period: Int) -> Int {
        period + 1 - closedBefore - (span.isClosed ? period + 1 - span.first : 0)
    }

    /// The demand from the start to a period of the span.
    @inlinable
    func demand(in span: ConstantRateSpan, through period: Int, _ factors: some PeriodFactors) -> Double {
        // A closed day sells nothing, nor do those before it in the span.
        return demand(before: span.isClosed ? span.first : period + 1, factors)
    }

    /// The demand from the start to the morning of a period. The walk stands on that morning, or in the span of open days that ends
    /// with the evening before.
    @inlinable
    func demand(before period: Int, _ factors: some PeriodFactors) -> Double {
        (factors.sum(of: 0..<period) - closedFactors) * sales
    }

    /// Whether all that comes in during a span goes to open backorders, so that nothing is sold.
    @inlinable
    func isOwed(_ span: ConstantRateSpan) -> Bool { losesSales && span.mayOwe && span.opening + span.restocking < 0 }

    /// The level at the end of a period of a span.
    @inlinable
    func level(in span: ConstantRateSpan, _ period: Int, _ factors: some PeriodFactors) -> Double {
        let level = span.level(period, factors)
        return losesSales && !isOwed(span) ? max(0, level) : level
    }

    /// The demand that is lost from the first period of a span to the given one.
    @inlinable
    func lost(in span: ConstantRateSpan, through period: Int, _ factors: some PeriodFactors) -> Double {
        guard losesSales, period >= span.first else { return 0 }
        guard isOwed(span) else { return max(0, -span.level(period, factors)) }
        if span.isClosed { return 0 }
        return factors.sum(of: span.first..<period + 1) * sales
    }

    /// The demand of some periods that is not served in time: what is lost, or by how much the backlog grows. And the largest
    /// backlog, in units.
    @inlinable
    func shortage<Receipts, Factors>(
        in periods: Range<Int>, _ changes: DatedChanges<Receipts, Factors>
    ) -> (units: Double, backlog: Double) {
        var walk = self
        let factors = changes.factors
        var (units, backlog) = (0.0, 0.0)
        while walk.period < periods.upperBound {
            let span = walk.span(before: periods.upperBound, changes)
            var first = max(span.first, periods.lowerBound)
            if losesSales, first < span.end {
                units +=
                    walk.lost(in: span, through: span.end - 1, factors)
                    - walk.lost(in: span, through: first - 1, factors)
                first = span.end
            }
            while first < span.end {
                // The level is monotone, so the backlog grows from one end to the other, or in the first period only.
                let last = span.lastPeriod(monotoneFrom: first, factors)
                let before = max(0, -(first > span.first ? span.level(first - 1, factors) : span.opening))
                let (opening, closing) = (max(0, -span.level(first, factors)), max(0, -span.level(last, factors)))
                units += max(0, max(opening, closing) - before)
                backlog = max(backlog, opening, closing)
                first = last + 1
            }
            walk.pass(span, changes)
        }
        return (units, backlog)
    }

    /// Advances to the morning of a period.
    @inlinable
    mutating func advance<Receipts, Factors>(to target: Int, _ changes: DatedChanges<Receipts, Factors>) {
        while period < target { pass(span(before: target, changes), changes) }
    }

    /// Advances to the span that contains a period. The span ends with that period.
    @inlinable
    mutating func advance<Receipts, Factors>(toSpanWith target: Int, _ changes: DatedChanges<Receipts, Factors>)
        -> ConstantRateSpan
    {
        while true {
            let span = span(before: target + 1, changes)
            if span.end > target { return span }
            pass(span, changes)
        }
    }

    /// The first period, from `earliest` on and before `limit`, that ends below a target, and its level; nil if there is none.
    @inlinable
    func firstPeriod<Receipts, Factors>(
        below target: StockTarget, from earliest: Int, before limit: Int, _ changes: DatedChanges<Receipts, Factors>
    ) -> (period: Int, level: Double)? {
        var walk = self
        while walk.period < limit {
            let span = walk.span(before: limit, changes)
            if let period = span.firstPeriod(below: target, from: earliest, changes.factors) {
                return (period, walk.level(in: span, period, changes.factors))
            }
            walk.pass(span, changes)
        }
        return nil
    }

    /// The level at the end of a period that is not before the one where the walk stands.
    @inlinable
    func levelAtEnd<Receipts, Factors>(of period: Int, _ changes: DatedChanges<Receipts, Factors>) -> Double {
        var walk = self
        let span = walk.advance(toSpanWith: max(period, self.period), changes)
        return walk.level(in: span, max(period, self.period), changes.factors)
    }

    /// The lowest level in some periods, and its period. It is counted without lost sales, whatever the options say.
    @inlinable
    func lowest<Receipts, Factors>(
        in periods: ClosedRange<Int>, _ changes: DatedChanges<Receipts, Factors>
    ) -> (period: Int, level: Double) {
        var walk = self
        walk.losesSales = false
        var lowest = (period: periods.lowerBound, level: Double.infinity)
        while walk.period <= periods.upperBound {
            let span = walk.span(before: periods.upperBound + 1, changes)
            var first = max(span.first, periods.lowerBound)
            while first < span.end {
                // The level is monotone, so it is lowest at one of the ends.
                let last = span.lastPeriod(monotoneFrom: first, changes.factors)
                let (opening, closing) = (span.level(first, changes.factors), span.level(last, changes.factors))
                if opening < lowest.level { lowest = (first, opening) }
                if closing < lowest.level { lowest = (last, closing) }
                first = last + 1
            }
            walk.pass(span, changes)
        }
        return lowest
    }
}
