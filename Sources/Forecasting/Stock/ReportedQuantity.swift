/// Rounding of the quantities that are shown to people.
public enum ReportedQuantity {
    /// `x` rounded to 2 decimals, halves away from zero.
    ///
    /// This is, operation by operation, what the views compute as `round(x * 100) / 100` in SQLite
    /// (<https://www.sqlite.org/lang_corefunc.html#round>): adding one half and cutting off, with numbers of 2⁵² and more
    /// left alone because they have no fraction. `Double.rounded()` differs from it in the last bit below one half and
    /// in the sign of zero, so it is not used: the view, the export and the stock-out date must never disagree.
    @inlinable
    public static func rounded(_ x: Double) -> Double {
        guard let hundredths = hundredths(x) else { return x * 100 / 100 }
        return Double(hundredths) / 100
    }

    /// The rounded quantity in hundredths, from which its text is made; nil from 2⁵² hundredths on.
    @inlinable
    public static func hundredths(_ x: Double) -> Int? {
        let hundredths = x * 100
        guard hundredths > -4_503_599_627_370_496, hundredths < 4_503_599_627_370_496 else { return nil }
        return Int(hundredths + (hundredths < 0 ? -0.5 : 0.5))
    }

    /// Whether a level is a stock-out: as reported, it is zero or below, and someone wants to have the product or still gets some.
    ///
    /// - Parameter sells: whether the series has any demand.
    @inlinable
    public static func isOut(_ level: Double, sells: Bool = true) -> Bool {
        // The sign of the hundredths is that of the rounded level.
        if let hundredths = hundredths(level) { return sells ? hundredths <= 0 : hundredths < 0 }
        return sells ? level <= 0 : level < 0
    }
}
