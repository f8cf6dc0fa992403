import TestSupport
import Testing

/// The same inventory gives the same results: whatever the number of workers, the order of the rows and the way in.
///
/// A forecast is cut into parts of some 33,000 series; the stores are chosen so that one is cut up and others share a part.
@Suite struct DeterminismTests {
    /// All results by identifiers, and the views on some days of all and on all days of some.
    private func content(_ workspace: Workspace) throws -> String {
        let finished = try Command.sqlite3(
            """
            SELECT scenario_id, store_id, product_id, first_day, last_day, hex(ieee754_to_blob(opening_level)),
                hex(ieee754_to_blob(sales)), hex(ieee754_to_blob(restocking)), period, frequency, phase, stockout_day
            FROM projection JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2, 3, 4;
            SELECT * FROM stockout ORDER BY 1, 2, 3;
            SELECT * FROM forecast WHERE update_date IN ('2024-02-10', '2024-03-01') ORDER BY 1, 2, 3;
            SELECT * FROM forecast WHERE product_id IN ('P1', 'P999', 'P36000') ORDER BY 1, 2, 3;
            SELECT * FROM calendar ORDER BY day;
            SELECT name, stretch_count FROM scenario ORDER BY name;
            SELECT series, stockouts FROM run ORDER BY run_id DESC LIMIT 1;
            """, in: workspace.folder)
        #expect(finished.error == "")
        return finished.output
    }

    @Test(arguments: [[], ["--lost-sales", "--store", "large,small2", "--product", "*1,*2,*3"]])
    func theNumberOfWorkersChangesNothing(_ options: [String]) throws {
        var random = RandomRows("workers")
        let workspace = try Workspace(
            rows: random.rows(stores: ["small1"], products: 1_000) + random.rows(stores: ["large"], products: 36_000)
                + random.rows(stores: ["small2", "small3"], products: 1_000))
        func found(workers: String) throws -> (content: String, firstOut: [Substring], export: String) {
            let summary = try workspace.succeed(["forecast", "--workers", workers] + options).split(separator: "\n")
            // Of what is not forecast, the export says so.
            let export = ["export", "forecast", "--workers", workers, "-o", "export.csv", "--to", "2024-02-01"]
            #expect(try workspace.run(export).status == 0)
            return (try content(workspace), Array(summary.dropFirst()), try workspace.folder.read("export.csv"))
        }
        let one = try found(workers: "1")
        // A heading and five series; there may be a line on series that are out and sell nothing.
        try #require(one.firstOut.count >= 6)
        try #require(one.content.utf8.count > 1_000_000)
        for workers in ["2", "8"] {
            let more = try found(workers: workers)
            #expect(more.content == one.content, "\(workers) workers")
            #expect(more.firstOut == one.firstOut, "\(workers) workers")
            #expect(more.export == one.export, "\(workers) workers")
        }
    }

    @Test func theOrderOfTheRowsChangesNothing() throws {
        var random = RandomRows("order of rows")
        let rows = random.rows(stores: ["S1", "S2", "S3", "S4"], products: 5_000)
        let sorted = try Workspace(rows: rows)
        try sorted.succeed("forecast")
        let shuffled = try Workspace(rows: rows.shuffled(using: &random.generator))
        try shuffled.succeed("forecast", "--workers", "2")
        #expect(try content(shuffled) == (try content(sorted)))
    }

    @Test("Several files and forecasts of parts give what one of each gives")
    func inTwoFilesAndTwoForecastsItIsTheSame() throws {
        var random = RandomRows("parts")
        let rows = random.rows(stores: ["S1", "S2", "S3"], products: 2_000)
        let whole = try Workspace(rows: rows)
        try whole.succeed("forecast")
        let parts = try Workspace(rows: [])
        let shuffled = rows.shuffled(using: &random.generator)
        try parts.importRows(Array(shuffled[..<2_500]))
        try parts.succeed("forecast", "--days", "3", "--lost-sales")
        try parts.importRows(Array(shuffled[2_500...]))
        try parts.succeed("forecast", "--store", "S2")
        try parts.succeed("forecast", "--store", "S1,S3", "--product", "P1*,P3*,P5*,P7*,P9*")
        try parts.succeed("forecast", "--store", "S1,S3", "--product", "P2*,P4*,P6*,P8*")
        let query = """
            SELECT * FROM forecast ORDER BY 1, 2, 3;
            SELECT * FROM stockout ORDER BY 1, 2, 3;
            SELECT name, stretch_count FROM scenario;
            """
        #expect(try parts.query(query) == (try whole.query(query)))
    }
}
