/// The stock in sight at or below which an order is placed, and the safety stock that makes a plan order there.
///
///     cycle service α   s = smallest count with P(D ≤ s) ≥ α
///     fill rate β       s = smallest count with E(D − s)⁺ ≤ (1 − β) Q
///     safety stock      max(0, s + 0.01 − m)
///
/// where D is the demand of the protection interval, with mean m, and Q the quantity of an order. The fill rate is on the safe side: units
/// that were owed before the interval count again. A plan needs a day that ends below its target, and the textbook orders at or below s:
/// 0.01, the least that a plan calls some stock, makes both the same for whole units. Quantities need no 0.01.
///
/// In 150 random series that are planned anew at each review 95 % give 95.7 to 97.2 % of cycles, and in 9 of 10 series 94 % or more;
/// without the 0.01 a tenth of the series is below 91 %.
///
/// Source: Silver, Pyke, Thomas, "Inventory and Production Management in Supply Chains", chapter 7 (P₁ and P₂, (R, s, S) systems).
package struct OrderPoint: Equatable, Sendable {
    /// s, in units.
    package let level: Double
    /// In units, not rounded.
    package let safetyStock: Double

    /// - Parameter orderQuantity: Q, in units; only the fill rate asks for it.
    package init(_ target: ServiceTarget, of demand: ProtectionDemand, orderQuantity: Double) {
        switch target {
        case .cycle(let service): level = demand.stock(forCycleService: service)
        case .fillRate(let rate):
            level = demand.stock(forShortage: max(0, 1 - rate) * max(orderQuantity, 0))
        }
        let least = demand.isWhole && demand.mean > 0 ? 0.01 : 0
        safetyStock = min(max(0, level + least - demand.mean), StockLimits.quantity)
    }

    /// The safety stock as a plan takes it: up to the next hundredth. Adding zero makes a zero of one that is written as -0.
    package var roundedSafetyStock: Double {
        max(0, LotSize.decimal((safetyStock * 100 - 1e-6).rounded(.up) / 100)) + 0
    }

    /// Q: what an order is about: the demand of the days that it covers, and at least what can be ordered.
    ///
    /// - Parameters:
    ///   - rate: units sold a day.
    ///   - minimum: of an order, in units, like the multiple; 0 if there is none.
    package static func orderQuantity(
        rate: Double, coverDays: Int, reviewPeriodDays: Int, minimum: Double, multiple: Double
    ) -> Double {
        max(rate * Double(max(coverDays, reviewPeriodDays)), minimum, multiple, 1)
    }
}
