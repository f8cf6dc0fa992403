import Foundation
import TestSupport
import Testing

/// `invdb import` of events: promotions, holidays and closures.
@Suite struct ImportEventsTests {
    let folder: TemporaryFolder

    /// Stores S, T and main, each with the products A (Toys) and B.
    init() throws {
        folder = try TemporaryFolder()
        let rows = ["S", "T", "main"].flatMap {
            ["\($0),A,2024-01-01,10,1,0,30,1,Toys", "\($0),B,2024-01-01,10,1,0,30,1,"]
        }
        try folder.importGood(ProductFile.of(rows, header: "\(ProductFile.headerWithStore),category"))
    }

    private static let header = "date,until,name,store_id,category,product_id,factor"

    private func file(_ rows: String..., header: String = Self.header) -> String {
        ProductFile.of(rows, header: header)
    }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "events.csv")
        let finished = try Command.run(Command.invdb, ["import", "events.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    /// The events as the view has them: name, first day, last day, store, category, product, factor, and whether that is stated.
    private func events() throws -> [String] {
        try folder.rows("SELECT * FROM event_calendar ORDER BY date, name, store_id, category, product_id")
    }

    private func changes() throws -> [String] {
        try folder.rows("SELECT store_id, events_import_id FROM store ORDER BY 1")
    }

    @Test("Events have days, a name, what they are limited to, and a factor or none")
    func oneFile() throws {
        let finished = try importing(
            file(
                "2024-12-24,2024-12-26, Christmas ,,,,0", "5/1/2024,,\"May Day, north\",S,,,", "",
                "2024-06-01,2024-06-01,Promo,,Toys,,1.5", "2024-07-01,2024-07-07,Promo,T,,A,1000"))
        #expect(finished.error == "")
        #expect(
            finished.output.hasPrefix(
                "events.csv: 5 rows of events\n  columns: \(Self.header.replacing(",", with: ", "))\n"),
            "\(finished.output)")
        #expect(finished.counts == "read 5, inserted 4, updated 0, unchanged 0, rejected 0, blank 1")
        #expect(
            finished.output.hasSuffix(
                "\n4 events from 2024-05-01 to 2024-12-26: 3 with a factor, 1 whose factor is learned from past ones of the same name.\n"
            ), "\(finished.output)")
        #expect(
            try events() == [
                "May Day, north|2024-05-01|2024-05-01|S||||0", "Promo|2024-06-01|2024-06-01||Toys||1.5|1",
                "Promo|2024-07-01|2024-07-07|T||A|1000.0|1", "Christmas|2024-12-24|2024-12-26||||0.0|1",
            ])
        #expect(try folder.rows("SELECT import_id, source_line FROM event") == ["2|2", "2|3", "2|5", "2|6"])
        #expect(
            try folder.rows("SELECT file, rows_read, inserted, blank FROM import WHERE import_id = 2")
                == ["events.csv|5|4|1"])
        #expect(try changes() == ["S|2", "T|2", "main|2"])
        #expect(try Command.invdb("check", in: folder).output.contains(", 4 events, "))
    }

    @Test("An event without a factor and without a past one is named, if there are sales")
    func nothingToLearn() throws {
        let events = file(
            "2024-03-15,,New,,,,", "2024-02-14,,Old,,,,", "2025-02-14,,Old,,,,", "2024-03-20,,Stated,,,,2",
            "2024-02-14,,Sale,,,,2", "2024-03-14,,Sale,,,,")
        #expect(try !importing(events).output.contains("warning"))
        try folder.write("date,product_id,quantity\n2024-02-14,A,3\n2024-03-01,A,2\n", to: "sold.csv")
        try #require(try Command.run(Command.invdb, ["import", "sold.csv"], in: folder).status == 0)
        let warned = try importing(events)
        #expect(
            warned.output.contains(
                "\nwarning: none without a factor was before the last day with sales of “New”, “Sale”, so they change nothing until a factor is stated.\n"
            ),
            "\(warned.output)")
    }

    @Test(
        "Holidays and promotions of other systems are read by their usual names",
        arguments: [
            ("date,name\n2024-12-25,X\n", []), ("Event,Start Date,End Date\nX,12/25/2024,12/25/2024\n", []),
            (",ds,holiday\n0,2024-12-25,X\n", []), ("date,event_name\n2024-12-25,X\n", []),
            ("Promotion;From;To;Budget\nX;25.12.2024;25.12.2024;9\n", []),
            ("date,description,locale\n2024-12-25,X,National\n", ["--kind", "events"]),
            ("Tag,Anlass\n2024-12-25,X\n", ["--map", "date=Tag", "--map", "name=Anlass", "--kind", "events"]),
            ("date\n2024-12-25\n", ["--set", "name=X", "--kind", "events"]),
            ("date,until,holiday\n2024-12-25,,X\n", []),
            (
                "date,localName,name,countryCode,fixed,global\n2024-12-25,Weihnachten,X,DE,false,true\n", []
            ),
        ] as [(String, [String])])
    func otherNames(text: String, options: [String]) throws {
        try folder.write(text, to: "events.csv")
        let finished = try Command.run(Command.invdb, ["import", "events.csv"] + options, in: folder)
        #expect(finished.error == "" && finished.output.contains(" of events\n"), "\(finished)")
        #expect(try events() == ["X|2024-12-25|2024-12-25|||||0"])
        #expect(finished.output.contains("\n  store: all, as the file has no column for it\n"))
    }

    @Test("The example is a list of public holidays")
    func example() throws {
        try importing(
            try String(contentsOfFile: "\(Command.repository)/Examples/holidays-us-2026.csv", encoding: .utf8))
        #expect(
            try folder.rows("SELECT name, count(*), max(date) FROM event_calendar GROUP BY 1 ORDER BY 3").suffix(2)
                == ["Thanksgiving Day|3|2026-11-26", "Christmas Day|3|2026-12-25"])
    }

    @Test("Prophet's windows add days, and a holiday that is moved is left out")
    func windows() throws {
        try importing(
            file("Easter,2024-03-31,-2,1", "May Day,2024-05-01,,0", header: "holiday,ds,lower_window,upper_window"))
        #expect(
            try events() == ["Easter|2024-03-29|2024-04-01|||||0", "May Day|2024-05-01|2024-05-01|||||0"])
        try importing(file("Easter,2024-03-31,1,1", header: "holiday,ds,lower_window,upper_window"), status: 1)
            .expectFailure("lower_window is “1”, expected a whole number of days from -366 to 0, or nothing")
        let moved = try importing(
            file(
                "2012-10-09,Holiday,National,Ecuador,Independencia,True",
                "2012-10-12,Transfer,National,Ecuador,Traslado,False",
                header: "date,type,locale,locale_name,description,transferred"), "--kind", "events")
        #expect(moved.output.contains("\n  left out: 1 with “transferred”\n"), "\(moved.output)")
        #expect(try events().first == "Traslado|2012-10-12|2012-10-12|||||0")
    }

    @Test("A percentage is by how much demand is higher")
    func percentages() throws {
        let finished = try importing(
            file(
                "2024-01-01,20,A", "2024-01-02,-100,B", "2024-01-03,12.5 %,C", "2024-01-04,,D", "2024-01-05,130,E",
                header: "Date,Uplift %,Promotion"))
        #expect(finished.output.contains(", uplift from “Uplift %”"))
        #expect(
            try folder.rows("SELECT name, factor, stated FROM event_calendar ORDER BY 1") == [
                "A|1.2|1", "B|0.0|1", "C|1.125|1", "D||0", "E|2.3|1",
            ])
        try importing(
            file("2024-02-01,,F,,,,20 %", "2024-02-02,,G,,,,-20%", "2024-02-03,,H,,,,+120 %", "2024-02-04,,I,,,,0.2"))
        #expect(
            try folder.rows("SELECT factor FROM event_calendar WHERE date > '2024-01-31' ORDER BY name") == [
                "1.2", "0.8", "2.2", "0.2",
            ])
        // Without a sign it could be anything.
        try importing(file("2024-01-01,0.2,A", header: "Date,Uplift,Promotion"), status: 1).expectFailure(
            "Uplift is “0.2”, expected a factor such as 1.2 in a column factor, or by how much demand is higher, such as +20 %"
        )
        try importing(file("2024-01-01,-101,A", header: "Date,Uplift %,Promotion"), status: 1).expectFailure(
            "or by how much demand is higher, such as +20 %, from -100 % on")
    }

    @Test("Days without an event are left out")
    func calendarOfM5() throws {
        let finished = try importing(
            file(
                "2016-02-06,11602,Saturday,1,2,2016,d_1,,,,,0",
                "2016-02-07,11602,Sunday,2,2,2016,d_2,SuperBowl,Sporting,,,1",
                header:
                    "date,wm_yr_wk,weekday,wday,month,year,d,event_name_1,event_type_1,event_name_2,event_type_2,snap_CA"
            ))
        #expect(finished.output.contains("\n  left out: 1 without an event\n"), "\(finished.output)")
        #expect(try events() == ["SuperBowl|2016-02-07|2016-02-07|||||0"])
    }

    @Test("A header of another kind stays one of that kind")
    func otherKinds() throws {
        for (text, kind) in [
            ("date,holiday\n2024-12-25,Christmas\n", "a calendar"), ("date,name,open\n2024-12-25,X,no\n", "a calendar"),
            ("date,product_id,quantity\n2024-12-25,A,1\n", "sales"),
            ("date,name,product_id,quantity\n2024-12-25,X,A,1\n", "sales"),
            ("date,product_id,units sold,promotion\n2024-12-25,A,1,X\n", "sales"),
            ("eta,product_id,quantity,name\n2024-12-25,A,1,X\n", "receipts"),
        ] {
            let output = try importing(text, "--no-estimate").output
            #expect(output.contains("row of \(kind)\n"), "\(text) \(output)")
        }
        #expect(
            try importing("date,sku,name,stock\n2024-01-02,A,X,3\n").output.hasPrefix("events.csv: 1 row\n"))
        #expect(try events() == [])
    }

    @Test("A row replaces the event that it is, and the same file again changes nothing")
    func importingAgain() throws {
        let first = file("2024-12-25,,X,,,,0", "2024-12-25,,X,S,,,0", "2024-12-25,,Y,T,,,", "2024-12-26,,X,,Toys,,2")
        try importing(first)
        let dump = try folder.rows("SELECT * FROM event")
        let again = try importing(first)
        #expect(again.counts == "read 4, inserted 0, updated 0, unchanged 4, rejected 0")
        #expect(try folder.rows("SELECT * FROM event") == dump)
        #expect(try changes() == ["S|2", "T|2", "main|2"])

        let corrected = try importing(
            file("2024-12-25,2024-12-27,X,S,,,0", "2024-12-25,,Z,S,,,0", "2024-12-25,,X,,,,0"))
        #expect(corrected.counts == "read 3, inserted 1, updated 1, unchanged 1, rejected 0")
        #expect(
            try events() == [
                "X|2024-12-25|2024-12-25||||0.0|1", "X|2024-12-25|2024-12-27|S|||0.0|1",
                "Y|2024-12-25|2024-12-25|T||||0",
                "Z|2024-12-25|2024-12-25|S|||0.0|1", "X|2024-12-26|2024-12-26||Toys||2.0|1",
            ])
        #expect(
            try folder.rows("SELECT import_id, source_line FROM event ORDER BY event_key")
                == ["2|2", "4|2", "2|4", "2|5", "4|3"])
        #expect(try changes() == ["S|4", "T|2", "main|2"])
        // A factor that is stated now and was learned.
        try importing(file("2024-12-25,,Y,T,,,1"))
        #expect(try changes() == ["S|4", "T|5", "main|2"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("--replace removes the other events of what a file names, and --replace=all all others")
    func replacing() throws {
        try importing(file("2024-12-25,,X,,,,", "2024-12-25,,X,S,,,", "2024-12-25,,X,T,,,", "2024-12-26,,Y,T,,,"))
        let finished = try importing(file("2024-12-26,,Y,T,,,"), "--replace")
        #expect(finished.counts == "read 1, inserted 0, updated 0, unchanged 1, rejected 0, removed 1 event")
        #expect(
            try events() == [
                "X|2024-12-25|2024-12-25|||||0", "X|2024-12-25|2024-12-25|S||||0", "Y|2024-12-26|2024-12-26|T||||0",
            ])
        #expect(try changes() == ["S|2", "T|3", "main|2"])
        try importing(file(), "--replace", "--store", "S")
        #expect(try events().count == 2)
        #expect(try changes() == ["S|4", "T|3", "main|2"])
        let all = try importing("date,name\n2024-12-25,X\n", "--replace=all")
        #expect(all.counts?.hasSuffix(", removed 1 event") == true)
        #expect(try events() == ["X|2024-12-25|2024-12-25|||||0"])
        #expect(try changes() == ["S|4", "T|5", "main|2"])
        try importing(file(), "--add", status: 1).expectFailure(
            "events.csv has events, and --add is for receipts, sales and demand stated ahead; import it without --add.")
    }

    @Test("The same event twice has to be said to be the same")
    func theSameEventTwice() throws {
        let same = try importing(file("2024-12-25,,X,,,,2", "12/25/2024,2024-12-25,X,,,,2.0"))
        #expect(same.counts == "read 2, inserted 1, updated 0, unchanged 1, rejected 0")
        let before = try folder.dump()
        try folder.write(file("2024-12-26,,Y,S,,,1", "2024-12-26,,Z,S,,,1"), to: "a.csv")
        try folder.write(
            file("2024-12-26,,Y,S,,,2", "2024-12-26,2024-12-27,Z,S,,,1", "2024-12-26,,Y,T,,,3"), to: "b.csv")
        let refused = try folder.importing("a.csv", "b.csv")
        #expect(
            refused.error == """
                invdb: Nothing was imported: 2 of 5 rows can't be read:
                  b.csv:2: “Y” of 2024-12-26 has another last day or factor in a.csv:2
                  b.csv:3: “Z” of 2024-12-26 has another last day or factor in a.csv:3
                Correct the file, or import the good rows and collect the bad ones with --rejects FILE.

                """)
        #expect(try folder.dump() == before)
        let some = try folder.importing("a.csv", "b.csv", "--rejects", "rejects.csv")
        #expect(some.status == 3 && some.counts == "read 5, inserted 3, updated 0, unchanged 0, rejected 2")
        #expect(try folder.read("rejects.csv").contains("\nb.csv,3,“Z” of 2024-12-26 has another last day"))
        // Composed and decomposed letters are two names.
        try importing(file("2024-12-27,,Caf\u{E9},,,,1", "2024-12-27,,Cafe\u{301},,,,2"))
        #expect(try folder.rows("SELECT count(*) FROM event WHERE first_day = 20084") == ["2"])
    }

    /// Rows that are wrong, and what is said of them.
    private static let badRows: [(row: String, message: String)] = [
        (
            "2024-12-25,2024-12-24,X,,,,",
            "until is “2024-12-24”, expected a day from 2024-12-25 on, at most 366 days with both"
        ),
        (
            "2024-01-01,2025-01-01,X,,,,",
            "until is “2025-01-01”, expected a day from 2024-01-01 on, at most 366 days"
        ),
        ("2024-12-25,soon,X,,,,", "until is “soon”, expected a date such as"),
        (",,X,,,,", "date is empty, expected a date"),
        ("2024-12-25,, ,,,,1", "name is “ ”, expected the name of an event"),
        ("2024-12-25,,\(String(repeating: "x", count: 1001)),,,,", "expected a text of at most 1000 bytes"),
        (
            "2024-12-25,,X,,,,-1",
            "factor is “-1”, expected what usual demand is multiplied by, a number from 0 to 1000, or nothing where it is learned"
        ),
        ("2024-12-25,,X,,,,1000.5", "factor is “1000.5”"),
        ("2024-12-25,,X,,,,100%", "factor is “100%”, expected a factor such as 1.2"),
        (
            "2024-12-25,,X,mian,,,",
            "store mian is not in the inventory; import its products first"
        ),
        ("2024-12-25,,X,,,C,", "product C is not in the inventory; import its stock first"),
        ("2999-12-31,3000-01-01,X,,,,", "until is “3000-01-01”, expected a year from 1900 to 2999"),
    ]

    @Test("A bad row says what is expected of it, and the others are imported with --rejects")
    func badRows() throws {
        let text = ProductFile.of(["2024-12-25,,Good,,,,"] + Self.badRows.map(\.row), header: Self.header)
        let count = Self.badRows.count
        let refused = try importing(text, status: 1)
        #expect(
            refused.error.hasPrefix(
                "invdb: Nothing was imported: \(count) of \(count + 1) rows can't be read; the first 10:\n  events.csv:3: "
            ),
            "\(refused.error)")
        #expect(refused.error.contains("; did you mean store main?"))
        #expect(try events() == [])
        let some = try importing(text, "--rejects", "rejects.csv", status: 3)
        #expect(some.counts == "read \(count + 1), inserted 1, updated 0, unchanged 0, rejected \(count)")
        #expect(try events() == ["Good|2024-12-25|2024-12-25|||||0"])
        let rejects = try folder.read("rejects.csv").split(separator: "\n").dropFirst()
        for (number, (bad, line)) in zip(Self.badRows, rejects).enumerated() {
            #expect(line.hasPrefix("events.csv,\(number + 3),") && line.contains(bad.message), "\(bad) \(line)")
        }
        #expect(rejects.count == count)
    }

    @Test("A year of days is the most, and --store is of files without stores")
    func bounds() throws {
        try importing(
            "date,until,name\n2024-01-01,2024-12-31,Year\n1900-01-01,,First\n2999-12-31,,Last\n", "--store", "T")
        #expect(try events().map { $0.split(separator: "|")[3] } == ["T", "T", "T"])
        try importing(file("2024-01-02,,All,,,,"), "--store", "T")
        #expect(try events().contains("All|2024-01-02|2024-01-02|||||0"))
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A category that no product has is named")
    func unknownCategories() throws {
        let finished = try importing(file("2024-12-25,,X,,Toys,,", "2024-12-25,,X,,Tyos,,", "2024-12-26,,X,,Tyos,,"))
        #expect(
            finished.output.hasSuffix(
                "\nwarning: no product has the category “Tyos”, so the events of it change nothing yet.\n"),
            "\(finished.output)")
        let json = try importing(file("2024-12-25,,X,,Tyos,,2"), "--format", "json", "--dry-run")
        #expect(
            json.output.contains(
                #""events":{"first_day":"2024-12-25","first_unknown":["Tyos"],"first_unlearned":[],"learned":0,"unknown_categories":1,"unlearned":0,"until":"2024-12-25","with_factor":1}"#
            ), "\(json.output)")
        #expect(try !importing(file("2024-12-25,,X,,Toys,,")).output.contains("warning"))
    }

    @Test("A dry run writes nothing, and a date decides for both columns")
    func dryRun() throws {
        let before = try folder.dump()
        let finished = try importing(file("1/2/24,31/3/24,X,,,,"), "--dry-run")
        #expect(finished.output.contains("  dates: read as day/month/year, as 31/3/24 in line 2 shows\n"))
        #expect(try folder.dump() == before)
        try importing(file("1/2/24,31/3/24,X,,,,"))
        #expect(try events() == ["X|2024-02-01|2024-03-31|||||0"])
    }

    @Test("Exported events are imported to the same")
    func exported() throws {
        try importing(
            file(
                "2024-12-24,2024-12-26,\"X \"\"1\"\"\",,,,0.125", "2024-05-01,,\"Y, Z\",S,\"Toys\",A,",
                "2024-06-01,,Y,,,B,1"))
        let exported = try Command.invdb("export", "events", in: folder)
        #expect(
            exported.output == """
                date,until,name,store_id,category,product_id,factor
                2024-12-24,2024-12-26,"X ""1""\",,,,0.125
                2024-05-01,2024-05-01,"Y, Z",S,Toys,A,
                2024-06-01,2024-06-01,Y,,,B,1

                """)
        let again = try importing(exported.output, "--replace=all")
        #expect(again.counts == "read 3, inserted 0, updated 0, unchanged 3, rejected 0")
        #expect(
            try Command.invdb("export", "events", "--format", "jsonl", in: folder).lines.last
                == #"{"date":"2024-06-01","until":"2024-06-01","name":"Y","store_id":null,"category":null,"product_id":"B","factor":1}"#
        )
        for options in [["--store", "S"], ["--from", "2024-12-24"], ["--scenario", "x"]] {
            #expect(
                try Command.run(Command.invdb, ["export", "events"] + options, in: folder).status == 64, "\(options)")
        }
    }

    @Test("A saved profile reads the same file again")
    func profile() throws {
        try importing(
            "Tag;Anlass\n25.12.2024;X\n", "--map", "date=Tag", "--map", "name=Anlass", "--kind", "events",
            "--save-profile", "p.toml")
        let again = try importing("Tag;Anlass\n25.12.2024;X\n", "--profile", "./p.toml")
        #expect(again.counts == "read 1, inserted 0, updated 0, unchanged 1, rejected 0")
    }

    @Test("A store with events stays when its products are replaced")
    func aStoreThatIsRemoved() throws {
        try importing(file("2024-12-25,,X,S,,,"))
        let kept = ProductFile.of(["T,A,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore)
        try folder.importGood(kept, "--replace=all")
        #expect(try folder.rows("SELECT store_id, series_count FROM store ORDER BY 1") == ["S|0", "T|1"])
        #expect(try events() == ["X|2024-12-25|2024-12-25|S||||0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A changed event makes the results of its stores older, and the same file again of none")
    func whatMakesResultsOlder() throws {
        #expect(try Command.invdb("plan", in: folder).status == 0)
        func freshness() throws -> [String] { try folder.rows("SELECT store_id, results FROM freshness ORDER BY 1") }
        try importing(file("2024-01-05,,X,S,,,2"))
        #expect(try freshness() == ["S|older", "T|current", "main|current"])
        try importing(file("2024-01-05,,X,,Toys,,2"))
        #expect(try freshness() == ["S|older", "T|older", "main|older"])
        #expect(try Command.invdb("plan", in: folder).status == 0)
        try importing(file("2024-01-05,,X,,Toys,,2", "2024-01-05,,X,S,,,2"))
        #expect(try freshness() == ["S|current", "T|current", "main|current"])
    }

    @Test(
        "A check finds events that can't be read, are of nothing, or are there twice",
        arguments: [
            ("UPDATE event SET factor = -1", "row 1 of event: factor is -1"),
            ("UPDATE event SET last_day = first_day - 1", "row 1 of event: last_day is"),
            ("UPDATE event SET name = ''", "row 1 of event: name is empty"),
            ("UPDATE event SET category = ''", "row 1 of event: category is empty"),
            ("UPDATE event SET event_key = 0 WHERE event_key = 1", "row 0 of event: event_key is 0"),
            (
                "UPDATE event SET store_key = 99 WHERE event_key = 1",
                "row 1 of event belongs to a store that there is not"
            ),
            ("UPDATE event SET product_key = 99 WHERE event_key = 1", "row 1 of event belongs to a product"),
            ("UPDATE event SET import_id = 99 WHERE event_key = 1", "row 1 of event belongs to a import"),
            ("UPDATE event SET name = 'X', first_day = 20082, last_day = 20082", "event 2 is the same as event 1"),
            ("UPDATE store SET events_import_id = 9", "store 1 has its events from import 9"),
        ])
    func damage(sql: String, problem: String) throws {
        try importing(file("2024-12-25,,X,,,,1", "2024-12-26,,Y,,,,1"))
        _ = try folder.rows(sql)
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 1 && check.error.contains(problem), "\(check)")
    }

    /// What the events should be after some imports: a dictionary does it.
    @Test("Random files are what a dictionary makes of them")
    func random() throws {
        var generator = SeededGenerator("import events")
        var model: [String: (store: String, rest: String)] = [:]
        for round in 0..<8 {
            var stated: [String: (store: String, rest: String)] = [:]
            for _ in 0..<Int.random(in: 1..<20, using: &generator) {
                let day = String(format: "2024-03-%02d", Int.random(in: 1..<8, using: &generator))
                let store = ["", "S", "T"].randomElement(using: &generator) ?? ""
                let category = ["", "", "Toys"].randomElement(using: &generator) ?? ""
                let product = ["", "", "A"].randomElement(using: &generator) ?? ""
                let name = ["X", "Y"].randomElement(using: &generator) ?? ""
                let factor = ["", "0", "1.5"].randomElement(using: &generator) ?? ""
                stated["\(day),\(name),\(store),\(category),\(product)"] = (
                    store, "2024-03-2\(Int.random(in: 0..<9, using: &generator)),\(factor)"
                )
            }
            let replaces = ["", "", "--replace", "--replace=all"].randomElement(using: &generator) ?? ""
            let named = Set(stated.values.map(\.store))
            if replaces != "" { model = model.filter { replaces == "--replace" && !named.contains($0.value.store) } }
            model.merge(stated) { $1 }
            let rows = stated.map { key, value in "\(key),\(value.rest)" }.shuffled(using: &generator)
            try folder.write(
                ProductFile.of(rows, header: "date,name,store_id,category,product_id,until,factor"), to: "events.csv")
            let options = replaces.isEmpty ? [] : [replaces]
            let finished = try Command.run(Command.invdb, ["import", "events.csv"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
            let exported = try Command.invdb("export", "events", in: folder).lines.dropFirst().map { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return "\(cells[0]),\(cells[2]),\(cells[3]),\(cells[4]),\(cells[5]),\(cells[1]),\(cells[6])"
            }
            #expect(exported.sorted() == model.map { "\($0.key),\($0.value.rest)" }.sorted(), "round \(round)")
        }
        #expect(try Command.invdb("check", in: folder).status == 0)
    }
}
