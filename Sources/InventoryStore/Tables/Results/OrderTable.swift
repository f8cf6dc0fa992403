internal import BulkSQLite
import Forecasting

/// `order_plan`: the orders of a plan. Its key is that of ``StretchKey``, with the order's number in its series.
enum OrderTable {
    struct Columns: BulkSQLite.Columns {
        private let orderDay: Place
        private let arrivalDay: Place
        private let needDay: Place
        private let quantity: Place
        private let unitCost: Place
        private let daysLate: Place
        private let unitsShort: Place
        private let largestBacklog: Place
        private let reason: Place

        init(addedTo list: inout SelectList, of table: String) {
            orderDay = list.add("\(table).order_day")
            arrivalDay = list.add("\(table).arrival_day")
            needDay = list.add("\(table).need_day")
            quantity = list.add("\(table).quantity")
            unitCost = list.add("\(table).unit_cost")
            daysLate = list.add("\(table).days_late")
            unitsShort = list.add("\(table).units_short")
            largestBacklog = list.add("\(table).largest_backlog")
            reason = list.add("\(table).reason")
        }

        func read(_ row: ScannedRow) throws -> StoredOrder {
            let placed = try row.int(orderDay, in: StoredBounds.resultDays)
            // An arrival may lie after the end of the calendar, because the lead time is added to the order day. In working days, of which
            // a week has at least one, it is longer.
            let arrival = try row.int(arrivalDay, in: placed...placed + 10 * StockLimits.durationDays)
            let need = try row.int(needDay, in: StoredBounds.resultDays)
            let late = max(0, arrival - need)
            let ordered = try row.amount(quantity)
            guard ordered > 0 else { throw row.outOfBounds(quantity) }
            return StoredOrder(
                orderDay: placed, arrivalDay: arrival, needDay: need, quantity: ordered,
                unitCost: try row.optionalAmount(unitCost),
                daysLate: try row.int(daysLate, in: late...late), unitsShort: try row.amount(unitsShort),
                largestBacklog: try row.amount(largestBacklog),
                reason: PlannedOrder.Reason.allCases[
                    try row.int(reason, in: 0...PlannedOrder.Reason.allCases.count - 1)])
        }
    }

    /// Encodes an order as a record of the table.
    static func encode(_ order: PlannedOrder, unitCost: Double?, runID: Int, into record: inout RecordEncoder) {
        record.removeAll()
        record.appendRowID()
        record.append(order.orderDay)
        record.append(order.arrivalDay)
        record.append(order.needDay)
        record.append(order.quantity)
        if let unitCost { record.append(unitCost) } else { record.appendNull() }
        record.append(order.daysLate)
        record.append(order.unitsShort)
        record.append(order.largestBacklog)
        record.append(PlannedOrder.Reason.allCases.firstIndex(of: order.reason) ?? 0)
        record.append(runID)
    }
}

/// An order of a plan as it is stored.
package struct StoredOrder: Equatable, Sendable {
    /// Day numbers: the day on which the order is placed, the day it arrives, and the day it is needed.
    package var orderDay: Int
    package var arrivalDay: Int
    package var needDay: Int
    /// Units.
    package var quantity: Double
    /// Cost of one unit, in the currency of the files; nil if no file stated it.
    package var unitCost: Double?
    package var daysLate: Int
    package var unitsShort: Double
    package var largestBacklog: Double
    package var reason: PlannedOrder.Reason

    package init(
        orderDay: Int, arrivalDay: Int, needDay: Int, quantity: Double, unitCost: Double?, daysLate: Int,
        unitsShort: Double, largestBacklog: Double, reason: PlannedOrder.Reason
    ) {
        self.orderDay = orderDay
        self.arrivalDay = arrivalDay
        self.needDay = needDay
        self.quantity = quantity
        self.unitCost = unitCost
        self.daysLate = daysLate
        self.unitsShort = unitsShort
        self.largestBacklog = largestBacklog
        self.reason = reason
    }

    /// Cost of the order in the same currency, rounded as the views report it; nil if the unit cost is unknown.
    package var cost: Double? { unitCost.map { ReportedQuantity.rounded(quantity * $0) } }
}
