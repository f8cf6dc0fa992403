import InventoryStore

/// How a forecast is cut up: contiguous ranges of series in the order of their keys.
///
/// Small stores are packed together and large ones are cut by product key, so that a partition has about `target` series.
/// The cut depends on the inventory and the selection only, never on the number of workers.
enum PartitionPlan {
    static let target = 32_768

    /// - Parameter stores: all stores with series, ascending by key.
    /// - Parameter greatestProduct: the greatest product key.
    static func partitions(
        _ stores: [StoreSize], selected: SelectedKeys, greatestProduct: Int32, target: Int = target
    ) -> [Partition] {
        guard greatestProduct > 0, selected.products?.isEmpty != true else { return [] }
        let isSelected = selected.stores.map(Set.init)
        let everyProduct = 1...greatestProduct
        var partitions: [Partition] = []
        var pack: (stores: ClosedRange<Int32>, size: Int)?
        func flush() {
            if let pack {
                partitions.append(
                    Partition(stores: pack.stores, products: everyProduct, selectedProducts: selected.products))
            }
            pack = nil
        }
        for store in stores {
            guard isSelected?.contains(store.key) != false else {
                flush()
                continue
            }
            // Of some products a store has at most as many series as there are of those.
            let size = min(store.seriesCount, selected.products?.count ?? .max)
            if size > target {
                flush()
                for products in slices(of: selected.products, everyProduct, into: (size + target - 1) / target) {
                    partitions.append(
                        Partition(
                            stores: store.key...store.key, products: products, selectedProducts: selected.products))
                }
            } else if let current = pack, current.size + size <= target {
                pack = (current.stores.lowerBound...store.key, current.size + size)
            } else {
                flush()
                pack = (store.key...store.key, size)
            }
        }
        flush()
        return partitions
    }

    /// Ranges of product keys: of equally many selected products, or of equally many keys where all are.
    private static func slices(
        of selected: [Int32]?, _ every: ClosedRange<Int32>, into count: Int
    ) -> [ClosedRange<Int32>] {
        let length = selected?.count ?? every.count
        let width = (length + count - 1) / count
        return stride(from: 0, to: length, by: width).map { start in
            let end = min(start + width, length) - 1
            if let selected { return selected[start]...selected[end] }
            return every.lowerBound + Int32(start)...every.lowerBound + Int32(end)
        }
    }
}
