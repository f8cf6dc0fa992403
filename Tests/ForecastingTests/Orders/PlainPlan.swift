import Forecasting

/// A series, its terms, and the orders that a planner with paper, pencil and much time would place. Quantities are whole
/// hundredths, so everything is exact, and everything is done one period after the other.
struct PlainPlan {
    var series: PlainSeries<Int>
    var leadTime = 0
    var review = 1
    var safetyStock = 0
    var cover = 0
    var minimum = 0
    /// At least 1.
    var multiple = 1
    var maximum: Int?

    struct Order: Equatable {
        var placed: Int
        var arrives: Int
        var needed: Int
        var quantity: Int
        var late: Int
        var short: Int
        var backlog: Int
        var isStockout: Bool
    }

    /// The evenings of the periods, and what each could not sell.
    struct Evening {
        var level: Int
        var lost: Int
    }

    var terms: SupplyTerms {
        get throws {
            try SupplyTerms(
                leadTimeDays: leadTime, reviewPeriodDays: review, safetyStock: Double(safetyStock) / 100,
                coverDays: cover, minimumOrderQuantity: Double(minimum) / 100, orderMultiple: Double(multiple) / 100,
                maximumOrderQuantity: maximum.map { Double($0) / 100 })
        }
    }

    // MARK: - The series

    var start: Int { series.options.startDay ?? series.startDay }
    var periodDays: Int { series.options.ratesPer == .update ? series.options.frequency ?? series.frequency : 1 }
    var periods: Int { series.options.durationDays ?? series.durationDays }
    var lastDay: Int { start + (periods - 1) * periodDays }
    /// The periods in which something may be needed that has to be ordered in the horizon.
    var searchedPeriods: Int { periods == 0 ? 0 : max(periods, period(of: lastDay + leadTime + review) + 1) }
    /// What no evening may be below: the safety stock, and with none the least that is above zero, if anything is sold.
    var target: Int { series.salesRate > 0 ? max(1, safetyStock) : safetyStock }

    func day(of period: Int) -> Int { start + period * periodDays }
    func period(of day: Int) -> Int { (day - start) / periodDays }

    /// Day after day: what arrives arrives, what is sold is sold. Orders are there from the morning of their arrival.
    func evenings(_ count: Int, with orders: [Order]) -> [Evening] {
        var arriving: [Int: Int] = [:]
        // What is overdue comes on the first day.
        for receipt in series.receipts { arriving[period(of: max(start, receipt.day)), default: 0] += receipt.quantity }
        for order in orders { arriving[period(of: order.arrives), default: 0] += order.quantity }
        var level = series.onHand
        return (0..<max(0, count)).map { period in
            level += series.restockingRate + arriving[period, default: 0]
            // What is owed comes before new demand.
            let sold = series.options.lostSales ? min(series.salesRate, max(0, level)) : series.salesRate
            level -= sold
            return Evening(level: level, lost: series.salesRate - sold)
        }
    }

    // MARK: - The orders

    func orders() -> [Order] {
        var orders: [Order] = []
        var earliest = 0
        var firstFree = start
        var counted = 0
        while true {
            let now = evenings(searchedPeriods, with: orders)
            guard earliest < searchedPeriods,
                let need = (earliest..<searchedPeriods).first(where: { now[$0].level < target })
            else { return orders }
            let needed = day(of: need)
            var placed = firstFree
            while placed + review + leadTime <= needed { placed += review }
            guard placed <= lastDay else { return orders }
            let arrives = placed + leadTime
            let decisive = max(need, period(of: arrives))
            let without = evenings(decisive + 1, with: orders)
            guard without[decisive].level < target else {
                earliest = decisive
                continue
            }
            var order = Order(
                placed: placed, arrives: arrives, needed: needed, quantity: 0, late: max(0, arrives - needed), short: 0,
                backlog: 0, isStockout: series.salesRate > 0 ? now[need].level <= 0 : now[need].level < 0)
            // With plenty in it no sale is lost, so the evenings tell how much of it is not needed.
            let plenty = 1_000_000_000_000_000
            order.quantity = plenty
            let covered = max(day(of: decisive) + cover, arrives + review - 1)
            let last = max(decisive, period(of: covered))
            let lowest = evenings(last + 1, with: orders + [order])[decisive...last].map(\.level).min() ?? 0
            let raw = target - (lowest - plenty)
            order.quantity = lot(raw)
            let with = evenings(decisive + 1, with: orders + [order])
            for period in counted...max(counted, decisive) where period <= decisive {
                if series.options.lostSales {
                    order.short += with[period].lost
                } else {
                    let before = max(0, -(period == 0 ? series.onHand : with[period - 1].level))
                    let backlog = max(0, -with[period].level)
                    order.short += max(0, backlog - before)
                    order.backlog = max(order.backlog, backlog)
                }
            }
            counted = max(counted, decisive + 1)
            orders.append(order)
            firstFree = placed + review
            earliest = order.quantity >= raw ? last + 1 : decisive + 1
        }
    }

    func lot(_ raw: Int) -> Int {
        var quantity = max(raw, minimum)
        while quantity % multiple != 0 { quantity += 1 }
        if let maximum, quantity > maximum {
            quantity = maximum
            while quantity % multiple != 0 { quantity -= 1 }
        }
        return quantity
    }
}

extension PlainPlan.Order {
    init(_ order: PlannedOrder) {
        self.init(
            placed: order.orderDay, arrives: order.arrivalDay, needed: order.needDay,
            quantity: ReportedQuantity.hundredths(order.quantity) ?? 0, late: order.daysLate,
            short: ReportedQuantity.hundredths(order.unitsShort) ?? 0,
            backlog: ReportedQuantity.hundredths(order.largestBacklog) ?? 0, isStockout: order.reason == .stockOut)
    }
}

extension OrderPlan {
    static func orders(
        _ position: StockPosition, options: ProjectionOptions = ProjectionOptions(), receipts: [Receipt] = [],
        terms: SupplyTerms
    ) -> [PlannedOrder] {
        var orders: [PlannedOrder] = []
        make(position, options: options, receipts: receipts, terms: terms, into: &orders)
        return orders
    }
}
