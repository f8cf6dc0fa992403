import InvdbMigrations

/// The key of a series: one product in one store.
///
/// Tables store it as one integer, `store_key << 24 | product_key`, which is the primary key of `inventory`. Integers sort by
/// store, then by product. SQLite inserts, compares and stores an integer key most cheaply: a row of `projection` costs a third
/// of what it costs under a key of four columns.
public struct SeriesKey: Hashable, Comparable, BitwiseCopyable, Sendable {
    public var store: Int32
    public var product: Int32

    /// The greatest key of a product: 24 bits.
    public static let greatestProduct: Int32 = 1 << 24 - 1
    /// The greatest key of a store: 20 bits.
    public static let greatestStore: Int32 = 1 << 20 - 1

    @usableFromInline static let productBits = 24

    @inlinable
    public init(store: Int32, product: Int32) {
        self.store = store
        self.product = product
    }

    @inlinable
    public init(rowID: Int) {
        store = Int32(truncatingIfNeeded: rowID >> Self.productBits)
        product = Int32(truncatingIfNeeded: rowID) & Self.greatestProduct
    }

    static let greatest = SeriesKey(store: greatestStore, product: greatestProduct)

    /// Less than the key of every series.
    public static let lowest = SeriesKey(store: 0, product: 0)

    /// Store and product in one integer that sorts alike: the primary key of `inventory`.
    @inlinable
    public var rowID: Int { Int(store) << Self.productBits | Int(product) }

    /// The row ids of a store's series.
    static func range(ofStore store: Int32, products: ClosedRange<Int32> = 0...greatestProduct) -> ClosedRange<Int> {
        SeriesKey(store: store, product: products.lowerBound)
            .rowID...SeriesKey(
                store: store, product: products.upperBound
            ).rowID
    }

    @inlinable
    public static func < (left: SeriesKey, right: SeriesKey) -> Bool { left.rowID < right.rowID }
}

/// The key of a stretch, the primary key of `projection`:
///
///     scenario_id (6 bits) | store_key (20) | product_key (24) | number of the stretch in its series, from 0 (13)
enum StretchKey {
    static let numberBits = KeyLayout.numberBits
    static let seriesBits = KeyLayout.seriesBits
    /// The most stretches that one series may have.
    static let numberLimit = KeyLayout.greatestNumber + 1
    static let greatestScenario = KeyLayout.greatestScenario

    @inline(__always)
    static func rowID(scenario: Int, series: SeriesKey, number: Int) -> Int {
        (scenario << seriesBits | series.rowID) << numberBits | number
    }

    @inline(__always)
    static func series(of rowID: Int) -> SeriesKey {
        SeriesKey(rowID: rowID >> numberBits & (1 << seriesBits - 1))
    }

    /// The keys of all stretches of a scenario, or of those whose series is in a range.
    static func range(scenario: Int, series: ClosedRange<Int> = 0...(1 << seriesBits - 1)) -> ClosedRange<Int> {
        let first = (scenario << seriesBits | series.lowerBound) << numberBits
        let last = (scenario << seriesBits | series.upperBound) << numberBits | (numberLimit - 1)
        return first...last
    }
}
