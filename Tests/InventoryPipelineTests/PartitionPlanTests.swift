import TestSupport
import Testing

@testable import InventoryPipeline
@testable import InventoryStore

@Suite struct PartitionPlanTests {
    private func contains(_ partition: Partition, _ key: SeriesKey) -> Bool {
        partition.stores.contains(key.store) && partition.products.contains(key.product)
            && partition.selectedProducts?.contains(key.product) != false
    }

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

            var covered: [SeriesKey] = []
            for partition in partitions {
                for (store, products) in inventory {
                    for product in products {
                        let key = SeriesKey(store: store.key, product: product)
                        if contains(partition, key) { covered.append(key) }
                    }
                }
            }
            let expected = inventory.flatMap { store, products in
                products.map { SeriesKey(store: store.key, product: $0) }
            }.filter {
                selected.stores?.contains($0.store) != false && selected.products?.contains($0.product) != false
            }
            // In the order of the partitions, so this is also what makes their results come in the order of keys.
            #expect(covered == expected)
            check(partitions, inventory.map(\.store), selected, target, 1...greatestProduct)
        }
    }

    private func check(
        _ partitions: [Partition], _ stores: [StoreSize], _ selected: SelectedKeys, _ target: Int,
        _ everyProduct: ClosedRange<Int32>
    ) {
        for (partition, next) in zip(partitions, partitions.dropFirst()) {
            #expect(
                SeriesKey(store: partition.stores.upperBound, product: partition.products.upperBound)
                    < SeriesKey(store: next.stores.lowerBound, product: next.products.lowerBound))
        }
        func within(_ partition: Partition) -> [StoreSize] { stores.filter { partition.stores.contains($0.key) } }
        func size(_ partition: Partition) -> Int {
            within(partition).reduce(0) { $0 + min($1.seriesCount, selected.products?.count ?? .max) }
        }
        for partition in partitions {
            #expect(partition.selectedProducts == selected.products)
            // A store that was not selected is in none, so that its results stay.
            for store in within(partition) { #expect(selected.stores?.contains(store.key) != false) }
            #expect(!within(partition).isEmpty)
            // Only a store that is cut up has more series than the target, and it is alone.
            #expect(partition.products == everyProduct ? size(partition) <= target : partition.stores.count == 1)
        }
        // Neighbours that would fit into one partition are in one.
        for (partition, next) in zip(partitions, partitions.dropFirst())
        where partition.products == everyProduct && next.products == everyProduct {
            let between = stores.filter { $0.key > partition.stores.upperBound && $0.key < next.stores.lowerBound }
            guard between.isEmpty, let first = within(next).first else { continue }
            #expect(size(partition) + min(first.seriesCount, selected.products?.count ?? .max) > target)
        }
    }

    private func stores(_ sizes: Int...) -> [StoreSize] {
        sizes.enumerated().map { StoreSize(key: Int32($0.offset + 1), seriesCount: $0.element) }
    }

    private func summary(_ partitions: [Partition]) -> [String] {
        partitions.map { "\($0.stores) × \($0.products)" }
    }

    @Test func smallStoresArePackedAndLargeOnesCut() {
        let partitions = PartitionPlan.partitions(
            stores(4, 5, 1, 3, 100, 2), selected: SelectedKeys(), greatestProduct: 100, target: 10)
        #expect(
            summary(partitions)
                == ["1...3 × 1...100", "4...4 × 1...100"]
                + (0..<10).map { "5...5 × \($0 * 10 + 1)...\($0 * 10 + 10)" } + ["6...6 × 1...100"])
    }

    @Test func aStoreBetweenThatIsNotSelectedEndsAPartition() {
        let partitions = PartitionPlan.partitions(
            stores(1, 1, 1, 1), selected: SelectedKeys(stores: [1, 2, 4]), greatestProduct: 9, target: 10)
        #expect(summary(partitions) == ["1...2 × 1...9", "4...4 × 1...9"])
    }

    @Test func fewSelectedProductsMakeFewPartitions() {
        let selected = SelectedKeys(products: [3, 7, 50])
        let partitions = PartitionPlan.partitions(
            stores(100, 100, 100), selected: selected, greatestProduct: 100, target: 10)
        #expect(summary(partitions) == ["1...3 × 1...100"])
        let cut = PartitionPlan.partitions(stores(100), selected: selected, greatestProduct: 100, target: 2)
        #expect(summary(cut) == ["1...1 × 3...7", "1...1 × 50...50"])
    }

    @Test func nothingToDo() {
        #expect(PartitionPlan.partitions([], selected: SelectedKeys(), greatestProduct: 5).isEmpty)
        #expect(PartitionPlan.partitions(stores(3), selected: SelectedKeys(), greatestProduct: 0).isEmpty)
        let none = SelectedKeys(products: [])
        #expect(PartitionPlan.partitions(stores(3), selected: none, greatestProduct: 5).isEmpty)
        #expect(PartitionPlan.partitions(stores(3), selected: SelectedKeys(stores: []), greatestProduct: 5).isEmpty)
    }

    @Test func theUsualSizesStayNearTheTarget() {
        // 1,000 stores of 50,000 products, as the design has them.
        let stores = (1...1000).map { StoreSize(key: Int32($0), seriesCount: 50_000) }
        let partitions = PartitionPlan.partitions(stores, selected: SelectedKeys(), greatestProduct: 50_000)
        #expect(partitions.count == 2000)
        #expect(partitions.allSatisfy { $0.products.count <= PartitionPlan.target && $0.stores.count == 1 })
    }
}
