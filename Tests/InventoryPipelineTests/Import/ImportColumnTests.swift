import Forecasting
import InventoryStore
import Platform
import Testing

@testable import InventoryPipeline

@Suite struct ImportColumnTests {
    private static let own = ProductColumns.positions.map(\.column.name)

    private func mapping(_ header: [String], _ named: [ImportColumn: String] = [:]) throws -> ColumnMapping {
        var request = ImportRequest(files: ["products.csv"])
        request.map = named
        return try ColumnMapping(
            header: header, columns: Products.columns, missing: Products.missing, request, file: "products.csv",
            others: ImportKinds.possible(inHeader: header, insteadOf: Products.self))
    }

    private func error(_ header: [String], _ named: [ImportColumn: String] = [:]) -> InputError? {
        #expect(throws: InputError.self) { _ = try mapping(header, named) }
    }

    private func guess(_ header: [String]) -> HeaderGuess? {
        guard case .missingColumns(_, _, _, let guess) = error(header) else { return nil }
        return guess
    }

    private static let receipts = HeaderGuess.otherKind(
        "receipts", columns: ["product_id", "receipt_date", "quantity"])

    @Test func ownNamesInAnyOrder() throws {
        for header in [Self.own, Self.own.reversed(), Self.own.map { $0.uppercased() }, Self.own.map { " \($0)\t" }] {
            let mapping = try mapping(header)
            for (column, index) in mapping.indexes {
                #expect(header[index].lowercased().trimmingSpaces() == column.name)
            }
            #expect(mapping.indexes.count == 8)
            #expect(mapping.unused.isEmpty)
            #expect(mapping.header == header.map { $0.trimmingSpaces() })
        }
    }

    @Test func theStoreIsOptional() throws {
        let mapping = try mapping(Array(Self.own.dropFirst()))
        #expect(mapping.indexes[.storeID] == nil)
        #expect(mapping.indexes[.productID] == 0)
    }

    @Test(
        "All columns of products are found by other usual names",
        arguments: [
            "Location,SKU,Start Date,On-hand,Daily Sales,Replenishment Rate,Horizon,Interval",
            "site id,Item No.,as of,Qty,Demand per day,Receipts per day,days,Every",
            "STORE,article_number,date,stock on hand,avg daily sales,daily supply,periods,step",
            "Warehouse,ean,Snapshot Date,SOH,Daily usage,supply rate,Forecast Days,frequency",
            "LocationCode,PartNumber,StockDate,OnHand,DailySales,SupplyPerDay,ForecastDays,Every",
        ])
    func synonyms(line: String) throws {
        let mapping = try mapping(line.split(separator: ",").map(String.init))
        #expect(ProductColumns.positions.map { mapping.indexes[$0.column] } == Array(0..<8))
    }

