import Forecasting
import InventoryStore

/// The facts of all series of a partition that have results, read in one scan of each table.
struct PartitionFacts {
    private let stretches: Grouped<Stretch>
    /// The run of each stretch.
    private let runs: [Int]
    private let positions: Grouped<StockPosition>
    private let terms: Grouped<StatedTerms>
    private let receipts: Grouped<Receipt>
    private let orders: Grouped<StoredOrder>
    private let demand: Grouped<DemandRow>
    private let risks: Grouped<StoredRisk>
    private let outdated: Set<Int>

    /// - Parameter mayBeOutdated: whether any results of the scenario are older than what they came from. If not, none are looked for.
    init(
        _ snapshot: Snapshot, _ scenario: String, _ ranges: [ClosedRange<Int>], _ tables: OptionalTables,
        mayBeOutdated: Bool
    ) throws {
        var stretches = Grouped<Stretch>()
        var runs: [Int] = []
        try snapshot.forEachStretch(in: scenario, of: ranges) { key, stretch, run in
            stretches.append(key, stretch)
            runs.append(run)
        }
        self.stretches = stretches
        self.runs = runs
        positions = try Grouped { add in try snapshot.forEachPosition(in: ranges, add) }
        terms = try Grouped { add in if tables.contains(.terms) { try snapshot.forEachTerms(in: ranges, add) } }
        receipts = try Grouped { add in
            if tables.contains(.receipts) { try snapshot.forEachReceipt(in: ranges, add) }
        }
        orders = try Grouped { add in try snapshot.forEachOrder(in: scenario, of: ranges, add) }
        demand = try Grouped { add in if tables.contains(.demand) { try snapshot.forEachDemand(in: ranges, add) } }
        risks = try Grouped { add in try snapshot.forEachRisk(in: scenario, of: ranges, add) }
        outdated = mayBeOutdated ? Set(try snapshot.outdatedSeries(in: scenario, of: ranges).map(\.rowID)) : []
    }

    /// Calls `body` with the facts of each series that has results, in the order of their keys.
    ///
    /// - Parameter losesSales: whether sales are lost in a run.
    func forEach(
        _ curves: StoredCurves, losesSales: (_ run: Int) throws -> Bool, _ body: (SeriesFacts) throws -> Void
    ) throws {
        var places = (position: 0, terms: 0, receipt: 0, order: 0, demand: 0, risk: 0)
        var place = 0
        while place < stretches.count {
            let first = place
            let key = stretches.keys[first]
            let own = stretches.values(of: key, from: &place)
            try body(
                SeriesFacts(
                    key: key, stretches: own, curve: { try curves.curve(of: $0, key) },
                    losesSales: try losesSales(runs[first]),
                    position: positions.values(of: key, from: &places.position).first,
                    terms: terms.values(of: key, from: &places.terms).first,
                    receipts: receipts.values(of: key, from: &places.receipt),
                    orders: orders.values(of: key, from: &places.order),
                    demand: demand.values(of: key, from: &places.demand).first,
                    risk: risks.values(of: key, from: &places.risk).first,
                    isOutdated: !outdated.isEmpty && outdated.contains(key.rowID)))
        }
    }
}

/// Values of series, ascending by key, which are taken in the order of the keys.
struct Grouped<Value> {
    private(set) var keys: [SeriesKey] = []
    private var values: [Value] = []

    var count: Int { keys.count }

    init() {}

    init(_ fill: ((SeriesKey, Value) throws -> Void) throws -> Void) rethrows {
        var (keys, values) = ([SeriesKey](), [Value]())
        try fill {
            keys.append($0)
            values.append($1)
        }
        (self.keys, self.values) = (keys, values)
    }

    mutating func append(_ key: SeriesKey, _ value: Value) {
        keys.append(key)
        values.append(value)
    }

    /// The values of a series.
    ///
    /// - Parameter place: where the values of the former series ended; moves on.
    func values(of key: SeriesKey, from place: inout Int) -> ArraySlice<Value> {
        while place < keys.count, keys[place] < key { place += 1 }
        let first = place
        while place < keys.count, keys[place] == key { place += 1 }
        return values[first..<place]
    }
}
