import Foundation
import TestSupport
import Testing

/// What is exported beside the positions: terms of supply, names, categories, and receipts.
@Suite struct ExportSupplyTests {
    private static let header = "\(ProductFile.headerWithStore),lead_time_days,unit_cost,name,category"

    @Test("An export of the inventory has a column for a term or a name if any series has one")
    func onlyWhatTheDatabaseHasAnyOf() throws {
        let workspace = try Workspace.threeStores()
        let plain = try workspace.succeed("export", "inventory")
        #expect(plain.hasPrefix("\(ProductFile.headerWithStore)\nS1,A1,"))
        try workspace.importRows(
            ["S1,A1,2024-01-01,10,2,0,10,1,7,,Bolt", "S1,A2,2024-01-01,3,4,1,10,1,,2.5,"],
            header: "\(ProductFile.headerWithStore),lead_time_days,unit_cost,name")
        #expect(
            try workspace.succeed("export", "inventory", "--store", "S1,S2", "--product", "A*")
                == """
                \(ProductFile.headerWithStore),lead_time_days,unit_cost,name
                S1,A1,2024-01-01,10,2,0,10,1,7,,Bolt
                S1,A2,2024-01-01,3,4,1,10,1,,2.5,
                S2,A1,2024-01-01,10,2,0,10,1,,,Bolt
                S2,A2,2024-01-01,3,4,1,10,1,,,

                """)
        let line = try workspace.succeed("export", "inventory", "--format", "jsonl", "--store", "S1", "--product", "A1")
        #expect(line.hasSuffix(#""forecast_frequency":1,"lead_time_days":7,"unit_cost":null,"name":"Bolt"}"# + "\n"))
    }

    @Test("Receipts are exported by product and store")
    func receiptsOfASelection() throws {
        let workspace = try Workspace.threeStores()
        try workspace.folder.write(
            "store_id,sku,eta,qty\nT1,A1,2024-01-05,2.5\nS1,A1,2024-01-05,4\nS1,A1,2024-01-03,1e6\nS1,B1,2024-01-05,1\n",
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        #expect(
            try workspace.succeed("export", "receipts", "--product", "A1")
                == """
                store_id,product_id,receipt_date,quantity
                S1,A1,2024-01-03,1000000
                S1,A1,2024-01-05,4
                T1,A1,2024-01-05,2.5

                """)
        #expect(
            try workspace.succeed("export", "receipts", "--store", "T1", "--format", "jsonl")
                == #"{"store_id":"T1","product_id":"A1","receipt_date":"2024-01-05","quantity":2.5}"# + "\n")
        for options in [["--from", "2024-01-01"], ["--scenario", "baseline"]] {
            #expect(try workspace.run(["export", "receipts"] + options).status == 64)
        }
    }

    @Test("Names that a spreadsheet would run as formulas get an apostrophe")
    func namesThatASpreadsheetWouldRun() throws {
        let workspace = try Workspace(
            Self.header, rows: ["S,=A,2024-01-01,-1,1,1,1,1,7,1,=1+1,@x"])
        try workspace.folder.write("store_id,sku,eta,qty\nS,=A,2024-01-05,2\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        #expect(
            try workspace.succeed("export", "inventory", "--spreadsheet-safe").hasSuffix(
                "\n\"S\",\"'=A\",2024-01-01,-1,1,1,1,1,7,1,\"'=1+1\",\"'@x\"\n"))
        #expect(
            try workspace.succeed("export", "receipts", "--spreadsheet-safe").hasSuffix(
                "\n\"S\",\"'=A\",2024-01-05,2\n"))
    }

    /// All that was imported comes back to the last bit from what was exported.
    @Test("What is exported with terms, names and receipts is imported to the same values")
    func exportsComeBackAsTheyWere() throws {
        var generator = SeededGenerator("supply round trip")
        let texts = ["", "a", "x,y", "say \"hi\"", "é", "e\u{301}", "line\nend", " ", "=1", "日本", "1e5"]
        func quoted(_ text: String) -> String { text.isEmpty ? "" : "\"\(text.replacing("\"", with: "\"\""))\"" }
        func number(_ range: ClosedRange<Double>) -> String {
            Bool.random(using: &generator) ? "" : "\(Double.random(in: range, using: &generator))"
        }
        func days(_ range: ClosedRange<Int>) -> String {
            Bool.random(using: &generator) ? "" : "\(Int.random(in: range, using: &generator))"
        }
        var rows: [String] = []
        var receipts: [String] = []
        for store in ["S", "T,1"] {
            for product in 1...300 {
                let terms = [
                    days(0...36_525), days(1...36_525), number(0...1e12), days(0...36_525), number(0...50),
                    number(0...20),
                    number(100...1e12), number(0...1e3),
                ]
                rows.append(
                    "\(quoted(store)),P\(product),2024-01-01,10,5,3,30,1,\(terms.joined(separator: ",")),"
                        + "\(quoted(texts[product % texts.count])),\(quoted(texts[product / 7 % texts.count]))")
                for _ in 0..<Int.random(in: 0...3, using: &generator) {
                    let quantity = Double.random(in: 0.001...1e12, using: &generator)
                    let year = ["2024", "2025", "2999"].randomElement(using: &generator) ?? ""
                    receipts.append("\(quoted(store)),P\(product),\(year)-12-31,\(quantity)")
                }
            }
        }
        let workspace = try Workspace(
            ProductFile.headerWithStore
                + ",lead_time_days,review_period_days,safety_stock,cover_days,min_order_quantity,order_multiple,"
                + "max_order_quantity,unit_cost,name,category", rows: rows)
        try workspace.folder.write(
            (["store_id,product_id,receipt_date,quantity"] + receipts.shuffled(using: &generator)).joined(
                separator: "\n")
                + "\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")

        func content(_ database: String) throws -> [String] {
            let finished = try Command.sqlite3(
                """
                SELECT hex(store_id), hex(product_id), lead_time_days, review_period_days, cover_days,
                    hex(ieee754_to_blob(safety_stock)), hex(ieee754_to_blob(min_order_quantity)),
                    hex(ieee754_to_blob(order_multiple)), hex(ieee754_to_blob(max_order_quantity)),
                    hex(ieee754_to_blob(unit_cost))
                FROM supply_terms JOIN inventory USING (series_key) JOIN store USING (store_key) JOIN product USING (product_key)
                ORDER BY 1, 2;
                SELECT hex(product_id), hex(name), name IS NULL, hex(category), category IS NULL FROM product ORDER BY 1;
                SELECT hex(store_id), hex(product_id), receipt_day, hex(ieee754_to_blob(quantity))
                FROM receipt JOIN inventory USING (series_key) JOIN store USING (store_key) JOIN product USING (product_key)
                ORDER BY 1, 2, 3, 4;
                """, in: workspace.folder, database: database)
            #expect(finished.error == "")
            return finished.lines
        }
        let before = try content("invdb.db")
        #expect(before.count > 1200)
        for (name, what) in [("inventory.csv", "inventory"), ("open.csv", "receipts")] {
            try workspace.succeed("export", what, "-o", name)
            try workspace.succeed("import", name, "--db", "copy.db")
        }
        #expect(try content("copy.db") == before)
        for (name, what) in [("inventory.csv", "inventory"), ("open.csv", "receipts")] {
            #expect(try workspace.succeed("export", what, "--db", "copy.db") == workspace.folder.read(name))
        }
        #expect(try workspace.succeed("import", "inventory.csv").contains("inserted 0, updated 0, unchanged 600,"))
    }
}
