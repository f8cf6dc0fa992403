/// What changes the course of the levels of a series on single days.
@usableFromInline
struct DatedChanges<Receipts: RandomAccessCollection, Factors: PeriodFactors>
where Receipts.Element == Receipt, Receipts.Index == Int {
    /// Ascending by day.
    @usableFromInline var receipts: Receipts
    /// The days on which the store is closed, as ranges in ascending order that neither overlap nor touch.
    @usableFromInline let closed: [ClosedRange<Int>]
    @usableFromInline let factors: Factors

    /// - Parameter periodDays: with several days there are no closed days, as the units of an update are those of all its days.
    @inlinable
    init(_ receipts: Receipts, closed: [ClosedRange<Int>], _ factors: Factors, periodDays: Int) {
        self.receipts = receipts
        self.closed = periodDays == 1 ? closed : []
        self.factors = factors
    }
}
