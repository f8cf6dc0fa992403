internal import BulkSQLite
import Forecasting
internal import GRDB

/// A row of `projection`, with the data it is compared with.
package struct CheckedStretch: Sendable {
    package var place: ResultPlace
    /// Its number in the series, from 0.
    package var number: Int
    package var runID: Int
    package var stretch: CheckedValue<Stretch>
    /// The curve that it follows; nil if it has no profile.
    package var curve: FactorCurve?
    /// The position of the series and the import that stated it; nil if no position can be read.
    package var position: StockPosition?
    package var importID: Int
}

/// A row of `inventory`.
package struct CheckedPosition: Sendable {
    package var series: SeriesKey
    package var problem: CheckProblem?
    package var importID: Int
}

extension Snapshot {
    /// SQLite's own verification of every page, index and constraint
    /// (<https://www.sqlite.org/pragma.html#pragma_integrity_check>).
    package func structureProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let found = list.add("integrity_check")
        try db.scan(list, "FROM pragma_integrity_check(100, 'main')") { row in
            let text = row.text(found)
            guard text != "ok" else { return }
            for problem in text.split(separator: "\n") { problems.add(.structure(String(problem))) }
        }
        return problems
    }

    /// Rows whose foreign key has no parent.
    package func referenceProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let table = list.add("\"table\"")
        let rowID = list.add("rowid")
        let parent = list.add("parent")
        try db.scan(list, "FROM pragma_foreign_key_check") { row in
            problems.add(
                .reference(table: row.text(table), row: row.text(rowID), parent: row.text(parent)))
        }
        problems.merge(try daysOfNoStore())
        problems.merge(try statedDemandOfNothing())
        return problems
    }

    /// Days of the calendar whose store does not exist. No foreign key says so, because one of the keys is that of all stores.
    private func daysOfNoStore() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let store = list.add("store_key")
        let day = list.add("day")
        try db.scan(
            list,
            """
            FROM \(StoreDayTable.name)
            WHERE store_key <> \(StoreDays.allStores) AND store_key NOT IN (SELECT store.store_key FROM store)
            ORDER BY store_key, day
            """
        ) { row in
            problems.add(
                .reference(
                    table: StoreDayTable.name, row: "(\(row.shown(store)), \(row.shown(day)))", parent: "store"))
        }
        return problems
    }

    /// The number of tables, indexes and views, and their differences from what the migrations make.
    package func schemaProblems() throws -> (count: Int, problems: CheckProblems) {
        var problems = CheckProblems()
        let version = try Int.fetchOne(db, sql: "PRAGMA main.user_version") ?? 0
        if let difference = try SchemaCheck.difference(db, from: schema, version: version) {
            problems.add(.schema(difference))
        }
        let applied = try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
        if applied != schema.migrations.prefix(version).map(\.name).sorted() { problems.add(.migrations(applied)) }
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE sql IS NOT NULL") ?? 0
        return (count, problems)
    }

    /// The number of stores or products, and the problems of their keys and identifiers.
    ///
    /// - Parameter table: `store` or `product`.
    package func identifierProblems(of table: String) throws -> (count: Int, problems: CheckProblems) {
        let bounds = table == "store" ? StoredBounds.storeKeys : StoredBounds.productKeys
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let key = list.add("\(table)_key")
        let name = list.add("\(table)_id")
        try db.scan(list, "FROM \(table) ORDER BY \(table)_key") { row in
            count += 1
            if !bounds.contains(row.int(key)) {
                problems.add(.keyOutOfRange(table: table, key: row.int(key), name: row.text(name)))
            }
            if row.utf8(name).isEmpty { problems.add(.noName(table: table, key: row.int(key))) }
        }
        return (count, problems)
    }

    /// The number of rows of each table that belongs to the inventory, of the calendar, of sales, and of what is known ahead; the values
    /// out of bounds among them; and the stores whose receipts, calendar, sales or events refer to an unknown import. Whether each row belongs to a series or a store is
    /// part of ``referenceProblems()``.
    package func supplyProblems() throws -> (rows: [String: Int], problems: CheckProblems) {
        var rows: [String: Int] = [:]
        var problems = CheckProblems()
        for table in SeriesTables.ofInventory {
            var list = SelectList()
            let key = list.add("series_key")
            let check = RowCheck(table, addedTo: &list)
            var count = 0
            try db.scan(list, "FROM \(table.name) ORDER BY series_key") { row in
                count += 1
                guard let fault = check.fault(row) else { return }
                problems.add(.value(.series(SeriesKey(rowID: row.int(key)), table: table.name), fault: fault))
            }
            rows[table.name] = count
        }
        let days = try checkedStoreDays()
        rows[StoreDayTable.name] = days.count
        let sales = try checkedSales()
        rows[SoldDayTable.name] = sales.count
        problems.merge(sales.problems)
        let demand = try checkedDemand()
        rows[DemandTable.name] = demand.count
        problems.merge(demand.problems)
        let events = try checkedEvents()
        rows[EventTable.name] = events.count
        problems.merge(events.problems)
        let stated = try checkedStatedDemand()
        rows[StatedDemandTable.name] = stated.count
        problems.merge(stated.problems)
        problems.merge(try unknownImports(in: "store", "sales_import_id", key: ["store_key"]) { .salesOfStore($0[0]) })
        problems.merge(days.problems)
        problems.merge(
            try unknownImports(in: "store", "receipts_import_id", key: ["store_key"]) { .receiptsOfStore($0[0]) })
        problems.merge(
            try unknownImports(in: "store", "calendar_import_id", key: ["store_key"]) { .calendarOfStore($0[0]) })
        return (rows, problems)
    }

    private func checkedStoreDays() throws -> (count: Int, problems: CheckProblems) {
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let store = list.add("store_key")
        let day = list.add("day")
        let check = RowCheck(stated: StoreDayTable.Columns.self, of: StoreDayTable.name, addedTo: &list)
        try db.scan(list, "FROM \(StoreDayTable.name) ORDER BY store_key, day") { row in
            count += 1
            guard let fault = check.fault(row) else { return }
            problems.add(.value(.storeDay(store: row.int(store), day: row.int(day)), fault: fault))
        }
        return (count, problems)
    }

    /// Rows that refer to an import which the log doesn't have; 0 means no import.
    ///
    /// - Parameter key: the columns whose values are passed to `reference`.
    func unknownImports(
        in table: String, _ column: String, key: [String], _ reference: ([Int]) -> CheckProblem.Reference
    ) throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let places = key.map { list.add($0) }
        let named = list.add(column)
        try db.scan(
            list,
            """
            FROM \(table) WHERE \(column) <> 0 AND \(column) NOT IN (SELECT import.import_id FROM import)
            ORDER BY \(key.joined(separator: ", "))
            """
        ) { row in problems.add(.noImport(reference(places.map { row.int($0) }), row.int(named))) }
        return problems
    }

    /// Calls `body` with every row of `inventory`, in the order of the table.
    package func forEachCheckedPosition(_ body: (CheckedPosition) -> Void) throws {
        var list = SelectList()
        let seriesKey = list.add("series_key")
        let importID = list.add("import_id")
        let check = RowCheck(InventoryTable.self, addedTo: &list)
        try db.scan(list, "FROM \(InventoryTable.name) ORDER BY series_key") { row in
            let key = row.int(seriesKey)
            let series = SeriesKey(rowID: key)
            let problem: CheckProblem? =
                StoredBounds.seriesKeys.contains(key)
                ? check.fault(row).map { .value(.series(series, table: InventoryTable.name), fault: $0) }
                : .seriesKeyOutOfRange(key)
            body(CheckedPosition(series: series, problem: problem, importID: row.int(importID)))
        }
    }

    /// The number of series that each store states, by store key, and the stores whose last change refers to an unknown import.
    package func storedSeriesCounts() throws -> (counts: [Int: Int], problems: CheckProblems) {
        var counts: [Int: Int] = [:]
        var list = SelectList()
        let store = list.add("store_key")
        let count = list.add("series_count")
        try db.scan(list, "FROM store") { row in counts[row.int(store)] = row.int(count) }
        return (
            counts, try unknownImports(in: "store", "changed_import_id", key: ["store_key"]) { .changesOfStore($0[0]) }
        )
    }

    /// Calls `body` with every row of `projection`, in the order of the table.
    package func forEachCheckedStretch(_ body: (CheckedStretch) throws -> Void) throws {
        var list = SelectList()
        let stretchKey = list.add("stretch_key")
        let runID = list.add("run_id")
        let stretch = list.add(StretchTable.Columns.self, of: ResultTable.projection.name)
        let seriesKey = list.add("series_key")
        let importID = list.add("import_id")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        var curves = (scenario: 0, ofScenario: StoredCurves(self, scenario: 0))
        try db.scan(
            list,
            """
            FROM projection LEFT JOIN inventory
                ON series_key = stretch_key >> \(StretchKey.numberBits) & \(SeriesKey.greatest.rowID)
            ORDER BY stretch_key
            """
        ) { row in
            let key = row.int(stretchKey)
            let place = StretchKey.place(of: key)
            if place.scenario != curves.scenario {
                curves = (place.scenario, StoredCurves(self, scenario: place.scenario))
            }
            let read = Self.read {
                let stretch = try stretch.read(row)
                return (stretch: stretch, curve: try curves.ofScenario.curve(of: stretch, place.series))
            }
            try body(
                CheckedStretch(
                    place: place, number: key & (StretchKey.numberLimit - 1),
                    runID: row.int(runID), stretch: read.map(\.stretch), curve: read.value?.curve,
                    position: row.isNull(seriesKey) ? nil : Self.read { try position.read(row) }.value,
                    importID: row.int(importID)))
        }
    }
}
