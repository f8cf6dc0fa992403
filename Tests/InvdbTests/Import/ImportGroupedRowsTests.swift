import TestSupport
import Testing

/// Rows that belong together: lots, bins and shelves, several dates, and a column for each store.
@Suite struct ImportGroupedRowsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importing(_ text: String, _ options: String...) throws -> Finished {
        try folder.write(text, to: "rows.csv")
        return try Command.run(Command.invdb, ["import", "rows.csv", "--as-of", "2024-03-04"] + options, in: folder)
    }

    private func stocks() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand FROM inventory
            JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
            """)
    }

    @Test("Lots of a product are added up, and counted")
    func lots() throws {
        let text = "sku,bin,on hand,daily sales\nA,1,10,2\nB,1,5,1\nA,2,7.5,2\nA,3,-1,2\n"
        try importing(text).expectFailure("product A is here a second time, first in line 2")
        let finished = try importing(text, "--sum")
        #expect(finished.counts == "read 4, inserted 2, updated 0, unchanged 0, rejected 0, added up 2")
        #expect(finished.output.contains("  added up: 2 rows to another one of the same series\n"))
        #expect(try stocks() == ["main|A|2024-03-04|16.5", "main|B|2024-03-04|5.0"])
        #expect(try folder.rows("SELECT rows_read, left_out FROM import") == ["4|2"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("Rows whose other columns differ can't be added up")
    func contradictions() throws {
        let header = "sku,on hand,daily sales,restock rate,days,every,lead time,date\n"
        let first = "A,1,2,3,30,7,5,2024-03-04\n"
        for (row, words) in [
            ("A,1,9,3,30,7,5,2024-03-04\n", "daily sales is “9”"),
            ("A,1,2,9,30,7,5,2024-03-04\n", "restock rate is “9”"),
            ("A,1,2,3,9,7,5,2024-03-04\n", "days is “9”"), ("A,1,2,3,30,9,5,2024-03-04\n", "every is “9”"),
            ("A,1,2,3,30,7,9,2024-03-04\n", "lead time is “9”"), ("A,1,2,3,30,7,,2024-03-04\n", "lead time is empty"),
            ("A,1,2,3,30,7,5,2024-03-05\n", "date is “2024-03-05”"),
        ] {
            try importing(header + first + row, "--sum").expectFailure(
                "rows.csv:3: \(words), expected the same as in line 2, with which the row is added up")
        }
    }

    @Test("The rows with the newest date of each series count")
    func latest() throws {
        let text = "sku,date,on hand\nA,2024-03-01,1\nA,2024-03-03,3\nB,2024-03-02,9\nA,2024-03-02,2\n"
        let finished = try importing(text, "--latest")
        #expect(finished.counts == "read 4, inserted 2, updated 0, unchanged 0, rejected 0, left out 2")
        #expect(finished.output.contains("  left out: 2 older than the latest of their series\n"))
        #expect(try stocks() == ["main|A|2024-03-03|3.0", "main|B|2024-03-02|9.0"])
        // Two of the same date are two.
        try importing(text + "A,2024-03-03,4\n", "--latest").expectFailure(
            "rows.csv:6: store main, product A is here a second time, first in line 3")
        #expect(try importing(text + "A,2024-03-03,4\n", "--latest", "--sum").status == 0)
        #expect(try stocks().first == "main|A|2024-03-03|7.0")
    }

    @Test("A column a store becomes rows; an empty field is none")
    func wide() throws {
        let text = "sku,inventory_North,Inventory_South East,reorder_point_North\nA,1,2,9\nB,,3,9\nC,4,,9\n"
        let finished = try importing(text, "--wide", "inventory_*")
        #expect(finished.counts == "read 6, inserted 4, updated 0, unchanged 0, rejected 0, blank 2")
        #expect(finished.output.contains("  stores: 2 columns (North, South East)\n"))
        #expect(
            try stocks() == [
                "North|A|2024-03-04|1.0", "North|C|2024-03-04|4.0", "South East|A|2024-03-04|2.0",
                "South East|B|2024-03-04|3.0",
            ])
        try importing("sku,inventory_North\nA,x\n", "--wide", "inventory_*").expectFailure(
            "rows.csv:2: inventory_North is “x”, expected a number")
        try importing("sku,on hand\nA,1\n", "--wide", "inventory_*").expectFailure("there is no column “inventory_*”")
        try importing("sku,inventory_\nA,1\n", "--wide", "inventory_*").expectFailure("leaves no name for its store")
        #expect(try importing(text, "--wide", "inventory").status == 64)
    }

    @Test("More stores than a batch has rows, and all rows arrive")
    func manyStores() throws {
        let stores = 300
        let header = "sku," + (0..<stores).map { "qty \($0)" }.joined(separator: ",")
        let rows = (0..<100).map { product in
            "P\(product)," + (0..<stores).map { "\(product * 1000 + $0)" }.joined(separator: ",")
        }
        #expect(try importing(([header] + rows).joined(separator: "\n") + "\n", "--wide", "qty *").status == 0)
        #expect(
            try folder.rows(
                """
                SELECT count(*), sum(on_hand = substr(product_id, 2) * 1000 + store_id) FROM inventory
                JOIN store USING (store_key) JOIN product USING (product_key)
                """) == ["\(stores * 100)|\(stores * 100)"])
    }

    @Test("What is promised is taken off, and what was taken is said")
    func netOf() throws {
        let text = "sku,on hand,Committed,available\nA,10,3,7\nB,5,,5\n"
        let plain = try importing(text)
        #expect(plain.output.contains("  stock: with what is promised; --net-of \"Committed\" takes “Committed” off\n"))
        #expect(try stocks() == ["main|A|2024-03-04|10.0", "main|B|2024-03-04|5.0"])
        for option in ["allocated", "committed", "COMMITTED"] {
            let finished = try importing(text, "--net-of", option)
            #expect(finished.output.contains("  stock: less “Committed”\n"), "\(finished)")
            #expect(try stocks() == ["main|A|2024-03-04|7.0", "main|B|2024-03-04|5.0"])
            #expect(try importing(text).status == 0)
        }
        #expect(try importing("sku,on hand,held\nA,10,4\n", "--map", "allocated=held").status == 0)
        #expect(try stocks().first == "main|A|2024-03-04|6.0")
        try importing(text, "--net-of", "other").expectFailure("there is no column “other”")
        try importing("sku,on hand,committed\nA,1,x\n", "--net-of", "allocated").expectFailure(
            "committed is “x”, expected a number")
        #expect(
            try importing("sku,available\nA,7\n").output.contains(
                "  stock: “available”, from which what is promised is taken off already\n"))
    }

    /// A plain dictionary does the same.
    @Test(
        "Random rows added up, or the latest of them, are those of a dictionary",
        arguments: [(true, false), (false, true), (true, true)])
    func randomRows(sum: Bool, latest: Bool) throws {
        var generator = SeededGenerator("grouped rows")
        let count = 30_000
        var text = "store,sku,date,on hand,daily sales\n"
        var expected: [String: (day: Int, units: Int, hasTwo: Bool)] = [:]
        var left = 0
        for _ in 0..<count {
            let (store, product) = (
                Int.random(in: 0..<7, using: &generator), Int.random(in: 0..<900, using: &generator)
            )
            let day = latest ? Int.random(in: 1...28, using: &generator) : 4
            let units = Int.random(in: -5...100, using: &generator)
            let key = "S\(store)|P\(product)"
            if let known = expected[key] {
                left += 1
                if day > known.day {
                    expected[key] = (day, units, false)
                } else if day == known.day {
                    guard sum else {
                        left -= 1
                        continue
                    }
                    expected[key] = (day, known.units + units, true)
                }
            } else {
                expected[key] = (day, units, false)
            }
            text += "S\(store),P\(product),2024-03-\(day < 10 ? "0" : "")\(day),\(units),\(product % 5)\n"
        }
        // A second row of the newest date would be a bad row, if rows are not added up.
        let options = (sum ? ["--sum"] : []) + (latest ? ["--latest"] : [])
        try folder.write(text, to: "rows.csv")
        let finished = try Command.run(
            Command.invdb, ["import", "rows.csv", "--rejects", "bad.csv"] + options, in: folder)
        #expect(finished.status == 0 || !sum, "\(finished)")
        let found = try stocks().sorted()
        #expect(
            found
                == expected.map {
                    "\($0.key)|2024-03-\($0.value.day < 10 ? "0" : "")\($0.value.day)|\($0.value.units).0"
                }.sorted())
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }
}
