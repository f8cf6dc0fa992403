import Foundation
import TestSupport
import Testing

/// Positions that are made of the closing stocks in files of sales.
@Suite struct ClosingPositionsTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @discardableResult
    private func importSales(_ rows: String..., options: [String] = []) throws -> String {
        try workspace.folder.write(
            ProductFile.of(rows, header: "date,store_id,product_id,quantity,closing_stock"), to: "sales.csv")
        return try workspace.succeed(["import", "sales.csv"] + options)
    }

    private func positions() throws -> [String] {
        try workspace.query(
            """
            SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, duration_days, import_id, source_line
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
            """)
    }

    @Test("Without a product file a forecast starts from the last closing stock, and a later one moves it on")
    func made() throws {
        let output = try importSales(
            "2024-03-01,N,A,5,40", "2024-03-02,N,A,4,", "2024-03-03,N,A,6,30", "2024-03-01,N,B,1,0",
            "2024-03-02,N,C,1,",
            "2024-03-03,S,A,2,7")
        #expect(
            output.contains(
                "\nForecasts start from the last closing stock of 3 series from now on (2024-03-01 to 2024-03-03), as no file of products has "
                    + "them.\n"), "\(output)")
        #expect(
            try positions() == ["N|A|2024-03-04|30.0|90|1|4", "N|B|2024-03-02|0.0|90|1|5", "S|A|2024-03-04|7.0|90|1|7"])
        #expect(try workspace.query("SELECT store_id, series_count FROM store ORDER BY 1") == ["N|2", "S|1"])
        try workspace.succeed("forecast")
        #expect(
            try workspace.query("SELECT store_id, product_id, min(update_date) FROM forecast GROUP BY 1, 2") == [
                "N|A|2024-03-04", "N|B|2024-03-02", "S|A|2024-03-04",
            ])
        try workspace.succeed("plan")
        let explained = try workspace.succeed("explain", "A", "--store", "N")
        #expect(explained.contains("sales.csv, line 4; the closing stock of 2024-03-03"), "\(explained)")
        #expect(explained.contains("90 days     default\n"), "\(explained)")
        // The same file again changes nothing, an earlier evening neither.
        #expect(
            try !importSales("2024-03-02,N,A,4,35", "2024-03-03,S,A,2,7").contains("Forecasts start"))
        let moved = try importSales("2024-03-03,N,A,6,28", "2024-03-04,S,A,1,6", "2024-03-04,S,D,1,9")
        #expect(
            moved.contains(
                "\nForecasts start from the last closing stock of 1 series from now on, and of 2 series in place of an earlier one "
                    + "(2024-03-03 to 2024-03-04), as no"), "\(moved)")
        #expect(
            try positions() == [
                "N|A|2024-03-04|28.0|90|3|2", "N|B|2024-03-02|0.0|90|1|5", "S|A|2024-03-05|6.0|90|3|3",
                "S|D|2024-03-05|9.0|90|3|4",
            ])
        let json = try importSales(
            "2024-03-05,S,A,1,5", "2024-03-05,S,E,1,5", options: ["--format", "json", "--dry-run"])
        #expect(json.contains(#""made_positions":1"#) && json.contains(#""moved_positions":1"#), "\(json)")
        try workspace.succeed("check")
    }

    @Test("A product file takes the place of the closing stocks of its series, whatever comes first")
    func stocked() throws {
        try importSales("2024-03-01,N,A,5,40", "2024-03-01,N,B,5,41", "2024-03-01,S,A,5,42")
        try workspace.folder.write(
            "store_id,product_id,sell_start_date,initial_inventory,sales_rate\nN,A,2024-03-02,50,3\n",
            to: "products.csv")
        try workspace.succeed("import", "products.csv")
        let output = try importSales(
            "2024-03-04,N,A,1,20", "2024-03-04,N,B,1,21", "2024-03-04,N,C,1,22", "2024-03-04,S,B,1,3")
        #expect(output.contains("closing stock of 2 series from now on, and of 1 series in place"), "\(output)")
        #expect(
            try positions().map { $0.split(separator: "|")[0...3].joined(separator: "|") } == [
                "N|A|2024-03-02|50.0", "N|B|2024-03-05|21.0", "N|C|2024-03-05|22.0", "S|A|2024-03-02|42.0",
                "S|B|2024-03-05|3.0",
            ])
        // The position of the file is older than the sales, which is said as before.
        #expect(
            try workspace.succeed("forecast").contains(
                "\nThe stock of 2 series is older than the last day of their sales; --roll-forward takes off what was sold since.\n"
            ))
        try workspace.succeed("forecast", "--roll-forward")
        #expect(
            try workspace.query(
                "SELECT update_date, inventory_level FROM forecast WHERE store_id = 'N' AND product_id = 'A' LIMIT 1")
                == ["2024-03-05|17.0"])
        try workspace.succeed("check")
    }

    @Test("Random files leave the last closing stock that any of them has had of each series")
    func random() throws {
        var generator = SeededGenerator("positions of closing stocks")
        var last: [String: (day: Int, stock: Int)] = [:]
        for _ in 0..<6 {
            var rows: [String: String] = [:]
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                let series = "S\(Int.random(in: 0..<3, using: &generator)),P\(Int.random(in: 0..<8, using: &generator))"
                let day = Int.random(in: 1...29, using: &generator)
                let stock = Bool.random(using: &generator) ? Int.random(in: -3...30, using: &generator) : nil
                rows["\(series),\(day)"] =
                    "2024-02-\(String(format: "%02d", day)),\(series),\(Int.random(in: 1...9, using: &generator)),\(stock.map { "\($0)" } ?? "")"
            }
            for (key, row) in rows {
                let parts = key.split(separator: ",")
                guard let stock = row.split(separator: ",", omittingEmptySubsequences: false).last.flatMap({ Int($0) }),
                    let day = Int(parts[2])
                else { continue }
                let series = "\(parts[0])|\(parts[1])"
                if let known = last[series], known.day > day { continue }
                last[series] = (day, stock)
            }
            try workspace.folder.write(
                ProductFile.of(
                    rows.values.shuffled(using: &generator), header: "date,store_id,product_id,quantity,closing_stock"),
                to: "sales.csv")
            try workspace.succeed("import", "sales.csv", "--no-estimate")
            let found = try workspace.query(
                """
                SELECT store_id, product_id, start_day - unixepoch('2024-02-01') / 86400, CAST(on_hand AS INTEGER)
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
                """)
            #expect(found == last.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value.day)|\($0.value.stock)" })
        }
        try workspace.succeed("check")
    }
}
