import TestSupport
import Testing

/// Files that have only some of the columns: stocks, rates, terms and names come from several programs.
@Suite struct ImportPartialTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let full =
        "store,sku,sell_start_date,on hand,daily sales,restock rate,days,every,lead time\n"
        + "N,A,2024-03-04,10,2,1,30,7,5\nN,B,2024-03-04,20,3,0,60,1,\nS,A,2024-03-04,30,4,0,30,1,6\n"

    private func importing(_ text: String, _ options: String...) throws -> Finished {
        try folder.write(text, to: "part.csv")
        return try Command.run(Command.invdb, ["import", "part.csv"] + options, in: folder)
    }

    private func terms() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, lead_time_days, order_multiple, unit_cost FROM inventory
            JOIN store USING (store_key) JOIN product USING (product_key) LEFT JOIN supply_terms USING (series_key) ORDER BY 1, 2
            """)
    }

    @Test("A position without a sales rate is kept, counted, and has a forecast once a file has the rate")
    func withoutARate() throws {
        let output = try folder.importGood("sku,on hand\nA,10\nB,5\n", "--as-of", "2024-03-04")
        #expect(
            output.contains(
                "2 series have no sales rate, and so no forecast until a file with their sales_rate, or with what was sold of them, is imported.\n"
            ))
        #expect(try folder.inventory() == ["main|A|2024-03-04|10.0||0.0|90|1", "main|B|2024-03-04|5.0||0.0|90|1"])
        let plan = try Command.run(Command.invdb, ["plan"], in: folder)
        #expect(plan.status == 0)
        #expect(
            plan.output.contains(
                "2 series have no forecast, as no file has stated a sales_rate, or what was sold of them.\n"), "\(plan)"
        )
        #expect(
            try folder.rows("SELECT (SELECT count(*) FROM projection), (SELECT count(*) FROM order_plan)") == ["0|0"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
        #expect(
            try Command.run(Command.invdb, ["show", "A"], in: folder).output.contains(
                "on hand 10, sales unknown, restocking 0 a day from 2024-03-04"))
        #expect(
            try Command.run(Command.invdb, ["explain", "A", "--store", "main"], in: folder).output.contains(
                "It has no forecast and no plan, as no file has stated its sales_rate, or what was sold of it."))

        #expect(
            try importing("sku,sales rate\nA,2\n").counts == "read 1, inserted 0, updated 1, unchanged 0, rejected 0")
        let forecast = try Command.run(Command.invdb, ["forecast"], in: folder)
        #expect(forecast.output.contains("1 series has no forecast"), "\(forecast)")
        #expect(try folder.rows("SELECT product_id, stockout_date FROM stockout") == ["A|2024-03-08"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
        // An empty field takes the rate back.
        #expect(
            try importing("sku,sales rate\nA,\n").counts == "read 1, inserted 0, updated 1, unchanged 0, rejected 0")
        #expect(try folder.inventory().first == "main|A|2024-03-04|10.0||0.0|90|1")
    }

    @Test("An export of positions without rates imports again")
    func roundTrip() throws {
        try folder.importGood("store,sku,on hand,daily sales\nN,A,1,\nN,B,2,3\n", "--as-of", "2024-03-04")
        let before = try folder.inventory()
        let exported = try Command.run(Command.invdb, ["export", "inventory"], in: folder).output
        let other = try TemporaryFolder()
        try other.importGood(exported)
        #expect(try other.inventory() == before)
    }

    @Test("Stocks alone leave everything else as it is stored", arguments: [false, true])
    func stocksOnly(isUnsorted: Bool) throws {
        try folder.importGood(Self.full)
        let rows = ["N,A,2024-03-11,9", "N,B,2024-03-11,8", "S,A,2024-03-11,7"]
        let text = "store,sku,date,on hand\n" + (isUnsorted ? rows.reversed() : rows).map { "\($0)\n" }.joined()
        #expect(try importing(text).counts == "read 3, inserted 0, updated 3, unchanged 0, rejected 0")
        #expect(
            try folder.inventory() == [
                "N|A|2024-03-11|9.0|2.0|1.0|30|7", "N|B|2024-03-11|8.0|3.0|0.0|60|1", "S|A|2024-03-11|7.0|4.0|0.0|30|1",
            ])
        #expect(try terms() == ["N|A|5||", "N|B|||", "S|A|6||"])
        #expect(try importing(text).counts == "read 3, inserted 0, updated 0, unchanged 3, rejected 0")
    }

    @Test("Rates alone leave the stock as it is stored, and name series that are not there")
    func ratesOnly() throws {
        try folder.importGood(Self.full)
        let rates = "store,sku,sales_rate\nN,A,5\nS,A,6\n"
        #expect(try importing(rates).counts == "read 2, inserted 0, updated 2, unchanged 0, rejected 0")
        #expect(
            try folder.inventory() == [
                "N|A|2024-03-04|10.0|5.0|1.0|30|7", "N|B|2024-03-04|20.0|3.0|0.0|60|1",
                "S|A|2024-03-04|30.0|6.0|0.0|30|1",
            ])
        let before = try folder.dump()
        let refused = try importing(rates + "S,B,1\nX,A,1\nN,Z,1\n")
        #expect(refused.status == 1)
        for (line, series) in [(4, "store S, product B"), (5, "store X, product A"), (6, "store N, product Z")] {
            #expect(
                refused.error.contains(
                    "part.csv:\(line): \(series) is not in the inventory, and the file has no stock for it; import its "
                        + "initial_inventory first\n"), "\(refused)")
        }
        #expect(try folder.dump() == before)
        #expect(try importing(rates + "S,B,1\nX,A,1\n", "--rejects", "bad.csv").status == 3)
        #expect(try folder.rows("SELECT count(*) FROM store UNION ALL SELECT count(*) FROM product") == ["2", "2"])
    }

    @Test("A date without a stock is a question")
    func aDateAlone() throws {
        try folder.importGood(Self.full)
        let refused = try importing("store,sku,date,sales_rate\nN,A,2024-03-11,5\n")
        refused.expectFailure("no column for initial_inventory", "--ignore the name of that column")
        #expect(try importing("store,sku,date,sales_rate\nN,A,2024-03-11,5\n", "--ignore", "date").status == 0)
        #expect(try folder.inventory().first == "N|A|2024-03-04|10.0|5.0|1.0|30|7")
    }

    @Test("Terms by product are those of all stores")
    func termsByProduct() throws {
        try folder.importGood(Self.full)
        try folder.importGood("store,sku,lead time\nS,A,6\n")
        let output = try importing("sku,case pack,unit cost\nA,12,2.5\nB,6,\n")
        #expect(output.counts == "read 2, inserted 0, updated 2, unchanged 0, rejected 0")
        #expect(output.output.contains("  store: all that have the products\n"))
        #expect(try terms() == ["N|A|5|12.0|2.5", "N|B||6.0|", "S|A|6|12.0|2.5"])
        #expect(
            try importing("sku,case pack,unit cost\nA,12,2.5\nB,6,\n").counts
                == "read 2, inserted 0, updated 0, unchanged 2, rejected 0")
        // With --store they are those of that store.
        #expect(try importing("sku,case pack\nA,24\n", "--store", "S").status == 0)
        #expect(try terms() == ["N|A|5|12.0|2.5", "N|B||6.0|", "S|A|6|24.0|2.5"])
        try importing("sku,case pack\nA,1\nZ,2\nA,3\n").expectFailure(
            "part.csv:3: product Z is not in the inventory; import its stock first",
            "part.csv:4: product A is here a second time, first in line 2")
        // The results of the stores are older than their terms.
        _ = try Command.run(Command.invdb, ["plan"], in: folder)
        _ = try importing("sku,lead time\nB,9\n")
        #expect(
            try Command.run(Command.invdb, ["plan", "--store", "S"], in: folder).output.contains(
                "Older than their inventory are the results of 1 store: N."))
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("Terms that contradict the stored ones of one store are refused for all")
    func contradiction() throws {
        try folder.importGood(Self.full)
        try folder.importGood("store,sku,max order qty\nS,A,10\n")
        let before = try folder.dump()
        try importing("sku,moq\nB,5\nA,20\n").expectFailure(
            "part.csv:3: moq is “20”, expected not more than the max_order_quantity, which is 10; terms that the file does not "
                + "have stay as they are stored")
        #expect(try folder.dump() == before)
        #expect(try importing("sku,moq\nB,5\nA,20\n", "--rejects", "bad.csv").status == 3)
        #expect(
            try folder.rows("SELECT min_order_quantity FROM supply_terms WHERE min_order_quantity IS NOT NULL") == [
                "5.0"
            ])
    }

    @Test("Terms by supplier are those of all products that are of the supplier")
    func termsBySupplier() throws {
        try folder.importGood(Self.full)
        #expect(
            try importing("sku,supplier,name\nA,Acme,Bolt\nB,Other,Nut\n").counts
                == "read 2, inserted 0, updated 2, unchanged 0, rejected 0")
        #expect(
            try folder.rows("SELECT product_id, supplier, name FROM product ORDER BY 1") == [
                "A|Acme|Bolt", "B|Other|Nut",
            ])
        #expect(
            try importing("vendor,lead time\nAcme,2W\n").counts
                == "read 1, inserted 0, updated 1, unchanged 0, rejected 0")
        #expect(try terms() == ["N|A|14||", "N|B|||", "S|A|14||"])
        try importing("vendor,lead time\nNobody,3\n").expectFailure(
            "part.csv:2: no product is of the supplier Nobody; import a file with products and their suppliers first")
    }

    @Test("A row of terms with an empty store is about its product in all stores")
    func emptyStore() throws {
        try folder.importGood(Self.full)
        #expect(try importing("location,sku,lead time\n,A,8\nN,B,9\n").status == 0)
        #expect(try terms() == ["N|A|8||", "N|B|9||", "S|A|8||"])
    }

    @Test("A file without stock can't say which series there are")
    func replace() throws {
        try folder.importGood(Self.full)
        try importing("store,sku,sales_rate\nN,A,5\n", "--replace").expectFailure(
            "part.csv has no stock, so it says something of stored series and not which there are")
        #expect(try folder.inventory().count == 3)
    }

    @Test(
        "Lead times are days, also with a unit",
        arguments: [
            ("14D", 14), ("2W", 14), ("14 00:00:00", 14), ("3 weeks", 21), ("1 day", 1), ("P10D", 10), ("P2W", 14),
            ("7", 7),
        ])
    func durations(text: String, days: Int) throws {
        try folder.importGood("sku,on hand,lead time\nA,1,\(text)\n", "--as-of", "2024-03-04")
        #expect(try folder.rows("SELECT lead_time_days FROM supply_terms") == ["\(days)"])
    }

    @Test(
        "Durations that have no fixed number of days are refused",
        arguments: ["1M", "3-5 days", "14 12:00:00", "2Y", "W", "5D3"])
    func otherDurations(text: String) throws {
        try folder.write("sku,on hand,lead time\nA,1,\(text)\n", to: "products.csv")
        try folder.importing("products.csv", "--as-of", "2024-03-04").expectFailure(
            "expected a whole number of days from 0 to")
    }
}
