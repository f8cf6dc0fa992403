import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

/// The sample of a large history from which is learned what all series share.
@Suite struct SampledHistoryTests {
    @Test func someProductsOfEachStoreAreReadAsTheyAre() throws {
        let folder = try TemporaryFolder()
        var text = "date,store_id,product_id,quantity\n"
        for store in 1...3 {
            for product in 1...400 {
                for day in stride(from: 1, through: 28, by: 1 + product % 3) {
                    text +=
                        "2024-02-\(day < 10 ? "0" : "")\(day),S\(store),P\(product),\(1 + (store * product * day) % 7)\n"
                }
            }
        }
        try folder.write(text, to: "sales.csv")
        let database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        try ImportFlow.run(ImportRequest(files: [folder.path(of: "sales.csv")]), database: database)
        try database.readApart { snapshot in
            let history = try #require(try StoredHistory(snapshot))
            #expect(history.sampled(rows: history.rowCount).parts.count == history.parts.count)
            let sample = history.sampled(rows: history.rowCount / 6)
            #expect(sample.parts.map(\.store) == [0, 1, 2])
            for (part, whole) in zip(sample.parts, history.parts) {
                #expect((66...67).contains(part.products.count))
                #expect(
                    whole.products.contains(part.products.lowerBound)
                        && whole.products.contains(part.products.upperBound))
            }
            // The stores don't have the same products.
            #expect(Set(sample.parts.map(\.products)).count == 3)
            // It is the same whenever it is taken, and says of its series what the history does, at each reading.
            #expect(history.sampled(rows: history.rowCount / 6).parts.map(\.products) == sample.parts.map(\.products))
            var known: [[Int32: [SoldDay]]] = [[:], [:], [:]]
            for part in history.parts {
                try history.forEach(of: part, snapshot) { known[part.store][$0.product] = Array($0.days) }
            }
            for _ in 0..<2 {
                for part in sample.parts {
                    var count = 0
                    try sample.forEach(of: part, snapshot) { product, _, days in
                        count += 1
                        #expect(known[part.store][product]?.map(\.quantity) == days.map(\.quantity))
                        #expect(known[part.store][product]?.map(\.day) == days.map(\.day))
                    }
                    #expect(count == part.products.count)
                }
            }
        }
    }

    @Test func hashedKeysAreSpreadEvenly() {
        let fractions = (0..<4096).map { HashedKey.fraction(of: UInt64($0) << 32) }
        #expect(fractions.allSatisfy { (0..<1).contains($0) })
        for tenth in 0..<10 {
            let count = fractions.count { Int($0 * 10) == tenth }
            #expect((330...490).contains(count), "\(tenth): \(count)")
        }
    }
}
