import Arrow
import Forecasting
import Platform

/// A table on its way to an Arrow stream, which is written in batches.
protocol PipeOutput: AnyObject {
    static var fields: [ArrowField] { get }
    var columns: [any ArrowColumn] { get }
}

/// Stretches: rows of a projection.
final class StretchOutput: PipeOutput {
    static let fields = ArrowTables.projection

    private let store = ArrowTexts()
    private let product = ArrowTexts()
    private let first = ArrowNumbers<Int32>()
    private let last = ArrowNumbers<Int32>()
    private let opening = ArrowNumbers<Double>()
    private let sales = ArrowNumbers<Double>()
    private let restocking = ArrowNumbers<Double>()
    private let period = ArrowNumbers<Int32>()
    private let frequency = ArrowNumbers<Int32>()
    private let phase = ArrowNumbers<Int32>()
    private let profile = ArrowNumbers<Int32>()
    private let stockout = ArrowNumbers<Int32>()

    var columns: [any ArrowColumn] {
        [store, product, first, last, opening, sales, restocking, period, frequency, phase, profile, stockout]
    }

    /// - Returns: whether there are enough rows for a batch.
    @inline(__always)
    func append(_ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>, _ stretch: Stretch) -> Bool
    {
        self.store.append(store)
        self.product.append(product)
        first.append(Int32(truncatingIfNeeded: stretch.firstDay))
        last.append(Int32(truncatingIfNeeded: stretch.lastDay))
        opening.append(stretch.openingLevel)
        sales.append(stretch.sales)
        restocking.append(stretch.restocking)
        period.append(Int32(truncatingIfNeeded: stretch.period))
        frequency.append(Int32(truncatingIfNeeded: stretch.frequency))
        phase.append(Int32(truncatingIfNeeded: stretch.phase))
        profile.append(stretch.profile)
        stockout.append(stretch.stockoutDay.map { Int32(truncatingIfNeeded: $0) })
        return ArrowTables.isBatch(first.count, self.store.byteCount + self.product.byteCount)
    }
}

/// Planned orders, with the columns of the view and of exports.
final class OrderOutput: PipeOutput {
    static let fields = ArrowTables.orders

    private let store = ArrowTexts()
    private let product = ArrowTexts()
    private let orderDay = ArrowNumbers<Int32>()
    private let arrivalDay = ArrowNumbers<Int32>()
    private let quantity = ArrowNumbers<Double>()
    private let cost = ArrowNumbers<Double>()
    private let daysLate = ArrowNumbers<Int64>()
    private let unitsShort = ArrowNumbers<Double>()
    private let reason = ArrowTexts()
    private let backlog = ArrowNumbers<Double>()

    var columns: [any ArrowColumn] {
        [store, product, orderDay, arrivalDay, quantity, cost, daysLate, unitsShort, reason, backlog]
    }

    /// - Returns: whether there are enough rows for a batch.
    func append(
        _ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>, _ order: PlannedOrder,
        unitCost: Double?
    ) -> Bool {
        self.store.append(store)
        self.product.append(product)
        orderDay.append(Int32(truncatingIfNeeded: order.orderDay))
        arrivalDay.append(Int32(truncatingIfNeeded: order.arrivalDay))
        quantity.append(order.quantity)
        cost.append(unitCost.map { ReportedQuantity.rounded(order.quantity * $0) })
        daysLate.append(Int64(order.daysLate))
        unitsShort.append(ReportedQuantity.rounded(order.unitsShort))
        reason.append(order.reason.rawValue)
        backlog.append(ReportedQuantity.rounded(order.largestBacklog))
        return ArrowTables.isBatch(orderDay.count, self.store.byteCount + self.product.byteCount)
    }
}

/// Bad rows, and series for which no orders can be planned.
final class RejectOutput: PipeOutput {
    static let fields = ArrowTables.rejects

    private let kind = ArrowTexts()
    private let store = ArrowTexts()
    private let product = ArrowTexts()
    private let column = ArrowTexts()
    private let value = ArrowTexts()
    private let reason = ArrowTexts()
    private let record = ArrowTexts()

    var columns: [any ArrowColumn] { [kind, store, product, column, value, reason, record] }

    /// - Parameters:
    ///   - kind: what the row is of: the name of its kind of file.
    ///   - record: the row as it came; bytes that are not UTF-8 become replacement characters.
    /// - Returns: whether there are enough rows for a batch.
    func append(
        _ kind: String, _ series: SeriesName?, column: String?, value: String?, reason: String, record: [UInt8]
    ) -> Bool {
        self.kind.append(kind)
        store.append(series?.store)
        product.append(series?.product)
        self.column.append(column)
        self.value.append(value)
        self.reason.append(reason)
        self.record.append(String(decoding: record, as: UTF8.self))
        return ArrowTables.isBatch(self.kind.count, self.record.byteCount)
    }
}

/// The summary, in one row.
final class SummaryOutput: PipeOutput {
    static let fields = ArrowTables.summary

    private let numbers: [ArrowNumbers<Int64>]
    private let unitsShort = ArrowNumbers<Double>()
    private let seconds = ArrowNumbers<Double>()
    private let version = ArrowTexts()

    var columns: [any ArrowColumn] { numbers as [any ArrowColumn] + [unitsShort, seconds, version] }

    init(_ summary: PipeSummary, version: String) {
        numbers = ArrowTables.summaryCounts.map { count in
            let numbers = ArrowNumbers<Int64>()
            numbers.append(Int64(count.of(summary)))
            return numbers
        }
        unitsShort.append(summary.orders?.unitsShort ?? 0)
        seconds.append(summary.seconds)
        self.version.append(version)
    }
}

/// An output with its file. Nothing is written anywhere if there is no path.
final class PipeFile<Output: PipeOutput> {
    let rows: Output
    private let file: OutputFile
    private var stream: ArrowStream

    /// - Parameter path: `-` is standard output.
    /// - Throws: ``OutputRefused``, ``SystemError``.
    init(_ rows: Output, path: String, inputs: [String] = []) throws {
        self.rows = rows
        let file = try OutputFile(path: path, inputs: inputs)
        self.file = file
        stream = ArrowStream(Output.fields) { try file.write($0) }
    }

    /// Writes what is there as a batch.
    func flush() throws { try stream.write(rows.columns) }

    /// Writes what is left and the end mark, after which the file appears.
    func finish() throws {
        try flush()
        try stream.finish()
        try file.finish()
    }
}
