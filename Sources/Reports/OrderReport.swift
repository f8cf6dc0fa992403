import CSV
import Forecasting
import InventoryPipeline
import InventoryStore

/// Planned orders as a table for people, or as rows for programs.
package enum OrderReport {
    /// Prints a table and the sum of all orders.
    ///
    /// - Returns: whether there are any orders.
    package static func print(_ snapshot: Snapshot, _ filter: ResultFilter, limit: Int) throws -> Bool {
        var columns: [TextTable.Column] = [
            .init(title: "order"), .init(title: "arrival"), .init(title: "store"), .init(title: "product"),
            .init(title: "quantity", alignment: .right), .init(title: "unit cost", alignment: .right),
            .init(title: "cost", alignment: .right), .init(title: "days late", alignment: .right),
            .init(title: "units short", alignment: .right), .init(title: "reason"),
        ]
        var sum = OrderSum()
        try snapshot.forEachOrder(filter) { storeID, productID, order in
            sum.add(order)
            if sum.count <= limit { columns.fit(cells(storeID, productID, order)) }
        }
        guard sum.count > 0 else { return false }
        // If no cost is known, the cost columns are left out.
        let isShown = columns.map { sum.withoutCost < sum.count || !$0.title.hasSuffix("cost") }
        func shown<T>(_ cells: [T]) -> [T] { zip(cells, isShown).compactMap { $1 ? $0 : nil } }
        var table = PagedTable(shown(columns))
        try snapshot.forEachOrder(filter, limit: limit) { storeID, productID, order in
            try table.add(shown(cells(storeID, productID, order)))
        }
        let rest = limit < sum.count ? "; \(NumberText.grouped(limit)) shown" : ""
        try table.finish(text(of: sum) + rest)
        return true
    }

    /// Writes the orders as CSV or JSON Lines.
    package static func export(_ snapshot: Snapshot, _ filter: ResultFilter, limit: Int, as format: ExportFormat) throws
    {
        let writer = try RowWriter(
            format: format,
            columns: [
                "order_date", "arrival_date", "store_id", "product_id", "quantity", "unit_cost", "cost", "days_late",
                "units_short", "reason",
            ])
        try snapshot.forEachOrder(filter, limit: limit) { storeID, productID, order in
            try writer.write([
                .day(order.orderDay), .day(order.arrivalDay), .text(storeID), .text(productID),
                .quantity(order.quantity), order.unitCost.map(Cell.number) ?? .missing,
                order.cost.map(Cell.quantity) ?? .missing, .integer(order.daysLate), .quantity(order.unitsShort),
                .text(order.reason.rawValue),
            ])
        }
        try writer.finish()
    }

    /// `3 orders, 46 units for 115, 1 late, 4 units short`
    private static func text(of sum: OrderSum) -> String {
        var text = "\(NumberText.count(sum.count, "order")), \(NumberText.quantity(sum.units)) units"
        if sum.withoutCost < sum.count {
            text += " for \(NumberText.quantity(sum.cost))"
            if sum.withoutCost > 0 {
                text += " and the cost of \(NumberText.grouped(sum.withoutCost)) that is not known"
            }
        }
        return text + ", \(NumberText.grouped(sum.late)) late, \(NumberText.quantity(sum.unitsShort)) units short"
    }

    private static func cells(_ storeID: String, _ productID: String, _ order: StoredOrder) -> [String] {
        [
            CivilDate(dayNumber: order.orderDay).isoText, CivilDate(dayNumber: order.arrivalDay).isoText, storeID,
            productID, NumberText.quantity(order.quantity), order.unitCost.map(FieldText.number) ?? "",
            order.cost.map(NumberText.quantity) ?? "", String(order.daysLate), NumberText.quantity(order.unitsShort),
            order.reason.rawValue,
        ]
    }
}
