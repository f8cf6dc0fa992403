import Foundation
import TestSupport
import Testing

/// `export inventory` is a product file: importing it gives the same inventory.
@Suite struct ExportInventoryTests {
    /// Identifiers that are hard on a CSV file.
    private static let awkward = [
        "007", "7", "a,b", "say \"hi\"", "\"", ",", "line\nbreak", "line\r\nbreak", "semi;colon", "tab\there",
        "pipe|pipe",
        "café", "cafe\u{301}", "日本", "it's", "a*b", "-", "NULL", "1e5",
    ]

    private func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    /// All of the inventory by identifiers, in a form in which everything differs that differs.
    private func inventory(_ workspace: Workspace, database: String) throws -> [String] {
        let finished = try Command.sqlite3(
            """
            SELECT hex(store_id), hex(product_id), start_day, hex(ieee754_to_blob(on_hand)),
                hex(ieee754_to_blob(sales_rate)), hex(ieee754_to_blob(restocking_rate)), duration_days, forecast_frequency
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
            """, in: workspace.folder, database: database)
        #expect(finished.error == "")
        return finished.lines
    }

    private func expectRoundTrip(_ workspace: Workspace, series: Int) throws {
        let before = try inventory(workspace, database: "invdb.db")
        try #require(before.count == series)
        try workspace.succeed("export", "inventory", "-o", "inventory.csv")
        try workspace.succeed("import", "inventory.csv", "--db", "copy.db")
        #expect(try inventory(workspace, database: "copy.db") == before)
        // The copy of the copy is the same text, and importing it where it came from changes nothing.
        try workspace.succeed("export", "inventory", "--db", "copy.db", "-o", "again.csv")
        #expect(try workspace.folder.read("again.csv") == (try workspace.folder.read("inventory.csv")))
        #expect(try workspace.succeed("import", "inventory.csv").contains("inserted 0, updated 0, unchanged \(series)"))
    }

