internal import BulkSQLite
import Forecasting
internal import GRDB

extension Snapshot {
    /// The number of rows of `sold_day`, and the problems of them, of the blocks of days, and of the last days that stores state.
    func checkedSales() throws -> (count: Int, problems: CheckProblems) {
        var problems = CheckProblems()
        var blocks: [BlockKey: SalesBlock] = [:]
        var list = SelectList()
        let blockKey = list.add("block_key")
        let columns = list.add(SalesBlockTable.Columns.self, of: SalesBlockTable.name)
        try db.scan(list, "FROM \(SalesBlockTable.name) ORDER BY block_key") { row in
            let key = BlockKey(rowID: row.int(blockKey))
            let read = Self.read { try columns.read(row) }
            if let fault = read.fault {
                problems.add(.value(.salesBlock(store: Int(key.store), firstDay: key.firstDay), fault: fault))
            }
            blocks[key] = read.value ?? SalesBlock(days: .all)
        }
        var counts: [BlockKey: Int] = [:]
        let count = try checkSales(blocks, &counts, &problems)
        for (key, block) in blocks.sorted(by: { $0.key < $1.key }) where block.rowCount != counts[key] ?? 0 {
            problems.add(
                .saleCount(
                    store: Int(key.store), firstDay: key.firstDay, stated: block.rowCount, counted: counts[key] ?? 0))
        }
        problems.merge(try historyProblems(SoldDays(blocks)))
        return (count, problems)
    }

    private func checkSales(
        _ blocks: [BlockKey: SalesBlock], _ counts: inout [BlockKey: Int], _ problems: inout CheckProblems
    ) throws -> Int {
        var count = 0
        var list = SelectList()
        let saleKey = list.add("sale_key")
        let sale = list.add(SoldDayTable.Columns.self, of: SoldDayTable.name)
        // Rows of a block are next to each other.
        var block: (key: BlockKey, days: DaySet, count: Int)?
        func close() { if let block { counts[block.key] = block.count } }
        try db.scan(list, "FROM \(SoldDayTable.name) ORDER BY sale_key") { row in
            count += 1
            let key = SaleKey(rowID: row.int(saleKey))
            if block?.key != key.block {
                close()
                block = (key.block, blocks[key.block]?.days ?? DaySet(), 0)
            }
            block?.count += 1
            if block?.days.contains(key.place) != true { problems.add(.unnamedSale(key.series, day: key.day)) }
            if let fault = Self.read({ try sale.read(row) }).fault {
                problems.add(.value(.sale(key.series, day: key.day), fault: fault))
            }
        }
        close()
        return count
    }

