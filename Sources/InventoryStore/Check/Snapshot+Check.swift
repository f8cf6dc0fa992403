internal import BulkSQLite
import Forecasting
internal import GRDB

/// Problems of one kind: how many there are, and the first of them in words.
package struct CheckProblems: Equatable, Sendable {
    package private(set) var total = 0
    package private(set) var first: [String] = []
    private static let shown = 10

    package init() {}

    package mutating func add(_ problem: @autoclosure () -> String) {
        total += 1
        if first.count < Self.shown { first.append(problem()) }
    }

    package mutating func merge(_ other: CheckProblems) {
        total += other.total
        first += other.first.prefix(Self.shown - first.count)
    }
}

/// A row of `projection` with what it is compared with.
package struct CheckedStretch: Sendable {
    package var scenario: Int
    package var series: SeriesKey
    /// Its number in the series, from 0.
    package var number: Int
    package var runID: Int
    /// nil where a value is out of bounds; then `fault` says which.
    package var stretch: Stretch?
    package var fault: String?
    /// The position of the series, and the import it came from; nil where it has none that can be read.
    package var position: StockPosition?
    package var importID: Int
}

/// A row of `inventory`.
package struct CheckedPosition: Sendable {
    package var series: SeriesKey
    package var fault: String?
    package var importID: Int
}

/// What a log says of a forecast.
package struct CheckedRun: Sendable {
    package var importID: Int
    package var options: String
    package var series: Int
    package var stockouts: Int
}

