import Forecasting

extension Snapshot {
    /// Calls `body` with what was sold of the selected series on the selected days, in the order of stores, blocks of days, products
    /// and days.
    package func forEachSale(
        _ filter: ResultFilter, _ body: (_ series: SeriesKey, _ day: Int, SoldQuantity) throws -> Void
    ) throws {
        let keys = try resolve(filter.selection)
        let first = filter.firstDay ?? StoredBounds.startDays.lowerBound
        let days = first...max(first, filter.lastDay ?? StoredBounds.startDays.upperBound)
        func take(_ key: SaleKey, _ quantity: SoldQuantity) throws {
            if days.contains(key.day) { try body(key.series, key.day, quantity) }
        }
        let sales = SaleScan(self)
        try forEachSalesBlock { block, _ in
            guard block.firstDay <= days.upperBound, block.firstDay + BlockKey.dayCount > days.lowerBound,
                keys.stores.map({ $0.contains(block.store) }) ?? true
            else { return }
            guard let products = keys.products else { return try sales.forEach(in: block.sales, take) }
            for product in products { try sales.forEach(in: block.sales(of: product), take) }
        }
    }
}
