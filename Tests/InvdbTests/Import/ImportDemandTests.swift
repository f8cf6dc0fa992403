import Foundation
import TestSupport
import Testing

/// `invdb import` of demand that is stated ahead: units by day, week, month or quarter.
@Suite struct ImportDemandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ rows: String..., header: String = "store_id,product_id,period,forecast") -> String {
        ProductFile.of(rows, header: header)
    }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "plan.csv")
        let finished = try Command.run(Command.invdb, ["import", "plan.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    /// The statements as the view has them: store, product, first day, last day, units.
    private func stated() throws -> [String] {
        try folder.rows("SELECT * FROM demand_statement ORDER BY 1, 2, 3")
    }

    private func changes() throws -> [String] {
        try folder.rows("SELECT store_id, stated_demand_import_id FROM store ORDER BY 1")
    }

    @Test("Demand of a period on all of whose days the calendar closes the store isn't sold, which each run says")
    func closedPeriods() throws {
        try folder.write(
            "product_id,sell_start_date,initial_inventory,sales_rate\nA,2024-03-01,500,5\nB,2024-03-01,500,5\n",
            to: "stock.csv")
        try folder.write(
            "date,closed\n" + (4...10).map { "2024-03-\($0 < 10 ? "0" : "")\($0),yes\n" }.joined(), to: "closed.csv")
        for file in ["stock.csv", "closed.csv"] {
            try #require(try Command.run(Command.invdb, ["import", file], in: folder).status == 0)
        }
        func warned(_ command: String) throws -> Bool {
            let finished = try Command.run(Command.invdb, [command], in: folder)
            #expect(finished.status == 0, "\(finished)")
            return finished.output.contains(
                "\nwarning: demand is stated of 1 series for a period on all of whose days the calendar closes the store, so it isn't sold."
            )
        }
        let header = "product_id,period,forecast"
        try importing(file("A,2024-W10,70", "A,2024-W11,35", "B,2024-W10,0", "B,2024-W11,9", header: header))
        #expect(try warned("forecast") && warned("plan"))
        #expect(
            try folder.rows(
                "SELECT product_id, inventory_level FROM forecast WHERE update_date = '2024-03-17' ORDER BY product_id")
                == ["A|450.0", "B|476.0"])
        try importing(
            file("A,2024-03-04,2024-03-11,70", "A,2024-03-12,2024-03-17,35", header: "product_id,date,until,forecast"))
        #expect(try !warned("forecast"))
    }

    @Test("Periods are months, weeks, quarters and days; those of the same product add up; new products are added")
    func oneFile() throws {
        let finished = try importing(
            file("N,A,2024-03,310", "N,A,2024-W15,7", "S,B,2024-Q3,0", "", "N,A,Mar 2024,0.5", "N,A,2024-03,-0"))
        #expect(
            finished.output.hasPrefix(
                "plan.csv: 6 rows of demand stated ahead\n  columns: store_id, product_id, period, quantity from “forecast”\n"
            ),
            "\(finished.output)")
        #expect(
            finished.counts == "read 6, inserted 3, updated 0, unchanged 0, rejected 0, added up 2, blank 1")
        #expect(finished.output.contains("\n  added up: 2 rows to another one of the same product and period\n"))
        #expect(finished.output.hasSuffix("\ndemand stated ahead: 3 periods new, with 317.5 units.\n"))
        #expect(
            try stated() == [
                "N|A|2024-03-01|2024-03-31|310.5", "N|A|2024-04-08|2024-04-14|7.0", "S|B|2024-07-01|2024-09-30|0.0",
            ])
        #expect(
            try folder.rows("SELECT import_id, source_line FROM stated_demand ORDER BY 2") == ["1|2", "1|3", "1|4"])
        #expect(try folder.rows("SELECT product_id FROM product") == ["A", "B"])
        #expect(try changes() == ["N|1", "S|1"])
        #expect(
            try folder.rows("SELECT rows_read, inserted, left_out, blank FROM import") == ["6|3|2|1"])
        #expect(try Command.invdb("check", in: folder).output.contains(", 3 periods with stated demand, "))
    }

    private static let periods: [(text: String, days: String)] = [
        ("2024-03", "2024-03-01|2024-03-31"), ("03/2024", "2024-03-01|2024-03-31"),
        ("3/2024", "2024-03-01|2024-03-31"), ("2024/12", "2024-12-01|2024-12-31"),
        ("Mar 2024", "2024-03-01|2024-03-31"), ("MARCH 2024", "2024-03-01|2024-03-31"),
        ("Feb. 2024", "2024-02-01|2024-02-29"), ("Sept-2024", "2024-09-01|2024-09-30"),
        ("Mar-24", "2024-03-01|2024-03-31"), ("2024-Mar", "2024-03-01|2024-03-31"),
        ("2024-W10", "2024-03-04|2024-03-10"), ("2024W10", "2024-03-04|2024-03-10"),
        ("W10 2024", "2024-03-04|2024-03-10"), ("Week 1, 2026", "2025-12-29|2026-01-04"),
        ("2020-W53", "2020-12-28|2021-01-03"), ("2024-Q1", "2024-01-01|2024-03-31"),
        ("Q4 2024", "2024-10-01|2024-12-31"),
    ]

    @Test("A period is read in each of its forms")
    func periods() throws {
        let rows = Self.periods.enumerated().map { "N,P\($0.offset),\"\($0.element.text)\",1" }
        try importing(ProductFile.of(rows, header: "store_id,product_id,period,forecast"))
        let found = try folder.rows(
            "SELECT date, until FROM demand_statement JOIN product USING (product_id) ORDER BY product_key")
        for (period, days) in zip(Self.periods, found) { #expect(days == period.days, "\(period.text)") }
        #expect(found.count == Self.periods.count)
    }

    /// Rows that are wrong, and what is said of them.
    private static let badRows: [(row: String, message: String)] = [
        (
            "N,A,2024-13,1",
            "period is “2024-13”, expected a month, week, quarter or date, such as 2024-03, 2024-W10, 2024-Q1 or 2024-03-04"
        ),
        ("N,A,2024-W53,1", "period is “2024-W53”, expected a month, week"),
        ("N,A,2024-Q5,1", "period is “2024-Q5”"),
        ("N,A,Mar 24,1", "period is “Mar 24”"), ("N,A,2024,1", "period is “2024”"),
        ("N,A,,1", "period is empty, expected a month"),
        ("N,A,1899-12,1", "period is “1899-12”"), ("N,A,3000-01,1", "period is “3000-01”"),
        ("N,A,2024-02-30,1", "period is “2024-02-30”, expected a date that exists"),
        ("N,A,2024-04,-1", "forecast is “-1”, expected zero or more"),
        ("N,A,2024-04,", "forecast is empty, expected a number"),
        ("N,A,2024-04,many", "forecast is “many”, expected a number"),
        ("N,,2024-04,1", "product_id is empty, expected an identifier"),
        ("N,A,2024-04,1e13", "forecast is “1e13”"),
        ("N,A,2024-W10,1", "2024-W10 overlaps 2024-03 of line 2"),
    ]

    @Test("A bad row says what is expected of it, and the others are imported with --rejects")
    func badRows() throws {
        let text = ProductFile.of(
            ["N,A,2024-03,1"] + Self.badRows.map(\.row), header: "store_id,product_id,period,forecast")
        let count = Self.badRows.count
        let refused = try importing(text, status: 1)
        #expect(
            refused.error.hasPrefix(
                "invdb: Nothing was imported: \(count) of \(count + 1) rows can't be read; the first 10:\n  plan.csv:3: "
            ),
            "\(refused.error)")
        let some = try importing(text, "--rejects", "rejects.csv", status: 3)
        #expect(some.counts == "read \(count + 1), inserted 1, updated 0, unchanged 0, rejected \(count)")
        #expect(try stated() == ["N|A|2024-03-01|2024-03-31|1.0"])
        let rejects = try folder.read("rejects.csv").split(separator: "\n").dropFirst()
        for (number, bad) in Self.badRows.enumerated() {
            let line = rejects.first { $0.hasPrefix("plan.csv,\(number + 3),") }
            #expect(line?.contains(bad.message) == true, "\(bad) \(line ?? "")")
        }
        #expect(rejects.count == count)
    }

    @Test("Of periods that overlap, the one that comes later in the files is wrong")
    func overlaps() throws {
        try folder.write(file("N,A,2024-W10,1", "N,A,2024-W11,1", "N,B,2024-W10,1"), to: "a.csv")
        try folder.write(file("N,A,2024-03,9", "N,A,2024-03,9", "N,A,2024-W12,1", "N,B,2024-04,1"), to: "b.csv")
        let refused = try folder.importing("a.csv", "b.csv")
        #expect(
            refused.error == """
                invdb: Nothing was imported: 2 of 7 rows can't be read:
                  b.csv:2: 2024-03 overlaps 2024-W10 of a.csv:2
                  b.csv:3: 2024-03 overlaps 2024-W10 of a.csv:2
                Correct the file, or import the good rows and collect the bad ones with --rejects FILE.

                """)
        #expect(try folder.importing("a.csv", "b.csv", "--rejects", "rejects.csv").status == 3)
        #expect(try stated().count == 5)
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test(
        "How long a period is that begins on a date shows in the dates, or is said",
        arguments: [
            (
                ["2024-01-01", "2024-04-01", "2024-10-01"], [],
                "quarter, as all are first days of months three apart; --period day, week or month reads them otherwise",
                "2024-03-31"
            ),
            (["2024-02-01", "2024-05-01"], [], "quarter, as all are first", "2024-04-30"),
            (["2024-01-31", "2024-04-30"], [], "quarter, as all are last", "2024-01-31"),
            (["2024-01-01", "2024-07-01"], [], "month, as all are first", "2024-01-31"),
            (
                ["2024-03-01", "2024-05-01"], [],
                "month, as all are first days of months; --period day, week or quarter reads them otherwise",
                "2024-03-31"
            ),
            (["2024-03-01"], [], "month, as all are first", "2024-03-31"),
            (["2024-01-31", "2024-02-29"], [], "month, as all are last days of months", "2024-01-31"),
            (
                ["2024-03-04", "2024-03-11", "2024-03-25"], [], "week, as all are on the same day of the week",
                "2024-03-10"
            ),
            (
                ["2024-03-04", "2024-03-05"], [],
                "day of its own; --period week, month or quarter reads them otherwise", "2024-03-04"
            ),
            (["2024-03-04"], ["--period", "week"], "week, as --period says", "2024-03-10"),
            (["2024-03-04", "2024-03-05"], ["--period", "month"], "month, as --period says", "2024-03-31"),
            (["2024-02-15"], ["--period", "quarter"], "quarter, as --period says", "2024-03-31"),
        ] as [([String], [String], String, String)])
    func lengths(dates: [String], options: [String], sentence: String, firstUntil: String) throws {
        for header in ["product_id,date,forecast", "product_id,period,demand"] {
            try folder.write(ProductFile.of(dates.map { "A,\($0),2" }, header: header), to: "plan.csv")
            let finished = try Command.run(Command.invdb, ["import", "plan.csv"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
            #expect(finished.output.contains("\n  each date stands for a \(sentence)"), "\(finished.output)")
            #expect(try stated().first?.contains("|\(firstUntil)|") == true)
        }
        // A column for each.
        guard dates.count > 1 else { return }
        let wide = ProductFile.of(
            ["A,\(dates.map { _ in "2" }.joined(separator: ","))"], header: "sku,\(dates.joined(separator: ","))")
        try folder.write(wide, to: "plan.csv")
        let finished = try Command.run(Command.invdb, ["import", "plan.csv", "--kind", "demand"] + options, in: folder)
        #expect(finished.output.contains("\n  each date stands for a \(sentence)"), "\(finished)")
        #expect(try stated().first?.contains("|\(firstUntil)|") == true)
    }

    @Test("One date says nothing of its length, and a last day says all")
    func unknownLength() throws {
        let message =
            "plan.csv: 2024-03-04 is its only date, so it can't be seen how long the period is that begins on it; --period day, week, month "
            + "or quarter says so, or a column until with the last day."
        try importing("sku,date,forecast\nA,2024-03-04,1\nB,2024-03-04,2\n", status: 1).expectFailure(message)
        try importing("sku,2024-03-04\nA,1\n", "--kind", "demand", status: 1).expectFailure(message)
        #expect(try folder.names().contains("invdb.db") == false)
        try importing("sku,date,until,forecast\nA,2024-03-04,2024-03-05,1\nB,2024-03-04,2025-03-04,2\n")
        #expect(
            try stated() == ["main|A|2024-03-04|2024-03-05|1.0", "main|B|2024-03-04|2025-03-04|2.0"])
        for (until, words) in [
            ("2024-03-03", "until is “2024-03-03”, expected a day from 2024-03-04 on"),
            ("2025-03-05", "at most 366 days"),
        ] {
            try importing("sku,date,until,forecast\nA,2024-03-04,\(until),1\n", status: 1).expectFailure(words)
        }
        try importing("sku,date,forecast\nA,2999-12-31,1\n", "--period", "week", status: 1).expectFailure(
            "date is “2999-12-31”, expected a year from 1900 to 2999")
        // Found out after all rows were read.
        try importing("sku,date,forecast\nA,2999-12-24,1\nA,2999-12-31,1\n", status: 1).expectFailure("plan.csv:3: ")
    }

    @Test("A file replaces what is stored of its series from its first day on, and cuts a period that reaches into it")
    func replacing() throws {
        try importing(file("N,A,2024-01,31", "N,A,2024-02,29", "N,A,2024-03,310", "N,B,2024-03,31", "S,A,2024-03,31"))
        let finished = try importing(
            file("N,A,2024-03-11,7", "N,A,2024-03-18,14", header: "store_id,product_id,date,forecast"))
        #expect(finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0")
        #expect(
            finished.output.hasSuffix(
                "\ndemand stated ahead: 2 periods new, with 21 units; 1 period cut short before the first day of the files, by 210 units.\n"
            ), "\(finished.output)")
        let after = [
            "N|A|2024-01-01|2024-01-31|31.0", "N|A|2024-02-01|2024-02-29|29.0", "N|A|2024-03-01|2024-03-10|100.0",
            "N|A|2024-03-11|2024-03-17|7.0", "N|A|2024-03-18|2024-03-24|14.0", "N|B|2024-03-01|2024-03-31|31.0",
            "S|A|2024-03-01|2024-03-31|31.0",
        ]
        #expect(try stated() == after)
        #expect(try changes() == ["N|2", "S|1"])
        // Sent once more, it changes nothing.
        let dump = try folder.rows("SELECT * FROM stated_demand")
        let again = try importing(
            file("N,A,2024-03-11,7", "N,A,2024-03-18,14", header: "store_id,product_id,date,forecast"))
        #expect(again.counts == "read 2, inserted 0, updated 0, unchanged 2, rejected 0")
        #expect(again.output.hasSuffix("\ndemand stated ahead: 2 periods unchanged, with 21 units.\n"))
        #expect(try folder.rows("SELECT * FROM stated_demand") == dump)
        #expect(try changes() == ["N|2", "S|1"])
        // A corrected one, with fewer periods.
        let corrected = try importing(file("N,A,2024-02,30", "N,A,2024-03,310"))
        #expect(
            corrected.output.hasSuffix(
                "\ndemand stated ahead: 1 period new, with 310 units; 1 period replaced, 29 units by 30 units; "
                    + "3 periods removed, with 121 units.\n"), "\(corrected.output)")
        #expect(
            try stated().prefix(3) == [after[0], "N|A|2024-02-01|2024-02-29|30.0", "N|A|2024-03-01|2024-03-31|310.0"])
        #expect(try changes() == ["N|4", "S|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("Files of one period replace only that one, and --replace also what comes later")
    func onePeriod() throws {
        try importing(file("N,A,2024-01,31", "N,A,2024-Q2,91", "N,A,2024-Q3,92", "N,B,2024-04,5"))
        let finished = try importing(file("N,A,2024-05,62", "N,C,2024-05,1"))
        #expect(
            finished.output.hasSuffix(
                "\ndemand stated ahead: 2 periods new, with 63 units; 1 period cut short by the period of the files, by 31 units; 1 period "
                    + "after that of the files unchanged, with 92 units, as the files have one period only.\n"),
            "\(finished.output)")
        let after = [
            "N|A|2024-01-01|2024-01-31|31.0", "N|A|2024-04-01|2024-04-30|30.0", "N|A|2024-05-01|2024-05-31|62.0",
            "N|A|2024-06-01|2024-06-30|30.0", "N|A|2024-07-01|2024-09-30|92.0", "N|B|2024-04-01|2024-04-30|5.0",
            "N|C|2024-05-01|2024-05-31|1.0",
        ]
        #expect(try stated() == after)
        #expect(try importing(file("N,A,2024-05,62", "N,C,2024-05,1")).output.contains("2 periods unchanged"))
        // By dates whose length is found out at the end.
        try importing(file("N,A,2024-07-01,5", "N,A,2024-07-01,6", header: "store_id,product_id,date,forecast"))
        #expect(
            try stated()[4...5] == ["N|A|2024-07-01|2024-07-31|11.0", "N|A|2024-08-01|2024-09-30|\(92.0 / 92 * 61)"])
        try importing(file("N,A,2024-05,62"), "--replace")
        #expect(try stated().filter { $0.contains("|A|") } == Array(after[..<3]))
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("Rows of several versions are a question, and --only takes one of them")
    func versions() throws {
        let text = file(
            "N,A,2024-03,31,V1", "N,A,2024-03,62,V2", header: "store_id,product_id,period,forecast,Plan Version")
        try importing(text, status: 1).expectFailure(
            "plan.csv has several plans, with “V1”, “V2” in the column “Plan Version”, whose periods would be added up: --only "
                + "\"Plan Version=V1\" takes one of them, --ignore \"Plan Version\" adds up all.")
        #expect(try folder.names().contains("invdb.db") == false)
        try importing(text, "--only", "Plan Version=V2")
        #expect(try stated() == ["N|A|2024-03-01|2024-03-31|62.0"])
        try importing(text, "--ignore", "Plan Version")
        #expect(try stated() == ["N|A|2024-03-01|2024-03-31|93.0"])
        try importing("sku,Measure,2024-03,2024-04\nA,Units,1,2\nB,Amount,1,2\n", "--kind", "demand", status: 1)
            .expectFailure("“Amount”, “Units” in the column “Measure”")
        try importing("sku,Measure,2024-03,2024-04\nA,Units,1,2\nB,Units,1,2\n", "--kind", "demand")
    }

    @Test("A week may have a number and a year, and months in a header two digits of theirs")
    func parts() throws {
        try importing(
            "Year,Week,SKU,Forecast\n2990,3,A,7\n2990,W4,A,8\n2989,2990-W5,A,9\n", "--store", "N")
        #expect(
            try stated() == [
                "N|A|2990-01-18|2990-01-24|7.0", "N|A|2990-01-25|2990-01-31|8.0", "N|A|2990-02-01|2990-02-07|9.0",
            ])
        try importing("Year,Month,SKU,Forecast\n2024,3,A,7\n2024,Feb,B,8\n", "--store", "S")
        try importing("Year,Quarter,SKU,Forecast\n2024,3,C,7\n2024,Q4,C,8\n", "--store", "T")
        #expect(
            try stated().suffix(4) == [
                "S|A|2024-03-01|2024-03-31|7.0", "S|B|2024-02-01|2024-02-29|8.0", "T|C|2024-07-01|2024-09-30|7.0",
                "T|C|2024-10-01|2024-12-31|8.0",
            ])
        try importing("sku,Nov 98,Dec 98,Jan 99\nD,1,2,3\n")
        #expect(
            try stated().filter { $0.contains("|D|") } == [
                "main|D|2098-11-01|2098-11-30|1.0", "main|D|2098-12-01|2098-12-31|2.0",
                "main|D|2099-01-01|2099-01-31|3.0",
            ])
        // These may as well be days of January.
        try importing("sku,Jan 24,Jan 25,Jan 26\nD,1,2,3\n", "--kind", "demand", status: 1).expectFailure(
            "the column “Jan 24” stands among those of periods, and can't be read as one; name it like 2026-03")
    }

    @Test("--replace removes the days to come of other series, of the stores of the files or of all")
    func replacingOthers() throws {
        let all = file("N,A,2024-02,29", "N,A,2024-03,31", "N,B,2024-03,31", "N,C,2024-04,30", "S,A,2024-03,31")
        try importing(all)
        try importing(file("N,B,2024-W11,7"), "--replace")
        #expect(
            try stated() == [
                "N|A|2024-02-01|2024-02-29|29.0", "N|A|2024-03-01|2024-03-10|10.0", "N|B|2024-03-01|2024-03-10|10.0",
                "N|B|2024-03-11|2024-03-17|7.0", "S|A|2024-03-01|2024-03-31|31.0",
            ])
        #expect(try changes() == ["N|2", "S|1"])
        try importing(file("N,B,2024-W11,7"), "--replace=all")
        #expect(try stated().last == "S|A|2024-03-01|2024-03-10|10.0")
        #expect(try changes() == ["N|2", "S|3"])
        #expect(try !importing(file("N,B,2024-W11,7"), "--replace=all").output.contains("removed"))
        #expect(try changes() == ["N|2", "S|3"])
        // A file without rows is about the store that --store names.
        try importing(file(), "--store", "N")
        #expect(try stated().count == 5)
        try importing(file(), "--store", "N", "--replace")
        #expect(try stated() == ["S|A|2024-03-01|2024-03-10|10.0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("--add adds to the same periods, and only to those")
    func adding() throws {
        try importing(file("N,A,2024-03,31", "N,A,2024-05,5"))
        let added = try importing(file("N,A,2024-03,2", "N,A,2024-04,1", "N,A,2024-05,0", "N,B,2024-03,1"), "--add")
        #expect(added.counts == "read 4, inserted 2, updated 1, unchanged 1, rejected 0")
        #expect(
            try stated() == [
                "N|A|2024-03-01|2024-03-31|33.0", "N|A|2024-04-01|2024-04-30|1.0", "N|A|2024-05-01|2024-05-31|5.0",
                "N|B|2024-03-01|2024-03-31|1.0",
            ])
        try importing(file("N,A,2024-W10,2"), "--add", status: 1).expectFailure(
            "plan.csv:2: 2024-W10 overlaps 2024-03 that is stored, and --add adds only to the same periods")
        try importing(file("N,A,2024-06,1e12"), "--add")
        try importing(file("N,A,2024-06,1"), "--add", status: 1).expectFailure(
            "plan.csv:2: its product and period come to more than 1000000000000 units with this row")
        try importing(file("N,A,2024-06,1e12", "N,A,2024-06,1"), status: 1).expectFailure("come to more than")
    }

    @Test("Columns of periods are read, and a file that has a stock too is imported as both")
    func columns() throws {
        let weekly = try importing(
            "SKU,Store,Name,2026-W44,2026-W45\nA,N,Bolt,7,\nB,N,Nut,0,3\n", "--kind", "demand")
        #expect(weekly.output.contains("\n  not used: “Name”\n"))
        #expect(weekly.output.contains("\n  periods: 2 columns, 2026-10-26 to 2026-11-08\n"))
        #expect(weekly.output.contains("\n  left out: 1 without a quantity\n"))
        #expect(weekly.counts == "read 4, inserted 3, updated 0, unchanged 0, rejected 0, left out 1")
        #expect(
            try stated() == [
                "N|A|2026-10-26|2026-11-01|7.0", "N|B|2026-10-26|2026-11-01|0.0", "N|B|2026-11-02|2026-11-08|3.0",
            ])
        #expect(
            try importing("SKU,2026-W44,2026-W45\nA,7,x\n", "--kind", "demand", status: 1).error.contains(
                "plan.csv:2: quantity is “x”, expected a number"))
        let both = "SKU,On hand,2024-01,2024-02\nA,100,30,40\n"
        try importing(both, status: 1).expectFailure(
            "plan.csv has stocks and a column for each period, “2024-01”, “2024-02”: import it once with --kind products, which leaves these "
                + "columns out, and once with --kind demand, which reads them as demand stated ahead, or with --kind sales, as what was sold."
        )
        let products = try importing(both, "--kind", "products", "--as-of", "2024-01-01")
        #expect(products.output.contains("\n  not used: “2024-01”, “2024-02”\n"))
        let demand = try importing(both, "--kind", "demand")
        #expect(demand.output.contains("\n  not used: “On hand”\n"))
        #expect(try stated().suffix(2) == ["main|A|2024-01-01|2024-01-31|30.0", "main|A|2024-02-01|2024-02-29|40.0"])
        #expect(try folder.rows("SELECT on_hand FROM inventory") == ["100.0"])
    }

    @Test(
        "What may have been sold by week or month is a question",
        arguments: [
            ("SKU,On hand,2024-W44,2024-W45\nA,9,7,1\n", "has stocks and a column for each period"),
            ("Date,SKU,Demand Qty,Customer\n2024-10-02,A,7,Smith\n2024-10-03,A,1,Lee\n", "--kind demand"),
            ("sku,week,qty\nA,2024-W10,1\n", "--kind demand"), ("sku,month,units\nA,2024-03,1\n", "--kind demand"),
        ])
    func questions(text: String, words: String) throws {
        try importing(text, status: 1).expectFailure(words)
        try importing(text, "--kind", "demand")
    }

    @Test("A column among those of periods that can't be read is no hole in the plan")
    func unknownName() throws {
        let text = "sku,2990-01,Mrz-90,2990-03\nA,1,2,3\n"
        try importing(text, status: 1).expectFailure(
            "plan.csv: the column “Mrz-90” stands among those of periods, and can't be read as one; name it like 2026-03, Mar 2026 or 2026-W10, "
                + "or leave it out with --ignore \"Mrz-90\".")
        #expect(try importing(text, "--ignore", "Mrz-90").counts?.hasPrefix("read 2, inserted 2") == true)
    }

    @Test("Columns of days to come are demand, and those of days that have been are sales")
    func columnsOfDays() throws {
        #expect(try importing("sku,2990-01-05,2990-01-12\nA,1,2\n").output.contains(" of demand stated ahead\n"))
        #expect(try stated() == ["main|A|2990-01-05|2990-01-11|1.0", "main|A|2990-01-12|2990-01-18|2.0"])
        #expect(try importing("sku,2024-01-05,2024-01-12\nA,1,2\n", "--no-estimate").output.contains(" of sales\n"))
        try importing("sku,1/5/2990,1/12/2990\nA,1,2\n", "--kind", "demand", status: 1).expectFailure(
            "plan.csv: the dates in its header, “1/5/2990”, “1/12/2990”, could have the day or the month first; --date-format dmy or mdy says which."
        )
        try importing("sku,1/5/2990,1/12/2990\nB,1,2\n", "--kind", "demand", "--date-format", "mdy")
        #expect(try stated().last == "main|B|2990-01-12|2990-01-18|2.0")
        try importing("sku,13/1/2990,20/1/2990,3/2/2990\nC,1,2,3\n")
        #expect(try stated().last == "main|C|2990-02-03|2990-02-09|3.0")
        #expect(try importing("sku,2990-W10,2990-W11\nD,1,2\n").output.contains(" of demand stated ahead\n"))
    }

    @Test(
        "A header shows demand by names that nothing else has, and other kinds stay",
        arguments: [
            ("sku,month,forecast\nA,2024-03,1\n", "demand stated ahead"),
            ("Item;Period;Planned Quantity;Unit\nA;03/2024;1,5;pcs\n", "demand stated ahead"),
            ("product_id,date,demand\nA,2024-03-01,1\n", "demand stated ahead"),
            ("product_id,date,until,quantity\nA,2024-03-01,2024-03-02,1\n", "demand stated ahead"),
            ("date,product_id,quantity\n2024-03-01,A,1\n", "sales"),
            ("order date,product_id,quantity,forecast\n2024-03-01,A,1,2\n", "sales"),
        ])
    func headers(text: String, kind: String) throws {
        let options = text.contains(";") ? ["--decimal", ","] : []
        try folder.write(text, to: "plan.csv")
        let finished = try Command.run(Command.invdb, ["import", "plan.csv", "--no-estimate"] + options, in: folder)
        #expect(finished.output.contains("row of \(kind)\n"), "\(finished)")
    }

    @Test("A file that lacks a column says what it needs")
    func missingColumns() throws {
        try importing("sku,colour\nA,red\n", "--kind", "demand", status: 1).expectFailure(
            "plan.csv: no column for period, quantity; the header has “sku”, “colour”.")
        try importing("sku,week\nA,2024-W10\n", status: 1).expectFailure(
            "A file of demand stated ahead has the columns product_id, quantity, and --kind demand reads it.")
    }

    @Test("Exported demand is imported to the same, and the summary for programs has the periods")
    func exported() throws {
        try importing(file("N,A,2024-03,31.125", "N,A,2024-W15,7", "\"S,1\",B,2024-Q3,0"))
        let exported = try Command.invdb("export", "stated-demand", in: folder)
        #expect(
            exported.output == """
                store_id,product_id,date,until,quantity
                N,A,2024-03-01,2024-03-31,31.125
                N,A,2024-04-08,2024-04-14,7
                "S,1",B,2024-07-01,2024-09-30,0

                """)
        let again = try importing(exported.output, "--replace=all")
        #expect(again.counts == "read 3, inserted 0, updated 0, unchanged 3, rejected 0")
        #expect(try Command.invdb("export", "stated-demand", "--store", "N", in: folder).lines.count == 3)
        let json = try importing(
            file("N,A,2024-03-25,1", "N,A,2024-04-01,2", header: "store,sku,date,forecast"), "--format", "json",
            "--dry-run")
        #expect(
            json.output.contains(
                #""stated_demand":{"cut_periods":1,"cut_units":7.028225806451612,"later_periods":0,"later_units":0,"new_periods":2,"new_units":3,"removed_periods":1,"removed_units":7,"replaced_periods":0,"same_periods":0,"same_units":0,"units_after":0,"units_before":0}"#
            ), "\(json.output)")
        #expect(json.output.contains(#""periods":{"length":"week","origin":"weekday"}"#))
        #expect(try Command.invdb("export", "stated-demand", in: folder).output == exported.output)
    }

    @Test("A saved profile has the length of the periods")
    func profile() throws {
        let text = "sku;date;units\nA;04.03.2024;1\n"
        try importing(text, "--kind", "demand", "--period", "week", "--save-profile", "p.toml")
        #expect(try folder.read("p.toml").contains("\nperiod = \"week\"\n"))
        #expect(
            try importing(text, "--profile", "./p.toml").counts
                == "read 1, inserted 0, updated 0, unchanged 1, rejected 0")
    }

    @Test("Stores with stated demand stay when their products are replaced, and results are older when it changes")
    func otherTables() throws {
        let products = ["N,A,2024-01-01,10,1,0,30,1", "S,A,2024-01-01,10,1,0,30,1"]
        try folder.importGood(ProductFile.of(products, header: ProductFile.headerWithStore))
        #expect(try Command.invdb("plan", in: folder).status == 0)
        try importing(file("N,A,2024-01,31"))
        #expect(try folder.rows("SELECT store_id, results FROM freshness ORDER BY 1") == ["N|older", "S|current"])
        try folder.importGood(ProductFile.of([products[1]], header: ProductFile.headerWithStore), "--replace-all")
        #expect(try stated() == ["N|A|2024-01-01|2024-01-31|31.0"])
        #expect(try folder.rows("SELECT store_id, series_count FROM store ORDER BY 1") == ["N|0", "S|1"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test(
        "A check finds stated demand that can't be read, overlaps, or is of nothing",
        arguments: [
            ("UPDATE stated_demand SET quantity = -1", "the stated demand of store 1, product 1: quantity is -1"),
            (
                "UPDATE stated_demand SET last_day = last_day + 1",
                "store 1, product 1 has two periods with stated demand on 2024-04-01"
            ),
            ("UPDATE stated_demand SET last_day = first_day - 1", "last_day is"),
            (
                "UPDATE stated_demand SET series_key = series_key + 5",
                "of stated_demand belongs to a product that there is not"
            ),
            (
                "UPDATE stated_demand SET series_key = series_key + 16777216",
                "of stated_demand belongs to a store that there is not"
            ),
            ("UPDATE stated_demand SET import_id = 99", "of stated_demand belongs to a import"),
            ("UPDATE store SET stated_demand_import_id = 9", "store 1 has its stated demand from import 9"),
        ])
    func damage(sql: String, problem: String) throws {
        try importing(file("N,A,2024-03,1", "N,A,2024-04,1"))
        _ = try folder.rows(sql)
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 1 && check.error.contains(problem), "\(check)")
    }

    /// Stated demand by series, as a plain list of periods.
    private struct Model {
        typealias Period = (first: Int, last: Int, units: Double)
        var series: [String: [Period]] = [:]

        mutating func take(_ new: [String: [Period]], others: Bool) {
            guard let from = new.values.joined().map(\.first).min() else { return }
            if others { for name in series.keys where new[name] == nil { cut(name, from) } }
            let days = Set(new.values.joined().map { [$0.first, $0.last] })
            for (name, periods) in new {
                // One period alone replaces only itself.
                let last = days.count == 1 && !others ? periods[0].last : .max
                let later = (series[name] ?? []).filter { $0.last > last }.map { period in
                    let first = max(period.first, last + 1)
                    return (
                        first, period.last,
                        first == period.first
                            ? period.units
                            : period.units * Double(period.last - last) / Double(period.last - period.first + 1)
                    )
                }
                cut(name, periods.map(\.first).min() ?? 0)
                series[name, default: []] += later
                series[name, default: []] += periods
            }
        }

        private mutating func cut(_ name: String, _ day: Int) {
            series[name] = (series[name] ?? []).filter { $0.first < day }.map { period in
                period.last < day
                    ? period
                    : (
                        period.first, day - 1,
                        period.units * Double(day - period.first) / Double(period.last - period.first + 1)
                    )
            }
        }

        func rows(_ date: (Int) -> String) -> [String] {
            series.flatMap { name, periods in
                periods.map { "\(name),\(date($0.first)),\(date($0.last)),\(Self.text($0.units))" }
            }.sorted()
        }

        static func text(_ units: Double) -> String { units == units.rounded() ? "\(Int(units))" : "\(units)" }
    }

    @Test("Random files are what a plain list of periods makes of them")
    func random() throws {
        var generator = SeededGenerator("import demand")
        var model = Model()
        func date(_ day: Int) -> String {
            // 2023, which has no leap day.
            var (month, rest) = (0, day)
            let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            while rest >= lengths[month] { (rest, month) = (rest - lengths[month], month + 1) }
            return String(format: "2023-%02d-%02d", month + 1, rest + 1)
        }
        for round in 0..<12 {
            var new: [String: [Model.Period]] = [:]
            var rows: [String] = []
            for _ in 0..<Int.random(in: 1..<12, using: &generator) {
                let name = "S\(Int.random(in: 0..<3, using: &generator)),P\(Int.random(in: 0..<6, using: &generator))"
                guard new[name] == nil else { continue }
                var day = Int.random(in: 0..<200, using: &generator)
                var periods: [Model.Period] = []
                for _ in 0..<Int.random(in: 1..<8, using: &generator) {
                    let last = day + Int.random(in: 0..<12, using: &generator)
                    let parts = (0..<Int.random(in: 1..<4, using: &generator)).map { _ in
                        Double(Int.random(in: 0..<40, using: &generator)) / 4
                    }
                    periods.append((day, last, parts.reduce(0, +)))
                    rows += parts.map { "\(name),\(date(day)),\(date(last)),\(Model.text($0))" }
                    day = last + 1 + Int.random(in: 0..<10, using: &generator)
                }
                new[name] = periods
            }
            let others = Int.random(in: 0..<4, using: &generator) == 0
            model.take(new, others: others)
            rows.shuffle(using: &generator)
            try folder.write(
                ProductFile.of(rows, header: "store_id,product_id,date,until,quantity"), to: "plan.csv")
            let finished = try Command.run(
                Command.invdb, ["import", "plan.csv"] + (others ? ["--replace=all"] : []), in: folder)
            #expect(finished.status == 0, "\(finished)")
            let exported = try Command.invdb("export", "stated-demand", in: folder).lines.dropFirst().sorted()
            #expect(exported == model.rows(date), "round \(round)")
        }
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 0, "\(check)")
    }
}
