/// Consecutive periods of a horizon with constant rates: those between two receipts, or the one period of a receipt.
///
/// Level at the end of period k, for `first ≤ k < end`:
///
///     L(k) = opening + (k − first + 1) × (restocking − sales)
///     L(k) = opening + (k − first + 1) × restocking − sales × sum of the factors of first...k    with a curve
///
/// This is the expression of ``Stretch/level(on:_:)``, operation by operation.
///
/// Without a curve the level is monotone. With one it falls if nothing is restocked, and may go up and down if something is: then the
/// searches look at each period. Restocking beside demand with a curve is rare.
@usableFromInline
struct ConstantRateSpan {
    @usableFromInline let first: Int
    @usableFromInline var end: Int
    /// Level on the morning of the first period.
    @usableFromInline let opening: Double
    @usableFromInline let sales: Double
    /// Units received in a period, the receipts included.
    @usableFromInline let restocking: Double
    /// The receipts in the span, in units.
    @usableFromInline let scheduled: Double
    @usableFromInline let planned: Double
    /// Index of the first receipt after the span.
    @usableFromInline let nextReceipt: Int
    /// Whether the store is closed on these days: the rates rest.
    @usableFromInline let isClosed: Bool
    /// Whether backorders may be open, so that what comes in goes to them.
    @usableFromInline let mayOwe: Bool
    /// Whether the backorders that were open are served with the end of the span. It is said once, because the level of the next
    /// period, counted anew, may come out a crumb below zero.
    @usableFromInline let endsOwing: Bool

    @inlinable
    init(
        first: Int, end: Int, opening: Double, sales: Double, restocking: Double, scheduled: Double = 0,
        planned: Double = 0, nextReceipt: Int = 0, isClosed: Bool = false, mayOwe: Bool = true, endsOwing: Bool = false
    ) {
        self.first = first
        self.end = end
        self.opening = opening
        self.sales = sales
        self.restocking = restocking
        self.scheduled = scheduled
        self.planned = planned
        self.nextReceipt = nextReceipt
        self.isClosed = isClosed
        self.mayOwe = mayOwe
        self.endsOwing = endsOwing
    }

    /// The periods at the beginning of the span in which all that comes in goes to open backorders.
    @inlinable
    var owing: ConstantRateSpan {
        let owed = owedPeriods
        return ConstantRateSpan(
            first: first, end: min(end, first + owed), opening: opening, sales: sales, restocking: restocking,
            scheduled: scheduled, planned: planned, nextReceipt: nextReceipt, isClosed: isClosed,
            endsOwing: owed < end - first)
    }

    @inlinable
    func level(_ period: Int, _ factors: some PeriodFactors) -> Double {
        if factors.areConstant { return opening + Double(period - first + 1) * (restocking - sales) }
        return opening + Double(period - first + 1) * restocking - sales * factors.sum(of: first..<period + 1)
    }

    /// Whether the level only rises or only falls.
    @inlinable
    func isMonotone(_ factors: some PeriodFactors) -> Bool {
        factors.areConstant || restocking <= 0 || sales == 0 || end - first == 1
    }

    /// The last of the periods from one on within which the level is monotone, so that it is lowest at one of the two.
    @inlinable
    func lastPeriod(monotoneFrom period: Int, _ factors: some PeriodFactors) -> Int {
        isMonotone(factors) ? end - 1 : period
    }

    /// The first period, from `earliest` on, whose level is low; nil if there is none.
    ///
    /// - Parameters:
    ///   - edge: about the greatest level that is low. The search begins there.
    ///   - isLow: whether a level is low. Each level below a low one is low too.
    @inlinable
    func firstPeriod(
        from earliest: Int, edge: Double, _ factors: some PeriodFactors, where isLow: (Double) -> Bool
    ) -> Int? {
        let from = max(first, earliest)
        guard from < end else { return nil }
        guard factors.areConstant else { return firstPeriod(from, factors, where: isLow) }
        // With a net rate of zero or more the level never falls, so only the first of the periods can be the one.
        let net = restocking - sales
        return MonotoneSearch.first(in: net < 0 ? end - from : 1) {
            isLow(level(from + $0, factors))
        } guess: {
            (opening - edge) / -net - 1 - Double(from - first)
        }.map { from + $0 }
    }

    @inlinable
    func firstPeriod(_ from: Int, _ factors: some PeriodFactors, where isLow: (Double) -> Bool) -> Int? {
        guard isMonotone(factors) else { return (from..<end).first { isLow(level($0, factors)) } }
        if isLow(level(from, factors)) { return from }
        guard isLow(level(end - 1, factors)) else { return nil }
        return MonotoneSearch.first(in: from + 1..<end - 1) { isLow(level($0, factors)) }
    }

    /// The first period whose level would be negative; nil if there is none. With lost sales the level stops at zero
    /// there.
    @inlinable @inline(__always)
    func firstNegativePeriod(_ factors: some PeriodFactors) -> Int? {
        firstPeriod(from: first, edge: 0, factors) { $0 < 0 }
    }

    /// The end of the periods of which the projection with lost sales is made of one piece: once the level is negative, it has to
    /// fall in each period, so that all that comes in is sold.
    @inlinable
    func endLosingSales(_ factors: some PeriodFactors) -> Int {
        guard !isMonotone(factors), let negative = firstNegativePeriod(factors) else { return end }
        return (negative + 1..<end).first { level($0, factors) > level($0 - 1, factors) } ?? end
    }

    /// The number of periods, from the first on, in which all that comes in goes to open backorders: nothing is sold in them if demand
    /// that can't be served is lost.
    @inlinable @inline(__always)
    var owedPeriods: Int {
        guard mayOwe, opening + restocking < 0 else { return 0 }
        guard restocking > 0 else { return end - first }
        return MonotoneSearch.first(in: end - first) {
            opening + Double($0 + 1) * restocking >= 0
        } guess: {
            -opening / restocking - 1
        } ?? end - first
    }

    /// The first period, from `earliest` on, whose level is below a target.
    @inlinable
    func firstPeriod(below target: StockTarget, from earliest: Int, _ factors: some PeriodFactors) -> Int? {
        firstPeriod(from: earliest, edge: target.edge, factors) { target.isMissed(by: $0) }
    }
}
