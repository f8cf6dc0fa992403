/// An order that the plan of a series places.
public struct PlannedOrder: Equatable, Sendable {
    /// Why the order is placed. Of a time-phased plan it is the level at the end of its day of need, without the order.
    public enum Reason: String, Sendable, CaseIterable {
        /// Below the safety stock, and above zero.
        case belowSafetyStock = "below safety stock"
        /// Zero or below.
        case stockOut = "stock-out"
        /// What is on hand and on order is at the reorder point or below.
        case reorderPoint = "reorder point"
        /// What is on hand and on order is below the level to order up to.
        case orderUpTo = "below order-up-to level"
    }

    /// The day on which the order is placed, a review day.
    public var orderDay: Int
    /// The day on whose morning the order arrives: the order day plus the lead time.
    public var arrivalDay: Int
    /// The first day that ends below the safety stock without the order; with a reorder point it is the day of arrival if there is none.
    public var needDay: Int
    /// In units.
    public var quantity: Double
    /// Days from the day of need to the arrival; 0 if the order arrives by then.
    public var daysLate: Int
    /// Units of demand that are not served in time until the order arrives, and on the day of arrival if the maximum makes the order
    /// too small: what is lost, or by how much the backlog grows. What an earlier order counts is not counted again, so the sum over
    /// all orders is at most all demand.
    public var unitsShort: Double
    /// The largest backlog in the days that `unitsShort` counts; 0 if demand is lost.
    public var largestBacklog: Double
    public var reason: Reason
    /// The numbers that lead to the quantity.
    public var arithmetic: OrderArithmetic

    @inlinable
    public init(
        orderDay: Int, arrivalDay: Int, needDay: Int, quantity: Double, daysLate: Int, unitsShort: Double,
        largestBacklog: Double, reason: Reason, arithmetic: OrderArithmetic
    ) {
        self.orderDay = orderDay
        self.arrivalDay = arrivalDay
        self.needDay = needDay
        self.quantity = quantity
        self.daysLate = daysLate
        self.unitsShort = unitsShort
        self.largestBacklog = largestBacklog
        self.reason = reason
        self.arithmetic = arithmetic
    }

    /// Sets the quantity to the one that can be ordered for what is wanted, in units.
    @inlinable
    mutating func setQuantity(_ wanted: Double, _ lot: LotSize) {
        arithmetic.rawQuantity = wanted
        arithmetic.afterMinimum = lot.afterMinimum(wanted)
        arithmetic.afterMultiple = lot.afterMultiple(arithmetic.afterMinimum)
        arithmetic.afterMaximum = lot.afterMaximum(arithmetic.afterMultiple)
        quantity = arithmetic.afterMaximum
    }
}

/// The numbers that lead to the quantity of an order, as one would write them down on paper. They are units, not
/// rounded unless a comment says so; days are day numbers.
///
///     level on balance day = on hand + receipts due + earlier orders + restocked − demand + lost
///     shortfall            = target − lowest level
///     raw quantity         = shortfall, then up to the minimum, up to the multiple, and not over the maximum
///
/// With a reorder point the balance day is the order day, and the numbers make up the position on its morning: all receipts and all
/// earlier orders count, whenever they arrive, and the sum is ``levelOnBalanceDay``. Cover, lowest level and shortfall are not used.
public struct OrderArithmetic: Equatable, Sendable {
    /// Level at the end of the day of need, without the order.
    public var levelOnNeedDay = 0.0

    /// The next numbers count from the start to the end of this day. It is the day of need, or the day of arrival if
    /// that is later.
    public var balanceDay = 0
    /// On hand on the morning of the start day.
    public var onHand = 0.0
    /// Scheduled receipts that are due by the balance day.
    public var receiptsDue = 0.0
    /// Orders of the plan that were placed before this one.
    public var earlierOrders = 0.0
    /// Restocking rate × days.
    public var restocked = 0.0
    /// Sales rate × days; with a ``FactorCurve``, × the sum of the factors of these days.
    public var demand = 0.0
    /// Demand that was lost; 0 with backorders.
    public var lost = 0.0
    /// Level at the end of the balance day, without the order.
    public var levelOnBalanceDay = 0.0

    /// The lowest permitted level at the end of a day, rounded: the safety stock, or, without one, 0.01, the smallest
    /// quantity above zero that is reported.
    public var target = 0.0
    /// The last day that the order has to cover.
    public var coveredUntil = 0
    /// The day, from the balance day to `coveredUntil`, on which the level without the order is lowest…
    public var lowestDay = 0
    /// …and the level at its end. It counts no lost demand after the balance day, because the order is there to prevent
    /// it.
    public var lowestLevel = 0.0
    /// Target − lowest level, rounded. The quantities below are rounded too.
    public var shortfall = 0.0
    /// The shortfall, or 0.01 more; at least 0.01.
    public var rawQuantity = 0.0
    /// The raw quantity, raised to the minimum order quantity.
    public var afterMinimum = 0.0
    /// That, rounded up to the next order multiple.
    public var afterMultiple = 0.0
    /// That, limited by the maximum order quantity: the quantity of the order.
    public var afterMaximum = 0.0

    @inlinable
    public init() {}
}

extension Receipt {
    /// The scheduled receipts of a series and its planned orders, ascending by day. Give them to
    /// ``Projection/project(_:options:receipts:closed:curve:emit:)`` to project the series with the plan.
    ///
    /// - Parameters:
    ///   - scheduled: ascending by day.
    ///   - orders: ascending by day of arrival, as ``OrderPlan`` makes them.
    ///   - receipts: emptied, then filled. Reuse one buffer for many series to save its allocations.
    @inlinable
    public static func merge<Scheduled: RandomAccessCollection>(
        _ scheduled: Scheduled, _ orders: [PlannedOrder], into receipts: inout [Receipt]
    ) where Scheduled.Element == Receipt, Scheduled.Index == Int {
        receipts.removeAll(keepingCapacity: true)
        var next = scheduled.startIndex
        for order in orders {
            while next < scheduled.endIndex, scheduled[next].day <= order.arrivalDay {
                receipts.append(scheduled[next])
                next += 1
            }
            receipts.append(Receipt(day: order.arrivalDay, quantity: order.quantity))
        }
        receipts.append(contentsOf: scheduled[next...])
    }
}
