/// What is kept of the sales of a series before a Monday, so that its estimate can go on without them.
///
/// The numbers have single precision, 32 bytes a series: an error of 6e-8 of a sum decays with it.
package struct KeptDemand: Equatable, BitwiseCopyable, Sendable {
    /// Day numbers of the first and the last sale.
    package var firstSale: Int32
    package var lastSale: Int32
    /// The discounted sums before the Monday, in units (``DemandState``).
    package var sums: SIMD4<Float>
    /// The sum and the weight of ``SeriesErrors``.
    package var errors: SIMD2<Float>
    /// The sum and the weight of ``UsualErrors``.
    package var usual: SIMD2<Float>
    /// Whether only whole units were sold.
    package var isWhole: Bool
    /// The evenings before the Monday on which nothing was left (``SoldOut/evenings(before:)``).
    package var outEvenings: Int32

    package init(
        firstSale: Int32, lastSale: Int32, sums: SIMD4<Float>, errors: SIMD2<Float>, usual: SIMD2<Float>,
        isWhole: Bool, outEvenings: Int32
    ) {
        self.firstSale = firstSale
        self.lastSale = lastSale
        self.sums = sums
        self.errors = errors
        self.usual = usual
        self.isWhole = isWhole
        self.outEvenings = outEvenings
    }
}

/// The Mondays at which the history of the series of a store goes on, and is kept.
package struct KeptDays: Equatable, BitwiseCopyable, Sendable {
    /// The Monday before which only ``KeptDemand`` is known of a series; nil: its whole history is.
    package var known: Int?
    /// The Monday before which the history is to be kept next; nil: nothing is kept.
    package var next: Int?

    /// The whole weeks before the one of the cut whose sales may change still.
    package static let openWeeks = 5

    package init(known: Int? = nil, next: Int? = nil) {
        self.known = known
        self.next = next
    }

    /// The last Monday that can be kept next.
    ///
    /// - Parameter cut: the day before which everything counts.
    package static func next(cut: Int) -> Int {
        cut - (CivilDate.weekday(ofDayNumber: cut) - 1) - 7 * openWeeks
    }
}
