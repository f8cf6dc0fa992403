import Foundation
import TestSupport
import Testing

/// Every file of the corpus through the real binary, into a database that has an inventory already.
@Suite struct BadInputCorpusTests {
    @Test(
        "Each file of Tests/Fixtures/bad-csv is imported or refused as expected.tsv says", arguments: BadInputCase.all)
    func becomesWhatTheTableSays(_ example: BadInputCase) throws {
        let run = try CorpusRun(example)
        switch example.exit {
        case 0: try run.expectImported()
        case 1: try run.expectFileRefused()
        case 3: try run.expectRowsRefused()
        default: Issue.record("no such exit status")
        }
    }

    @Test("expected.tsv has a line for each file of Tests/Fixtures/bad-csv")
    func theTableAndTheFilesGoTogether() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: BadInputCase.folder)
            .filter { $0.hasSuffix(".csv") }.sorted()
        #expect(BadInputCase.all.map(\.file).sorted() == files)
        #expect(files.count >= 120)
        let text = try String(contentsOfFile: "\(BadInputCase.folder)/expected.tsv", encoding: .utf8)
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().filter { $0.first != UInt8(ascii: "#") }
        #expect(lines.count == BadInputCase.all.count, "a line of the table can't be read")
    }
}

/// One case in a folder of its own.
private struct CorpusRun {
    let example: BadInputCase
    let folder = Result { try TemporaryFolder() }

    /// A database with one position, made once.
    private static let database = Result { () throws -> Data in
        let folder = try TemporaryFolder()
        try folder.write(ProductFile.of("kept,2024-01-01,1,1,1,1,1"), to: "kept.csv")
        #expect(try folder.importing("kept.csv", "--store", "kept").status == 0)
        return try folder.bytes(of: "invdb.db")
    }

    init(_ example: BadInputCase) throws {
        self.example = example
        let folder = try folder.get()
        try Self.database.get().write(to: URL(fileURLWithPath: folder.path(of: "invdb.db")))
        try FileManager.default.copyItem(
            atPath: "\(BadInputCase.folder)/\(example.file)", toPath: folder.path(of: example.file))
    }

    func expectImported() throws {
        let finished = try run([])
        #expect(finished.status == 0, "\(finished.error)")
        #expect(finished.error == "")
        #expect(has(finished.output, example.message), "\(finished.output)")
        try expectInventory(rejected: 0, finished)
    }

    func expectFileRefused() throws {
        for options in [[], ["--rejects", "rejects.csv"]] {
            let finished = try run(options)
            #expect(finished.status == 1)
            #expect(finished.output == "")
            #expect(same(finished.error, "invdb: \(example.message)\n"), "\(finished.error)")
            try expectUntouched()
        }
    }

    func expectRowsRefused() throws {
        let rows = lines(example.message)
        let read = try #require(example.read)
        let refused = try run([])
        #expect(refused.status == 1)
        #expect(refused.output == "")
        let first = "invdb: Nothing was imported: \(rows.count) of \(read) row\(read == 1 ? "" : "s") can't be read:"
        #expect(
            same(
                refused.error,
                ([first] + rows.map { "  \($0)" } + Self.hints(rows) + [
                    "Correct the file, or import the good rows and collect the bad ones with --rejects FILE.\n"
                ]).joined(separator: "\n")), "\(refused.error)")
        try expectUntouched()

        let finished = try run(["--rejects", "rejects.csv"])
        #expect(finished.status == 3)
        #expect(finished.error == "")
        try expectInventory(rejected: rows.count, finished)
        let rejects = try folder.get().read("rejects.csv")
        for row in rows {
            // `file.csv:3: reason` is `file.csv,3,reason,record` there, quoted where it needs to be.
            let parts = row.split(separator: ":", maxSplits: 2)
            try #require(parts.count == 3)
            let reason = parts[2].dropFirst().replacing("\"", with: "\"\"")
            #expect(
                has(rejects, "\n\(parts[0]),\(parts[1]),\(reason),")
                    || has(rejects, "\n\(parts[0]),\(parts[1]),\"\(reason)\","), "\(row) in \(rejects)")
        }
    }

    /// What can be done about rows of a series, and about columns that a file can do without.
    private static func hints(_ rows: [String]) -> [String] {
        var hints: [String] = []
        if rows.contains(where: { $0.contains(" is here a second time, ") }) {
            hints.append(
                "Rows that belong to one series are added up with --sum; with --latest those with the newest date count; if they say what was sold, --kind sales reads them."
            )
        }
        if let row = rows.first(where: { $0.hasSuffix(", or nothing") }) {
            let reason = row.split(separator: ":", maxSplits: 2)[2].dropFirst()
            let column = reason.components(separatedBy: " is “")[0].components(separatedBy: " is empty")[0]
            hints.append("A column that is not needed is left out with --ignore \"\(column)\".")
        }
        return hints
    }

    private func run(_ options: [String]) throws -> Finished {
        let finished = try Command.run(
            Command.invdb, ["import", example.file] + example.options + options, in: folder.get())
        finished.expectPlainWords()
        return finished
    }

    /// The file of the database is the same to the last byte, and nothing was left beside it.
    private func expectUntouched() throws {
        let folder = try folder.get()
        #expect(try folder.bytes(of: "invdb.db") == Self.database.get())
        #expect(try folder.names() == ["invdb.db", example.file].sorted())
    }

    /// What is in the database, and that no row was lost on the way to it: what plain SQL says of both.
    private func expectInventory(rejected: Int, _ finished: Finished) throws {
        let expected = try example.positions()
        let days = try example.days()
        let read = try #require(example.read)
        let answer = try Command.sqlite3(
            """
            SELECT json_group_array(json_array(hex(store_id), hex(product_id), date(start_day * 86400, 'unixepoch'),
                on_hand, sales_rate, restocking_rate, duration_days, forecast_frequency))
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) WHERE store_id <> 'kept';
            SELECT rows_read, inserted, updated, unchanged, rejected, blank FROM import ORDER BY import_id DESC LIMIT 1;
            SELECT on_hand FROM inventory JOIN store USING (store_key) WHERE store_id = 'kept';
            SELECT 'days ' || coalesce(group_concat(date || '|' || ifnull(store_id, '') || '|' || open, ' '), '')
            FROM store_calendar;
            PRAGMA integrity_check; PRAGMA foreign_key_check;
            """, in: folder.get())
        #expect(answer.error == "")
        try #require(answer.lines.count == 5, "\(answer.output)")
        #expect(try BadInputCase.Position.list(json: answer.lines[0], isHexadecimal: true) == expected)
        #expect(answer.lines[3].split(separator: " ").dropFirst().map(String.init).sorted() == days)
        let inserted = expected.count + days.count
        let blank = read - inserted - rejected
        #expect(answer.lines[1] == "\(read)|\(inserted)|0|0|\(rejected)|\(blank)")
        #expect([answer.lines[2], answer.lines[4]] == ["1.0", "ok"])
        #expect(
            finished.counts
                == "read \(read), inserted \(inserted), updated 0, unchanged 0, rejected \(rejected)"
                + (blank > 0 ? ", blank \(blank)" : ""))
    }

    /// Texts by their bytes: `==` takes composed and decomposed letters for the same.
    private func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    private func has(_ text: String, _ part: String) -> Bool {
        part.isEmpty || Data(text.utf8).range(of: Data(part.utf8)) != nil
    }

    private func lines(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n")).map { String($0) ?? "" }
    }
}
