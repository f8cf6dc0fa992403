import Forecasting

/// Stretches on their way into or out of the `projection` table, as columns.
///
/// As with ``InventoryBatch``, one thread fills it and hands it on whole.
public final class ProjectionBatch: @unchecked Sendable {
    public private(set) var count = 0
    private var capacity: Int

    private var storeKey: Column<Int32>
    private var productKey: Column<Int32>
    private var firstDay: Column<Int32>
    private var lastDay: Column<Int32>
    private var openingLevel: Column<Double>
    private var sales: Column<Double>
    private var restocking: Column<Double>
    private var period: Column<Int32>
    private var frequency: Column<Int32>
    private var phase: Column<Int32>
    private var stockoutDay: Column<Int32>

    public init(capacity: Int) {
        let capacity = max(capacity, 16)
        self.capacity = capacity
        storeKey = Column(capacity: capacity)
        productKey = Column(capacity: capacity)
        firstDay = Column(capacity: capacity)
        lastDay = Column(capacity: capacity)
        openingLevel = Column(capacity: capacity)
        sales = Column(capacity: capacity)
        restocking = Column(capacity: capacity)
        period = Column(capacity: capacity)
        frequency = Column(capacity: capacity)
        phase = Column(capacity: capacity)
        stockoutDay = Column(capacity: capacity)
    }

    deinit {
        storeKey.deallocate()
        productKey.deallocate()
        firstDay.deallocate()
        lastDay.deallocate()
        openingLevel.deallocate()
        sales.deallocate()
        restocking.deallocate()
        period.deallocate()
        frequency.deallocate()
        phase.deallocate()
        stockoutDay.deallocate()
    }

    public func append(_ key: SeriesKey, _ stretch: Stretch) {
        if count == capacity { grow() }
        storeKey[count] = key.store
        productKey[count] = key.product
        firstDay[count] = Int32(truncatingIfNeeded: stretch.firstDay)
        lastDay[count] = Int32(truncatingIfNeeded: stretch.lastDay)
        openingLevel[count] = stretch.openingLevel
        sales[count] = stretch.sales
        restocking[count] = stretch.restocking
        period[count] = Int32(truncatingIfNeeded: stretch.period)
        frequency[count] = Int32(truncatingIfNeeded: stretch.frequency)
        phase[count] = Int32(truncatingIfNeeded: stretch.phase)
        stockoutDay[count] = stretch.stockoutDay.map { Int32(truncatingIfNeeded: $0) } ?? BatchColumn.null
        count += 1
    }

    public func key(_ index: Int) -> SeriesKey {
        precondition(index < count)
        return SeriesKey(store: storeKey[index], product: productKey[index])
    }

    public func stretch(_ index: Int) -> Stretch {
        precondition(index < count)
        return Stretch(
            firstDay: Int(firstDay[index]), lastDay: Int(lastDay[index]), openingLevel: openingLevel[index],
            sales: sales[index], restocking: restocking[index], period: Int(period[index]),
            frequency: Int(frequency[index]), phase: Int(phase[index]),
            stockoutDay: stockoutDay[index] == BatchColumn.null ? nil : Int(stockoutDay[index]))
    }

    private func grow() {
        capacity *= 2
        storeKey.grow(count: count, capacity: capacity)
        productKey.grow(count: count, capacity: capacity)
        firstDay.grow(count: count, capacity: capacity)
        lastDay.grow(count: count, capacity: capacity)
        openingLevel.grow(count: count, capacity: capacity)
        sales.grow(count: count, capacity: capacity)
        restocking.grow(count: count, capacity: capacity)
        period.grow(count: count, capacity: capacity)
        frequency.grow(count: count, capacity: capacity)
        phase.grow(count: count, capacity: capacity)
        stockoutDay.grow(count: count, capacity: capacity)
    }

    /// The columns in the order of the `projection` table.
    func columns(scenarioID: Int, runID: Int) -> [BatchColumn] {
        [
            .constant(Int64(scenarioID)), storeKey.batchColumn(count: count), .int32(productKey.base),
            firstDay.batchColumn(count: count), lastDay.batchColumn(count: count), .double(openingLevel.base),
            .double(sales.base), .double(restocking.base), period.batchColumn(count: count),
            frequency.batchColumn(count: count), phase.batchColumn(count: count), .int32(stockoutDay.base),
            .constant(Int64(runID)),
        ]
    }
}
