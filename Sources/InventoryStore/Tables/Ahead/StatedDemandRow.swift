internal import BulkSQLite
import Forecasting

/// Demand that is stated ahead, during an import: the form in which rows are sorted and written to temporary files.
package struct StatedDemandRow: BitwiseCopyable, Sendable {
    package var key: SeriesKey
    /// Day numbers. The last one is ``openEnd`` until it is known how long the periods of the file are.
    package var firstDay: Int32
    package var lastDay: Int32
    /// Units, zero or more.
    package var quantity: Double
    package var importID: Int32
    package var line: Int32

    /// In place of a last day that the row doesn't say.
    package static let openEnd = Int32.min

    package init(key: SeriesKey, firstDay: Int, lastDay: Int?, quantity: Double, importID: Int32, line: Int32) {
        self.key = key
        self.firstDay = Int32(truncatingIfNeeded: firstDay)
        self.lastDay = lastDay.map { Int32(truncatingIfNeeded: $0) } ?? Self.openEnd
        self.quantity = quantity
        self.importID = importID
        self.line = line
    }

    /// The days of the period. Ask once the last one is known.
    package var days: ClosedRange<Int> { Int(firstDay)...max(Int(firstDay), Int(lastDay)) }

    /// Series and first day in one integer that sorts as the table does. The days that a file may have take 19 bits.
    package var ordinal: Int { key.rowID << 19 | (Int(firstDay) - StoredBounds.startDays.lowerBound) }
}

extension StatedDemandTable {
    /// The columns of ``image(of:)``: those of the table, with the row's index as the primary key.
    static let imageColumns = """
        (number INTEGER PRIMARY KEY, series_key INTEGER NOT NULL, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL,
        quantity REAL NOT NULL, import_id INTEGER NOT NULL, source_line INTEGER NOT NULL)
        """

    /// Rows as a table whose key `number` is the row's index, from 0. `stated_demand` itself has no integer key, so it has no image.
    static func image(of rows: some Sequence<StatedDemandRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for (number, row) in rows.enumerated() {
            record.removeAll()
            record.appendRowID()
            record.append(row.key.rowID)
            record.append(Int(row.firstDay))
            record.append(Int(row.lastDay))
            record.append(row.quantity)
            record.append(Int(row.importID))
            record.append(Int(row.line))
            image.append(rowID: number, record)
        }
        return image
    }

    /// The statement that writes the rows of an image in the place of those with the same series and first day.
    static func insertion(from source: String) -> String {
        let columns = "series_key, first_day, last_day, quantity, import_id, source_line"
        return "INSERT OR REPLACE INTO \(name) (\(columns)) SELECT \(columns) FROM \(source)"
    }
}

extension Snapshot {
    /// Calls `body` with all demand that is stated of the selected series, in the order of series and days. They need not be in the
    /// inventory.
    package func forEachStatedDemand(
        of selection: SeriesSelection, _ body: (SeriesKey, StatedDemand) throws -> Void
    ) throws {
        for range in try rangesOfAllStores(selection) { try forEachStatedDemand(in: CollectionOfOne(range), body) }
    }
}
