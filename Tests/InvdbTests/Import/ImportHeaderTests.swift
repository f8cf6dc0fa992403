import Forecasting
import InventoryStore
import TestSupport
import Testing

/// How `invdb import` finds out which column is what.
@Suite struct ImportHeaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let position = "S|p|2024-01-31|7.0|3.0|2.0|30|5"

    @Test(
        "Columns are found by other usual names, or as --map says",
        arguments: [
            ("store,sku,start_date,on_hand,daily_sales,daily_restocking,duration,frequency", []),
            ("Location,Item,Date,Stock,Daily Demand,Daily Supply,Days,Interval", []),
            ("SITE ID,Item-ID,As Of,QTY,Daily Sales,Replenishment Rate,Horizon,Every", []),
            ("\u{FEFF}Branch , Article No.,Snapshot Date,Qty on hand,Sales per day,Receipts per day,periods,step", []),
            (
                "\"Filiale, Nr\",Artikel,Stichtag,Bestand,Absatz,Zulauf,Tage,Takt",
                [
                    "store_id=Filiale, Nr", "product_id=artikel", "sell_start_date=Stichtag",
                    "initial_inventory=Bestand",
                    "sales_rate=Absatz", "restocking_rate=Zulauf", "duration_days=TAGE", "forecast_frequency=Takt",
                ]
            ),
        ])
    func otherNames(header: String, maps: [String]) throws {
        try folder.write("\(header)\nS,p,2024-01-31,7,3,2,30,5\n", to: "products.csv")
        let finished = try Command.run(
            Command.invdb, ["import", "products.csv"] + maps.flatMap { ["--map", $0] }, in: folder)
        #expect(finished.status == 0)
        #expect(finished.error == "")
        #expect(try folder.inventory() == [Self.position])
    }

    @Test func columnsInAnyOrder() throws {
        var generator = SeededGenerator("order of columns")
        let columns = zip(
            ProductFile.headerWithStore.split(separator: ","), ["S", "p", "2024-01-31", "7", "3", "2", "30", "5"])
        for _ in 0..<5 {
            let shuffled = columns.shuffled(using: &generator)
            let text = [shuffled.map { String($0.0) }, shuffled.map(\.1)].map { $0.joined(separator: ",") + "\n" }
            try folder.importGood(text.joined(), "--replace")
            #expect(try folder.inventory() == [Self.position], "\(text)")
        }
    }

    @Test func theSummarySaysWhichColumnWasReadAsWhat() throws {
        let output = try folder.importGood(
            """
            Item No,Colour,sell_start_date,Stock,sales_rate,restocking_rate,duration_days,forecast_frequency,Item,Price €
            p,red,2024-01-31,7,3,2,30,5,q,9
            """, "--map", "product_id=Item No")
        #expect(
            output.contains(
                "  columns: product_id from “Item No”, sell_start_date, initial_inventory from “Stock”, sales_rate, "
                    + "restocking_rate, duration_days, forecast_frequency, name from “Item”\n"))
        #expect(output.contains("  not used: “Colour”, “Price €”\n"))
        #expect(try folder.rows("SELECT product_id FROM product") == ["p"])
    }

    @Test func ourOwnNameGoesBeforeASynonym() throws {
        let output = try folder.importGood(
            "\(ProductFile.header),stock,sku\np,2024-01-31,7,3,2,30,5,99,q\n", "--store", "S")
        #expect(try folder.inventory() == [Self.position])
        #expect(output.contains("  not used: “stock”, “sku”\n"))
    }

    @Test func anExactNameGoesBeforeOneInOtherLetters() throws {
        try folder.importGood(
            "SKU,sku,date,stock,daily_sales,daily_supply,days,every\np,q,2024-01-31,7,3,2,30,5\n", "--map",
            "product_id=sku")
        #expect(try folder.rows("SELECT product_id FROM product") == ["q"])
    }

    @Test("Two columns that could be the same are refused until --map decides")
    func twoCandidatesAreAQuestionForTheUser() throws {
        try folder.write(
            "sku,date,in stock,daily_sales,daily_supply,days,every,current stock\np,2024-01-31,7,3,2,30,5,8\n",
            to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "products.csv: more than one column could be initial_inventory: “in stock” (column 3) and “current stock” (column 8)",
            "--map initial_inventory=NAME")
        #expect(try folder.names() == ["products.csv"])
        #expect(try folder.importing("products.csv", "--map", "initial_inventory=current stock").status == 0)
        #expect(try folder.rows("SELECT on_hand FROM inventory") == ["8.0"])
    }

    @Test("A column that is there twice is refused")
    func aRepeatedColumnIsAQuestionToo() throws {
        try folder.write("\(ProductFile.header),product_id\np,2024-01-31,7,3,2,30,5,q\n", to: "products.csv")
        try folder.importing("products.csv").expectFailure("more than one column could be product_id")
    }

    @Test(arguments: ["product_id", "sell_start_date", "initial_inventory"])
    func aMissingColumnIsNamed(column: String) throws {
        let other = ProductFile.header.replacing(column, with: "mystery")
        try folder.write("\(other)\np,2024-01-31,7,3,2,30,5\n", to: "products.csv")
        try folder.importing("products.csv").expectFailure(
            "products.csv: no column for \(column); the header has “", "“mystery”",
            "Say which it is with --map \(column)=NAME")
        #expect(try folder.names() == ["products.csv"])
    }

    @Test func aFileWithoutAHeaderIsNotGuessedAt() throws {
        try folder.write("1,1/1/23,50,10,8,30,1\n2,1/2/23,60,15,13,30,1\n", to: "products.csv")
        try folder.importing("products.csv").expectFailure("no column for product_id, sell_start_date", "“1/1/23”")
    }

    @Test func aMappedNameThatTheFileDoesNotHave() throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        try folder.importing("products.csv", "--map", "product_id=Item No").expectFailure(
            "products.csv: there is no column “Item No” to read as product_id; the header has “product_id”")
        #expect(try folder.names() == ["products.csv"])
    }

    @Test(
        "A --map without a name or a column is wrong usage",
        arguments: ["item=product_id", "product_id", "product_id=", "=x", ""])
    func aMapThatSaysNothingIsWrongUsage(map: String) throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        let finished = try folder.importing("products.csv", "--map", map)
        #expect(finished.status == 64)
        #expect(finished.error.contains("--map"))
        #expect(try folder.names() == ["products.csv"])
    }
}
