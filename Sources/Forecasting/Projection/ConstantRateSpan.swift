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

    /// The first period, from `earliest` on, whose level is reported as less than `floor`. The level is monotone, so
    /// this is either the first of these periods or the one in which the falling level passes `floor`.
    @inlinable
    func firstPeriod(below floor: Double, from earliest: Int) -> Int? {
        let from = max(first, earliest)
        guard from < end else { return nil }
        let net = restocking - sales
        return MonotoneSearch.first(in: net < 0 ? end - from : 1) {
            ReportedQuantity.rounded(level(from + $0)) < floor
        } guess: {
            (opening - (floor - 0.005)) / -net - 1 - Double(from - first)
        }.map { from + $0 }
    }
}