    @Test func awkwardIdentifiersComeBackAsTheyWere() throws {
        let rows = Self.awkward.enumerated().map { index, name in
            "\(quoted(name)),\(quoted(Self.awkward[Self.awkward.count - 1 - index])),2024-01-01,\(index),1,0,10,1"
        }
        let workspace = try Workspace(rows: rows)
        try expectRoundTrip(workspace, series: Self.awkward.count)
        #expect(
            try workspace.query("SELECT hex(store_id) FROM store ORDER BY store_key")
                == Self.awkward.map { $0.utf8.map { String(format: "%02X", $0) }.joined() })
    }

    @Test func awkwardIdentifiersAreQuotedInResultsToo() throws {
        let workspace = try Workspace(
            rows: Self.awkward.map { "\(quoted($0)),\(quoted($0)),2024-01-01,3,1,0,2,1" })
        try workspace.succeed("forecast")
        try workspace.succeed("export", "forecast", "-o", "forecast.csv")
        // The sqlite3 shell reads CSV by itself; what it finds has to be what the view has.
        let counts = try workspace.script(
            """
            .import --csv forecast.csv exported
            ATTACH 'invdb.db' AS stored;
            SELECT count(*) FROM exported;
            SELECT count(*) FROM (
                SELECT store_id, product_id, update_date FROM exported INTERSECT
                SELECT store_id, product_id, update_date FROM stored.forecast);
            """)
        #expect(counts == ["\(2 * Self.awkward.count)", "\(2 * Self.awkward.count)"])
        let names = try workspace.succeed("export", "forecast", "--format", "jsonl").split(separator: "\n").map {
            line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["product_id"] as? String)
        }
        #expect(names.map { Array($0.utf8) } == Self.awkward.flatMap { [Array($0.utf8), Array($0.utf8)] })
    }

    @Test func everyNumberComesBackToTheLastBit() throws {
        var random = RandomRows("inventory round trip")
        var rows = random.rows(stores: ["S1", "S2"], products: 300)
        rows += [
            "S3,tiny,1900-01-01,0.0000001,1e-9,0.1,0,36525",
            "S3,huge,2999-12-31,1e12,999999999999.9999,123456789.123456789,36525,1",
            "S3,negative,2024-02-29,-1e12,0,0,1,1",
            "S3,third,1969-12-31,0.3333333333333333,0.30000000000000004,2e-3,7,7",
        ]
        try expectRoundTrip(Workspace(rows: rows), series: 604)
    }

    /// Identifiers of characters that mean something to a reader of CSV, to a spreadsheet, or to a terminal.
    @Test func randomHostileIdentifiersComeBackAsTheyWere() throws {
        var generator = SeededGenerator("hostile round trip")
        let alphabet: [String] = [
            "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", " ", "  ", "'", "\\", "\\\"", "=", "+", "-", "@",
            "=1+1", "sep=;",
            "\u{FEFF}", "\u{A0}", "\u{202E}", "\u{200B}", "\u{1A}", "\u{1B}[2J", "\u{7F}", "\u{2028}", "\u{85}", "é",
            "e\u{301}", "日",
            "👩\u{200D}👧", "NULL", "NA", "0", "007", "1e5", "1,5", "2024-01-01", "%s", "../", "<b>", "'; --", "*", "a",
            "B",
        ]
        func identifier() -> String {
            let text = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? "a"
            }.joined()
            // Only spaces are no identifier.
            return text.unicodeScalars.allSatisfy {
                $0.properties.isWhitespace || $0.properties.generalCategory == .format
            } ? text + "x" : text
        }
        func number(_ range: ClosedRange<Double>) -> String {
            let number = Double.random(in: range, using: &generator)
            return Bool.random(using: &generator) ? "\(number)" : "\((number * 100).rounded() / 100)"
        }
        var seen: Set<[[UInt8]]> = []
        var rows: [String] = []
        while rows.count < 400 {
            let (store, product) = (identifier(), identifier())
            guard seen.insert([Array(store.utf8), Array(product.utf8)]).inserted else { continue }
            let day = ["1900-01-01", "1969-12-31", "2024-02-29", "2999-12-31"].randomElement(using: &generator) ?? ""
            let duration = Int.random(in: 0...36_525, using: &generator)
            let frequency = Int.random(in: 1...36_525, using: &generator)
            rows.append(
                "\(quoted(store)),\(quoted(product)),\(day),\(number(-1e12...1e12)),\(number(0...1e3)),\(number(0...1)),"
                    + "\(duration),\(frequency)")
        }
        let workspace = try Workspace(rows: rows)
        let before = try inventory(workspace, database: "invdb.db")
        try #require(before.count == rows.count)
        try workspace.succeed("export", "inventory", "-o", "inventory.csv")
        try workspace.succeed("import", "inventory.csv", "--db", "copy.db")
        #expect(try inventory(workspace, database: "copy.db") == before)
        #expect(
            try workspace.succeed("import", "inventory.csv").contains(
                "inserted 0, updated 0, unchanged \(rows.count), rejected 0"))
    }

    @Test func aSelectionIsExportedAlone() throws {
        let workspace = try Workspace.threeStores()
        #expect(
            try workspace.succeed("export", "inventory", "--store", "S2,T*", "--product", "A1")
                == """
                \(ProductFile.headerWithStore)
                S2,A1,2024-01-01,10,2,0,10,1
                T1,A1,2024-01-01,10,2,0,10,1

                """)
        let lines = try workspace.succeed("export", "inventory", "--product", "B1", "--format", "jsonl")
            .split(separator: "\n")
        #expect(
            lines.first
                == #"{"store_id":"S1","product_id":"B1","sell_start_date":"2024-01-01","initial_inventory":5,"sales_rate":1,"restocking_rate":1,"duration_days":10,"forecast_frequency":1}"#
        )
        #expect(lines.count == 3)
    }
}
