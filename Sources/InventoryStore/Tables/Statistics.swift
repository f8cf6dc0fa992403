internal import GRDB

/// The statistics of SQLite's query planner (<https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>).
///
/// A full ANALYZE reads every row. A limited one claims that a scenario has a thousand rows, which makes SQLite scan instead of
/// search. The counts are known after an import or a run, so they are written directly.
enum Statistics {
    /// Writes the statistics after a change of the inventory, and makes this connection load them.
    static func updateInventory(_ db: Database) throws {
        let stores = try count(db, "SELECT count(*) FROM store")
        let products = try count(db, "SELECT count(*) FROM product")
        let series = try count(db, "SELECT coalesce(sum(series_count), 0) FROM store")
        try write(db, "store", "sqlite_autoindex_store_1", rows: stores, distinct: [stores])
        try write(db, "product", "sqlite_autoindex_product_1", rows: products, distinct: [products])
        try write(db, "inventory", nil, rows: series, distinct: [])
        try db.execute(sql: "ANALYZE sqlite_schema")
    }

    /// Writes the statistics after a change of sales, and makes this connection load them.
    static func updateSales(rows: Int, blocks: Int, _ db: Database) throws {
        let days = try count(db, "SELECT count(*) FROM calendar")
        try write(db, "calendar", "sqlite_autoindex_calendar_1", rows: days, distinct: [days])
        try write(db, SoldDayTable.name, nil, rows: rows, distinct: [])
        try write(db, SalesBlockTable.name, nil, rows: blocks, distinct: [])
        try db.execute(sql: "ANALYZE sqlite_schema")
    }

    /// Writes the statistics after a change of events or of demand that is stated ahead, and makes this connection load them.
    static func updateAhead(_ db: Database) throws {
        try write(db, EventTable.name, nil, rows: count(db, "SELECT count(*) FROM \(EventTable.name)"), distinct: [])
        let periods = try count(db, "SELECT count(*) FROM \(StatedDemandTable.name)")
        let series = try count(db, "SELECT count(DISTINCT series_key) FROM \(StatedDemandTable.name)")
        // A table without row ids is the index of its key, and has its name.
        try write(
            db, StatedDemandTable.name, StatedDemandTable.name, rows: periods, distinct: [series, periods])
        try db.execute(sql: "ANALYZE sqlite_schema")
    }

    /// Writes the statistics after an estimate of demand, and makes this connection load them.
    static func updateDemand(_ db: Database) throws {
        let days = try count(db, "SELECT count(*) FROM calendar")
        try write(db, "calendar", "sqlite_autoindex_calendar_1", rows: days, distinct: [days])
        try write(db, DemandTable.name, nil, rows: count(db, "SELECT count(*) FROM \(DemandTable.name)"), distinct: [])
        try write(db, "demand_group", nil, rows: count(db, "SELECT count(*) FROM demand_group"), distinct: [])
        try db.execute(sql: "ANALYZE sqlite_schema")
    }

    /// Writes the statistics after a change of results, and makes this connection load them.
    static func updateResults(_ db: Database) throws {
        let days = try count(db, "SELECT count(*) FROM calendar")
        let stores = try count(db, "SELECT count(*) FROM store")
        try write(db, "calendar", "sqlite_autoindex_calendar_1", rows: days, distinct: [days])
        for table in ResultTable.all where table.index != nil || !table.counters.isEmpty {
            // The first counter counts the table's rows, the last one the rows in the index. What has none is written by few runs.
            let rows =
                try table.counters.first.map { try total(db, $0) } ?? count(db, "SELECT count(*) FROM \(table.name)")
            try write(db, table.name, nil, rows: rows, distinct: [])
            guard let index = table.index else { continue }
            let entries =
                try table.counters.last.map { try total(db, $0) }
                ?? count(db, "SELECT count(\(index.day)) FROM \(table.name)")
            // SQLite finds both ends in the index at once, and nearly every day between them has an entry.
            let first = "SELECT min(\(index.day)) FROM \(table.name) WHERE \(index.day) IS NOT NULL"
            let last = "SELECT max(\(index.day)) FROM \(table.name) WHERE \(index.day) IS NOT NULL"
            let span = entries == 0 ? 0 : try count(db, last) - count(db, first) + 1
            try write(db, table.name, index.name, rows: entries, distinct: [span, span * stores])
        }
        try db.execute(sql: "ANALYZE sqlite_schema")
    }

    private static func total(_ db: Database, _ counter: ResultTable.Counter) throws -> Int {
        try count(db, "SELECT coalesce(sum(\(counter.column)), 0) FROM scenario")
    }

    /// Writes one row of the statistics: the number of rows, then for each prefix of the key the average number of rows with the
    /// same prefix.
    ///
    /// - Parameter index: nil for the table itself, which has only the number of rows.
    /// - Parameter distinct: the number of different values of each prefix.
    private static func write(_ db: Database, _ table: String, _ index: String?, rows: Int, distinct: [Int]) throws {
        try db.execute(sql: "DELETE FROM sqlite_stat1 WHERE tbl = ? AND idx IS ?", arguments: [table, index])
        guard rows > 0 else { return }
        let averages = distinct.map { max(1, (rows + max($0, 1) - 1) / max($0, 1)) }
        try db.execute(
            sql: "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
            arguments: [table, index, ([rows] + averages).map(String.init).joined(separator: " ")])
    }

    /// A count or a day, clamped so that sums and products can't overflow, even if the file is damaged.
    private static func count(_ db: Database, _ sql: String) throws -> Int {
        let limit = 1 << 30
        return min(max(try Int.fetchOne(db, sql: sql) ?? 0, -limit), limit)
    }
}
