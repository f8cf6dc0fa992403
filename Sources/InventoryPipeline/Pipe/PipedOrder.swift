import Foundation
import InventoryStore

/// The series of a row and the row, until it is known whether the next row is of the same series.
struct PipedRow {
    private(set) var store: [UInt8] = []
    private(set) var product: [UInt8] = []
    var position = PackedPosition(
        .init(startDay: 0, onHand: 0, salesRate: nil, restockingRate: 0, durationDays: 0, frequency: 1))
    /// nil if the file has no columns of terms.
    var terms: TermsRow?
    /// The row as it came, if bad ones are collected.
    var record: [UInt8] = []
    /// Whether a further row was of the same series.
    var isRepeated = false

    var name: SeriesName { Self.name(store, product) }

    static func name(_ store: some Collection<UInt8>, _ product: some Collection<UInt8>) -> SeriesName {
        SeriesName(product: String(decoding: product, as: UTF8.self), store: String(decoding: store, as: UTF8.self))
    }

    init() {}

    mutating func set(_ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>, isSameStore: Bool) {
        if !isSameStore {
            self.store.removeAll(keepingCapacity: true)
            self.store.append(contentsOf: store)
        }
        self.product.removeAll(keepingCapacity: true)
        self.product.append(contentsOf: product)
    }

    /// How a series comes after this one: less than 0 if before it, and 0 if it is the same.
    @inline(__always)
    func order(_ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>) -> (store: Int, product: Int)
    {
        (Self.order(store, self.store), Self.order(product, self.product))
    }

    @inline(__always)
    private static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: [UInt8]) -> Int {
        right.withUnsafeBufferPointer { order(left, $0) }
    }

    /// Compares byte by byte, as Spark, DuckDB and `LC_ALL=C sort` do: less than 0, 0 or more.
    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let count = min(left.count, right.count)
        if count > 0, let first = left.baseAddress, let second = right.baseAddress {
            let order = memcmp(first, second, count)
            if order != 0 { return Int(order) }
        }
        return left.count - right.count
    }
}

/// Rows in any order, sorted in memory by store and product, byte by byte. Rows of a series stay in the order in which they came.
struct UnsortedRows {
    private var rows: [(row: InventoryRow, terms: TermsRow?)] = []
    private var records = IdentifierList()
    private var stores = IdentifierList()
    private var products = IdentifierList()

    mutating func add(_ item: ImportItem<PositionBatch>) {
        Self.add(item.batch.newStores, to: &stores)
        Self.add(item.batch.newProducts, to: &products)
        Self.add(item.records, to: &records)
        let terms = item.batch.terms
        for (place, row) in item.batch.rows.enumerated() {
            rows.append((row, place < terms.count ? terms[place] : nil))
        }
    }

    private static func add(_ more: IdentifierList, to list: inout IdentifierList) {
        more.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<more.count { list.append(UnsafeBufferPointer(rebasing: bytes[more.range(of: index)])) }
        }
    }

    /// Calls `body` with each row.
    func inOrder(
        _ body: (
            _ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>, InventoryRow, TermsRow?,
            _ record: UnsafeBufferPointer<UInt8>?
        ) throws -> Void
    ) rethrows {
        let storePlaces = Self.places(stores)
        let productPlaces = Self.places(products)
        func ordinal(_ key: SeriesKey) -> Int {
            storePlaces[Int(key.store) - 1] << 32 | productPlaces[Int(key.product) - 1]
        }
        let order = rows.indices.map { (ordinal: ordinal(rows[$0].row.key), index: $0) }
            .sorted { ($0.ordinal, $0.index) < ($1.ordinal, $1.index) }
        try stores.bytes.withUnsafeBufferPointer { storeBytes in
            try products.bytes.withUnsafeBufferPointer { productBytes in
                try records.bytes.withUnsafeBufferPointer { recordBytes in
                    for (_, index) in order {
                        let entry = rows[index]
                        let store = stores.range(of: Int(entry.row.key.store) - 1)
                        let product = products.range(of: Int(entry.row.key.product) - 1)
                        try body(
                            UnsafeBufferPointer(rebasing: storeBytes[store]),
                            UnsafeBufferPointer(rebasing: productBytes[product]), entry.row, entry.terms,
                            index < records.count
                                ? UnsafeBufferPointer(rebasing: recordBytes[records.range(of: index)]) : nil)
                    }
                }
            }
        }
    }

    /// The place of each identifier among all in the order of their bytes.
    private static func places(_ list: IdentifierList) -> [Int] {
        var places = [Int](repeating: 0, count: list.count)
        list.bytes.withUnsafeBufferPointer { bytes in
            func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
                UnsafeBufferPointer(rebasing: bytes[list.range(of: index)])
            }
            for (place, index) in (0..<list.count).sorted(by: { PipedRow.order(text($0), text($1)) < 0 }).enumerated() {
                places[index] = place
            }
        }
        return places
    }
}