    private func historyProblems(_ known: SoldDays) throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let store = list.add("store_key")
        let until = list.add("history_until")
        try db.scan(list, "FROM store ORDER BY store_key") { row in
            let stated = row.isNull(until) ? nil : row.int(until)
            let counted = known.ends(of: row.int32(store))?.upperBound
            if stated != counted || !(row.isNull(until) || row.isInteger(until)) {
                problems.add(.historyUntil(store: row.int(store), stated: stated, counted: counted))
            }
        }
        return problems
    }

    /// The number of estimates of demand, and those that can't be read.
    func checkedDemand() throws -> (count: Int, problems: CheckProblems) {
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let key = list.add("series_key")
        let check = RowCheck(DemandTable.Columns.self, of: DemandTable.name, addedTo: &list)
        try db.scan(list, "FROM \(DemandTable.name) ORDER BY series_key") { row in
            count += 1
            guard let fault = check.fault(row) else { return }
            problems.add(.value(.series(SeriesKey(rowID: row.int(key)), table: DemandTable.name), fault: fault))
        }
        problems.merge(try checkedDemandTables())
        problems.merge(try checkedWeeks())
        problems.merge(try checkedKept())
        problems.merge(try checkedCategories())
        problems.merge(try groupsWithoutSeason())
        problems.merge(
            try unknownImports(in: "store", "demand_import_id", key: ["store_key"]) { .demandOfStore($0[0]) })
        return (count, problems)
    }

    /// Categories that are no names: groups of series and events go by them.
    private func checkedCategories() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let key = list.add("product_key")
        let category = list.add("category")
        try db.scan(list, "FROM product WHERE category IS NOT NULL ORDER BY product_key") { row in
            guard let fault = Self.read({ _ = try row.name(at: category) }).fault else { return }
            problems.add(.value(.row(of: "product", key: row.int(key)), fault: fault))
        }
        return problems
    }

    /// What was expected of weeks, and how good that was.
    private func checkedWeeks() throws -> CheckProblems {
        var problems = try checkedSeries(WeekForecastTable.Columns.self, of: WeekForecastTable.name)
        problems.merge(
            try checkedRows(WeekAccuracyTable.Columns.self, of: WeekAccuracyTable.name, key: "week_accuracy_key"))
        return problems
    }

    /// What is kept of sales, so that estimates go on from it.
    private func checkedKept() throws -> CheckProblems {
        var problems = try checkedSeries(KeptDemandTable.Columns.self, of: KeptDemandTable.name)
        problems.merge(try checkedRows(KeptTotalTable.Columns.self, of: KeptTotalTable.name, key: "kept_total_key"))
        problems.merge(
            try checkedRows(KeptLearningTable.Columns.self, of: KeptLearningTable.name, key: "kept_learning_key"))
        problems.merge(try checkedRows(KeptHistoryColumns.self, of: "store", key: "store_key"))
        if problems.total == 0, try keptHistories().contains(where: { $0.value.keptBefore != nil }),
            let fault = Self.read({ _ = try keptLearning() }).fault
        {
            problems.add(.value(.row(of: KeptLearningTable.name, key: 1), fault: fault))
        }
        return problems
    }

    private func checkedSeries<Columns: BulkSQLite.Columns>(
        _ columns: Columns.Type, of table: String
    ) throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let series = list.add("series_key")
        let check = RowCheck(columns, of: table, addedTo: &list)
        try db.scan(list, "FROM \(table) ORDER BY series_key") { row in
            guard let fault = check.fault(row) else { return }
            problems.add(.value(.series(SeriesKey(rowID: row.int(series)), table: table), fault: fault))
        }
        return problems
    }

    private func checkedRows<Columns: BulkSQLite.Columns>(
        _ columns: Columns.Type, of table: String, key: String
    ) throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let place = list.add(key)
        let check = RowCheck(columns, of: table, addedTo: &list)
        try db.scan(list, "FROM \(table) ORDER BY \(key)") { row in
            let keyFault = Self.read { _ = try row.int(place, in: StoredBounds.rowKeys) }.fault
            guard let fault = check.fault(row) ?? keyFault else { return }
            problems.add(.value(.row(of: table, key: row.int(place)), fault: fault))
        }
        return problems
    }

    /// Groups whose season does not exist. No foreign key says so, because a season is 366 rows.
    private func groupsWithoutSeason() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let key = list.add("profile_key")
        let season = list.add("season_key")
        try db.scan(
            list,
            """
            FROM demand_group
            WHERE season_key IS NOT NULL AND season_key NOT IN (SELECT demand_season.season_key FROM demand_season)
            ORDER BY profile_key
            """
        ) { row in
            problems.add(
                .value(.row(of: "demand_group", key: row.int(key)), fault: "season_key is \(row.shown(season))"))
        }
        return problems
    }

    /// The values of the profiles and of what was learned that are out of their bounds. Factors and weights are zero or more.
    private func checkedDemandTables() throws -> CheckProblems {
        var problems = CheckProblems()
        let tables:
            [(name: String, key: String, numbers: [(column: String, bounds: ClosedRange<Int>)], amounts: [String])] = [
                (
                    "demand_group", "profile_key", [("is_dormant", 0...1)],
                    Weekdays.longNames
                ),
                (
                    "demand_season", "season_key", [("season_key", StoredBounds.counts), ("day_of_year", 0...365)],
                    ["factor"]
                ),
                (
                    "demand_event", "profile_key", [("day", StoredBounds.startDays)], ["factor"]
                ),
                (
                    "event_factor", "event_factor_key",
                    [("event_factor_key", StoredBounds.rowKeys), ("day_count", StoredBounds.counts)], ["factor"]
                ),
                (
                    "demand_class", "bucket", [("bucket", 0...DemandRates.bucketCount - 1)],
                    ["weight_7", "weight_28", "weight_91", "weight_364", "noise", "spread", "drift"]
                ),
            ]
        for table in tables {
            var list = SelectList()
            let key = list.add(table.key)
            let numbers = table.numbers.map { (list.add($0.column), $0.bounds) }
            let amounts = table.amounts.map { list.add($0) }
            try db.scan(list, "FROM \(table.name) ORDER BY \(table.key)") { row in
                let read = Self.read {
                    for (place, bounds) in numbers { _ = try row.int(place, in: bounds) }
                    for place in amounts { _ = try row.amount(place, upTo: 1e6) }
                }
                if let fault = read.fault {
                    problems.add(.value(.row(of: table.name, key: row.int(key)), fault: fault))
                }
            }
        }
        return problems
    }
}
