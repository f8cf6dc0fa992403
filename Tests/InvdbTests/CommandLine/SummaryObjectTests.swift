import Foundation
import TestSupport
import Testing

/// `--format json`: the summaries of import, forecast, plan and check for programs.
@Suite struct SummaryObjectTests {
    private typealias Object = [String: Any]

    private func object(_ text: String) throws -> Object {
        // One object on one line.
        #expect(text.filter { $0 == "\n" }.count == 1 && text.hasSuffix("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    }

    /// Imports of which each says something else.
    private func imports(in workspace: Workspace) throws -> [[String]] {
        let folder = workspace.folder
        try folder.write(
            "Location;SKU;Start;On hand;Daily sales;Colour;Note\nBerlin;A;3/4/2024 08:00;1.240,5;14,25;red;x\nBerlin;B;5/4/2024;80;3;;y\nZ;\u{200B}C;6/4/2024;1;0;;z\n",
            to: "stock.csv")
        try folder.write("SKU,Available,Daily sales\nD,7,1\nE,,1\n", to: "d-2024-04-01.csv")
        try folder.write("SKU,On hand,Allocated\nF,7,2\nF,3,1\n", to: "lots.csv")
        try folder.write("SKU,stock_N,stock_S\nG,1,2\n", to: "wide.csv")
        try folder.write(
            "SKU,ETA,Open qty,Status\nA,2024-03-01,5,open\nA,2024-09-01,5,closed\nB,,3,open\nB,2024-09-02,0,open\n",
            to: "orders.csv")
        try folder.write("date,store,open\n2024-12-25,,no\n2024-12-26,Berlin,yes\n", to: "holidays.csv")
        try folder.write(
            "date,name,factor,category\n2024-12-24,Fair,2,Tyos\n2024-12-25,Fair,,\n", to: "events.csv")
        try folder.write("sku,store,2024-02,2024-03\nA,Berlin,29,62\nB,Berlin,,9\n", to: "months.csv")
        try folder.write(
            "sku,store,date,forecast\nA,Berlin,2024-02-05,5\nA,Berlin,2024-02-12,6\nA,Berlin,2024-02-12,1\n",
            to: "weeks.csv")
        return [
            [
                "stock.csv", "--numbers", "1.234,5", "--ignore", "Note", "--date-format", "dmy", "--set",
                "lead_time_days=3",
                "--set", "name=Bolt",
            ],
            ["d-2024-04-01.csv", "--rejects", "rejects.csv"], ["lots.csv", "--as-of", "2024-04-02", "--sum"],
            ["lots.csv", "--as-of", "2024-04-02", "--sum", "--net-of", "Allocated", "--dry-run"],
            ["wide.csv", "--as-of", "2024-04-02", "--wide", "stock_*", "--replace"],
            ["orders.csv", "--store", "Berlin", "--overdue", "+5"],
            ["orders.csv", "--store", "Berlin", "--overdue", "drop"], ["holidays.csv"],
            ["holidays.csv", "--replace=all", "--only", "open=yes"], ["events.csv"],
            ["events.csv", "--replace=all", "--only", "category=Tyos"], ["months.csv", "--kind", "demand"],
            ["weeks.csv"],
        ]
    }

    @Test("The object of an import has each number and name that the text has")
    func imports() throws {
        let (workspace, other) = (try Workspace(), try Workspace())
        var keys: Set<String> = []
        _ = try imports(in: other)
        for options in try imports(in: workspace) {
            let text = try workspace.run(["import"] + options)
            let json = try other.run(["import"] + options + ["--format", "json"])
            #expect(json.status == text.status && json.error == text.error, "\(json)")
            try #require(text.status == (options.contains("--rejects") ? 3 : 0), "\(text)")
            keys.formUnion(Self.keys(in: try object(json.output)))
            // Without the time, and without the column that the sentence about series without a rate names.
            let withoutTime = text.output.replacing(/in [0-9.]+ s\n/, with: "\n").replacing("sales_rate, or", with: "")
            var tokens = withoutTime.matches(of: /“([^”]+)”/).map { String($0.output.1) }
            tokens += withoutTime.matches(of: /[0-9][0-9,.]*[0-9]|[0-9]/).map {
                String($0.output).replacing(",", with: "")
            }
            tokens += withoutTime.matches(of: /[a-z]+_[a-z_]+/).map { String($0.output) }
            #expect(tokens.count >= 10)
            for token in tokens {
                // The text spells out what can't be seen.
                #expect(
                    json.output.contains(token) || token.contains("\\u"),
                    "\(token) of \(options) is not in \(json.output)")
            }
        }
        #expect(keys.count > 50)
        try expectDocumented(keys)
    }

