import Forecasting
import InventoryStore

/// What the exceptions of a series are found from: its results in a scenario, and what is stored of it.
struct SeriesFacts {
    var key: SeriesKey
    /// Ascending by day; never empty.
    var stretches: ArraySlice<Stretch>
    /// The curve that a stretch follows; nil if it has no profile.
    var curve: (Stretch) throws -> FactorCurve?
    /// Whether demand that can't be served is lost.
    var losesSales: Bool
    var position: StockPosition?
    var terms: StatedTerms?
    /// Ascending by day, as the files have them.
    var receipts: ArraySlice<Receipt>
    /// Ascending by day.
    var orders: ArraySlice<StoredOrder>
    var demand: DemandRow?
    var risk: StoredRisk?
    var isOutdated = false

    /// Days until an order is there, if neither a file nor a planned order says so: the default of plans.
    static let usualLeadTime = TermDefaults().leadTimeDays
    /// The least probability of being out with which a series may run out. A plan with a service of 80 %, which is little, accepts as much.
    static let leastLikelihood = 0.2

    var firstDay: Int { stretches.first?.firstDay ?? 0 }
    var lastDay: Int { stretches.last?.lastDay ?? 0 }
    var onHand: Double { stretches.first?.openingLevel ?? 0 }

    /// Units a day, of the first stretch in which something is sold. Closed days at the beginning say nothing of the rate. Where sales are
    /// lost, no more is sold of what isn't there than comes in, and it is wanted all the same.
    var rate: Double {
        let sold = stretches.first { $0.sales > 0 }.map { $0.sales / Double($0.period) } ?? 0
        return losesSales && onHand <= 0 && stretches.first?.profile == 0 ? max(sold, wantedRate) : sold
    }

    /// Units a day that a file states, or that are estimated.
    private var wantedRate: Double {
        position?.salesRate.map { $0 / Double(stretches.first?.period ?? 1) } ?? demand?.rate ?? 0
    }

    /// Days from the first day until an order of that day is there.
    var leadTime: Int {
        orders.first.map { $0.arrivalDay - $0.orderDay } ?? terms?.leadTimeDays ?? Self.usualLeadTime
    }

    /// The first day on which goods can come, on open order or ordered now; nil if there is no open order and nothing can be ordered.
    private func goodsDay(ordered arrival: Int, _ receipt: Receipt?) -> Int? {
        guard !orders.isEmpty || terms?.isOrderable ?? true else { return receipt?.day }
        return min(arrival, receipt?.day ?? arrival)
    }

    /// The level at the end of a day, in units.
    func level(on day: Int) throws -> Double {
        guard let stretch = stretches.first(where: { $0.firstDay <= day && day <= $0.lastDay }) else { return 0 }
        return stretch.level(on: day, try curve(stretch))
    }

    /// Calls `body` with the exceptions, at most one a state.
    ///
    /// - Parameter maxCover: days of demand; more stock than that is too much.
    func forEachException(maxCover: Int, _ body: (SeriesException) throws -> Void) throws {
        if let shortage = try shortage() ?? likelyShortage() { try body(shortage) }
        if let out = outUnlessOverdueComes() { try body(out) }
        if let overdue = overdueOrders() { try body(overdue) }
        if let unneeded = try unneededOrders() { try body(unneeded) }
        if let excess = excess(over: maxCover) { try body(excess) }
        if let ordered = orderedWithoutDemand() { try body(ordered) }
        if let rate = differentRate() { try body(rate) }
        if isOutdated {
            try body(SeriesException(key, .resultsOld, units: nil, cost: nil, onHand: onHand, rate: rate))
        }
    }

