internal import BulkSQLite
import Forecasting

/// `inventory`: the position from which the forecast of each series starts, and the file and line that stated it. Its key is
/// ``SeriesKey/rowID``.
enum InventoryTable: SeriesTable {
    typealias Values = Position

    static let name = "inventory"

    /// The columns of a position.
    struct Position: Columns {
        private let startDay: Place
        private let onHand: Place
        private let salesRate: Place
        private let restockingRate: Place
        private let durationDays: Place
        private let frequency: Place

        init(addedTo list: inout SelectList, of table: String) {
            startDay = list.add("\(table).start_day")
            onHand = list.add("\(table).on_hand")
            salesRate = list.add("\(table).stored_sales_rate")
            restockingRate = list.add("\(table).stored_restocking_rate")
            durationDays = list.add("\(table).duration_days")
            frequency = list.add("\(table).forecast_frequency")
        }

        @inline(__always)
        func read(_ row: ScannedRow) throws -> StockPosition {
            StockPosition(
                startDay: try row.int(startDay, in: StoredBounds.startDays),
                onHand: try row.double(onHand, upTo: StockLimits.quantity),
                salesRate: try row.optionalRate(salesRate, upTo: StockLimits.quantity),
                restockingRate: try row.rate(restockingRate, upTo: StockLimits.quantity),
                durationDays: try row.int(durationDays, in: 0...StockLimits.durationDays),
                frequency: try row.int(frequency, in: 1...StockLimits.frequency))
        }

        /// A position with the stored values of the columns that its file does not state.
        func merged(_ row: ScannedRow, _ position: PackedPosition, unstated: UnstatedColumns) throws -> PackedPosition {
            let stored = PackedPosition(try read(row))
            var merged = position
            if unstated.contains(.position) { (merged.startDay, merged.onHand) = (stored.startDay, stored.onHand) }
            if unstated.contains(.salesRate) { merged.salesRate = stored.salesRate }
            if unstated.contains(.restockingRate) { merged.restockingRate = stored.restockingRate }
            if unstated.contains(.durationDays) { merged.durationDays = stored.durationDays }
            if unstated.contains(.frequency) { merged.frequency = stored.frequency }
            return merged
        }

        /// Whether a row holds this position. A damaged value differs from every position, so an import replaces it.
        @inline(__always)
        func isIn(_ row: ScannedRow, _ position: PackedPosition) -> Bool {
            position
                == PackedPosition(
                    startDay: row.int32(startDay), onHand: row.double(onHand),
                    salesRate: row.isNull(salesRate) ? nil : StoredRate.rate(of: row.double(salesRate)),
                    restockingRate: StoredRate.rate(of: row.double(restockingRate)),
                    durationDays: row.int32(durationDays),
                    frequency: row.int32(frequency))
        }
    }

    /// The table's rows as an image. Their keys have to ascend.
    static func image(of rows: some Sequence<InventoryRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            record.append(Int(row.position.startDay))
            record.append(row.position.onHand)
            if let rate = row.position.salesRate { record.append(StoredRate.stored(rate)) } else { record.appendNull() }
            record.append(StoredRate.stored(row.position.restockingRate))
            record.append(Int(row.position.durationDays))
            record.append(Int(row.position.frequency))
            record.append(Int(row.importID))
            record.append(Int(row.line))
            image.append(rowID: row.key.rowID, record)
        }
        return image
    }
}

/// A row of `inventory` during an import: the form in which rows are sorted and written to temporary files.
public struct InventoryRow: BitwiseCopyable, Sendable {
    public var key: SeriesKey
    public var position: PackedPosition
    public var importID: Int32
    public var line: Int32
    public var unstated: UnstatedColumns

    @inlinable
    public init(
        key: SeriesKey, position: StockPosition, importID: Int32, line: Int32, unstated: UnstatedColumns = []
    ) {
        self.key = key
        self.position = PackedPosition(position)
        self.importID = importID
        self.line = line
        self.unstated = unstated
    }
}

/// The columns of a position that a file does not state. A series that is stored keeps its values. A new one gets the usual ones;
/// it has to have a start and a stock, and without a rate of sales it has no forecast.
public struct UnstatedColumns: OptionSet, BitwiseCopyable, Sendable {
    public let rawValue: UInt8

    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let restockingRate = UnstatedColumns(rawValue: 1)
    public static let durationDays = UnstatedColumns(rawValue: 2)
    public static let frequency = UnstatedColumns(rawValue: 4)
    public static let salesRate = UnstatedColumns(rawValue: 8)
    /// The stock and its day, which belong together.
    public static let position = UnstatedColumns(rawValue: 16)
}

/// The columns of a position in which rows that are added up have to agree.
package enum PositionColumn: Sendable {
    case startDay, salesRate, restockingRate, durationDays, frequency
}

/// A position packed into the few bytes that ``StockLimits`` allow.
public struct PackedPosition: BitwiseCopyable, Equatable, Sendable {
    public var onHand: Double
    // NaN if there is none, which no file and no row can have: a Double? would take eight bytes more.
    @usableFromInline var rate: Double
    public var restockingRate: Double
    public var startDay: Int32
    public var durationDays: Int32
    public var frequency: Int32
    public var salesRate: Double? {
        get { rate.isNaN ? nil : rate }
        set { rate = newValue ?? .nan }
    }

    @inlinable
    init(
        startDay: Int32, onHand: Double, salesRate: Double?, restockingRate: Double, durationDays: Int32,
        frequency: Int32
    ) {
        self.onHand = onHand
        rate = salesRate ?? .nan
        self.restockingRate = restockingRate
        self.startDay = startDay
        self.durationDays = durationDays
        self.frequency = frequency
    }

    @inlinable
    public init(_ position: StockPosition) {
        self.init(
            startDay: Int32(truncatingIfNeeded: position.startDay), onHand: position.onHand,
            salesRate: position.salesRate, restockingRate: position.restockingRate,
            durationDays: Int32(truncatingIfNeeded: position.durationDays),
            frequency: Int32(truncatingIfNeeded: position.frequency))
    }

    @inlinable
    public static func == (left: PackedPosition, right: PackedPosition) -> Bool {
        left.onHand == right.onHand && (left.rate == right.rate || (left.rate.isNaN && right.rate.isNaN))
            && left.restockingRate == right.restockingRate && left.startDay == right.startDay
            && left.durationDays == right.durationDays && left.frequency == right.frequency
    }

    /// The first column besides the stock in which two positions differ.
    package func difference(besideStock other: PackedPosition) -> PositionColumn? {
        if startDay != other.startDay { return .startDay }
        if salesRate != other.salesRate { return .salesRate }
        if restockingRate != other.restockingRate { return .restockingRate }
        if durationDays != other.durationDays { return .durationDays }
        if frequency != other.frequency { return .frequency }
        return nil
    }

    package var position: StockPosition {
        StockPosition(
            startDay: Int(startDay), onHand: onHand, salesRate: salesRate, restockingRate: restockingRate,
            durationDays: Int(durationDays), frequency: Int(frequency))
    }
}
