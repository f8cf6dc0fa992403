internal import BulkSQLite
import Forecasting

/// Builds the rows of `order_plan` as images.
///
/// One thread fills a builder and hands it on whole, as with ``ProjectionBuilder``. That makes it safe to pass between threads.
package final class OrderBuilder: ResultBuilder, @unchecked Sendable {
    private(set) var entries: [DayEntry] = []
    package var orderCount: Int { entries.count }
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

    /// Adds the orders of a series, in the order of their days. The keys of successive series have to ascend.
    ///
    /// - Parameter unitCost: cost of one unit; nil if it is unknown.
    /// - Throws: ``StoreError`` if the series has more orders than its key has room for.
    package func append(_ key: SeriesKey, _ orders: [PlannedOrder], unitCost: Double?) throws {
        guard orders.count <= StretchKey.numberLimit else {
            throw StoreError(.tooManyOrders(limit: StretchKey.numberLimit))
        }
        for (number, order) in orders.enumerated() {
            OrderTable.encode(order, unitCost: unitCost, runID: runID, into: &record)
            let rowID = StretchKey.rowID(scenario: scenarioID, series: key, number: number)
            rows.append(rowID: rowID, record)
            entries.append(DayEntry(day: order.orderDay, rowID: rowID))
        }
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() {
        rows.finish()
    }
}
