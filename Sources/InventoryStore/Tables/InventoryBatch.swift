internal import BulkSQLite
import Forecasting

/// Positions on their way into the `inventory` table, or receipts on their way into `receipt`.
///
/// A batch is filled by one thread, handed on whole, and not touched again by the one who filled it; that is what makes it
/// safe to pass between threads.
package final class InventoryBatch: @unchecked Sendable {
    /// Rows in a batch: enough to make the cost of a hand-over vanish, few enough that writing begins soon after parsing.
    package static let capacity = 8192

    package private(set) var rows: [Row] = []
    package private(set) var receipts: [ReceiptRow] = []
    /// The terms of supply of those rows whose file has such columns, in the order of the rows.
    package private(set) var supply: [TermsRow] = []
    /// The names and categories of their products, where the file has such columns.
    package var labels = ProductNames()
    /// Stores and products that appear in this batch for the first time, in the order of their keys.
    package var newStores = IdentifierList()
    package var newProducts = IdentifierList()
    /// The rows as they go into an empty table, made by ``encode()``.
    private(set) var image: TableImage?
    /// What the inventory had of these series before the import, where ``Snapshot/compare(_:)`` has found it out.
    var known: ExistingSeries?

    package init() {
        rows.reserveCapacity(Self.capacity)
    }

    /// The number of positions.
    package var count: Int { rows.count }
    package var isFull: Bool {
        rows.count == Self.capacity || receipts.count == Self.capacity || labels.byteCount > Self.labelCapacity
    }
    /// Bytes of names and categories, which can be longer than all the rest.
    private static let labelCapacity = 4 << 20

    /// One row of a batch: the form in which rows are sorted and kept in temporary files.
    package struct Row: BitwiseCopyable, Sendable {
        package var key: SeriesKey
        package var startDay: Int32
        package var durationDays: Int32
        package var frequency: Int32
        package var importID: Int32
        package var onHand: Double
        package var salesRate: Double
        package var restockingRate: Double
        package var line: Int32

        package init(key: SeriesKey, position: StockPosition, importID: Int32, line: Int32) {
            self.key = key
            startDay = Int32(truncatingIfNeeded: position.startDay)
            durationDays = Int32(truncatingIfNeeded: position.durationDays)
            frequency = Int32(truncatingIfNeeded: position.frequency)
            self.importID = importID
            onHand = position.onHand
            salesRate = position.salesRate
            restockingRate = position.restockingRate
            self.line = line
        }
    }

    /// Adds a row to a batch that is not full.
    package func append(_ row: Row) {
        precondition(rows.count < Self.capacity)
        rows.append(row)
    }

    /// Adds the terms of the row that was added last.
    package func append(_ terms: TermsRow) { supply.append(terms) }

    /// Adds a receipt to a batch that is not full.
    package func append(_ receipt: ReceiptRow) {
        precondition(receipts.count < Self.capacity)
        receipts.append(receipt)
    }

    /// Whether every key is greater than the one before it, and the first is greater than `previous`.
    package func ascends(after previous: SeriesKey) -> Bool {
        var last = previous
        for row in rows {
            guard last < row.key else { return false }
            last = row.key
        }
        return true
    }

    /// Makes the image of the rows where they ascend, so that the thread which writes them need not.
    package func encode() {
        if image == nil, !rows.isEmpty, ascends(after: .lowest) { image = Self.image(of: rows) }
    }

    /// Rows with ascending keys in the form of the `inventory` table.
    static func image(of rows: some Sequence<Row>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            record.append(Int(row.startDay))
            record.append(row.onHand)
            record.append(row.salesRate)
            record.append(row.restockingRate)
            record.append(Int(row.durationDays))
            record.append(Int(row.frequency))
            record.append(Int(row.importID))
            record.append(Int(row.line))
            image.append(rowID: row.key.rowID, record)
        }
        return image
    }
}
