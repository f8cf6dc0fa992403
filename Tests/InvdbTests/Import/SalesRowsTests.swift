import TestSupport
import Testing

/// Rows of sales that mean something else than they seem to, or that others depend on.
@Suite struct SalesRowsTests {
    private static func sales(_ text: String, _ options: String...) throws -> (rows: [String], output: String) {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "sales.csv")
        let finished = try Command.run(Command.invdb, ["import", "sales.csv", "--kind", "sales"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == 0 || finished.status == 3, "\(finished)")
        return (
            try folder.rows("SELECT store_id, product_id, date, quantity, closing_stock FROM sales ORDER BY 1, 2, 3"),
            finished.output
        )
    }

    @Test("Of several stocks of a day that of the evening counts, whichever way the rows of the file go")
    func eveningStock() throws {
        let header = "date,sku,qty sold,closing stock\n"
        let rows = [
            "2024-03-01 09:00,A,1,3", "2024-03-02 09:00,A,1,2", "2024-03-02 18:00,A,2,0", "2024-03-02 18:00,B,1,7",
        ]
        let expected = ["main|A|2024-03-01|1.0|3.0", "main|A|2024-03-02|3.0|0.0", "main|B|2024-03-02|1.0|7.0"]
        for rows in [rows, rows.reversed()] {
            let sales = try Self.sales(header + rows.joined(separator: "\n") + "\n")
            #expect(sales.rows == expected)
            #expect(sales.output.contains("On 1 day of products several rows state a closing stock, not the same"))
        }
        // Only the times of one day show it.
        let day = Array(rows[1...2].reversed())
        #expect(try Self.sales(header + day.joined(separator: "\n") + "\n").rows == [expected[1]])
        // Each product begins anew.
        let products = ["A", "B", "C"].flatMap { product in
            ["2024-03-01,\(product),1,5", "2024-03-02,\(product),1,4", "2024-03-02,\(product),2,2"]
        }
        #expect(
            try Self.sales(header + products.joined(separator: "\n") + "\n").rows.filter { $0.contains("03-02") }
                == ["main|A|2024-03-02|3.0|2.0", "main|B|2024-03-02|3.0|2.0", "main|C|2024-03-02|3.0|2.0"])
        let same = try Self.sales("\(header)2024-03-01,A,1,3\n2024-03-01,A,2,3\n")
        #expect(!same.output.contains("several rows state"))
    }

    @Test("The other lines of an order have its status, day and store also if its first line doesn't count or is wrong")
    func orderWithoutItsFirstLine() throws {
        let header = "Name,Created at,Financial Status,Cancelled at,Location,Lineitem sku,Lineitem quantity,Vendor\n"
        let orders = """
            #1,2024-03-01 10:00:00 +0100,voided,2024-03-01 11:00:00 +0100,Harbour,TIP,1,Other
            #1,2024-03-01 10:00:00 +0100,,,,MUG,2,Acme
            #2,2024-03-02 10:00:00 +0100,paid,,Market,TIP,1,Other
            #2,2024-03-02 10:00:00 +0100,,,,MUG,4,Acme

            """
        #expect(
            try Self.sales(header + orders, "--profile", "shopify", "--only", "Vendor=Acme").rows == [
                "Market|MUG|2024-03-02|4.0|"
            ])
        let folder = try TemporaryFolder()
        let elsewhere = "#3,2024-03-03 10:00:00 +0100,paid,,Docks,TIP,1,Other\n"
        try folder.write(header + orders + elsewhere, to: "sales.csv")
        let one = try Command.run(
            Command.invdb,
            ["import", "sales.csv", "--kind", "sales", "--profile", "shopify", "--only", "Lineitem sku=M*"],
            in: folder)
        #expect(one.status == 0, "\(one)")
        // What is left out adds no store.
        #expect(try folder.rows("SELECT store_id FROM store ORDER BY 1") == ["Market"])
        let withoutProduct = orders.replacing("TIP", with: "")
        let sales = try Self.sales(header + withoutProduct, "--profile", "shopify", "--rejects", "bad.csv")
        #expect(sales.rows == ["Market|MUG|2024-03-02|4.0|"])
        #expect(sales.output.contains("rejected 1"), "\(sales.output)")
    }

    @Test(
        "A row that is marked as a return, or whose document is one, is a return; a quotation is no sale",
        arguments: [
            ("Is Return", ["no", "YES", "false"]), ("Refunded", ["", "true", "0"]),
            ("return_flag", ["N", "Refund", ""]),
            ("Document Type", ["Sales Invoice", "Credit Memo", "Receipt"]),
            ("doc_type", ["", "Gutschrift", "Rechnung"]),
        ])
    func returns(name: String, marks: [String]) throws {
        let rows = zip(["5", "2", "1"], marks).map { "2024-03-01,A,\($0),\($1)\n" }.joined()
        let text = "date,sku,qty sold,\(name)\n" + rows
        let folder = try TemporaryFolder()
        try folder.write(text, to: "sales.csv")
        let refused = try Command.run(Command.invdb, ["import", "sales.csv"], in: folder)
        #expect(refused.status == 1)
        #expect(
            refused.error.contains(
                "sales.csv:3: qty sold is “2”, expected a quantity below zero, as the row is a return by “\(name)”"),
            "\(refused)")
        #expect(try Self.sales(text, "--returns", "separate").rows == ["main|A|2024-03-01|4.0|"])
        #expect(try Self.sales(text.replacing("A,2", with: "A,-2")).rows == ["main|A|2024-03-01|4.0|"])
        #expect(try Self.sales(text, "--ignore", name).rows == ["main|A|2024-03-01|8.0|"])
        let quotation = try Self.sales(
            "date,sku,qty sold,Document Type\n2024-03-01,A,5,Invoice\n2024-03-01,A,9,Quote\n")
        #expect(quotation.rows == ["main|A|2024-03-01|5.0|"])
        #expect(quotation.output.contains("  left out: 1 “Quote”\n"), "\(quotation.output)")
    }

    @Test("A further line of an order may be a return or no sale by itself")
    func markedLines() throws {
        let header = "Order,Created at,Financial Status,sku,Lineitem quantity,Document Type,Refunded\n"
        let lines = """
            #1,2024-03-01,paid,MUG,2,,no
            #1,2024-03-01,,BOWL,-3,,yes
            #1,2024-03-01,,CUP,7,Quote,
            #1,2024-03-01,,JUG,1,,

            """
        #expect(
            try Self.sales(header + lines, "--carry-down").rows == [
                "main|BOWL|2024-03-01|-3.0|", "main|JUG|2024-03-01|1.0|", "main|MUG|2024-03-01|2.0|",
            ])
    }

    @Test("--store is the store of rows without one, and of the further lines of their orders")
    func rowsWithoutStore() throws {
        let text = "date,product_id,store_id,quantity\n2024-03-01,A,N,3\n2024-03-01,A,,1\n2024-03-01,B,\"\",2\n"
        let folder = try TemporaryFolder()
        try folder.write(text, to: "sales.csv")
        let refused = try Command.run(Command.invdb, ["import", "sales.csv"], in: folder)
        #expect(refused.error.contains("expected an identifier; --store NAME is the store of rows without one"))
        #expect(
            try Self.sales(text, "--store", "web").rows == [
                "N|A|2024-03-01|3.0|", "web|A|2024-03-01|1.0|", "web|B|2024-03-01|2.0|",
            ])
        let orders = """
            Name,Created at,Financial Status,Location,Lineitem sku,Lineitem quantity
            #1,2024-03-01,paid,Harbour,MUG,1
            #2,2024-03-02,paid,,MUG,2
            #2,,,,BOWL,3
            #3,2024-03-02,voided,,MUG,9
            #3,,,,BOWL,9

            """
        #expect(
            try Self.sales(orders, "--profile", "shopify", "--store", "web").rows == [
                "Harbour|MUG|2024-03-01|1.0|", "web|BOWL|2024-03-02|3.0|", "web|MUG|2024-03-02|2.0|",
            ])
    }

    @Test("A row that counts no longer takes what is stored of its day away, and makes no day known that isn't stored")
    func cancelledLater() throws {
        let folder = try TemporaryFolder()
        func output(_ rows: [String], _ options: String...) throws -> String {
            try folder.write("Date,SKU,Qty,Status\n" + rows.map { $0 + "\n" }.joined(), to: "sales.csv")
            let finished = try Command.run(
                Command.invdb, ["import", "sales.csv", "--kind", "sales"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
            return finished.output
        }
        _ = try output(["2024-03-01,A,5,Completed", "2024-03-02,A,7,Completed", "2024-03-03,A,2,Completed"])
        let rows = [
            "2024-03-01,A,5,Completed", "2024-03-02,A,7,Cancelled", "2024-03-03,A,2,Completed",
            "2024-03-09,A,2,Cancelled",
        ]
        #expect(try output(rows, "--add").contains("left out: 2 “Cancelled”"))
        #expect(try folder.rows("SELECT sum(quantity) FROM sales") == ["21.0"])
        _ = try output(["2024-03-01,A,5,Completed", "2024-03-03,A,2,Completed"])
        #expect(try folder.rows("SELECT sum(quantity) FROM sales") == ["14.0"])
        let corrected = try output(rows)
        #expect(corrected.contains("sales: 1 day replaced, 7 units by 0 units; 2 days unchanged."), "\(corrected)")
        #expect(corrected.contains("Sales are known until 2024-03-03;"), "\(corrected)")
        #expect(corrected.contains("  counted: “Completed”\n"), "\(corrected)")
        #expect(try folder.rows("SELECT date, quantity FROM sales ORDER BY 1") == ["2024-03-01|5.0", "2024-03-03|2.0"])
        #expect(!corrected.contains("several of the files"), "\(corrected)")
        // What never was a sale takes nothing away.
        _ = try output(["2024-03-03,A,2,Quotation"])
        #expect(try folder.rows("SELECT sum(quantity) FROM sales") == ["7.0"])
    }

    @Test(
        "A cancelled row takes its days away also by week, in columns of days, and in a store that the user names",
        arguments: [
            (
                "Week,SKU,Units Sold,Status\n", "2024-W10,a,7,paid\n2024-W11,a,14,paid\n", "2024-W11,a,14,cancelled\n",
                "", "7.0"
            ),
            ("SKU,Status,2024-03-01,2024-03-02\n", "a,paid,1,2\n", "a,cancelled,1,2\n", "--period=day", "0.0"),
            (
                "Date,Store,SKU,Units Sold,Status\n", "2024-03-01,,a,1,paid\n2024-03-02,,a,2,paid\n",
                "2024-03-02,,a,2,cancelled\n", "--store=Oslo", "1.0"
            ),
        ])
    func cancelledOtherwise(header: String, first: String, second: String, option: String, rest: String) throws {
        let folder = try TemporaryFolder()
        for rows in [first, second] {
            try folder.write(header + rows, to: "sales.csv")
            let options = option.isEmpty ? [] : [option]
            let finished = try Command.run(
                Command.invdb, ["import", "sales.csv", "--kind", "sales"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
        }
        #expect(try folder.rows("SELECT round(total(quantity), 6) FROM sales") == [rest])
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("With the last sale of a database what was estimated of it goes, too")
    func lastSaleCancelled() throws {
        let folder = try TemporaryFolder()
        func importing(_ text: String, _ options: String...) throws {
            try folder.write(text, to: "file.csv")
            #expect(try Command.run(Command.invdb, ["import", "file.csv"] + options, in: folder).status == 0)
        }
        try importing("store_id,product_id,sell_start_date,initial_inventory\nA,bolt,2024-03-06,10\n")
        let header = "date,store_id,product_id,units_sold,status\n"
        try importing(header + "2024-03-05,A,bolt,3,paid\n")
        #expect(try folder.rows("SELECT count(*) FROM demand") == ["1"])
        try importing(header + "2024-03-05,A,bolt,3,cancelled\n", "--kind", "sales")
        #expect(try folder.rows("SELECT count(*) FROM demand") == ["0"])
        let demand = try Command.run(Command.invdb, ["demand"], in: folder)
        #expect(demand.status == 0 && demand.error.isEmpty, "\(demand)")
        #expect(try Command.run(Command.invdb, ["forecast"], in: folder).output.contains("no forecast"))
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test(
        "Totals, transactions and names of customers don't part an order, and a broken first line parts it from the one before"
    )
    func linesOfOrders() throws {
        let header = "Order No,Date,Store,SKU,Units Sold,Status\n"
        let orders = """
            1,2024-03-09,Oslo,bolt,4,paid
            1,,,nut,3,
            Total,,,,7,
            2,2024-03-10,Oslo,bolt,4,paid
            Total,,,,4,
            2,,,nut,2,

            """
        #expect(
            try Self.sales(header + orders, "--carry-down", "--skip-rows", "Total*").rows == [
                "Oslo|bolt|2024-03-09|4.0|", "Oslo|bolt|2024-03-10|4.0|", "Oslo|nut|2024-03-09|3.0|",
                "Oslo|nut|2024-03-10|2.0|",
            ])
        let two = ["Oslo|bolt|2024-03-09|4.0|", "Oslo|nut|2024-03-09|3.0|"]
        for (names, first, second) in [
            ("Transaction ID,Order No", "1,77", "2,77"), ("Name,Description", "Ann,Bolt", "Bob,Nut"),
        ] {
            let text =
                "Date,Store,\(names),SKU,Units Sold,Status\n2024-03-09,Oslo,\(first),bolt,4,paid\n,,\(second),nut,3,\n"
            #expect(try Self.sales(text, "--carry-down").rows == two, "\(names)")
        }
        let broken = try Self.sales(
            "Date,Store,SKU,Units Sold,Status\n2024-03-09,Oslo,bolt,4,paid\n2024-03-10,Bergen,bolt,4,paid,extra\n,,nut,3,\n",
            "--carry-down", "--rejects", "bad.csv")
        #expect(broken.rows == ["Oslo|bolt|2024-03-09|4.0|"])
    }

    @Test("The dates of rows that don't count decide nothing")
    func datesOfOthers() throws {
        let sales = try Self.sales(
            "Date,Store,SKU,Units Sold,Status\n31/3/2024,Oslo,bolt,3,void\n03/01/2024,Oslo,bolt,3,paid\n3/15/2024,Oslo,bolt,3,paid\n"
        )
        #expect(sales.rows == ["Oslo|bolt|2024-03-01|3.0|", "Oslo|bolt|2024-03-15|3.0|"])
    }

    @Test("A condition on a column that the file doesn't have is refused, but one of a profile isn't")
    func conditionOfNoColumn() throws {
        let folder = try TemporaryFolder()
        try folder.write("date,product_id,quantity,Channel\n2024-03-01,A,5,Web\n2024-03-01,A,2,Shop\n", to: "sales.csv")
        try Command.run(Command.invdb, ["import", "sales.csv", "--only", "Chanel=Web"], in: folder)
            .expectFailure("sales.csv: there is no column “Chanel”; did you mean Channel?")
        try folder.write("only = [\"Chanel=Web\", \"channel=web\"]\n", to: "ours.toml")
        #expect(
            try Command.run(Command.invdb, ["import", "sales.csv", "--profile", "./ours.toml"], in: folder).status == 0)
        #expect(try folder.rows("SELECT quantity FROM sales") == ["5.0"])
    }

    @Test(
        "A condition that the first line of an order meets holds for its other lines, as far as they say nothing else")
    func conditionsOfOrders() throws {
        let orders = """
            Name,Created at,Financial Status,Location,Lineitem sku,Lineitem quantity,Vendor
            #1,2024-03-01,paid,North,A,3,Acme
            #1,,,,B,2,Other
            #2,2024-03-01,paid,South,A,4,Acme
            #2,,,,B,5,Acme
            #3,2024-03-02,paid,,A,6,Acme
            #3,,,,B,7,Acme

            """
        func rows(_ options: String...) throws -> [String] {
            let folder = try TemporaryFolder()
            try folder.write(orders, to: "orders.csv")
            let finished = try Command.run(
                Command.invdb, ["import", "orders.csv", "--profile", "shopify", "--store", "web"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
            return try folder.rows("SELECT store_id, product_id, quantity FROM sales ORDER BY 1, 2")
        }
        #expect(try rows("--only", "Location=North") == ["North|A|3.0", "North|B|2.0"])
        #expect(try rows("--only", "Location=North", "--only", "Vendor=Acme") == ["North|A|3.0"])
        // What a further line says of itself is not said of the next one.
        #expect(try rows("--only", "Vendor=Acme").count == 5)
        #expect(try rows("--only", "Location=") == ["web|A|6.0", "web|B|7.0"])
        #expect(try rows("--only", "Financial Status=paid").count == 6)
    }

    @Test("Another number of an order begins a new one")
    func orderNumbers() throws {
        let orders =
            "Order No,Date,Store,SKU,Quantity\n#1,2024-03-01,North,A,1\n#2,2024-03-01,,A,3\n#2,2024-03-01,,B,4\n"
        #expect(
            try Self.sales(orders, "--carry-down", "--store", "web").rows == [
                "North|A|2024-03-01|1.0|", "web|A|2024-03-01|3.0|", "web|B|2024-03-01|4.0|",
            ])
        let same = orders.replacing("#2", with: "#1")
        #expect(
            try Self.sales(same, "--carry-down", "--store", "web").rows == [
                "North|A|2024-03-01|4.0|", "North|B|2024-03-01|4.0|",
            ])
    }

    @Test("Units that came back are taken off once: not of net quantities, nor of a row that is a return as well")
    func takenOffOnce() throws {
        for (names, row) in [
            ("Net Quantity,Returned Quantity", "4,1"), ("Net items sold,Quantity returned", "4,1"),
            ("NetUnitsSold,Returned Quantity", "4,1"),
            ("Quantity,Refunded Quantity", "5,1"),
        ] {
            let sales = try Self.sales("Date,SKU,\(names)\n2024-03-01,A,\(row)\n")
            #expect(sales.rows == ["main|A|2024-03-01|4.0|"], "\(names)")
            #expect(sales.output.contains("quantities: net, so “") == names.hasPrefix("Net"), "\(sales.output)")
        }
        let rows = "Date,SKU,Quantity,Refunded Quantity,Status\n2024-03-01,A,3,3,refunded\n2024-03-01,A,3,1,paid\n"
        #expect(try Self.sales(rows).rows == ["main|A|2024-03-01|2.0|"])
        #expect(try Self.sales(rows.replacing("A,3,3", with: "A,-3,3")).rows == ["main|A|2024-03-01|-1.0|"])
        #expect(
            try Self.sales(rows + "2024-03-01,A,1,,refunded\n", "--returns", "separate").rows == [
                "main|A|2024-03-01|1.0|"
            ])
        let folder = try TemporaryFolder()
        try folder.write("Date,SKU,Units Sold,Returned\n2024-03-01,A,3,No\n2024-03-01,A,-1,Yes\n", to: "sales.csv")
        let asked = try Command.run(Command.invdb, ["import", "sales.csv"], in: folder)
        #expect(
            asked.error.contains("--map is_return=\"Returned\" reads the column as what says that the row is a return"),
            "\(asked)")
        #expect(
            try Command.run(Command.invdb, ["import", "sales.csv", "--map", "is_return=Returned"], in: folder).status
                == 0)
        #expect(try folder.rows("SELECT quantity FROM sales") == ["2.0"])
    }

    @Test(
        "What a status or a document is called in other systems is known, and an unknown word is asked for with its own column"
    )
    func wordsOfSystems() throws {
        for name in ["Invoice Status", "order_state", "Payment Status", "Receipt Status", "Doc Status", "Txn Type"] {
            #expect(
                try Self.sales("Date,SKU,Units Sold,\(name)\n2024-03-01,A,4,Void\n2024-03-01,A,3,paid\n").rows
                    == ["main|A|2024-03-01|3.0|"], "\(name)")
        }
        for word in ["Blanket Order", "Bill", "Item Receipt", "Transfer"] {
            #expect(
                try Self.sales("Date,SKU,Units Sold,Document Type\n2024-03-01,A,4,\(word)\n2024-03-01,A,3,Invoice\n")
                    .rows
                    == ["main|A|2024-03-01|3.0|"], "\(word)")
        }
        for word in ["Return Order", "Sales credit note", "RMA"] {
            #expect(
                try Self.sales(
                    "Date,SKU,Units Sold,Document Type\n2024-03-01,A,1,\(word)\n2024-03-01,A,3,Invoice\n", "--returns",
                    "separate"
                ).rows == ["main|A|2024-03-01|2.0|"], "\(word)")
        }
        let folder = try TemporaryFolder()
        try folder.write("Date,SKU,Units Sold,Status,Type\n2024-03-01,A,4,Paid,Barter\n", to: "sales.csv")
        #expect(
            try Command.run(Command.invdb, ["import", "sales.csv"], in: folder).error
                .contains("sales.csv:2: Type is “Barter”, expected a known status"))
        try folder.write(
            "transaction_id,transaction_date,transaction_time,transaction_qty,store_id,product_id,unit_price,product_category\n"
                + "1,2024-03-01,07:06:11,2,5,32,3.0,Coffee\n", to: "coffee.csv")
        #expect(try Command.run(Command.invdb, ["import", "coffee.csv"], in: folder).status == 0)
        #expect(try folder.rows("SELECT * FROM sales") == ["5|32|2024-03-01|2.0|"])
    }

    @Test("Times of day are compared as times, with and without leading zeros and in twelve hours")
    func times() throws {
        for times in [
            ["6:05 PM", "10:15 AM", "9:15 AM"], ["10:00", "9:00", "8:59:30"], ["1:00 pm", "12:30 pm", "12:30 am"],
            ["6:05 p.m.", "9:05 a.m.", "8:05 a.m."],
        ] {
            let rows = zip(times, [7, 8, 10]).map { "7/1/2024 \($0),A,1,\($1)\n" }
            for rows in [rows, rows.reversed()] {
                let sales = try Self.sales("Date,SKU,Qty Sold,Closing Stock\n" + rows.joined())
                #expect(sales.rows == ["main|A|2024-07-01|3.0|7.0"], "\(times)")
            }
        }
    }

    @Test("A period that is not over yet is left out in rows as it is in columns")
    func openPeriod() throws {
        let sales = try Self.sales("period,sku,qty sold\n2024-02,A,29\n2999-01,A,5\n")
        #expect(sales.rows.count == 29)
        #expect(
            sales.output.contains("  left out: 1 of periods that are not over yet (the first in line 3)\n"),
            "\(sales.output)")
    }

    @Test("Sales of all products together are of the product that is named for them")
    func withoutProducts() throws {
        let text = "Store,Date,Sales,Customers,Open\n1,2015-07-31,5263,555,1\n2,2015-07-31,6064,625,1\n"
        #expect(
            try Self.sales(text, "--set", "product_id=all").rows == [
                "1|all|2015-07-31|5263.0|", "2|all|2015-07-31|6064.0|",
            ])
        let folder = try TemporaryFolder()
        try folder.write(text, to: "sales.csv")
        #expect(
            try Command.run(Command.invdb, ["import", "sales.csv", "--kind", "sales"], in: folder).error.contains(
                "no column for product_id; the header has “Store”, “Date”, “Sales”, “Customers”, “Open”. Say which it is with "
                    + "--map product_id=NAME, or, if each row is of all products together, name them with --set product_id=all."
            ))
        #expect(
            try Command.run(Command.invdb, ["import", "sales.csv", "--set", "product_id=all"], in: folder).status == 0)
    }

    @Test("A day long before all others is named, as its date may be wrong, once")
    func longBefore() throws {
        let days = (1...9).map { "2024-03-0\($0),A,1\n" }.joined()
        let folder = try TemporaryFolder()
        let text = "date,product_id,quantity\n" + days
        try folder.write(text, to: "sales.csv")
        try folder.write(text + "1999-03-01,A,4\n", to: "typo.csv")
        func output(_ file: String) throws -> String {
            try Command.run(Command.invdb, ["import", file], in: folder).output
        }
        #expect(try !output("sales.csv").contains("more than a year"))
        #expect(
            try output("typo.csv").contains(
                "\nwarning: there are no sales for more than a year after 1999-03-01 of store main. "))
        #expect(try !output("typo.csv").contains("more than a year"))
    }

    @Test("What came back or was cancelled is taken off, under the names that shops and SAP have for it")
    func takenOff() throws {
        #expect(
            try Self.sales(
                "created_at,sku,qty_ordered,qty_canceled,qty_refunded\n2024-03-01,A,5,1,2\n", "--map",
                "quantity=qty_ordered"
            ).rows == ["main|A|2024-03-01|2.0|"])
        for name in ["Date Canceled", "Cancel Date", "Deleted at"] {
            #expect(
                try Self.sales("Sale Date,SKU,Quantity,\(name)\n2024-03-01,A,4,2024-03-02\n2024-03-01,A,3,\n").rows
                    == ["main|A|2024-03-01|3.0|"], "\(name)")
        }
        for name in ["MvT", "Mvt Type", "BWArt", "Movement Type"] {
            #expect(
                try Self.sales("Date,Material,Plant,\(name),Quantity\n2024-03-01,A,1000,601,-4\n", "--profile", "sap")
                    .rows
                    == ["1000|A|2024-03-01|4.0|"], "\(name)")
        }
    }

    @Test("A list of orders without a known quantity is asked for it, and changes no terms of products")
    func unknownQuantity() throws {
        let folder = try TemporaryFolder()
        try folder.write("sku,start,stock,unit cost\nMUG,2024-01-01,5,3\n", to: "stock.csv")
        #expect(
            try Command.run(
                Command.invdb,
                ["import", "stock.csv", "--map", "sell_start_date=start", "--map", "initial_inventory=stock"],
                in: folder
            ).status == 0)
        for header in [
            "Order Date,Order Status,SKU,Quantity (- Refund),Item Cost",
            "Posting Date,Customer,SKU,Stock Qty,Unit Cost",
        ] {
            try folder.write("\(header)\n2024-03-01,x,MUG,2,9\n", to: "orders.csv")
            let finished = try Command.run(Command.invdb, ["import", "orders.csv"], in: folder)
            #expect(finished.status == 1 && finished.error.contains("no column for quantity"), "\(finished)")
        }
        #expect(try folder.rows("SELECT unit_cost FROM supply_terms") == ["3.0"])
    }

    @Test("Moves from one place to another are not all sales, which is said")
    func moves() throws {
        let moves = "Date,SKU,From,To,Quantity\n2024-03-01,A,Shelf,Customers,4\n2024-03-02,A,Vendors,Shelf,40\n"
        #expect(try Self.sales(moves).output.contains("warning: “From” and “To” are not used."))
        let sold = try Self.sales(moves, "--only", "To=Customers")
        #expect(sold.rows == ["main|A|2024-03-01|4.0|"] && !sold.output.contains("warning"), "\(sold)")
        let folder = try TemporaryFolder()
        try folder.write("only = [\"To=Customers\"]\n", to: "ours.toml")
        try folder.write(moves, to: "sales.csv")
        let byProfile = try Command.run(
            Command.invdb, ["import", "sales.csv", "--kind", "sales", "--profile", "./ours.toml"], in: folder)
        #expect(byProfile.status == 0 && !byProfile.output.contains("warning"), "\(byProfile)")
    }

    @Test("Less than nothing sold in all is a warning")
    func lessThanNothing() throws {
        let sales = try Self.sales("date,sku,quantity,customer\n2024-03-01,A,-4,x\n2024-03-02,A,1,x\n")
        #expect(sales.output.contains("warning: more came back than was sold."), "\(sales.output)")
        #expect(
            try !Self.sales("date,sku,quantity,customer\n2024-03-01,A,4,x\n2024-03-02,A,-1,x\n").output
                .contains("warning"))
    }
}
