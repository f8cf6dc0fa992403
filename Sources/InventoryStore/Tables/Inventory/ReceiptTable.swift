internal import BulkSQLite
import Forecasting
internal import GRDB

/// `receipt`: scheduled receipts. The goods are on hand from the morning of their day. Several receipts of the same series and
/// day differ in the file and line that stated them.
enum ReceiptTable: SeriesTable {
    typealias Values = Columns

    static let name = "receipt"

    struct Columns: BulkSQLite.Columns {
        private let day: Place
        private let quantity: Place

        init(addedTo list: inout SelectList, of table: String) {
            day = list.add("\(table).receipt_day")
            quantity = list.add("\(table).quantity")
        }

        func read(_ row: ScannedRow) throws -> Receipt {
            let received = try row.double(quantity, upTo: StockLimits.quantity)
            guard received > 0 else { throw row.outOfBounds(quantity) }
            return Receipt(day: try row.int(day, in: StoredBounds.startDays), quantity: received)
        }
    }

    /// The columns of ``image(of:)``: those of the table, with the row's index as the primary key.
    static let imageColumns = """
        (number INTEGER PRIMARY KEY, series_key INTEGER NOT NULL, receipt_day INTEGER NOT NULL,
        import_id INTEGER NOT NULL, source_line INTEGER NOT NULL, quantity REAL NOT NULL)
        """

    /// Rows as a table whose key `number` is the row's index, from 0. `receipt` itself has no integer key, so it has no image.
    static func image(of rows: [ReceiptRow]) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for (number, row) in rows.enumerated() {
            record.removeAll()
            record.appendRowID()
            record.append(row.key.rowID)
            record.append(Int(row.day))
            record.append(Int(row.importID))
            record.append(Int(row.line))
            record.append(row.quantity)
            image.append(rowID: number, record)
        }
        return image
    }

    /// The statement that adds the rows of an image.
    static func insertion(from source: String) -> String {
        let columns = "series_key, receipt_day, import_id, source_line, quantity"
        return "INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM \(source)"
    }
}

extension Snapshot {
    /// Calls `body` with every receipt whose series is in one of the ranges. If the ranges ascend, receipts come in the order of
    /// series, days and files.
    package func forEachReceipt(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, Receipt) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let receipt = list.add(ReceiptTable.Columns.self, of: ReceiptTable.name)
        for range in ranges {
            try db.scan(
                list,
                """
                FROM receipt WHERE series_key BETWEEN ? AND ? ORDER BY series_key, receipt_day, import_id, source_line
                """, StatementArguments(range)
            ) { row in try body(SeriesKey(rowID: try row.int(key, in: range)), try receipt.read(row)) }
        }
    }
}

/// A scheduled receipt during an import: the form in which receipts are sorted and written to temporary files.
public struct ReceiptRow: BitwiseCopyable, Sendable {
    public var key: SeriesKey
    public var day: Int32
    public var importID: Int32
    public var quantity: Double
    public var line: Int32

    @inlinable
    public init(key: SeriesKey, day: Int32, quantity: Double, importID: Int32, line: Int32) {
        self.key = key
        self.day = day
        self.quantity = quantity
        self.importID = importID
        self.line = line
    }

    /// Series and day in one integer that sorts as the table does. If both are equal, the table sorts by import and line, which
    /// is the order in which rows are read.
    @inlinable
    public var ordinal: Int { key.rowID << 19 | (Int(day) - Self.firstDay) }

    /// The first valid day. All valid days are within 2¹⁹ days of it: see ``StockLimits/years``.
    @usableFromInline static let firstDay = -25_567
}
