internal import BulkSQLite
import Forecasting
internal import GRDB
import InvdbMigrations

/// The key of what was sold of a product on a day in a store, the primary key of `sold_day`:
///
///     store (20 bits) | block of 64 days (13) | product (24) | day in the block (6)
///
/// So the rows of a new day are near each other, and a product is found with one search a block.
public struct SaleKey: Hashable, Comparable, BitwiseCopyable, Sendable {
    public let rowID: Int

    @inlinable
    public init(rowID: Int) { self.rowID = rowID }

    /// - Parameter day: a day number that a file may have: see ``StockLimits/years``.
    public init(_ series: SeriesKey, day: Int) {
        let index = day - KeyLayout.firstDay
        let block = BlockKey(store: series.store, day: day)
        rowID =
            (block.rowID << KeyLayout.productBits | Int(series.product)) << KeyLayout.blockDayBits
            | index & KeyLayout.lastBlockDay
    }

    public var series: SeriesKey {
        SeriesKey(
            store: block.store,
            product: Int32(truncatingIfNeeded: rowID >> KeyLayout.blockDayBits) & SeriesKey.greatestProduct)
    }

    package var block: BlockKey { BlockKey(rowID: rowID >> KeyLayout.blockShift) }

    /// The place of the day in its block, from 0.
    package var place: Int { rowID & KeyLayout.lastBlockDay }

    public var day: Int { block.firstDay + place }

    public static func < (left: SaleKey, right: SaleKey) -> Bool { left.rowID < right.rowID }
}

/// The key of a block of 64 days of a store, the primary key of `sales_block`: store (20 bits) | number of the block (13).
package struct BlockKey: Hashable, Comparable, BitwiseCopyable, Sendable {
    package let rowID: Int

    package init(rowID: Int) { self.rowID = rowID }

    package init(store: Int32, day: Int) {
        rowID = Int(store) << KeyLayout.blockBits | (day - KeyLayout.firstDay) >> KeyLayout.blockDayBits
    }

    package static let dayCount = KeyLayout.lastBlockDay + 1

    package var store: Int32 { Int32(truncatingIfNeeded: rowID >> KeyLayout.blockBits) }

    /// The number of its first day.
    package var firstDay: Int {
        (rowID & KeyLayout.greatestBlock) << KeyLayout.blockDayBits + KeyLayout.firstDay
    }

    /// The keys of what was sold in the block.
    package var sales: ClosedRange<Int> {
        rowID << KeyLayout.blockShift...(rowID + 1) << KeyLayout.blockShift - 1
    }

    /// The keys of what was sold of a product in the block.
    package func sales(of product: Int32) -> ClosedRange<Int> {
        let first = (rowID << KeyLayout.productBits | Int(product)) << KeyLayout.blockDayBits
        return first...first | KeyLayout.lastBlockDay
    }

    /// The keys of the blocks of a store.
    package static func range(ofStore store: Int32) -> ClosedRange<Int> {
        Int(store) << KeyLayout.blockBits...(Int(store) + 1) << KeyLayout.blockBits - 1
    }

    package static func < (left: BlockKey, right: BlockKey) -> Bool { left.rowID < right.rowID }
}

/// What was sold of a product on a day, net of what came back, and what was left in the evening.
public struct SoldQuantity: Equatable, BitwiseCopyable, Sendable {
    /// Units; less than zero if more came back.
    public var sold: Double
    // NaN if there is none, which no file and no row can have: a Double? would take eight bytes more.
    @usableFromInline var closing: Double

    /// Units on hand in the evening; nil if no file says so.
    public var closingStock: Double? { closing.isNaN ? nil : closing }

    public init(sold: Double, closingStock: Double?) {
        self.sold = sold
        closing = closingStock ?? .nan
    }

    public static func == (left: SoldQuantity, right: SoldQuantity) -> Bool {
        left.sold == right.sold && (left.closing == right.closing || (left.closing.isNaN && right.closing.isNaN))
    }
}

/// `sold_day`: what was sold. Its key is a ``SaleKey``.
enum SoldDayTable {
    static let name = "sold_day"

    struct Columns: BulkSQLite.Columns {
        private let quantity: Place
        private let closingStock: Place

        init(addedTo list: inout SelectList, of table: String) {
            quantity = list.add("\(table).quantity")
            closingStock = list.add("\(table).closing_stock")
        }

        @inline(__always)
        func read(_ row: ScannedRow) throws -> SoldQuantity {
            SoldQuantity(
                sold: try row.double(quantity, upTo: StoredBounds.amount),
                closingStock: row.isNull(closingStock)
                    ? nil : try row.double(closingStock, upTo: StoredBounds.amount))
        }
    }

    /// The table's rows as an image. Their keys have to ascend.
    static func image(of rows: some Sequence<SoldDayRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            record.append(row.quantity.sold)
            if let left = row.quantity.closingStock { record.append(left) } else { record.appendNull() }
            image.append(rowID: row.key.rowID, record)
        }
        return image
    }
}

/// What was sold on a day during an import: the form in which rows are sorted and written to temporary files.
public struct SoldDayRow: BitwiseCopyable, Sendable {
    public var key: SaleKey
    public var quantity: SoldQuantity
    public var importID: Int32
    public var line: Int32

    public init(key: SaleKey, quantity: SoldQuantity, importID: Int32, line: Int32) {
        self.key = key
        self.quantity = quantity
        self.importID = importID
        self.line = line
    }

    public var ordinal: Int { key.rowID }
}
