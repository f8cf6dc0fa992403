import TestSupport
import Testing

/// How `invdb import` reads dates, and how it decides what comes first in them.
@Suite struct ImportDatesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "Each form of a date is read",
        arguments: [
            ("2024-01-31", "2024-01-31"), ("2024-1-5", "2024-01-05"), ("2024/01/31", "2024-01-31"),
            ("2024.01.31", "2024-01-31"), ("20240131", "2024-01-31"), ("1/31/24", "2024-01-31"),
            ("31/1/24", "2024-01-31"), ("1/31/2024", "2024-01-31"), ("31/01/2024", "2024-01-31"),
            ("31.01.2024", "2024-01-31"), ("1.2.24", "2024-02-01"), ("1-31-2024", "2024-01-31"),
            ("31-1-2024", "2024-01-31"), ("\"1/31/24\"", "2024-01-31"), (" 2024-01-31 ", "2024-01-31"),
            ("2024-02-29", "2024-02-29"), ("2000-02-29", "2000-02-29"), ("1900-01-01", "1900-01-01"),
            ("2999-12-31", "2999-12-31"),
        ])
    func everyForm(text: String, date: String) throws {
        try folder.importGood(ProductFile.of(dates: [text]))
        #expect(try folder.startDates() == [date])
    }

    @Test func formsMayBeMixedWhereEachMeansOneThing() throws {
        let output = try folder.importGood(
            ProductFile.of(dates: ["2024-01-31", "20240201", "03.02.2024", "2/28/24", "5/5/2024"]))
        #expect(
            try folder.startDates() == ["2024-01-31", "2024-02-01", "2024-02-03", "2024-02-28", "2024-05-05"])
        #expect(output.contains("  dates: read as month/day/year, as 2/28/24 in line 5 shows\n"))
    }

    @Test("A file whose dates all have two meanings is read as the others of its import, if these agree")
    func filesOfOneImport() throws {
        func write(_ dates: [String: String]) throws {
            for (file, date) in dates {
                try folder.write("date,product_id,quantity\n\(date),\(file),1\n", to: "\(file).csv")
            }
        }
        func output(_ files: [String], _ options: String...) throws -> String {
            let finished = try Command.run(
                Command.invdb, ["import", "--replace=all"] + options + files.map { "\($0).csv" }, in: folder)
            #expect(finished.status == 0, "\(finished)")
            return finished.output
        }
        func days() throws -> [String] { try folder.rows("SELECT date FROM sales ORDER BY product_id") }
        try write(["a": "1/4/2024", "b": "12/04/2024", "c": "13/04/2024", "d": "04/14/2024"])
        for files in [["a", "b", "c"], ["c", "b", "a"]] {
            let text = try output(files)
            #expect(
                text.components(separatedBy: "day/month/year, as 13/04/2024 in c.csv:2 shows").count == 3, "\(text)")
            #expect(text.contains("day/month/year, as 13/04/2024 in line 2 shows"), "\(text)")
            #expect(try days() == ["2024-04-01", "2024-04-12", "2024-04-13"])
        }
        let json = try output(["a", "c"], "--format", "json")
        #expect(json.contains(#""file":"c.csv""#), "\(json)")
        #expect(try output(["a", "d"]).contains("month/day/year, as 04/14/2024 in d.csv:2 shows"))
        #expect(try days() == ["2024-01-04", "2024-04-14"])
        // Nothing says which of the two it follows.
        #expect(try output(["a", "c", "d"]).contains("which nothing in the column decides"))
        #expect(try days() == ["2024-01-04", "2024-04-13", "2024-04-14"])
        #expect(try output(["a", "b"]).contains("which nothing in the column decides"))
    }

    @Test("Between dots the day comes first, which a date with the month first is told")
    func monthBeforeDot() throws {
        let file = try folder.write("date,product_id,quantity\n11.13.2024,A,1\n", to: "dots.csv")
        let refused = try Command.run(Command.invdb, ["import", file], in: folder)
        #expect(
            refused.error.contains("between dots the day comes first; --date-format mdy reads the month first"),
            "\(refused)")
        #expect(try Command.run(Command.invdb, ["import", file, "--date-format", "mdy"], in: folder).status == 0)
        #expect(try folder.rows("SELECT date FROM sales") == ["2024-11-13"])
    }

    @Test(
        "Years of two digits are 1969 to 2068",
        arguments: [
            ("1/1/00", "2000"), ("1/1/23", "2023"), ("1/1/68", "2068"), ("1/1/69", "1969"), ("1/1/99", "1999"),
            ("01.01.68", "2068"), ("01.01.69", "1969"),
        ])
    func twoDigitYears(text: String, year: String) throws {
        try folder.importGood(ProductFile.of(dates: [text]))
        #expect(try folder.startDates() == ["\(year)-01-01"])
    }

    @Test func withoutADecisionTheMonthComesFirstAndTheSummarySaysSo() throws {
        let output = try folder.importGood(ProductFile.of(dates: ["1/2/24", "3/4/24"]))
        #expect(try folder.startDates() == ["2024-01-02", "2024-03-04"])
        #expect(
            output.contains(
                "  dates: read as month/day/year, which nothing in the column decides; "
                    + "--date-format dmy reads them the other way\n"))
    }

    @Test(
        "The summary says nothing of dates if none of them can be read in two ways",
        arguments: [["2024-01-02", "3.4.2024"], ["1/1/24", "12/12/24"]])
    func whereNothingIsOpenTheSummarySaysNothing(dates: [String]) throws {
        let output = try folder.importGood(ProductFile.of(dates: dates))
        let columns = ProductFile.header.replacing(",", with: ", ")
        #expect(
            output.split(separator: "\n").dropLast() == [
                "products.csv: 2 rows", "  columns: \(columns)", "  store: main, as the file has no column for it",
            ])
    }

    @Test(arguments: [
        ("31/3/24", "day/month/year", ["2024-02-01", "2024-05-04", "2024-03-31", "2024-07-06"]),
        ("3/31/24", "month/day/year", ["2024-01-02", "2024-04-05", "2024-03-31", "2024-06-07"]),
    ])
    func aLaterDateDecidesForEarlierOnes(deciding: String, order: String, dates: [String]) throws {
        let output = try folder.importGood(ProductFile.of(dates: ["1/2/24", "4/5/24", deciding, "6/7/24"]))
        #expect(try folder.startDates() == dates)
        #expect(output.contains("  dates: read as \(order), as \(deciding) in line 4 shows\n"))
        #expect(output.contains("read 4, inserted 4, updated 0, unchanged 0, rejected 0"))
    }

    @Test(arguments: [
        "invdb import - < products.csv", "cat products.csv | invdb import -", "invdb import <(cat products.csv)",
        Command.importFromNamedPipe,
    ])
    func aLaterDateDecidesInAPipeToo(line: String) throws {
        try folder.write(ProductFile.of(dates: ["1/2/24", "4/5/24", "31/3/24"]), to: "products.csv")
        let finished = try folder.shell(line)
        #expect(finished.status == 0)
        #expect(finished.error == "")
        #expect(try folder.startDates() == ["2024-02-01", "2024-05-04", "2024-03-31"])
    }

    /// The decision comes batches after the first rows, which have gone into the database by then.
    @Test(
        "A date in the last of 100,002 rows decides for all of them",
        arguments: ["invdb import products.csv", "cat products.csv | invdb import -"])
    func aDecisionFarDownTheFile(line: String) throws {
        let count = 100_001
        var rows = (1...count).map { "\($0),3/4/24,1,1,1,1,1" }
        rows.append("last,31/12/24,1,1,1,1,1")
        try folder.write(ProductFile.of(rows), to: "products.csv")
        let finished = try folder.shell(line)
        #expect(finished.status == 0)
        #expect(finished.error == "")
        #expect(
            finished.output.contains("  dates: read as day/month/year, as 31/12/24 in line \(count + 2) shows\n"))
        #expect(finished.counts == "read 100,002, inserted 100,002, updated 0, unchanged 0, rejected 0")
        #expect(
            try folder.rows(
                "SELECT date(start_day * 86400, 'unixepoch'), count(*) FROM inventory GROUP BY 1 ORDER BY 1")
                == ["2024-04-03|100001", "2024-12-31|1"])
        #expect(try folder.rows("SELECT count(*), max(import_id) FROM import") == ["1|1"])
    }

    @Test("The dates of one file say nothing of those in another")
    func eachFileDecidesForItself() throws {
        try folder.write(ProductFile.of("a,1/2/24,1,1,1,1,1", "b,31/1/24,1,1,1,1,1"), to: "day.csv")
        try folder.write(ProductFile.of("c,1/2/24,1,1,1,1,1", "d,1/31/24,1,1,1,1,1"), to: "month.csv")
        let input = ProductFile.of("e,1/2/24,1,1,1,1,1", "f,31/1/24,1,1,1,1,1")
        let finished = try folder.importing("month.csv", "-", "day.csv", input: input)
        #expect(finished.status == 0)
        #expect(
            try folder.rows(
                """
                SELECT product_id, date(start_day * 86400, 'unixepoch')
                FROM inventory JOIN product USING (product_key) ORDER BY 1
                """) == [
                    "a|2024-02-01", "b|2024-01-31", "c|2024-01-02", "d|2024-01-31", "e|2024-02-01", "f|2024-01-31",
                ])
    }

    @Test(arguments: [
        ("mdy", "01.02.03", "2003-01-02"), ("dmy", "1/2/24", "2024-02-01"), ("dmy", "1-2-24", "2024-02-01"),
        ("mdy", "1-2-24", "2024-01-02"), ("ymd", "01-02-03", "2001-02-03"), ("ymd", "01/02/03", "2001-02-03"),
        ("DD.MM.YYYY", "1/2/2024", "2024-02-01"), ("%m/%d/%y", "1/2/24", "2024-01-02"),
        ("iso", "2024-01-02", "2024-01-02"),
        ("dmy", "2024-01-02", "2024-01-02"), ("mdy", "20240102", "2024-01-02"),
    ])
    func theDateFormatDecides(format: String, text: String, date: String) throws {
        let output = try folder.importGood(ProductFile.of(dates: [text]), "--date-format", format)
        #expect(try folder.startDates() == [date])
        #expect(output.contains(", as --date-format says\n"))
    }

    @Test(arguments: [
        ("mdy", "31/1/24", "a date in the order month/day/year"),
        ("dmy", "1/31/24", "a date in the order day/month/year"),
        ("ymd", "1/2/2024", "a date in the order year/month/day; --date-format dmy or mdy reads others"),
        ("ymd", "31.01.2024", "a date in the order year/month/day; --date-format dmy or mdy reads others"),
    ])
    func aDateAgainstTheFormatIsRefused(format: String, text: String, expected: String) throws {
        try folder.write(ProductFile.of(dates: ["2024-01-01", text]), to: "products.csv")
        try folder.importing("products.csv", "--date-format", format).expectFailure(
            "  products.csv:3: sell_start_date is “\(text)”, expected \(expected)\n")
        #expect(try folder.names() == ["products.csv"])
    }

    @Test(arguments: [
        (["31/1/24", "1/2/24", "1/31/24"], 4, "1/31/24", "day/month/year, as 31/1/24 in line 2"),
        (["1/2/24", "1/31/24", "31/1/24"], 4, "31/1/24", "month/day/year, as 1/31/24 in line 3"),
        (["1/2/24", "31/1/24", "1/31/24"], 4, "1/31/24", "day/month/year, as 31/1/24 in line 3"),
    ])
    func aMixedColumnNamesBothLines(dates: [String], line: Int, text: String, order: String) throws {
        try folder.write(ProductFile.of(dates: dates), to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "1 of 3 rows can't be read",
            "  products.csv:\(line): sell_start_date is “\(text)”, expected a date in the order \(order)\n")
        #expect(try folder.names() == ["products.csv"])
    }

    /// Good rows go in with `--rejects`, and a date that could be either is none of them: not even where it was read before
    /// the column turned out to be a mixture.
    @Test func aMixedColumnLeavesNoDateToAGuess() throws {
        let dates = ["1/2/24", "1/31/24", "5/5/24", "3/4/24", "31/1/24", "2024-02-03", "6/7/24"]
        try folder.write(ProductFile.of(dates: dates), to: "products.csv")
        let finished = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 7, inserted 3, updated 0, unchanged 0, rejected 4")
        #expect(try folder.startDates() == ["2024-01-31", "2024-05-05", "2024-02-03"])
        let mixture =
            "a date with one meaning, as the column mixes 1/31/24 (line 3) and 31/1/24 (line 6); "
            + "--date-format says what comes first"
        #expect(
            try folder.read("rejects.csv").split(separator: "\n").dropFirst() == [
                "products.csv,2,\"sell_start_date is “1/2/24”, expected \(mixture)\",\"1,1/2/24,1,1,1,1,1\"",
                "products.csv,5,\"sell_start_date is “3/4/24”, expected \(mixture)\",\"4,3/4/24,1,1,1,1,1\"",
                "products.csv,6,\"sell_start_date is “31/1/24”, expected a date in the order month/day/year, as 1/31/24 in "
                    + "line 3\",\"5,31/1/24,1,1,1,1,1\"",
                "products.csv,8,\"sell_start_date is “6/7/24”, expected \(mixture)\",\"7,6/7/24,1,1,1,1,1\"",
            ])
        // The user settles it.
        let given = try folder.importing("products.csv", "--rejects", "rejects.csv", "--date-format", "mdy")
        #expect(given.counts == "read 7, inserted 3, updated 0, unchanged 3, rejected 1")
    }

    @Test("A column of both orders is read again, and only dates with one meaning are imported")
    func aMixtureThatBeginsAgainTwice() throws {
        let dates = ["1/2/24", "31/1/24", "3/4/24", "1/31/24"]
        try folder.write(ProductFile.of(dates: dates), to: "products.csv")
        let finished = try folder.importing("products.csv", "--rejects", "rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 4, inserted 1, updated 0, unchanged 0, rejected 3")
        #expect(try folder.startDates() == ["2024-01-31"])
    }

    @Test(arguments: [
        ("2024-02-30", "a date that exists"), ("2023-02-29", "a date that exists"),
        ("1900-02-29", "a date that exists"), ("2024-13-01", "a date that exists"),
        ("2024-00-10", "a date that exists"), ("2/30/24", "a date that exists"), ("13/13/24", "a date that exists"),
        ("31.06.2024", "a date that exists"), ("20241301", "a date that exists"),
        ("1899-12-31", "a year from 1900 to 2999"), ("3000-01-01", "a year from 1900 to 2999"),
        ("01-02-03", "a date with a four-digit year, or --date-format to say what comes first"),
        ("45292", "a date such as 2024-01-31; this looks like an Excel serial number"),
        ("tomorrow", "a date such as 2024-01-31, 1/31/2024 or 31.01.2024"),
        ("2024-01", "a date such as"), ("2024-01/31", "a date such as"), ("2024-01-31Z", "a date such as"),
        ("-2024-01-1", "a date such as"), ("1//2024", "a date such as"), ("99999999999", "a date such as"),
    ])
    func impossibleDatesAreRefused(text: String, expected: String) throws {
        try folder.write(ProductFile.of(dates: [text]), to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "  products.csv:2: sell_start_date is “\(text)”, expected \(expected)")
        #expect(try folder.names() == ["products.csv"])
    }

    @Test func anEmptyDateIsRefused() throws {
        try folder.write(ProductFile.of("a,,1,1,1,1,1"), to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "  products.csv:2: sell_start_date is empty, expected a date\n")
    }
}
