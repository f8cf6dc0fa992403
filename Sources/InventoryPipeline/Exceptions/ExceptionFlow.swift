import Forecasting
import InventoryStore
import Platform

/// Which exceptions are wanted.
package struct ExceptionRequest: Sendable {
    package var scenario: String
    package var selection: SeriesSelection
    /// Suppliers and patterns of them; empty means all.
    package var suppliers: [String]
    /// Empty means all.
    package var states: Set<ExceptionState>
    /// Days of demand; more stock than that is too much.
    package var maxCover: Int

    /// Days of stock that are too many, if nobody says otherwise.
    package static let usualMaxCover = 365
    /// The days that may be said.
    package static let covers = 1...36_525

    package init(
        scenario: String = Scenario.baseline, selection: SeriesSelection = .all, suppliers: [String] = [],
        states: Set<ExceptionState> = [], maxCover: Int = usualMaxCover
    ) {
        self.scenario = scenario
        self.selection = selection
        self.suppliers = suppliers
        self.states = states
        self.maxCover = maxCover
    }
}

/// How many exceptions there are, and what they are worth.
package struct ExceptionTotals: Equatable, Sendable {
    package struct Sum: Equatable, Sendable {
        package private(set) var count = 0
        package private(set) var money = 0.0
        /// Those whose money isn't known.
        package private(set) var withoutMoney = 0
        package private(set) var units = 0.0

        package init() {}

        fileprivate mutating func add(_ exception: SeriesException) {
            count += 1
            if let money = exception.money { self.money += money } else { withoutMoney += 1 }
            units += exception.units ?? 0
        }
    }

    package private(set) var count = 0
    package private(set) var ofState: [ExceptionState: Sum] = [:]
    /// What is short and what is more than needed. A series may be in several states because of the same units, which count once here.
    package private(set) var (short, excess) = (Sum(), Sum())

    package var hasMoney: Bool { ofState.values.contains { $0.withoutMoney < $0.count } }

    package func sum(of state: ExceptionState) -> Sum { ofState[state] ?? Sum() }

    /// Adds the exceptions of a series.
    mutating func add(_ exceptions: ArraySlice<SeriesException>) {
        count += exceptions.count
        for exception in exceptions { ofState[exception.state, default: Sum()].add(exception) }
        /// The one of these states with the most units, which are those of the others and more.
        func greatest(_ states: ExceptionState...) -> SeriesException? {
            exceptions.filter { states.contains($0.state) }.max { $0.units ?? 0 < $1.units ?? 0 }
        }
        if let greatest = greatest(.out, .runsOut, .orderLate) { short.add(greatest) }
        if let greatest = greatest(.orderUnneeded, .overCover) { excess.add(greatest) }
        // Of what sells nothing, too much stock is on hand, and this is on order.
        if let ordered = greatest(.orderedWithoutDemand) { excess.add(ordered) }
    }
}

/// An exception with the names of its series.
package struct ListedException: Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    package var exception: SeriesException
}

/// Finds the exceptions of a scenario: each series is looked at once, partition by partition, and the exceptions are sorted.
package enum ExceptionFlow {
    /// The exceptions that were found, the most money first.
    package final class Found {
        package fileprivate(set) var totals = ExceptionTotals()
        fileprivate let sorted: SortedRows<SeriesException>

        fileprivate init(_ database: InventoryDatabase) {
            sorted = SortedRows(folder: AtomicFile.folder(of: database.path))
        }

        /// Calls `body` with the exceptions: the most money first, then the most units, then by store and product. Afterwards there are
        /// none left.
        ///
        /// - Parameter limit: the most that are wanted; nil is all.
        package func drain(limit: Int? = nil, _ snapshot: Snapshot, _ body: (ListedException) throws -> Void) throws {
            let labels = try SeriesLabels(snapshot, isAll: min(limit ?? .max, totals.count) > 1000)
            var left = limit ?? .max
            while left > 0, let exception = try sorted.next() {
                left -= 1
                let (store, product) = try labels.identifiers(of: exception.key)
                try body(
                    ListedException(
                        storeID: store, productID: product, name: try labels.name(of: exception.key),
                        exception: exception))
            }
        }
    }

    /// - Throws: ``StoreError``, also for unknown scenarios, stores, products, categories and suppliers; ``Interrupted``.
    package static func run(
        _ request: ExceptionRequest, _ snapshot: Snapshot, database: InventoryDatabase,
        progress: ProgressHandler = { _ in }
    ) throws -> Found {
        try run(request, snapshot, database, progress) { _ in }
    }

    /// The same.
    ///
    /// - Parameter look: is called with the facts of every selected series that has results.
    static func run(
        _ request: ExceptionRequest, _ snapshot: Snapshot, _ database: InventoryDatabase,
        _ progress: ProgressHandler, look: (SeriesFacts) throws -> Void
    ) throws -> Found {
        let found = Found(database)
        let partitions = try PartitionPlan.partitions(snapshot, selected: selectedKeys(request, snapshot))
        let mayBeOutdated = !(try snapshot.resultState(of: request.scenario).older.isEmpty)
        let tables = try snapshot.optionalTables()
        var runs = LoggedRuns(try snapshot.runs(), path: database.path)
        func losesSales(_ run: Int) throws -> Bool { try runs.losesSales(run) }
        let curves = try StoredCurves(snapshot, scenario: request.scenario)
        var series = 0
        for (index, partition) in partitions.enumerated() {
            try database.interruption.check()
            let facts = try PartitionFacts(
                snapshot, request.scenario, partition.ranges, tables, mayBeOutdated: mayBeOutdated)
            var exceptions: [SeriesException] = []
            try facts.forEach(curves, losesSales: losesSales) { facts in
                series += 1
                try look(facts)
                let first = exceptions.count
                try facts.forEachException(maxCover: request.maxCover) { exception in
                    guard request.states.isEmpty || request.states.contains(exception.state) else { return }
                    exceptions.append(exception)
                }
                if exceptions.count > first { found.totals.add(exceptions[first...]) }
            }
            try found.sorted.add(exceptions)
            progress(
                FlowProgress(unit: "series", done: series, fraction: Double(index + 1) / Double(partitions.count)))
        }
        return found
    }

    static func selectedKeys(_ request: ExceptionRequest, _ snapshot: Snapshot) throws -> SelectedKeys {
        var keys = try snapshot.resolve(request.selection)
        guard !request.suppliers.isEmpty else { return keys }
        let products = try snapshot.products(ofSuppliers: request.suppliers)
        keys.products = keys.products?.filter(Set(products).contains) ?? products
        return keys
    }
}

/// The runs of the log, whose options are decoded when they are first asked for.
struct LoggedRuns {
    private let options: [Int: String]
    private let path: String
    private var known: [Int: Bool] = [:]

    init(_ runs: [Run], path: String) {
        options = Dictionary(runs.map { ($0.id, $0.options) }) { first, _ in first }
        self.path = path
    }

    /// Whether sales that can't be served are lost in a run.
    ///
    /// - Throws: ``StoreError`` if the log doesn't have the run, or its options are damaged.
    mutating func losesSales(_ run: Int) throws -> Bool {
        if let found = known[run] { return found }
        guard let text = options[run], let options = LoggedOptions.options(fromJSON: text) else {
            throw StoreError(.damaged("the options of run \(run)"), while: .read, path: path)
        }
        known[run] = options.forecast.lostSales
        return options.forecast.lostSales
    }
}
