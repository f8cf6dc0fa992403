import InventoryStore

/// A partition whose forecast failed, and with it the whole run.
struct PartitionFailure: Error {
    let partition: Partition
    let cause: StoreError

    /// Runs the work on a partition, whose failure then says where it was.
    static func naming<R>(
        _ partition: Partition, _ snapshot: Snapshot, _ path: String, _ body: () throws -> R
    ) throws -> R {
        do {
            return try snapshot.wrapping("read", path, body)
        } catch let error as StoreError {
            throw PartitionFailure(partition: partition, cause: error)
        }
    }

    /// Runs `body` and tells its failures under the names of stores and products.
    static func explained<R>(_ snapshot: Snapshot, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let failure as PartitionFailure {
            throw StoreError(
                failure.cause.kind,
                "The forecast of \(failure.partition.description(snapshot)) failed, and with it the whole run: "
                    + failure.cause.description)
        }
    }
}

extension Partition {
    /// The series in it by their names: "store S1, products P1 to P9", "stores S1 to S7".
    func description(_ snapshot: Snapshot) -> String {
        guard let lower = ranges.first?.lowerBound, let upper = ranges.last?.upperBound else { return "nothing" }
        var (start, end) = (SeriesKey(rowID: lower), SeriesKey(rowID: upper))
        // A range may reach beyond the products that there are. What made the partition fail may be in the way of its
        // names too.
        start.product = max(start.product, 1)
        end.product = min(end.product, (try? snapshot.greatestProductKey()) ?? end.product)
        let first = try? snapshot.identifiers(of: start)
        let last = try? snapshot.identifiers(of: end)
        guard let first, let last, !first.store.isEmpty, !last.store.isEmpty else {
            return "the stores with the keys \(start.store) to \(end.store)"
        }
        guard start.store == end.store else { return "stores \(first.store) to \(last.store)" }
        guard !first.product.isEmpty, !last.product.isEmpty else { return "store \(first.store)" }
        return "store \(first.store), products \(first.product) to \(last.product)"
    }
}
