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
