import InventoryStore
import Platform

/// The results to compare.
package struct DiffRequest: Sendable {
    package var first: String
    package var second: String
    package var selection: SeriesSelection
    /// The largest number of differing series to report.
    package var limit: Int
    package var workers: Int

    package init(first: String, second: String, selection: SeriesSelection = .all, limit: Int = .max, workers: Int) {
        self.first = first
        self.second = second
        self.selection = selection
        self.limit = limit
        self.workers = workers
    }
}

/// Compares the results of two scenarios, series by series. It only reads.
///
///     partitions ──▶ worker: scan both scenarios, compare ──▶ totals, differences ──▶ sorted by units short
///                    (each on its own snapshot)
///
/// The snapshots of the workers begin at different moments. If another process commits between the first and the last
/// of them, the comparison is made again on a single snapshot.
package enum DiffFlow {
    /// - Throws: ``StoreError``, also for unknown scenarios, stores and products, ``RequestError``, ``Interrupted``.
    package static func run(
        _ request: DiffRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in }
    ) throws -> Differences {
        let version = try database.version()
        let (partitions, hasRisk) = try database.read { try beginning($0, request) }
        let found = Differences(request, database, hasRisk: hasRisk)
        try OrderedPipeline<Partition, DifferenceBatch>(
            workers: request.workers, depth: request.workers + 2, interruption: database.interruption
        ).run(
            source: { emit in for partition in partitions { try emit(partition) } },
            worker: { work in
                try database.readApart { snapshot in
                    var comparison = Comparison(request, hasRisk: hasRisk)
                    try work.process { try comparison.compare($0, snapshot) }
                }
            },
            sink: { batch in
                try found.add(batch)
                progress(found.progress(of: partitions.count))
            })
        guard try database.version() != version else { return found }
        return try database.read { try run(request, $0, database: database, progress: progress) }
    }

    /// The same on one snapshot, without other threads.
    package static func run(
        _ request: DiffRequest, _ snapshot: Snapshot, database: InventoryDatabase,
        progress: ProgressHandler = { _ in }
    ) throws -> Differences {
        let (partitions, hasRisk) = try beginning(snapshot, request)
        let found = Differences(request, database, hasRisk: hasRisk)
        var comparison = Comparison(request, hasRisk: hasRisk)
        for partition in partitions {
            try database.interruption.check()
            try found.add(try comparison.compare(partition, snapshot))
            progress(found.progress(of: partitions.count))
        }
        return found
    }

    /// The partitions to compare, and whether both scenarios say how likely series run out.
    private static func beginning(
        _ snapshot: Snapshot, _ request: DiffRequest
    ) throws -> (partitions: [Partition], hasRisk: Bool) {
        for scenario in [request.first, request.second] where try !snapshot.hasResults(in: scenario) {
            throw RequestError.noResults(scenario: scenario)
        }
        return (
            try PartitionPlan.partitions(snapshot, selected: snapshot.resolve(request.selection)),
            try snapshot.hasRisk(in: request.first) && snapshot.hasRisk(in: request.second)
        )
    }

    /// Compares partitions, reusing its buffers.
    private struct Comparison {
        let request: DiffRequest
        let hasRisk: Bool
        var first: [SeriesOutcome] = []
        var second: [SeriesOutcome] = []

        init(_ request: DiffRequest, hasRisk: Bool) {
            self.request = request
            self.hasRisk = hasRisk
        }

        mutating func compare(_ partition: Partition, _ snapshot: Snapshot) throws -> DifferenceBatch {
            try snapshot.readOutcomes(in: request.first, of: partition.ranges, withRisk: hasRisk, into: &first)
            try snapshot.readOutcomes(in: request.second, of: partition.ranges, withRisk: hasRisk, into: &second)
            return DifferenceBatch(first, second, limit: request.limit)
        }
    }
}

/// The result of a comparison: totals, and the series that differ.
package final class Differences {
    package private(set) var totals = DifferenceTotals()
    /// Whether both scenarios say how likely series run out, so that it is compared.
    package let hasRisk: Bool
    private let request: DiffRequest
    private let database: InventoryDatabase
    private let sorted: SortedRows<OutcomePair>
    private var partitions = 0

    init(_ request: DiffRequest, _ database: InventoryDatabase, hasRisk: Bool) {
        self.request = request
        self.database = database
        self.hasRisk = hasRisk
        sorted = SortedRows(folder: AtomicFile.folder(of: database.path))
    }

    func add(_ batch: DifferenceBatch) throws {
        totals.merge(batch.totals)
        partitions += 1
        try sorted.add(batch.pairs)
    }

    func progress(of total: Int) -> FlowProgress {
        FlowProgress(unit: "series", done: totals.common, fraction: Double(partitions) / Double(max(total, 1)))
    }

    /// From this number of differences on, reading the identifiers of all series is quicker than reading those of each.
    private static let fewDifferences = 1000

    /// Calls `body` with the series that differ: the most units short first, then by store and product. Afterwards the
    /// list is empty.
    package func drain(_ body: (SeriesDifference) throws -> Void) throws {
        try database.read { try drain($0, body) }
    }

    /// The same with the names of a snapshot.
    ///
    /// - Parameter offset: the number of series before the first that is wanted.
    package func drain(
        _ snapshot: Snapshot, offset: Int = 0, _ body: (SeriesDifference) throws -> Void
    ) throws {
        let isAll = min(request.limit, totals.changed) > Self.fewDifferences
        let labels = try SeriesLabels(snapshot, isAll: isAll)
        var count = 0
        try sorted.drain { pair in
            count += 1
            guard count > offset, count <= request.limit else { return }
            let key = SeriesKey(rowID: pair.first.key)
            let (store, product) = try labels.identifiers(of: key)
            try body(
                SeriesDifference(
                    storeID: store, productID: product, name: try labels.name(of: key), first: pair.first,
                    second: pair.second))
        }
    }

    /// Whether any product has a name.
    package func hasProductNames() throws -> Bool { try database.read { try $0.hasProducts(with: .name) } }
}

/// The identifiers and names of series, from tables of all of them or looked up one by one.
struct SeriesLabels {
    private let snapshot: Snapshot
    private let tables: (stores: IdentifierTable, products: IdentifierTable, names: IdentifierList?)?

    init(_ snapshot: Snapshot, isAll: Bool) throws {
        self.snapshot = snapshot
        tables =
            isAll
            ? (
                try snapshot.storeIdentifiers(), try snapshot.productIdentifiers(),
                try snapshot.hasProducts(with: .name) ? try snapshot.productTexts(.name) : nil
            ) : nil
    }

    func identifiers(of key: SeriesKey) throws -> (store: String, product: String) {
        guard let tables, tables.stores.contains(key.store), tables.products.contains(key.product) else {
            return try snapshot.identifiers(of: key)
        }
        return (tables.stores.identifier(of: key.store), tables.products.identifier(of: key.product))
    }

    func name(of key: SeriesKey) throws -> String? {
        guard let tables else { return try snapshot.names(of: key.product)[.name] }
        let place = Int(key.product) - 1
        guard let names = tables.names, names.ends.indices.contains(place), !names.range(of: place).isEmpty else {
            return nil
        }
        return names[place]
    }
}
