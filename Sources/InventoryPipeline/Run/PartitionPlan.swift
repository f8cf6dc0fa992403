import InventoryStore

/// How a run is cut into partitions: contiguous ranges of series in the order of their keys.
///
/// Small stores are packed together and large ones are cut by product key, so a partition has about `target` series.
/// The cut depends only on the inventory and the selection, never on the number of workers.
enum PartitionPlan {
    static let target = 8_192

    /// The partitions of the selected series of a snapshot.
    static func partitions(_ snapshot: Snapshot, selected: SelectedKeys) throws -> [Partition] {
        partitions(
            try snapshot.storeSizes(), selected: selected, greatestProduct: try snapshot.greatestProductKey())
    }

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
            // A range has at most as many series as its store has, and at most as many as it has keys.
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

    /// Cuts a range with `keys` keys into slices of equally many keys. The last slice reaches to the end of the range.
    private static func slices(of range: ClosedRange<Int>, keys: Int, into count: Int) -> [ClosedRange<Int>] {
        let width = (keys + count - 1) / count
        let starts = Array(stride(from: range.lowerBound, to: range.lowerBound + keys, by: width))
        return starts.enumerated().map { index, start in
            start...(index + 1 < starts.count ? starts[index + 1] - 1 : range.upperBound)
        }
    }
}
