internal import BulkSQLite
internal import GRDB

/// The first and the last entry of each table, and of each index on days.
///
/// A scan asks for a range of valid keys or days. So it never meets a value that lies outside all of these ranges, such as a
/// negative key, a NULL or a text, and the row would be missing without a word. SQLite sorts such a value before or after all
/// valid ones, so it is enough to look at both ends, which takes two searches for each.
struct TableEnds {
    private let table: String
    private let column: String
    private let bounds: ClosedRange<Int>
    /// A partial index, whose condition a search of it has to repeat.
    private var condition = ""

    private static let keys: [TableEnds] =
        [
            TableEnds(table: "store", column: "store_key", bounds: StoredBounds.storeKeys),
            TableEnds(table: "product", column: "product_key", bounds: StoredBounds.productKeys),
            TableEnds(table: "import", column: "import_id", bounds: StoredBounds.logIDs),
            TableEnds(table: "run", column: "run_id", bounds: StoredBounds.logIDs),
            TableEnds(table: "scenario", column: "scenario_id", bounds: StoredBounds.scenarioIDs),
            TableEnds(table: SalesBlockTable.name, column: "block_key", bounds: StoredBounds.blockKeys),
            TableEnds(table: DemandTable.name, column: "series_key", bounds: StoredBounds.seriesKeys),
            TableEnds(table: KeptDemandTable.name, column: "series_key", bounds: StoredBounds.seriesKeys),
            TableEnds(table: KeptTotalTable.name, column: "kept_total_key", bounds: StoredBounds.rowKeys),
            TableEnds(table: KeptLearningTable.name, column: "kept_learning_key", bounds: StoredBounds.rowKeys),
            TableEnds(table: WeekForecastTable.name, column: "series_key", bounds: StoredBounds.seriesKeys),
            TableEnds(table: SimulationTable.name, column: "simulation_id", bounds: StoredBounds.logIDs),
            TableEnds(
                table: SimulationResultTable.name, column: SimulationResultTable.key, bounds: SimulationResultTable.keys
            ),
            TableEnds(
                table: SimulatedSeriesTable.name, column: SimulatedSeriesTable.key, bounds: SimulatedSeriesTable.keys),
            TableEnds(table: WeekAccuracyTable.name, column: "week_accuracy_key", bounds: StoredBounds.rowKeys),
            TableEnds(table: "event_factor", column: "event_factor_key", bounds: StoredBounds.rowKeys),
            TableEnds(table: SoldDayTable.name, column: "sale_key", bounds: StoredBounds.saleKeys),
            TableEnds(table: ProfileDayTable.name, column: "profile_day_key", bounds: ProfileDayTable.keys),
            TableEnds(table: EventTable.name, column: "event_key", bounds: StoredBounds.rowKeys),
            TableEnds(table: StatedDemandTable.name, column: "series_key", bounds: StoredBounds.seriesKeys),
            TableEnds(table: "calendar", column: "day", bounds: StoredBounds.resultDays),
        ]
        + SeriesTables.all.map {
            TableEnds(table: $0.name, column: "series_key", bounds: StoredBounds.seriesKeys)
        }
        + ResultTable.all.map { TableEnds(table: $0.name, column: $0.key, bounds: StoredBounds.resultKeys) }

    private static let days: [TableEnds] = ResultTable.all.compactMap { table in
        table.index.map {
            TableEnds(
                table: table.name, column: $0.day, bounds: StoredBounds.resultDays,
                condition: $0.isPartial ? "WHERE \($0.day) IS NOT NULL" : "")
        }
    }

    /// Verifies all ends, for a command that reads.
    static func verifyAll(_ db: Database) throws { try verify(keys + days, db) }

    /// Verifies the ends of keys, for a command that writes. It needs no days of results, and a run that replaces them mends
    /// damaged ones.
    static func verifyKeys(_ db: Database) throws { try verify(keys, db) }

    /// - Throws: `DatabaseError` if an entry is outside its bounds.
    private static func verify(_ tables: [TableEnds], _ db: Database) throws {
        // GRDB notes which tables a statement reads, in a time that grows with the square of their number.
        for first in stride(from: 0, to: tables.count, by: 6) {
            try verify(tables[first..<min(first + 6, tables.count)], db)
        }
    }

    private static func verify(_ tables: ArraySlice<TableEnds>, _ db: Database) throws {
        var list = SelectList()
        let ends = tables.flatMap { ends in ["", "DESC"].map { (ends, list.add(ends.search($0))) } }
        try db.scan(list, "") { row in
            for (ends, place) in ends where !row.isNull(place) {
                guard row.isInteger(place), ends.bounds.contains(row.int(place)) else {
                    throw DatabaseError.damaged("\(ends.table).\(ends.column) is \(row.shown(place))")
                }
            }
        }
    }

    /// The entry at one end; a text in place of a NULL, because NULL is what an empty table gives.
    private func search(_ order: String) -> String {
        "(SELECT ifnull(\(column), 'NULL') FROM \(table) \(condition) ORDER BY \(column) \(order) LIMIT 1)"
    }
}