extension Snapshot {
    /// SQLite's own verification of every page, index and constraint
    /// (<https://www.sqlite.org/pragma.html#pragma_integrity_check>).
    package func structureProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        try db.scan("PRAGMA main.integrity_check") { row in
            let text = row.text(0)
            guard text != "ok" else { return }
            for problem in text.split(separator: "\n") { problems.add(String(problem)) }
        }
        return problems
    }

    /// Rows that refer to what there is not.
    package func referenceProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        try db.scan("PRAGMA main.foreign_key_check") { row in
            problems.add("row \(row.text(1)) of \(row.text(0)) belongs to a \(row.text(2)) that there is not")
        }
        return problems
    }

    /// How many tables, indexes and views there are, and what about them is not as the migrations make it.
    package func schemaProblems() throws -> (count: Int, problems: CheckProblems) {
        var problems = CheckProblems()
        let version = try Int.fetchOne(db, sql: "PRAGMA main.user_version") ?? 0
        if let difference = try SchemaCheck.difference(db, from: schema, version: version) { problems.add(difference) }
        let applied = try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
        if applied != schema.migrations.prefix(version).map(\.name).sorted() {
            problems.add("the list of its migrations is \(applied.joined(separator: ", "))")
        }
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE sql IS NOT NULL") ?? 0
        return (count, problems)
    }

    /// Calls `body` with every store or product: key and identifier.
    ///
    /// - Parameter table: `store` or `product`.
    package func forEachIdentifier(of table: String, _ body: (_ key: Int, _ isInRange: Bool, _ name: String) -> Void)
        throws
    {
        let bounds = table == "store" ? StoredBounds.storeKeys : StoredBounds.productKeys
        try db.scan("SELECT \(table)_key, \(table)_id FROM \(table) ORDER BY \(table)_key") { row in
            body(row.int(0), bounds.contains(row.int(0)), row.text(1))
        }
    }

    /// Terms of supply and receipts: how many of each, what is out of bounds among them, and the stores whose receipts are said to
    /// be of an import that there is not. That each belongs to a series is part of ``referenceProblems()``.
    package func supplyProblems() throws -> (terms: Int, receipts: Int, problems: CheckProblems) {
        var found = (terms: 0, receipts: 0, problems: CheckProblems())
        func name(_ key: Int) -> String {
            let series = SeriesKey(rowID: key)
            return "store \(series.store), product \(series.product)"
        }
        var list = SelectList()
        var key = list.add("series_key")
        let terms = list.add(TermsTable.Columns.self, of: TermsTable.name)
        try db.scan(list, "FROM \(TermsTable.name) ORDER BY series_key") { row in
            found.terms += 1
            if Self.read({ try terms.read(row) }).value == nil {
                found.problems.add("\(name(row.int(key))): its terms of supply can't be planned with")
            }
        }
        list = SelectList()
        key = list.add("series_key")
        let receipt = list.add(ReceiptTable.Columns.self, of: ReceiptTable.name)
        try db.scan(list, "FROM receipt ORDER BY series_key, receipt_day") { row in
            found.receipts += 1
            if let fault = Self.read({ try receipt.read(row) }).fault {
                found.problems.add("a receipt of \(name(row.int(key))): \(fault)")
            }
        }
        try db.scan(
            """
            SELECT store_key, receipts_import_id FROM store
            WHERE receipts_import_id <> 0 AND receipts_import_id NOT IN (SELECT import_id FROM import) ORDER BY store_key
            """
        ) { row in
            found.problems.add(
                "store \(row.int(0)) has its receipts from import \(row.int(1)), which is not in the log")
        }
        return found
    }

    /// The number of series that each store says it has, by key.
    package func storedSeriesCounts() throws -> [Int: Int] {
        var counts: [Int: Int] = [:]
        try db.scan("SELECT store_key, series_count FROM store") { row in counts[row.int(0)] = row.int(1) }
        return counts
    }

    /// Calls `body` with every import: its number, and its counts as the log has them.
    package func forEachImport(_ body: (Int, ImportCounts) -> Void) throws {
        try db.scan(
            "SELECT import_id, rows_read, inserted, updated, unchanged, rejected, blank FROM import ORDER BY import_id"
        ) { row in
            var counts = ImportCounts()
            counts.read = row.int(1)
            counts.inserted = row.int(2)
            counts.updated = row.int(3)
            counts.unchanged = row.int(4)
            counts.rejected = row.int(5)
            counts.blank = row.int(6)
            body(row.int(0), counts)
        }
    }

    package func checkedRuns() throws -> [Int: CheckedRun] {
        var runs: [Int: CheckedRun] = [:]
        try db.scan("SELECT run_id, import_id, options, series, stockouts FROM run") { row in
            runs[row.int(0)] = CheckedRun(
                importID: row.int(1), options: row.text(2), series: row.int(3), stockouts: row.int(4))
        }
        return runs
    }

    /// The scenarios by key: name, and the stretches and stock-outs that it says it has.
    package func storedScenarioCounts() throws -> [Int: (name: String, stretches: Int, stockouts: Int)] {
        var scenarios: [Int: (name: String, stretches: Int, stockouts: Int)] = [:]
        try db.scan("SELECT scenario_id, name, stretch_count, stockout_count FROM scenario") { row in
            scenarios[row.int(0)] = (row.text(1), row.int(2), row.int(3))
        }
        return scenarios
    }

    /// The days of the calendar. A day whose texts are wrong is not among them.
    package func checkedCalendar() throws -> (days: DayRanges, count: Int, problems: CheckProblems) {
        var days = DayRanges()
        var count = 0
        var problems = CheckProblems()
        try db.scan("SELECT day, date, weekday, week, month FROM calendar ORDER BY day") { row in
            count += 1
            let date = CivilDate(dayNumber: row.int(0))
            guard CivilDate.dayNumbers.contains(row.int(0)), row.text(1) == date.isoText, row.int(2) == date.weekday,
                row.text(3) == date.isoWeek, row.text(4) == date.isoMonth
            else { return problems.add("day \(row.int(0)) is called \(row.text(1)), which is \(date.isoText)") }
            days.insert(first: row.int(0), last: row.int(0))
        }
        return (days, count, problems)
    }

    /// Calls `body` with every row of `inventory`, in the order of the table.
    package func forEachCheckedPosition(_ body: (CheckedPosition) -> Void) throws {
        var list = SelectList()
        let seriesKey = list.add("series_key")
        let importID = list.add("import_id")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        try db.scan(list, "FROM inventory ORDER BY series_key") { row in
            let fault = Self.read { try position.read(row) }.fault
            let key = row.int(seriesKey)
            let isInRange = key <= SeriesKey.greatest.rowID && key >= 0
            body(
                CheckedPosition(
                    series: SeriesKey(rowID: key), fault: isInRange ? fault : "key \(key) is out of range",
                    importID: row.int(importID)))
        }
    }

    /// Calls `body` with every row of `projection`, in the order of the table.
    package func forEachCheckedStretch(_ body: (CheckedStretch) throws -> Void) throws {
        var list = SelectList()
        let stretchKey = list.add("stretch_key")
        let runID = list.add("run_id")
        let columns = list.add(StretchTable.Columns.self, of: ResultTable.projection.name)
        let seriesKey = list.add("series_key")
        let importID = list.add("import_id")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        try db.scan(
            list,
            """
            FROM projection LEFT JOIN inventory
                ON series_key = stretch_key >> \(StretchKey.numberBits) & \(SeriesKey.greatest.rowID)
            ORDER BY stretch_key
            """
        ) { row in
            let (stretch, fault) = Self.read { try columns.read(row) }
            let key = row.int(stretchKey)
            try body(
                CheckedStretch(
                    scenario: key >> (StretchKey.seriesBits + StretchKey.numberBits),
                    series: StretchKey.series(of: key), number: key & (StretchKey.numberLimit - 1),
                    runID: row.int(runID), stretch: stretch, fault: fault,
                    position: row.isNull(seriesKey) ? nil : Self.read { try position.read(row) }.value,
                    importID: row.int(importID)))
        }
    }

    /// A value, or what is wrong with it.
    private static func read<T>(_ body: () throws -> T) -> (value: T?, fault: String?) {
        do {
            return (try body(), nil)
        } catch {
            let message = (error as? DatabaseError)?.message ?? "\(error)"
            return (nil, message.replacing("the file is damaged: ", with: ""))
        }
    }
}
