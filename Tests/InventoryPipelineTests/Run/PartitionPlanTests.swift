import TestSupport
import Testing

@testable import InventoryPipeline
@testable import InventoryStore

@Suite struct PartitionPlanTests {
    @Test func everySelectedSeriesIsInJustOnePartition() throws {
        var generator = SeededGenerator("partition plan")
        for _ in 0..<150 {
            let greatestProduct = Int32.random(in: 1...60, using: &generator)
            let target = Int.random(in: 1...40, using: &generator)
            // Stores with gaps in their keys, from tiny to larger than a partition.
            var inventory: [(store: StoreSize, products: [Int32])] = []
            for key in Int32(1)...15 where Int.random(in: 0..<4, using: &generator) > 0 {
                let isSmall = Bool.random(using: &generator)
                let products = (1...greatestProduct).filter { _ in
                    isSmall ? Int.random(in: 0..<8, using: &generator) == 0 : Bool.random(using: &generator)
                }
                guard !products.isEmpty else { continue }
                inventory.append((StoreSize(key: key, seriesCount: products.count), products))
            }
            func subset(_ range: ClosedRange<Int32>) -> [Int32]? {
                Bool.random(using: &generator)
                    ? nil : range.filter { _ in Int.random(in: 0..<3, using: &generator) > 0 }
            }
            let selected = SelectedKeys(stores: subset(1...15), products: subset(1...greatestProduct))
            let partitions = PartitionPlan.partitions(
                inventory.map(\.store), selected: selected, greatestProduct: greatestProduct, target: target)

            let all = inventory.flatMap { store, products in
                products.map { SeriesKey(store: store.key, product: $0).rowID }
            }
            // In the order of the partitions, so this is also what makes their results come in the order of keys.
            let covered = partitions.flatMap { $0.ranges.flatMap { range in all.filter(range.contains) } }
            let expected = all.filter {
                let key = SeriesKey(rowID: $0)
                return selected.stores?.contains(key.store) != false
                    && selected.products?.contains(key.product) != false
            }
            #expect(covered == expected)
            // What is not selected is in none, also where it has no series: its results stay.
            let ranges = partitions.flatMap(\.ranges)
            for (range, next) in zip(ranges, ranges.dropFirst()) { #expect(range.upperBound < next.lowerBound) }
            for store in Int32(1)...15 where selected.stores?.contains(store) == false {
                #expect(!ranges.contains { $0.overlaps(SeriesKey.range(ofStore: store)) })
            }
            for partition in partitions {
                // Only a store that is cut up, whose keys may be uneven, can have more series than the target.
                let size = all.filter { key in partition.ranges.contains { $0.contains(key) } }.count
                #expect(size <= target || partition.ranges.count == 1)
            }
        }
    }

    private func stores(_ sizes: Int...) -> [StoreSize] {
        sizes.enumerated().map { StoreSize(key: Int32($0.offset + 1), seriesCount: $0.element) }
    }

    /// "store × first product...last product", a partition a line; a product beyond all keys is "end".
    private func summary(_ partitions: [Partition]) -> [String] {
        partitions.map { partition in
            partition.ranges.map { range in
                let (first, last) = (SeriesKey(rowID: range.lowerBound), SeriesKey(rowID: range.upperBound))
                #expect(first.store == last.store)
                let end = last.product == SeriesKey.greatestProduct ? "end" : "\(last.product)"
                return "\(first.store) × \(first.product)...\(end)"
            }.joined(separator: ", ")
        }
    }

    @Test func smallStoresArePackedAndLargeOnesCut() {
        let partitions = PartitionPlan.partitions(
            stores(4, 5, 1, 3, 30, 2), selected: SelectedKeys(), greatestProduct: 29, target: 10)
        #expect(
            summary(partitions) == [
                "1 × 0...end, 2 × 0...end, 3 × 0...end", "4 × 0...end", "5 × 0...9", "5 × 10...19", "5 × 20...end",
                "6 × 0...end",
            ])
    }

    @Test func fewSelectedProductsMakeFewPartitions() {
        let selected = SelectedKeys(products: [3, 4, 5, 7, 50])
        let partitions = PartitionPlan.partitions(
            stores(100, 100), selected: selected, greatestProduct: 100, target: 10)
        #expect(summary(partitions) == ["1 × 3...5, 1 × 7...7, 1 × 50...50, 2 × 3...5, 2 × 7...7, 2 × 50...50"])
        let cut = PartitionPlan.partitions(stores(100), selected: selected, greatestProduct: 100, target: 2)
        #expect(summary(cut) == ["1 × 3...4", "1 × 5...5", "1 × 7...7, 1 × 50...50"])
    }

    @Test("Without stores or products there is no partition")
    func nothingToDo() {
        #expect(PartitionPlan.partitions([], selected: SelectedKeys(), greatestProduct: 5).isEmpty)
        let none = SelectedKeys(products: [])
        #expect(PartitionPlan.partitions(stores(3), selected: none, greatestProduct: 5).isEmpty)
        #expect(PartitionPlan.partitions(stores(3), selected: SelectedKeys(stores: []), greatestProduct: 5).isEmpty)
    }

    @Test func theUsualSizesStayNearTheTarget() {
        // 1,000 stores of 50,000 products, as the design has them.
        let stores = (1...1000).map { StoreSize(key: Int32($0), seriesCount: 50_000) }
        let partitions = PartitionPlan.partitions(stores, selected: SelectedKeys(), greatestProduct: 50_000)
        #expect(partitions.count == 7000)
        #expect(partitions.allSatisfy { $0.ranges.count == 1 })
    }
}
