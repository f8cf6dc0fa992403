import InventoryStore

/// How a forecast is cut up: contiguous ranges of series in the order of their keys.
///
/// Small stores are packed together and large ones are cut by product key, so that a partition has about `target` series.
/// The cut depends on the inventory and the selection only, never on the number of workers.
enum PartitionPlan {
    static let target = 8_192

    /// - Parameter stores: all stores with series, ascending by key.
    /// - Parameter greatestProduct: the greatest product key.
    static func partitions(
        _ stores: [StoreSize], selected: SelectedKeys, greatestProduct: Int32, target: Int = target
    ) -> [Partition] {
        let sizes = Dictionary(uniqueKeysWithValues: stores.map { ($0.key, $0.seriesCount) })
        var partitions: [Partition] = []
        var ranges: [ClosedRange<Int>] = []
        var size = 0
        func flush() {
            if !ranges.isEmpty { partitions.append(Partition(ranges: ranges)) }
            ranges = []
            size = 0
        }
        for range in selected.ranges(in: stores) {
            let (first, last) = (SeriesKey(rowID: range.lowerBound), SeriesKey(rowID: range.upperBound))
            // A range has at most as many series as its store, and as there are keys in it.
            let keys = Int(min(last.product, greatestProduct)) - Int(first.product) + 1
            let expected = min(sizes[first.store] ?? 0, max(keys, 0))
            if size + expected > target { flush() }
            guard expected > target else {
                ranges.append(range)
                size += expected
                continue
            }
            let slices = slices(of: range, keys: keys, into: (expected + target - 1) / target)
            partitions += slices.map { Partition(ranges: [$0]) }
        }
        flush()
        return partitions
    }

    /// A range cut into slices of equally many keys, of which it has `keys`; the last one reaches to its end.
    private static func slices(of range: ClosedRange<Int>, keys: Int, into count: Int) -> [ClosedRange<Int>] {
        let width = (keys + count - 1) / count
        let starts = Array(stride(from: range.lowerBound, to: range.lowerBound + keys, by: width))
        return starts.enumerated().map { index, start in
            start...(index + 1 < starts.count ? starts[index + 1] - 1 : range.upperBound)
        }
    }
}
