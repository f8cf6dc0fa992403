import Forecasting
import InventoryPipeline
import InventoryStore

/// When an order is to be placed, seen from today.
enum DueDay: String, CaseIterable {
    case overdue, today
    case ahead = "next 7 days"

    init(_ day: Int, today: Int) {
        self = day < today ? .overdue : day == today ? .today : .ahead
    }
}

/// Planned orders, for people with the sum of all of them.
package enum OrderReport {
    /// Days after today that are shown with today.
    package static let daysAhead = 7

    /// - Parameter today: the day from which to tell what is overdue, what is due, and what is due soon; nil tells only the dates.
    package static func write(
        _ snapshot: Snapshot, _ filter: ResultFilter, today: Int? = nil, limit: Int?, as format: ExportFormat?,
        ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<ListedOrder>
        var columns: [Column] = [
            .init("order", "order_date") { .day($0.order.orderDay) },
            .init("arrival", "arrival_date") { .day($0.order.arrivalDay) },
        ]
        if let today {
            columns.insert(.init("due", "due") { .text(DueDay($0.order.orderDay, today: today).rawValue) }, at: 0)
        }
        columns += Column.series(withNames: try snapshot.hasProducts(with: .name))
        columns.append(.init("quantity", "quantity", .right) { .ordered($0.order.quantity) })
        // People need no columns without a cost in them; programs get the same columns always.
        if try format != nil || snapshot.hasOrderCosts(filter) {
            columns += [
                .init("unit cost", "unit_cost", .right) { $0.order.unitCost.map(Cell.number) ?? .missing },
                .init("cost", "cost", .right) { $0.order.cost.map(Cell.quantity) ?? .missing },
            ]
        }
        columns += [
            .init("days late", "days_late", .right) { .integer($0.order.daysLate) },
            .init("units short", "units_short", .right) { .quantity($0.order.unitsShort) },
            .init("reason", "reason") { .text($0.order.reason.rawValue) },
            .init(name: "largest_backlog") { .quantity($0.order.largestBacklog) },
        ]
        let list = try ListWriter(columns, as: format, limit: limit)
        var sum = OrderSum()
        var sums: [DueDay: OrderSum] = [:]
        try snapshot.forEachOrder(filter, limit: format == nil ? nil : limit) { order in
            sum.add(order.order)
            if let today { sums[DueDay(order.order.orderDay, today: today), default: OrderSum()].add(order.order) }
            try list.write(order)
        }
        let parts = DueDay.allCases.compactMap { due in sums[due].map { "\(due.rawValue): \(text(of: $0))" } }
        try list.finish(text(of: sum), parts: parts, ifEmpty: try sentence())
    }

    /// `3 orders, 46 units for 115, 1 late, 4 units short`
    static func text(of sum: OrderSum) -> String {
        var text = "\(NumberText.count(sum.count, "order")), \(NumberText.units(sum.units))"
        if sum.withoutCost < sum.count {
            text += " for \(NumberText.quantity(sum.cost))"
            if sum.withoutCost > 0 {
                text += " and the cost of \(NumberText.grouped(sum.withoutCost)) that is not known"
            }
        }
        return text + ", \(NumberText.grouped(sum.late)) late, \(NumberText.units(sum.unitsShort)) short"
    }
}
