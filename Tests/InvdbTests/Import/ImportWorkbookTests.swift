import Foundation
import TestSupport
import Testing

/// Excel workbooks and gzip files, which are read as they are.
@Suite struct ImportWorkbookTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A workbook of parts, packed by Python's zipfile.
    private func write(_ parts: [String: String], to name: String, stored: Bool = false) throws {
        for (part, text) in parts {
            try FileManager.default.createDirectory(
                atPath: folder.path(of: "parts/\((part as NSString).deletingLastPathComponent)"),
                withIntermediateDirectories: true)
            try folder.write(text, to: "parts/\(part)")
        }
        let script = """
            import os, zipfile
            with zipfile.ZipFile('\(name)', 'w', zipfile.\(stored ? "ZIP_STORED" : "ZIP_DEFLATED")) as z:
                for root, _, names in sorted(os.walk('parts')):
                    for name in sorted(names):
                        path = os.path.join(root, name)
                        z.write(path, os.path.relpath(path, 'parts'))
            """
        try folder.write(script, to: "pack.py")
        let packed = try Command.shell("python3 pack.py && rm -r parts pack.py", in: folder)
        try #require(packed.status == 0, "\(packed)")
    }

    /// A workbook with one sheet of texts and numbers.
    private func write(sheet rows: [[any Sendable]], to name: String, stored: Bool = false) throws {
        var parts = Self.workbook.filter { !$0.key.hasPrefix("xl/worksheets") && $0.key != "xl/sharedStrings.xml" }
        func cell(_ value: any Sendable) -> String {
            value is String ? "<c t=\"inlineStr\"><is><t>\(value)</t></is></c>" : "<c><v>\(value)</v></c>"
        }
        let lines: [String] = rows.map { "<row>\($0.map(cell).joined(separator: ""))</row>" }
        parts["xl/worksheets/sheet1.xml"] =
            "<worksheet><sheetData>\(lines.joined(separator: ""))</sheetData></worksheet>"
        try write(parts, to: name, stored: stored)
    }

    private static let workbook: [String: String] = [
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": """
        <?xml version="1.0"?><workbook xmlns:r="r"><sheets><sheet name="Notes" sheetId="3" state="hidden" r:id="rId9"/>
        <sheet name="Stock &amp; more" sheetId="1" r:id="rId1"/><sheet name="Second" sheetId="2" r:id="rId2"/></sheets></workbook>
        """,
        "xl/_rels/workbook.xml.rels": """
        <Relationships><Relationship Id="rId1" Type="r/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Type="r/worksheet" Target="/xl/worksheets/sheet2.xml"/>
        <Relationship Id="rId9" Type="r/worksheet" Target="worksheets/sheet9.xml"/>
        <Relationship Id="rId3" Type="r/styles" Target="styles.xml"/><Relationship Id="rId4" Type="r/sharedStrings" Target="sharedStrings.xml"/></Relationships>
        """,
        "xl/styles.xml": """
        <styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>
        """,
        "xl/sharedStrings.xml": """
        <sst><si><t>SKU</t></si><si><r><t>On </t></r><r><rPr><b/></rPr><t xml:space="preserve">hand</t></r><rPh><t>no</t></rPh></si>
        <si><t>Counted</t></si><si><t>a "b", c</t></si><si/></sst>
        """,
        "xl/worksheets/sheet1.xml": """
        <worksheet><dimension ref="A1"/><sheetData>
        <row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="E2" t="s"><v>2</v></c></row>
        <row r="4"><c r="B4" t="s"><v>3</v></c><c r="C4"><v>12.300000000000001</v></c><c r="E4" s="1"><v>45355</v></c></row>
        <row r="5"><c r="B5" t="inlineStr"><is><t>two
        lines</t></is></c><c r="C5" t="str"><f>1+1</f><v>2</v></c><c r="E5" s="2"><v>45356.5</v></c></row>
        <row r="6"><c r="B6"><v>4006381333931</v></c><c r="C6" t="n"><v>1E3</v></c><c r="D6"/><c r="E6" t="d"><v>2024-03-06T00:00:00</v></c></row>
        <row r="1048576"/></sheetData></worksheet>
        """,
        "xl/worksheets/sheet2.xml":
            "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c><v>7</v></c><c><v>8</v></c></row></sheetData></worksheet>",
        "xl/worksheets/sheet9.xml": "<worksheet/>",
    ]

    private func importing(_ arguments: [String]) throws -> Finished {
        try Command.run(Command.invdb, ["import"] + arguments, in: folder)
    }

    private func positions() throws -> [String] {
        try folder.rows(
            """
            SELECT product_id, date(start_day * 86400, 'unixepoch'), on_hand FROM inventory JOIN product USING (product_key)
            ORDER BY product_key
            """)
    }

    @Test("The first sheet that is not hidden is read, with its dates and numbers", arguments: [false, true])
    func workbook(stored: Bool) throws {
        try write(Self.workbook, to: "stock.xlsx", stored: stored)
        let finished = try folder.importing("stock.xlsx", "--map", "sell_start_date=Counted")
        #expect(finished.counts == "read 4, inserted 3, updated 0, unchanged 0, rejected 0, blank 1", "\(finished)")
        #expect(finished.output.contains("  sheet: Stock & more\n  header: line 2\n"))
        #expect(
            try positions() == [
                "a \"b\", c|2024-03-04|12.3", "two lines|2024-03-05|2.0", "4006381333931|2024-03-06|1000.0",
            ])
        // The lines are the rows of the sheet.
        #expect(try folder.rows("SELECT source_line FROM inventory ORDER BY 1") == ["4", "5", "6"])
        // The same through a pipe.
        let piped = try folder.shell("cat stock.xlsx | invdb import - --map sell_start_date=Counted")
        #expect(piped.counts == "read 4, inserted 0, updated 0, unchanged 3, rejected 0, blank 1", "\(piped)")
    }

    @Test(
        "Workbooks of other programs are read as they show them",
        arguments: ["libreoffice", "openpyxl", "xlsxwriter", "xlsxwriter-inline", "xlsxwriter-1904"])
    func otherPrograms(name: String) throws {
        let finished = try folder.importing(
            Fixture.path(of: "workbooks/\(name).xlsx"), "--map", "sell_start_date=Counted")
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0", "\(finished)")
        #expect(finished.output.contains("  header: line 3\n"))
        #expect(
            try folder.rows(
                """
                SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, round(sales_rate, 14), name, source_line
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY source_line
                """) == [
                    "Oslo|007|2024-03-04|0.3|1.5|Bolt; 5 mm|4",
                    "Oslo|4006381333931|2024-03-04|1234.567|2.0|Nut, \"hex\" steel|5",
                    "Málaga|Ærø|2024-03-04|100.0|0.33333333333333||6",
                ])
        try folder.importing(Fixture.path(of: "workbooks/\(name).xlsx"), "--sheet", "other").expectFailure(
            "the header has “SKU”")
    }

    @Test(
        "Numbers of cells are numbers, however those in texts are written",
        arguments: [
            [], ["--numbers", "1.234,5"], ["--numbers", "1,234.5"], ["--decimal", ","], ["--delimiter", ";"],
        ])
    func numberStyles(options: [String]) throws {
        try write(sheet: [["sku", "on hand"], ["A", 1.234], ["B", 12.5], ["C", 7]], to: "stock.xlsx")
        let finished = try importing(["stock.xlsx", "--as-of", "2024-03-04"] + options)
        #expect(finished.status == 0, "\(finished)")
        #expect(try positions() == ["A|2024-03-04|1.234", "B|2024-03-04|12.5", "C|2024-03-04|7.0"])
    }

    @Test("Cells with delimiters and escapes in them are one field each")
    func specialTexts() throws {
        try write(
            sheet: [
                ["sku;a|b", "on hand;c|d"], ["x, \"y\"; z", 1], ["a_x000D_\nb", 2], ["_x005F_x0041_", 3], ["=1|2", 4],
            ], to: "stock.xlsx")
        let options = [
            "--as-of", "2024-03-04", "--map", "product_id=sku;a|b", "--map", "initial_inventory=on hand;c|d",
        ]
        #expect(try importing(["stock.xlsx"] + options).status == 0)
        #expect(
            try positions().map { $0.replacing("|2024-03-04|", with: " is ") } == [
                "x, \"y\"; z is 1.0", "a b is 2.0", "_x0041_ is 3.0", "=1|2 is 4.0",
            ])
    }

    @Test("Parts are found by their relations, whatever their names")
    func namesOfParts() throws {
        let sheet = try #require(Self.workbook["xl/worksheets/sheet2.xml"])
        let type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        // A chart is the first sheet.
        try write(
            [
                "_rels/.rels":
                    "<Relationships><Relationship Id=\"a\" Type=\"\(type)/officeDocument\" Target=\"/Book/book.xml\"/></Relationships>",
                "book/book.xml":
                    "<x:workbook><x:sheets><x:sheet name=\"C\" r:id=\"c\"/><x:sheet name=\"S\" r:id=\"s\"/></x:sheets></x:workbook>",
                "book/_rels/book.xml.rels":
                    "<Relationships><Relationship Id=\"c\" Type=\"\(type)/chartsheet\" Target=\"chart.xml\"/>"
                    + "<Relationship Id=\"s\" Type=\"\(type)/worksheet\" Target=\"../sheets/./ONE.xml\"/>"
                    + "<Relationship Id=\"t\" Type=\"\(type)/sharedStrings\" Target=\"Texts.xml\"/></Relationships>",
                "[Content_Types].xml": "<Types/>", "book/chart.xml": "<chartsheet/>",
                "book\\texts.xml": "<sst><si><t>sku</t></si><si><t>on hand</t></si></sst>",
                "sheets/one.xml": sheet,
            ], to: "stock.xlsx")
        let finished = try folder.importing("stock.xlsx", "--as-of", "2024-03-04")
        #expect(finished.status == 0, "\(finished)")
        #expect(try positions() == ["7|2024-03-04|8.0"])
    }

    @Test("A number that has changed in the file is not read", arguments: [false, true])
    func checksum(stored: Bool) throws {
        try write(sheet: [["sku", "on hand"], ["A", 17], ["B", 18]], to: "stock.xlsx", stored: stored)
        var bytes = Array(try folder.bytes(of: "stock.xlsx"))
        let sheet = try #require(Data(bytes).firstRange(of: Data("xl/worksheets/sheet1.xml".utf8)))
        // In the middle of the packed sheet.
        bytes[sheet.upperBound + (stored ? 100 : 60)] ^= 0x08
        try folder.write(bytes, to: "bad.xlsx")
        try folder.importing("bad.xlsx", "--as-of", "2024-03-04").expectFailure("bad.xlsx is damaged: ")
        #expect(try folder.importing("stock.xlsx", "--as-of", "2024-03-04").status == 0)
    }

    @Test("A sheet is named, in any case; a name that is not there is told those that are")
    func sheets() throws {
        try write(Self.workbook, to: "stock.xlsx")
        #expect(try folder.importing("stock.xlsx", "--sheet", "SECOND", "--as-of", "2024-03-04").status == 0)
        #expect(try positions() == ["7|2024-03-04|8.0"])
        try folder.importing("stock.xlsx", "--sheet", "third").expectFailure(
            "stock.xlsx has no sheet “third”; it has “Notes”, “Stock & more”, “Second”.")
        try folder.write(ProductFile.sample, to: "stock.csv")
        try folder.importing("stock.csv", "--sheet", "Second").expectFailure("stock.csv is no workbook")
    }

    @Test("A bad row has the line of its row in the sheet")
    func badRows() throws {
        var parts = Self.workbook
        parts["xl/worksheets/sheet2.xml"] =
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
            + "<row r=\"9\"><c r=\"A9\"><v>7</v></c><c r=\"B9\" t=\"e\"><v>#N/A</v></c></row></sheetData></worksheet>"
        try write(parts, to: "stock.xlsx")
        try folder.importing("stock.xlsx", "--sheet", "Second", "--as-of", "2024-03-04").expectFailure(
            "stock.xlsx:9: On hand is “#N/A”, expected a number")
    }

    @Test("A workbook that counts days from 1904 on has its dates")
    func otherEpoch() throws {
        var parts = Self.workbook
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"]?.replacing(
            "<sheets>", with: "<workbookPr date1904=\"1\"/><sheets>")
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"]?.replacing("45355<", with: "43893<")
            .replacing("45356.5", with: "43894.5")
        try write(parts, to: "stock.xlsx")
        #expect(try folder.importing("stock.xlsx", "--map", "sell_start_date=Counted").status == 0)
        #expect(try positions().first?.contains("|2024-03-04|") == true)
    }

    @Test("A workbook that lacks something, or is damaged, is refused in plain words")
    func damage() throws {
        for (part, words) in [
            ("xl/workbook.xml", "has no xl/workbook.xml, so it is no Excel workbook"),
            ("xl/worksheets/sheet1.xml", "has no xl/worksheets/sheet1.xml"), ("xl/sharedStrings.xml", "is damaged"),
        ] {
            var parts = Self.workbook
            parts[part] = nil
            try write(parts, to: "stock.xlsx")
            try folder.importing("stock.xlsx").expectFailure(words)
        }
        try write(Self.workbook, to: "stock.xlsx")
        let good = Array(try folder.bytes(of: "stock.xlsx"))
        try Data(good[..<(good.count / 2)]).write(to: URL(fileURLWithPath: folder.path(of: "half.xlsx")))
        try folder.importing("half.xlsx").expectFailure("half.xlsx ends too early; get it anew")
        var generator = SeededGenerator("damaged workbooks")
        for _ in 0..<60 {
            var bad = good
            for _ in 0..<3 {
                bad[Int.random(in: 0..<bad.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            }
            try Data(bad).write(to: URL(fileURLWithPath: folder.path(of: "bad.xlsx")))
            let finished = try folder.importing("bad.xlsx", "--map", "sell_start_date=Counted", "--dry-run")
            #expect([0, 1].contains(finished.status), "\(finished)")
        }
        #expect(try folder.names().filter { $0.hasPrefix(".invdb") } == [])
    }

    @Test("gzip files are read as they are, also several in one, and from a pipe")
    func gzip() throws {
        try folder.write("sku,on hand\nA,1\n", to: "a")
        try folder.write("B,2\n", to: "b")
        #expect(try folder.shell("gzip a b && cat a.gz b.gz > stock.csv.gz").status == 0)
        #expect(
            try folder.importing("stock.csv.gz", "--as-of", "2024-03-04").counts
                == "read 2, inserted 2, updated 0, unchanged 0, rejected 0")
        let piped = try folder.shell("invdb import - --as-of 2024-03-04 < stock.csv.gz")
        #expect(piped.counts == "read 2, inserted 0, updated 0, unchanged 2, rejected 0")
        let dump = try folder.dump()
        #expect(
            try folder.shell("head -c 30 stock.csv.gz > cut.gz && (cat stock.csv.gz; echo more) > more.gz").status == 0)
        try folder.importing("cut.gz", "--as-of", "2024-03-04").expectFailure("cut.gz ends too early; get it anew")
        try folder.importing("more.gz", "--as-of", "2024-03-04").expectFailure(
            "more.gz has something else behind its end")
        #expect(try folder.shell("cat cut.gz | invdb import -").status == 1)
        #expect(try folder.dump() == dump)
        // A pipe that brings a byte, and then the rest: each is a packet, which a read does not go beyond.
        let packets = try folder.shell(
            """
            python3 -c "
            import os, subprocess
            out, into = os.pipe2(os.O_DIRECT)
            packed = open('stock.csv.gz', 'rb').read()
            for packet in packed[:1], packed[1:]: os.write(into, packet)
            os.close(into)
            raise SystemExit(subprocess.call(['invdb', 'import', '-', '--as-of', '2024-03-04'], stdin=out))"
            """)
        #expect(packets.counts == "read 2, inserted 0, updated 0, unchanged 2, rejected 0", "\(packets)")
        // A packed workbook, and a packed file of another kind.
        try write(Self.workbook, to: "stock.xlsx")
        #expect(
            try folder.shell("gzip stock.xlsx && invdb import stock.xlsx.gz --map sell_start_date=Counted --store w")
                .status == 0)
        #expect(
            try folder.shell("printf '%%PDF-1.4' | gzip > p.pdf.gz; invdb import p.pdf.gz").error.contains("is a PDF"))
    }

    @Test("What unpacks to one endless line is given up")
    func bomb() throws {
        #expect(try folder.shell("head -c 200000000 /dev/zero | tr '\\0' 'x' | gzip > bomb.gz").status == 0)
        try folder.importing("bomb.gz").expectFailure("longer than 16 MiB")
    }
}
