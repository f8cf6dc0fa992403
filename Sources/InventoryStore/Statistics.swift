internal import GRDB

/// The planner's statistics (<https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>).
///
/// A full ANALYZE reads every row, and a limited one claims that a scenario has a thousand rows, which makes SQLite scan
/// instead of search. The counts are known after an import or a run, so they are written directly.
enum Statistics {
    /// Writes what is true now, and has this connection read it.
    static func update(_ db: Database) throws {
        func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        let stores = try count("SELECT count(*) FROM store")
        let products = try count("SELECT count(*) FROM product")
        let days = try count("SELECT count(*) FROM calendar")
        let series = try count("SELECT coalesce(sum(series_count), 0) FROM store")
        let stretches = try count("SELECT coalesce(sum(stretch_count), 0) FROM scenario")
        let scenarios = try count("SELECT count(*) FROM scenario WHERE stretch_count > 0")
        var stockouts = 0
        var stockoutDays = 0
        try db.scan(
            """
            SELECT count(*) FROM projection INDEXED BY projection_stockout
            WHERE stockout_day IS NOT NULL GROUP BY scenario_id, stockout_day
            """
        ) { row in
            stockouts += row.int(0)
            stockoutDays += 1
        }

        /// Rows, then how many of them a prefix of the key finds on average, one number for each column of it.
        func write(_ table: String, _ index: String, rows: Int, distinct: [Int]) throws {
            try db.execute(
                sql: "DELETE FROM sqlite_stat1 WHERE tbl = ? AND idx = ?", arguments: [table, index])
            guard rows > 0 else { return }
            let averages = distinct.map { max(1, (rows + max($0, 1) - 1) / max($0, 1)) }
            try db.execute(
                sql: "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                arguments: [table, index, ([rows] + averages).map(String.init).joined(separator: " ")])
        }
        try write("store", "sqlite_autoindex_store_1", rows: stores, distinct: [stores])
        try write("product", "sqlite_autoindex_product_1", rows: products, distinct: [products])
        try write("calendar", "sqlite_autoindex_calendar_1", rows: days, distinct: [days])
        try write("inventory", "inventory", rows: series, distinct: [stores, series])
        try write(
            "projection", "projection", rows: stretches,
            distinct: [scenarios, scenarios * stores, scenarios * series, stretches])
        try write("projection", "projection_stockout", rows: stockouts, distinct: [scenarios, stockoutDays])
        try db.execute(sql: "ANALYZE sqlite_schema")
    }
}
