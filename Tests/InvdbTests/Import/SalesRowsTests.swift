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
