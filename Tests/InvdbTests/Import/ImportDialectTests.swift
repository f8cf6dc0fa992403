import TestSupport
import Testing

/// Delimiters, decimal separators, line ends, quotes and encodings that `invdb import` reads, and the files it does not.
@Suite struct ImportDialectTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The sample with other bytes between the fields and at the ends of lines.
    private static func sample(delimiter: String = ",", lineEnd: String = "\n") -> String {
        ProductFile.sample.replacing(",", with: delimiter).replacing("\n", with: lineEnd)
    }

    private static let positions = [
        "main|1|2023-01-01|50.0|10.0|8.0|30|1", "main|2|2023-01-02|60.0|15.0|13.0|30|1",
        "main|3|2023-01-03|70.0|20.0|18.0|30|1",
    ]

    @Test(arguments: [(",", nil), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
    func theDelimiterIsFoundInTheHeader(delimiter: String, name: String?) throws {
        let output = try folder.importGood(Self.sample(delimiter: delimiter))
        #expect(try folder.inventory() == Self.positions)
        #expect(output.contains("  delimiter: ") == (name != nil))
        if let name { #expect(output.contains("  delimiter: \(name)\n")) }
    }

    @Test(arguments: [
        ("comma", ","), (",", ","), ("semicolon", ";"), (";", ";"), ("tab", "\t"), ("\\t", "\t"), ("\t", "\t"),
        ("pipe", "|"), ("|", "|"), (":", ":"), ("^", "^"),
    ])
    func theDelimiterIsGiven(name: String, delimiter: String) throws {
        try folder.importGood(Self.sample(delimiter: delimiter), "--delimiter", name)
        #expect(try folder.inventory() == Self.positions)
    }

    /// More semicolons than commas in the header would mislead the search; the user knows better.
    @Test func aGivenDelimiterGoesBeforeTheHeader() throws {
        let text = "\(ProductFile.header),a;b;c;d;e;f;g;h;i\np,2024-01-31,7,3,2,30,5,x\n"
        try folder.write(text, to: "products.csv")
        try folder.importing("products.csv").expectFailure("no column for product_id")
        #expect(try folder.importing("products.csv", "--delimiter", "comma").status == 0)
        #expect(try folder.inventory() == ["main|p|2024-01-31|7.0|3.0|2.0|30|5"])
    }

    @Test func delimitersInsideAQuotedHeaderDoNotCount() throws {
        try folder.importGood(
            "\"product_id\";\"a,b,c,d,e,f,g,h\";date;stock;daily_sales;daily_supply;days;every\np;x;2024-01-31;7;3;2;30;5\n"
        )
        #expect(try folder.inventory() == ["main|p|2024-01-31|7.0|3.0|2.0|30|5"])
    }

    @Test func aSpreadsheetsFirstLineNamesTheDelimiter() throws {
        try folder.write(
            "sep=;\r\n" + Self.sample(delimiter: ";", lineEnd: "\r\n") + "4;x;1;1;1;1;1\r\n", to: "products.csv")
        try folder.importing("products.csv").expectFailure("  products.csv:6: sell_start_date is “x”")
    }

    @Test(
        "Decimal commas are read with --decimal ,",
        arguments: [("0,5", "0.5"), ("-1234,25", "-1234.25"), ("7", "7.0"), ("1e3", "1000.0"), (",5", "0.5")])
    func decimalCommas(text: String, number: String) throws {
        try folder.importGood(
            "\(ProductFile.header.replacing(",", with: ";"))\np;31.1.2024;\(text);3;2;30;5\n", "--decimal", ",")
        #expect(try folder.rows("SELECT on_hand FROM inventory") == [number])
    }

    @Test("A decimal comma in quotes is read where the comma separates fields")
    func decimalCommasInQuotes() throws {
        try folder.importGood("\(ProductFile.header)\np,2024-01-31,\"7,5\",3,2,30,5\n", "--decimal", ",")
        #expect(try folder.rows("SELECT on_hand FROM inventory") == ["7.5"])
    }

    @Test(
        "A number with the separator that was not named is refused",
        arguments: [("7.5", ","), ("1.234,5", ","), ("7,5", "."), ("1,234.5", "."), ("1 234", "."), ("1'234", ".")])
    func theOtherSeparatorIsNoNumber(text: String, decimal: String) throws {
        try folder.write(
            "\(ProductFile.header.replacing(",", with: ";"))\np;2024-01-31;\(text);3;2;30;5\n", to: "products.csv")
        try folder.importing("products.csv", "--decimal", decimal).expectFailure(
            "  products.csv:2: initial_inventory is “\(text)”, expected a number")
    }

    @Test(
        "Numbers with a sign, an exponent or spaces around them are read",
        arguments: [
            ("1e2", "100.0"), ("+5", "5.0"), ("-5", "-5.0"), (".5", "0.5"), ("5.", "5.0"), (" 5 ", "5.0"),
            ("0.1", "0.1"),
            ("-0", "0.0"), ("737.96", "737.96"), ("123456789012.125", "123456789012.125"),
        ])
    func numbers(text: String, number: String) throws {
        try folder.importGood(ProductFile.of("p,2024-01-31,\(text),3,2,30,5"))
        #expect(try folder.rows("SELECT on_hand FROM inventory") == [number])
    }

    @Test(
        "Files with any line end, and with a byte order mark, are read alike", arguments: ["\n", "\r\n", "\r"],
        ["", "\u{FEFF}"])
    func lineEndsAndByteOrderMark(lineEnd: String, mark: String) throws {
        let whole = mark + Self.sample(lineEnd: lineEnd)
        #expect(try folder.importGood(whole).contains("read 3, inserted 3,"))
        #expect(try folder.inventory() == Self.positions)
        // The last line needs no end.
        #expect(
            try folder.importGood(String(whole.unicodeScalars.dropLast(lineEnd.unicodeScalars.count))).contains(
                "unchanged 3"))
    }

    @Test(arguments: [ProductFile.header, ProductFile.header.replacing("product_id", with: "\"product_id\"")])
    func theByteOrderMarkIsNoPartOfTheHeader(header: String) throws {
        let output = try folder.importGood("\u{FEFF}\(header)\np,2024-01-31,7,3,2,30,5\n")
        #expect(output.contains("  columns: product_id, sell_start_date,"))
        #expect(try folder.inventory() == ["main|p|2024-01-31|7.0|3.0|2.0|30|5"])
    }

    @Test("Quoted fields may have commas, quotes and line ends in them")
    func quotedFields() throws {
        try folder.importGood(
            "\"store_id\",\(ProductFile.header)\r\n" + "\"S,1\",\"a \"\"b\"\"\",\"2024-01-31\",\"7\",\"3\",2,30,5\r\n"
                + "\"S\"\"1\",\"line\r\none\n\rtwo\",2024-01-31,7,3,2,30,5\r\n"
                + "S\"1,5\" screen,2024-01-31,7,3,2,30,5\r\n\"\"\"\",\",\",2024-01-31,7,3,2,30,5")
        let identifiers = [
            ["S,1", "a \"b\""], ["S\"1", "line\r\none\n\rtwo"], ["S\"1", "5\" screen"], ["\"", ","],
        ]
        #expect(
            try folder.rows(
                """
                SELECT hex(store_id), hex(product_id)
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key)
                ORDER BY store_key, product_key
                """) == identifiers.map { $0.map(hexadecimal).joined(separator: "|") })
    }
}
