internal import BulkSQLite
import Forecasting
internal import GRDB

// What a partition has of results and of what they came from, by ranges of series keys. Everything ascends by series if the ranges do.

extension Snapshot {
    /// Calls `body` with every stretch of a scenario whose series is in one of the ranges, and with the run that made it. The stretches of
    /// a series ascend by day.
    package func forEachStretch(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>,
        _ body: (SeriesKey, Stretch, _ run: Int) throws -> Void
    ) throws {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let stretchKey = list.add("stretch_key")
        let columns = list.add(StretchTable.Columns.self, of: ResultTable.projection.name)
        let run = list.add("run_id")
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var ascending = AscendingKeys(in: keys)
            var former = (series: SeriesKey.lowest, lastDay: 0)
            try db.scan(
                list, "FROM projection WHERE stretch_key BETWEEN ? AND ? ORDER BY stretch_key", StatementArguments(keys)
            ) { row in
                let key = row.int(stretchKey)
                try ascending.take(key)
                let stretch = try columns.read(row)
                let series = StretchKey.series(of: key)
                // Each stretch has to begin after the one before it in its series.
                guard series != former.series || stretch.firstDay > former.lastDay else {
                    throw row.outOfBounds(columns.firstDay)
                }
                former = (series, stretch.lastDay)
                try body(series, stretch, try row.int(run, in: StoredBounds.logIDs))
            }
        }
    }

    /// Calls `body` with every order of a scenario whose series is in one of the ranges. The orders of a series ascend by day.
    package func forEachOrder(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StoredOrder) throws -> Void
    ) throws {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let orderKey = list.add("order_key")
        let columns = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var ascending = AscendingKeys(in: keys)
            try db.scan(
                list, "FROM order_plan WHERE order_key BETWEEN ? AND ? ORDER BY order_key", StatementArguments(keys)
            ) { row in
                let key = row.int(orderKey)
                try ascending.take(key)
                try body(StretchKey.series(of: key), try columns.read(row))
            }
        }
    }

    /// Calls `body` with the planned projections of a scenario, which it has of series with orders if sales are lost.
    package func forEachPlannedStretch(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, Stretch) throws -> Void
    ) throws {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let stretchKey = list.add("stretch_key")
        let columns = list.add(StretchTable.Columns.self, of: ResultTable.plannedProjection.name)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var ascending = AscendingKeys(in: keys)
            try db.scan(
                list,
                "FROM \(ResultTable.plannedProjection.name) WHERE stretch_key BETWEEN ? AND ? ORDER BY stretch_key",
                StatementArguments(keys)
            ) { row in
                let key = row.int(stretchKey)
                try ascending.take(key)
                try body(StretchKey.series(of: key), try columns.read(row))
            }
        }
    }

    /// Calls `body` with how likely each series of the ranges runs out, if that is known.
    package func forEachRisk(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StoredRisk) throws -> Void
    ) throws {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let riskKey = list.add("risk_key")
        let columns = list.add(RiskTable.Columns.self, of: ResultTable.risk.name)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var ascending = AscendingKeys(in: keys)
            try db.scan(
                list, "FROM stockout_risk WHERE risk_key BETWEEN ? AND ? ORDER BY risk_key", StatementArguments(keys)
            ) { row in
                let key = row.int(riskKey)
                try ascending.take(key)
                try body(StretchKey.series(of: key), try columns.read(row))
            }
        }
    }

    /// Calls `body` with the terms that files have stated of the series in the ranges.
    package func forEachTerms(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StatedTerms) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(TermsTable.Columns.self, of: TermsTable.name)
        for range in ranges {
            try db.scan(
                list, "FROM \(TermsTable.name) WHERE series_key BETWEEN ? AND ? ORDER BY series_key",
                StatementArguments(range)
            ) { row in try body(SeriesKey(rowID: try row.int(key, in: range)), try columns.read(row)) }
        }
    }

    /// Calls `body` with the estimates of the demand of the series in the ranges.
    package func forEachDemand(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, DemandRow) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(DemandTable.Columns.self, of: DemandTable.name)
        for range in ranges {
            try db.scan(
                list, "FROM \(DemandTable.name) WHERE series_key BETWEEN ? AND ? ORDER BY series_key",
                StatementArguments(range)
            ) { row in try body(SeriesKey(rowID: try row.int(key, in: range)), try columns.read(row)) }
        }
    }

    /// The series of the ranges with results that are older than what they came from, as the view `series_freshness` says, ascending.
    package func outdatedSeries(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>
    ) throws -> [SeriesKey] {
        let id = try scenarioID(of: scenario)
        var found: [SeriesKey] = []
        var list = SelectList()
        let key = list.add("series_key")
        for range in ranges {
            try db.scan(
                list,
                """
                FROM series_freshness WHERE scenario_id = ? AND series_key BETWEEN ? AND ? AND results = 'older'
                ORDER BY series_key
                """, [id, range.lowerBound, range.upperBound]
            ) { row in found.append(SeriesKey(rowID: try row.int(key, in: range))) }
        }
        return found
    }

    /// The stores in which a product has results in a scenario, ascending by key. Each store is looked up once, in one statement.
    package func stores(withResultsOf product: Int32, in scenario: String) throws -> [Int32] {
        var found: [Int32] = []
        var list = SelectList()
        let store = list.add("store.store_key")
        let first = StretchKey.rowID(
            scenario: try scenarioID(of: scenario), series: SeriesKey(store: 0, product: product), number: 0)
        try db.scan(
            list,
            """
            FROM store CROSS JOIN projection ON stretch_key = ? + (store.store_key << \(SeriesKey.productBits + StretchKey.numberBits))
            ORDER BY store.store_key
            """, [first]
        ) { row in found.append(Int32(try row.int(store, in: StoredBounds.storeKeys))) }
        return found
    }

    /// The names of the scenarios that have results, the baseline first. Unlike ``scenarios()`` it doesn't count their series.
    package func scenariosWithResults() throws -> [String] {
        try scenarioEntries().map(\.name).filter { try hasResults(in: $0) }
    }

    /// The suppliers that entries name. An entry is a supplier, several of them separated by commas, or a pattern with `*`.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName` if an entry matches no supplier.
    package func suppliers(matching entries: [String]) throws -> Set<String> {
        let known = Set(
            try String.fetchAll(db, sql: "SELECT DISTINCT supplier FROM product WHERE supplier IS NOT NULL"))
        var chosen = Set<String>()
        for entry in entries {
            // A supplier that contains a comma is found too.
            for name in known.contains(entry) ? [entry] : entry.split(separator: ",").map(String.init) {
                let matching = known.contains(name) ? [name] : known.filter { Pattern(name).matches($0) }
                guard !matching.isEmpty else { throw StoreError(.unknownSupplier(name, known: known.sorted())) }
                chosen.formUnion(matching)
            }
        }
        return chosen
    }

    /// The keys of the products of some suppliers, ascending.
    ///
    /// - Throws: the errors of ``suppliers(matching:)``.
    package func products(ofSuppliers entries: [String]) throws -> [Int32] {
        try Int32.fetchAll(
            db,
            sql:
                "SELECT product_key FROM product WHERE supplier IN (SELECT value FROM json_each(?)) ORDER BY product_key",
            arguments: [KeyList.json(texts: try suppliers(matching: entries).sorted())])
    }
}
