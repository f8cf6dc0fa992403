/// The bounds that every position is checked against when it is read. Within them no arithmetic on positions can
/// overflow or leave the calendar: 100 years of the largest rate on top of the largest stock stay below 2⁶³ hundredths.
public enum StockLimits {
    /// Largest absolute quantity or rate, in units.
    public static let quantity = 1e12
    /// Longest horizon, in days: 100 years.
    public static let durationDays = 36_525
    /// Largest number of days between two reported days.
    public static let frequency = 36_525
    /// Largest sum of the factors of a curve: that of 137 years, as the mean of the factors is 1.
    public static let factorSum = 50_000.0
    /// Years that a start date may have. With the longest horizon and the largest frequency, a forecast by updates
    /// could leave the calendar; ``Projection/project(_:options:curve:emit:)`` shortens such a horizon.
    public static let years = 1900...2999
}
