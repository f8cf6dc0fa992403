import Foundation
import TestSupport
import Testing

/// Exports of open orders as systems write them: what is still to come of each, when, and which are no orders any more.
@Suite struct ImportOpenOrdersTests {
    let folder: TemporaryFolder

    /// Stores N and S with the products A and B, which start on 2026-11-23.
    init() throws {
        folder = try TemporaryFolder()
        try folder.importGood(
            ProductFile.of(
                ["N", "S"].flatMap { store in ["A", "B"].map { "\(store),\($0),2026-11-23,40,3,0,60,1" } },
                header: ProductFile.headerWithStore))
    }

    private func receipts() throws -> [String] {
        try Command.invdb("export", "receipts", in: folder).lines.dropFirst().map { String($0) }
    }

    @discardableResult
    private func importing(_ text: String, _ options: String..., status: Int32 = 0) throws -> Finished {
        try folder.write(text, to: "orders.csv")
        let finished = try Command.run(Command.invdb, ["import", "orders.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    @Test(
        "What is open counts, else what was ordered less what was received",
        arguments: [
            // Odoo, SAP, NetSuite, ERPNext, Zoho: 48 ordered, 36 received.
            "Product,Store,Expected Arrival,Quantity,Received Qty\nA,N,2026-12-04 12:00:00,48.0,36.0\n",
            "Material;Plant;Item;Order Quantity;Delivery Date;Still to be delivered (qty)\nA;N;10;48;04.12.2026;12\n",
            "Date,Item,Quantity,Quantity Fulfilled/Received,Expected Receipt Date,Location\n11/1/2026,A,48,36,12/4/2026,N\n",
            "Date,Required By,Item Code,Qty,Received Qty,Pending Qty,Warehouse\n2026-11-01,2026-12-04,A,48.0,36.0,12.0,N\n",
            "Purchase Order Date,Expected Delivery Date,SKU,QuantityOrdered,QuantityReceived,Warehouse Name\n2026-11-01,2026-12-04,A,48.00,36.00,N\n",
            // What is open says more than the difference, and an empty field says nothing.
            "sku,store,eta,quantity,received,open qty\nA,N,04-Dec-2026,50,36,12\n",
            "sku,store,eta,quantity,received,open qty\nA,N,2026-12-04T00:00:00Z,48,36,\n",
            "sku,store,eta,quantity,received\nA,N,2026-12-04,12,\n",
            // The names alone, without what they are of.
            "PO,Item,Warehouse,Ordered,Received,Order Date,Expected Date\n7,A,N,48,36,2026-11-01,2026-12-04\n",
            "SKU,Location,Due,Ordered,Outstanding\nA,N,2026-12-04,48,12\n",
            "SKU,Location,Date due,Qty purchased,Units received\nA,N,2026-12-04,48,36\n",
            "Item,Store,Promised,Purchased,Delivered,Pending\nA,N,2026-12-04,48,,12\n",
        ])
    func openQuantities(text: String) throws {
        try importing(text)
        #expect(try receipts() == ["N,A,2026-12-04,12"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("An order that is closed, cancelled, a draft, or has nothing open is left out and counted")
    func closedOrders() throws {
        let finished = try importing(
            """
            sku,store,eta,ordered qty,received qty,PO status,Cancelled at
            A,N,2026-12-04,100,90,Partially Received,
            A,S,2026-12-04,60,60,Completed,
            B,N,2026-12-04,30,0,cancelled,
            B,N,2026-12-04,30,0,Cancelled,
            gone,N,soon,30,0,Draft,
            B,S,2026-12-05,7,0,,2026-11-20
            B,S,2026-12-06,8,9,open,
            B,S,2026-12-07,9,0,open,no

            """)
        #expect(try receipts() == ["N,A,2026-12-04,10", "S,B,2026-12-07,9"])
        #expect(
            finished.output.contains(
                "  left out: 1 “Completed”, 1 “cancelled”, 1 “Cancelled”, 1 “Draft”, 1 with “Cancelled at”, 1 with nothing open\n"
            ))
        #expect(finished.counts == "read 8, inserted 2, updated 0, unchanged 0, rejected 0, left out 6")
        #expect(
            try folder.rows("SELECT rows_read, inserted, rejected, left_out FROM import WHERE import_id = 2")
                == ["8|2|0|6"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A store whose orders are all closed has nothing to come any more")
    func closedOrdersReplace() throws {
        try importing("sku,store,eta,qty\nA,N,2026-12-04,5\nA,S,2026-12-04,6\n")
        let text = "sku,store,eta,qty,received\nA,N,2026-12-04,5,\nA,S,2026-12-04,6,6\nA,Nowhere,2026-12-04,6,6\n"
        #expect(try importing(text, "--add").counts?.contains("replaced") == false)
        #expect(try receipts() == ["N,A,2026-12-04,5", "N,A,2026-12-04,5", "S,A,2026-12-04,6"])
        #expect(
            try importing(text).counts
                == "read 3, inserted 1, updated 0, unchanged 0, rejected 0, left out 2, replaced 3 receipts of 2 stores"
        )
        #expect(try receipts() == ["N,A,2026-12-04,5"])
        #expect(try folder.rows("SELECT store_id, receipts_import_id FROM store ORDER BY 1") == ["N|4", "S|4"])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("A status that is not known is a question, which two options answer")
    func unknownStatus() throws {
        let text = "sku,store,eta,qty,status\nA,N,2026-12-04,5,Ordered\nA,N,2026-12-05,6,Wartet\n"
        let refused = try importing(text, status: 1)
        #expect(
            refused.error.contains(
                "orders.csv:3: status is “Wartet”, expected a known status; --open-status or --closed-status says what “Wartet” means, --ignore leaves the column out"
            ))
        #expect(try receipts() == [])
        try importing(text, "--open-status", "WARTET")
        #expect(try receipts() == ["N,A,2026-12-04,5", "N,A,2026-12-05,6"])
        try importing(text, "--closed-status", "wartet", "--closed-status", "ordered")
        #expect(try receipts() == [])
        try importing(text, "--closed-status", "wartet")
        #expect(try receipts() == ["N,A,2026-12-04,5"])
        let ignored = try importing(text, "--ignore", "Status")
        #expect(ignored.output.contains("  ignored: “status”\n"))
        #expect(try receipts().count == 2)
        #expect(
            try importing(text, "--ignore", "State", status: 1).error
                == "invdb: orders.csv: there is no column “State”; the header has “sku”, “store”, “eta”, “qty”, “status”.\n"
        )
    }

    @Test("Quantities in anything but pieces are a question")
    func units() throws {
        let text = "sku,store,eta,qty,UOM\nA,N,2026-12-04,5,pcs\nA,N,2026-12-05,6,Box\nB,N,2026-12-05,6,EA\n"
        #expect(
            try importing(text, status: 1).error.contains(
                "orders.csv:3: UOM is “Box”, expected pieces, as sales are counted in; if all quantities are in this unit, --ignore \"UOM\""
            ))
        try importing(text, "--ignore", "uom")
        #expect(try receipts().count == 3)
    }

    @Test("Overdue orders count from the first day on, and the summary says how many, how old and how much")
    func overdueOrders() throws {
        let text = "sku,store,eta,qty\nA,N,2026-11-20,30\nB,N,2026-10-24,12.5\nA,S,2026-11-23,4\n"
        let finished = try importing(text)
        #expect(
            finished.output.hasSuffix(
                "\n2 receipts of 42.5 units are overdue, by up to 30 days, and counted on the first day; --overdue +N, drop or "
                    + "reject changes that.\n"))
        #expect(finished.counts == "read 3, inserted 3, updated 0, unchanged 0, rejected 0")
        // 40 on hand, 3 sold a day: without the 30 the product would be out on the 14th day.
        let forecast = try Command.invdb("forecast", in: folder)
        #expect(forecast.status == 0)
        let first = try folder.rows(
            "SELECT store_id, product_id, inventory_level, restocking FROM forecast WHERE update_date = '2026-11-23'")
        #expect(first == ["N|A|67.0|30.0", "N|B|49.5|12.5", "S|A|41.0|4.0", "S|B|37.0|0.0"])
        // What is exported imports again.
        let exported = try receipts()
        try folder.write(
            "store_id,product_id,receipt_date,quantity\n" + exported.map { "\($0)\n" }.joined(), to: "again.csv")
        #expect(try Command.invdb("import", "again.csv", in: folder).status == 0)
        #expect(try receipts() == exported)

        #expect(try importing(text, "--overdue", "+5").output.contains(", and counted 5 days after the first day.\n"))
        #expect(try receipts() == ["N,A,2026-11-28,30", "N,B,2026-11-28,12.5", "S,A,2026-11-23,4"])
        let dropped = try importing(text, "--overdue", "drop")
        #expect(dropped.output.contains("  left out: 2 overdue\n"))
        #expect(dropped.counts?.contains("inserted 1, updated 0, unchanged 0, rejected 0, left out 2") == true)
        #expect(try receipts() == ["S,A,2026-11-23,4"])
        #expect(
            try importing(text, "--overdue", "reject", status: 1).error.contains(
                "orders.csv:2: eta is “2026-11-20”, expected 2026-11-23 or later, which is the start date of store N, product A"
            ))
    }

    @Test("Receipts that a later start date leaves behind count from that day on, and their export imports")
    func aLaterStart() throws {
        try importing("sku,store,eta,qty\nA,N,2026-11-25,30\n")
        let later = try folder.importGood(
            ProductFile.of(
                ["N,A,2026-11-30,19,3,0,60,1", "N,B,2026-11-23,40,3,0,60,1"], header: ProductFile.headerWithStore))
        #expect(
            later.hasSuffix(
                "\n1 receipt of 30 units is overdue, by up to 5 days, and counted on the first day; if they have come, import the "
                    + "open orders again.\n"))
        #expect(try Command.invdb("forecast", in: folder).status == 0)
        #expect(
            try folder.rows(
                "SELECT inventory_level FROM forecast WHERE store_id = 'N' AND update_date = '2026-11-30' AND product_id = 'A'"
            )
                == ["46.0"])
        #expect(try Command.invdb("check", in: folder).status == 0)
        let explained = try Command.invdb("plan", in: folder)
        #expect(explained.status == 0)
        #expect(
            try Command.invdb("explain", "A", "--store", "N", in: folder).output.contains(
                "overdue, so counted on the first day"))
    }

    @Test("An order without a date is left out and named, or refused")
    func undatedOrders() throws {
        let text = "sku,store,eta,qty\nA,N,2026-12-04,5\nA,S,,6\nB,S, ,7\n"
        let finished = try importing(text)
        #expect(finished.output.contains("  left out: 2 without a date (the first in line 3)\n"))
        #expect(try receipts() == ["N,A,2026-12-04,5"])
        #expect(
            try importing(text, "--undated", "reject", status: 1).error.contains(
                "orders.csv:3: eta is empty, expected a date"))
    }

    @Test("A total is no rate: it is named, and --sales-per says what it covers")
    func salesRates() throws {
        func text(_ name: String) -> String {
            "sku,date,on hand,\(name),restock rate,days,every\nC,2026-11-23,50,60.9,0,30,1\n"
        }
        try folder.write(text("Sales/Week"), to: "week.csv")
        #expect(
            try Command.invdb("import", "week.csv", in: folder).error.hasSuffix(
                "“Sales/Week” may be of a day, or a total: --map sales_rate=\"Sales/Week\" reads it as units a day, and with "
                    + "--sales-per week, month or 30 as those of so many days; --ignore \"Sales/Week\" leaves it out.\n"
            ))
        for (period, rate) in [("day", 60.9), ("week", 8.7), ("month", 60.9 / (365.25 / 12)), ("30", 2.03)] {
            try folder.importGood(
                text("Sales/Week"), "--map", "sales_rate=Sales/Week", "--sales-per", period, "--store", period)
            let stored = try folder.rows(
                "SELECT sales_rate FROM inventory JOIN store USING (store_key) WHERE store_id = '\(period)'")
            #expect(abs(try #require(Double(stored.first ?? "")) - rate) < 1e-9, "\(period)")
        }
        // Goods under way are no rate.
        let output = try folder.importGood(
            "sku,date,on hand,daily sales,inbound\nD,2026-11-23,500,2,500\n", "--store", "fba")
        #expect(output.contains("  not used: “inbound”\n"))
        #expect(
            try folder.rows("SELECT restocking_rate FROM inventory JOIN store USING (store_key) WHERE store_id = 'fba'")
                == ["0.0"])
    }
}
