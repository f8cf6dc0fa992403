/// How it is decided when to order, and how much.
///
/// A series that states `reorder_point` or `order_up_to` is looked at on each review day: its **position** is what is on hand on that
/// morning, less what is owed, and all that is on order. All others are planned by ``OrderPlan``.
///
/// | stated | policy | an order is placed if the position is | for |
/// | --- | --- | --- | --- |
/// | neither | time-phased | (as the projection needs it) | |
/// | `reorder_point`, `order_quantity` | (s, nQ) | at s or below | the least multiple of Q that is above s |
/// | `reorder_point`, `order_up_to` | (s, S) | at s or below | S − position |
/// | `reorder_point` alone | (s, S) | at s or below | S − position, with S = s + demand of the cover days |
/// | `order_up_to` alone | (R, S) | below S | S − position |
///
/// If both a quantity and a level are stated, the quantity counts. A reorder point of 0 alone states none, like a quantity or a level
/// of 0: many systems write 0 where there is none.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas, "Inventory and Production Management in Supply Chains", chapter 6.
public enum OrderPolicy: Equatable, Sendable {
    case timePhased
    /// At or below the point (nil: below the level), an order raises the position to the level. In units.
    case orderUpTo(point: Double?, level: Double)
    /// At or below the point, an order of whole multiples of the quantity raises the position above the point. In units.
    case fixedQuantity(point: Double, quantity: Double)

    /// - Parameter coverDemand: units that are sold in the cover days.
    init(_ stated: StatedTerms, coverDemand: Double) {
        let level = stated.orderUpTo.flatMap { $0 > 0 ? $0 : nil }
        switch (stated.reorderPoint, stated.fixedQuantity, level) {
        case (let point?, let quantity?, _): self = .fixedQuantity(point: point, quantity: quantity)
        case (let point, _, let level?): self = .orderUpTo(point: point, level: level)
        case (let point?, nil, nil) where point > 0:
            self = .orderUpTo(point: point, level: min(point + coverDemand, StockLimits.quantity))
        default: self = .timePhased
        }
    }

    /// Whether an order is placed at a position, in units. The error of binary fractions doesn't count.
    @inlinable
    func isDue(at position: Double) -> Bool {
        switch self {
        case .timePhased: false
        case .orderUpTo(let point, let level):
            position <= (point ?? .infinity) + 1e-6 && Self.upToHundredth(level - position) > 0
        case .fixedQuantity(let point, _): position <= point + 1e-6
        }
    }

    /// The units that are ordered at a position before minimum, multiple and maximum.
    @inlinable
    func quantity(at position: Double) -> Double {
        switch self {
        case .timePhased: 0
        case .orderUpTo(_, let level): Self.upToHundredth(level - position)
        // Above the point by the smallest quantity that is reported.
        case .fixedQuantity(let point, _):
            LotSize.decimal(max(0, Self.upToHundredth(point - position)) + 0.01)
        }
    }

    /// Up to the next whole hundredth.
    @inlinable
    static func upToHundredth(_ units: Double) -> Double { LotSize.decimal((units * 100 - 1e-6).rounded(.up) / 100) }
}