    /// What is out, runs out before goods can come, or waits for an open order that comes too late.
    ///
    /// Units are the demand that can't be served until goods are there, or for a lead time if none can come. Of planned orders this is what
    /// the plan says. Otherwise it is by how much the backlog grows, or what is asked for and not sold where sales are lost.
    private func shortage() throws -> SeriesException? {
        guard let stockout = stretches.lazy.compactMap(\.stockoutDay).first else { return nil }
        let short = orders.first { $0.unitsShort > 0 }
        guard stockout < firstDay + leadTime || short != nil else { return nil }
        let receipt = receipts.first { $0.day > stockout }
        let arrival = short?.arrivalDay ?? orders.first?.arrivalDay ?? firstDay + leadTime
        let goods = goodsDay(ordered: arrival, receipt)
        let end = goods ?? arrival
        // An order that is not the first one is short on its own day of need.
        let out = short.flatMap { $0 == orders.first ? nil : $0.needDay } ?? stockout
        let stated = rate == 0 ? wantedRate : rate
        let units: Double
        if short != nil {
            units = orders.reduce(0) { $0 + $1.unitsShort }
        } else if losesSales {
            units = try lostUnits(from: out, before: end, rate: stated)
        } else {
            units = max(-(try level(on: min(end - 1, lastDay))), 0) - max(-onHand, 0)
        }
        guard ReportedQuantity.rounded(units) > 0 else { return nil }
        let isReceipt = goods != nil && goods == receipt?.day
        let state: ExceptionState = onHand <= 0 && out == firstDay ? .out : isReceipt ? .orderLate : .runsOut
        return SeriesException(
            key, state, units: units, cost: valueOfShort, day: out,
            goodsDay: goods,
            probability: isReceipt ? risk?.beforeReceipt : goods == nil ? nil : risk?.beforeOrder, onHand: onHand,
            ordered: sum(receipts.lazy.filter { $0.day == goods }), limit: short == nil ? nil : limit(of: units),
            rate: stated)
    }

    /// What has no shortage at expected demand, and is out with a probability of ``leastLikelihood`` or more before an order of the first day
    /// is there. Units are what a run with risk expects to be short until then, and the day is the early one.
    private func likelyShortage() -> SeriesException? {
        guard let risk, risk.beforeOrder >= Self.leastLikelihood, ReportedQuantity.rounded(risk.unitsShort) > 0
        else { return nil }
        let canOrder = !orders.isEmpty || terms?.isOrderable ?? true
        return SeriesException(
            key, .mayRunOut, units: risk.unitsShort, cost: valueOfShort, day: risk.earlyDay,
            goodsDay: canOrder ? firstDay + leadTime : nil, probability: risk.beforeOrder, onHand: onHand, rate: rate)
    }

    /// The most that an order may have, if most of what is short comes after the first order. A plan that follows the projection leaves
    /// nothing short then, but for orders that can't have more.
    private func limit(of units: Double) -> Double? {
        guard let terms, terms.reorderPoint == nil, terms.orderUpTo ?? 0 <= 0, let first = orders.first,
            2 * first.unitsShort <= units
        else { return nil }
        return terms.maximumOrderQuantity
    }

    /// What is asked for on some days, from that of the stock-out on, less what is sold on them.
    private func lostUnits(from out: Int, before goods: Int, rate: Double) throws -> Double {
        guard let stretch = stretches.first(where: { $0.stockoutDay != nil }) else { return 0 }
        let end = min(goods, lastDay + 1)
        let wanted =
            try curve(stretch).map { stretch.sales * ($0.sum(before: end) - $0.sum(before: out)) }
            ?? rate * Double(goods - out)
        var sold = 0.0
        for stretch in stretches where stretch.firstDay < end && stretch.lastDay >= out {
            let curve = try curve(stretch)
            for day in max(out, stretch.firstDay)..<min(end, stretch.lastDay + 1) {
                sold += stretch.sales(on: day, curve) / Double(stretch.period)
            }
        }
        return wanted - sold
    }

    /// What is out, and would stay so on the first day if the overdue orders that the projection counts on didn't come. Units are the demand
    /// until other goods can come.
    private func outUnlessOverdueComes() -> SeriesException? {
        guard onHand <= 0, rate > 0, let first = stretches.first,
            let overdue = sum(receipts.prefix { $0.day < firstDay }),
            onHand + (first.restocking - first.sales) - overdue < 0.005, first.stockoutDay != firstDay
        else { return nil }
        let arrival = firstDay + leadTime
        let goods = goodsDay(ordered: arrival, receipts.first { $0.day > firstDay })
        let units = rate * Double((goods ?? arrival) - firstDay)
        guard ReportedQuantity.rounded(units) > 0 else { return nil }
        return SeriesException(
            key, .out, units: units, cost: valueOfShort, day: firstDay, goodsDay: goods, onHand: onHand,
            ordered: overdue, rate: rate, countsOnOverdue: true)
    }

    /// What a unit that is short would earn, or what it costs, if that is not known or nothing.
    private var valueOfShort: Double? { terms?.margin.flatMap { $0 > 0 ? $0 : nil } ?? terms?.unitCost }

