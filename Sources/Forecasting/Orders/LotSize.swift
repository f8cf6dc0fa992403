/// The quantities that can be ordered: minimum, multiple and maximum, in hundredths of a unit.
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
@usableFromInline
struct LotSize {
    @usableFromInline let minimum: Int
    /// At least 1.
    @usableFromInline let multiple: Int
    @usableFromInline let maximum: Int?

    /// Quantities in units; each is rounded as it is reported.
    @inlinable
    init(minimum: Double, multiple: Double, maximum: Double?) {
        self.minimum = max(0, ReportedQuantity.boundedHundredths(minimum))
        self.multiple = max(1, ReportedQuantity.boundedHundredths(multiple))
        self.maximum = maximum.map { max(0, ReportedQuantity.boundedHundredths($0)) }
    }

    /// The largest quantity that can be ordered; nil if there is no maximum.
    @inlinable
    var largest: Int? { maximum.map { $0 / multiple * multiple } }

    @inlinable
    func afterMinimum(_ quantity: Int) -> Int { max(quantity, minimum) }

    @inlinable
    func afterMultiple(_ quantity: Int) -> Int {
        let rest = quantity % multiple
        return rest == 0 ? quantity : quantity - rest + multiple
    }

    @inlinable
    func afterMaximum(_ quantity: Int) -> Int {
        guard let largest, quantity > largest else { return quantity }
        return largest
    }
}

extension ReportedQuantity {
    /// The rounded quantity in hundredths, limited to less than 2⁶¹ in absolute value, so that two of them can be added
    /// without overflow. No realistic forecast reaches that limit. NaN is 0.
    @inlinable
    static func boundedHundredths(_ x: Double) -> Int {
        if let hundredths = hundredths(x) { return hundredths }
        let bound = 2_305_843_009_213_693_952.0
        return x.isNaN ? 0 : Int(min(max(x * 100, -bound), bound))
    }
}
