import Foundation
import TestSupport
import Testing

/// `export … --format arrow` has the rows of the CSV, as dates and numbers instead of their texts.
@Suite struct ExportArrowTests {
    private static func workspace() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        for (name, text) in [
            (
                "terms",
                "store_id,product_id,lead_time_days,unit_cost,orderable,review_weekday,name\nS1,A1,2,1.25,yes,monday,Bolt\nS2,A1,,,no,,\n"
            ),
            ("receipts", "store_id,product_id,receipt_date,quantity\nS1,A1,2024-01-03,7.5\nS2,B1,2024-01-04,2\n"),
            ("calendar", "date,store_id,open\n2024-01-06,,no\n2024-01-07,S1,yes\n"),
            (
                "events",
                "date,until,name,store_id,category,product_id,factor\n2024-01-02,2024-01-03,sale,S1,,,1.5\n2024-02-02,,fair,,,,\n"
            ),
            ("ahead", "store_id,product_id,date,until,quantity\nS1,B1,2024-01-04,2024-01-06,9\n"),
            (
                "sales",
                "date,product_id,store_id,quantity\n"
                    + (1...31).map { "2023-12-\($0 < 10 ? "0" : "")\($0),A2,S1,\($0 % 4)\n" }.joined()
            ),
        ] {
            try workspace.folder.write(text, to: "\(name).csv")
            let finished = try workspace.run(["import", "\(name).csv"])
            #expect(finished.status == 0, "\(name): \(finished.error)")
        }
        #expect(try workspace.run(["plan", "--risk", "--assume-dispersion", "2"]).status == 0)
        let simulate = [
            "simulate", "--assume-dispersion", "2", "--service", "90", "--runs", "2", "--days", "30", "--by-series",
        ]
        #expect(try workspace.run(simulate).status == 0)
        return workspace
    }

    @Test func everyExportHasTheSameRowsAsCSV() throws {
        let workspace = try Self.workspace()
        let contents = try Command.exportContents(in: workspace.folder)
        #expect(contents.count >= 13)
        for content in contents {
            let lines = try workspace.run(["export", content]).output.split(
                separator: "\n", omittingEmptySubsequences: false
            )
            .dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            #expect(lines.count > 1, "\(content) has no rows to compare")
            #expect(try workspace.run(["export", content, "--format", "arrow", "-o", "out.arrow"]).status == 0)
            let reading = try ArrowReading(Array(try workspace.folder.bytes(of: "out.arrow")))
            #expect(reading.isFinished)
            #expect(reading.fields.map(\.name) == lines.first, "\(content)")
            // The options of runs have commas and quotes in them, and reasons, which are the last column, have commas.
            guard content != "runs" else { continue }
            let rows = reading.rows.map { row in
                zip(row, reading.fields).map { cell, field in Self.text(cell, field) }.joined(separator: ",")
            }
            #expect(rows == lines.dropFirst().map { $0.joined(separator: ",").replacing("\"", with: "") }, "\(content)")
        }
    }

    /// A value as CSV has it.
    private static func text(_ cell: String, _ field: ArrowReading.Field) -> String {
        if cell == "" { return "" }
        switch field.type {
        case 3:
            let number = Double(bitPattern: UInt64(cell, radix: 16) ?? 0)
            return number == number.rounded() ? String(Int(number)) : "\(number)"
        case 8:
            var time = (Int(cell) ?? 0) * 86_400
            var parts = tm()
            gmtime_r(&time, &parts)
            let two: (Int32) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
            return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        default: return cell
        }
    }

    @Test func aProjectionIsThatOfAPipe() throws {
        let rows = (1...300).map {
            "S\($0 % 7),P\($0),2024-01-0\($0 % 9 + 1),\($0 % 40),\($0 % 5).25,1.5,30,\($0 % 3 + 1)"
        }
        let text = ProductFile.of(rows, header: ProductFile.headerWithStore)
        let pipe = try PipeRun(text, ["--unsorted"])
        let workspace = try Workspace()
        try workspace.folder.write(text, to: "in.csv")
        try workspace.succeed("import", "in.csv")
        try workspace.succeed("forecast")
        #expect(try workspace.run(["export", "projection", "--format", "arrow", "-o", "out.arrow"]).status == 0)
        let exported = try ArrowReading(Array(try workspace.folder.bytes(of: "out.arrow")))
        let piped = try ArrowReading(pipe.bytes())
        #expect(
            exported.fields.map { "\($0.name) \($0.type) \($0.detail)" }
                == piped.fields.map { "\($0.name) \($0.type) \($0.detail)" })
        #expect(Set(exported.rows) == Set(piped.rows))
        #expect(exported.rows.count == piped.rows.count)
    }

    @Test func daysAreChosen() throws {
        let workspace = try Self.workspace()
        try workspace.succeed(
            "export", "forecast", "--format", "arrow", "-o", "out.arrow", "--from", "2024-01-03", "--to", "2024-01-04",
            "--store",
            "S2")
        let days = try ArrowReading(Array(try workspace.folder.bytes(of: "out.arrow"))).rows.map { $0[2] }
        #expect(days == ["19725", "19726", "19725", "19726", "19725", "19726"])
    }

    @Test func aDatabaseInMemoryIsRefused() throws {
        let workspace = try Workspace()
        try workspace.folder.write(ProductFile.sample, to: "in.csv")
        let sentence = "A database is a file, and :memory: names none; invdb pipe forecasts without a database."
        let option = try workspace.run(["import", "in.csv", "--db", ":memory:"])
        #expect(option.status == 64)
        #expect(option.error.contains(sentence))
        let variable = try Command.run(
            Command.invdb, ["import", "in.csv"], in: workspace.folder, environment: ["INVDB_DB": ":memory:"])
        #expect(variable.status == 64)
        #expect(try workspace.folder.names() == ["in.csv"])
        #expect(try workspace.run(["backup", ":memory:", "--db", "other.db"]).status == 64)
    }

    @Test("A file whose name begins like a URI is that file, for SQLite too")
    func aNameLikeAURI() throws {
        let workspace = try Workspace()
        try workspace.folder.write(ProductFile.sample, to: "in.csv")
        try workspace.succeed("import", "in.csv", "--db", "file:a.db")
        try workspace.succeed("forecast", "--db", "file:a.db")
        try workspace.succeed("backup", "file:b.db", "--db", "file:a.db")
        #expect(try Set(workspace.folder.names()) == ["in.csv", "file:a.db", "file:b.db"])
        try workspace.succeed("check", "--db", "./file:b.db")
    }
}
