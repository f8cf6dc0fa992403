import TestSupport
import Testing

/// What `invdb import` does with rows that can't be read.
@Suite struct ImportBadRowsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let number = "a number such as 12 or 3.5"
    private static let wholeDays = "a whole number of days from"

    @Test(arguments: [
        ("p,2024-01-01,abc,1,1,1,1", "initial_inventory is “abc”, expected \(number)"),
        ("p,2024-01-01,,1,1,1,1", "initial_inventory is empty, expected \(number)"),
        ("p,2024-01-01,0x10,1,1,1,1", "initial_inventory is “0x10”, expected \(number)"),
        (
            "p,2024-01-01,\"1,5\",1,1,1,1",
            "initial_inventory is “1,5”, expected \(number) (--decimal , reads decimal commas)"
        ),
        (
            "p,2024-01-01,1e400,1,1,1,1",
            "initial_inventory is “1e400”, expected a number from -1000000000000 to 1000000000000"
        ),
        (
            "p,2024-01-01,1e13,1,1,1,1",
            "initial_inventory is “1e13”, expected a number from -1000000000000 to 1000000000000"
        ),
        ("p,2024-01-01,1,nan,1,1,1", "sales_rate is “nan”, expected \(number)"),
        ("p,2024-01-01,1,NaN,1,1,1", "sales_rate is “NaN”, expected \(number)"),
        ("p,2024-01-01,1,inf,1,1,1", "sales_rate is “inf”, expected \(number)"),
        ("p,2024-01-01,1,-1,1,1,1", "sales_rate is “-1”, expected zero or more"),
        ("p,2024-01-01,1,1,-Infinity,1,1", "restocking_rate is “-Infinity”, expected \(number)"),
        ("p,2024-01-01,1,1,-0.5,1,1", "restocking_rate is “-0.5”, expected zero or more"),
        ("p,2024-01-01,1,1,,1,1", "restocking_rate is empty, expected \(number)"),
        ("p,2024-01-01,1,1,1,-1,1", "duration_days is “-1”, expected \(wholeDays) 0 to 36525"),
        ("p,2024-01-01,1,1,1,1.5,1", "duration_days is “1.5”, expected \(wholeDays) 0 to 36525"),
        ("p,2024-01-01,1,1,1,36526,1", "duration_days is “36526”, expected \(wholeDays) 0 to 36525"),
        ("p,2024-01-01,1,1,1,,1", "duration_days is empty, expected \(wholeDays)"),
        ("p,2024-01-01,1,1,1,1,0", "forecast_frequency is “0”, expected \(wholeDays) 1 to 36525"),
        ("p,2024-01-01,1,1,1,1,x", "forecast_frequency is “x”, expected \(wholeDays)"),
        ("p,2024-02-30,1,1,1,1,1", "sell_start_date is “2024-02-30”, expected a date that exists"),
        (",2024-01-01,1,1,1,1,1", "product_id is empty, expected an identifier"),
        ("p,2024-01-01,1,1,1,1", "missing fields: 6, where the header has 7"),
        ("p", "missing fields: 1, where the header has 7"),
        ("p,2024-01-01,1,1,1,1,1,", "too many fields: 8, where the header has 7"),
        ("\"p\"x,2024-01-01,1,1,1,1,1", "there is text after a closing quote"),
        ("\"p,2024-01-01,1,1,1,1,1", "a quote opens in product_id and is never closed"),
        ("good,2024-01-02,2,1,1,1,1", "store main, product good is here a second time, first in line 2"),
    ])
    func aBadRowFailsTheImport(row: String, problem: String) throws {
        try folder.write(ProductFile.of("good,2024-01-01,1,1,1,1,1", "", row), to: "products.csv")
        let finished = try folder.importing("products.csv")
        finished.expectFailure(
            "invdb: Nothing was imported: 1 of 3 rows can't be read:\n", "\n  products.csv:4: \(problem)",
            "--rejects FILE")
        #expect(try folder.names() == ["products.csv"], "A new database must not stay behind.")

        // The same row among good ones, asked for differently.
        let accepted = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(accepted.status == 3)
        #expect(accepted.counts == "read 3, inserted 1, updated 0, unchanged 0, rejected 1, blank 1")
        #expect(try folder.inventory() == ["main|good|2024-01-01|1.0|1.0|1.0|1|1"])
    }

    @Test func aDatabaseThatExistsStaysAsItWas() throws {
        try folder.importGood(ProductFile.sample)
        let before = try folder.dump()
        try folder.write(ProductFile.of("1,2024-01-01,9,9,9,9,9", "4,2024-01-01,1,1,1,1,x"), to: "bad.csv")
        try folder.importing("bad.csv").expectFailure("1 of 2 rows")
        #expect(try folder.dump() == before)
        #expect(try folder.names() == ["bad.csv", "invdb.db", "products.csv"])
    }

    @Test func theFirstTenAreShownAndAllAreCounted() throws {
        let rows = (1...1300).map { "\($0),2024-01-01,\($0 % 2 == 0 ? "x\($0)" : "1"),1,1,1,1" }
        try folder.write(ProductFile.of(rows), to: "products.csv")
        let finished = try folder.importing("products.csv")
        finished.expectFailure("invdb: Nothing was imported: 650 of 1,300 rows can't be read; the first 10:\n")
        let shown = finished.error.split(separator: "\n").filter { $0.hasPrefix("  ") }
        #expect(shown.count == 10)
        #expect(shown.first == "  products.csv:3: initial_inventory is “x2”, expected a number such as 12 or 3.5")
        #expect(shown.last == "  products.csv:21: initial_inventory is “x20”, expected a number such as 12 or 3.5")
    }

    @Test func problemsComeInTheOrderOfFilesAndLines() throws {
        try folder.write(
            ProductFile.of("a,2024-01-01,1,1,1,1,1", "a,2024-01-01,1,1,1,1,1", "b,,1,1,1,1,1"), to: "a.csv")
        try folder.write(ProductFile.of("c,,1,1,1,1,1", "a,2024-01-01,1,1,1,1,1"), to: "b.csv")
        let finished = try folder.importing("a.csv", "b.csv")
        finished.expectFailure("4 of 5 rows can't be read:\n")
        #expect(
            finished.error.split(separator: "\n").filter { $0.hasPrefix("  ") } == [
                "  a.csv:3: store main, product a is here a second time, first in line 2",
                "  a.csv:4: sell_start_date is empty, expected a date",
                "  b.csv:2: sell_start_date is empty, expected a date",
                "  b.csv:3: store main, product a is here a second time, first in a.csv:2",
            ])
    }

    /// Line breaks inside identifiers count as the lines that an editor shows.
    @Test(arguments: ["\n", "\r\n", "\r"])
    func lineNumbersStayRightBehindQuotedLineBreaks(lineEnd: String) throws {
        let text = [
            ProductFile.header, "\"a", "b\",2024-01-01,1,1,1,1,1", "", "\"c", "", "\"\"d\",2024-01-01,1,1,1,1,1",
            "e,2024-01-01,x,1,1,1,1", "\"f", "\",2024-01-01,1,y,1,1,1", "\"g\"\",2024-01-01,1,1,1,1,1",
        ].joined(separator: lineEnd)
        try folder.write(text, to: "products.csv")
        let finished = try folder.importing("products.csv")
        #expect(
            finished.error.split(separator: "\n").filter { $0.hasPrefix("  ") } == [
                "  products.csv:8: initial_inventory is “x”, expected a number such as 12 or 3.5",
                "  products.csv:9: sales_rate is “y”, expected a number such as 12 or 3.5",
                "  products.csv:11: a quote opens in product_id and is never closed",
            ])
    }

    @Test func theColumnIsNamedAsInTheFile() throws {
        try folder.write(
            "SKU,Date,Stock,Daily sales,Restock rate,Days,Every\np,2024-01-01,many,1,1,1,1\n", to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "  products.csv:2: Stock is “many”, expected a number such as 12 or 3.5\n")
    }

    @Test func valuesAreHarmlessToATerminal() throws {
        let long = String(repeating: "9x", count: 200)
        try folder.write(
            ProductFile.of(
                "p,2024-01-01,\u{1B}[2J,1,1,1,1", "q,2024-01-01,\(long),1,1,1,1", "\"r\n\u{7}\",2024-01-01,1,1,1,1,1",
                "\"r\n\u{7}\",2024-01-01,1,1,1,1,1"), to: "products.csv")
        let finished = try folder.importing("products.csv")
        #expect(finished.status == 1)
        #expect(finished.output == "")
        #expect(
            finished.error == """
                invdb: Nothing was imported: 3 of 4 rows can't be read:
                  products.csv:2: initial_inventory is “\\u{1b}[2J”, expected a number such as 12 or 3.5
                  products.csv:3: initial_inventory is “\(long.prefix(60))…”, expected a number such as 12 or 3.5
                  products.csv:6: store main, product r\\u{a}\\u{7} is here a second time, first in line 4
                Rows that belong to one series are added up with --sum; with --latest those with the newest date count; if they say what was sold, --kind sales reads them.
                Correct the file, or import the good rows and collect the bad ones with --rejects FILE.

                """)
    }

    @Test func textThatIsNotUTF8IsRefused() throws {
        var bytes = Array("\(ProductFile.headerWithStore)\nS".utf8)
        bytes += [0xE9] + Array(",p,2024-01-01,1,1,1,1,1\nT,".utf8)
        bytes += [0xE9] + Array(",2024-01-01,1,1,1,1,1\nS,good,2024-01-01,1,1,1,1,1\n".utf8)
        try folder.write(bytes, to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "products.csv:2: store_id is", "products.csv:3: product_id is", "expected UTF-8 text")
        #expect(try folder.importing("products.csv", "--rejects", "rejects.csv").status == 3)
        // No store or product is left of the bad rows.
        #expect(try folder.rows("SELECT store_id FROM store") == ["S"])
        #expect(try folder.rows("SELECT product_id FROM product") == ["good"])
    }

    @Test("An identifier may have 1,000 bytes, and not 1,001")
    func identifiersOfUpToAThousandBytes() throws {
        let longest = String(repeating: "x", count: 1000)
        try folder.importGood(ProductFile.of("\(longest),2024-01-01,1,1,1,1,1"))
        #expect(try folder.rows("SELECT product_id FROM product") == [longest])
        try folder.write(ProductFile.of("\(longest)y,2024-01-01,1,1,1,1,1"), to: "long.csv")
        try folder.importing("long.csv").expectFailure("expected an identifier of at most 1000 bytes")
    }
}
