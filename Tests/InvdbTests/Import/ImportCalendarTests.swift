import Foundation
import TestSupport
import Testing

/// `invdb import` of a calendar: the days on which stores are closed or open.
@Suite struct ImportCalendarTests {
    let folder: TemporaryFolder

    /// Stores S, T and main, each with a product.
    init() throws {
        folder = try TemporaryFolder()
        try folder.importGood(
            ProductFile.of(
                ["S", "T", "main"].map { "\($0),1,2024-01-01,10,1,0,30,1" }, header: ProductFile.headerWithStore))
    }

    /// The calendar as its view has it: store, date, and whether it is open. All stores come first, and have no name.
    private func days() throws -> [String] {
        try folder.rows("SELECT * FROM store_calendar ORDER BY store_id, date")
    }

    /// The last import that changed the calendar of each store.
    private func changes() throws -> [String] {
        try folder.rows("SELECT store_id, calendar_import_id FROM store ORDER BY 1")
    }

    private func file(_ rows: String..., header: String = "date,store_id,open") -> String {
        ProductFile.of(rows, header: header)
    }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "holidays.csv")
        let finished = try Command.run(Command.invdb, ["import", "holidays.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    @Test("A calendar has days of single stores and of all")
    func daysOfAFile() throws {
        let finished = try importing(
            file("2024-12-25,,", "12/26/2024,S,no", "", "2024-12-24,T, YES ", "2024-12-24,,no", "2999-12-31,S,1"))
        #expect(finished.error == "")
        #expect(
            finished.output.hasPrefix("holidays.csv: 6 rows of a calendar\n  columns: date, store_id, open\n"),
            "\(finished.output)")
        #expect(finished.counts == "read 6, inserted 5, updated 0, unchanged 0, rejected 0, blank 1")
        #expect(finished.output.hasSuffix("\n3 days are closed, and 2 are open.\n"))
        #expect(
            try days() == [
                "|2024-12-24|0", "|2024-12-25|0", "S|2024-12-26|0", "S|2999-12-31|1", "T|2024-12-24|1",
            ])
        #expect(
            try folder.rows("SELECT store_key, import_id, source_line FROM store_day ORDER BY source_line")
                == ["0|2|2", "1|2|3", "2|2|5", "0|2|6", "1|2|7"])
        #expect(
            try folder.rows("SELECT file, rows_read, inserted, blank FROM import WHERE import_id = 2")
                == ["holidays.csv|6|5|1"])
        #expect(try folder.rows("SELECT DISTINCT import_id FROM inventory") == ["1"])
        #expect(
            try Command.invdb("check", in: folder).output.contains(
                "\nsupply      0 series with terms of supply, 5 open or closed days, 0 periods with stated demand, 0 sold days, 0 receipts, 0 events, 0 estimates of demand, within their bounds\n"
            )
        )
    }

    @Test(
        "Columns of calendars are found by other usual names, or as the options say",
        arguments: [
            ("date,store_id\n2024-12-25,S\n", []), ("Closing Day;Shop\n25.12.2024;S\n", []),
            ("Location,Holiday Date,Name\nS,2024-12-25,Christmas\n", []),
            ("date,warehouse,is_open\n2024-12-25,S,FALSE\n", []), ("day,store,WorkingDay\n2024-12-25,S,0\n", []),
            ("Tag,Filiale\n2024-12-25,S\n", ["--map", "date=Tag", "--map", "store_id=Filiale"]),
            ("date,remark,store_id\n2024-12-25,Christmas,S\n", ["--kind", "calendar"]),
            ("date,type,store,price,closed\n2024-12-25,A,S,1,1\n", []),
            ("date\n2024-12-25\n", ["--store", "S"]), ("Date,Holiday\n2024-12-25,Christmas Day\n", ["--store", "S"]),
            ("date,open,store\n2024-12-25,yes,S\n", ["--set", "open=no"]),
            (",date,open,store\n0,2024-12-25,no,S\n", []),
        ])
    func otherNames(text: String, options: [String]) throws {
        try folder.write(text, to: "holidays.csv")
        let finished = try Command.run(Command.invdb, ["import", "holidays.csv"] + options, in: folder)
        #expect(finished.error == "")
        #expect(try days() == ["S|2024-12-25|0"])
        #expect(finished.output.hasSuffix("\n1 day is closed.\n"))
        // What has no name is no product here.
        if text.hasPrefix(",") { #expect(finished.output.contains("\n  not used: column 1, which has no name\n")) }
    }

    @Test("A file without stores is about all, and about one if --store or a profile names it")
    func filesWithoutStores() throws {
        let all = try importing("date\n2024-12-25\n")
        #expect(all.output.contains("\n  store: all, as the file has no column for it\n"))
        let one = try importing("date\n2024-12-26\n", "--store", "T", "--save-profile", "t.toml")
        #expect(one.output.contains("\n  store: T, as the file has no column for it\n"))
        #expect(try folder.read("t.toml").contains("\nstore = \"T\"\n"))
        try importing("date\n2024-12-27\n", "--profile", "./t.toml")
        // An empty field says that the row is about all stores, whatever is named for files without the column.
        try importing(file("2024-12-28,,no"), "--store", "T")
        #expect(try days() == ["|2024-12-25|0", "|2024-12-28|0", "T|2024-12-26|0", "T|2024-12-27|0"])
    }

    /// The columns that say whether a day is open, their texts, and what they mean.
    private static let states: [(columns: String, texts: String, isOpen: Bool)] = [
        ("open", "yes", true), ("open", "TRUE", true), ("open", "1", true), ("open", "Open", true), ("open", "x", true),
        ("open", "no", false), ("open", "f", false), ("open", "0", false), ("open", "closed", false),
        ("open", "", false), ("closed", "yes", false), ("closed", "1", false), ("is_closed", "Closed", false),
        ("closed", "no", true), ("is_closed", "open", true), ("closed", "", true), ("holiday", "true", false),
        ("is_holiday", "0", true), ("holiday", "", true), ("holiday", "Tag der Arbeit", false),
        ("holiday_name", "New Year’s Day", false),
        // The first of them with a text counts.
        ("open,holiday", "yes,Christmas Eve", true), ("holiday,open", "yes,no", false), ("open,closed", ",no", true),
        ("open,closed", ",", false), ("closed,holiday", ",Easter", false), ("closed,holiday", "no,Easter", true),
    ]

    @Test("Whether a day is open is read from each of the columns that may say it", arguments: states.indices)
    func whatIsSaidOfADay(index: Int) throws {
        let (columns, texts, isOpen) = Self.states[index]
        try importing("date,\(columns)\n2024-12-25,\(texts)\n")
        #expect(try days() == ["|2024-12-25|\(isOpen ? 1 : 0)"])
    }

    @Test("A row replaces what is stored of its store and date, and nothing else")
    func importingAgain() throws {
        try importing(file("2024-12-24,,no", "2024-12-25,,no", "2024-12-25,S,yes", "2024-12-26,T,no"))
        let finished = try importing(file("2024-12-27,S,no", "2024-12-25,,yes", "2024-12-25,S,yes"))
        #expect(finished.counts == "read 3, inserted 1, updated 1, unchanged 1, rejected 0")
        #expect(
            try days() == [
                "|2024-12-24|0", "|2024-12-25|1", "S|2024-12-25|1", "S|2024-12-27|0", "T|2024-12-26|0",
            ])
        // Unchanged days keep the file and the line that they came from.
        #expect(
            try folder.rows("SELECT store_key, import_id, source_line FROM store_day ORDER BY store_key, day")
                == ["0|2|2", "0|3|3", "1|2|4", "1|3|2", "2|2|5"])
        #expect(
            try folder.rows("SELECT inserted, updated, unchanged FROM import WHERE import_id = 3") == ["1|1|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A day that is there twice has to be said to be the same")
    func theSameDayTwice() throws {
        let same = try importing(file("2024-12-25,S,no", "2024-12-25,,no", "12/25/2024,S,closed"))
        #expect(same.counts == "read 3, inserted 2, updated 0, unchanged 1, rejected 0")
        #expect(same.output.hasSuffix("\n2 days are closed.\n"))
        let before = try folder.dump()
        try folder.write(file("2024-12-26,,yes", "2024-12-25,S,no"), to: "a.csv")
        try folder.write(file("2024-12-25,S,yes", "2024-12-26,,no"), to: "b.csv")
        let finished = try folder.importing("a.csv", "b.csv")
        #expect(
            finished.error == """
                invdb: Nothing was imported: 2 of 4 rows can't be read:
                  b.csv:2: store S is closed on 2024-12-25 in a.csv:3, and open here
                  b.csv:3: all stores are open on 2024-12-26 in a.csv:2, and closed here
                Correct the file, or import the good rows and collect the bad ones with --rejects FILE.

                """)
        #expect(try folder.dump() == before)
        let some = try folder.importing("a.csv", "b.csv", "--rejects", "rejects.csv")
        #expect(some.status == 3)
        #expect(some.counts == "read 4, inserted 1, updated 0, unchanged 1, rejected 2")
        #expect(try days() == ["|2024-12-25|0", "|2024-12-26|1", "S|2024-12-25|0"])
        #expect(try folder.read("rejects.csv").contains("\nb.csv,3,\"all stores are open on 2024-12-26"))
    }

    @Test("--replace removes the other days of what a file names")
    func replacing() throws {
        let start = file("2024-12-24,,no", "2024-12-25,,no", "2024-12-25,S,yes", "2024-12-26,S,no", "2024-12-26,T,no")
        try importing(start)
        let finished = try importing(file("2024-12-27,S,no", "2024-12-26,S,no"), "--replace")
        #expect(finished.counts == "read 2, inserted 1, updated 0, unchanged 1, rejected 0, removed 1 day")
        #expect(
            try days() == [
                "|2024-12-24|0", "|2024-12-25|0", "S|2024-12-26|0", "S|2024-12-27|0", "T|2024-12-26|0",
            ])
        #expect(try changes() == ["S|3", "T|2", "main|2"])
        // All stores are named by rows without a store, and by nothing else.
        try importing("date\n2024-12-25\n", "--replace")
        #expect(try days() == ["|2024-12-25|0", "S|2024-12-26|0", "S|2024-12-27|0", "T|2024-12-26|0"])
        #expect(try changes() == ["S|4", "T|4", "main|4"])
        #expect(try importing("date\n2024-12-25\n", "--replace").counts?.contains("removed") == false)
        let all = try importing(file("2024-12-26,T,yes"), "--replace=all")
        #expect(all.counts == "read 1, inserted 0, updated 1, unchanged 0, rejected 0, removed 3 days")
        #expect(try days() == ["T|2024-12-26|1"])
        #expect(try changes() == ["S|6", "T|6", "main|6"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A file with only a header and --store empties the calendar of that store")
    func emptyFiles() throws {
        try importing(file("2024-12-24,,no", "2024-12-25,S,yes", "2024-12-26,T,no"))
        #expect(try importing(file(), "--replace").counts == "read 0, inserted 0, updated 0, unchanged 0, rejected 0")
        #expect(try importing(file(), "--store", "S").counts?.contains("removed") == false)
        #expect(try importing(file(), "--store", "S", "--replace").counts?.hasSuffix(", removed 1 day") == true)
        #expect(try days() == ["|2024-12-24|0", "T|2024-12-26|0"])
        #expect(try changes() == ["S|5", "T|2", "main|2"])
        #expect(try importing(file(), "--replace=all").counts?.hasSuffix(", removed 2 days") == true)
        #expect(try days() == [])
    }

    @Test func aDryRunWritesNothing() throws {
        try importing(file("2024-12-25,,no"))
        let before = try folder.dump()
        let finished = try importing(file("2024-12-26,,no"), "--dry-run", "--replace")
        #expect(finished.counts == "read 1, inserted 1, updated 0, unchanged 0, rejected 0, removed 1 day")
        #expect(try folder.dump() == before)
    }

    @Test func aDateDecidesForTheWholeColumn() throws {
        let finished = try importing(file("1/2/24,S,no", "31/1/24,S,no"))
        #expect(finished.output.contains("  dates: read as day/month/year, as 31/1/24 in line 3 shows\n"))
        #expect(try days() == ["S|2024-01-31|0", "S|2024-02-01|0"])
    }

    @Test("Rows that are left out say nothing of their day")
    func rowsThatAreLeftOut() throws {
        let finished = try importing(
            file("2024-12-25,S,no,de", "2024-12-26,S,no,fr", header: "date,store_id,open,country"), "--only",
            "country=de")
        #expect(finished.counts == "read 2, inserted 1, updated 0, unchanged 0, rejected 0, left out 1")
        #expect(try days() == ["S|2024-12-25|0"])
    }

    @Test("A calendar of all stores may come before any product")
    func aCalendarInANewFile() throws {
        let empty = try TemporaryFolder()
        try empty.write("date,store_id\n2024-12-25,\n2024-12-26,S\n", to: "holidays.csv")
        try empty.importing("holidays.csv").expectFailure("store S is not in the inventory; import its products first")
        #expect(try empty.names() == ["holidays.csv"])
        try empty.write("date\n2024-12-25\n", to: "holidays.csv")
        #expect(try empty.importing("holidays.csv").status == 0)
        #expect(try empty.rows("SELECT * FROM store_calendar") == ["|2024-12-25|0"])
        // A store that comes later has had no change of its calendar.
        try empty.importGood(ProductFile.of("1,2024-01-01,10,1,0,30,1"))
        #expect(try empty.rows("SELECT calendar_import_id FROM store") == ["0"])
        #expect(try Command.invdb("check", in: empty).status == 0)
    }

    @Test("A store that is not in the inventory is told those that are nearly called so")
    func unknownStores() throws {
        #expect(
            try importing(file("2024-12-25,mian,no"), status: 1).error.contains(
                "holidays.csv:2: store mian is not in the inventory; import its products first; did you mean store main?"
            ))
        #expect(
            try importing("date\n2024-12-25\n", "--store", "man", status: 1).error.contains(
                "holidays.csv:2: store man is not in the inventory; import its products first; did you mean store main?"
            ))
        #expect(try days() == [])
    }

    @Test("A calendar and files of another kind are imported one after the other")
    func otherKinds() throws {
        try importing(file("2024-12-25,S,no"))
        try folder.importing("holidays.csv", "products.csv").expectFailure(
            "Nothing was imported: holidays.csv has a calendar and products.csv has products; import them one after the other"
        )
        try folder.importing("holidays.csv", "--add").expectFailure(
            "holidays.csv has a calendar, and --add is for receipts, sales and demand stated ahead; import it without --add."
        )
        try folder.importing("products.csv", "--kind", "calendar").expectFailure("products.csv: no column for date;")
        try folder.write("Date,Colour\n2024-12-25,red\n", to: "names.csv")
        try folder.importing("names.csv").expectFailure(
            "names.csv: no column for product_id",
            "A file of a calendar has the column date, and --kind calendar reads it.")
    }

    @Test("A store that --replace removes takes its days along, so that no other store gets them with its key")
    func aStoreThatIsRemoved() throws {
        try importing(file("2024-12-24,,no", "2024-12-25,T,no", "2024-12-25,main,no"))
        let kept = ProductFile.of(["T,1,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore)
        try folder.importGood(kept, "--replace=all")
        #expect(try days() == ["|2024-12-24|0", "T|2024-12-25|0"])
        try folder.importGood(
            ProductFile.of(["N,1,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore))
        #expect(try days() == ["|2024-12-24|0", "T|2024-12-25|0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    // MARK: What is exported

    @Test("An exported calendar is imported to the same")
    func export() throws {
        let rows = ["2024-12-24,,no", "1900-12-31,S,yes", "2024-12-25,S,no", "2024-12-25,\"T,1\",yes"]
        try folder.importGood(
            ProductFile.of(
                ["S", "\"T,1\""].map { "\($0),1,2024-01-01,10,1,0,30,1" }, header: ProductFile.headerWithStore))
        try importing(ProductFile.of(rows, header: "date,store_id,open"))
        let exported = try Command.invdb("export", "calendar", in: folder)
        #expect(
            exported.output == """
                date,store_id,open
                2024-12-24,,no
                1900-12-31,S,yes
                2024-12-25,S,no
                2024-12-25,"T,1",yes

                """)
        let before = try days()
        let again = try importing(exported.output, "--replace=all")
        #expect(again.counts == "read 4, inserted 0, updated 0, unchanged 4, rejected 0")
        try importing(file(), "--replace=all")
        #expect(try days() == [])
        try importing(exported.output)
        #expect(try days() == before)
        #expect(try Command.invdb("export", "calendar", in: folder).output == exported.output)
        #expect(
            try Command.invdb("export", "calendar", "--format", "jsonl", in: folder).lines.first
                == #"{"date":"2024-12-24","store_id":null,"open":"no"}"#)
        for options in [["--store", "S"], ["--product", "1"], ["--from", "2024-12-24"], ["--scenario", "x"]] {
            #expect(
                try Command.run(Command.invdb, ["export", "calendar"] + options, in: folder).status == 64, "\(options)")
        }
    }

    // MARK: Which results are older

    private func freshness() throws -> [String] {
        try folder.rows("SELECT store_id, results FROM freshness ORDER BY 1")
    }

    @Test("A changed day makes the results of its store older, and the same file again of none")
    func whatMakesResultsOlder() throws {
        #expect(try Command.invdb("plan", in: folder).status == 0)
        let current = ["S|current", "T|current", "main|current"]
        #expect(try freshness() == current)
        let first = file("2024-01-06,S,no", "2024-01-07,,no")
        try importing(file("2024-01-06,S,no"))
        #expect(try freshness() == ["S|older", "T|current", "main|current"])
        #expect(
            try folder.rows("SELECT store_key, results FROM series_freshness ORDER BY 1")
                == ["1|older", "2|current", "3|current"])
        #expect(
            try folder.rows("SELECT store_id FROM freshness_by_scenario WHERE results = 'older'") == ["S"])
        let listed = try Command.invdb("stockouts", in: folder)
        #expect(
            listed.error
                == "invdb: The results of store S are older than the stock, receipts, terms, calendar or sales that are stored now; "
                + "renew them with: invdb plan --store S\n")
        #expect(try Command.invdb("stockouts", "--require-fresh", in: folder).status == 1)
        #expect(
            try Command.invdb("show", "1", "--store", "S", in: folder).output.contains(
                "\nIts results are older than its stock, receipts, terms, calendar or sales.\n"))
        #expect(
            try Command.invdb("forecast", "--store", "T", in: folder).output.contains(
                "Older than their inventory are the results of 1 store: S."))

        try importing(first)
        #expect(try freshness() == ["S|older", "T|older", "main|older"])
        #expect(try Command.invdb("plan", in: folder).status == 0)
        #expect(try freshness() == current)
        try importing(first)
        #expect(try freshness() == current)
        #expect(try changes() == ["S|3", "T|3", "main|3"])
        try importing(file("2024-01-06,S,yes"))
        #expect(try freshness() == ["S|older", "T|current", "main|current"])
    }

    @Test("What is said of a store itself hides what is said of all")
    func aDayOfAllThatAStoreHides() throws {
        try importing(file("2024-01-06,S,no", "2024-01-07,T,yes"))
        #expect(try changes() == ["S|2", "T|2", "main|0"])
        // S is closed on that day already.
        try importing(file("2024-01-06,,no"))
        #expect(try changes() == ["S|2", "T|3", "main|3"])
        try importing(file("2024-01-06,,yes", "2024-01-07,,no"))
        #expect(try changes() == ["S|4", "T|4", "main|4"])
        // T said of itself what is now said of all; S loses what it said of itself.
        try importing(file("2024-01-07,,yes"))
        #expect(try changes() == ["S|5", "T|4", "main|5"])
        try importing(file("2024-01-07,S,yes"), "--replace")
        #expect(try changes() == ["S|6", "T|4", "main|5"])
        try importing(file("2024-01-06,,yes"), "--replace=all")
        #expect(try changes() == ["S|7", "T|7", "main|7"])
    }

    @Test func anExplanationSaysThatTheCalendarIsNewer() throws {
        #expect(try Command.invdb("plan", in: folder).status == 0)
        _ = try folder.rows("UPDATE order_plan SET quantity = quantity + 1")
        try importing(file("2024-01-06,S,no"))
        #expect(
            try Command.invdb("explain", "1", "--store", "S", in: folder).output.contains(
                "\nThe plan is older than its calendar: "))
        #expect(
            try Command.invdb("explain", "1", "--store", "T", in: folder).output.contains(
                "\nThe orders that are stored do not follow from what is stored of the series"))
    }
}
