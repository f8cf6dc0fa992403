import CSV
import Forecasting
import InventoryStore
import Platform

/// How the orders of a series come about, step by step, as one would write it down on paper.
package struct Explanation: Sendable {
    /// A number, where it comes from, and the day that it is of.
    package struct Step: Sendable {
        /// The order that it belongs to, counted from 1; 0 is the series as a whole.
        package var order: Int
        /// What it is: `on_hand`, `lead_time`.
        package var name: String
        package var day: Int?
        package var value: Value
        /// A file and line, an option of the run, or the arithmetic.
        package var source: String
    }

    package enum Value: Sendable {
        /// Units, not rounded unless they are a quantity that is ordered.
        case units(Double)
        case count(Int, unit: String)
        case text(String)
        case none
    }

    package var storeID: String
    package var productID: String
    package var run: Run
    package internal(set) var steps: [Step] = []
    /// The orders that follow from what is stored now.
    package internal(set) var orders: [PlannedOrder] = []
    /// Why the orders that are stored are others; nil where they are the same.
    package internal(set) var difference: String?

    /// A number without what binary fractions leave behind the sixth decimal.
    package static func number(_ x: Double) -> String {
        FieldText.number(abs(x) < 1e9 ? (x * 1e6).rounded() / 1e6 + 0 : x)
    }
}

/// Makes the explanation of a series.
struct Explainer {
    private let basis: PlanBasis
    private let run: Run
    private let options: RunOptions
    private let defaults: TermDefaults
    /// With the overrides and assumptions of the run.
    private let position: StockPosition
    private let terms: SupplyTerms
    private let receipts: ArraySlice<Receipt>
    private let periodDays: Int
    private var explanation: Explanation

    /// - Throws: ``TermsProblem`` where what is stored now can't be planned with.
    static func explanation(
        of basis: PlanBasis, _ run: Run, _ options: RunOptions, _ defaults: TermDefaults
    ) throws(TermsProblem) -> Explanation? {
        let receipts = options.receipts(from: basis.receipts.map(\.receipt)[...])
        guard let terms = try options.terms(of: basis.position, basis.stated ?? StatedTerms()) else { return nil }
        var explainer = Explainer(basis, run, options, defaults, terms, receipts)
        explainer.explain()
        return explainer.explanation
    }

    private init(
        _ basis: PlanBasis, _ run: Run, _ options: RunOptions, _ defaults: TermDefaults, _ terms: SupplyTerms,
        _ receipts: ArraySlice<Receipt>
    ) {
        self.basis = basis
        self.run = run
        self.options = options
        self.defaults = defaults
        self.terms = terms
        self.receipts = receipts
        position = options.forecast.position(from: basis.position)
        periodDays = options.forecast.ratesPer == .update ? position.frequency : 1
        explanation = Explanation(storeID: basis.storeID, productID: basis.productID, run: run)
        OrderPlan.make(
            basis.position, options: options.forecast, receipts: receipts, terms: terms, into: &explanation.orders)
    }

    private mutating func explain() {
        let orders = explanation.orders
        compare(orders)
        explainPosition()
        explainTerms()
        if orders.isEmpty { explainNone() }
        for (index, order) in orders.enumerated() {
            explainNeed(order, index + 1, earlier: orders[..<index])
            explainQuantity(order, index + 1)
            explainDays(order, index + 1)
        }
    }

    private mutating func add(
        _ order: Int, _ name: String, day: Int? = nil, _ value: Explanation.Value, _ source: String
    ) {
        explanation.steps.append(Explanation.Step(order: order, name: name, day: day, value: value, source: source))
    }

    // MARK: The orders that are stored

