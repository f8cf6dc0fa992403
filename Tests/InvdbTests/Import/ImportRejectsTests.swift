import TestSupport
import Testing

/// `invdb import --rejects`: the good rows go in, the bad ones into a file.
@Suite struct ImportRejectsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theFileHasLineReasonAndRecord() throws {
        try folder.write(
            ProductFile.of(
                "a,2024-01-01,1,1,1,1,1", "b,2024-01-01,\"1,5\",1,1,1,1", "\"c\n\"\"\",2024-01-01,1,1,1,1",
                "d,2024-01-01,1,1,1,1,1", "e,2024-01-01,1,-2,1,1,1"), to: "products.csv")
        let finished = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.error == "")
        #expect(finished.counts == "read 5, inserted 2, updated 0, unchanged 0, rejected 3")
        #expect(finished.lines.last == "The rejected rows and the reasons are in rejects.csv.")
        #expect(
            try folder.read("rejects.csv") == """
                file,line,reason,record
                products.csv,3,"initial_inventory is “1,5”, expected a number such as 12 or 3.5 \
                (--decimal , reads decimal commas)","b,2024-01-01,""1,5"",1,1,1,1"
                products.csv,4,"missing fields: 6, where the header has 7; the row ends before forecast_frequency",\"""c
                \"""\""",2024-01-01,1,1,1,1"
                products.csv,7,"sales_rate is “-2”, expected zero or more","e,2024-01-01,1,-2,1,1,1"

                """)
        #expect(try folder.inventory().count == 2)
        #expect(try folder.names() == ["invdb.db", "products.csv", "rejects.csv"])
    }

    @Test func withoutBadRowsItIsDoneAsUsual() throws {
        let output = try folder.importGood(ProductFile.sample, "--rejects", "rejects.csv")
        #expect(!output.contains("rejects.csv"))
        #expect(try folder.read("rejects.csv") == "file,line,reason,record\n")
    }

    @Test func aFileOfNothingButBadRows() throws {
        try folder.write(ProductFile.of((1...2500).map { "\($0),x,1,1,1,1,1" }), to: "products.csv")
        let finished = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 2,500, inserted 0, updated 0, unchanged 0, rejected 2,500")
        let lines = try folder.read("rejects.csv").split(separator: "\n").dropFirst()
        #expect(lines.map { $0.split(separator: ",")[1] } == (2...2501).map { "\($0)" })
    }

    /// The two rows are batches apart, so the second is found long after it was parsed.
    @Test func repeatedSeriesFarApart() throws {
        var rows = (1...70_000).map { "\($0),2024-01-01,1,1,1,1,1" }
        rows += ["7,2024-02-01,5,1,1,1,1", "70000,2024-02-01,5,1,1,1,1"]
        try folder.write(ProductFile.of(rows), to: "products.csv")
        let finished = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 70,002, inserted 70,000, updated 0, unchanged 0, rejected 2")
        #expect(
            try folder.read("rejects.csv").split(separator: "\n").dropFirst().sorted() == [
                #"products.csv,70002,"store main, product 7 is here a second time, first in line 8","#
                    + #""7,2024-02-01,5,1,1,1,1""#,
                #"products.csv,70003,"store main, product 70000 is here a second time, first in line 70001","#
                    + #""70000,2024-02-01,5,1,1,1,1""#,
            ])
        // The first one counts.
        #expect(
            try folder.rows(
                """
                SELECT count(*), max(on_hand) FROM inventory
                UNION ALL SELECT rows_read, rejected FROM import
                UNION ALL SELECT series_count, changed_import_id FROM store
                """) == ["70000|1.0", "70002|2", "70000|1"])
    }

    /// What is known of them by then is not all that they say: other columns, formats of numbers and quotes are gone.
    @Test("Rows that turn out to be wrong at the end are written as they are in their files")
    func lateRejectsAreUnchanged() throws {
        var generator = SeededGenerator("late rejects")
        for lineEnd in ["\n", "\r\n", "\r"] {
            var seen: Set<String> = []
            var expected: [String] = []
            for file in ["one.csv", "two.csv"] {
                var text = "note;sku;date;qty;rate" + lineEnd
                var line = 2
                for number in 0..<Int.random(in: 100...400, using: &generator) {
                    if Int.random(in: 0..<20, using: &generator) == 0 {
                        text += lineEnd
                        line += 1
                    }
                    let product = "p\(Int.random(in: 1...200, using: &generator))"
                    let lines = Int.random(in: 0...2, using: &generator)
                    let note = "\"\(number)" + String(repeating: lineEnd + "é \"\"x\"\";", count: lines) + "\""
                    let record = "\(note);\(product);01.02.2024;1.\(100 + number),50;0,5"
                    if !seen.insert(product).inserted { expected.append("\(file),\(line),\(record)") }
                    text += record + lineEnd
                    line += 1 + lines
                }
                try folder.write(text, to: file)
            }
            let finished = try folder.importing(
                "one.csv", "two.csv", "--rejects", "rejects.csv", "--numbers", "1.234,5", "--db", "\(lineEnd.count).db")
            #expect(finished.status == (expected.isEmpty ? 0 : 3), "\(finished.error)")
            let found = Self.records(of: try folder.read("rejects.csv")).dropFirst()
                .map { "\($0[0]),\($0[1]),\($0[3])" }
            #expect(Set(found) == Set(expected) && found.count == expected.count)
        }
    }

    /// Every other piece between two quotes is quoted; two quotes in a row are one in a field.
    private static func records(of text: String) -> [[String]] {
        var records: [[String]] = []
        var fields = [""]
        var isQuoted = false
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\"":
                if !isQuoted, previous == "\"" { fields[fields.count - 1].unicodeScalars.append(scalar) }
                isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            case "\n" where !isQuoted:
                records.append(fields)
                fields = [""]
            default: fields[fields.count - 1].unicodeScalars.append(scalar)
            }
        }
        return records
    }

    @Test func repeatedSeriesAcrossFiles() throws {
        try folder.importGood(ProductFile.of("b,2024-01-01,7,1,1,1,1"))
        try folder.write(ProductFile.of("b,2024-01-01,1,1,1,1,1", "a,2024-01-01,1,1,1,1,1"), to: "one.csv")
        try folder.write(
            "Item;Site;Date;On hand;Daily sales;Daily supply;Days;Every\na;main;2024-01-01;2;1;1;1;1\nc;main;2024-01-01;2;1;1;1;1\n",
            to: "two.csv")
        let finished = try folder.importing("one.csv", "two.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 4, inserted 2, updated 1, unchanged 0, rejected 1")
        let rejects = try folder.read("rejects.csv").split(separator: "\n")
        #expect(rejects.count == 2)
        let reason = "two.csv,2,\"store main, product a is here a second time, first in one.csv:3\","
        #expect(rejects.last?.hasPrefix(reason) == true)
        #expect(
            try folder.rows("SELECT product_id, on_hand FROM inventory JOIN product USING (product_key) ORDER BY 1")
                == ["a|1.0", "b|1.0", "c|2.0"])
        #expect(try folder.rows("SELECT file, rejected FROM import") == ["products.csv|0", "one.csv|0", "two.csv|1"])
    }

    @Test func theFileAppearsOnlyWithTheImport() throws {
        try folder.write("kept", to: "rejects.csv")
        try folder.write(ProductFile.of("a,x,1,1,1,1,1"), to: "bad.csv")
        try folder.importing("bad.csv", "missing.csv", "--rejects", "rejects.csv").expectFailure("missing.csv")
        try folder.write("no header\n", to: "other.csv")
        try folder.importing("bad.csv", "other.csv", "--rejects", "rejects.csv").expectFailure("other.csv")
        #expect(try folder.read("rejects.csv") == "kept")
        #expect(try folder.names() == ["bad.csv", "other.csv", "rejects.csv"])
    }

    @Test(arguments: ["products.csv", "./products.csv", "invdb.db", "link.csv"])
    func whatIsReadIsNeverReplaced(rejects: String) throws {
        try folder.importGood(ProductFile.sample)
        #expect(try Command.shell("ln products.csv link.csv", in: folder).status == 0)
        let before = try (folder.bytes(of: "products.csv"), folder.bytes(of: "invdb.db"))
        try folder.importing("products.csv", "--rejects", rejects).expectFailure(
            "Can't write \(rejects): it is what is being read; name another file.")
        #expect(try folder.bytes(of: "products.csv") == before.0)
        #expect(try folder.bytes(of: "invdb.db") == before.1)
        #expect(try folder.names() == ["invdb.db", "link.csv", "products.csv"])
    }

    @Test(arguments: [("none/rejects.csv", "no such file or directory"), (".", "it is a folder")])
    func aPlaceThatCannotBeWritten(path: String, cause: String) throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        try folder.importing("products.csv", "--rejects", path).expectFailure("Can't write \(path): \(cause)")
        #expect(try folder.names() == ["products.csv"])
    }
}
