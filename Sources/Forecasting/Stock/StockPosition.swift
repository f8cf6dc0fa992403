/// What the forecast of one series (one product in one store) starts from.
///
/// Quantities are in units, rates in units a day (or an update, see ``ProjectionOptions/Rates``).
public struct StockPosition: Equatable, Sendable {
    /// The first day of the horizon.
    public var startDay: Int
    /// Units on hand on the morning of the start day; negative while backorders are open.
    public var onHand: Double
    /// Units sold a period; nil if nobody has stated it. Then there is nothing to forecast.
    public var salesRate: Double?
    /// Units received a period.
    public var restockingRate: Double
    /// Length of the horizon in days; 0 forecasts nothing.
    public var durationDays: Int
    /// Days between two reported days of the horizon; at least 1.
    public var frequency: Int

    /// The length of a horizon that nobody has stated.
    public static let usualDurationDays = 90

    @inlinable
    public init(
        startDay: Int, onHand: Double, salesRate: Double?, restockingRate: Double, durationDays: Int, frequency: Int
    ) {
        self.startDay = startDay
        self.onHand = onHand
        self.salesRate = salesRate
        self.restockingRate = restockingRate
        self.durationDays = durationDays
        self.frequency = frequency
    }
}
