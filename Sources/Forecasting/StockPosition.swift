/// What the forecast of one series (one product in one store) starts from.
///
/// Quantities are in units, rates in units a day (or an update, see ``ForecastOptions/Rates``).
public struct StockPosition: Equatable, Sendable {
    /// The first day of the horizon.
    public var startDay: Int
    /// Units on hand on the morning of the start day; negative while backorders are open.
    public var onHand: Double
    public var salesRate: Double
    public var restockingRate: Double
    /// Length of the horizon in days; 0 forecasts nothing.
    public var durationDays: Int
    /// Every how many days of the horizon are reported; at least 1.
    public var frequency: Int

    @inlinable
    public init(
        startDay: Int, onHand: Double, salesRate: Double, restockingRate: Double, durationDays: Int, frequency: Int
    ) {
        self.startDay = startDay
        self.onHand = onHand
        self.salesRate = salesRate
        self.restockingRate = restockingRate
        self.durationDays = durationDays
        self.frequency = frequency
    }
}

/// The bounds that every position is checked against on its way in, chosen so that no arithmetic on positions can
/// overflow or leave the calendar: 100 years of the largest rate on top of the largest stock stay below 2⁶³ hundredths.
public enum StockLimits {
    /// Largest absolute quantity or rate, in units.
    public static let quantity = 1e12
    /// Longest horizon, in days: 100 years.
    public static let durationDays = 36_525
    /// Largest number of days between two reported days.
    public static let frequency = 36_525
    /// Years that a start date may have. With the longest horizon and the largest frequency a forecast by updates
    /// could leave the calendar; ``Projection/project(_:options:emit:)`` shortens such a horizon.
    public static let years = 1900...2999
}
