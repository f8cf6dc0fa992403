import Forecasting

/// Positions on their way into the `inventory` table, as columns.
///
/// A batch is filled by one thread, handed on whole, and not touched again by the one who filled it; that is what makes it
/// safe to pass between threads.
public final class InventoryBatch: @unchecked Sendable {
    /// Rows in a batch: enough to make the cost of a hand-over vanish, few enough that writing begins soon after parsing.
    public static let capacity = 8192

    public private(set) var count = 0
    /// Stores and products that appear in this batch for the first time, in the order of their keys.
    public var newStores = IdentifierList()
    public var newProducts = IdentifierList()

    private var storeKey = Column<Int32>(capacity: capacity)
    private var productKey = Column<Int32>(capacity: capacity)
    private var startDay = Column<Int32>(capacity: capacity)
    private var onHand = Column<Double>(capacity: capacity)
    private var salesRate = Column<Double>(capacity: capacity)
    private var restockingRate = Column<Double>(capacity: capacity)
    private var durationDays = Column<Int32>(capacity: capacity)
    private var frequency = Column<Int32>(capacity: capacity)
    private var importID = Column<Int32>(capacity: capacity)
    private var line = Column<Int32>(capacity: capacity)

    public init() {}

    deinit {
        storeKey.deallocate()
        productKey.deallocate()
        startDay.deallocate()
        onHand.deallocate()
        salesRate.deallocate()
        restockingRate.deallocate()
        durationDays.deallocate()
        frequency.deallocate()
        importID.deallocate()
        line.deallocate()
    }

    public var isFull: Bool { count == Self.capacity }

    /// One row of a batch: the form in which rows are sorted and kept in temporary files.
    public struct Row: BitwiseCopyable, Sendable {
        public var key: SeriesKey
        public var startDay: Int32
        public var durationDays: Int32
        public var frequency: Int32
        public var importID: Int32
        public var onHand: Double
        public var salesRate: Double
        public var restockingRate: Double
        public var line: Int32

        @inlinable
        public init(key: SeriesKey, position: StockPosition, importID: Int32, line: Int32) {
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
    public func append(_ row: Row) {
        precondition(count < Self.capacity)
        self[count] = row
        count += 1
    }

    public internal(set) subscript(index: Int) -> Row {
        get {
            precondition(index < count)
            return Row(
                key: SeriesKey(store: storeKey[index], product: productKey[index]),
                position: StockPosition(
                    startDay: Int(startDay[index]), onHand: onHand[index], salesRate: salesRate[index],
                    restockingRate: restockingRate[index], durationDays: Int(durationDays[index]),
                    frequency: Int(frequency[index])),
                importID: importID[index], line: line[index])
        }
        set {
            storeKey[index] = newValue.key.store
            productKey[index] = newValue.key.product
            startDay[index] = newValue.startDay
            onHand[index] = newValue.onHand
            salesRate[index] = newValue.salesRate
            restockingRate[index] = newValue.restockingRate
            durationDays[index] = newValue.durationDays
            frequency[index] = newValue.frequency
            importID[index] = newValue.importID
            line[index] = newValue.line
        }
    }

    @inline(__always)
    public func key(_ index: Int) -> SeriesKey {
        SeriesKey(store: storeKey[index], product: productKey[index])
    }

    @inline(__always)
    func importID(_ index: Int) -> Int32 { importID[index] }

    /// Whether every key is greater than the one before it, and the first is greater than `previous`.
    public func ascends(after previous: SeriesKey) -> Bool {
        var last = previous
        for index in 0..<count {
            let next = key(index)
            guard last < next else { return false }
            last = next
        }
        return true
    }

    /// Keeps the rows for which `isKept` holds, in their order.
    func filter(_ isKept: (Int) -> Bool) {
        var kept = 0
        for index in 0..<count where isKept(index) {
            if kept != index { self[kept] = self[index] }
            kept += 1
        }
        count = kept
    }

    /// The columns in the order of the `inventory` table.
    var columns: [BatchColumn] {
        [
            storeKey.batchColumn(count: count), .int32(productKey.base), startDay.batchColumn(count: count),
            .double(onHand.base), .double(salesRate.base), .double(restockingRate.base),
            durationDays.batchColumn(count: count), frequency.batchColumn(count: count),
            importID.batchColumn(count: count), .int32(line.base),
        ]
    }
}

/// The key of a series. Keys are ordered as the tables are: by store, then by product.
public struct SeriesKey: Hashable, Comparable, BitwiseCopyable, Sendable {
    public var store: Int32
    public var product: Int32

    @inlinable
    public init(store: Int32, product: Int32) {
        self.store = store
        self.product = product
    }

    /// Below every key of a series.
    public static let lowest = SeriesKey(store: 0, product: 0)

    /// Both numbers in one, in the same order (keys are positive).
    @inlinable
    public var ordinal: Int { Int(store) << 32 | Int(product) }

    @inlinable
    public static func < (left: SeriesKey, right: SeriesKey) -> Bool { left.ordinal < right.ordinal }
}
