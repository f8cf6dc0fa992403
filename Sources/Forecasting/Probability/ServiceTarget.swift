/// The service that somebody wants of a series.
package enum WantedService: Equatable, Sendable {
    case level(ServiceTarget)
    /// The one that pays, with the cost of keeping a unit for a year as a share of what it costs: see
    /// ``ServiceTarget/economicCycle(margin:holdingCost:)``.
    case economic(yearlyRate: Double)
}

/// What safety stock is for.
package enum ServiceTarget: Equatable, Sendable {
    /// The probability with which what is in sight at a review lasts until the order of the next one can arrive (type 1): demand that is
    /// not met counts, an empty shelf without a customer doesn't.
    case cycle(Double)
    /// The share of demand that is met from stock (type 2).
    case fillRate(Double)

    /// The cycle service that pays: margin / (margin + holding cost), the critical ratio of the newsvendor. A unit more is worth its
    /// margin if it is asked for, and its holding cost if it isn't.
    ///
    /// Source: Silver, Pyke, Thomas, "Inventory and Production Management in Supply Chains", chapter 9. With a cost of 10, a margin of 4
    /// and 25 % a year, 14 days give 97.7 %.
    ///
    /// - Parameters:
    ///   - margin: what is earned by selling a unit, in the currency of the files.
    ///   - holdingCost: of a unit for a cycle, ``holdingCost(unitCost:yearlyRate:cycleDays:)``.
    /// - Returns: 0 if nothing is earned.
    package static func economicCycle(margin: Double, holdingCost: Double) -> ServiceTarget {
        .cycle(margin > 0 ? margin / (margin + max(0, holdingCost)) : 0)
    }

    /// The same if unmet demand waits: 1 − holding cost / penalty, at least 0.
    ///
    /// - Parameter penalty: what a unit that is owed costs.
    package static func economicCycle(penalty: Double, holdingCost: Double) -> ServiceTarget {
        .cycle(penalty > 0 ? max(0, 1 - max(0, holdingCost) / penalty) : 0)
    }

    /// What it costs to keep a unit for a cycle: cost × rate × days / 365.
    ///
    /// - Parameters:
    ///   - unitCost: in the currency of the files.
    ///   - yearlyRate: the cost of capital and of storage by value, a year.
    ///   - cycleDays: the days from one order to the next: what is ordered by the demand of a day.
    package static func holdingCost(unitCost: Double, yearlyRate: Double, cycleDays: Double) -> Double {
        unitCost * yearlyRate * cycleDays / 365
    }
}
