import TestSupport
import Testing

/// `export --spreadsheet-safe`: what a spreadsheet would run is text, and all else is as it is without it.
@Suite struct ExportSpreadsheetTests {
    private static let dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=\"a\",b"]
    private static let harmless = ["a", "007", "a=1", "a,\"b\"", "é"]

    private func workspace() throws -> Workspace {
        let rows = (Self.dangerous + Self.harmless).enumerated().map { index, name in
            let field = "\"\(name.replacing("\"", with: "\"\""))\""
            return "\(field),\(field),2024-01-01,-\(index).5,1,0.25,3,1"
        }
        let workspace = try Workspace(rows: rows)
        try workspace.succeed("forecast")
        try workspace.succeed("forecast", "--scenario", "=cmd")
        return workspace
    }

    /// The cells of an export, read by the sqlite3 shell: the bytes of each in hexadecimal.
    private func cells(_ workspace: Workspace, _ arguments: [String], _ columns: [String]) throws -> [String] {
        try workspace.succeed(["export"] + arguments + ["-o", "out.csv"])
        return try workspace.script(
            """
            .import --csv out.csv exported
            SELECT \(columns.map { "hex(\($0))" }.joined(separator: " || ' ' || ")) FROM exported;
            """)
    }

    private func protected(_ text: String) -> String { hexadecimal(Self.dangerous.contains(text) ? "'" + text : text) }

    @Test(arguments: [
        (["inventory"], ["sell_start_date", "initial_inventory", "restocking_rate"]),
        (["forecast"], ["update_date", "inventory_level", "sales"]),
        (["stockout"], ["stockout_date", "inventory_level", "restocking"]),
    ])
    func textsAreProtectedAndNumbersAreNot(content: [String], numbers: [String]) throws {
        let workspace = try workspace()
        let plain = try cells(workspace, content, ["store_id", "product_id"] + numbers)
        try #require(plain.count >= Self.dangerous.count + Self.harmless.count)
        // Without it every text is what it was.
        #expect(
            Set(plain.compactMap { $0.split(separator: " ").first.map(String.init) })
                == Set((Self.dangerous + Self.harmless).map(hexadecimal)))
        let names = Dictionary(
            uniqueKeysWithValues: (Self.dangerous + Self.harmless).map { (hexadecimal($0), protected($0)) })
        let expected = plain.map { line in
            line.split(separator: " ").map { names[String($0)] ?? String($0) }.joined(separator: " ")
        }
        #expect(
            try cells(workspace, content + ["--spreadsheet-safe"], ["store_id", "product_id"] + numbers) == expected)
        #expect(expected != plain)
    }

    @Test func scenariosAndOptionsOfRunsAreTexts() throws {
        let workspace = try workspace()
        #expect(
            try cells(workspace, ["runs", "--spreadsheet-safe"], ["run_id", "scenario", "options"])
                == [
                    ["1", "baseline", "{}"], ["2", "'=cmd", "{}"],
                ].map { $0.map(hexadecimal).joined(separator: " ") })
    }

    @Test func jsonLinesHaveNothingToProtect() throws {
        let finished = try workspace().run(["export", "inventory", "--format", "jsonl", "--spreadsheet-safe"])
        #expect(finished.status == 64)
        #expect(finished.error.hasPrefix("Error: --spreadsheet-safe goes with CSV only"))
        #expect(finished.output == "")
    }
}