    @Test(arguments: FileKind.all)
    func noSynonymIsShared(kind: FileKind) {
        let all = kind.columns.flatMap { $0.synonyms.joined() + [$0.name] }
        #expect(Set(all).count == all.count, "\(all.filter { name in all.count { $0 == name } > 1 })")
        for name in all { #expect(HeaderName(name).forms == [name]) }
    }

    @Test func ownNamesComeBeforeSynonyms() throws {
        let mapping = try mapping(Self.own + ["sku", "stock", "store"])
        #expect(mapping.indexes[.productID] == 1)
        #expect(mapping.unused == [8, 9, 10])
    }

    @Test func namedColumnsComeFirst() throws {
        var header = Self.own + ["Item No", "item no"]
        #expect(try mapping(header, [.productID: "item no"]).indexes[.productID] == 9)
        #expect(try mapping(header, [.productID: "Item No"]).indexes[.productID] == 8)
        #expect(try mapping(header, [.productID: "Item No"]).unused == [1, 9])
        // In any case where that is not needed to tell two apart.
        header.removeLast()
        #expect(try mapping(header, [.productID: "ITEM NO"]).indexes[.productID] == 8)
        // A name may be that of another column of ours, which is then not there any more.
        #expect(try mapping(Self.own, [.productID: "store_id"]).indexes[.storeID] == nil)
        #expect(try mapping(Self.own, [.productID: "store_id"]).unused == [1])
    }

    @Test("A column of items is the name of products that have codes, and else the code")
    func items() throws {
        let mapped = try mapping(["Item", "SKU", "start_date", "stock"])
        #expect(mapped.indexes[.productID] == 1)
        #expect(mapped.indexes[ProductColumns.name] == 0)
        #expect(try mapping(["Item", "start_date", "stock"]).indexes[.productID] == 0)
        #expect(try mapping(["Item", "SKU", "Description", "start_date", "stock"]).indexes[ProductColumns.name] == 2)
    }

    @Test func whatIsMissingOrDoubtfulIsSaid() {
        #expect(
            error(["sku", "date"])
                == .missingColumns(
                    file: "products.csv", columns: ["initial_inventory"], header: ["sku", "date"], guess: Self.receipts)
        )
        let two = Self.own.filter { $0 != "product_id" } + ["Item Code", "Item No"]
        #expect(
            error(two) == .ambiguousColumn(file: "products.csv", column: "product_id", candidates: [7, 8], header: two))
        let again = Self.own + ["Product ID"]
        let candidates = again.indices.filter { ["product_id", "Product ID"].contains(again[$0]) }
        #expect(
            error(again)
                == .ambiguousColumn(file: "products.csv", column: "product_id", candidates: candidates, header: again))
        #expect(
            error(Self.own, [ProductColumns.salesRate: "nope"])
                == .noSuchColumn(file: "products.csv", name: "nope", column: "sales_rate", header: Self.own))
    }

    @Test(arguments: [
        // What only receipts have, and nothing of a forecast.
        ("store_id,product_id,receipt_date,quantity", "receipts"), ("SKU,ETA,Qty", "receipts"),
        ("PO,Item,Due Date,Open Qty,Supplier,on hand", "receipts"),
        ("sku,date,expected date,on order", "receipts"),
        // These names are in product files too.
        ("sku,date,qty", "products"), ("sku,start_date,units", "products"), ("sku,date,stock,sales", "products"),
        ("sku,date,on hand,quantity", "products"), ("sku,date,quantity,sales rate", "products"),
        // What was sold: its own names, names that mean nothing else, or any quantity beside what only sales have.
        ("product_id,date,quantity", "sales"), ("date,store,item,category,sales", "sales"),
        ("Date,SKU,Units Sold,Stock", "sales"), ("date,sku,quantity,closing stock", "sales"),
        ("id,date,store_nbr,item_nbr,unit_sales", "sales"), ("SKU,Date,Qty,Customer", "sales"),
        ("Order Date,Product,Quantity", "sales"), ("Posting Date,Entry Type,Item No.,Quantity", "sales"),
        ("date,units sold", "products"), ("sku,units sold", "products"),
        // A file of products may say when the next delivery comes.
        ("sku,date,stock,sales,supply,days,every,eta,qty on order", "products"), ("sku,eta,qty,demand", "products"),
        // Something is missing.
        ("sku,eta", "products"), ("eta,qty", "products"), ("sku,qty", "products"), ("", "products"),
        // Days and stores alone, days that say whether they are open, and days whose name says it.
        ("date", "calendar"), ("Day,Shop", "calendar"), ("date,store_id,", "calendar"), (",date", "calendar"),
        ("date,store_id,open", "calendar"), ("Calendar Date,Name,IsWorkingDay", "calendar"),
        ("closing_day,note", "calendar"), ("Holiday Date,Holiday", "calendar"), ("date,closed,customers", "calendar"),
        // Other columns may say anything of a day.
        ("day,revenue", "products"), ("date,store,customers", "products"),
        ("open", "products"), ("store_id,closed", "products"), ("store_id", "products"),
        // A name of events, beside a day and nothing else that would be of another kind.
        ("date,name", "events"), ("ds,holiday,lower_window,upper_window", "events"), ("date,until,holiday", "events"),
        ("name,start_date,end_date,budget", "events"), ("date,event_name_1,snap", "events"),
        ("sku,start_date,promotion,factor", "events"),
        ("date,until,name,store_id,category,product_id,factor", "events"),
        ("date,description,locale", "products"), ("sku,name,start_date", "products"),
        ("date,event,stock,sku", "products"),
        // Demand has periods, or a name that is nothing else.
        ("sku,period,quantity", "products"), ("sku,month,forecast", "demand"), ("sku,date,planned quantity", "demand"),
        ("sku,2990-01,2990-02", "demand"), ("sku,store,W44 2990,W45 2990", "demand"),
        ("sku,2024-01,2024-02", "sales"),
        ("sku,2990-01-01,2990-01-02", "demand"),
        ("product_id,date,until,quantity", "demand"), ("sku,on hand,2024-01,2024-02", "products"),
        ("sku,2024-01-01,2024-01-02", "sales"), ("sku,date,forecast,lead time", "products"),
        ("sku,date,daily demand", "products"), ("sku,month,units sold", "sales"), ("month,forecast", "products"),
        // What has a product, a quantity or a rate is none.
        ("sku,date,open", "products"), ("date,store,qty,closed", "products"), ("date,units,open", "products"),
        ("date,sales,open,holiday", "products"), ("date,open qty", "products"), ("date,stock,closed", "products"),
        ("date,supplier,closed", "products"), ("date,lead time,open", "products"),
        ("sku,eta,qty,closed", "receipts"), ("po,sku,due date,ordered,open,closed date", "receipts"),
    ])
    func theHeaderShowsTheKind(line: String, kind: String) {
        #expect(
            ImportKinds.detected(
                inHeader: line.split(separator: ",").map(String.init), ImportRequest(files: [])
            ).name == kind)
    }

    @Test func aHeaderOfNoKindGetsAHintWhereItMayBeOneOfAnother() {
        for header in [["sku", "eta"], ["sku", "qty"], ["sku", "date"]] {
            #expect(guess(header) == Self.receipts)
        }
        #expect(guess(["day", "colour"]) == .otherKind("calendar", columns: ["date"]))
        #expect(guess(["date", "name"]) == .otherKind("events", columns: ["date", "name"]))
        #expect(guess(["sku", "week", "quantity"]) == .otherKinds(["sales", "demand"]))
        #expect(guess(["sku", "week"]) == .otherKind("demand", columns: ["product_id", "quantity"]))
        for header in [["sku", "colour"], ["Dear all"]] { #expect(guess(header) == nil) }
        #expect(
            guess(["sku", "date", "Sales"]) == .total(column: "sales_rate", name: "Sales", maySayWhatWasSold: true))
    }

    @Test(
        "Names are compared without case, dots, hyphens and spaces, and with the words of CamelCase apart",
        arguments: [
            ("Item No.", ["item_no"]), ("  qty  on-hand ", ["qty_on_hand"]), ("SKU", ["sku"]),
            ("Größe (m²)", ["größe_m²"]), ("", [""]), ("___", [""]), ("StockOnHand", ["stockonhand", "stock_on_hand"]),
            ("POStatus", ["postatus", "po_status"]), ("Qty2Order", ["qty2order", "qty2_order"]),
            ("On Hand", ["on_hand"]), ("productID", ["productid", "product_id"]),
        ])
    func namesAreCompared(name: String, forms: [String]) {
        #expect(HeaderName(name).forms == forms)
    }

    @Test(
        "The best of several names is taken, and an optional column never stops an import",
        arguments: [
            ("GTIN,SKU", [.productID: 1]), ("Item,Material", [.productID: 1]),
            ("Item,UPC,Part Number", [.productID: 2]),
            ("sku,Item Name,Description", [ProductColumns.name: 1]),
            ("sku,Description,Short Text", [ProductColumns.name: 1]),
            ("sku,Available,Stock,On hand (current)", [ProductColumns.initialInventory: 3]),
            ("sku,Warehouse,Location", [.storeID: 2]), ("sku,pack size,case pack,order multiple", [:]),
        ] as [(String, [ImportColumn: Int])])
    func theBestIsTaken(line: String, places: [ImportColumn: Int]) throws {
        let own = Self.own.filter { !["product_id", "store_id", "initial_inventory"].contains($0) }
        var header = line.split(separator: ",").map(String.init) + own
        if places[ProductColumns.initialInventory] == nil { header.append("initial_inventory") }
        let mapping = try mapping(header)
        for (column, place) in places { #expect(mapping.indexes[column] == place, "\(line): \(column.name)") }
    }
}
