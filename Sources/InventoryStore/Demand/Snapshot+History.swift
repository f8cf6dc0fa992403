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
        // Of each product of each block the place after its last row; and the places of those of each block that are not merged yet.
        var runs: [(product: Int32, end: Int)] = []
        var blocksLeft: [Range<Int>] = []
        let sales = SaleScan(self)
        for block in blocks {
            let first = runs.count
            let range =
                block.sales(of: products.lowerBound).lowerBound...block.sales(of: products.upperBound).upperBound
            var product: Int32?
            try sales.forEach(in: range) { key, quantity in
                let own = key.series.product
                if let product, product != own { runs.append((product, rows.count)) }
                product = own
                rows.append(
                    SoldDay(
                        day: Int32(truncatingIfNeeded: key.day), quantity: quantity.sold,
                        closingStock: quantity.closingStock ?? .nan))
            }
            if let product { runs.append((product, rows.count)) }
            if runs.count > first { blocksLeft.append(first..<runs.count) }
        }
        var days: [SoldDay] = []
        while let product = blocksLeft.lazy.map({ runs[$0.lowerBound].product }).min() {
            days.removeAll(keepingCapacity: true)
            var isEmpty = false
            for place in blocksLeft.indices {
                let run = blocksLeft[place].lowerBound
                guard runs[run].product == product else { continue }
                days.append(contentsOf: rows[(run == 0 ? 0 : runs[run - 1].end)..<runs[run].end])
                blocksLeft[place].removeFirst()
                if blocksLeft[place].isEmpty { isEmpty = true }
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
