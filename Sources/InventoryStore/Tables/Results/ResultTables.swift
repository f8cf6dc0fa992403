internal import BulkSQLite
internal import GRDB

/// A table of results. Each row belongs to a series in a scenario; its key is made as ``StretchKey`` says.
///
/// The code that writes, copies, removes, counts and checks results loops over ``all``. If you add a table, add it there: the
/// compiler then asks for its builder.
struct ResultTable: Equatable, Sendable {
    enum Kind: Sendable, CaseIterable {
        case projection, orders, plannedProjection, seriesDays, risk
    }

    let kind: Kind
    let name: String
    /// The name of its primary key.
    let key: String
    /// The index on one of its day columns.
    var index: DayIndex?
    /// The counters that `scenario` keeps of the table: the column in `scenario`, and the aggregate that it stores.
    var counters: [Counter] = []
    /// A condition that is true of a row whose counted values can't be.
    var isDamaged = "FALSE"

    struct DayIndex: Equatable, Sendable {
        var name: String
        var day: String
        /// Whether it leaves out the rows without a day.
        var isPartial = false
    }

    struct Counter: Equatable, Sendable {
        var column: String
        var aggregate: String
    }

    /// The stretches of each series. Every series that has results has at least one.
    static let projection = ResultTable(
        kind: .projection, name: "projection", key: "stretch_key",
        index: DayIndex(name: "projection_stockout", day: "stockout_day", isPartial: true),
        counters: [
            Counter(column: "stretch_count", aggregate: "count(*)"),
            Counter(column: "stockout_count", aggregate: "count(stockout_day)"),
        ], isDamaged: "stockout_day NOT BETWEEN first_day AND last_day")
    /// The orders of a plan.
    static let orders = ResultTable(
        kind: .orders, name: "order_plan", key: "order_key",
        index: DayIndex(name: "order_plan_day", day: "order_day"),
        counters: [Counter(column: "order_count", aggregate: "count(*)")])
    /// The stretches with the planned orders included, if sales are lost.
    static let plannedProjection = ResultTable(
        kind: .plannedProjection, name: "planned_projection", key: "stretch_key")

    /// The curves of series that no other series has.
    static let seriesDays = ResultTable(kind: .seriesDays, name: "series_day", key: "series_day_key")

    /// How likely series run out.
    static let risk = ResultTable(
        kind: .risk, name: "stockout_risk", key: "risk_key",
        index: DayIndex(name: "stockout_risk_day", day: "early_day", isPartial: true))

    static let all: [ResultTable] = Kind.allCases.map { kind in
        switch kind {
        case .projection: projection
        case .orders: orders
        case .plannedProjection: plannedProjection
        case .seriesDays: seriesDays
        case .risk: risk
        }
    }

    /// How to check the values of a row.
    func rowCheck(addedTo list: inout SelectList) -> RowCheck {
        switch kind {
        case .projection, .plannedProjection: RowCheck(StretchTable.Columns.self, of: name, addedTo: &list)
        case .orders: RowCheck(OrderTable.Columns.self, of: name, addedTo: &list)
        case .risk: RowCheck(RiskTable.Columns.self, of: name, addedTo: &list)
        case .seriesDays: RowCheck(SeriesDayTable.Columns.self, of: name, addedTo: &list)
        }
    }

    /// The counters of all tables.
    static let counters = all.flatMap(\.counters)

    /// Removes the rows in a range of keys.
    ///
    /// - Returns: the number of rows removed.
    @discardableResult
    func remove(_ keys: ClosedRange<Int>, _ db: Database) throws -> Int {
        try db.cachedStatement(sql: "DELETE FROM \(name) WHERE \(key) BETWEEN ? AND ?").execute(
            arguments: StatementArguments(keys))
        return db.changesCount
    }

    /// The values of the counters over a range of keys, in the order of ``counters``.
    func counts(_ keys: ClosedRange<Int>, _ db: Database) throws -> [Int] {
        guard !counters.isEmpty else { return [] }
        var list = SelectList()
        let places = counters.map { list.add($0.aggregate) }
        let damaged = list.add("count(*) FILTER (WHERE \(isDamaged))")
        var counts: [Int] = []
        try db.scan(list, "FROM \(name) WHERE \(key) BETWEEN ? AND ?", StatementArguments(keys)) { row in
            guard row.int(damaged) == 0 else { throw DatabaseError.damaged("\(isDamaged) in \(name)") }
            counts = places.map(row.int)
        }
        return counts
    }

    /// Copies the baseline's rows into another scenario.
    func copyBaseline(to scenario: Int, _ db: Database) throws {
        // The stored columns: this pragma leaves out the generated ones.
        let columns = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_info(?) WHERE name <> ? ORDER BY cid", arguments: [name, key]
        ).joined(separator: ", ")
        try db.execute(
            sql: """
                INSERT INTO \(name) (\(key), \(columns)) SELECT \(key) + ?, \(columns)
                FROM \(name) WHERE \(key) BETWEEN ? AND ? ORDER BY \(key)
                """,
            arguments: [StretchKey.range(scenario: scenario).lowerBound]
                + StatementArguments(StretchKey.range(scenario: 0)))
    }
}
