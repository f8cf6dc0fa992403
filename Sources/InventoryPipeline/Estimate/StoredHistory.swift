import Forecasting
import InventoryStore

/// The stores that have sales, and what there is of them.
struct StoredHistory: Sendable {
    struct Store: Sendable {
        let key: Int32
        /// Its blocks, ascending.
        let blocks: [BlockKey]
        /// The days of which files have its sales, from the first to the last.
        let days: ClosedRange<Int>
        let rowCount: Int
        /// The days of the last four weeks whose sales are missing, as it usually sells on their weekday.
        var missing: Set<Int> = []
        /// The Mondays at which the history of its series goes on, and is kept.
        var kept = KeptDays()

        /// The day before which everything counts.
        var cut: Int { days.upperBound + 1 }
    }

    /// Some products of a store, which are read together.
    struct Part: Sendable {
        /// Among the stores.
        let store: Int
        let products: ClosedRange<Int32>
        /// The part of the whole history that they are from, if they are a sample of it.
        var whole: ClosedRange<Int32>?
    }

    let stores: [Store]
    /// The first and the last day of all stores.
    let days: ClosedRange<Int>
    let rowCount: Int
    /// The names of categories; the first has none.
    let categories: [String?]
    /// The category of each product, by its key.
    let categoryOfProduct: [Int32]
    /// In the order of the keys of series.
    private(set) var parts: [Part]
    /// The events, without what was learned of them.
    let events: EventBook
    let calendar: StoreDays
    /// What goes on from what is kept of earlier sales.
    let kept: KeptBasis?
    /// The share of the series in a sample of them; 1 of all.
    private(set) var share = 1.0
    private let greatestProduct: Int32
    private var cache: HistoryCache?
    /// Of a sample: that of the whole history.
    private var wholeCache: HistoryCache?

    /// Rows of a part, about.
    private static let partRows = 250_000

    /// Series of a part, at most, if not all of them have rows.
    private static let partProducts = 50_000

    /// - Parameter keeping: which Mondays are kept, and whether the history goes on from what is kept.
    /// - Returns: nil if there are no sales.
    init?(_ snapshot: Snapshot, _ keeping: HistoryKeeping = .none) throws {
        let blocks = try snapshot.salesBlocks()
        let known = SoldDays(blocks)
        let calendar = try snapshot.storeDays()
        var (categories, categoryOfProduct) = try snapshot.productCategories()
        var kept: KeptBasis?
        if case .goesOn(let histories) = keeping {
            kept = try KeptBasis(snapshot, histories, &categories)
        }
        var stores: [Store] = []
        for (key, own) in Dictionary(grouping: blocks.keys, by: \.store).sorted(by: { $0.key < $1.key }) {
            guard let days = known.ends(of: key) else { continue }
            var store = Store(
                key: key, blocks: own.sorted(), days: days,
                rowCount: own.reduce(0) { $0 + (blocks[$1]?.rowCount ?? 0) },
                missing: Set(known.missing(in: key, after: nil).filter { calendar.isOpen(key, on: $0) != false }))
            if keeping.keeps { store.kept.next = KeptDays.next(cut: store.cut) }
            if let kept, let day = kept.before[key] {
                store = store.goingOn(from: day, kept.firstDay(ofStore: key), blocks)
            }
            stores.append(store)
        }
        guard let first = stores.map(\.days.lowerBound).min(), let last = stores.map(\.days.upperBound).max(),
            stores.contains(where: { $0.rowCount > 0 || $0.kept.known != nil })
        else { return nil }
        self.init(
            stores: stores, days: first...last, categories: categories, categoryOfProduct: categoryOfProduct,
            events: EventBook(try snapshot.events()), calendar: calendar, kept: kept,
            greatestProduct: max(1, try snapshot.greatestProductKey()),
            cache: stores.reduce(0) { $0 + $1.rowCount } <= HistoryCache.mostRows ? HistoryCache() : nil)
    }