    private mutating func compare(_ orders: [PlannedOrder]) {
        let planned = orders.map { order in
            StoredOrder(
                orderDay: order.orderDay, arrivalDay: order.arrivalDay, needDay: order.needDay,
                quantity: order.quantity, unitCost: terms.unitCost, daysLate: order.daysLate,
                unitsShort: order.unitsShort, reason: order.reason)
        }
        guard planned != basis.orders else { return }
        var newer: [String] = []
        if basis.positionOrigin.importID > run.importID {
            newer.append("its inventory (\(text(basis.positionOrigin)))")
        }
        if let origin = basis.statedOrigin, origin.importID > run.importID {
            newer.append("its terms (\(text(origin)))")
        }
        if basis.receiptsImportID > run.importID
            || basis.receipts.contains(where: { $0.origin.importID > run.importID })
        {
            newer.append("its receipts")
        }
        explanation.difference =
            newer.isEmpty
            ? "The orders that are stored do not follow from what is stored of the series"
            : "The plan is older than \(newer.joined(separator: " and "))"
        for order in basis.orders {
            add(
                0, "stored_order", day: order.orderDay, .units(order.quantity),
                "in the plan, to arrive on \(date(order.arrivalDay))")
        }
    }

    // MARK: The series

    private mutating func explainPosition() {
        let origin = text(basis.positionOrigin)
        let given = options.forecast
        let whatIf = given.whatIf
        let stored = basis.position
        add(0, "start", day: position.startDay, .none, given.startDay == nil ? origin : option("--from"))
        add(
            0, "horizon", .count(position.durationDays, unit: periodDays == 1 ? "days" : "updates"),
            given.durationDays == nil ? origin : option("--days"))
        if periodDays > 1 {
            add(
                0, "update", .count(periodDays, unit: "days"),
                given.frequency == nil ? origin : option("--frequency"))
        }
        add(0, "on_hand", .units(position.onHand), origin)
        func rate(_ name: String, _ stored: Double, _ rate: Double, _ factor: Double, _ scale: String) {
            add(
                0, name, .units(rate),
                factor == 1 ? origin : "= \(number(stored)) × \(number(factor)), \(option(scale)); \(origin)")
        }
        rate("sales", stored.salesRate, position.salesRate, whatIf.salesFactor, "--scale-sales")
        rate(
            "restocking", stored.restockingRate, position.restockingRate, whatIf.restockingFactor, "--scale-restocking")
        if given.lostSales { add(0, "unserved_demand", .text("lost"), option("--lost-sales")) }
        for (stored, receipt) in zip(basis.receipts, receipts) {
            var source = text(stored.origin)
            if whatIf.receiptDelayDays > 0 {
                source =
                    "\(date(stored.receipt.day)) + \(days(whatIf.receiptDelayDays)), \(option("--delay-receipts")); \(source)"
            }
            if receipt.day < position.startDay { source += "; before the start, so not counted" }
            add(0, "receipt", day: receipt.day, .units(receipt.quantity), source)
        }
    }

    private mutating func explainTerms() {
        let stated = basis.stated
        let origin = basis.statedOrigin.map(text) ?? ""
        let usual = TermDefaults()
        func source(_ isStated: Bool, _ name: String, isUsual: Bool) -> String {
            isStated ? origin : isUsual ? "default" : option(name)
        }
        let leadTime = stated?.leadTimeDays ?? defaults.leadTimeDays
        var leadTimeSource = source(
            stated?.leadTimeDays != nil, "--lead-time", isUsual: leadTime == usual.leadTimeDays)
        let extra = options.forecast.whatIf.extraLeadTimeDays
        if extra != 0 {
            leadTimeSource =
                "= \(leadTime) \(extra > 0 ? "+ \(extra)" : "− \(-extra)"), \(option("--lead-time")); \(leadTimeSource)"
        }
        add(0, "lead_time", .count(terms.leadTimeDays, unit: "days"), leadTimeSource)
        add(
            0, "review_period", .count(terms.reviewPeriodDays, unit: "days"),
            source(
                stated?.reviewPeriodDays != nil, "--review",
                isUsual: defaults.reviewPeriodDays == usual.reviewPeriodDays))
        let demand = periodDays == 1 ? number(position.salesRate) : "\(number(position.salesRate)) ÷ \(periodDays)"
        add(
            0, "safety_stock", .units(terms.safetyStock),
            stated?.safetyStock != nil
                ? origin
                : defaults.safetyDays == 0
                    ? "default" : "= \(number(defaults.safetyDays)) days × \(demand), \(option("--safety-days"))")
        add(
            0, "target", .units(target),
            terms.safetyStock >= 0.005
                ? "the safety stock" : "the least above zero that is reported, as there is no safety stock")
        add(
            0, "cover", .count(terms.coverDays, unit: "days"),
            source(stated?.coverDays != nil, "--cover", isUsual: defaults.coverDays == usual.coverDays))
        if terms.minimumOrderQuantity > 0 { add(0, "minimum", .units(terms.minimumOrderQuantity), origin) }
        if terms.orderMultiple > 0 {
            add(
                0, "multiple", .units(terms.orderMultiple),
                source(
                    stated?.orderMultiple != nil, "--multiple", isUsual: defaults.orderMultiple == usual.orderMultiple))
        }
        if let maximum = terms.maximumOrderQuantity { add(0, "maximum", .units(maximum), origin) }
        if let unitCost = terms.unitCost { add(0, "unit_cost", .units(unitCost), origin) }
    }

