import Foundation
import TestSupport
import Testing

/// Terms of supply, names and categories in product files.
@Suite struct ImportSupplyTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let terms =
        "lead_time_days,review_period_days,safety_stock,cover_days,min_order_quantity,order_multiple,max_order_quantity,"
        + "unit_cost"
    private static let columns = terms.split(separator: ",").map(String.init)

    /// The terms by series, with what is not stated as nothing.
    private func supply() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, \(Self.terms), supply_terms.source_line FROM supply_terms JOIN inventory USING (series_key)
                JOIN store USING (store_key) JOIN product USING (product_key)
            ORDER BY 1, 2
            """)
    }

    private func labels() throws -> [String] {
        try folder.rows("SELECT product_id, name, category FROM product ORDER BY 1")
    }

    /// A file with some more columns behind the usual ones.
    private func file(
        _ more: String, _ rows: (id: String, more: String)..., position: String = "2024-01-01,10,5,3,30,1"
    )
        -> String
    {
        ProductFile.of(rows.map { "\($0.id),\(position),\($0.more)" }, header: "\(ProductFile.header),\(more)")
    }

    private func importing(_ text: String, _ options: String...) throws -> Finished {
        try folder.write(text, to: "products.csv")
        let finished = try Command.run(Command.invdb, ["import", "products.csv"] + options, in: folder)
        finished.expectPlainWords()
        return finished
    }

    @Test("All terms, the name and the category are imported")
    func allColumns() throws {
        let output = try folder.importGood(
            file(Self.terms + ",name,category", ("A", "7,1,12.5,14,50,12,600,9.99,Bolt,Fasteners"), ("B", ",,,,,,,,,")))
        #expect(output.contains("forecast_frequency, lead_time_days, review_period_days, safety_stock, cover_days"))
        #expect(!output.contains("not used"))
        // Nothing is stated for B: that is no row of zeros, it is no row.
        #expect(try supply() == ["main|A|7|1|12.5|14|50.0|12.0|600.0|9.99|2"])
        #expect(try labels() == ["A|Bolt|Fasteners", "B||"])
        #expect(try folder.rows("SELECT count(*) FROM product WHERE name IS NULL AND category IS NULL") == ["1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("Columns of terms and names are found by other usual names")
    func otherNames() throws {
        try folder.importGood(
            """
            SKU,Date,Stock,Daily Sales,Daily Supply,Days,Every,Lead Time,MOQ,Case Pack,Cost,Description,Product Group
            A,2024-01-31,7,3,2,30,5,9,24,12,1.5,"Bolt, M8",Fasteners
            """ + "\n")
        #expect(try supply() == ["main|A|9||||24.0|12.0||1.5|2"])
        #expect(try labels() == ["A|Bolt, M8|Fasteners"])
    }

    @Test("A term of zero is stated, and an empty one is not")
    func aZeroIsStated() throws {
        try folder.importGood(file("lead_time_days,safety_stock", ("A", "0,0")))
        #expect(try supply() == ["main|A|0||0.0||||||2"])
    }

    @Test func columnsThatAFileDoesNotHaveStay() throws {
        try folder.importGood(file("lead_time_days,safety_stock,name", ("A", "7,10,Bolt"), ("B", "8,20,Nut")))
        let output = try folder.importGood(file("safety_stock,unit_cost,category", ("A", "11,2.5,X"), ("B", "20,,")))
        // B's cost is not stated and never was: only A has changed.
        #expect(output.contains("inserted 0, updated 1, unchanged 1,"))
        #expect(try supply() == ["main|A|7||11.0|||||2.5|2", "main|B|8||20.0||||||3"])
        #expect(try labels() == ["A|Bolt|X", "B|Nut|"])
        #expect(
            try folder.rows("SELECT product_id, import_id, source_line FROM inventory JOIN product USING (product_key)")
                == ["A|2|2", "B|1|3"])
        #expect(try folder.rows("SELECT changed_import_id FROM store") == ["2"])
        // A file without any such column leaves all of it.
        try folder.importGood(ProductFile.of("A,2024-01-01,99,5,3,30,1"))
        #expect(try supply().count == 2)
        #expect(try labels() == ["A|Bolt|X", "B|Nut|"])
    }

    @Test func anEmptyFieldTakesAwayWhatWasStated() throws {
        try folder.importGood(file("lead_time_days,safety_stock,name", ("A", "7,10,Bolt"), ("B", "8,20,Nut")))
        let output = try folder.importGood(file("lead_time_days,safety_stock,name", ("A", ",,"), ("B", ",20,Nut")))
        #expect(output.contains("updated 2, unchanged 0,"))
        #expect(try supply() == ["main|B|||20.0||||||3"])
        #expect(try labels() == ["A||", "B|Nut|"])
        let again = try folder.importGood(file("lead_time_days,safety_stock,name", ("A", ",,"), ("B", ",20,Nut")))
        #expect(again.contains("updated 0, unchanged 2,"))
    }

    @Test func theFirstRowOfAProductNamesIt() throws {
        try folder.write(
            ProductFile.of(
                [
                    "S,A,2024-01-01,1,1,1,1,1,first", "T,A,2024-01-01,1,1,1,1,1,second", "S,B,2024-01-01,1,1,1,1,1,",
                    "T,B,2024-01-01,1,1,1,1,1,late",
                ], header: "\(ProductFile.headerWithStore),name"), to: "a.csv")
        try folder.write(
            ProductFile.of(["A,2024-01-01,1,1,1,1,1,third"], header: "\(ProductFile.header),name"), to: "b.csv")
        #expect(try folder.importing("a.csv", "b.csv", "--store", "U").status == 0)
        #expect(try labels() == ["A|first|", "B||"])
        // A name alone is no change of a series.
        #expect(
            try folder.importing("b.csv", "--store", "U").counts
                == "read 1, inserted 0, updated 0, unchanged 1, rejected 0")
        #expect(try labels() == ["A|third|", "B||"])
    }

    private static let badFields: [(column: String, value: String, expected: String)] = [
        ("lead_time_days", "-1", "a whole number of days from 0 to 36525, or nothing"),
        ("lead_time_days", "1.5", "a whole number of days from 0 to 36525, or nothing"),
        ("lead_time_days", "36526", "a whole number of days from 0 to 36525, or nothing"),
        ("review_period_days", "0", "a whole number of days from 1 to 36525, or nothing"),
        ("cover_days", "a week", "a whole number of days from 0 to 36525, or nothing"),
        ("safety_stock", "-1", "zero or more, or nothing"),
        ("safety_stock", "1e13", "a number from -1000000000000 to 1000000000000, or nothing"),
        ("unit_cost", "free", "a number such as 12 or 3.5, or nothing"),
        ("max_order_quantity", "-0.01", "zero or more, or nothing"),
    ]

    @Test("A term that can't be read is refused with its column", arguments: badFields.indices)
    func aBadField(index: Int) throws {
        let bad = Self.badFields[index]
        let finished = try importing(file(bad.column, ("A", "1"), ("B", bad.value)))
        #expect(finished.status == 1)
        #expect(
            finished.error.contains("  products.csv:3: \(bad.column) is “\(bad.value)”, expected \(bad.expected)\n"),
            "\(finished.error)")
        #expect(try importing(file(bad.column, ("A", "1"), ("B", bad.value)), "--rejects", "r.csv").status == 3)
        #expect(try folder.rows("SELECT product_id FROM product") == ["A"])
    }

    @Test(
        "Terms that contradict each other are a bad row",
        arguments: [
            ("50,,40", "min_order_quantity is “50”, expected not more than the max_order_quantity, which is 40"),
            (
                "50,24,60",
                "order_multiple is “24”, expected one that has a multiple from the min_order_quantity, 50, up to the "
                    + "max_order_quantity, 60"
            ),
            (",24,20", "order_multiple is “24”, expected one that has a multiple up to the max_order_quantity, 20"),
        ])
    func termsThatDoNotGoTogether(fields: String, reason: String) throws {
        let finished = try importing(file("min_order_quantity,order_multiple,max_order_quantity", ("A", fields)))
        #expect(finished.status == 1)
        #expect(finished.error.contains("  products.csv:2: \(reason)\n"), "\(finished.error)")
    }

    @Test("Terms that contradict stored ones are a bad row")
    func termsThatDoNotGoTogetherWithWhatIsStored() throws {
        try folder.importGood(file("max_order_quantity", ("A", "40"), ("B", "40"), ("C", "40")))
        let text = file("min_order_quantity,name", ("A", "30,a"), ("B", "50,b"), ("C", "40,c"))
        let reason =
            "min_order_quantity is “50”, expected not more than the max_order_quantity, which is 40; terms that the file does "
            + "not have stay as they are stored"
        let before = try folder.dump()
        #expect(try importing(text).error.contains("  products.csv:3: \(reason)\n"))
        #expect(try folder.dump() == before)
        let finished = try importing(text, "--rejects", "rejects.csv")
        #expect(finished.counts == "read 3, inserted 0, updated 2, unchanged 0, rejected 1")
        #expect(
            try folder.read("rejects.csv")
                == "file,line,reason,record\nproducts.csv,3,\"\(reason)\",\"B,2024-01-01,10,5,3,30,1,50,b\"\n")
        #expect(
            try supply()
                == ["main|A|||||30.0||40.0||2", "main|B|||||||40.0||3", "main|C|||||40.0||40.0||4"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A name that is too long, or no text, is refused")
    func aNameThatIsNoText() throws {
        let long = String(repeating: "é", count: 501)
        let finished = try importing(file("name", ("A", "é"), ("B", long)))
        #expect(finished.error.contains("expected a text of at most 1000 bytes"))
        try folder.write(
            Array("\(ProductFile.header),category\nA,2024-01-01,1,1,1,1,1,caf".utf8) + [0xE9, 10], to: "latin.csv")
        try folder.importing("latin.csv").expectFailure("category is “caf\\xe9”, expected UTF-8 text; save the file")
        #expect(try importing(file("name", ("A", "a\u{0}b"))).error.contains("expected a text without a zero byte"))
        #expect(try folder.names().contains("invdb.db") == false)
    }

    @Test func aRepeatedSeriesIsRejectedWithItsTerms() throws {
        let finished = try importing(
            file("lead_time_days,unit_cost,name", ("B", "1,,b"), ("A", "2,1.5,a"), ("B", "3,2.5,other")), "--rejects",
            "rejects.csv")
        #expect(finished.counts == "read 3, inserted 2, updated 0, unchanged 0, rejected 1")
        #expect(try supply() == ["main|A|2|||||||1.5|3", "main|B|1||||||||2"])
        #expect(
            try folder.read("rejects.csv").hasSuffix(
                "\"store main, product B is here a second time, first in line 2\",\"B,2024-01-01,10,5,3,30,1,3,2.5,other\"\n"
            ))
    }

    @Test func replacingRemovesAllThatBelongsToASeries() throws {
        try folder.importGood(
            ProductFile.of(
                ["S,A", "S,B", "T,A"].map { "\($0),2024-01-01,10,5,0,30,1,3" },
                header: "\(ProductFile.headerWithStore),lead_time_days"))
        try folder.write(
            "store_id,product_id,receipt_date,quantity\nS,A,2024-01-09,5\nS,B,2024-01-09,5\nT,A,2024-01-09,5\n",
            to: "receipts.csv")
        #expect(try folder.importing("receipts.csv").status == 0)
        #expect(try Command.invdb("plan", "--lost-sales", in: folder).status == 0)
        #expect(try Command.invdb("plan", "--scenario", "other", in: folder).status == 0)
        let tables = ["inventory", "supply_terms", "receipt", "projection", "order_plan", "planned_projection"]
        func seriesOf(_ table: String) throws -> [String] {
            let key =
                switch table {
                case "order_plan": "order_key >> 13 & ((1 << 44) - 1)"
                case "projection", "planned_projection": "stretch_key >> 13 & ((1 << 44) - 1)"
                default: "series_key"
                }
            return try folder.rows("SELECT DISTINCT \(key) FROM \(table) ORDER BY 1")
        }
        for table in tables { #expect(try seriesOf(table).count == 3, "\(table)") }
        // S A alone is left, and unchanged.
        try folder.importGood(
            ProductFile.of(["S,A,2024-01-01,10,5,0,30,1"], header: ProductFile.headerWithStore), "--replace=all")
        for table in tables { #expect(try seriesOf(table) == ["\(1 << 24 | 1)"], "\(table)") }
        #expect(
            try folder.rows(
                """
                SELECT order_count = (SELECT count(*) FROM order_plan WHERE order_plan.scenario_id = scenario.scenario_id),
                    stretch_count = (SELECT count(*) FROM projection WHERE projection.scenario_id = scenario.scenario_id),
                    order_count > 0
                FROM scenario
                """) == ["1|1|1", "1|1|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    /// Files with some of the columns, in any order, several batches long, one after the other: the same as a plain loop that
    /// keeps a dictionary.
    @Test("Random terms are stored as a dictionary says")
    func randomTerms() throws {
        var generator = SeededGenerator("random terms")
        let products = 12_000
        var known: [Int: [String?]] = [:]
        var names: [Int: String] = [:]
        for turn in 0..<4 {
            let columns = Array(0..<8).shuffled(using: &generator).prefix(Int.random(in: 1...8, using: &generator))
            let hasName = Bool.random(using: &generator)
            var order = Array(1...products).filter { _ in turn == 0 || Int.random(in: 0..<3, using: &generator) > 0 }
            if turn % 2 == 1 { order.shuffle(using: &generator) }
            var rows: [String] = []
            var changed = 0
            for product in order {
                var values = known[product] ?? [String?](repeating: nil, count: 8)
                let before = values
                for column in columns where Int.random(in: 0..<4, using: &generator) == 0 {
                    // Any of these go together: the minimum is below the maximum, and is a multiple.
                    let choices =
                        switch column {
                        case 1: ["14"]
                        case 4: ["24", "48"]
                        case 5: ["12", "24"]
                        case 6: ["480", "960"]
                        default: ["0", "7", "30"]
                        }
                    values[column] = Bool.random(using: &generator) ? nil : choices.randomElement(using: &generator)
                }
                if known[product] == nil || values != before { changed += 1 }
                known[product] = values
                var row =
                    "P\(product),2024-01-01,10,5,3,30,1," + columns.map { values[$0] ?? "" }.joined(separator: ",")
                if hasName {
                    let name = ["", "x", "y"].randomElement(using: &generator) ?? ""
                    names[product] = name
                    row += ",\(name)"
                }
                rows.append(row)
            }
            let header =
                "\(ProductFile.header),\(columns.map { Self.columns[$0] }.joined(separator: ","))"
                + (hasName ? ",name" : "")
            try folder.write(ProductFile.of(rows, header: header), to: "products.csv")
            let finished = try folder.importing("products.csv")
            #expect(finished.status == 0, "\(finished.error)")
            let (inserted, updated) = turn == 0 ? (products, 0) : (0, changed)
            #expect(
                finished.counts?.replacing(",", with: "")
                    == "read \(rows.count) inserted \(inserted) updated \(updated) unchanged "
                    + "\(rows.count - inserted - updated) rejected 0", "turn \(turn)")
            let expected = known.filter { $0.value.contains { $0 != nil } }.sorted { $0.key < $1.key }.map {
                product, values in
                "P\(product)|" + values.map { $0.map { "\(Double($0) ?? -1)" } ?? "" }.joined(separator: "|")
            }
            let list = Self.columns.map { "CAST(\($0) AS REAL)" }.joined(separator: ", ")
            #expect(
                try folder.rows(
                    "SELECT product_id, \(list) FROM supply_terms JOIN product ON product_key = series_key & 16777215 "
                        + "ORDER BY product_key") == expected, "turn \(turn)")
            #expect(
                try folder.rows(
                    "SELECT product_id || '|' || name FROM product WHERE name IS NOT NULL ORDER BY product_key")
                    == names.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { "P\($0.key)|\($0.value)" })
        }
        #expect(try Command.invdb("check", in: folder).status == 0)
    }
}
