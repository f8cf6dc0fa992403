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
    var policy = Policy.timePhased
    /// Days that the store's calendar names, by day number: whether it is open.
    var days: [Int: Bool] = [:]
    /// 1 is Monday; nil is every day.
    var workdays: Set<Int>?
    var leadsInWorkdays = false
    var reviewWeekday: Int?
    var reviewFrom: Int?

    enum Policy: Equatable {
        case timePhased
        case orderUpTo(point: Int?, level: Int)
        case fixedQuantity(point: Int)

        var point: Int? {
            switch self {
            case .timePhased: nil
            case .orderUpTo(let point, _): point
            case .fixedQuantity(let point): point
            }
        }
    }

    struct Order: Equatable {
        var placed: Int
        var arrives: Int
        var needed: Int
        var quantity: Int
        var late: Int
        var short: Int
        var backlog: Int
        var reason: PlannedOrder.Reason
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
                maximumOrderQuantity: maximum.map { Double($0) / 100 }, policy: orderPolicy)
        }
    }

    private var orderPolicy: OrderPolicy {
        switch policy {
        case .timePhased: .timePhased
        case .orderUpTo(let point, let level):
            .orderUpTo(point: point.map { Double($0) / 100 }, level: Double(level) / 100)
        case .fixedQuantity(let point): .fixedQuantity(point: Double(point) / 100, quantity: Double(multiple) / 100)
        }
    }

    var calendar: PlanCalendar {
        var orderDays = OrderDays()
        orderDays.workdays = workdays.flatMap { days in
            Weekdays(days.sorted().map { Weekdays.names[$0 - 1] }.joined(separator: ","))
        }
        orderDays.leadsInWorkdays = leadsInWorkdays
        orderDays.reviewWeekday = reviewWeekday
        orderDays.reviewFrom = reviewFrom
        return PlanCalendar(StoreCalendar(days), orderDays)
    }

    // MARK: - The calendar, one day after the other

    func isWorkday(_ day: Int) -> Bool { days[day] ?? workdays?.contains(CivilDate(dayNumber: day).weekday) ?? true }

    func workday(from day: Int) -> Int {
        var day = day
        while !isWorkday(day) { day += 1 }
        return day
    }

    func arrival(ofOrderOn day: Int) -> Int {
        guard leadsInWorkdays else { return workday(from: day + leadTime) }
        var day = workday(from: day)
        for _ in 0..<leadTime { day = workday(from: day + 1) }
        return day
    }

    /// The days on which orders can be placed, up to the first one after the horizon.
    var reviewDays: [Int] {
        var period = review
        var anchor = reviewFrom ?? start
        var earliest = start
        if reviewWeekday != nil || reviewFrom != nil {
            // Long before the start, as closed days may move a review that far.
            earliest = start - 300
            if let weekday = reviewWeekday {
                while period % 7 != 0 { period += 1 }
                // Any Monday does if no day is given: 2024-01-01.
                anchor = reviewFrom ?? 19_723
                while CivilDate(dayNumber: anchor).weekday != weekday { anchor += 1 }
                if reviewFrom == nil, period > 7 {
                    // The one that is counted from if nothing is said: 1969-12-29, a Monday.
                    anchor = -3
                    while CivilDate(dayNumber: anchor).weekday != weekday { anchor += 1 }
                }
            }
        }
        var days: [Int] = []
        var day = earliest
        while days.last ?? start <= lastDay {
            if (day - anchor) % period == 0 {
                let held = workday(from: day)
                if held >= start, held != days.last { days.append(held) }
            }
            day += 1
        }
        return days
    }

    // MARK: - The series

    var start: Int { series.options.startDay ?? series.startDay }
    var periodDays: Int { series.options.ratesPer == .update ? series.options.frequency ?? series.frequency : 1 }
    var periods: Int { series.options.durationDays ?? series.durationDays }
    var lastDay: Int { start + (periods - 1) * periodDays }
    /// The periods in which something may be needed that has to be ordered in the horizon.
    var searchedPeriods: Int {
        periods == 0 ? 0 : max(periods, period(of: arrival(ofOrderOn: reviewDays.last ?? lastDay)) + 1)
    }
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
            let isOpen = isOpen(period)
            level += (isOpen ? series.restockingRate : 0) + arriving[period, default: 0]
            let wanted = isOpen ? demand(period) : 0
            // What is owed comes before new demand.
            let sold = series.options.lostSales ? min(wanted, max(0, level)) : wanted
            level -= sold
            return Evening(level: level, lost: wanted - sold)
        }
    }

    /// What is asked for in a period on whose days the store is open.
    func demand(_ period: Int) -> Int { series.demand(day(of: period)...day(of: period + 1) - 1) }

    /// An update counts the units of all its days, whatever the calendar says of them.
    func isOpen(_ period: Int) -> Bool { periodDays > 1 || days[day(of: period)] ?? true }

    /// What is not served in some periods, and the largest backlog in them.
    func shortage(in periods: Range<Int>, _ evenings: [Evening]) -> (units: Int, backlog: Int) {
        var (units, backlog) = (0, 0)
        for period in periods {
            if series.options.lostSales {
                units += evenings[period].lost
            } else {
                let before = max(0, -(period == 0 ? series.onHand : evenings[period - 1].level))
                let after = max(0, -evenings[period].level)
                units += max(0, after - before)
                backlog = max(backlog, after)
            }
        }
        return (units, backlog)
    }

    // MARK: - The orders

    func orders() -> [Order] { policy == .timePhased ? timePhasedOrders() : ordersByPosition() }

    private func timePhasedOrders() -> [Order] {
        var orders: [Order] = []
        var earliest = 0
        var free = 0
        var counted = 0
        let reviews = periods == 0 ? [] : reviewDays
        while true {
            let now = evenings(searchedPeriods, with: orders)
            guard earliest < searchedPeriods,
                let need = (earliest..<searchedPeriods).first(where: { now[$0].level < target })
            else { return orders }
            let needed = day(of: need)
            var review = free
            while review + 1 < reviews.count, arrival(ofOrderOn: reviews[review + 1]) <= needed { review += 1 }
            guard reviews[review] <= lastDay else { return orders }
            let arrives = arrival(ofOrderOn: reviews[review])
            let decisive = max(need, period(of: arrives))
            let without = evenings(decisive + 1, with: orders)
            guard without[decisive].level < target else {
                earliest = decisive
                continue
            }
            var order = Order(
                placed: reviews[review], arrives: arrives, needed: needed, quantity: 0, late: max(0, arrives - needed),
                short: 0, backlog: 0,
                reason: now[need].level < (series.salesRate > 0 ? 1 : 0) ? .stockOut : .belowSafetyStock)
            // With plenty in it no sale is lost, so the evenings tell how much of it is not needed.
            let plenty = 1_000_000_000_000_000
            order.quantity = plenty
            let covered = max(day(of: decisive) + cover, arrival(ofOrderOn: reviews[review + 1]) - 1)
            let last = max(decisive, period(of: covered))
            let lowest = evenings(last + 1, with: orders + [order])[decisive...last].map(\.level).min() ?? 0
            let raw = target - (lowest - plenty)
            order.quantity = lot(raw)
            if counted <= decisive {
                let with = evenings(decisive + 1, with: orders + [order])
                (order.short, order.backlog) = shortage(in: counted..<decisive + 1, with)
            }
            counted = max(counted, decisive + 1)
            orders.append(order)
            free = review + 1
            earliest = order.quantity >= raw ? last + 1 : decisive + 1
        }
    }

    /// On each review day: what is there and what is to come, whenever that is.
    private func ordersByPosition() -> [Order] {
        var orders: [Order] = []
        var counted = 0
        for placed in periods == 0 ? [] : reviewDays where placed <= lastDay {
            let past = (placed - start + periodDays - 1) / periodDays
            var position = series.onHand + series.receipts.reduce(0) { $0 + $1.quantity }
            position += orders.reduce(0) { $0 + $1.quantity }
            for (period, evening) in evenings(past, with: orders).enumerated() {
                if isOpen(period) { position += series.restockingRate - demand(period) }
                position += evening.lost
            }
            let raw: Int
            switch policy {
            case .orderUpTo(let point?, let level) where position <= point && position < level: raw = level - position
            case .orderUpTo(nil, let level) where position < level: raw = level - position
            case .fixedQuantity(let point) where position <= point: raw = point - position + 1
            default: continue
            }
            let arrives = arrival(ofOrderOn: placed)
            let searched = max(searchedPeriods, period(of: arrives) + 1)
            let now = evenings(searched, with: orders)
            let need = (counted..<max(counted, searchedPeriods)).first { now[$0].level < target }
            let needed = need.flatMap { $0 == period(of: arrives) ? nil : day(of: $0) } ?? arrives
            let short = shortage(in: counted..<max(counted, period(of: arrives)), now)
            orders.append(
                Order(
                    placed: placed, arrives: arrives, needed: needed, quantity: lot(raw),
                    late: max(0, arrives - needed),
                    short: short.units, backlog: short.backlog,
                    reason: policy.point == nil ? .orderUpTo : .reorderPoint))
            counted = max(counted, period(of: arrives))
        }
        return orders
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
            backlog: ReportedQuantity.hundredths(order.largestBacklog) ?? 0, reason: order.reason)
    }
}

extension OrderPlan {
    static func orders(
        _ position: StockPosition, options: ProjectionOptions = ProjectionOptions(), receipts: [Receipt] = [],
        terms: SupplyTerms, calendar: PlanCalendar = .none, curve: FactorCurve? = nil
    ) -> [PlannedOrder] {
        var orders: [PlannedOrder] = []
        make(
            position, options: options, receipts: receipts, terms: terms, calendar: calendar, curve: curve,
            into: &orders)
        return orders
    }
}
