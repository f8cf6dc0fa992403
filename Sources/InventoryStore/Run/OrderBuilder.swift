internal import BulkSQLite
import Forecasting

/// Planned orders on their way into the `order_plan` table, as images of it.
///
/// As with ``ProjectionBuilder``, one thread fills it and hands it on whole.
package final class OrderBuilder: ResultBuilder, @unchecked Sendable {
    package private(set) var orderCount = 0
    var images: [TableImage] { rows.images }
    var counts: [Int] { [orderCount] }
    private let scenarioID: Int
    private let runID: Int
    private var rows = TableImages()
    private var record = RecordEncoder()

    init(scenarioID: Int, runID: Int) {
        self.scenarioID = scenarioID
        self.runID = runID
    }

    /// Adds the orders of a series, in the order of their days. The keys of the series ascend.
    ///
    /// - Parameter unitCost: what a unit costs, where that is known.
    /// - Throws: ``StoreError`` for a series with more orders than its key has room for.
    package func append(_ key: SeriesKey, _ orders: [PlannedOrder], unitCost: Double?) throws {
        guard orders.count <= StretchKey.numberLimit else {
            throw StoreError(.tooManyOrders(limit: StretchKey.numberLimit))
        }
        for (number, order) in orders.enumerated() {
            OrderTable.encode(order, unitCost: unitCost, runID: runID, into: &record)
            rows.append(rowID: StretchKey.rowID(scenario: scenarioID, series: key, number: number), record)
        }
        orderCount += orders.count
    }

    /// Ends the last image; nothing is added afterwards.
    package func finish() {
        rows.finish()
    }
}
