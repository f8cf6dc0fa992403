/// The bounds that every position is checked against when it is read. Within them no arithmetic on positions can
/// overflow or leave the calendar: 100 years of the largest rate on top of the largest stock stay below 2⁶³ hundredths.
public enum StockLimits {
    /// Largest absolute quantity or rate, in units.
    public static let quantity = 1e12
    /// Longest horizon, in days: 100 years.
    public static let durationDays = 36_525
    /// Largest number of days between two reported days.
    public static let frequency = 36_525
    /// Largest sum of the factors of a curve: those of more than the longest horizon, whose mean is 1, and of a whole year of the largest
    /// ``salesFactorOfDays``.
    public static let factorSum = 450_000.0
    /// Largest factor on the sales of some days, and the largest number of days from the first of them to the last one.
    public static let salesFactorOfDays = 1_000.0
    public static let daysOfFactor = 366
    /// Years that a start date may have. With the longest horizon and the largest frequency, a forecast by updates
    /// could leave the calendar; ``Projection/project(_:options:curve:emit:)`` shortens such a horizon.
    public static let years = 1900...2999
    /// The days of those years, as day numbers.
    public static let days = -25_567...376_199
}