    private init(
        stores: [Store], days: ClosedRange<Int>, categories: [String?], categoryOfProduct: [Int32],
        events: EventBook, calendar: StoreDays, kept: KeptBasis?, greatestProduct: Int32, cache: HistoryCache?
    ) {
        self.events = events
        self.calendar = calendar
        self.kept = kept
        self.stores = stores
        self.days = days
        self.categories = categories
        self.categoryOfProduct = categoryOfProduct
        self.greatestProduct = greatestProduct
        self.cache = cache
        let products = greatestProduct
        rowCount = stores.reduce(0) { $0 + $1.rowCount }
        parts = stores.indices.flatMap { store in
            let rows = (stores[store].rowCount + Self.partRows - 1) / Self.partRows
            let series =
                stores[store].kept.known == nil ? 1 : (Int(products) + Self.partProducts - 1) / Self.partProducts
            let count = max(1, rows, series)
            let width = max(1, (Int(products) + count - 1) / count)
            return stride(from: 1, through: Int(products), by: width).map {
                Part(store: store, products: Int32($0)...Int32(min($0 + width - 1, Int(products))))
            }
        }
    }

    /// The history up to a day, as if nothing were known of what came later.
    ///
    /// - Returns: nil if there is none.
    func before(_ cut: Int) -> StoredHistory? {
        let stores = stores.compactMap { store in
            store.days.lowerBound < cut
                ? Store(
                    key: store.key, blocks: store.blocks,
                    days: store.days.lowerBound...min(store.days.upperBound, cut - 1), rowCount: store.rowCount) : nil
        }
        guard let last = stores.map(\.days.upperBound).max() else { return nil }
        return StoredHistory(
            stores: stores, days: days.lowerBound...last, categories: categories, categoryOfProduct: categoryOfProduct,
            events: events, calendar: calendar, kept: nil, greatestProduct: greatestProduct, cache: cache)
    }

    /// The same history with some of its series, from which is learned what all series share: those of a large one have little to add, and
    /// each pass over it would read all of its rows again.
    ///
    /// From each part come some products that are next to each other, so that a block is read with one search. Which ones they are depends on
    /// the keys alone.
    ///
    /// - Parameter most: the rows, about; a history with no more of them is its own sample. Of one that goes on only some weeks are learned from.
    func sampled(rows most: Int? = nil) -> StoredHistory {
        let most = most ?? (kept == nil ? HistoryCache.learnedRows : HistoryCache.learnedRows / 4)
        guard rowCount > most else { return self }
        let share = Double(most) / Double(rowCount)
        var sample = self
        (sample.cache, sample.wholeCache) = (HistoryCache(), cache)
        sample.share = share
        sample.parts = parts.compactMap { part in
            let store = stores[part.store].key
            func random(_ place: UInt64) -> Double {
                let key = UInt64(UInt32(bitPattern: store)) << 32 | UInt64(UInt32(bitPattern: part.products.lowerBound))
                return HashedKey.fraction(of: key &* 2 &+ place)
            }
            let wanted = Double(part.products.count) * share
            let count = Int32(wanted) + (random(0) < wanted.truncatingRemainder(dividingBy: 1) ? 1 : 0)
            guard count > 0 else { return nil }
            let first = part.products.lowerBound + Int32(random(1) * Double(Int32(part.products.count) - count + 1))
            return Part(
                store: part.store, products: first...min(first + count - 1, part.products.upperBound),
                whole: part.products)
        }
        // A sample of nothing teaches nothing.
        return sample.parts.isEmpty ? self : sample
    }

    /// The last Monday before which is to be kept.
    var nextKept: Int { stores.compactMap(\.kept.next).max() ?? .min }

    /// Whether anything is kept after the estimate, and whether that is more than what is kept before.
    var keeps: Bool { stores.contains { $0.kept.next != nil } }
    var closesWeeks: Bool { stores.contains { $0.kept.next != $0.kept.known } }

