import Foundation
import TestSupport
import Testing

/// `import --forecast`: the same as an import and a forecast, in one command. A new file then appears with both.
@Suite struct ImportForecastTests {
    private static func rows(_ count: Int, onHand: Int = 0) -> [String] {
        (0..<count).map {
            "S\($0 % 11),P\($0),2024-03-0\(1 + $0 % 7),\(onHand + $0 % 400),\($0 % 9),\($0 % 3),\(20 + $0 % 5),1"
        }
    }

    private static let views = [
        "SELECT * FROM inventory ORDER BY 1, 2", "SELECT * FROM projection ORDER BY stretch_key",
        "SELECT * FROM stockout ORDER BY 1, 2", "SELECT * FROM forecast ORDER BY 1, 2, 3 LIMIT 5000",
        "SELECT scenario, options, series, stockouts, orders, import_id FROM run",
    ]

    private func write(_ rows: [String], in workspace: Workspace) throws {
        try workspace.folder.write(ProductFile.of(rows, header: ProductFile.headerWithStore), to: "products.csv")
    }

    private func expectAlike(_ one: Workspace, _ two: Workspace, at location: SourceLocation = #_sourceLocation) throws
    {
        for view in Self.views {
            #expect(try one.query(view) == two.query(view), "\(view)", sourceLocation: location)
        }
        #expect(try one.query("PRAGMA integrity_check") == ["ok"], sourceLocation: location)
        #expect(try one.query("PRAGMA journal_mode") == ["wal"], sourceLocation: location)
        try one.succeed("check")
    }

    @Test("A new file has the same rows as after two commands, for any number of workers", arguments: [1, 2, 5])
    func aNewFile(workers: Int) throws {
        // More than fit a batch and a partition, so that pages are placed and several threads read.
        let rows = Self.rows(150_000)
        let (one, two) = (try Workspace(), try Workspace(rows: rows))
        try two.succeed("forecast")
        try write(rows, in: one)
        let output = try one.succeed("import", "products.csv", "--forecast", "--workers", "\(workers)")
        #expect(output.contains("inserted 150,000,"))
        #expect(output.contains("150,000 series, "))
        try expectAlike(one, two)
        #expect(try one.visible() == ["invdb.db", "products.csv"])
    }

    @Test("A file that is there is imported into, and forecast then")
    func aFileThatIsThere() throws {
        let (one, two) = (try Workspace(rows: Self.rows(500)), try Workspace(rows: Self.rows(500)))
        for workspace in [one, two] {
            try workspace.succeed("forecast")
            try write(Self.rows(520, onHand: 3), in: workspace)
        }
        let output = try one.succeed("import", "products.csv", "--forecast", "--format", "json")
        #expect(output.split(separator: "\n").count == 2)
        try two.succeed("import", "products.csv")
        try two.succeed("forecast")
        try expectAlike(one, two)
    }

    @Test("What can't be forecast is imported, and the message says both", arguments: [false, true])
    func nothingToForecast(isThere: Bool) throws {
        let workspace = try Workspace()
        if isThere {
            try workspace.folder.write("date,open\n2024-03-01,no\n", to: "first.csv")
            try workspace.succeed("import", "first.csv")
        }
        try workspace.folder.write("date,open\n2024-03-02,no\n", to: "calendar.csv")
        let finished = try workspace.run(["import", "calendar.csv", "--forecast"])
        #expect(finished.status != 0)
        #expect(finished.output.contains("read 1, inserted 1,"))
        #expect(
            finished.error.hasPrefix(
                "invdb: The files are imported, and nothing is forecast; do it with: invdb forecast\ninvdb: "))
        #expect(try workspace.query("SELECT count(*) FROM import") == ["\(isThere ? 2 : 1)"])
        #expect(try workspace.query("SELECT count(*) FROM run") == ["0"])
    }

    @Test("A new file of sales is estimated before it is forecast")
    func sales() throws {
        let workspace = try Workspace()
        let days = (1...28).map { "2024-03-\($0 < 10 ? "0" : "")\($0),Oslo,bolt,\($0 % 4 + 1),\(100 - $0)" }
        try workspace.folder.write(
            (["date,store_id,product_id,quantity,closing_stock"] + days).joined(separator: "\n"), to: "sales.csv")
        let output = try workspace.succeed("import", "sales.csv", "--forecast")
        #expect(output.contains("1 series, "))
        #expect(try workspace.query("SELECT count(*) > 0 FROM demand") == ["1"])
        #expect(try workspace.query("SELECT count(*) > 20 FROM forecast") == ["1"])
    }

    @Test("Nothing is stored if the summary can't be printed")
    func withoutASummary() throws {
        let workspace = try Workspace()
        try write(Self.rows(50), in: workspace)
        let finished = try Command.run(
            "/bin/sh", ["-c", "'\(Command.invdb)' import products.csv --forecast > /dev/full"], in: workspace.folder)
        #expect(finished.status == 74)
        #expect(try workspace.visible() == ["products.csv"])
    }

    @Test("A dry run has nothing to forecast")
    func dryRun() throws {
        let workspace = try Workspace()
        try write(Self.rows(5), in: workspace)
        let finished = try workspace.run(["import", "products.csv", "--forecast", "--dry-run"])
        #expect(finished.status == 64)
        #expect(finished.error.contains("--dry-run stores nothing that --forecast could forecast."))
    }
}
