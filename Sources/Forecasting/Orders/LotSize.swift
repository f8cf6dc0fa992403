/// The quantities that can be ordered: minimum, multiple and maximum, in units and as they were stated.
///
///     q₁ = max(q, minimum)
///     q₂ = ⌈q₁ / multiple⌉ × multiple
///     q₃ = q₂ if q₂ ≤ maximum, otherwise ⌊maximum / multiple⌋ × multiple
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas, "Inventory and Production Management in Supply Chains", chapter 6.
///
/// Examples, on both sides of each boundary, in units:
///
/// | minimum | multiple | maximum | wanted | ordered | why |
/// | --- | --- | --- | --- | --- | --- |
/// | 50 | | | 49.99 | 50 | up to the minimum |
/// | 50 | | | 50 | 50 | |
/// | 50 | | | 50.01 | 50.01 | |
/// | | 12 | | 12 | 12 | is a multiple |
/// | | 12 | | 12.01 | 24 | up to the next one |
/// | 50 | 12 | | 6 | 60 | up to the minimum, then up to the next multiple |
/// | | 24 | 100 | 96 | 96 | |
/// | | 24 | 100 | 96.01 | 96 | the next multiple, 120, does not fit, so it goes down |
/// | | 24 | 120 | 108 | 120 | the next multiple is the maximum |
/// | | | 100 | 100.01 | 100 | |
/// | 2.375 | 0.125 | 2.375 | 0.01 | 2.375 | 19 × 0.125 |
///
/// A quantity that is a whole number of multiples but for the error of binary fractions is taken for one: 1.1 is 11 × 0.1.
@usableFromInline
struct LotSize {
    @usableFromInline let minimum: Double
    /// 0 allows any quantity.
    @usableFromInline let multiple: Double
    @usableFromInline let maximum: Double?

    @inlinable
    init(minimum: Double, multiple: Double, maximum: Double?) {
        self.minimum = minimum
        self.multiple = multiple
        self.maximum = maximum
    }

    /// The largest quantity that can be ordered; nil if there is no maximum.
    @inlinable
    var largest: Double? {
        maximum.map { maximum in
            guard multiple > 0 else { return maximum }
            let count = maximum / multiple
            return multiples((count + Self.tolerance(count)).rounded(.down))
        }
    }

    @inlinable
    func afterMinimum(_ quantity: Double) -> Double { max(quantity, minimum) }

    @inlinable
    func afterMultiple(_ quantity: Double) -> Double {
        guard multiple > 0 else { return quantity }
        let count = quantity / multiple
        return multiples((count - Self.tolerance(count)).rounded(.up))
    }

    @inlinable
    func afterMaximum(_ quantity: Double) -> Double {
        guard let largest, quantity > largest else { return quantity }
        return largest
    }

    /// How far a number of multiples may be from a whole one because of the error of binary fractions.
    @inlinable
    static func tolerance(_ count: Double) -> Double { 1e-9 + count * 1e-15 }

    @inlinable
    func multiples(_ count: Double) -> Double { Self.decimal(count * multiple) }

    /// The number that the nine decimals of `x` are read as: 0.3 for 0.30000000000000004.
    @inlinable
    static func decimal(_ x: Double) -> Double {
        let billionths = x * 1e9
        return abs(billionths) < 4_503_599_627_370_496 ? billionths.rounded() / 1e9 : x
    }
}

/// The lowest permitted level at the end of a day, and whether a level is below it.
///
/// A target in whole hundredths is compared with the level as it is reported, so that nobody sees 4.00 below 4. A finer one is
/// compared with the level itself.
@usableFromInline
struct StockTarget {
    /// In units.
    @usableFromInline let level: Double
    @usableFromInline let isReported: Bool

    /// - Parameter sells: whether the series has any demand. Without demand and without a safety stock, nothing is needed but what
    ///   is owed.
    @inlinable
    init(safetyStock: Double, sells: Bool) {
        level = sells ? max(safetyStock, 0.01) : safetyStock
        isReported = abs(ReportedQuantity.rounded(level) - level) <= 1e-9 * max(1, level)
    }

    @inlinable
    func isMissed(by other: Double) -> Bool {
        isReported ? ReportedQuantity.rounded(other) < level : other < level - 1e-6
    }

    /// About the greatest level that is below the target.
    @inlinable var edge: Double { isReported ? level - 0.005 : level - 1e-6 }

    /// What is missing from a level, up to the next whole hundredth; zero or below if nothing is.
    @inlinable
    func shortfall(at other: Double) -> Double {
        let missing = level - (isReported ? ReportedQuantity.rounded(other) : other)
        return LotSize.decimal((missing * 100 - 1e-6).rounded(.up) / 100)
    }
}
