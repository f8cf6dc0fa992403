import TestSupport
import Testing

/// `invdb import --replace` and `--dry-run`.
@Suite struct ImportReplaceTests {
    let folder: TemporaryFolder

    /// Two stores with forecasts in two scenarios.
    init() throws {
        folder = try TemporaryFolder()
        try folder.importGood(
            ProductFile.of(
                ["A,1,2024-01-01,1,1,0,3,1", "A,2,2024-01-01,2,1,0,3,1", "B,1,2024-01-01,3,1,0,3,1"],
                header: ProductFile.headerWithStore))
        #expect(try Command.invdb("forecast", "--store", "all", in: folder).status == 0)
        #expect(try Command.invdb("forecast", "--store", "all", "--scenario", "promo", in: folder).status == 0)
    }

    /// The series with results, by scenario.
    private func results() throws -> [String] {
        try folder.rows(
            "SELECT DISTINCT scenario, store_id, product_id FROM forecast_by_scenario ORDER BY scenario, store_id, product_id"
        )
    }

    @Test func whatTheFilesDoNotHaveIsRemovedWithItsResults() throws {
        let output = try folder.importGood(
            ProductFile.of(
                ["A,2,2024-01-01,9,1,0,3,1", "A,1,2024-01-01,1,1,0,3,1", "C,1,2024-01-01,4,1,0,3,1"],
                header: ProductFile.headerWithStore), "--replace=all")
        #expect(output.contains("read 3, inserted 1, updated 1, unchanged 1, rejected 0, removed 1 in "))
        #expect(
            try folder.inventory() == [
                "A|1|2024-01-01|1.0|1.0|0.0|3|1", "A|2|2024-01-01|9.0|1.0|0.0|3|1", "C|1|2024-01-01|4.0|1.0|0.0|3|1",
            ])
        #expect(try results() == ["baseline|A|1", "baseline|A|2", "promo|A|1", "promo|A|2"])
        #expect(try folder.rows("SELECT store_id, series_count FROM store ORDER BY 1") == ["A|2", "C|1"])
        #expect(
            try folder.rows("SELECT sum(stretch_count) = (SELECT count(*) FROM projection) FROM scenario") == ["1"])
        #expect(try folder.rows("PRAGMA foreign_key_check") == [])
    }

    @Test("--replace removes series only of the stores that the files name")
    func theOtherStoresStay() throws {
        let text = ProductFile.of(["A,2,2024-01-01,2,1,0,3,1"], header: ProductFile.headerWithStore)
        // Also if nothing changes in a store.
        #expect(try folder.importGood(text, "--replace").contains("updated 0, unchanged 1, rejected 0, removed 1 in "))
        #expect(try results() == ["baseline|A|2", "baseline|B|1", "promo|A|2", "promo|B|1"])
        #expect(try folder.importGood(text, "--replace-all").contains("removed 1 in "))
        #expect(try results() == ["baseline|A|2", "promo|A|2"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A file with only a header and --store empties that store with --replace")
    func anEmptyFileOfAStore() throws {
        try folder.write(ProductFile.header + "\n\n", to: "empty.csv")
        #expect(try folder.importing("empty.csv", "--store", "A").counts?.contains("removed") == false)
        let finished = try folder.importing("empty.csv", "--store", "A", "--replace")
        #expect(finished.counts == "read 1, inserted 0, updated 0, unchanged 0, rejected 0, blank 1, removed 2")
        #expect(try results() == ["baseline|B|1", "promo|B|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
        try folder.importing("empty.csv", "--store", "nowhere", "--replace").expectFailure("empty.csv has no rows")
    }

    @Test("With --replace, several files are what is there afterwards")
    func severalFilesAreTheWholeTruthTogether() throws {
        try folder.write(ProductFile.of("1,2024-01-01,1,1,0,3,1"), to: "a.csv")
        let input = ProductFile.of(["B,1,2024-01-01,3,1,0,3,1"], header: ProductFile.headerWithStore)
        let finished = try folder.importing("a.csv", "-", "--replace", "--store", "A", input: input)
        #expect(finished.counts == "read 2, inserted 0, updated 0, unchanged 2, rejected 0, removed 1")
        #expect(try results() == ["baseline|A|1", "baseline|B|1", "promo|A|1", "promo|B|1"])
    }

    @Test("Without --replace nothing is removed")
    func withoutItNothingIsRemoved() throws {
        let output = try folder.importGood(
            ProductFile.of(["C,1,2024-01-01,4,1,0,3,1"], header: ProductFile.headerWithStore))
        #expect(!output.contains("removed"))
        #expect(try folder.inventory().count == 4)
        #expect(try results().count == 6)
    }

    @Test func aFileWithoutRowsDoesNotEmptyTheDatabase() throws {
        let before = try folder.dump()
        try folder.write(ProductFile.header + "\n\n", to: "empty.csv")
        try folder.importing("empty.csv", "--replace").expectFailure("Nothing was imported: empty.csv has no rows")
        #expect(try folder.dump() == before)
    }

    @Test func aFailureRemovesNothing() throws {
        let before = try folder.dump()
        try folder.write(ProductFile.of("1,2024-01-01,1,1,1,1,1", "2,x,1,1,1,1,1"), to: "bad.csv")
        try folder.importing("bad.csv", "--replace").expectFailure("1 of 2 rows")
        #expect(try folder.dump() == before)
    }

    @Test func aRemovedSeriesCanComeBack() throws {
        let only = ProductFile.of(["A,1,2024-01-01,1,1,0,3,1"], header: ProductFile.headerWithStore)
        try folder.importGood(only, "--replace=all")
        try folder.importGood(
            ProductFile.of(["B,1,2024-01-01,3,1,0,3,1"], header: ProductFile.headerWithStore))
        #expect(try folder.rows("SELECT store_id, series_count FROM store ORDER BY 1") == ["A|1", "B|1"])
        #expect(try results() == ["baseline|A|1", "promo|A|1"])
        #expect(try Command.invdb("forecast", "--store", "all", in: folder).status == 0)
        #expect(try results() == ["baseline|A|1", "baseline|B|1", "promo|A|1"])
    }

    @Test(arguments: [[], ["--replace"], ["--rejects", "rejects.csv"]])
    func aDryRunSaysEverythingAndWritesNothing(options: [String]) throws {
        let isPartial = options.contains("--rejects")
        try folder.write(
            ProductFile.of(
                ["A,1,2024-01-01,1,1,0,3,1", "A,2,2024-01-01,9,1,0,3,1", "C,1,2024-01-01,4,1,0,3,1"]
                    + (isPartial ? ["C,2,never,4,1,0,3,1"] : []), header: ProductFile.headerWithStore), to: "new.csv")
        let before = try (folder.dump(), folder.bytes(of: "invdb.db"))
        let trial = try Command.run(Command.invdb, ["import", "new.csv", "--dry-run"] + options, in: folder)
        #expect(trial.status == (isPartial ? 3 : 0))
        #expect(trial.lines.last == "Nothing was written: this was a dry run.")
        #expect(try folder.bytes(of: "invdb.db") == before.1)
        #expect(try folder.dump() == before.0)
        #expect(try folder.names().filter { $0.hasPrefix("invdb.db") } == ["invdb.db"])

        let real = try Command.run(Command.invdb, ["import", "new.csv"] + options, in: folder)
        #expect(real.status == trial.status)
        #expect(trial.counts?.hasPrefix("read \(isPartial ? 4 : 3), inserted 1, updated 1, unchanged 1,") == true)
        #expect(trial.counts == real.counts)
        #expect(try folder.dump() != before.0)
    }

    @Test func aDryRunMakesNoDatabase() throws {
        let empty = try TemporaryFolder()
        try empty.write(ProductFile.sample, to: "products.csv")
        let finished = try empty.importing("products.csv", "--dry-run")
        #expect(finished.status == 0)
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        #expect(try empty.names() == ["products.csv"])
        try empty.write(ProductFile.of("1,x,1,1,1,1,1"), to: "bad.csv")
        try empty.importing("bad.csv", "--dry-run").expectFailure("1 of 1 row can't be read")
        #expect(try empty.names() == ["bad.csv", "products.csv"])
    }
}
