import CSV
import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// The words of an explanation.
enum ExplanationText {
    static func of(_ value: Explanation.Value) -> String {
        switch value {
        case .units(let quantity): number(quantity)
        case .percent(let share): percent(share)
        case .count(let count, let unit): Self.count(count, unit)
        case .lost: "lost"
        case .noOrder: "none"
        case .reason(let reason): reason.rawValue
        case .policy(let policy): of(policy)
        case .weekdays(let days): days.text
        case .weekday(let day): Weekdays.longNames[day - 1]
        case .none: ""
        }
    }

    private static func of(_ policy: OrderPolicy) -> String {
        switch policy {
        case .timePhased: "time-phased"
        case .orderUpTo(nil, _): "order up to a level"
        case .orderUpTo: "order up to a level, at the reorder point"
        case .fixedQuantity: "a fixed quantity, at the reorder point"
        }
    }

    /// The sources of a step, one after the other: `= 5 × 1.5, --scale-sales of run 2; products.csv, line 2`.
    static func of(_ sources: [Explanation.Source], _ run: Run) -> String {
        var text = ""
        for (index, source) in sources.enumerated() {
            if index > 0 { text += sources[index - 1].isArithmetic ? ", " : "; " }
            text += of(source, run)
        }
        return text
    }

    static func of(_ difference: Explanation.Difference, isOfPlan: Bool) -> String {
        switch difference {
        case .newer(
            let position, let terms, let receipts, let calendar, let sales, let events, let statedDemand):
            let newer = [
                position.map { "its inventory (\(of($0)))" }, terms.map { "its terms (\(of($0)))" },
                receipts ? "its receipts" : nil, calendar ? "its calendar" : nil,
                sales ? "its sales" : nil, events ? "its events" : nil,
                statedDemand ? "its stated demand" : nil,
            ]
            return
                "The \(isOfPlan ? "plan" : "forecast") is older than \(newer.compactMap { $0 }.joined(separator: " and "))"
        case .unexplained:
            return
                "The \(isOfPlan ? "orders that are" : "risk that is") stored \(isOfPlan ? "do" : "does") not follow from what is stored of the series"
        }
    }

    private static func of(_ source: Explanation.Source, _ run: Run) -> String {
        switch source {
        case .stated(let origin): of(origin)
        case .option(let option): "\(option.flag) of run \(run.id)"
        case .usual: "default"
        case .computed(let formula): "= \(of(formula))"
        case .delayed(let day, let days): "\(date(day)) + \(count(days, .days))"
        case .because(let reason): of(reason)
        }
    }

    private static func of(_ origin: StatedOrigin) -> String {
        "\(DisplayText.of(origin.file, limit: 200)), line \(origin.line)"
    }

