import InventoryStore

/// The failure of one partition, and therefore of the whole run.
package struct PartitionFailure: Error {
    package let partition: PartitionNames
    /// A ``StoreError`` or a ``RequestError``.
    package let cause: any Error

    /// The failure as a worker throws it. The calling thread adds the names of stores and products.
    private struct Unnamed: Error {
        let partition: Partition
        let cause: any Error
    }

    /// Runs the work on a partition. If it fails, the error names the partition.
    static func naming<R>(
        _ partition: Partition, _ snapshot: Snapshot, _ path: String, _ body: () throws -> R
    ) throws -> R {
        do {
            return try snapshot.wrapping(.read, path, body)
        } catch let error where error is StoreError || error is RequestError {
            throw Unnamed(partition: partition, cause: error)
        }
    }

    /// Runs `body` and adds the names of stores and products to the failure of a partition.
    ///
    /// - Throws: ``PartitionFailure``, and what else `body` throws.
    static func explained<R>(_ snapshot: Snapshot, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let failure as Unnamed {
            throw PartitionFailure(partition: failure.partition.names(snapshot), cause: failure.cause)
        }
    }
}

/// The names of the series in a partition.
package enum PartitionNames: Equatable, Sendable {
    case none
    /// The keys of the first and the last store, because their names can't be read.
    case storeKeys(Int32, Int32)
    case stores(first: String, last: String)
    case store(String)
    case products(store: String, first: String, last: String)
}

extension Partition {
    /// The names of the series in the partition.
    func names(_ snapshot: Snapshot) -> PartitionNames {
        guard let lower = ranges.first?.lowerBound, let upper = ranges.last?.upperBound else { return .none }
        var (start, end) = (SeriesKey(rowID: lower), SeriesKey(rowID: upper))
        // A range may reach beyond the products that exist. The damage that made the partition fail may also make its
        // names unreadable.
        start.product = max(start.product, 1)
        end.product = min(end.product, (try? snapshot.greatestProductKey()) ?? end.product)
        let first = try? snapshot.identifiers(of: start)
        let last = try? snapshot.identifiers(of: end)
        guard let first, let last, !first.store.isEmpty, !last.store.isEmpty else {
            return .storeKeys(start.store, end.store)
        }
        guard start.store == end.store else { return .stores(first: first.store, last: last.store) }
        guard !first.product.isEmpty, !last.product.isEmpty else { return .store(first.store) }
        return .products(store: first.store, first: first.product, last: last.product)
    }
}
