import TestSupport
import Testing

/// Reports made for people: titles above the header, totals below the rows, columns without a name.
@Suite struct ImportReportsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importing(_ text: String, _ options: String...) throws -> Finished {
        try folder.write(text, to: "report.csv")
        return try Command.run(Command.invdb, ["import", "report.csv", "--as-of", "2024-03-04"] + options, in: folder)
    }

    private func products() throws -> [String] {
        try folder.rows("SELECT product_id, on_hand FROM inventory JOIN product USING (product_key) ORDER BY 1")
    }

    @Test(
        "The header is the only one of the first lines that has the names needed",
        arguments: [
            ("Stock\nOslo,4 March\n\n", 4), ("\n\n\"Stock, by bin\"\r\n", 4), ("Stock;by;bin\n", 2), ("#\n#\n#\n", 4),
            (String(repeating: "line\n", count: 19), 20),
        ])
    func titles(title: String, line: Int) throws {
        let finished = try importing(title + "SKU,On hand\nA,1\nB,2\n")
        #expect(finished.output.contains("  header: line \(line)\n"), "\(finished)")
        #expect(try products() == ["A|1.0", "B|2.0"])
        // Lines are counted as in the file.
        try importing(title + "SKU,On hand\nA,x\n").expectFailure("report.csv:\(line + 1): On hand is “x”")
    }

    @Test("A header further down has to be named")
    func furtherDown() throws {
        let text = String(repeating: "line\n", count: 30) + "SKU,On hand\nA,1\n"
        try importing(text).expectFailure("no column for product_id")
        #expect(try importing(text, "--header-line", "31").status == 0)
        #expect(try products() == ["A|1.0"])
        try importing(text, "--header-line", "900").expectFailure("has no line 900")
        // What the likeliest line lacks is said.
        try importing("Title\n\nSKU,Store,Lot\nA,N,1\n").expectFailure("the header has “SKU”, “Store”, “Lot”")
        // The first line counts before all others if it is a header.
        #expect(try importing("sku,on hand\nsku,on hand\n", "--dry-run").output.contains("1 with the header once more"))
    }

    @Test("Two different headers are a question, the same one twice is not")
    func twoHeaders() throws {
        try importing("Title\nSKU,On hand\nItem,Stock\nA,1\n").expectFailure("no column for product_id")
        let finished = try importing("Title\nSKU,On hand\nA,1\nSKU,On hand\nB,2\n")
        #expect(finished.output.contains("  left out: 1 with the header once more\n"), "\(finished)")
        #expect(try products() == ["A|1.0", "B|2.0"])
    }

    @Test("The delimiter is that of the header, not of the title")
    func delimiter() throws {
        #expect(try importing("Stock, by store, of 4 March, 2024\nSKU;On hand\nA;1,5\n", "--decimal", ",").status == 0)
        #expect(try products() == ["A|1.5"])
    }

    @Test("Rows that are none of the table are left out by their first text, and counted")
    func skipped() throws {
        let text = "sku,on hand\nA,1\n----------\n,\nTotal A,1\nB,2\nGrand total\n \"Report of 4 March\"\n"
        let finished = try importing(
            text, "--skip-rows", "total*", "--skip-rows", "---*", "--skip-rows", "grand*", "--skip-rows", "*report*")
        #expect(
            finished.counts == "read 7, inserted 2, updated 0, unchanged 0, rejected 0, left out 4, blank 1",
            "\(finished)")
        #expect(finished.output.contains("  left out: 4 as --skip-rows says\n"))
        #expect(try products() == ["A|1.0", "B|2.0"])
    }

    @Test(
        "A row that looks like a total is a warning",
        arguments: ["Total", "TOTAL Oslo", "Grand Total", "Subtotal", "Summe", "* sum"])
    func totals(name: String) throws {
        #expect(
            try importing("sku,on hand\nA,1\n\(name),1\n").output.contains(
                "  warning: line 3: product_id “\(name)” looks like the total of a report; --skip-rows \"\(name)\" leaves such rows out\n"
            ))
    }

    @Test(
        "A product that only begins like a total is none",
        arguments: ["TOTALLY-1", "SUMMER-9", "SUM", "GRAND-PIANO", "ST-100"])
    func noTotals(name: String) throws {
        #expect(try importing("sku,on hand\nA,1\n\(name),1\n").output.contains("total") == (name == "SUM"))
    }

    @Test("A first column without a name is the product, if no other is")
    func nameless() throws {
        #expect(
            try importing(",Description,On hand\nA,Bolt,1\n").output.contains(
                "  columns: product_id from column 1, which has no name, initial_inventory from “On hand”, name from “Description”\n"
            ))
        #expect(try products() == ["A|1.0"])
        #expect(try importing(",SKU,On hand\n1,B,2\n").status == 0)
        #expect(try products() == ["A|1.0", "B|2.0"])
    }

    @Test("Only the rows with a text in a column count")
    func only() throws {
        let text = "sku,on hand,Disposition\nA,1,SELLABLE\nB,2,DAMAGED\nC,3,sellable\n"
        let finished = try importing(text, "--only", "disposition=SELL*")
        #expect(finished.counts == "read 3, inserted 2, updated 0, unchanged 0, rejected 0, left out 1")
        #expect(try products() == ["A|1.0", "C|3.0"])
    }

    @Test("What is not stocked is left out")
    func unstocked() throws {
        let text = "sku,on hand\nA,1\nB,not stocked\nC,\n"
        try importing(text).expectFailure("on hand is “not stocked”", "on hand is empty")
        let finished = try importing(text, "--unstocked", "not stocked", "--unstocked", "")
        #expect(finished.counts == "read 3, inserted 1, updated 0, unchanged 0, rejected 0, left out 2")
    }

    @Test(
        "Columns of periods are named as what they are",
        arguments: [
            "sku,store,d_1,d_2,d_3\nA,N,0,1,2\n", "SKU,Store,d_1\nA,N,7\n",
            // They could be days of a November, or two Novembers.
            "SKU,Nov 25,Nov 26\nA,7,5\n",
        ])
    func periods(text: String) throws {
        try importing(text).expectFailure("report.csv has a column for each period", "--kind products")
    }

    @Test("A row of totals that can't be read says how such rows are left out")
    func totalsThatCannotBeRead() throws {
        let folder = try TemporaryFolder()
        try folder.write("sku,on hand,date\nA,5,2026-11-20\nGrand total,5,\n", to: "stock.csv")
        let refused = try folder.importing("stock.csv")
        #expect(refused.status == 1)
        #expect(
            refused.error.contains(
                "\nRows of totals are left out with --skip-rows 'Grand total'; a * in it is any text.\n"))
        #expect(try folder.importing("stock.csv", "--skip-rows", "Grand total").status == 0)
    }
}
