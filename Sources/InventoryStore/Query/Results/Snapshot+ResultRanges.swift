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
        var former = (series: SeriesKey.lowest, lastDay: Int.min)
        try forEachRow(StretchOfRun.self, of: .projection, in: scenario, of: ranges) { series, found in
            // Each stretch has to begin after the one before it in its series.
            guard series != former.series || found.stretch.firstDay > former.lastDay else {
                throw DatabaseError.damaged("projection.first_day is \(found.stretch.firstDay)")
            }
            former = (series, found.stretch.lastDay)
            try body(series, found.stretch, found.run)
        }
    }

    /// A stretch and the run that made it.
    private struct StretchOfRun: Columns {
        private let stretch: StretchTable.Columns
        private let run: Place

        init(addedTo list: inout SelectList, of table: String) {
            stretch = list.add(StretchTable.Columns.self, of: table)
            run = list.add("\(table).run_id")
        }

        func read(_ row: ScannedRow) throws -> (stretch: Stretch, run: Int) {
            (try stretch.read(row), try row.int(run, in: StoredBounds.logIDs))
        }
    }

    /// Calls `body` with each row of a table of results whose series is in one of the ranges.
    private func forEachRow<C: Columns>(
        _ columns: C.Type, of table: ResultTable, in scenario: String, of ranges: some Sequence<ClosedRange<Int>>,
        _ body: (SeriesKey, C.Value) throws -> Void
    ) throws {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let key = list.add(table.key)
        let columns = list.add(columns, of: table.name)
        let scan = TableScan(db, list, of: table.name, by: key)
        for range in ranges {
            let keys = StretchKey.range(scenario: id, series: range)
            var ascending = AscendingKeys(in: keys)
            try scan.forEach(in: keys) { row in
                try ascending.take(row.int(key))
                try body(StretchKey.series(of: row.int(key)), try columns.read(row))
            }
        }
    }

    /// Calls `body` with every order of a scenario whose series is in one of the ranges. The orders of a series ascend by day.
    package func forEachOrder(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StoredOrder) throws -> Void
    ) throws {
        try forEachRow(OrderTable.Columns.self, of: .orders, in: scenario, of: ranges, body)
    }

    /// Calls `body` with the planned projections of a scenario, which it has of series with orders if sales are lost.
    package func forEachPlannedStretch(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, Stretch) throws -> Void
    ) throws {
        try forEachRow(StretchTable.Columns.self, of: .plannedProjection, in: scenario, of: ranges, body)
    }

    /// Calls `body` with how likely each series of the ranges runs out, if that is known.
    package func forEachRisk(
        in scenario: String, of ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StoredRisk) throws -> Void
    ) throws {
        try forEachRow(RiskTable.Columns.self, of: .risk, in: scenario, of: ranges, body)
    }

    /// Calls `body` with the terms that files have stated of the series in the ranges.
    package func forEachTerms(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, StatedTerms) throws -> Void
    ) throws {
        try forEachRow(TermsTable.Columns.self, ofSeriesIn: ranges, TermsTable.name, body)
    }

    /// Calls `body` with the estimates of the demand of the series in the ranges.
    package func forEachDemand(
        in ranges: some Sequence<ClosedRange<Int>>, _ body: (SeriesKey, DemandRow) throws -> Void
    ) throws {
        try forEachRow(DemandTable.Columns.self, ofSeriesIn: ranges, DemandTable.name, body)
    }

    /// Calls `body` with each row of a table whose key is that of its series.
    private func forEachRow<C: Columns>(
        _ columns: C.Type, ofSeriesIn ranges: some Sequence<ClosedRange<Int>>, _ table: String,
        _ body: (SeriesKey, C.Value) throws -> Void
    ) throws {
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(columns, of: table)
        let scan = TableScan(db, list, of: table, by: key)
        for range in ranges {
            try scan.forEach(in: range) { row in
                try body(SeriesKey(rowID: try row.int(key, in: range)), try columns.read(row))
            }
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
        try texts(of: "supplier", matching: entries) { .unknownSupplier($0, known: $1) }
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
