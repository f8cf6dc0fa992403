import Forecasting
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