    /// What no day may end below.
    private var target: Double { max(0.01, ReportedQuantity.rounded(terms.safetyStock)) }

    private mutating func explainNone() {
        var lowest: (day: Int, level: Double)?
        var last = position.startDay
        Projection.project(basis.position, options: options.forecast, receipts: receipts) { stretch in
            // The level rises or falls all the way.
            for day in [stretch.firstDay, stretch.lastDay] where stretch.level(on: day) < lowest?.level ?? .infinity {
                lowest = (day, stretch.level(on: day))
            }
            last = stretch.lastDay
        }
        guard let lowest else { return add(0, "order", .text("none"), "the horizon has no days") }
        add(0, "lowest_level", day: lowest.day, .units(lowest.level), "the lowest until \(date(last))")
        add(
            0, "order", .text("none"),
            ReportedQuantity.rounded(lowest.level) >= target
                ? "no day ends below the target"
                : "none could arrive before the level is at the target again: the first is there on "
                    + date(position.startDay + terms.leadTimeDays))
    }

    // MARK: An order

    private mutating func explainNeed(_ order: PlannedOrder, _ place: Int, earlier: ArraySlice<PlannedOrder>) {
        let a = order.arithmetic
        add(
            place, "day_of_need", day: order.needDay, .units(a.levelOnNeedDay),
            "ends below the target of \(number(a.target)) without this order")
        let periods = (a.balanceDay - position.startDay) / periodDays + 1
        let until = date(a.balanceDay)
        add(place, "on_hand", day: position.startDay, .units(a.onHand), text(basis.positionOrigin))
        let due = receiptsDue(in: periods)
        add(
            place, "receipts_due", day: a.balanceDay, .units(a.receiptsDue),
            due.isEmpty ? "none until \(until)" : sum(due))
        add(
            place, "earlier_orders", day: a.balanceDay, .units(a.earlierOrders),
            earlier.isEmpty ? "none" : sum(earlier.map(\.quantity)))
        let unit = periodDays == 1 ? "days" : "updates"
        add(
            place, "restocked", day: a.balanceDay, .units(a.restocked),
            "= \(periods) \(unit) × \(number(position.restockingRate))")
        add(
            place, "demand", day: a.balanceDay, .units(a.demand),
            "= \(periods) \(unit) × \(number(position.salesRate))")
        var level =
            "= \(number(a.onHand)) + \(number(a.receiptsDue)) + \(number(a.earlierOrders)) + \(number(a.restocked)) − "
            + number(a.demand)
        if options.forecast.lostSales {
            add(place, "lost_demand", day: a.balanceDay, .units(a.lost), "what could not be served until \(until)")
            level += " + \(number(a.lost))"
        }
        add(place, "level", day: a.balanceDay, .units(a.levelOnBalanceDay), level)
    }

    /// What is due in so many periods from the start.
    private func receiptsDue(in periods: Int) -> [Double] {
        receipts.lazy.filter { receipt in
            receipt.day >= position.startDay && (receipt.day - position.startDay) / periodDays < periods
        }.map(\.quantity)
    }