    @Test func anImportIsOneObject() throws {
        let workspace = try Workspace()
        let options = try imports(in: workspace)
        let stock = try object(workspace.succeed(["import", "--format", "json"] + options[0]))
        #expect(stock["kind"] as? String == "products")
        #expect(stock["dry_run"] as? Bool == false)
        #expect(stock["overdue"] == nil)
        let total = try #require(stock["total"] as? [String: Int])
        #expect(
            total == [
                "read": 3, "inserted": 3, "updated": 0, "unchanged": 0, "rejected": 0, "added_up": 0, "left_out": 0,
                "blank": 0,
            ])
        let file = try #require((stock["files"] as? [Object])?.first)
        #expect(file["name"] as? String == "stock.csv")
        #expect(file["counts"] as? [String: Int] == total)
        #expect(file["delimiter"] as? String == "semicolon")
        #expect(file["not_used"] as? [String] == ["Colour"])
        #expect(file["ignored"] as? [String] == ["Note"])
        #expect(file["times_cut_off"] as? Bool == true)
        #expect(file["dates"] as? [String: String] == ["order": "day/month/year", "origin": "given"])
        let columns = try #require(file["columns"] as? [Object])
        #expect(columns.first?["column"] as? String == "store_id")
        #expect(columns.first?["name"] as? String == "Location")
        #expect(columns.first?["place"] as? Int == 1)
        let given = try #require(file["given"] as? [[String: String]])
        #expect(given.contains(["column": "lead_time_days", "value": "3", "origin": "set"]))
        #expect(given.contains(["column": "duration_days", "value": "90", "origin": "default"]))
        #expect(file["warning_count"] as? Int == 1)

