/// Goods that are on their way to a series: an open purchase order, or a planned one.
public struct Receipt: Equatable, Sendable {
    /// The day on whose morning the goods arrive.
    public var day: Int
    /// In units.
    public var quantity: Double

    @inlinable
    public init(day: Int, quantity: Double) {
        self.day = day
        self.quantity = quantity
    }
}
