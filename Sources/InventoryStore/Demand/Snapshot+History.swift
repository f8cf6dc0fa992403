internal import BulkSQLite
import Forecasting
internal import GRDB

extension Snapshot {
    /// Calls `body` with the history of each product of a store that has some, in the order of products: its days, ascending.
    ///
    /// The blocks of a store have its products one block after the other, so their rows are read into memory and merged. A caller
    /// with many rows asks for some of the products at a time.
    ///
    /// - Parameter blocks: the blocks of the store, ascending.
    package func forEachHistory(
        ofProducts products: ClosedRange<Int32>, in blocks: [BlockKey],
        _ body: (_ product: Int32, _ days: ArraySlice<SoldDay>) throws -> Void
    ) throws {
        var rows: [SoldDay] = []
        var keys: [Int32] = []
        // The rows of each block that are not merged yet.
        var blocksLeft: [Range<Int>] = []
        let sales = SaleScan(self)
        for block in blocks {
            let first = rows.count
            let range =
                block.sales(of: products.lowerBound).lowerBound...block.sales(of: products.upperBound).upperBound
            try sales.forEach(in: range) { key, quantity in
                keys.append(key.series.product)
                rows.append(
                    SoldDay(
                        day: Int32(truncatingIfNeeded: key.day), quantity: quantity.sold,
                        closingStock: quantity.closingStock ?? .nan))
            }
            if rows.count > first { blocksLeft.append(first..<rows.count) }
        }
        var days: [SoldDay] = []
        while let product = blocksLeft.lazy.map({ keys[$0.lowerBound] }).min() {
            days.removeAll(keepingCapacity: true)
            var isEmpty = false
            for place in blocksLeft.indices where keys[blocksLeft[place].lowerBound] == product {
                var next = blocksLeft[place].lowerBound
                let end = blocksLeft[place].upperBound
                while next < end, keys[next] == product {
                    days.append(rows[next])
                    next += 1
                }
                blocksLeft[place] = next..<end
                if next == end { isEmpty = true }
            }
            if isEmpty { blocksLeft.removeAll { $0.isEmpty } }
            try body(product, days[...])
        }
    }

    /// The categories of products: their names in alphabetical order, and for each product, by its key, its place among them. The
    /// products without a category are the first one, which has no name.
    package func productCategories() throws -> (names: [String?], ofProduct: [Int32]) {
        var texts: [Int32: String] = [:]
        var list = SelectList()
        let key = list.add("product_key")
        let category = list.add("category")
        try db.scan(list, "FROM product WHERE category IS NOT NULL") { row in
            texts[Int32(try row.int(key, in: StoredBounds.productKeys))] = try row.name(at: category)
        }
        let names = Set(texts.values).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(names, 1...Int32(max(names.count, 1))))
        var ofProduct = [Int32](repeating: 0, count: Int(try greatestProductKey()) + 1)
        for (product, text) in texts where ofProduct.indices.contains(Int(product)) {
            ofProduct[Int(product)] = places[text] ?? 0
        }
        return ([nil] + names, ofProduct)
    }
}
