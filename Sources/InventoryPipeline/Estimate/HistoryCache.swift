import Forecasting
import InventoryStore
import Synchronization

/// The history of some products of a store, read into memory: an estimate passes over it five times, and reading its rows from the
/// file takes longer than a pass.
struct PartHistory: Sendable {
    private var products: [Int32] = []
    private var ends: [Int] = []
    private var days: [SoldDay] = []

    init(expectedRows: Int) { days.reserveCapacity(expectedRows) }

    mutating func append(_ product: Int32, _ sold: ArraySlice<SoldDay>) {
        products.append(product)
        days.append(contentsOf: sold)
        ends.append(days.count)
    }

    func forEach(_ body: (_ product: Int32, _ days: ArraySlice<SoldDay>) throws -> Void) rethrows {
        var start = 0
        for (product, end) in zip(products, ends) {
            try body(product, days[start..<end])
            start = end
        }
    }
}

/// The parts of a history that were read already, if all of them fit into memory.
final class HistoryCache: Sendable {
    /// A part, by the key of its store and its first product.
    struct Key: Hashable {
        let store: Int32
        let firstProduct: Int32
    }

    private let parts = Mutex<[Key: PartHistory]>([:])

    /// The most rows that are kept: some 100 MB.
    static let mostRows = 4_000_000

    /// For parts that come to no more than that.
    init() {}

    /// - Returns: nil if the history is too large.
    convenience init?(rowCount: Int) {
        guard rowCount <= Self.mostRows else { return nil }
        self.init()
    }

    subscript(key: Key) -> PartHistory? {
        get { parts.withLock { $0[key] } }
        set { parts.withLock { $0[key] = newValue } }
    }
}
