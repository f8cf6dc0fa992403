/// An order that the plan of a series places.
public struct PlannedOrder: Equatable, Sendable {
    /// Why it is placed: the level on its day of need, as it would be without it.
    public enum Reason: String, Sendable, CaseIterable {
        /// Below the safety stock, and above zero.
        case belowSafetyStock = "below safety stock"
        /// Zero or below.
        case stockOut = "stock-out"
    }

    /// The day on which it is placed, a review day.
    public var orderDay: Int
    /// The day on whose morning it is there: the order day and the lead time.
    public var arrivalDay: Int
    /// The first day that ends below the safety stock without it.
    public var needDay: Int
    /// Units, a whole number of hundredths.
    public var quantity: Double
    /// Days from the day of need to the arrival; 0 where it arrives by then.
    public var daysLate: Int
    /// Units of demand that can't be served from the day of need until the order has arrived, and on the day of its arrival
    /// where the maximum leaves it too small. Without lost sales that is how far the level is below zero at its lowest;
    /// with lost sales, what is lost.
    public var unitsShort: Double
    public var reason: Reason
    public var arithmetic: OrderArithmetic

    @inlinable
    public init(
        orderDay: Int, arrivalDay: Int, needDay: Int, quantity: Double, daysLate: Int, unitsShort: Double,
        reason: Reason, arithmetic: OrderArithmetic
    ) {
        self.orderDay = orderDay
        self.arrivalDay = arrivalDay
        self.needDay = needDay
        self.quantity = quantity
        self.daysLate = daysLate
        self.unitsShort = unitsShort
        self.reason = reason
        self.arithmetic = arithmetic
    }
}

/// The numbers on the way to the quantity of an order, as one would write them down on paper. Units, not rounded unless
/// said; days are day numbers.
///
///     level on balance day = on hand + receipts due + earlier orders + restocked − demand + lost
///     shortfall            = target − lowest level
///     raw quantity         = shortfall, then up to the minimum, up to the multiple, and not over the maximum
public struct OrderArithmetic: Equatable, Sendable {
    /// Level at the end of the day of need, without the order.
    public var levelOnNeedDay = 0.0

    /// The day to whose end the next numbers count from the start: the day of need, or the day of arrival where that is
    /// later.
    public var balanceDay = 0
    /// On the morning of the start day.
    public var onHand = 0.0
    /// Scheduled receipts.
    public var receiptsDue = 0.0
    /// Orders of the plan that were placed before this one.
    public var earlierOrders = 0.0
    /// Restocking rate × days.
    public var restocked = 0.0
    /// Sales rate × days.
    public var demand = 0.0
    /// Demand that was lost, where it is.
    public var lost = 0.0
    /// Level at the end of that day, without the order.
    public var levelOnBalanceDay = 0.0

    /// What no day may end below: the safety stock, and with none the smallest quantity above zero that is reported, 0.01.
    /// Rounded.
    public var target = 0.0
    /// The last day that the order is to last for.
    public var coveredUntil = 0
    /// The day between the balance day and that one on which the level without the order is lowest…
    public var lowestDay = 0
    /// …and the level at its end. After the balance day no demand is lost in it, as the order is there to prevent that.
    public var lowestLevel = 0.0
    /// Target − lowest level, rounded. What follows is rounded too.
    public var shortfall = 0.0
    public var rawQuantity = 0.0
    public var afterMinimum = 0.0
    public var afterMultiple = 0.0
    public var afterMaximum = 0.0

    @inlinable
    public init() {}
}

extension Receipt {
    /// The scheduled receipts of a series and its planned orders, ascending by day: what
    /// ``Projection/project(_:options:receipts:emit:)`` takes for the projection with the plan in it.
    ///
    /// - Parameters:
    ///   - scheduled: ascending by day.
    ///   - orders: ascending by day of arrival, as they are planned.
    ///   - receipts: emptied and filled. One buffer for many series saves their allocations.
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