    private static func of(_ reason: Explanation.Reason) -> String {
        switch reason {
        case .inThePlan(let arrival): "in the plan, to arrive on \(date(arrival))"
        case .overdue: "overdue, so counted on the first day"
        case .safetyStock: "the safety stock"
        case .leastAboveZero: "the least above zero that is reported, as there is no safety stock"

        case .reviewsFrom(let day): "counted from \(date(day))"
        case .until(let day): "until \(date(day))"
        case .closingStock(let day): "the closing stock of \(date(day))"
        case .soldUntil(let day): "less what was sold until \(date(day))"
        case .salesUntil(let day, let file):
            "estimated from the sales until \(date(day))"
                + (file.map { ", the last of them in \(DisplayText.of($0, limit: 200))" } ?? "")
        case .storeIsClosed: "its store has sold nothing for two weeks or more"
        case .factorsUntil(let day, let weekdays, let hasSeason):
            "the factors of the days until \(date(day)): "
                + zip(Weekdays.names, weekdays).map { "\($0) \(NumberText.quantity($1))" }.joined(separator: " ")
                + (hasSeason ? ", times the season" : "")
        case .meanOfDays(let others):
            "the mean of its days, as they differ"
                + (others.map { "; without stated demand and events \(number($0))" } ?? "")
        case .spreadOfDemand(let isAssumed):
            isAssumed ? "assumed" : "how far sales were from what was expected"
        case .cycleService(let share, let less):
            "of all demand of these days \(percent(share)) is not more"
                + (less.map { ", and \(percent($0)) not more than one less" } ?? "")
        case .fillRate(let share, let quantity, let short, let less):
            "\(number(share)) × \(number(quantity)) = \(number(share * quantity)) may be short of an order; expected short with it: \(number(short))"
                + (less.map { ", with one less: \(number($0))" } ?? "")
        case .orderAtOrBelow(let level): "it is ordered when \(number(level)) or less are in sight"
        case .inWorkdays: "working days"
        case .wholeWeeks: "up to whole weeks, as it is on one weekday"
        case .longestInterval(let weekday, let arrival, let next):
            "an order of a \(name(weekday)) is there on \(name(arrival)), that of the next review on \(name(next)): the longest time there is"
        case .law(let mean, let w):
            w > 0
                ? "p(0) = exp(−\(number(mean)) × ln \(number(1 + w)) ÷ \(number(w))), p(j + 1) = p(j) × (\(number(mean)) + j × \(number(w))) ÷ (\(number(1 + w)) × (j + 1))"
                : "p(0) = exp(−\(number(mean))), p(j + 1) = p(j) × \(number(mean)) ÷ (j + 1)"
        case .spreadIsUnknown: "it isn't known how demand spreads"
        case .orderOfFirstReview: "an order of the first review is there"
        case .allAskedFor(let units):
            units > 0
                ? "P(demand ≥ \(number(units))): \(number(units)) or more are asked for, as no more is there until then"
                : "nothing is there until then"
        case .fromReceiptToReceipt:
            "from receipt to receipt, with the cases in which it wasn't out before it"
        case .restockedByDay: "approximate, as it is restocked by day"
        case .expectedUnserved: "expected not to be served on its day"
        case .nextReceipt: "the next receipt"
        case .nothingMoreOrdered: "if nothing more is ordered"
        case .outByThen: "in so many cases it is out by that evening"
        case .afterHorizon: "after the horizon"
        case .event(let name, let until, let source):
            "\(DisplayText.of(name, limit: 80)) until \(date(until)), " + of(source)
        case .quantityInsteadOfLevel(let level): "in place of order_up_to, \(number(level)), as both are stated"
        case .pointAndCover: "the reorder point, and what is sold in the cover days"

        case .horizonIsEmpty: "the horizon has no days"
        case .lowestUntil(let day): "the lowest until \(date(day))"
        case .noDayBelowTarget: "no day ends below the target"
        case .noneInTime(let day):
            "none could arrive before the level is at the target again: the first is there on \(date(day))"

        case .notOrderable: "it is not to be ordered"
        case .maximumOfZero: "it is not to be ordered, as its max_order_quantity is 0"
        case .neverDue: "what is on hand and on order is enough on every review day"

        case .belowTarget(let target): "ends below the target of \(number(target)) without this order"
        case .noReceiptsUntil(let day): "none until \(date(day))"
        case .noEarlierOrders: "none"
        case .unservedUntil(let day): "what could not be served until \(date(day))"
        case .nextOrderArrives(let day):
            "the day before the order of the next review day can arrive, on \(date(day))"
        case .lowest(let first, let last): "the lowest from \(date(first)) to \(date(last)) without this order"
        case .leastQuantity: "the least that can be ordered"
        case .roundingGuard: "a hundredth more, for the rounding of levels"
        case .upToMinimum: "up to the minimum"
        case .notBelowMinimum(let minimum): "not below the minimum of \(number(minimum))"
        case .aboveMaximum(let wanted, let maximum):
            "as \(number(wanted)) is above the maximum of \(number(maximum))"
        case .notAboveMaximum(let maximum): "not above the maximum of \(number(maximum))"
        case .ordered: "what is ordered"
        case .firstFreeReviewDay(let wanted): "the first review day that is free, as \(date(wanted)) can't be had"
        case .lastReviewDayInTime(let need): "the last review day from which it arrives by \(date(need))"
        case .firstFreeReviewDayFor(let need):
            "the first review day that is free, as none is left from which it arrives by \(date(need))"
        case .reviewDayWhenDue: "the first review day on which it is due"
        case .workdaysAfter(let day, let days):
            "\(days == 1 ? "1 working day" : "\(days) working days") after \(date(day))"
        case .firstWorkdayFrom(let day): "the first working day from \(date(day)) on"
        case .noReceipts: "none"
        case .due(.orderUpTo, let level): "below \(number(level)), up to which it is ordered"
        case .due(_, let point): "not above the reorder point of \(number(point))"
        case .abovePoint(let point): "the least that raises it above \(number(point))"
        case .noDayOfNeed: "no day ends below the target without this order"
        case .inTime: "there by the day of need"
        case .unservedUntilArrival: "demand that can't be served until it has arrived"
        case .allServed: "all demand is served"
        case .withoutTheOrder: "what the day of need would be without this order"
        }
    }

    private static func of(_ source: Explanation.EventSource) -> String {
        switch source {
        case .stated: "as a file states"
        case .learned: "learned from the sales on days of its name"
        case .unknown: "of no effect, as no factor is stated and none could be learned"
        }
    }

    // MARK: Formulas

    /// The most terms of a sum that are shown. A longer sum ends with an ellipsis.
    private static let shownTerms = 8

    private static func of(_ formula: Formula) -> String {
        var text = ""
        for (index, term) in formula.terms.prefix(shownTerms).enumerated() {
            if index > 0 { text += term.isSubtracted ? " − " : " + " }
            let factors = term.factors.map { of($0, inParentheses: index > 0) }
            text += factors.joined(separator: " × ")
            if let divisor = term.divisor { text += " ÷ \(of(divisor, inParentheses: false))" }
        }
        return text + (formula.terms.count > shownTerms ? " + …" : "")
    }

    /// - Parameter inParentheses: whether a negative number is put in parentheses, because another number precedes it.
    private static func of(_ operand: Formula.Operand, inParentheses: Bool) -> String {
        switch operand {
        case .number(let x): inParentheses && x < 0 ? "(\(number(x)))" : number(x)
        case .count(let count, let unit): "\(number(count)) \(unit.rawValue)"
        case .factors(let sum): "factors of \(number(sum))"
        case .day(let day): date(day)
        case .days(let days, let subject): "\(count(days, .days)) of \(subject.rawValue.replacing("_", with: " "))"
        }
    }

    // MARK: Numbers

    private static func percent(_ share: Double) -> String { "\(number((share * 1e5).rounded() / 1e3)) %" }

    /// The number without the error of binary fractions, which begins after the sixth decimal.
    private static func number(_ x: Double) -> String {
        FieldText.number(abs(x) < 1e9 ? (x * 1e6).rounded() / 1e6 + 0 : x)
    }

    /// `1 day`, `2 days`
    private static func count(_ count: Int, _ unit: Explanation.Unit) -> String {
        "\(count) \(count == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)"
    }

    private static func name(_ weekday: Int) -> String { Weekdays.longNames[weekday - 1] }

    private static func date(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }
}

extension Explanation.Source {
    /// Whether the source is arithmetic. A comma separates it from the source that follows.
    fileprivate var isArithmetic: Bool {
        switch self {
        case .computed, .delayed: true
        case .stated, .option, .usual, .because: false
        }
    }
}
