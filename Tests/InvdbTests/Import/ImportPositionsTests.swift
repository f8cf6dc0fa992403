import Foundation
import TestSupport
import Testing

/// Stock exports that have little more than a product and a quantity.
@Suite struct ImportPositionsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importing(_ text: String, as name: String = "stock.csv", _ options: String...) throws -> Finished {
        try folder.write(text, to: name)
        return try Command.run(Command.invdb, ["import", name] + options, in: folder)
    }

    private func positions() throws -> [String] {
        try folder.rows(
            """
            SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, sales_rate, restocking_rate,
                duration_days, forecast_frequency
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
            """)
    }

    @Test("Restocking, horizon and frequency have usual values, and the day is that of --as-of")
    func usualValues() throws {
        let finished = try importing("sku,on hand,daily sales\nA,40,3\n", "--as-of", "2026-11-23")
        #expect(finished.status == 0)
        #expect(
            finished.output.contains(
                "  for all rows: sell_start_date 2026-11-23 (--as-of)\n  for new series: restocking_rate 0, duration_days 90, forecast_frequency 1\n"
            ))
        #expect(try positions() == ["main|A|2026-11-23|40.0|3.0|0.0|90|1"])
        // A column counts before the option.
        _ = try importing("sku,on hand,daily sales,stock date\nA,41,3,2026-11-24\n", "--as-of", "2026-11-23")
        #expect(try positions() == ["main|A|2026-11-24|41.0|3.0|0.0|90|1"])
    }

    @Test(
        "The day is the only date in the name of the file",
        arguments: [
            ("stock-2026-11-23.csv", "2026-11-23"), ("20261123_stock.csv", "2026-11-23"),
            ("stock 23.11.2026.csv", "2026-11-23"),
            ("stock_2026_11_23_v2.csv", "2026-11-23"), ("2026-11-23 to 2026-11-23.csv", "2026-11-23"),
            ("stock.csv", nil), ("stock-2026-11-23-to-2026-11-24.csv", nil), ("stock-2026-13-45.csv", nil),
            ("stock-12345678.csv", nil), ("stock-11-23-2026.csv", nil),
        ])
    func theNameOfTheFile(name: String, day: String?) throws {
        let finished = try importing("sku,on hand,daily sales\nA,40,3\n", as: name)
        guard let day else {
            #expect(
                finished.error.contains(
                    "\(name): no column for sell_start_date; the header has “sku”, “on hand”, “daily sales”. Say which it is with "
                        + "--map sell_start_date=NAME, or give all rows a value with --set sell_start_date=VALUE. The day that stocks "
                        + "are of is --as-of DATE.\n"))
            return
        }
        #expect(finished.output.contains("sell_start_date \(day) (from the name of the file)"), "\(finished)")
        #expect(try positions() == ["main|A|\(day)|40.0|3.0|0.0|90|1"])
    }

    @Test("What a file does not state stays as it is stored", arguments: [false, true])
    func knownSeries(isUnsorted: Bool) throws {
        let full = "sku,stock date,on hand,daily sales,restock rate,days,every\n"
        #expect(try importing(full + "A,2026-11-22,9,3,2,60,7\nB,2026-11-22,8,3,1,30,2\n").status == 0)
        // In another order, with a new one among them; from another file of the same import, with all columns, a third.
        let rows = ["C,2026-11-23,1,1", "A,2026-11-23,40,3", "B,2026-11-22,8,3"]
        try folder.write("sku,stock date,on hand,daily sales,days\nD,2026-11-23,5,1,10\n", to: "other.csv")
        let text =
            "sku,stock date,on hand,daily sales\n" + (isUnsorted ? rows : rows.sorted()).map { "\($0)\n" }.joined()
        let finished = try importing(text, "other.csv")
        #expect(finished.counts == "read 4, inserted 2, updated 1, unchanged 1, rejected 0")
        #expect(
            try positions() == [
                "main|A|2026-11-23|40.0|3.0|2.0|60|7", "main|B|2026-11-22|8.0|3.0|1.0|30|2",
                "main|C|2026-11-23|1.0|1.0|0.0|90|1", "main|D|2026-11-23|5.0|1.0|0.0|10|1",
            ])
        // All of them changed, as in an export of a new day.
        let all = "sku,on hand,daily sales\n" + "ABCD".map { "\($0),7,1\n" }.joined()
        #expect(
            try importing(all, "--as-of", "2026-11-24").counts
                == "read 4, inserted 0, updated 4, unchanged 0, rejected 0")
        #expect(
            try positions() == [
                "main|A|2026-11-24|7.0|1.0|2.0|60|7", "main|B|2026-11-24|7.0|1.0|1.0|30|2",
                "main|C|2026-11-24|7.0|1.0|0.0|90|1", "main|D|2026-11-24|7.0|1.0|0.0|10|1",
            ])
        #expect(
            try importing(all, "--as-of", "2026-11-24").counts
                == "read 4, inserted 0, updated 0, unchanged 4, rejected 0")
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("--set gives a column a value in all rows, also where the file has the column")
    func constants() throws {
        let text = "sku,on hand,every\nA,40,7\nB,5,7\n"
        let finished = try importing(
            text, "--set", "sell_start_date=2026-11-23", "--set", "sales_rate=2.5", "--set", "forecast_frequency=2",
            "--set",
            "lead_time_days=14", "--set", "duration_days=60")
        #expect(finished.status == 0, "\(finished)")
        #expect(finished.output.contains("  not used: “every”\n"))
        #expect(
            finished.output.contains(
                "  for all rows: sell_start_date 2026-11-23, sales_rate 2.5, duration_days 60, forecast_frequency 2, "
                    + "lead_time_days 14\n  for new series: restocking_rate 0\n"))
        #expect(
            try positions() == ["main|A|2026-11-23|40.0|2.5|0.0|60|2", "main|B|2026-11-23|5.0|2.5|0.0|60|2"])
        #expect(try folder.rows("SELECT DISTINCT lead_time_days FROM supply_terms") == ["14"])
        _ = try importing(
            text, "--as-of", "2026-11-23", "--set", "sales_rate=1", "--set", "name=Bolt", "--set", "category=M8")
        #expect(try folder.rows("SELECT DISTINCT name, category FROM product") == ["Bolt|M8"])
        _ = try importing(
            "sku\nA\n", as: "orders.csv", "--kind", "receipts", "--set", "receipt_date=2026-12-01", "--set",
            "quantity=9",
            "--set", "received_quantity=2")
        #expect(try folder.rows("SELECT quantity FROM receipt") == ["7.0"])
        let wrong = try importing(text, "--as-of", "2026-11-23", "--set", "sales_rate=much")
        #expect(
            wrong.error.contains("stock.csv:2: sales_rate is “much”, expected a number such as 12 or 3.5"),
            "\(wrong.error)")
        for options in [
            ["--set", "store_id=S"], ["--set", "sales_rate=1", "--set", "sales_rate=2"],
            ["--set", "sales_rate"], ["--set", "colour=red"], ["--set", "sales_rate=1", "--map", "sales_rate=x"],
            ["--as-of", "soon"], ["--as-of", "+d"], ["--set", "unit=kg"], ["--set", "status=open"],
        ] {
            #expect(
                try Command.run(Command.invdb, ["import", "stock.csv"] + options, in: folder).status == 64, "\(options)"
            )
        }
    }

    @Test("Numbers are read as --numbers says, and no hint makes them a thousand times too small")
    func numbers() throws {
        let grouped = "sku,stock date,on hand,daily sales\nA,2026-11-23,\"1,250\",3\n"
        #expect(
            try importing(grouped).error.contains(
                "on hand is “1,250”, expected a number such as 12 or 3.5, without digit grouping (--numbers 1,234.5 reads it)"
            ))
        #expect(try importing(grouped, "--numbers", "1,234.5").status == 0)
        #expect(try positions() == ["main|A|2026-11-23|1250.0|3.0|0.0|90|1"])
        let german =
            "sku;stock date;on hand;daily sales;cost\nA;23.11.2026;1.240,000;2,5;9,50 EUR\nB;23.11.2026;2.000-;1;(1,5)\n"
        #expect(
            try importing(german, "--numbers", "1.234,5").error.contains(
                "stock.csv:3: cost is “(1,5)”, expected zero or more, or nothing"))
        #expect(try importing(german.replacing("(1,5)", with: ""), "--numbers", "1.234,5").status == 0)
        #expect(
            try positions() == ["main|A|2026-11-23|1240.0|2.5|0.0|90|1", "main|B|2026-11-23|-2000.0|1.0|0.0|90|1"])
        #expect(
            try importing(german.replacing("1.240,000", with: "12.5"), "--numbers", "1.234,5").error.contains(
                "on hand is “12.5”, expected a number written like 1.234,5"))
        for options in [["--numbers", "many"], ["--numbers", "1.234,5", "--decimal", ","]] {
            #expect(try Command.run(Command.invdb, ["import", "stock.csv"] + options, in: folder).status == 64)
        }
    }

    @Test("Days may be said from today")
    func daysFromToday() throws {
        let today = try Command.run("/bin/date", ["+%F"], in: folder).lines[0]
        func started(_ day: String) throws -> String {
            #expect(try importing("sku,on hand,daily sales\nA,40,3\n", "--as-of", day).status == 0, "\(day)")
            return try folder.rows("SELECT date(start_day * 86400, 'unixepoch') FROM inventory")[0]
        }
        func moved(_ days: Int) throws -> String { try folder.rows("SELECT date('\(today)', '\(days) days')")[0] }
        #expect(try started("today") == today)
        #expect(try started("yesterday") == moved(-1))
        #expect(try started("-3d") == moved(-3))
        #expect(try started("+7d") == moved(7))
        let forecast = try Command.invdb("forecast", "--from", "today", "--days", "1", in: folder)
        #expect(forecast.status == 0, "\(forecast)")
        #expect(try folder.rows("SELECT update_date FROM forecast") == [today])
    }
}
