internal import BulkSQLite
import Forecasting
internal import GRDB

/// The orders that are placed with a supplier on a day.
package struct SupplierOrders: Equatable, Sendable {
    /// nil for products whose supplier no file states.
    package var supplier: String?
    /// A day number.
    package var orderDay: Int
    package var sum = OrderSum()
    /// The least value that the supplier takes an order for, in the currency of the files: the greatest that a file states for one of
    /// the series; nil if none does.
    package var minimum: Double?

    /// Whether the orders are worth the minimum: nil if there is none, or if that depends on costs that are not known.
    package var isMinimumReached: Bool? {
        guard let minimum else { return nil }
        if ReportedQuantity.rounded(sum.cost) >= minimum { return true }
        return sum.withoutCost == 0 ? false : nil
    }
}

extension Snapshot {
    /// Calls `body` with the orders of each supplier and day within the filter, ascending by day and supplier. Products without a
    /// supplier come first.
    package func forEachSupplierOrders(_ filter: ResultFilter, _ body: (SupplierOrders) throws -> Void) throws {
        let (condition, arguments) = try condition(filter, of: .orders)
        var list = SelectList()
        let supplier = list.add("product.supplier")
        let minimum = list.add(
            """
            (SELECT supplier_min_value FROM supply_terms WHERE series_key
                = order_plan.store_key << \(SeriesKey.productBits) | order_plan.product_key)
            """)
        let order = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        var orders: SupplierOrders?
        try db.scan(
            list, "FROM \(condition) ORDER BY order_day, product.supplier, order_plan.store_key, order_key", arguments
        ) { row in
            let read = try order.read(row)
            let name = row.optionalText(supplier)
            if let ready = orders, ready.supplier != name || ready.orderDay != read.orderDay {
                try body(ready)
                orders = nil
            }
            var current = orders ?? SupplierOrders(supplier: name, orderDay: read.orderDay)
            current.sum.add(read)
            if let stated = try row.optionalAmount(minimum) { current.minimum = max(current.minimum ?? 0, stated) }
            orders = current
        }
        if let orders { try body(orders) }
    }
}
