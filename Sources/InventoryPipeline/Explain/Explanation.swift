import Forecasting
import InventoryStore

/// How the orders of a series come about, step by step, as one would write it down on paper.
///
/// These are facts: numbers, days, and where each comes from. The words are in the reports. If you add a step, add its
/// ``Subject``; if its source is of a new kind, add a case to ``Source`` or ``Reason`` and the compiler names the
/// places that need words for it.
package struct Explanation: Sendable {
    /// A number, where it comes from, and the day that it is of.
    package struct Step: Equatable, Sendable {
        /// The order that it belongs to, counted from 1; 0 is the series as a whole.
        package var order: Int
        package var subject: Subject
        package var day: Int?
        package var value: Value
        /// What the value comes from: first how it was computed, then where the numbers in that were stated.
        package var sources: [Source]
    }

    /// What a step is about. The raw value is its name in an export.
    package enum Subject: String, Sendable, CaseIterable {
        case storedOrder = "stored_order"

        // The series.
        case start, horizon, update
        case onHand = "on_hand"
        case sales, restocking
        case unservedDemand = "unserved_demand"
        case receipt
        case leadTime = "lead_time"
        case reviewPeriod = "review_period"
        case safetyStock = "safety_stock"
        case target, cover, minimum, multiple, maximum
        case unitCost = "unit_cost"
        case order

        // An order.
        case dayOfNeed = "day_of_need"
        case receiptsDue = "receipts_due"
        case earlierOrders = "earlier_orders"
        case restocked, demand
        case lostDemand = "lost_demand"
        case level
        case coveredUntil = "covered_until"
        case lowestLevel = "lowest_level"
        case shortfall, wanted
        case afterMinimum = "after_minimum"
        case afterMultiple = "after_multiple"
        case afterMaximum = "after_maximum"
        case quantity, cost
        case orderDate = "order_date"
        case arrivalDate = "arrival_date"
        case daysLate = "days_late"
        case unitsShort = "units_short"
        case reason
    }

    /// What a whole number counts. The raw value is its name in an export.
    package enum Unit: String, Sendable { case days, updates }

    package enum Value: Equatable, Sendable {
        /// Units, not rounded unless they are a quantity that is ordered.
        case units(Double)
        case count(Int, Unit)
        /// Demand that can't be served is lost.
        case lost
        /// No order is placed.
        case noOrder
        case reason(PlannedOrder.Reason)
        /// The step is a day.
        case none
    }

    package enum Source: Equatable, Sendable {
        /// A line of a file that was imported.
        case stated(StatedOrigin)
        /// An option of the run.
        case option(OptionKey)
        /// No file and no option says anything else.
        case usual
        case computed(Formula)
        /// A day that was moved.
        case delayed(day: Int, days: Int)
        case because(Reason)
    }

    /// Why a value is what it is. Days are day numbers.
    package enum Reason: Equatable, Sendable {
        // The series.
        case inThePlan(arrivalDay: Int)
        case beforeTheStart
        case safetyStock
        /// There is no safety stock, so the target is the least above zero that is reported.
        case leastAboveZero

        // Why there is no order.
        case horizonIsEmpty
        case lowestUntil(day: Int)
        case noDayBelowTarget
        /// None could arrive before the level is at the target again.
        case noneInTime(firstArrivalDay: Int)

        // An order.
        case belowTarget(Double)
        case noReceiptsUntil(day: Int)
        case noEarlierOrders
        case unservedUntil(day: Int)
        /// The day before the order of the next review day can arrive.
        case nextOrderArrives(day: Int)
        /// The lowest level of some days, without the order.
        case lowest(from: Int, to: Int)
        case leastQuantity
        /// A hundredth more, because the level of a new stretch may round the other way.
        case roundingGuard
        case upToMinimum
        case notBelowMinimum(Double)
        case aboveMaximum(wanted: Double, maximum: Double)
        case notAboveMaximum(Double)
        case ordered
        /// The first review day that is free, because one for an arrival in time is past or has its order.
        case firstFreeReviewDay(insteadOf: Int)
        case lastReviewDayInTime(needDay: Int)
        case inTime
        case unservedUntilArrival
        case allServed
        case withoutTheOrder
    }

    /// Why the orders that are stored are not those that follow from what is stored now.
    package enum Difference: Equatable, Sendable {
        /// What was imported after the plan was made; at least one of them.
        case newer(position: StatedOrigin?, terms: StatedOrigin?, receipts: Bool)
        /// Nothing is newer.
        case unexplained
    }

    package var storeID: String
    package var productID: String
    package var run: Run
    package internal(set) var steps: [Step] = []
    /// The orders that follow from what is stored now.
    package internal(set) var orders: [PlannedOrder] = []
    /// nil if the orders that are stored are the same.
    package internal(set) var difference: Difference?
}

/// An option of a run, by its key in the log of runs. On the command line it has the same name in other letters.
package struct OptionKey: Hashable, Sendable {
    package let name: String

    package init(_ option: some CodingKey) {
        name = option.stringValue
    }
}

/// A sum of products, as it is written down: `10 + 0 + 12 × 3 − 12 × 5`.
package struct Formula: Equatable, Sendable {
    package struct Term: Equatable, Sendable {
        package var isSubtracted = false
        package var factors: [Operand]
        /// What the product is divided by.
        package var divisor: Operand?
    }

    package enum Operand: Equatable, Sendable {
        case number(Double)
        case count(Double, Explanation.Unit)
        /// A day number.
        case day(Int)
        /// Days of the cover or the lead time.
        case days(Int, of: Explanation.Subject)
    }

    package private(set) var terms: [Term] = []

    static func plus(_ factors: Operand..., dividedBy divisor: Operand? = nil) -> Formula {
        Formula(terms: [Term(factors: factors, divisor: divisor)])
    }

    static func sum(_ numbers: some Sequence<Double>) -> Formula {
        Formula(terms: numbers.map { Term(factors: [.number($0)]) })
    }

    func plus(_ factors: Operand...) -> Formula {
        Formula(terms: terms + [Term(factors: factors)])
    }

    func minus(_ factors: Operand...) -> Formula {
        Formula(terms: terms + [Term(isSubtracted: true, factors: factors)])
    }
}
