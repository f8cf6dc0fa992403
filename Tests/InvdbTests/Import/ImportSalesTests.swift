import Foundation
import TestSupport
import Testing

/// `invdb import` of sales: what was sold, by product and day.
@Suite struct ImportSalesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ rows: String..., header: String = "date,store_id,product_id,quantity") -> String {
        ProductFile.of(rows, header: header)
    }

    private func file(rows: [String]) -> String { ProductFile.of(rows, header: "date,store_id,product_id,quantity") }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "sales.csv")
        let finished = try Command.run(Command.invdb, ["import", "sales.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    @discardableResult
    private func succeed(_ arguments: String...) throws -> String {
        let finished = try Command.run(Command.invdb, arguments, in: folder)
        #expect(finished.status == 0, "\(finished)")
        return finished.output
    }

    private func sales() throws -> [String] { try folder.rows("SELECT * FROM sales ORDER BY 1, 2, 3") }

    /// The last day of each store, and the last import that has changed its sales.
    private func stores() throws -> [String] {
        try folder.rows(
            "SELECT store_id, date(history_until * 86400, 'unixepoch'), sales_import_id FROM store ORDER BY 1")
    }

    @Test("Rows of a day add up, returns are below zero, and stocks of evenings are kept")
    func oneFile() throws {
        let finished = try importing(
            file(
                "2024-03-01,N,A,2,7,Toys", "2024-03-01,N,A,1,6,Toys", "2024-03-01,N,B,0.75,,Food",
                "2024-03-02,N,A,-1,,Toys",
                "2024-03-03,N,B,0,0,", "2024-03-04,S,A,0,,", "",
                header: "date,store_id,product_id,quantity,closing_stock,category"))
        #expect(
            finished.output.hasPrefix(
                "sales.csv: 7 rows of sales\n  columns: date, store_id, product_id, quantity, closing_stock, category\n"
            ),
            "\(finished.output)")
        #expect(
            finished.counts
                == "read 7, inserted 4, updated 0, unchanged 0, rejected 0, added up 1, left out 1, blank 1")
        #expect(finished.output.contains("\n  added up: 1 row to another one of the same product and day\n"))
        #expect(finished.output.contains("\nsales of 2 stores, each counted by store: 4 days new, with 2.75 units.\n"))
        #expect(finished.output.contains("\nSales are known until 2024-03-04; what was sold later is unknown.\n"))
        #expect(
            try sales() == [
                "N|A|2024-03-01|3.0|6.0", "N|A|2024-03-02|-1.0|", "N|B|2024-03-01|0.75|", "N|B|2024-03-03|0.0|0.0",
            ])
        #expect(try stores() == ["N|2024-03-03|1", "S|2024-03-04|1"])
        #expect(try folder.rows("SELECT product_id, category FROM product") == ["A|Toys", "B|Food"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("A file that is sent twice changes nothing, and a corrected one replaces its days")
    func resent() throws {
        let first = file("2024-03-01,N,A,2", "2024-03-01,N,B,1", "2024-03-02,N,A,4", "2024-03-02,S,A,9")
        try importing(first)
        let dump = try folder.rows("SELECT * FROM sold_day")
        let again = try importing(first)
        #expect(again.counts == "read 4, inserted 0, updated 0, unchanged 4, rejected 0")
        #expect(again.output.contains(": 3 days unchanged.\n"))
        #expect(try folder.rows("SELECT * FROM sold_day") == dump)
        #expect(try stores() == ["N|2024-03-02|1", "S|2024-03-02|1"])

        let corrected = try importing(file("2024-03-01,N,A,3", "2024-03-01,N,C,1", "2024-03-03,N,A,5"))
        #expect(corrected.counts == "read 3, inserted 2, updated 1, unchanged 0, rejected 0")
        #expect(
            corrected.output.contains(
                "\nsales: 1 day new, with 5 units; 1 day replaced, 3 units by 4 units.\n"), "\(corrected.output)")
        #expect(
            try sales() == [
                "N|A|2024-03-01|3.0|", "N|A|2024-03-02|4.0|", "N|A|2024-03-03|5.0|", "N|C|2024-03-01|1.0|",
                "S|A|2024-03-02|9.0|",
            ])
        #expect(try stores() == ["N|2024-03-03|3", "S|2024-03-02|1"])
    }

    @Test("--add adds to the days that are there, and several files of an import add up")
    func added() throws {
        try importing(file("2024-03-01,N,A,2", "2024-03-01,N,B,1"))
        let added = try importing(file("2024-03-01,N,A,3", "2024-03-01,N,C,1", "2024-03-02,N,A,1"), "--add")
        #expect(added.counts == "read 3, inserted 2, updated 1, unchanged 0, rejected 0")
        #expect(added.output.contains("1 day new, with 1 unit; 1 day added to, with 3 units before and 7 units now."))
        #expect(
            try sales() == [
                "N|A|2024-03-01|5.0|", "N|A|2024-03-02|1.0|", "N|B|2024-03-01|1.0|", "N|C|2024-03-01|1.0|",
            ])
        try folder.write(file("2024-03-01,N,A,2"), to: "morning.csv")
        try folder.write(file("2024-03-01,N,A,3"), to: "evening.csv")
        let both = try Command.run(Command.invdb, ["import", "morning.csv", "evening.csv"], in: folder)
        #expect(both.counts == "read 2, inserted 0, updated 0, unchanged 1, rejected 0, added up 1")
        #expect(try sales() == ["N|A|2024-03-01|5.0|", "N|A|2024-03-02|1.0|"])
    }

    @Test("--replace removes other days of the stores, and --replace=all those of all stores")
    func replaced() throws {
        try importing(file("2024-01-01,N,A,1", "2024-03-01,N,A,2", "2024-03-02,S,A,9"))
        let named = try importing(file("2024-03-01,N,A,2"), "--replace")
        #expect(named.output.contains("\nsales: 1 day unchanged; 1 day removed, with 1 unit.\n"), "\(named.output)")
        #expect(try sales() == ["N|A|2024-03-01|2.0|", "S|A|2024-03-02|9.0|"])
        try importing(file("2024-03-01,N,A,2"), "--replace=all")
        #expect(try sales() == ["N|A|2024-03-01|2.0|"])
        #expect(try stores() == ["N|2024-03-01|2", "S||3"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("--keep removes the days of a store that are older than so many, once estimates go on from them")
    func retention() throws {
        func date(_ day: Int) -> String { String(format: "2024-%02d-%02d", day / 28 + 1, day % 28 + 1) }
        // Every day but those after the 28th of a month.
        let rows = (0..<280).flatMap { ["\(date($0)),N,A,1", "\(date($0)),S,B,2"] }
        try importing(file(rows: rows), "--no-estimate")
        #expect(try importing(file("2024-10-28,N,A,1"), "--keep", "400").output.contains("(--keep)") == false)
        let finished = try importing(file("2024-10-28,N,A,4", "2024-11-01,N,A,1"), "--keep", "62")
        // From 1 September on.
        #expect(
            finished.output.contains(
                "\nThe sales of 224 days, counted by store, are stored no longer (--keep), 224 units; the estimates go on from them.\n"
            ), "\(finished.output)")
        #expect(
            try folder.rows("SELECT store_id, min(date), max(date), count(*), sum(quantity) FROM sales GROUP BY 1") == [
                "N|2024-09-01|2024-11-01|57|60.0", "S|2024-01-01|2024-10-28|280|560.0",
            ])
        #expect(try stores()[0].hasPrefix("N|2024-11-01|"))
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
        // Five weeks before that of the last day stay, which begins on 28 October.
        try importing(file("2024-11-01,N,A,1"), "--keep", "0", "--no-estimate")
        #expect(try folder.rows("SELECT count(*) FROM sales WHERE store_id = 'N'") == ["57"])
        let estimated = try Command.run(Command.invdb, ["estimate", "--format", "json"], in: folder)
        #expect(estimated.output.contains("\"forgotten_days\":22,\"forgotten_units\":22"), "\(estimated)")
        #expect(try folder.rows("SELECT min(date), count(*) FROM sales WHERE store_id = 'N'") == ["2024-09-23|35"])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
        try importing(file("2024-11-01,N,A,1"), "--keep", "-1", status: 64)
    }

    @Test("What was cancelled is left out, and movements of stock count against it")
    func kindsOfRows() throws {
        try importing(
            file(
                "2024-03-01,A,2,Shipped", "2024-03-01,A,5,Cancelled", "2024-03-02,A,3,", "2024-03-02,A,-1,Return",
                header: "order date,sku,qty,status"))
        #expect(try sales() == ["main|A|2024-03-01|2.0|", "main|A|2024-03-02|2.0|"])
        let moved = try importing(
            file(
                "2024-03-01,A,-2,601", "2024-03-01,A,1,602", "2024-03-01,A,40,101",
                header: "Posting Date,Material,Quantity,Movement Type"))
        #expect(moved.output.contains("\n  quantities: movements of a stock, so -2 is 2 sold;"))
        #expect(moved.output.contains("left out: 1 “101”"))
        #expect(try sales().first == "main|A|2024-03-01|1.0|")
        // What is bought is no return of what was sold.
        try importing(
            file(
                "2024-03-01,A,-1,Sale", "2024-03-01,A,40,Purchase",
                header: "Posting Date,Item No.,Quantity,Entry Type"))
        #expect(try sales().first == "main|A|2024-03-01|1.0|")
        try importing(
            file("2024-03-01,A,2,", "2024-03-01,A,1,Refund", header: "date,sku,units sold,event type"), status: 1
        ).expectFailure("units sold is “1”, expected a quantity below zero", "--returns separate")
        try importing(
            file("2024-03-01,A,2,", "2024-03-01,A,1,Refund", header: "date,sku,units sold,event type"),
            "--returns", "separate")
        #expect(try sales().first == "main|A|2024-03-01|1.0|")
        try importing(file("2024-03-01,A,7,2", header: "date,sku,units sold,units returned"))
        #expect(try sales().first == "main|A|2024-03-01|5.0|")
        try importing(
            file("2024-03-01,A,2,odd", header: "date,sku,units sold,status"), status: 1
        ).expectFailure("status is “odd”, expected a known status")
    }

    @Test("A column type says what is a sale, and no category")
    func typeOfASale() throws {
        let text = file(
            "2024-02-26,N,A,3,Sale", "2024-02-26,N,A,-1,Refund", "2024-02-26,N,B,2,Cancelled",
            header: "date,store_id,product_id,quantity,type")
        #expect(try importing(text).output.contains("status from “type”"))
        #expect(try sales() == ["N|A|2024-02-26|2.0|"])
        #expect(try folder.rows("SELECT count(category) FROM product") == ["0"])
        let unknown = try importing(
            file("2024-02-26,N,A,3,Toys", header: "date,store_id,product_id,quantity,type"), status: 1)
        #expect(unknown.error.contains("--ignore leaves the column out"), "\(unknown.error)")
    }

    @Test("What other movements leave in stock counts, also on days without a sale")
    func balanceOfOtherMovements() throws {
        let finished = try importing(
            file(
                "2024-11-02 08:15:00,A,M,0,-2,48,Delivery Note", "2024-11-03 09:15:00,A,M,0,-48,0,Sales Invoice",
                "2024-11-03 11:15:00,A,M,50,0,50,Purchase Receipt", "2024-11-04 11:15:00,A,M,0,-3,47,Stock Entry",
                ",A,M,9,0,56,Purchase Receipt", "2024-11-05 09:00:00,A,M,9,0,,Purchase Receipt",
                header: "Date,Item,Warehouse,In Qty,Out Qty,Balance Qty,Voucher Type"))
        #expect(finished.counts == "read 6, inserted 3, updated 0, unchanged 0, rejected 0, added up 1, left out 2")
        #expect(try sales() == ["M|A|2024-11-02|2.0|48.0", "M|A|2024-11-03|48.0|50.0", "M|A|2024-11-04|0.0|47.0"])
    }

    @Test("A store whose sales end before those of others is named, and days that look like months or weeks")
    func endsAndAlikeDays() throws {
        let late = try importing(
            file(
                "2024-03-01,N,A,2", "2024-03-02,N,A,2", "2024-03-08,N,A,2", "2024-03-01,W,A,2", "2024-03-04,W,A,2",
                "2023-11-01,X,A,2"))
        #expect(
            late.output.contains(
                "\nThose of 1 store end before: 2024-03-04 of store W. If a file is missing, import it.\n"),
            "\(late.output)")
        let months = (1...6).map { "2023-0\($0)-01,N,A,\(30 + $0)" }
        #expect(
            try importing(file(rows: months), "--replace").output.contains(
                "\nAll 6 days are first days of months. If each row is of a month, import the file with --period month.\n"
            ))
        #expect(
            try !importing(file(rows: months), "--replace", "--period", "day").output.contains("first days of months"))
        let weeks = [1, 8, 15, 22].map { "2024-01-\($0 < 10 ? "0" : "")\($0),N,A,7" }
        #expect(
            try importing(file(rows: weeks), "--replace").output.contains(
                "\nAll 4 days are Mondays. If each row is of a week"))
        #expect(try !importing(file(rows: Array(weeks.dropLast())), "--replace").output.contains("Mondays"))
    }

    @Test("Lines of an order without a date belong to the line before them")
    func carriedDown() throws {
        let text = file(
            "#1,2024-03-01,N,A,2,", "#1,,,B,1,", "#2,2024-03-02,S,A,4,2024-03-02", "#2,,,B,5,", "#3,2024-03-03,S,A,1,",
            header: "order id,created at,location,sku,quantity,cancelled at")
        try importing(text, status: 1).expectFailure("created at is empty")
        let refused = try importing(text, status: 1)
        #expect(
            refused.error.contains("if only the first line of an order has it, --carry-down takes it"),
            "\(refused.error)")
        try importing(text, "--carry-down")
        #expect(try sales() == ["N|A|2024-03-01|2.0|", "N|B|2024-03-01|1.0|", "S|A|2024-03-03|1.0|"])
    }

    @Test("The lines of an order that is wrong are not those of the order before")
    func carriedDownFromRejected() throws {
        let text = file(
            "#1,2024-01-02,2,A,Berlin", "#2,2024-13-45,1,B,Munich", "#2,,5,C,",
            header: "Name,date,quantity,product_id,store_id")
        try importing(text, "--carry-down", status: 1)
        try importing(text, "--carry-down", "--rejects", "rejects.csv", status: 3)
        #expect(try sales() == ["Berlin|A|2024-01-02|2.0|"])
        #expect(try folder.read("rejects.csv").split(separator: "\n").count == 3)
    }

    @Test("Each day may have a column of its own")
    func columnsOfDays() throws {
        let dated = try importing(
            file("N,A,2,,0,x", "S,B,0,1.5,-1,y", header: "store,sku,2024-03-01,2024-03-02,2024-03-04,note"))
        #expect(dated.output.contains("\n  days: 3 columns, 2024-03-01 to 2024-03-04\n"))
        #expect(dated.output.contains("\n  not used: “note”\n"))
        #expect(dated.counts == "read 6, inserted 3, updated 0, unchanged 0, rejected 0, left out 3")
        #expect(try sales() == ["N|A|2024-03-01|2.0|", "S|B|2024-03-02|1.5|", "S|B|2024-03-04|-1.0|"])
        #expect(try stores() == ["N|2024-03-04|1", "S|2024-03-04|1"])

        let numbered = file("N,A,3,1", header: "store,sku,d_1,d_2")
        try importing(numbered, status: 1).expectFailure(
            "has a column for each period", "--first-day says which day d_1 is")
        try importing(numbered, "--first-day", "2024-03-01")
        #expect(try sales().prefix(2) == ["N|A|2024-03-01|3.0|", "N|A|2024-03-02|1.0|"])
        try importing(file("N,A,3,one", header: "store,sku,2024-03-01,2024-03-02"), status: 1).expectFailure(
            "sales.csv:2: quantity is “one”")
    }

    @Test("What was sold in a week, a month or a quarter is spread over its days")
    func periods() throws {
        let weekly = try importing(
            file("N,A,7,,9", "N,B,-7,14,0", header: "store,sku,2024-W10,2024-W11,2024-W12"), "--no-estimate")
        #expect(weekly.output.contains("\n  periods: 3 columns, 2024-03-04 to 2024-03-24\n"), "\(weekly.output)")
        #expect(weekly.counts == "read 30, inserted 28, updated 0, unchanged 0, rejected 0, left out 2")
        #expect(weekly.output.contains("\nsales: 21 days new, with 23 units.\n"), "\(weekly.output)")
        func weeks() throws -> [String] {
            try folder.rows(
                "SELECT product_id, min(date), count(*), round(sum(quantity), 9) FROM sales GROUP BY 1, (unixepoch(date) / 86400 + 3) / 7"
            )
        }
        #expect(
            try weeks() == [
                "A|2024-03-04|7|7.0", "A|2024-03-18|7|9.0", "B|2024-03-04|7|-7.0", "B|2024-03-11|7|14.0",
            ])
        #expect(try stores() == ["N|2024-03-24|1"])
        // Dates on one weekday are weeks, if nothing else is said; a corrected week replaces its days.
        let dated = try importing(file("N,A,14,7", header: "store,sku,2024-03-04,2024-03-11"), "--no-estimate")
        #expect(
            dated.output.contains(
                "\n  each date stands for a week, as all are on the same day of the week; --period day, month or quarter reads them otherwise\n"
            ))
        #expect(try weeks() == ["A|2024-03-04|7|14.0", "A|2024-03-11|7|7.0", "A|2024-03-18|7|9.0"])
        try importing(
            file("N,A,14,7", header: "store,sku,2024-03-04,2024-03-11"), "--no-estimate", "--period", "day", "--replace"
        )
        #expect(try sales() == ["N|A|2024-03-04|14.0|", "N|A|2024-03-11|7.0|"])
        // In rows, by names, by numbers and by dates.
        try importing(
            file("A,2024-02,29,5", "A,2024-01,31,", header: "sku,month,units sold,closing stock"), "--no-estimate",
            "--store", "S")
        #expect(
            try folder.rows(
                "SELECT min(quantity), max(quantity), count(*), count(closing_stock) FROM sales WHERE store_id = 'S'")
                == ["1.0|1.0|60|1"])
        try importing(
            file("A,2024,W1,7", "A,2024,2,14", header: "sku,year,week,units sold"), "--no-estimate", "--store", "T")
        #expect(
            try folder.rows("SELECT quantity, min(date), max(date) FROM sales WHERE store_id = 'T' GROUP BY 1") == [
                "1.0|2024-01-01|2024-01-07", "2.0|2024-01-08|2024-01-14",
            ])
        try importing(
            file("A,2024-01-01,7", header: "sku,date,units sold"), "--no-estimate", "--store", "U", "--period", "week")
        #expect(try folder.rows("SELECT count(*), sum(quantity) FROM sales WHERE store_id = 'U'") == ["7|7.0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A period that is not over is not read, and one day may have a column of its own")
    func unfinishedPeriods() throws {
        let finished = try importing(
            file("A,31,5", header: "sku,2024-01,2990-01"), "--kind", "sales", "--no-estimate")
        #expect(finished.output.contains("\n  not over yet, so not read: “2990-01”\n"), "\(finished.output)")
        #expect(try stores() == ["main|2024-01-31|1"])
        try importing(file("A,31,5", header: "sku,2990-01,2990-02"), "--kind", "sales", status: 1).expectFailure(
            "none of its periods, “2990-01”, “2990-02”, is over yet")
        let rows = try importing(file("A,2990-02,5", header: "sku,month,units sold"), "--no-estimate")
        #expect(
            rows.output.contains("\n  warning: none of its periods is over yet, so nothing is read;"), "\(rows.output)")
        // A column of a day to come says nothing.
        let days = try importing(file("A,3,0", header: "sku,2024-02-02,2990-01-02"), "--no-estimate")
        #expect(days.output.contains("\n  not over yet, so not read: “2990-01-02”\n"))
        #expect(try stores() == ["main|2024-02-02|3"])
        // One day, beside a column that is none.
        let one = file("N,A,yes,3", header: "store,sku,promo,2024-03-05")
        try importing(one, status: 1).expectFailure("has a column for each period, “2024-03-05”", "--kind sales")
        try importing(one, "--kind", "sales", "--no-estimate")
        #expect(try sales().last == "main|A|2024-02-02|3.0|")
        #expect(try sales().contains("N|A|2024-03-05|3.0|"))
        // What was promoted was sold.
        #expect(
            try importing(file("2024-03-05,A,3,1", header: "date,sku,units,promo"), "--no-estimate").output.contains(
                " row of sales\n"))
    }

    @Test("A day without sales on a weekday on which the store usually sells is named")
    func missingDays() throws {
        // Five weeks of Mondays to Saturdays.
        func days(_ range: Range<Int>) -> [String] {
            range.filter { $0 % 7 != 6 }.map { day in
                let date = String(format: "2024-%02d-%02d", day < 31 ? 1 : 2, day % 31 + 1)
                return "\(date),N,A,\(1 + day % 3)"
            }
        }
        try importing(ProductFile.of(days(0..<35), header: "date,store_id,product_id,quantity"))
        let later = try importing(ProductFile.of(days(37..<42), header: "date,store_id,product_id,quantity"))
        #expect(
            later.output.contains(
                "\n2 days without any sales, though the store usually sells on this weekday: 2024-02-05 of store N, "
                    + "2024-02-06 of store N. If a file is missing, import it.\n"), "\(later.output)")
        let late = try importing(ProductFile.of(days(35..<37), header: "date,store_id,product_id,quantity"))
        #expect(!late.output.contains("without any sales"))
        #expect(try stores() == ["N|2024-02-10|3"])
    }

    @Test("Sales of days to come are named")
    func daysToCome() throws {
        let sentence =
            "2990-02-01 is after today; if nobody has sold anything then, correct the date, or say how dates are written with --date-format."
        #expect(try importing(file("2990-02-01,N,A,1"), "--no-estimate").output.contains("\n\(sentence)\n"))
        #expect(try !importing(file("2024-02-01,S,A,1"), "--no-estimate").output.contains("after today"))
    }

    @Test("A summary for programs has the days")
    func summary() throws {
        try importing(file("2024-03-01,N,A,2"))
        let finished = try importing(file("2024-03-01,N,A,3", "2024-03-02,N,A,1"), "--format", "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any])
        let sales = try #require(object["sales"] as? [String: Any])
        #expect(object["kind"] as? String == "sales" && sales["until"] as? String == "2024-03-02")
        #expect(
            ["stores", "new_days", "replaced_days", "same_days", "removed_days", "missing_days"].map {
                sales[$0] as? Int
            }
                == [1, 1, 1, 0, 0, 0])
        #expect(
            ["new_units", "units_before", "units_after", "removed_units"].map { sales[$0] as? Double } == [1, 2, 3, 0])
    }

    @Test("Exported sales are imported to the same; days, stores and products choose what is exported")
    func exported() throws {
        try importing(
            file(
                "2024-03-01,N,A,2,7", "2024-05-01,N,A,2.125,", "2024-03-01,N,B,-1,", "2024-03-02,S,A,9,0",
                header: "date,store_id,product_id,quantity,closing_stock"))
        let before = try sales()
        func export(_ options: String...) throws -> [String] {
            try Command.run(Command.invdb, ["export", "sales"] + options, in: folder).lines
        }
        let all = try export()
        #expect(
            all == [
                "date,store_id,product_id,quantity,closing_stock", "2024-03-01,N,A,2,7", "2024-03-01,N,B,-1,",
                "2024-05-01,N,A,2.125,", "2024-03-02,S,A,9,0",
            ])
        #expect(try export("--store", "N", "--product", "A").count == 3)
        #expect(try export("--from", "2024-03-02", "--to", "2024-03-31") == [all[0], all[4]])
        try FileManager.default.removeItem(atPath: folder.path(of: "invdb.db"))
        try importing(all.map { "\($0)\n" }.joined())
        #expect(try sales() == before)
        // With them go the categories of products that have no position, which estimates depend on.
        try importing("date,store_id,product_id,quantity,category\n2024-06-01,N,A,1,Toys\n", "--add")
        let categorized = try export()
        #expect(categorized.prefix(2) == ["\(all[0]),category", "2024-03-01,N,A,2,7,Toys"])
        #expect(categorized.contains("2024-03-02,S,A,9,0,Toys") && categorized.contains("2024-03-01,N,B,-1,,"))
        let demand = try folder.rows("SELECT * FROM demand")
        try FileManager.default.removeItem(atPath: folder.path(of: "invdb.db"))
        try importing(categorized.map { "\($0)\n" }.joined())
        #expect(try folder.rows("SELECT * FROM demand") == demand)
    }

    @Test(
        "Days that several files have are named, as their sales were added up; files of different days or stores say nothing"
    )
    func sharedDays() throws {
        let header = "date,store_id,product_id,quantity\n"
        try folder.write(header + "2024-03-01,N,A,2\n2024-03-02,N,A,3\n2024-03-02,S,A,3\n", to: "a.csv")
        try folder.write(header + "2024-03-02,N,A,3\n2024-03-03,N,A,1\n2024-03-01,S,A,3\n", to: "b.csv")
        let output = try succeed("import", "a.csv", "b.csv")
        #expect(
            output.contains(
                "\n1 day is in several of the files, whose sales were added up: 2024-03-02 of store N. If these files repeat each "
                    + "other, import them one after the other: then a later one replaces the days that it has.\n"),
            "\(output)")
        #expect(try folder.rows("SELECT quantity FROM sales WHERE store_id = 'N' AND date = '2024-03-02'") == ["6.0"])
        let json = try succeed("import", "a.csv", "a.csv", "--format", "json", "--dry-run")
        #expect(json.contains(#""shared_days":3"#), "\(json)")
        #expect(try !succeed("import", "a.csv").contains("several"))
    }

    @Test("An option that files of the kind don't have is refused, but in a profile, which may be for several kinds")
    func optionsOfOtherKinds() throws {
        try folder.write("product_id,sell_start_date,initial_inventory\nA,2024-03-01,5\n", to: "stock.csv")
        try folder.write("date,product_id,quantity\n2024-03-01,A,5\n", to: "sold.csv")
        let ofSales = [
            ["--keep", "30"], ["--returns", "separate"], ["--quantities", "moved"], ["--first-day", "2024-03-01"],
            ["--carry-down"], ["--period", "week"], ["--closed-status", "x"], ["--overdue", "drop"],
            ["--undated", "reject"],
        ]
        for option in ofSales {
            let finished = try Command.run(Command.invdb, ["import", "stock.csv"] + option, in: folder)
            finished.expectFailure("stock.csv has products, and \(option[0]) is for ")
            finished.expectFailure("; import it without \(option[0]).")
        }
        for option in [
            ["--sum"], ["--latest"], ["--as-of", "today"], ["--net-of", "x"], ["--sales-per", "week"],
            ["--unstocked", "x"],
        ] {
            try Command.run(Command.invdb, ["import", "sold.csv"] + option, in: folder)
                .expectFailure("sold.csv has sales, and \(option[0]) is for products; import it without \(option[0]).")
        }
        try succeed("import", "stock.csv", "--overdue", "drop", "--save-profile", "ours.toml")
        try succeed("import", "sold.csv", "--profile", "./ours.toml", "--kind", "sales")
    }

    @Test("A condition that no row meets is a warning")
    func nothingMeetsACondition() throws {
        let text = file("2024-03-01,N,A,2", "2024-03-01,S,A,2")
        #expect(
            try importing(text, "--only", "store_id=n*x").output.contains(
                "\n  warning: no row has store_id=n*x, so nothing is read; see how the file writes it\n"))
        #expect(try !importing(text, "--only", "store_id=N").output.contains("warning"))
    }

    @Test("Days of rejected rows have what the others say, which the summary says")
    func rejectedRows() throws {
        try importing(file("2024-03-01,N,A,2", "2024-03-01,N,B,3"))
        let output = try importing(file("2024-03-01,N,A,2", "2024-03-01,N,B,x"), "--rejects", "bad.csv", status: 3)
            .output
        #expect(output.contains("\nsales: 1 day replaced, 5 units by 2 units.\n"), "\(output)")
        #expect(
            output.contains(
                "are in bad.csv. Days of which other rows are read have what these say was sold; once all are corrected, import the whole file again."
            ))
        try importing(file("2024-03-01,N,A,2", "2024-03-01,N,B,3"))
        #expect(try folder.rows("SELECT sum(quantity) FROM sales") == ["5.0"])
    }

    @Test("Weeks that are named by their last or their first day", arguments: ["Week Ending", "week_start"])
    func datedWeeks(name: String) throws {
        try importing("\(name),product_id,units_sold\n2024-03-10,A,14\n")
        let days = try folder.rows("SELECT min(date), max(date), min(quantity), max(quantity), count(*) FROM sales")
        let ends = name == "week_start" ? "2024-03-10|2024-03-16" : "2024-03-04|2024-03-10"
        #expect(days == ["\(ends)|2.0|2.0|7"])
    }

    @Test("Further lines of an order have its status and store, whether or not they repeat its date")
    func furtherLines() throws {
        let header = "Name,Financial Status,Created at,Lineitem quantity,Lineitem sku,Location,Cancelled at\n"
        for date in ["", "2024-05-02 12:00:00 +0200"] {
            try? FileManager.default.removeItem(atPath: folder.path(of: "invdb.db"))
            try importing(
                header + """
                    #1,paid,2024-05-01 09:00:00 +0200,2,MUG,Harbour,
                    #2,voided,2024-05-02 12:00:00 +0200,5,MUG,Harbour,2024-05-02 13:00:00 +0200
                    #2,,\(date),4,BOWL,,
                    #2,,\(date),3,CUP,,
                    #3,paid,2024-05-02 12:00:00 +0200,1,MUG,Market,
                    #3,,\(date),6,BOWL,,
                    #4,refunded,2024-05-03 12:00:00 +0200,7,MUG,Market,
                    #5,paid,2024-05-03 12:00:00 +0200,8,CUP,Harbour,

                    """, "--profile", "shopify")
            #expect(
                try sales() == [
                    "Harbour|CUP|2024-05-03|8.0|", "Harbour|MUG|2024-05-01|2.0|", "Market|BOWL|2024-05-02|6.0|",
                    "Market|MUG|2024-05-02|1.0|",
                ], "\(date)")
        }
    }

    @Test("--keep removes what is older although the file changes nothing")
    func keptAgain() throws {
        let rows = (1...5).flatMap { month in (10...28).map { "2024-0\(month)-\($0),N,A,\(1 + $0 % 3)\n" } }.joined()
        try folder.write("date,store_id,product_id,quantity\n" + rows, to: "sales.csv")
        try succeed("import", "sales.csv")
        #expect(try folder.rows("SELECT count(*) FROM sold_day") == ["95"])
        try succeed("import", "sales.csv", "--keep", "60")
        let kept = try #require(try folder.rows("SELECT count(*) FROM sold_day").first.flatMap { Int($0) })
        #expect(kept < 70)
    }

    @Test("Stores with sales stay when their products are replaced")
    func replacedProducts() throws {
        try folder.importGood(
            ProductFile.of(
                ["N,A,2024-01-01,10,1,0,30,1", "S,A,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore))
        try importing(file("2024-03-01,N,A,2"))
        try folder.importGood(
            ProductFile.of(["S,A,2024-01-01,10,1,0,30,1"], header: ProductFile.headerWithStore), "--replace-all")
        #expect(try sales() == ["N|A|2024-03-01|2.0|"])
        #expect(try folder.rows("SELECT store_id, series_count FROM store ORDER BY 1") == ["N|0", "S|1"])
        for command in [["check"], ["forecast"], ["plan"]] {
            #expect(try Command.run(Command.invdb, command, in: folder).status == 0, "\(command)")
        }
    }

    @Test(
        "A check finds sales that contradict the days, the counts and the stores",
        arguments: [
            ("UPDATE sales_block SET row_count = 3", "is said to have 3 sold days, and has 1"),
            ("UPDATE sales_block SET days = days << 1", "of which no file had the sales of the store"),
            ("UPDATE store SET history_until = 19784", "says that its sales are known until 2024-03-02"),
            ("UPDATE store SET sales_import_id = 9", "store 1 has its sales from import 9"),
            ("UPDATE sold_day SET quantity = 1e300", "quantity is 1.0e+300"),
            ("DELETE FROM product", "row"),
        ])
    func damage(sql: String, problem: String) throws {
        try importing(file("2024-03-01,N,A,2"))
        _ = try folder.rows(sql)
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 1 && check.error.contains(problem), "\(check)")
    }

    /// What the sales should be after some imports: a dictionary does it.
    private struct Model {
        var sold: [String: [String: Double]] = [:]

        /// - Parameter rows: store, day, product, units.
        mutating func take(_ rows: [(store: String, day: String, product: String, units: Double)], adds: Bool) {
            if !adds { for row in rows { sold["\(row.store)|\(row.day)"] = [:] } }
            for row in rows { sold["\(row.store)|\(row.day)", default: [:]][row.product, default: 0] += row.units }
        }

        var rows: [String] {
            sold.flatMap { place, products in
                products.filter { $0.value != 0 }.map { product, units in
                    let parts = place.split(separator: "|")
                    return "\(parts[0])|\(product)|\(parts[1])|\(units)|"
                }
            }.sorted()
        }
    }

    @Test("Random files in any order, with corrections and additions, are what a dictionary makes of them")
    func random() throws {
        var generator = SeededGenerator("import sales")
        var model = Model()
        for round in 0..<25 {
            let count = [3, 40, 400].randomElement(using: &generator) ?? 3
            let first = Int.random(in: 0..<150, using: &generator)
            let rows = (0..<count).map { _ in
                let day = first + Int.random(in: 0..<(round % 3 == 0 ? 150 : 7), using: &generator)
                return (
                    store: "S\(Int.random(in: 0..<3, using: &generator))",
                    day: String(format: "2024-%02d-%02d", day / 28 + 1, day % 28 + 1),
                    product: "P\(Int.random(in: 0..<30, using: &generator))",
                    units: Double(Int.random(in: -1..<5, using: &generator)) / 4
                )
            }
            let adds = Int.random(in: 0..<4, using: &generator) == 0
            model.take(rows, adds: adds)
            let halves = [rows.prefix(count / 2), rows.suffix(count - count / 2)].enumerated()
            for (number, half) in halves {
                let text = half.map { "\($0.day),\($0.store),\($0.product),\($0.units)" }
                try folder.write(
                    ProductFile.of(text, header: "date,store_id,product_id,quantity"), to: "part\(number).csv")
            }
            let finished = try Command.run(
                Command.invdb, ["import", "part0.csv", "part1.csv", "--kind", "sales"] + (adds ? ["--add"] : []),
                in: folder)
            #expect(finished.status == 0, "\(finished)")
            #expect(try folder.rows("SELECT * FROM sales WHERE quantity <> 0").sorted() == model.rows, "round \(round)")
        }
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 0, "\(check)")
    }
}