        let orders = try object(workspace.succeed(["import", "--format", "json"] + options[5]))
        #expect(orders["kind"] as? String == "receipts")
        let overdue = try #require(orders["overdue"] as? Object)
        #expect(overdue["receipts"] as? Int == 1 && overdue["units"] as? Double == 5 && overdue["days"] as? Int == 5)
        #expect(overdue["treatment"] as? String == "after")
        let left = try #require(((orders["files"] as? [Object])?.first)?["left_out"] as? [Object])
        #expect(left.map { $0["reason"] as? String } == ["status", "undated", "nothing_open"])
        #expect(left.first?["name"] as? String == "closed")
        #expect(left.map { $0["first_line"] as? Int } == [3, 4, 5])
        #expect((orders["files"] as? [Object])?.first?["store"] as? String == "Berlin")
    }

    @Test("Bad rows end an import as without the option, and nothing is on standard output")
    func refusedImport() throws {
        let workspace = try Workspace()
        try workspace.folder.write("\(ProductFile.header)\nA,2024-02-30,10,5,3,30,1\n", to: "bad.csv")
        for command in [
            ["import", "bad.csv"], ["import", "none.csv"], ["import", "bad.csv", "--ignore", "sals_rate"],
        ] {
            let text = try workspace.run(command)
            let json = try workspace.run(command + ["--format", "json"])
            #expect(text.status == 1)
            #expect(json.status == text.status && json.error == text.error && json.output == "", "\(json)")
        }
        #expect(try workspace.run(["import", "bad.csv", "--format", "xml"]).status == 64)
    }

    @Test("Forecast and plan have the numbers of the run and its first days")
    func runs() throws {
        let workspace = try Workspace.threeStores()
        try workspace.folder.write(
            "store_id,product_id,sell_start_date,initial_inventory\nS1,C1,2024-01-01,4\n", to: "c.csv")
        try workspace.succeed("import", "c.csv")
        var plan = try object(workspace.succeed("plan", "--lead-time", "3", "--cover", "3", "--format", "json"))
        let orders = try workspace.query("SELECT count(*), sum(days_late > 0), sum(units_short) FROM order_plan")
        #expect(
            ["orders", "late_orders", "units_short"].map { "\(plan[$0] as? Int ?? -1)" }.joined(separator: "|")
                == orders.first?.replacing(".0", with: ""))
        #expect(plan["series"] as? Int == 10)
        #expect(plan["without_rate"] as? Int == 1)
        #expect(plan["stockouts"] as? Int == 6)
        #expect(plan["scenario"] as? String == "baseline")
        #expect(plan["run_id"] as? Int == 1)
        #expect(plan["removed_orders"] as? Int == 0)
        #expect(plan["stale_stores"] as? [String] == [])
        #expect((plan["seconds"] as? Double ?? 0) > 0)
        #expect((plan["series_per_second"] as? Int ?? 0) > 0)
        let first = try #require(plan["first_stockouts"] as? [[String: String]])
        #expect(first.count == 5)
        #expect(first[0] == ["date": "2024-01-01", "store_id": "S1", "product_id": "A2"])
        #expect((plan["first_orders"] as? [Object])?.count == 5)
        try expectDocumented(Self.keys(in: plan))

        try workspace.importRows(["S2,A1,2024-01-01,11,2,0,10,1"])
        plan = try object(workspace.succeed("forecast", "--store", "S1", "--format", "json"))
        #expect(plan["orders"] == nil && plan["late_orders"] == nil && plan["units_short"] == nil)
        #expect(plan["first_orders"] as? [String] == [])
        #expect((plan["removed_orders"] as? Int ?? 0) > 0)
        #expect(plan["stale_stores"] as? [String] == ["S2"])
        let failed = try workspace.run(["plan", "--store", "X9", "--format", "json"])
        #expect(failed.status == 1 && failed.output == "" && failed.error.hasPrefix("invdb: No store is called X9"))
    }

    @Test("A check says what it has counted, and what it has found")
    func checks() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan")
        let sound = try object(workspace.succeed("check", "--format", "json"))
        #expect(sound["in_order"] as? Bool == true)
        #expect(sound["problems"] as? Int == 0)
        #expect(sound["path"] as? String == "invdb.db")
        let checks = try #require(sound["checks"] as? [Object])
        let names = try workspace.succeed("check").split(separator: "\n").dropLast().map { $0.prefix { $0 != " " } }
        #expect(checks.map { $0["name"] as? String ?? "" } == names.map(String.init))
        let inventory = try #require(checks.first { $0["name"] as? String == "inventory" })
        #expect(inventory["counts"] as? [String: Int] == ["series": 9, "products": 3, "stores": 3])
        try expectDocumented(Self.keys(in: sound))

        _ = try workspace.query("UPDATE store SET series_count = 7 WHERE store_id = 'S1'")
        let text = try workspace.run(["check"])
        let json = try workspace.run(["check", "--format", "json"])
        #expect(json.status == 1 && json.error == text.error, "\(json)")
        let damaged = try object(json.output)
        #expect(damaged["in_order"] as? Bool == false)
        #expect(damaged["problems"] as? Int == 1)
        let found = try #require((damaged["checks"] as? [Object])?.compactMap { $0["first"] as? [String] }.joined())
        #expect(Array(found).count == 1)
        #expect(json.error.contains(try #require(found.first)))
    }

    /// All keys, also of objects in others. What a check counts has names of its own, such as those of tables.
    private static func keys(in value: Any, below parent: String = "") -> Set<String> {
        var keys: Set<String> = []
        if let list = value as? [Any] {
            for value in list { keys.formUnion(Self.keys(in: value, below: parent)) }
        }
        if let object = value as? Object {
            for (key, value) in object where parent != "checks" || key != "counts" {
                keys.insert(key)
                keys.formUnion(Self.keys(in: value, below: key))
            }
        }
        return keys
    }

    private func expectDocumented(_ keys: Set<String>) throws {
        let section = try #require(MarkdownDocument("docs/commands.md").section("Summaries as JSON"))
        for key in keys { #expect(section.contains("`\(key)`"), "\(key) is not in docs/commands.md") }
    }
}
