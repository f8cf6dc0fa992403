import Forecasting
import Foundation
import InventoryStore

/// What to forecast, and how.
public struct ForecastRequest: Sendable {
    public var selection: SeriesSelection
    public var options: ForecastOptions
    public var scenario = Scenario.baseline
    public var workers: Int
    /// invdb's own version, for the log.
    public var version: String

    public init(selection: SeriesSelection, options: ForecastOptions, workers: Int, version: String) {
        self.selection = selection
        self.options = options
        self.workers = workers
        self.version = version
    }
}

/// What a forecast found.
public struct ForecastSummary: Sendable {
    public var runID: Int
    public var scenario: String
    public var series: Int
    public var stockouts: Int
    /// The earliest stock-outs, by day, store and product.
    public var first: [Upcoming]
    public var seconds: Double
    /// Stores whose results are older than their inventory.
    public var staleStores: [String]

    public struct Upcoming: Equatable, Sendable {
        public var storeID: String
        public var productID: String
        public var day: Int
    }
}

/// `inventory` into `projection`, in one transaction.
///
///     partitions ──▶ worker: scan, project ──▶ stretches in key order ──▶ projection
///                    (each on its own snapshot)                          (the writer's connection)
///
/// The writer holds the lock while the workers read, so that all of them see the same inventory whatever other programs
/// do. Results are written in the order of the partitions, so they never depend on who was quicker.
public enum ForecastFlow {
    /// - Parameter report: called with the summary as the last thing before the commit. An error of it stops the forecast: who
    ///   can't be told of a result must not find one.
    /// - Throws: ``StoreError``, also for stores and products that there are not; ``Interrupted``.
    @discardableResult
    public static func run(
        _ request: ForecastRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in },
        report: (ForecastSummary) throws -> Void = { _ in }
    ) throws -> ForecastSummary {
        try database.write("forecast into") { transaction in
            let clock = ContinuousClock()
            let start = clock.now
            let keys = try transaction.snapshot.resolve(request.selection)
            let stores = try transaction.snapshot.storeSizes()
            guard !stores.isEmpty else {
                throw StoreError(
                    .other,
                    "There is no inventory in \(database.path) yet; import a product file first: invdb import FILE")
            }
            let partitions = PartitionPlan.partitions(
                stores, selected: keys, greatestProduct: try transaction.snapshot.greatestProductKey())
            let writer = try RunWriter(
                transaction, scenario: request.scenario, keys: keys, options: try LoggedOptions(request).json(),
                startedAt: Timestamp.now(), version: request.version)

            let images = writer.imageFactory
            var found = Findings()
            var done = 0
            let options = request.options
            let pipeline = OrderedPipeline<Partition, PartitionResult>(
                workers: request.workers, depth: request.workers + 2, interruption: database.interruption)
            try PartitionFailure.explained(transaction.snapshot) {
                try pipeline.run(
                    source: { emit in for partition in partitions { try emit(partition) } },
                    worker: { work in
                        try database.readApart { snapshot in
                            try work.process { partition in
                                try PartitionFailure.naming(partition, snapshot, database.path) {
                                    try PartitionResult(partition, options, snapshot, into: images())
                                }
                            }
                        }
                    },
                    sink: { result in
                        try writer.write(result.stretches, of: result.partition)
                        found.merge(result.findings)
                        done += 1
                        progress(
                            FlowProgress(
                                unit: "series", done: found.series, fraction: Double(done) / Double(partitions.count)))
                    })
            }
            let seconds = (clock.now - start).inSeconds
            try writer.finish(
                series: found.series, stockouts: found.stockouts, seconds: seconds, days: found.days)
            let summary = ForecastSummary(
                runID: writer.runID, scenario: request.scenario, series: found.series, stockouts: found.stockouts,
                first: try found.first.map { stockout in
                    let (store, product) = try transaction.snapshot.identifiers(of: stockout.key)
                    return ForecastSummary.Upcoming(storeID: store, productID: product, day: stockout.day)
                },
                seconds: (clock.now - start).inSeconds,
                staleStores: try transaction.snapshot.staleStores(in: request.scenario))
            try report(summary)
            return .commit(summary)
        }
    }
}

/// The results of one partition.
private struct PartitionResult: Sendable {
    let partition: Partition
    let stretches: ProjectionImages
    var findings = Findings()

    init(
        _ partition: Partition, _ options: ForecastOptions, _ snapshot: Snapshot, into stretches: ProjectionImages
    ) throws {
        self.partition = partition
        var findings = Findings()
        try snapshot.forEachPosition(in: partition.ranges) { key, position in
            findings.series += 1
            try Projection.project(position, options: options) { stretch in
                try stretches.append(key, stretch)
                findings.days.insert(first: stretch.firstDay, last: stretch.lastDay)
                if let day = stretch.stockoutDay { findings.addStockout(key, day) }
            }
        }
        stretches.finish()
        self.stretches = stretches
        self.findings = findings
    }
}

/// What the summary says of some series.
private struct Findings: Sendable {
    var series = 0
    var stockouts = 0
    var days = DayRanges()
    /// The earliest stock-outs, in order.
    var first: [(day: Int, key: SeriesKey)] = []

    private static let shown = 5

    mutating func addStockout(_ key: SeriesKey, _ day: Int) {
        stockouts += 1
        keep(key, day)
    }

    mutating func merge(_ other: Findings) {
        series += other.series
        stockouts += other.stockouts
        days.formUnion(other.days)
        for stockout in other.first { keep(stockout.key, stockout.day) }
    }

    private mutating func keep(_ key: SeriesKey, _ day: Int) {
        if first.count == Self.shown, let last = first.last, (last.day, last.key) <= (day, key) { return }
        let place = first.firstIndex { ($0.day, $0.key) > (day, key) } ?? first.count
        first.insert((day, key), at: place)
        if first.count > Self.shown { first.removeLast() }
    }
}
