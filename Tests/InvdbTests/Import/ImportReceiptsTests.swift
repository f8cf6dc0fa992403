import Foundation
import TestSupport
import Testing

/// `invdb import` of scheduled receipts.
@Suite struct ImportReceiptsTests {
    let folder: TemporaryFolder

    /// Stores S and T with the products 1 and 2, which start on 2024-01-01 and 2024-02-01; main with product 1.
    init() throws {
        folder = try TemporaryFolder()
        try folder.importGood(
            ProductFile.of(
                ["S", "T"].flatMap { ["\($0),1,2024-01-01,10,1,0,30,1", "\($0),2,2024-02-01,10,1,0,30,1"] }
                    + ["main,1,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore))
    }

    private func receipts() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, date(receipt_day * 86400, 'unixepoch'), quantity
            FROM receipt JOIN inventory USING (series_key) JOIN store USING (store_key) JOIN product USING (product_key)
            ORDER BY 1, 2, receipt_day, quantity
            """)
    }

    private func file(_ rows: String..., header: String = "store_id,product_id,receipt_date,quantity") -> String {
        ProductFile.of(rows, header: header)
    }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try importing(text, options, status: status)
    }

    @discardableResult
    private func importing(_ text: String, _ options: [String], status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "receipts.csv")
        let finished = try Command.run(Command.invdb, ["import", "receipts.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    @Test("A file of receipts is imported, and several on one day are kept")
    func receiptsOfAFile() throws {
        let finished = try importing(
            file(
                "T,1,2024-01-09,5", "S,2,2/1/2024,2.5", "S,1,2024-01-01,1e3", "S,1,2024-01-01,7", "S,1,2024-01-01,7",
                "",
                "S,1,2030-01-01,1"))
        #expect(finished.error == "")
        #expect(
            finished.output.hasPrefix("receipts.csv: 7 rows of receipts\n  columns: store_id, product_id, receipt_date")
        )
        #expect(finished.counts == "read 7, inserted 6, updated 0, unchanged 0, rejected 0, blank 1")
        #expect(
            try receipts() == [
                "S|1|2024-01-01|7.0", "S|1|2024-01-01|7.0", "S|1|2024-01-01|1000.0", "S|1|2030-01-01|1.0",
                "S|2|2024-02-01|2.5", "T|1|2024-01-09|5.0",
            ])
        #expect(
            try folder.rows("SELECT source_line, import_id FROM receipt ORDER BY 1")
                == ["2|2", "3|2", "4|2", "5|2", "6|2", "8|2"])
        #expect(
            try folder.rows("SELECT store_id, receipts_import_id, changed_import_id FROM store ORDER BY 1")
                == ["S|2|1", "T|2|1", "main|0|1"])
        #expect(
            try folder.rows("SELECT file, rows_read, inserted, blank FROM import WHERE import_id = 2")
                == ["receipts.csv|7|6|1"])
        // The inventory is as it was.
        #expect(try folder.rows("SELECT DISTINCT import_id FROM inventory") == ["1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test(
        "Columns of receipts are found by other usual names, or as the options say",
        arguments: [
            ("product_id,receipt_date,quantity\n1,2024-01-09,5\n", []),
            ("SKU;ETA;Open Qty;PO\n1;09.01.2024;5,0;4711\n", ["--decimal", ","]),
            ("Item,Date,Qty\n1,2024-01-09,5\n", ["--kind", "receipts"]),
            ("Item,Day,Pieces\n1,2024-01-09,5\n", ["--map", "receipt_date=Day", "--map", "quantity=Pieces"]),
            ("Item,Due,Days,Qty\n1,2024-01-09,30,5\n", ["--kind", "receipts"]),
        ])
    func otherNames(text: String, options: [String]) throws {
        try folder.write(text, to: "receipts.csv")
        let finished = try Command.run(Command.invdb, ["import", "receipts.csv"] + options, in: folder)
        #expect(finished.error == "")
        #expect(finished.output.contains("\n  store: main, as the file has no column for it\n"))
        #expect(try receipts() == ["main|1|2024-01-09|5.0"])
    }

    @Test("Receipts without a store column belong to --store")
    func theStoreOfTheOption() throws {
        try importing(file("1,2024-01-09,5", header: "product_id,receipt_date,quantity"), "--store", "T")
        #expect(try receipts() == ["T|1|2024-01-09|5.0"])
    }

    @Test func aFileReplacesTheReceiptsOfTheStoresThatItNames() throws {
        try importing(file("S,1,2024-01-02,1", "S,2,2024-02-02,2", "T,1,2024-01-02,3"))
        let finished = try importing(file("S,1,2024-01-03,4", "main,1,2024-01-04,5"))
        #expect(
            finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0, replaced 2 receipts of 1 store")
        #expect(try receipts() == ["S|1|2024-01-03|4.0", "T|1|2024-01-02|3.0", "main|1|2024-01-04|5.0"])
        #expect(
            try folder.rows("SELECT store_id, receipts_import_id FROM store ORDER BY 1") == ["S|3", "T|2", "main|3"])
        // The same again.
        let again = try importing(file("S,1,2024-01-03,4", "main,1,2024-01-04,5"))
        #expect(
            again.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0, replaced 2 receipts of 2 stores")
        #expect(try receipts().count == 3)
    }

    @Test("Stores that a file does not name keep their receipts, and are named; --replace=all removes them")
    func otherStores() throws {
        try importing(file("S,1,2024-01-02,1", "T,1,2024-01-02,3", "main,1,2024-01-02,4"))
        for options in [[], ["--replace"]] {
            let finished = try importing(file("S,1,2024-01-03,4"), options)
            #expect(
                finished.output.hasSuffix(
                    "\n2 stores that are not in the files keep their receipts: T, main; --replace=all removes them.\n"))
            #expect(try receipts() == ["S|1|2024-01-03|4.0", "T|1|2024-01-02|3.0", "main|1|2024-01-02|4.0"])
        }
        let all = try importing(file("S,1,2024-01-03,4"), "--replace=all")
        #expect(
            all.counts == "read 1, inserted 1, updated 0, unchanged 0, rejected 0, replaced 3 receipts of 3 stores")
        #expect(!all.output.contains("keep"))
        #expect(try receipts() == ["S|1|2024-01-03|4.0"])
        #expect(
            try folder.rows("SELECT store_id, receipts_import_id FROM store ORDER BY 1") == ["S|3", "T|5", "main|5"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A file with only a header and --store empties that store")
    func anEmptyFileOfAStore() throws {
        try importing(file("S,1,2024-01-02,1", "T,1,2024-01-02,3"))
        let finished = try importing(file(), "--store", "T")
        #expect(
            finished.counts == "read 0, inserted 0, updated 0, unchanged 0, rejected 0, replaced 1 receipt of 1 store")
        #expect(try receipts() == ["S|1|2024-01-02|1.0"])
        #expect(try importing(file(), "--store", "nowhere").counts?.contains("replaced") == false)
        #expect(try importing(file(), "--add", "--store", "S").counts?.contains("replaced") == false)
        #expect(try receipts() == ["S|1|2024-01-02|1.0"])
    }

    @Test("With --add the receipts that are there stay")
    func addingKeepsThem() throws {
        try importing(file("S,1,2024-01-02,1"))
        let finished = try importing(file("S,1,2024-01-02,1", "S,1,2024-01-03,4"), "--add")
        #expect(finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0")
        #expect(try receipts() == ["S|1|2024-01-02|1.0", "S|1|2024-01-02|1.0", "S|1|2024-01-03|4.0"])
        #expect(try folder.rows("SELECT receipts_import_id FROM store WHERE store_id = 'S'") == ["3"])
    }

    @Test func severalFilesAreOneImport() throws {
        try importing(file("S,1,2024-01-02,1", "T,1,2024-01-02,1"))
        try folder.write(file("S,1,2024-01-03,2"), to: "a.csv")
        try folder.write("sku,eta,qty\n1,2024-01-04,3\n", to: "b.csv")
        let finished = try folder.importing("a.csv", "b.csv", "--store", "S")
        #expect(
            finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0, replaced 1 receipt of 1 store")
        #expect(try receipts() == ["S|1|2024-01-03|2.0", "S|1|2024-01-04|3.0", "T|1|2024-01-02|1.0"])
        #expect(try folder.rows("SELECT receipts_import_id FROM store WHERE store_id = 'S'") == ["4"])
    }

    /// What is wrong with a row, found as it is read or when its series is looked up.
    private static let badRows: [(row: String, reason: String)] = [
        ("S,1,2024-02-30,5", "receipt_date is “2024-02-30”, expected a date that exists"),
        ("S,1,soon,5", "receipt_date is “soon”, expected a date such as 2024-01-31, 1/31/2024 or 31.01.2024"),
        ("S,1,,5", "receipt_date is empty, expected a date"),
        ("S,1,2024-01-05,", "quantity is empty, expected a number such as 12 or 3.5"),
        ("S,1,2024-01-05,-5", "quantity is “-5”, expected zero or more"),
        ("S,1,2024-01-05,1.1e12", "quantity is “1.1e12”, expected a number from -1000000000000 to 1000000000000"),
        ("S,1,2024-01-05,a few", "quantity is “a few”, expected a number such as 12 or 3.5"),
        ("S,,2024-01-05,5", "product_id is empty, expected an identifier"),
        (",1,2024-01-05,5", "store_id is empty, expected an identifier; --store NAME is the store of rows without one"),
        ("S,1,2024-01-05", "missing fields: 3, where the header has 4; the row ends before quantity"),
        ("S,3,2024-01-05,5", "store S, product 3 is not in the inventory; import products first"),
        ("U,1,2024-01-05,5", "store U, product 1 is not in the inventory; import products first"),
        ("main,2,2024-02-05,5", "store main, product 2 is not in the inventory; import products first"),
        (
            "S,1,2023-12-31,5",
            "receipt_date is “2023-12-31”, expected 2024-01-01 or later, which is the start date of store S, product 1"
        ),
    ]

    @Test("A bad row of receipts is refused with its reason", arguments: badRows.indices)
    func aBadRow(index: Int) throws {
        let bad = Self.badRows[index]
        try importing(file("S,1,2024-01-02,1", "T,1,2024-01-02,1"))
        let before = try folder.dump()
        let strict = ["--overdue", "reject", "--undated", "reject"]
        let refused = try importing(file("S,2,2024-02-02,2", bad.row), strict, status: 1)
        #expect(refused.output == "")
        #expect(
            refused.error == """
                invdb: Nothing was imported: 1 of 2 rows can't be read:
                  receipts.csv:3: \(bad.reason)
                Correct the file, or import the good rows and collect the bad ones with --rejects FILE.

                """)
        #expect(try folder.dump() == before)

        let finished = try importing(
            file("S,2,2024-02-02,2", bad.row), strict + ["--rejects", "rejects.csv"], status: 3)
        #expect(
            finished.counts == "read 2, inserted 1, updated 0, unchanged 0, rejected 1, replaced 1 receipt of 1 store")
        #expect(try receipts() == ["S|2|2024-02-02|2.0", "T|1|2024-01-02|1.0"])
        let reason = bad.reason.contains(",") ? "\"\(bad.reason)\"" : bad.reason
        let record = bad.row.contains(",") ? "\"\(bad.row)\"" : bad.row
        #expect(try folder.read("rejects.csv") == "file,line,reason,record\nreceipts.csv,3,\(reason),\(record)\n")
        #expect(try folder.rows("SELECT rows_read, inserted, rejected FROM import WHERE import_id = 3") == ["2|1|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test func aStoreThatIsInBadRowsOnlyKeepsItsReceipts() throws {
        try importing(file("S,1,2024-01-02,1", "T,1,2024-01-02,1"))
        try importing(
            file("S,1,2023-01-02,1", "S,3,2024-01-02,1", "T,1,2024-01-05,9"), "--rejects", "r.csv", "--overdue",
            "reject", status: 3)
        #expect(try receipts() == ["S|1|2024-01-02|1.0", "T|1|2024-01-05|9.0"])
        #expect(try folder.rows("SELECT receipts_import_id FROM store ORDER BY store_id") == ["2", "3", "0"])
    }

    @Test func aDateDecidesForTheWholeColumn() throws {
        let finished = try importing(file("S,1,1/2/24,1", "S,1,31/1/24,2"))
        #expect(finished.output.contains("  dates: read as day/month/year, as 31/1/24 in line 3 shows\n"))
        #expect(try receipts() == ["S|1|2024-01-31|2.0", "S|1|2024-02-01|1.0"])
        #expect(
            try importing(file("S,1,1/2/24,1"), "--date-format", "mdy").output.contains("as --date-format says"))
        #expect(try receipts() == ["S|1|2024-01-02|1.0"])
    }

    @Test func aDryRunWritesNothing() throws {
        try importing(file("S,1,2024-01-02,1"))
        let before = try folder.dump()
        let finished = try importing(file("S,1,2024-01-03,4", "T,1,2024-01-03,4"), "--dry-run")
        #expect(
            finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0, replaced 1 receipt of 1 store")
        #expect(try folder.dump() == before)
    }

    @Test func aFileWithoutRowsChangesNothing() throws {
        try importing(file("S,1,2024-01-02,1"))
        let finished = try importing(file())
        #expect(finished.counts == "read 0, inserted 0, updated 0, unchanged 0, rejected 0")
        #expect(try receipts() == ["S|1|2024-01-02|1.0"])
    }

    @Test func withoutAnInventoryThereIsNothingToReceive() throws {
        let empty = try TemporaryFolder()
        try empty.write(file("S,1,2024-01-02,1"), to: "receipts.csv")
        try empty.importing("receipts.csv").expectFailure("store S, product 1 is not in the inventory")
        #expect(try empty.names() == ["receipts.csv"])
    }

    @Test func filesOfTwoKindsAreImportedOneAfterTheOther() throws {
        let before = try folder.dump()
        try folder.write(file("S,1,2024-01-02,1"), to: "receipts.csv")
        try folder.importing("receipts.csv", "products.csv").expectFailure(
            "Nothing was imported: receipts.csv has receipts and products.csv has products; import them one after the other, "
                + "products first.")
        try folder.write("sku,shade\n1,red\n", to: "other.csv")
        try folder.importing("receipts.csv", "other.csv").expectFailure("other.csv: no column for sell_start_date")
        #expect(try folder.dump() == before)
    }

    @Test("Options that are for products are refused with receipts, and the other way")
    func optionsOfTheOtherKind() throws {
        let before = try folder.dump()
        try folder.write(file("S,1,2024-01-02,1"), to: "receipts.csv")
        try folder.importing("products.csv", "--add").expectFailure(
            "products.csv has products, and --add is for receipts, sales and demand stated ahead; import it without --add."
        )
        try folder.importing("receipts.csv", "--kind", "products").expectFailure("no column for sell_start_date")
        try folder.importing("products.csv", "--kind", "receipts").expectFailure(
            "products.csv: no column for receipt_date, quantity; the header has")
        for options in [
            ["--replace", "--add"], ["--map", "quantity=q", "--map", "sales_rate=s"],
            ["--kind", "products", "--map", "quantity=q"], ["--kind", "orders"],
        ] {
            let finished = try Command.run(Command.invdb, ["import", "receipts.csv"] + options, in: folder)
            #expect(finished.status == 64, "\(options)")
        }
        #expect(try folder.dump() == before)
    }

    @Test func importingProductsLeavesReceiptsAlone() throws {
        try importing(file("S,1,2024-01-02,1", "S,2,2024-02-02,1"))
        try folder.importGood(
            ProductFile.of("1,2024-03-01,99,1,0,30,1", "9,2024-03-01,99,1,0,30,1"), "--store", "S")
        #expect(try receipts() == ["S|1|2024-01-02|1.0", "S|2|2024-02-02|1.0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    /// Rows in any order, in several batches, with bad ones among them: the same as a plain loop over the rows.
    @Test("Random receipts are stored as a dictionary says")
    func randomReceipts() throws {
        var generator = SeededGenerator("random receipts")
        let stores = (1...4).map { "R\($0)" }
        let starts = Dictionary(
            uniqueKeysWithValues: stores.flatMap { store in
                (1...60).map { ("\(store),\($0)", Int.random(in: 1...28, using: &generator)) }
            })
        func day(_ number: Int) -> String { "2024-01-\(number < 10 ? "0" : "")\(number)" }
        try folder.importGood(
            ProductFile.of(
                starts.sorted { $0.key < $1.key }.map { "\($0.key),\(day($0.value)),10,1,0,30,1" },
                header: ProductFile.headerWithStore))
        var expected: [String: [String]] = [:]
        for turn in 0..<3 {
            var rows: [String] = []
            var good: [(store: String, text: String)] = []
            for _ in 0..<20_000 {
                let store =
                    Int.random(in: 0..<20, using: &generator) == 0 ? "X" : stores.randomElement(using: &generator) ?? ""
                let product = Int.random(in: 1...62, using: &generator)
                let number = Int.random(in: 1...31, using: &generator)
                let quantity = Int.random(in: 1...99, using: &generator)
                rows.append("\(store),\(product),\(day(number)),\(quantity)")
                if let start = starts["\(store),\(product)"], number >= start || turn > 0 {
                    good.append((store, "\(store)|\(product)|\(day(number))|\(quantity).0"))
                }
            }
            let finished = try importing(
                ProductFile.of(rows, header: "store_id,product_id,receipt_date,quantity"), "--rejects", "rejects.csv",
                "--overdue", turn > 0 ? "start" : "reject", status: 3)
            let former = expected.values.reduce(0) { $0 + $1.count }
            #expect(
                finished.counts?.replacing(",", with: "").hasPrefix(
                    "read 20000 inserted \(good.count) updated 0 unchanged 0 rejected \(rows.count - good.count)"
                        + (turn > 0 ? " replaced \(former) receipts of 4 stores" : "")) == true, "\(finished.output)")
            expected = Dictionary(grouping: good, by: \.store).mapValues { $0.map(\.text) }
            #expect(try receipts().sorted() == expected.values.flatMap { $0 }.sorted())
            #expect(try folder.read("rejects.csv").split(separator: "\n").count == rows.count - good.count + 1)
        }
        #expect(try Command.invdb("check", in: folder).status == 0)
    }
}