    func category(of product: Int32) -> Int {
        categoryOfProduct.indices.contains(Int(product)) ? Int(categoryOfProduct[Int(product)]) : 0
    }

    /// A product of a store: what is kept of its sales, and those that follow, or all of them.
    typealias Series = (product: Int32, kept: KeptDemand?, days: ArraySlice<SoldDay>)

    /// Calls `body` with the history of each product of a part, with the days without rows on which nothing was left (``SoldOut``).
    func forEach(of part: Part, _ snapshot: Snapshot, _ body: (Series) throws -> Void) throws {
        let store = stores[part.store]
        guard let known = store.kept.known else {
            return try forEachWithRows(of: part, snapshot) {
                try body(($0, nil, SoldOut.filled($1, through: store.days.upperBound)))
            }
        }
        let keys =
            SeriesKey(
                store: store.key, product: part.products.lowerBound)...SeriesKey(
                store: store.key, product: part.products.upperBound)
        var kept = try snapshot.keptDemand(in: keys, of: min(store.days.lowerBound, known - 1)...known - 1)[...]
        func goOn(_ product: Int32, _ kept: KeptDemand?, _ days: ArraySlice<SoldDay>) throws {
            let soldOut = SoldOut(evenings: Int(kept?.outEvenings ?? 0), before: known)
            try body(
                (product, kept, SoldOut.filled(days, after: soldOut, from: known, through: store.days.upperBound)))
        }
        try forEachWithRows(of: part, snapshot) { product, days in
            while let row = kept.first, row.product < product {
                kept.removeFirst()
                try goOn(row.product, row.kept, [])
            }
            let own = kept.first?.product == product ? kept.removeFirst().kept : nil
            try goOn(product, own, days.drop { $0.day < known })
        }
        for row in kept { try goOn(row.product, row.kept, []) }
    }

    /// Calls `body` with each product of a part that has rows.
    private func forEachWithRows(
        of part: Part, _ snapshot: Snapshot, _ body: (_ product: Int32, _ days: ArraySlice<SoldDay>) throws -> Void
    ) throws {
        let store = stores[part.store]
        func key(_ products: ClosedRange<Int32>) -> HistoryCache.Key {
            HistoryCache.Key(store: store.key, firstProduct: products.lowerBound)
        }
        if let whole = part.whole, let known = wholeCache?[key(whole)] {
            return try known.forEach(in: part.products, body)
        }
        guard let cache else { return try snapshot.forEachHistory(ofProducts: part.products, in: store.blocks, body) }
        if let known = cache[key(part.products)] { return try known.forEach(in: part.products, body) }
        var read = PartHistory(
            expectedRows: min(store.rowCount, Self.partRows), isPacked: rowCount > HistoryCache.learnedRows)
        try snapshot.forEachHistory(ofProducts: part.products, in: store.blocks) { product, days in
            read.append(product, days)
            try body(product, days)
        }
        cache.keep(read, key(part.products))
    }
}

extension StoredHistory.Store {
    /// The same store with the rows from a Monday on, and the days from the first one of which something is kept.
    fileprivate func goingOn(from day: Int, _ first: Int?, _ all: [BlockKey: SalesBlock]) -> Self {
        let blocks = blocks.filter { $0.firstDay + BlockKey.dayCount > day }
        var store = Self(
            key: key, blocks: blocks, days: min(first ?? days.lowerBound, days.lowerBound)...days.upperBound,
            rowCount: blocks.reduce(0) { $0 + (all[$1]?.rowCount ?? 0) }, missing: missing)
        store.kept = KeptDays(known: day, next: max(day, kept.next ?? day))
        return store
    }
}

/// Numbers that look random and depend on a key alone.
enum HashedKey {
    /// From 0 up to 1 (the finalizer of SplitMix64, Steele, Lea and Flood, OOPSLA 2014).
    static func fraction(of key: UInt64) -> Double {
        var bits = key &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) * 0x1p-53
    }
}
