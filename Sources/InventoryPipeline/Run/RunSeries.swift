import Forecasting
import InventoryStore

/// What the workers of a run know alike: its options, and what is stored beside the series.
struct RunBasis: Sendable {
    let options: RunOptions
    /// The tables that are read beside the positions.
    let tables: OptionalTables
    let demand: RunDemand
    let days: StoreDays
    /// The last day of sales of each store.
    let historyEnds: [Int32: Int]
    /// The limits of the classes by money, if levels of service are by class.
    let limits: ABCLimits?

    /// - Parameters:
    ///   - firstProfile: the number of the first curve that series share.
    ///   - levels: of service, all that are tried.
    init(
        _ snapshot: Snapshot, _ options: RunOptions, firstProfile: Int = 1, levels: [ServiceLevels]
    ) throws {
        var tables = try snapshot.optionalTables()
        // A forecast needs lead times only for the risk.
        if options.plan == nil, !options.risk { tables.remove(.terms) }
        if options.demand == .stated { tables.remove(.demand) }
        if options.demand == .history { tables.remove(.statedDemand) }
        // A plan may have products whose file states a service.
        if options.needsSpread, tables.contains(.demand) { tables.insert(.spread) }
        self.options = options
        self.tables = tables
        demand = try RunDemand(snapshot, options, tables, firstProfile: firstProfile)
        days = try snapshot.storeDays()
        historyEnds = try snapshot.historyEnds()
        limits = levels.contains(where: \.isByClass) ? try snapshot.abcLimits() : nil
    }
}

/// The series of a run one after another, as they are projected: with the calendar of their store, brought forward, and with the demand
/// that counts. Forecasts, plans, explanations and simulations use it, so they can't disagree. Each thread has its own.
final class RunSeries {
    /// What computes the series; its calendar is that of the store of the last one.
    let run: SeriesRun
    private(set) var curves: RunDemand.Curves
    private let demand: RunDemand
    private let limits: ABCLimits?
    private let days: StoreDays
    private let historyEnds: [Int32: Int]
    /// By the row ids of series.
    private let rolls: [Int: StockRoll]
    /// Most stores have no days of their own, and share the calendar of all.
    private let common: StoreCalendar
    private var store = StoreDays.allStores
    private var hasOwnDays = false
    private var historyEnd = Int.min

    /// - Parameter partition: the series to come.
    init(_ basis: RunBasis, _ partition: Partition, _ snapshot: Snapshot) throws {
        run = SeriesRun(basis.options)
        demand = basis.demand
        curves = RunDemand.Curves(basis.demand)
        limits = basis.limits
        days = basis.days
        historyEnds = basis.historyEnds
        rolls =
            basis.options.rollsForward ? try snapshot.stockRolls(in: partition.ranges, basis.historyEnds) : [:]
        common = StoreCalendar(basis.days.all)
        run.store = common
    }

    /// One series, with all that is stored of it.
    init(_ basis: PlanBasis, _ options: RunOptions, _ limits: ABCLimits?) {
        run = SeriesRun(options)
        run.store = basis.calendar
        demand = RunDemand(of: basis, options)
        curves = RunDemand.Curves(demand)
        self.limits = limits
        days = StoreDays()
        historyEnds = [:]
        rolls = options.rollsForward ? basis.roll.map { [basis.key.rowID: $0] } ?? [:] : [:]
        common = basis.calendar
        store = basis.key.store
        historyEnd = rolls.isEmpty ? .min : .max
    }

    /// A position as a run takes it.
    struct Start {
        var stored: StockPosition
        /// Whether it is older than the last sales of its store.
        var isBehind: Bool
    }

    /// Makes a store the one whose series come next.
    func enter(_ store: Int32) {
        if self.store != store { change(to: store) }
    }

    /// Makes the store of a series the one that counts, and brings its position forward if the run asks for it.
    @inline(__always)
    func start(_ key: SeriesKey, _ stored: StockPosition) -> Start {
        if store != key.store { change(to: key.store) }
        guard stored.startDay <= historyEnd else { return Start(stored: stored, isBehind: false) }
        return Start(stored: rolls[key.rowID]?.position(from: stored, run.store) ?? stored, isBehind: true)
    }

    private func change(to store: Int32) {
        self.store = store
        historyEnd = historyEnds[store] ?? .min
        let had = hasOwnDays
        hasOwnDays = days.ofStores[store] != nil
        if had || hasOwnDays { run.store = hasOwnDays ? days.calendar(of: store) : common }
    }

    /// A series with the demand that counts; see ``RunDemand/Curves/series(_:_:_:_:)``.
    func series(
        _ key: SeriesKey, _ stored: StockPosition, _ outlook: SeriesOutlook
    ) throws -> RunDemand.Curves.Series {
        try curves.series(key, stored, outlook, run.store)
    }

    /// The service that is wanted of a series by its class by money, if levels are by class.
    func service(_ levels: ServiceLevels?, _ stated: StatedTerms, _ outlook: SeriesOutlook) -> WantedService? {
        levels?.target(
            ofClass: limits.flatMap { limits in
                stated.unitCost.flatMap { cost in outlook.estimate.map { limits.name(of: $0.rate * cost) } }
            })
    }
}
