import Foundation
import TestSupport
import Testing

/// `invdb import` on good files: what is read from where, what is counted, what is kept.
@Suite struct ImportTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theSampleWorksAsItStands() throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        let finished = try folder.importing("products.csv")
        #expect(finished.status == 0)
        #expect(finished.error == "")
        #expect(finished.lines.first == "products.csv: 3 rows")
        #expect(finished.output.contains("  store: main, as the file has no column for it\n"))
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        #expect(
            try folder.inventory() == [
                "main|1|2023-01-01|50.0|10.0|8.0|30|1",
                "main|2|2023-01-02|60.0|15.0|13.0|30|1",
                "main|3|2023-01-03|70.0|20.0|18.0|30|1",
            ])
        #expect(try folder.names() == ["invdb.db", "products.csv"])
    }

    @Test func theExampleIsTheSample() throws {
        let example = try String(contentsOfFile: "\(Command.repository)/Examples/products.csv", encoding: .utf8)
        #expect(example == ProductFile.sample)
    }

    @Test func severalFilesAndStandardInputInOneImport() throws {
        try folder.write(ProductFile.of("a,2024-01-01,1,1,1,1,1"), to: "a.csv")
        try folder.write(
            ProductFile.of(["B,b,2024-01-02,2,1,1,1,1"], header: ProductFile.headerWithStore), to: "b.csv")
        let finished = try folder.importing(
            "a.csv", "-", "b.csv", "--store", "S1", input: ProductFile.of("c,2024-01-03,3,1,1,1,1"))
        #expect(finished.status == 0)
        #expect(finished.lines.contains("a.csv: 1 row"))
        #expect(finished.lines.contains("standard input: 1 row"))
        #expect(finished.lines.contains("b.csv: 1 row"))
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        #expect(
            try folder.inventory() == [
                "B|b|2024-01-02|2.0|1.0|1.0|1|1", "S1|a|2024-01-01|1.0|1.0|1.0|1|1",
                "S1|c|2024-01-03|3.0|1.0|1.0|1|1",
            ])
    }

    @Test(arguments: [
        Command.importFromNamedPipe,
        "invdb import <(cat products.csv)",
        "cat products.csv | invdb import -",
        "cat products.csv | invdb import /dev/stdin",
        "invdb import - < products.csv",
    ])
    func pipesAreRead(line: String) throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        let finished = try folder.shell(line)
        #expect(finished.status == 0)
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        #expect(try folder.inventory().count == 3)
    }

    @Test func theDatabaseIsWhereTheUserSays() throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        #expect(try folder.importing("products.csv", environment: ["INVDB_DB": "variable.db"]).status == 0)
        #expect(try folder.names() == ["products.csv", "variable.db"])
        let finished = try folder.importing(
            "products.csv", "--db", "option.db", environment: ["INVDB_DB": "variable.db"])
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        #expect(try folder.names() == ["option.db", "products.csv", "variable.db"])
    }

    @Test(arguments: [
        ["007", "7", "7.0", "+7"],
        ["1E5", "100000", "NA", "null", "true"],
        [" a", "a", "a ", "A"],
        ["\u{e9}", "e\u{301}"],
        ["ß", "ss", "日本", "🙂"],
    ])
    func identifiersStayAsWritten(identifiers: [String]) throws {
        try folder.importGood(ProductFile.of(identifiers.map { "\($0),2024-01-01,1,1,1,1,1" }))
        #expect(
            try folder.rows("SELECT hex(product_id) FROM product ORDER BY product_key") == identifiers.map(hexadecimal))
        #expect(try folder.rows("SELECT DISTINCT typeof(product_id) FROM product") == ["text"])
    }

    @Test func storesAreKeptApart() throws {
        try folder.importGood(
            ProductFile.of(
                ["S1,p,2024-01-01,1,1,1,1,1", "s1,p,2024-01-01,2,1,1,1,1", "S1 ,p,2024-01-01,3,1,1,1,1"],
                header: ProductFile.headerWithStore),
            "--store", "other")
        #expect(
            try folder.rows(
                "SELECT '[' || store_id || ']', on_hand FROM inventory JOIN store USING (store_key) ORDER BY on_hand"
            ) == ["[S1]|1.0", "[s1]|2.0", "[S1 ]|3.0"])
    }

    @Test func importingAgainUpdatesAndAdds() throws {
        try folder.importGood(ProductFile.of("a,2024-01-01,1,1,1,1,1", "b,2024-01-01,1,1,1,1,1"))
        try folder.write(
            "\(ProductFile.header)\nc,2024-01-01,3,1,1,1,1\n\nb,2024-01-01,2,1,1,1,1\nbad,2024-01-01,x,1,1,1,1\n"
                + ",,,,,,\na,2024-01-01,1.0,1,1,1,1\n", to: "again.csv")
        let finished = try folder.importing("again.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.lines.first == "again.csv: 6 rows")
        #expect(finished.counts == "read 6, inserted 1, updated 1, unchanged 1, rejected 1, blank 2")
        #expect(
            try folder.inventory() == [
                "main|a|2024-01-01|1.0|1.0|1.0|1|1", "main|b|2024-01-01|2.0|1.0|1.0|1|1",
                "main|c|2024-01-01|3.0|1.0|1.0|1|1",
            ])
        // A position keeps the origin of what it says: the second import told nothing new about a.
        #expect(
            try folder.rows(
                "SELECT product_id, import_id, source_line FROM inventory JOIN product USING (product_key) ORDER BY 1")
                == ["a|1|2", "b|2|4", "c|2|2"])
    }

    @Test(arguments: [
        "2024-01-02,1,1,1,1,1", "2024-01-01,2,1,1,1,1", "2024-01-01,1,2,1,1,1", "2024-01-01,1,1,2,1,1",
        "2024-01-01,1,1,1,2,1", "2024-01-01,1,1,1,1,2",
    ])
    func everyColumnCountsAsAChange(rest: String) throws {
        try folder.importGood(ProductFile.of("a,2024-01-01,1,1,1,1,1"))
        let output = try folder.importGood(ProductFile.of("a,\(rest)"))
        #expect(output.contains("read 1, inserted 0, updated 1, unchanged 0, rejected 0"))
        let values = rest.split(separator: ",").dropFirst()
        let expected = values.prefix(3).map { "\($0).0" } + values.suffix(2).map(String.init)
        #expect(try folder.inventory() == ["main|a|\(rest.prefix(10))|\(expected.joined(separator: "|"))"])
    }

    @Test func everyFileIsLogged() throws {
        try folder.write(ProductFile.of("a,2024-01-01,1,1,1,1,1", "b,2024-01-01,1,1,1,1,1"), to: "a.csv")
        #expect(try folder.importing("a.csv").status == 0)
        let input = ProductFile.of("", "a,2024-01-01,9,1,1,1,1", "c,2024-02-31,1,1,1,1,1")
        try folder.write(ProductFile.of("b,2024-01-01,1,1,1,1,1", "d,2024-01-01,1,1,1,1,1"), to: "b.csv")
        #expect(try folder.importing("-", "b.csv", "--rejects", "rejects.csv", input: input).status == 3)
        #expect(
            try folder.rows(
                """
                SELECT import_id, file, rows_read, inserted, updated, unchanged, rejected, blank,
                    rows_read = inserted + updated + unchanged + rejected + blank
                FROM import ORDER BY import_id
                """) == ["1|a.csv|2|2|0|0|0|0|1", "2|-|3|0|1|0|1|1|1", "3|b.csv|2|1|0|1|0|0|1"])
        let times = try folder.rows("SELECT imported_at FROM import")
        #expect(times.allSatisfy { $0.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil })
        #expect(try folder.rows("SELECT sum(series_count) FROM store") == ["3"])
    }

    @Test func aHeaderAloneImportsNothing() throws {
        let output = try folder.importGood(ProductFile.header)
        #expect(output.contains("read 0, inserted 0, updated 0, unchanged 0, rejected 0"))
        #expect(try folder.inventory() == [])
    }
}
