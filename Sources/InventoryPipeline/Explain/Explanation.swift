import Forecasting
import InventoryStore

/// How the orders of a series come about, step by step, as a planner would write it down on paper; or how likely it runs out, if a forecast
/// without a plan has computed that.
///
/// The explanation has only facts: numbers, days, and the source of each. Reports adds the words. If you add a step,
/// add its ``Subject``. If its source is of a new kind, add a case to ``Source`` or ``Reason``; the compiler then names
/// the places that need words for it.
package struct Explanation: Sendable {
    /// A number, its source, and the day that it belongs to.
    package struct Step: Equatable, Sendable {
        /// The order that the step belongs to, counted from 1; 0 is the series as a whole.
        package var order: Int
        package var subject: Subject
        /// A day number; nil if the value belongs to no day.
        package var day: Int?
        package var value: Value
        /// The sources of the value: first how it was computed, then where the numbers in the computation were stated.
        package var sources: [Source]
    }

    /// The subject of a step. The raw value is its name in an export.
    package enum Subject: String, Sendable, CaseIterable {
        case storedOrder = "stored_order"

        // The series.
        case start, horizon, update
        case onHand = "on_hand"
        case sales
        case salesFactors = "sales_factors"
        case event
        case statedDemand = "stated_demand"
        case restocking
        case unservedDemand = "unserved_demand"
        case receipt
        case leadTime = "lead_time"
        case reviewPeriod = "review_period"
        case reviewDay = "review_day"
        case workdays
        case closedDays = "closed_days"
        case orderable, policy
        case reorderPoint = "reorder_point"
        case orderUpTo = "order_up_to"
        case orderQuantity = "order_quantity"
        case protection
        case protectionDemand = "protection_demand"
        case protectionVariance = "protection_variance"
        case rateUncertainty = "rate_uncertainty"
        /// The variance of a law of demand by its mean, less 1.
        case excess = "w"
        case service
        case servicePoint = "service_point"
        case safetyStock = "safety_stock"
        case target, cover, minimum, multiple, maximum
        case unitCost = "unit_cost"
        case unitMargin = "unit_margin"
        case holdingCost = "holding_cost"
        case order
        case orderThere = "order_there"
        case demandBeforeOrder = "demand_before_order"
        case varianceBeforeOrder = "variance_before_order"
        case beforeOrder = "p_before_order"
        case beforeReceipt = "p_before_receipt"
        case inHorizon = "p_horizon"
        case earlyDate = "early_date"
        case middleDate = "middle_date"
        case lateDate = "late_date"

        // An order.
        case dayOfNeed = "day_of_need"
        case receiptsDue = "receipts_due"
        case earlierOrders = "earlier_orders"
        case restocked, demand
        case lostDemand = "lost_demand"
        case level, position
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

    /// The unit of a whole number. The raw value is its name in an export.
    package enum Unit: String, Sendable { case days, updates }

    package enum Value: Equatable, Sendable {
        /// In units; rounded only if it is a quantity that is ordered.
        case units(Double)
        /// A share of 1.
        case percent(Double)
        case count(Int, Unit)
        /// Demand that can't be served is lost.
        case lost
        /// No order is placed.
        case noOrder
        case reason(PlannedOrder.Reason)
        case policy(OrderPolicy)
        case weekdays(Weekdays)
        /// 1 is Monday, 7 is Sunday.
        case weekday(Int)
        /// The step has no value beside its day.
        case none
    }

    package enum Source: Equatable, Sendable {
        /// A line of a file that was imported.
        case stated(StatedOrigin)
        /// An option of the run.
        case option(OptionKey)
        /// The default, because no file and no option states anything else.
        case usual
        case computed(Formula)
        /// The day was moved; `day` is the original one.
        case delayed(day: Int, days: Int)
        case because(Reason)
    }

    /// Why a value is what it is. Days are day numbers.
    package enum Reason: Equatable, Sendable {
        // The series.
        case inThePlan(arrivalDay: Int)
        case overdue
        case safetyStock
        /// There is no safety stock, so the target is 0.01, the smallest level above zero that is reported.
        case leastAboveZero
        /// The reviews are counted from a day.
        case reviewsFrom(day: Int)
        /// From the first day to this one.
        case until(day: Int)
        /// The stock of an evening, of a file of sales.
        case closingStock(day: Int)
        /// Less what was sold up to a day.
        case soldUntil(day: Int)
        /// An estimate of the sales up to a day, of which the last came from a file.
        case salesUntil(day: Int, file: String?)
        /// The store sells nothing for so long that nothing is expected.
        case storeIsClosed
        /// The sum of the factors from the start to a day: those of weekdays, Monday first, and whether a season is in them.
        case factorsUntil(day: Int, weekdays: [Double], hasSeason: Bool)
        /// The mean of the days of the horizon and of those after it that a plan looks at, as some of them are stated by themselves or have
        /// events of the product; and the rate of the others, if it is known.
        case meanOfDays(others: Double?)
        /// The spread of the demand of each day, and the uncertainty of the rate.
        case spreadOfDemand(isAssumed: Bool)
        /// The probability that demand is not more than the point, and than one unit less (whole units only).
        case cycleService(ofPoint: Double, ofLess: Double?)
        /// The share of an order's units that may be short, the units of an order, those that are expected to be short with the point, and with
        /// a unit less.
        case fillRate(share: Double, of: Double, ofPoint: Double, ofLess: Double?)
        /// A plan orders when so much or less is in sight.
        case orderAtOrBelow(Double)
        /// An event, its last day, and where its factor comes from.
        case event(name: String, until: Int, EventSource)
        /// Both an order quantity and a level to order up to are stated.
        case quantityInsteadOfLevel(Double)
        /// The level of a series that states only a reorder point: the point and the demand of the cover days.
        case pointAndCover

        /// Lead times count working days.
        case inWorkdays
        /// The review period is taken up to whole weeks.
        case wholeWeeks
        /// The longest interval that an order answers for is that of this weekday's; 1 is Monday.
        case longestInterval(of: Int, arrival: Int, next: Int)
        /// The law of the number of units that are asked for.
        case law(mean: Double, excess: Double)

        // How likely it runs out.
        case spreadIsUnknown
        case orderOfFirstReview
        /// So many units are all that is there until then, so it is out if as many are asked for.
        case allAskedFor(Double)
        /// Something comes in until then: the cases in which it isn't out go on from one receipt to the next.
        case fromReceiptToReceipt
        case restockedByDay
        case expectedUnserved
        case nextReceipt
        case nothingMoreOrdered
        case outByThen
        case afterHorizon

        // Why there is no order.
        case horizonIsEmpty
        case lowestUntil(day: Int)
        case noDayBelowTarget
        /// No order could arrive before the level is back at the target.
        case noneInTime(firstArrivalDay: Int)
        case notOrderable
        case maximumOfZero
        /// The position is above the point (nil: not below the level) on every review day.
        case neverDue

        // An order.
        case belowTarget(Double)
        case noReceiptsUntil(day: Int)
        case noEarlierOrders
        case unservedUntil(day: Int)
        /// The day before the order of the next review day can arrive.
        case nextOrderArrives(day: Int)
        /// The lowest level of a range of days, without the order.
        case lowest(from: Int, to: Int)
        case leastQuantity
        /// A hundredth more, because the level of a new stretch may round the other way.
        case roundingGuard
        case upToMinimum
        case notBelowMinimum(Double)
        case aboveMaximum(wanted: Double, maximum: Double)
        case notAboveMaximum(Double)
        case ordered
        /// The first free review day, because one for an arrival in time is past or already has its order.
        case firstFreeReviewDay(insteadOf: Int)
        case lastReviewDayInTime(needDay: Int)
        /// The same as the first one, where working days are counted.
        case firstFreeReviewDayFor(needDay: Int)
        case reviewDayWhenDue
        case workdaysAfter(day: Int, days: Int)
        case firstWorkdayFrom(day: Int)
        /// What is on order, whenever it arrives.
        case noReceipts
        case due(PlannedOrder.Reason, at: Double)
        case abovePoint(Double)
        case noDayOfNeed
        case inTime
        case unservedUntilArrival
        case allServed
        case withoutTheOrder
    }

    /// Where the factor of an event comes from.
    package enum EventSource: Equatable, Sendable { case stated, learned, unknown }

    /// Why the stored orders differ from those that follow from the data stored now.
    package enum Difference: Equatable, Sendable {
        /// Data imported after the plan was made. At least one of them is set.
        case newer(
            position: StatedOrigin?, terms: StatedOrigin?, receipts: Bool, calendar: Bool, sales: Bool, events: Bool,
            statedDemand: Bool)
        /// Nothing is newer.
        case unexplained
    }

    package var series: SeriesTitle
    package var run: Run
    /// Whether it is of the orders of a plan.
    package var isOfPlan: Bool { run.orders != nil }
    /// That of the plan, in units, wherever it comes from.
    package internal(set) var safetyStock = 0.0
    package internal(set) var steps: [Step] = []
    /// The orders that follow from the data stored now.
    package internal(set) var orders: [PlannedOrder] = []
    /// nil if the stored orders are the same.
    package internal(set) var difference: Difference?
}

/// An option of a run, by its key in the log of runs. The command line spells the same name in its own way.
package struct OptionKey: Hashable, Sendable {
    package let name: String

    package init(_ option: some CodingKey) {
        name = option.stringValue
    }

    /// - Parameter name: as the log of runs has it.
    package init(name: String) {
        self.name = name
    }
}

/// A sum of products, as written on paper: `10 + 0 + 12 × 3 − 12 × 5`.
package struct Formula: Equatable, Sendable {
    package struct Term: Equatable, Sendable {
        package var isSubtracted = false
        package var factors: [Operand]
        /// The divisor of the product; nil if there is none.
        package var divisor: Operand?
    }

    package enum Operand: Equatable, Sendable {
        case number(Double)
        case count(Double, Explanation.Unit)
        /// The sum of the factors of some days.
        case factors(Double)
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
