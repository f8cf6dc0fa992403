import TestSupport
import Testing

/// Identifiers that are taken as they are, and of which the summary says that something may be wrong.
@Suite struct ImportIdentifierTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func warnings(_ output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("  warning: ") }.map(String.init)
    }

    private func row(_ product: String) -> String { "\(product),2024-01-01,1,1,1,1,1" }

    @Test("An identifier that only looks like a stored one is named in a warning")
    func anotherFormOfALetterThatIsInTheDatabase() throws {
        try folder.importGood(ProductFile.of(row("plain"), row("caf\u{E9}"), row("na\u{EF}ve")))
        let output = try folder.importGood(ProductFile.of(row("plain"), row("cafe\u{301}"), row("日本")))
        #expect(
            warnings(output).map { Array($0.utf8) } == [
                Array(
                    ("  warning: line 3: product_id “cafe\u{301}” is written “cafe\\u{301}” here and “caf\\u{e9}” elsewhere: "
                        + "two products that look the same").utf8)
            ])
        #expect(output.contains("read 3, inserted 2, updated 0, unchanged 1, rejected 0"))
        // It is said once, when the second one comes.
        #expect(warnings(try folder.importGood(ProductFile.of(row("cafe\u{301}"), row("caf\u{E9}")))) == [])
    }

    @Test("An identifier that only looks like one of another file is named in a warning")
    func anotherFormInAnotherFileOfTheSameImport() throws {
        try folder.write(ProductFile.of(row("\u{D55C}")), to: "a.csv")
        try folder.write(ProductFile.of(row("\u{1112}\u{1161}\u{11AB}")), to: "b.csv")
        let finished = try folder.importing("a.csv", "b.csv")
        #expect(finished.status == 0)
        #expect(warnings(finished.output).count == 1)
        #expect(try folder.rows("SELECT count(*) FROM product") == ["2"])
    }

    @Test(
        "An identifier that looks like another one is named, whichever comes first",
        arguments: [
            ("A1", "A1 "), ("A1", " A1"), ("A1", "A1\u{A0}"), ("A1", "a1"), ("A1", "\u{410}1"), ("A1", "\u{FF21}1"),
            ("A-1", "A\u{2010}1"), ("A 1", "A\u{A0}1"), ("A1", "A1\u{200B}"), ("a1", "a1 "),
        ])
    func lookAlikes(one: String, other: String) throws {
        for (first, second) in [(one, other), (other, one)] {
            let folder = try TemporaryFolder()
            let output = try folder.importGood(ProductFile.of(row(first), row("X9"), row(second)))
            let said = warnings(output).filter { $0.hasSuffix("two products that look the same") }
            #expect(said.count == 1, "\(output)")
            #expect(said.first?.hasPrefix("  warning: line 4: ") == true)
            // Also if the first one is in the database already.
            let later = try TemporaryFolder()
            try later.importGood(ProductFile.of(row(first)))
            #expect(
                warnings(try later.importGood(ProductFile.of(row(second)))).contains { $0.hasSuffix("look the same") })
        }
    }

    @Test(
        "What a spreadsheet has made of an identifier is named",
        arguments: [
            ("4.00638E+12", "cut off"), ("=\"00124\"", "signs around it"), ("'00123", "signs around it"),
            ("2-Mar", "a date"),
            ("Mar-24", "a date"), ("123.0", "decimals"), ("#N/A", "error value"), ("#REF!", "error value"),
        ])
    func spreadsheets(identifier: String, words: String) throws {
        let field = "\"\(identifier.replacing("\"", with: "\"\""))\""
        let said = warnings(try folder.importGood(ProductFile.of(row(field))))
        #expect(said.count == 1 && said[0].contains(words), "\(said)")
        #expect(try folder.rows("SELECT product_id FROM product") == [identifier])
    }

    @Test("Usual identifiers are no reason for a warning")
    func usual() throws {
        let identifiers = [
            "TEE-M", "12-34", "1.5", "10-MARCH", "A=1", "#12", "E+12", "3E", "MAR", "007", "10.10", "日本", "Å",
        ]
        #expect(warnings(try folder.importGood(ProductFile.of(identifiers.map(row)))) == [])
    }

    @Test("--trim-ids reads identifiers without blanks at their ends, in all kinds of files")
    func trimmed() throws {
        let output = try folder.importGood(
            "store,sku,on hand\nN,A1,1\n N ,A2 ,2\n\u{A0}N,\u{FEFF}A3\t,3\nN,A 4,4\n", "--as-of", "2024-03-04",
            "--trim-ids")
        #expect(warnings(output) == [])
        #expect(
            try folder.rows(
                "SELECT store_id, product_id FROM inventory JOIN store USING (store_key) JOIN product USING (product_key)"
            ) == ["N|A1", "N|A2", "N|A3", "N|A 4"])
        try folder.write("store,sku,eta,qty\n N,A1 ,2024-03-05,7\n", to: "orders.csv")
        try folder.importing("orders.csv").expectFailure("is not in the inventory")
        #expect(try folder.importing("orders.csv", "--trim-ids").status == 0)
    }

    @Test("A product that is nearly called so is suggested for one that is not there")
    func suggestions() throws {
        try folder.importGood(
            "store,sku,on hand\nNorth,TEE-M,1\nNorth,A1\u{A0},2\nNorth,TEE-XL,3\nSouth,TEE-M,4\n", "--as-of",
            "2024-03-04")
        func refusal(_ row: String) throws -> String {
            try folder.write("store,sku,eta,qty\n\(row),2024-03-05,7\n", to: "orders.csv")
            return try folder.importing("orders.csv").error
        }
        #expect(try refusal("North,TEE-N").contains("import products first; did you mean product TEE-M?\n"))
        #expect(try refusal("Nort,A1").contains("did you mean store North or product A1\u{A0}?\n"))
        #expect(try refusal("North,tee-m").contains("did you mean product TEE-M?"))
        // Each of the two is there.
        #expect(try refusal("South,TEE-XL").contains("is not in the inventory; import products first\n"))
        #expect(try refusal("North,QQQQQQ").contains("is not in the inventory; import products first\n"))
    }

    @Test("A part of an identifier, and numbers without zeros in front")
    func parts() throws {
        try folder.importGood(
            "Location,Product,on hand\nWH/Stock/A,[T-1] Tee [M],1\nWH2,plain,2\n", "--as-of", "2024-03-04", "--part",
            "product_id=[*]*", "--part",
            "store_id=*/*")
        #expect(try folder.rows("SELECT store_id FROM store") == ["WH", "WH2"])
        #expect(try folder.rows("SELECT product_id FROM product") == ["T-1", "plain"])
        try folder.importGood("sku,on hand\n000123,1\n00A,2\n0,3\n", "--as-of", "2024-03-04", "--strip-zeros")
        #expect(
            try folder.rows("SELECT product_id FROM product ORDER BY product_key") == [
                "T-1", "plain", "123", "00A", "0",
            ])
    }

    @Test func manyWarningsAreCounted() throws {
        let output = try folder.importGood(ProductFile.of((1...8).map { row("\"a\($0)\nb\"") }))
        #expect(warnings(output).count == 6)
        #expect(warnings(output).last == "  warning: 3 more of this kind")
    }

    @Test("Control characters of identifiers are shown as escapes in tables")
    func tablesAreHarmlessToATerminal() throws {
        try folder.importGood(ProductFile.of("\u{1B}[2J,2024-01-01,1,1,0,1,1", "a\u{202E}b,2024-01-01,1,1,0,1,1"))
        let (erasing, reversing) = ("\\u{1b}[2J", "a\\u{202e}b")
        for (command, shown) in [
            (["forecast"], [erasing, reversing]), (["stockouts"], [erasing, reversing]),
            (["show", "\u{1B}[2J"], [erasing]), (["show", "a\u{202E}b"], [reversing]),
        ] {
            let finished = try Command.run(Command.invdb, command, in: folder)
            #expect(finished.status == 0)
            for text in shown { #expect(finished.output.contains(text), "\(command)") }
            #expect(!finished.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(command)")
        }
    }
}
