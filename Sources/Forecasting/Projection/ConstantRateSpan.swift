/// Consecutive periods of a horizon with constant rates: those between two receipts, or the one period of a receipt.
///
/// Level at the end of period k, for `first ≤ k < end`:
///
///     L(k) = opening + (k − first + 1) × (restocking − sales)
///
/// This is the expression of ``Stretch/level(on:)``, operation by operation.
@usableFromInline
struct ConstantRateSpan {
    @usableFromInline let first: Int
    @usableFromInline let end: Int
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

    @inlinable var net: Double { restocking - sales }

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
    func level(_ period: Int) -> Double {
        opening + Double(period - first + 1) * (restocking - sales)
    }

    /// The first period whose level would be negative; nil if there is none. With lost sales the level stops at zero
    /// there.
    @inlinable
    var firstNegativePeriod: Int? {
        let net = restocking - sales
        return MonotoneSearch.first(in: end - first) {
            opening + Double($0 + 1) * net < 0
        } guess: {
            opening / -net
        }.map { first + $0 }
    }

    /// The number of periods, from the first on, in which all that comes in goes to open backorders: nothing is sold in them if demand
    /// that can't be served is lost.
    @inlinable
    var owedPeriods: Int {
        guard mayOwe, opening + restocking < 0 else { return 0 }
        guard restocking > 0 else { return end - first }
        return MonotoneSearch.first(in: end - first) {
            opening + Double($0 + 1) * restocking >= 0
        } guess: {
            -opening / restocking - 1
        } ?? end - first
    }

    /// The first period, from `earliest` on, whose level is below a target. The level is monotone, so this is either the first of
    /// these periods or the one in which the falling level passes the target.
    @inlinable
    func firstPeriod(below target: StockTarget, from earliest: Int) -> Int? {
        let from = max(first, earliest)
        guard from < end else { return nil }
        let net = restocking - sales
        return MonotoneSearch.first(in: net < 0 ? end - from : 1) {
            target.isMissed(by: level(from + $0))
        } guess: {
            (opening - target.edge) / -net - 1 - Double(from - first)
        }.map { from + $0 }
    }
}
