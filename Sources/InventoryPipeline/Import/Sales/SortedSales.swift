import InventoryStore

/// Sorted sales on their way to the writer: one row for each product and day.
struct SortedSales: Sendable {
    /// A day of a store that can't change any more.
    struct ClosedDay: Sendable {
        var store: Int32
        /// The first of its days that can change.
        var firstOpenDay: Int
    }

    var batch = SoldDayBatch()
    /// Rows that are added to another one, that say that nothing was sold, or that are of closed days.
    private(set) var leftOut: [LeftOutRow] = []
    /// Days of products of which several rows state a closing stock, not all the same.
    private(set) var stocksOfOneDay = 0
    /// Whether any row is of a day that can change.
    private(set) var isOpen = false
    /// The first one that can't.
    private(set) var closed: ClosedDay?

    private var isFull: Bool { batch.isFull || leftOut.count >= SoldDayBatch.capacity }

    /// Cuts all rows into batches.
    ///
    /// - Parameters:
    ///   - firstOpenDays: the first day whose sales can change, of the stores that have one.
    ///   - newestFirst: the imports of files whose rows go back in time.
    static func all(
        of rows: SortedRows<SoldDayRow>, _ firstOpenDays: [Int32: Int], _ newestFirst: Set<Int32>,
        _ emit: (SortedSales) throws -> Void
    ) throws {
        var sorted = SortedSales()
        var sum: SoldDayRow?
        // The rows of the product and day of the sum, if there are several.
        var same: [SoldDayRow] = []
        try rows.drain { row in
            if let first = sum, first.key == row.key {
                if same.isEmpty { same.append(first) }
                same.append(row)
                return
            }
            if let first = sum { sorted.add(first, same, newestFirst) }
            if !same.isEmpty { same.removeAll(keepingCapacity: true) }
            sum = nil
            if sorted.isFull {
                try emit(sorted)
                sorted = SortedSales()
            }
            if !firstOpenDays.isEmpty, let first = firstOpenDays[row.key.block.store], row.key.day < first {
                sorted.closed = sorted.closed ?? ClosedDay(store: row.key.block.store, firstOpenDay: first)
                return sorted.leaveOut(row, .closed)
            }
            sorted.isOpen = true
            sum = row
        }
        if let sum { sorted.add(sum, same, newestFirst) }
        try emit(sorted)
    }

    /// - Parameter same: all rows of the product and day, in the order of the files, if there are several.
    private mutating func add(_ first: SoldDayRow, _ same: [SoldDayRow], _ newestFirst: Set<Int32>) {
        var row = first
        if !same.isEmpty {
            // Units are added in the order of their size, so that the sum has the same bits in whatever order the rows come.
            // The last stock that is stated is that of the evening: the first one of the last file if its rows go back in time.
            let stocked = same.filter { $0.quantity.closingStock != nil }
            var evening = stocked.last
            if let last = evening, newestFirst.contains(last.importID) {
                evening = stocked.first { $0.importID == last.importID }
            }
            if stocked.contains(where: { $0.quantity.closingStock != evening?.quantity.closingStock }) {
                stocksOfOneDay += 1
            }
            row.quantity = SoldQuantity(
                sold: same.map(\.quantity.sold).sorted().reduce(0, +),
                closingStock: evening?.quantity.closingStock)
            for other in same.dropFirst() { leaveOut(other, .addedUp) }
        }
        if row.quantity.sold == 0, row.quantity.closingStock == nil {
            leaveOut(row, .nothingSold)
        } else {
            batch.append(row)
        }
    }

    private mutating func leaveOut(_ row: SoldDayRow, _ why: LeftOut) {
        leftOut.append(LeftOutRow(why: why, importID: row.importID, line: row.line))
    }
}