    private mutating func explainQuantity(_ order: PlannedOrder, _ place: Int) {
        let a = order.arithmetic
        let byCover = a.balanceDay + terms.coverDays
        add(
            place, "covered_until", day: a.coveredUntil, .none,
            byCover == a.coveredUntil
                ? "= \(date(a.balanceDay)) + \(days(terms.coverDays)) of cover"
                : "the day before the order of the next review day can arrive, on \(date(a.coveredUntil + 1))")
        var lowest =
            "the lowest from \(date(a.balanceDay)) to \(date(max(a.balanceDay, a.coveredUntil))) without this order"
        if !options.forecast.lostSales {
            let periods = (a.lowestDay - position.startDay) / periodDays + 1
            let due = receiptsDue(in: periods).reduce(0, +)
            lowest =
                "= \(number(a.onHand)) + \(number(due)) + \(number(a.earlierOrders)) + \(periods) × "
                + "\(number(position.restockingRate)) − \(periods) × \(number(position.salesRate)), \(lowest)"
        }
        add(place, "lowest_level", day: a.lowestDay, .units(a.lowestLevel), lowest)
        add(
            place, "shortfall", .units(a.shortfall),
            "= \(number(a.target)) − \(a.lowestLevel < 0 ? "(\(number(a.lowestLevel)))" : number(a.lowestLevel))")
        if a.rawQuantity != a.shortfall {
            add(
                place, "wanted", .units(a.rawQuantity),
                a.shortfall <= 0 ? "the least that can be ordered" : "a hundredth more, for the rounding of levels")
        }
        if terms.minimumOrderQuantity > 0 {
            add(
                place, "after_minimum", .units(a.afterMinimum),
                a.afterMinimum > a.rawQuantity
                    ? "up to the minimum" : "not below the minimum of \(number(terms.minimumOrderQuantity))")
        }
        if terms.orderMultiple > 0 {
            add(place, "after_multiple", .units(a.afterMultiple), "= \(multiples(a.afterMultiple))")
        }
        if let maximum = terms.maximumOrderQuantity {
            add(
                place, "after_maximum", .units(a.afterMaximum),
                a.afterMaximum < a.afterMultiple
                    ? "= \(multiples(a.afterMaximum)), as \(number(a.afterMultiple)) is above the maximum of "
                        + number(maximum)
                    : "not above the maximum of \(number(maximum))")
        }
        add(place, "quantity", .units(order.quantity), "what is ordered")
        if let unitCost = terms.unitCost {
            add(
                place, "cost", .units(ReportedQuantity.rounded(order.quantity * unitCost)),
                "= \(number(order.quantity)) × \(number(unitCost))")
        }
    }

    private mutating func explainDays(_ order: PlannedOrder, _ place: Int) {
        let inTime = order.needDay - terms.leadTimeDays
        add(
            place, "order_date", day: order.orderDay, .none,
            order.daysLate > 0
                ? "the first review day that is free, as \(date(inTime)) can't be had"
                : "the last review day from which it arrives by \(date(order.needDay))")
        add(
            place, "arrival_date", day: order.arrivalDay, .none,
            "= \(date(order.orderDay)) + \(days(terms.leadTimeDays)) of lead time")
        add(
            place, "days_late", .count(order.daysLate, unit: "days"),
            order.daysLate > 0 ? "= \(date(order.arrivalDay)) − \(date(order.needDay))" : "there by the day of need")
        add(
            place, "units_short", .units(order.unitsShort),
            order.unitsShort > 0 ? "demand that can't be served until it has arrived" : "all demand is served")
        add(place, "reason", .text(order.reason.rawValue), "what the day of need would be without this order")
    }

    // MARK: Words

    private func text(_ origin: StatedOrigin) -> String {
        "\(DisplayText.of(origin.file, limit: 200)), line \(origin.line)"
    }

    private func option(_ name: String) -> String { "\(name) of run \(run.id)" }

    private func date(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }

    private func days(_ count: Int) -> String { "\(count) \(count == 1 ? "day" : "days")" }

    private func number(_ x: Double) -> String { Explanation.number(x) }

    private func multiples(_ quantity: Double) -> String {
        "\(number(quantity / terms.orderMultiple)) × \(number(terms.orderMultiple))"
    }

    private func sum(_ quantities: [Double]) -> String {
        let shown = quantities.prefix(8).map(number).joined(separator: " + ")
        return "= \(shown)\(quantities.count > 8 ? " + …" : "")"
    }
}