    /// Open orders that should have come before the first day.
    private func overdueOrders() -> SeriesException? {
        let overdue = receipts.prefix { $0.day < firstDay }
        guard let first = overdue.first, let units = sum(overdue), units > 0 else { return nil }
        return SeriesException(
            key, .orderOverdue, units: units, cost: terms?.unitCost, day: first.day, onHand: onHand, ordered: units,
            rate: rate)
    }

    /// Open orders without which the series would keep its safety stock to the end of its horizon, or to the last of them if that comes later,
    /// and stock for a lead time more: an order of that day would still come in time. It is about the last of them, and counts all units that
    /// are spare. What is overdue counts from the first day on, and after the horizon the rate goes on. What a plan orders more of is needed.
    private func unneededOrders() throws -> SeriesException? {
        guard orders.isEmpty, rate > 0, let first = receipts.first, let last = receipts.last, let units = sum(receipts)
        else { return nil }
        let after = stretches.lazy.filter { $0.firstDay > max(first.day, firstDay) }.map(\.openingLevel).min()
        let beyond = sum(receipts.lazy.filter { $0.day > lastDay }) ?? 0
        let end = try level(on: lastDay) + beyond - rate * Double(max(last.day - lastDay, 0))
        let lowest = min(end, after ?? .infinity)
        let spare = lowest - rate * Double(leadTime) - (terms?.safetyStock ?? 0)
        guard let lastUnits = sum(receipts.lazy.filter { $0.day == last.day }), lastUnits > 0, spare >= lastUnits else {
            return nil
        }
        return SeriesException(
            key, .orderUnneeded, units: min(units, spare), cost: terms?.unitCost, day: last.day, onHand: onHand,
            ordered: units, rate: rate, coverDays: lowest / rate)
    }

    /// Stock, with what is on open order and the first planned order, that lasts longer than it should; or stock of which nothing is sold.
    private func excess(over maxCover: Int) -> SeriesException? {
        let planned = orders.first?.quantity
        let ordered = rate > 0 ? (sum(receipts) ?? 0) + (planned ?? 0) : 0
        let stock = max(onHand + ordered, 0)
        let units = stock - Double(maxCover) * rate
        guard ReportedQuantity.rounded(units) > 0 else { return nil }
        return SeriesException(
            key, .overCover, units: units, cost: terms?.unitCost, day: orders.first?.orderDay, onHand: onHand,
            ordered: ordered > 0 ? ordered : nil, planned: planned, rate: rate,
            coverDays: rate > 0 ? stock / rate : nil)
    }

    /// What is ordered, or to be ordered, although nothing is sold, beyond what is owed.
    private func orderedWithoutDemand() -> SeriesException? {
        let open = receipts.drop { $0.day < firstDay }
        let units = (sum(open) ?? 0) + orders.reduce(0) { $0 + $1.quantity } - max(-onHand, 0)
        guard rate == 0, units > 0 else { return nil }
        return SeriesException(
            key, .orderedWithoutDemand, units: units, cost: terms?.unitCost,
            day: [open.first?.day, orders.first?.orderDay].compactMap { $0 }.min(), onHand: onHand, ordered: units,
            rate: rate)
    }

    /// A stated rate that differs by a factor of 2 or more from what was sold in the last weeks, and by more than three standard
    /// deviations of 28 days: the noise of the larger of both rates, and the spread of the smaller one, of which a change of the rate
    /// itself is no part. A series that is new, was out of stock, or whose store is closed says nothing of it.
    private func differentRate() -> SeriesException? {
        guard let salesRate = position?.salesRate, let demand, let first = stretches.first,
            ![.new, .outOfStock, .storeClosed].contains(demand.label), demand.until - demand.firstSale >= 28
        else { return nil }
        let stated = salesRate / Double(first.period)
        let sold = demand.averages[1]
        let difference = stated - sold
        let (less, more) = (28 * min(stated, sold), 28 * max(stated, sold))
        let variance = demand.noise * more + (demand.spread + demand.drift) * less * less
        guard stated > 2 * sold || sold > 2 * stated, 784 * difference * difference > 9 * variance else { return nil }
        return SeriesException(
            key, .rateOff, units: abs(difference) * 28, cost: terms?.unitCost, onHand: onHand, rate: stated,
            soldRate: sold)
    }

    /// Units of receipts; nil if there are none.
    private func sum(_ receipts: some Sequence<Receipt>) -> Double? {
        receipts.reduce(nil) { ($0 ?? 0) + $1.quantity }
    }
}
