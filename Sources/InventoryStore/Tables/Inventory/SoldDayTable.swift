internal import BulkSQLite
import Forecasting
internal import GRDB

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

/// Rows of ``SoldDayRow`` to be written together. Their keys ascend.
///
/// One thread fills a batch and hands it on whole, a second one encodes it, and the writing thread comes last.
package struct SoldDayBatch: Sendable {
    /// So many rows that it doesn't matter that the last leaf of each batch has room left: 60 leaves, if nothing is said of stock.
    package static let capacity = 65_536

    package private(set) var rows: [SoldDayRow] = []
    /// All rows as an image, made by ``encode()``.
    private(set) var image: TableImage?

    package init() {}

    package var isFull: Bool { rows.count >= Self.capacity }

    package mutating func append(_ row: SoldDayRow) {
        if rows.isEmpty { rows.reserveCapacity(Self.capacity) }
        rows.append(row)
    }

    /// Makes the image of the rows, so that the writing thread doesn't have to.
    package mutating func encode() {
        if image == nil { image = SoldDayTable.image(of: rows) }
    }
}
