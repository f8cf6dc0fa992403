import InventoryPipeline
import InventoryStore
import Platform

/// Planned orders by supplier and day: what one purchase order would be for.
package enum SupplierReport {
    /// - Parameter today: the day from which to tell what is overdue, what is due, and what is due soon; nil tells only the dates.
    package static func write(
        _ snapshot: Snapshot, _ filter: ResultFilter, today: Int? = nil, limit: Int?, as format: ExportFormat?,
        ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<SupplierOrders>
        var columns: [Column] = [
            .init("order", "order_date") { .day($0.orderDay) },
            .init("supplier") { $0.supplier.map { DisplayText.of($0, limit: 40) } ?? "(none)" },
            .init(name: "supplier") { $0.supplier.map(Cell.text) ?? .missing },
            .init("orders", "orders", .right) { .integer($0.sum.count) },
            .init("units", "units", .right) { .quantity($0.sum.units) },
            .init("cost", "cost", .right) { $0.sum.withoutCost == $0.sum.count ? .missing : .quantity($0.sum.cost) },
            .init("cost unknown of", "orders_without_cost", .right) { .integer($0.sum.withoutCost) },
            .init("minimum", "supplier_min_value", .right) { $0.minimum.map(Cell.number) ?? .missing },
            .init("reached", "minimum_reached") { orders in
                orders.minimum == nil
                    ? .missing : .text(orders.isMinimumReached.map { $0 ? "yes" : "no" } ?? "unknown")
            },
            .init("late", "late_orders", .right) { .integer($0.sum.late) },
            .init("units short", "units_short", .right) { .quantity($0.sum.unitsShort) },
        ]
        if let today {
            columns.insert(.init("due", "due") { .text(DueDay($0.orderDay, today: today).rawValue) }, at: 0)
        }
        let list = try ListWriter(columns, as: format, limit: limit)
        var total = OrderSum()
        var below = 0
        try snapshot.forEachSupplierOrders(filter) { orders in
            total.add(orders.sum)
            if orders.isMinimumReached == false { below += 1 }
            try list.write(orders)
        }
        let parts = below == 0 ? [] : ["below the supplier's minimum: \(below)"]
        try list.finish(OrderReport.text(of: total), parts: parts, ifEmpty: try sentence())
    }
}
