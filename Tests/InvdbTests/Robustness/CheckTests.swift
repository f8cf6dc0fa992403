import Foundation
import TestSupport
import Testing

/// `invdb check`: a good file is in order, and each thing that can be wrong is found and named.
@Suite struct CheckTests {
    private static let inOrder = "\ninvdb.db is in order\n"

    /// Results in two scenarios; S1 A1 runs out on its fifth day, S1 A2 on its first, both with lost sales in `careful`.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed("forecast", "--lost-sales", "--scenario", "careful")
        return workspace
    }

    @Test func eachCheckSaysWhatItLookedAt() throws {
        let workspace = try workspace()
        let objects = try workspace.query("SELECT count(*) FROM sqlite_schema WHERE sql IS NOT NULL")[0]
        #expect(
            try workspace.succeed("check") == """
                structure   every page and every index is sound
                schema      \(objects) tables, indexes and views, as invdb makes them
                references  every row belongs to what it names
                inventory   9 series of 3 products in 3 stores
                supply      0 series with terms of supply, 0 open or closed days, 0 periods with stated demand, 0 sold days, 0 receipts, 0 events, 0 estimates of demand, within their bounds
                imports     1 import, whose rows are all accounted for
                results     30 stretches of 18 series in 2 scenarios, without a gap or an overlap
                stock-outs  12 stock-outs, on the day that the levels say
                orders      0 planned orders, each on the projection of its series
                runs        2 runs, with all that there is of them
                calendar    10 days, among them every reported one
                invdb.db is in order

                """)
    }

    @Test func aNewFileIsInOrder() throws {
        let workspace = try Workspace.threeStores()
        #expect(try workspace.succeed("check").hasSuffix(Self.inOrder))
    }

    @Test func whateverTheCommandsMakeIsInOrder() throws {
        var rows = RandomRows("files that are checked")
        let workspace = try Workspace(rows: rows.rows(stores: ["S1", "S2", "S3"], products: 80))
        let steps = [
            ["forecast"], ["forecast", "--lost-sales", "--scenario", "careful"],
            ["forecast", "--rates-per", "update", "--scenario", "updates"],
            ["forecast", "--rates-per", "update", "--lost-sales", "--scenario", "both"],
            ["forecast", "--from", "2024-02-29", "--days", "17", "--frequency", "5", "--store", "S2"],
            ["scenario", "save", "before"], ["forecast", "--product", "P1*", "--scenario", "before"],
            ["forecast", "--days", "0", "--store", "S3"], ["forecast", "--days", "36525", "--product", "P2"],
            ["scenario", "delete", "careful"], ["import", "products.csv"],
        ]
        for step in steps {
            try workspace.succeed(step)
            #expect(try workspace.succeed("check", "--workers", "3").hasSuffix(Self.inOrder), "\(step)")
        }
        // Changed positions leave results behind that are older, and --replace takes some away.
        try workspace.importRows(rows.rows(stores: ["S1", "S2"], products: 60))
        #expect(try workspace.succeed("check").hasSuffix(Self.inOrder))
        try workspace.importRows(rows.rows(stores: ["S1", "S4"], products: 30), "--replace=all")
        #expect(try workspace.succeed("check").hasSuffix(Self.inOrder))
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("check").hasSuffix(Self.inOrder))
    }

    /// What is done to a file, and what is said of it.
    private static let damages: [(sql: String, words: [String])] = [
        // Stretch 1 of a series with three; the numbers are in the low bits of the key.
        (
            "UPDATE projection SET first_day = first_day + 1 WHERE stretch_key & 8191 = 2",
            ["results: ", "begins on day"]
        ),
        (
            "UPDATE projection SET first_day = first_day - 1 WHERE stretch_key & 8191 = 2",
            ["results: ", "begins on day"]
        ),
        ("UPDATE projection SET last_day = last_day + 1 WHERE stretch_key & 8191 = 1", ["results: ", "begins on day"]),
        (
            "DELETE FROM projection WHERE stretch_key & 8191 = 1",
            ["results: ", "stretch 2 is where stretch 1 should be", "scenario careful says that it has 21 stretches"]
        ),
        (
            "DELETE FROM projection WHERE stretch_key & 8191 = 2",
            ["results: scenario 1, store 1, product 1: it covers days", "its horizon is"]
        ),
        ("UPDATE projection SET stretch_key = stretch_key + 8 WHERE stretch_key & 8191 = 0", ["should be"]),
        (
            "UPDATE projection SET last_day = last_day - 1 WHERE scenario_id = 0 AND store_key = 2 AND product_key = 3",
            ["scenario 0, store 2, product 3: it covers days 19723 to 19731, and its horizon is 19723 to 19732"]
        ),
        ("UPDATE projection SET frequency = 2", ["it has period 1 and frequency 2, and not 1 and 1"]),
        ("UPDATE projection SET frequency = 2, phase = 1 WHERE stretch_key & 8191 = 0", ["has phase 1"]),
        ("UPDATE projection SET frequency = 0 WHERE scenario_id = 1", ["results: ", "frequency is 0"]),
        ("UPDATE projection SET period = 2", ["has period 2 and frequency 1"]),
        ("UPDATE projection SET period = 0", ["results: ", "period is 0"]),
        ("UPDATE projection SET run_id = 17 WHERE scenario_id = 0", ["it is of run 17, which is not in the log"]),
        ("UPDATE projection SET run_id = 1 WHERE stretch_key & 8191 = 1", ["its stretches are of runs 2 and 1"]),
        (
            "UPDATE projection SET stockout_day = stockout_day + 1 WHERE stockout_day IS NOT NULL AND product_key = 1",
            ["store 1, product 1: the stock-out is on 2024-01-06, and the levels say 2024-01-05"]
        ),
        (
            "UPDATE projection SET stockout_day = stockout_day - 1 WHERE stockout_day IS NOT NULL AND product_key = 1",
            ["store 1, product 1: the stock-out is on 2024-01-04, and the levels say 2024-01-05"]
        ),
        (
            "UPDATE projection SET stockout_day = NULL WHERE store_key = 3 AND scenario_id = 0 AND product_key = 1",
            ["scenario 0, store 3, product 1: the stock-out is on no day, and the levels say 2024-01-05"]
        ),
        (
            "UPDATE projection SET stockout_day = last_day WHERE product_key = 3 AND scenario_id = 0",
            ["product 3: the stock-out is on 2024-01-10, and the levels say no day"]
        ),
        // Set a second time, in a later stretch whose levels are zero.
        (
            "UPDATE projection SET stockout_day = first_day WHERE stretch_key & 8191 = 2",
            ["stock-outs: ", "and the levels say no day"]
        ),
        ("UPDATE projection SET opening_level = 20 WHERE product_key = 1", ["stock-outs: "]),
        ("DELETE FROM product WHERE product_id = 'A1'", ["references: row", "belongs to a product that there is not"]),
        ("DELETE FROM store WHERE store_id = 'S1'", ["references: row", "belongs to a store that there is not"]),
        ("DELETE FROM scenario WHERE scenario_id = 1", ["belongs to a scenario that there is not"]),
        ("DELETE FROM import", ["belongs to a import that there is not"]),
        ("DELETE FROM inventory WHERE product_key = 2", ["it has results, and is not in the inventory"]),
        ("UPDATE inventory SET forecast_frequency = 0", ["inventory: ", "forecast_frequency is 0"]),
        ("UPDATE inventory SET stored_sales_rate = -1e13", ["inventory: ", "sales_rate is -1"]),
        ("UPDATE store SET series_count = 4 WHERE store_key = 2", ["store 2 says that it has 4 series, and has 3"]),
        ("UPDATE store SET store_id = '' WHERE store_key = 2", ["the store with the key 2 has no name"]),
        ("INSERT INTO store (store_key, store_id) VALUES (1048576, 'X')", ["store X has the key 1048576"]),
        ("INSERT INTO product (product_key, product_id) VALUES (16777216, 'X')", ["product X has the key 16777216"]),
        (
            "INSERT INTO receipt VALUES (1 << 24 | 1, 19725, 1, 2, 0)",
            ["supply: a receipt of store 1, product 1: quantity is 0.0"]
        ),
        (
            "INSERT INTO receipt VALUES (1 << 24 | 1, 19725, 1, 2, 2e12)",
            ["supply: a receipt of store 1, product 1: quantity is 2000000000000.0"]
        ),
        (
            "INSERT INTO receipt VALUES (1 << 24 | 1, -25568, 1, 2, 1)",
            ["supply: a receipt of store 1, product 1: receipt_day is -25568"]
        ),
        (
            "INSERT INTO receipt VALUES (1 << 24 | 9, 19725, 1, 2, 5)",
            ["references: row", "of receipt belongs to a inventory"]
        ),
        (
            "INSERT INTO receipt VALUES (1 << 24 | 1, 19725, 9, 2, 5)",
            ["references: row", "of receipt belongs to a import"]
        ),
        (
            "INSERT INTO supply_terms (series_key, lead_time_days, import_id, source_line) VALUES (1 << 24 | 1, -1, 1, 2)",
            ["supply: the terms of store 1, product 1: lead_time_days is -1"]
        ),
        (
            """
            INSERT INTO supply_terms (series_key, min_order_quantity, max_order_quantity, import_id, source_line)
            VALUES (1 << 24 | 1, 5, 4, 1, 2)
            """, ["supply: the terms of store 1, product 1: terms of supply exclude each other"]
        ),
        (
            "INSERT INTO supply_terms (series_key, import_id, source_line) VALUES (1 << 24 | 9, 1, 2)",
            ["references: row", "of supply_terms belongs to a inventory"]
        ),
        (
            "UPDATE store SET receipts_import_id = 7 WHERE store_key = 2",
            ["supply: store 2 has its receipts from import 7, which is not in the log"]
        ),
        (
            "UPDATE store SET calendar_import_id = 7 WHERE store_key = 2",
            ["supply: store 2 has its calendar from import 7, which is not in the log"]
        ),
        (
            "INSERT INTO store_day VALUES (2, 19725, 2, 1, 2)",
            ["supply: the calendar of store 2, 2024-01-03: is_open is 2"]
        ),
        (
            "INSERT INTO store_day VALUES (0, -25568, 1, 1, 2)",
            ["supply: the calendar of all stores, 1899-12-31: day is -25568"]
        ),
        (
            "INSERT INTO store_day VALUES (0, 19725, 1, 1, 0)",
            ["supply: the calendar of all stores, 2024-01-03: source_line is 0"]
        ),
        (
            "INSERT INTO store_day VALUES (9, 19725, 1, 1, 2)",
            ["references: row (9, 19725) of store_day belongs to a store that there is not"]
        ),
        (
            "INSERT INTO store_day VALUES (1, 19725, 1, 9, 2)",
            ["references: row", "of store_day belongs to a import"]
        ),
        ("UPDATE import SET rows_read = 10", ["imports: import 1 has read 10 rows, and accounts for 9"]),
        ("UPDATE import SET blank = 1", ["imports: import 1 has read 9 rows, and accounts for 10"]),
        (
            "UPDATE import SET inserted = 8, unchanged = 1",
            ["9 series came from import 1, which says that it wrote 8"]
        ),
        (
            "UPDATE scenario SET stretch_count = 10 WHERE scenario_id = 0",
            ["scenario baseline says that it has 10 stretches and 6 stock-outs, and has 9 and 6"]
        ),
        (
            "UPDATE scenario SET stockout_count = 5 WHERE scenario_id = 1",
            ["scenario careful says that it has 21 stretches and 5 stock-outs, and has 21 and 6"]
        ),
        (
            "UPDATE run SET series = 8 WHERE run_id = 1",
            ["runs: scenario 0 has 9 series and 6 stock-outs of run 1, which made 8 and 6"]
        ),
        ("UPDATE run SET stockouts = 5 WHERE run_id = 2", ["which made 9 and 5"]),
        ("DELETE FROM run WHERE run_id = 1", ["it is of run 1, which is not in the log"]),
        ("DELETE FROM calendar WHERE date = '2024-01-07'", ["calendar: ", "the calendar lacks 2024-01-07"]),
        (
            "UPDATE calendar SET date = '2024-01-77' WHERE date = '2024-01-07'",
            ["calendar: day 19729 is called 2024-01-77, which is 2024-01-07", "the calendar lacks 2024-01-07"]
        ),
        ("UPDATE calendar SET weekday = 3 WHERE date = '2024-01-07'", ["calendar: day 19729"]),
        ("UPDATE inventory SET source_line = -1", ["inventory: ", "source_line is -1"]),
        (
            "UPDATE store SET changed_import_id = 7 WHERE store_key = 2",
            ["inventory: store 2 was changed by import 7, which is not in the log"]
        ),
        (
            "UPDATE store_result SET import_id = 7 WHERE store_key = 2 AND scenario_id = 1",
            ["runs: the results of store 2 in scenario 1 include import 7, which is not in the log"]
        ),
        ("UPDATE scenario SET name = '' WHERE scenario_id = 1", ["results: scenario 1: name is empty"]),
        (
            "INSERT INTO scenario (scenario_id, name, created_at) VALUES (63, 'x', '')",
            ["results: scenario 63: scenario_id is 63"]
        ),
        (
            "UPDATE import SET rows_read = 1 << 49, inserted = 1 << 49",
            ["imports: import 1: rows_read is 562949953421312"]
        ),
        (
            "UPDATE run SET import_id = 7 WHERE run_id = 2",
            ["runs: run 2 has seen import 7, which is not in the log"]
        ),
        ("UPDATE run SET seconds = -1 WHERE run_id = 1", ["runs: run 1: seconds is -1.0"]),
        ("UPDATE run SET stockouts = -1 WHERE run_id = 1", ["runs: run 1: stockouts is -1"]),
        (
            "UPDATE run SET options = replace(options, 'lost', 'last') WHERE run_id = 2",
            ["runs: the options of run 2 can't be read"]
        ),
        ("UPDATE run SET options = '' WHERE run_id = 1", ["runs: run 1: options is empty"]),
        ("DELETE FROM grdb_migrations", ["schema: the list of its migrations is "]),
    ]

    @Test(arguments: damages.indices)
    func whatIsWrongIsFoundAndNamed(_ index: Int) throws {
        let damage = Self.damages[index]
        let workspace = try workspace()
        _ = try workspace.query(damage.sql)
        let before = try workspace.folder.bytes(of: "invdb.db")
        let finished = try workspace.run(["check"])
        #expect(finished.status == 1, "\(damage.sql)")
        #expect(finished.error.hasPrefix("invdb: invdb.db has "), "\(damage.sql): \(finished.error)")
        #expect(finished.error.hasSuffix("\nRestore a copy, or import and forecast into a new file.\n"))
        #expect(!finished.output.contains("in order"), "\(damage.sql)")
        #expect(finished.output.contains(" problem"), "\(damage.sql)")
        for words in damage.words { #expect(finished.error.contains(words), "\(damage.sql): \(finished.error)") }
        #expect(try workspace.folder.bytes(of: "invdb.db") == before)
    }

    /// What is done to a plan in which sales are lost, and what is said of it.
    private static let damagedPlans: [(sql: String, words: String)] = [
        ("UPDATE order_plan SET quantity = 0", "orders: an order is out of order, or has no quantity"),
        (
            "UPDATE order_plan SET days_late = days_late + 1",
            "orders: an order is out of order, or has no quantity, or arrives before it is placed or late by other days"
        ),
        ("UPDATE order_plan SET run_id = 7", "orders: an order is not of the run that made the projection"),
        (
            "UPDATE order_plan SET reason = 4",
            "orders: an order of scenario 0, store 1, product 1: reason is 4"
        ),
        (
            "UPDATE order_plan SET unit_cost = -1",
            "orders: an order of scenario 0, store 1, product 1: unit_cost is -1.0"
        ),
        ("UPDATE order_plan SET need_day = 4000000", "orders: "),
        (
            "UPDATE planned_projection SET frequency = 0",
            "orders: the projection with orders of scenario 0, store 1, product 1: frequency is 0"
        ),
        (
            "UPDATE planned_projection SET run_id = 7",
            "orders: a projection with orders is of a series without any, or of another run: scenario 0, store 1"
        ),
        (
            "UPDATE planned_projection SET first_day = first_day + 1",
            "orders: a projection with orders has a gap, or does not cover the horizon of the one without"
        ),
        (
            "UPDATE projection SET last_day = last_day - 1",
            "orders: a projection with orders ends on another day than the one without: scenario 0, store 1, product 1"
        ),
        ("UPDATE scenario SET order_count = 7", "orders: scenario baseline says that it has 7 orders, and has "),
        ("UPDATE run SET orders = 1", "orders of run 1, which planned 1"),
        ("UPDATE run SET orders = NULL", "orders of run 1, which planned 0"),
        ("UPDATE run SET orders = -1", "runs: run 1: orders is -1"),
        (
            "UPDATE run SET options = replace(options, '\"review\":1', '\"review\":0')",
            "runs: the options of run 1 can't be read"
        ),
    ]

    @Test(arguments: damagedPlans.indices)
    func whatIsWrongWithAPlanIsFoundAndNamed(_ index: Int) throws {
        let damage = Self.damagedPlans[index]
        let workspace = try Workspace(rows: ["S,P,2024-01-01,10,5,3,60,1", "S,Q,2024-01-01,100,0,3,60,1"])
        try workspace.succeed("plan", "--lost-sales")
        #expect(try workspace.succeed("check").hasSuffix(Self.inOrder))
        _ = try workspace.query(damage.sql)
        let finished = try workspace.run(["check"])
        #expect(finished.status == 1, "\(damage.sql)")
        #expect(finished.error.contains(damage.words), "\(damage.sql): \(finished.error)")
    }

    @Test func manyProblemsAreCountedAndSomeShown() throws {
        let workspace = try Workspace(rows: (1...50).map { "S,P\($0),2024-01-01,10,2,0,10,1" })
        try workspace.succeed("forecast")
        _ = try workspace.query("UPDATE projection SET stockout_day = first_day")
        let finished = try workspace.run(["check"])
        #expect(finished.status == 1)
        #expect(finished.error.hasPrefix("invdb: invdb.db has 50 problems; the first 10:\n"))
        #expect(finished.output.contains("\nstock-outs  50 problems\n"))
        #expect(finished.error.split(separator: "\n").count == 12)
    }

    @Test func damageInTheStructureIsFound() throws {
        let workspace = try workspace()
        // An index that has other rows than its table, which SQLite's own check finds and nothing else here.
        let line = """
            sqlite3 invdb.db ".dbconfig defensive off" "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, \
            'WHERE stockout_day IS NOT NULL', 'WHERE stockout_day IS NULL') WHERE name = 'projection_stockout'" && \
            sqlite3 invdb.db "REINDEX projection_stockout" && \
            sqlite3 invdb.db ".dbconfig defensive off" "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, \
            'WHERE stockout_day IS NULL', 'WHERE stockout_day IS NOT NULL') WHERE name = 'projection_stockout'"
            """
        let changed = try Command.shell(line, in: workspace.folder)
        try #require(changed.status == 0, "\(changed)")
        let finished = try workspace.run(["check"])
        #expect(finished.status == 1)
        #expect(finished.error.contains("structure: "), "\(finished.error)")
        #expect(finished.error.contains("projection_stockout"), "\(finished.error)")
    }

    @Test("A check changes nothing in the file")
    func itOnlyReads() throws {
        let workspace = try workspace()
        let names = try workspace.folder.names()
        let before = try workspace.folder.bytes(of: "invdb.db")
        let modified = try attributes(workspace)
        try workspace.succeed("check")
        #expect(try workspace.folder.bytes(of: "invdb.db") == before)
        #expect(try attributes(workspace) == modified)
        #expect(try workspace.folder.names() == names)
    }

    private func attributes(_ workspace: Workspace) throws -> Date {
        let path = workspace.folder.path(of: "invdb.db")
        return try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
    }

    @Test func aFileInUseIsCheckedAsItIsAtOneMoment() throws {
        var rows = RandomRows("files that are checked while forecasts run")
        let workspace = try Workspace(rows: rows.rows(stores: ["S1", "S2"], products: 2000))
        try workspace.succeed("forecast")
        let line = """
            (for days in 1 2 3 4 5 6; do invdb forecast -q --lost-sales --days ${days}0 > log || echo failed; done) &
            for turn in 1 2 3 4 5 6; do invdb check || echo wrong; done; wait
            """
        let finished = try Command.shell(line, in: workspace.folder)
        #expect(!finished.output.contains("failed"), "\(finished)")
        #expect(!finished.output.contains("wrong"), "\(finished)")
        #expect(finished.error == "")
        #expect(finished.lines.filter { $0 == "invdb.db is in order" }.count == 6, "\(finished)")
    }
}
