import CSV
import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline
@testable import Reports

@Suite struct PositionReaderTests {
    private static let header =
        "store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,"
        + "forecast_frequency"

    private struct Result {
        var readings: [RowReading] = []
        var batch = PositionBatch()
        var identifiers = Identifiers(stores: IdentifierTable(), products: IdentifierTable())
        var stores: IdentifierTable { identifiers.stores }
        var products: IdentifierTable { identifiers.products }
    }

    /// Reads records behind a header, all with a comma between two fields unless another delimiter is given.
    private func read(
        _ records: [UInt8], header: String = header, delimiter: UInt8 = UInt8(ascii: ","),
        decimal: UInt8 = UInt8(ascii: ".")
    ) throws -> Result {
        let folder = try TemporaryFolder()
        try folder.write(Array("\(header)\n".utf8) + records, to: "f.csv")
        let stream = try RecordStream(
            try ImportInput(path: folder.path(of: "f.csv"), temporaryFolder: folder.path), delimiter: delimiter)
        _ = try stream.next()
        let fields = stream.fields.compactMap { stream.text(of: $0) }
        var request = ImportRequest(files: ["f.csv"])
        request.decimalSeparator = decimal
        let mapping = try ColumnMapping(
            header: fields, columns: Products.columns, missing: Products.missing, request, file: "f.csv")
        let reader = PositionReader(
            FieldReader(mapping: mapping, options: request), importID: 5, dates: DateColumn(given: nil),
            defaultStore: "main")
        var result = Result()
        while case .record = try stream.next() {
            let reading = reader.read(stream, 0, &result.identifiers, into: &result.batch)
            result.readings.append(reading)
        }
        return result
    }

    private func read(_ text: String) throws -> Result { try read(Array(text.utf8)) }

    private func position(_ row: InventoryRow?) throws -> StockPosition {
        try #require(row).position.position
    }

    private func problem(_ reading: RowReading?) -> String? {
        switch reading {
        case .problem(let column, let expected): "\(column?.name ?? "-"): \(expected.text)"
        case .blank: "blank"
        default: nil
        }
    }

    @Test("A row becomes a position, and its identifiers get keys")
    func aRow() throws {
        let result = try read("S1,007,1/31/24,-50.5,10,8.25,30,7\n\"S \"\"1\"\"\",7, 2024-01-31 ,1e3, 0 ,.5,0,1\n")
        #expect(
            try position(result.batch.rows.first)
                == StockPosition(
                    startDay: 19_753, onHand: -50.5, salesRate: 10, restockingRate: 8.25, durationDays: 30, frequency: 7
                ))
        #expect(
            try position(result.batch.rows.last)
                == StockPosition(
                    startDay: 19_753, onHand: 1000, salesRate: 0, restockingRate: 0.5, durationDays: 0, frequency: 1))
        #expect((0..<result.batch.newStores.count).map { result.batch.newStores[$0] } == ["S1", "S \"1\""])
        #expect((0..<result.batch.newProducts.count).map { result.batch.newProducts[$0] } == ["007", "7"])
        let row = try #require(result.batch.rows.last)
        #expect(row.key == SeriesKey(store: 2, product: 2))
        #expect([row.importID, row.line] == [5, 3])
    }

    @Test func theDefaultStoreAndOtherSeparators() throws {
        let result = try read(
            Array("P;31.01.2024;1,5;2,25;0;30;1\n".utf8),
            header: "sku;date;qty;daily_sales;daily_restocking;days;frequency",
            delimiter: UInt8(ascii: ";"), decimal: UInt8(ascii: ","))
        #expect(try position(result.batch.rows.first).salesRate == 2.25)
        #expect(result.stores.identifier(of: 1) == "main")
    }

    @Test(
        "Each bad row is refused with the column and what was expected",
        arguments: [
            ("S,P,2024-01-01,x,1,1,30,1", "initial_inventory: a number such as 12 or 3.5"),
            ("S,P,2024-01-01,,1,1,30,1", "initial_inventory: a number such as 12 or 3.5"),
            ("S,P,2024-01-01,nan,1,1,30,1", "initial_inventory: a number such as 12 or 3.5"),
            ("S,P,2024-01-01,1,inf,1,30,1", "sales_rate: a number such as 12 or 3.5"),
            ("S,P,2024-01-01,1,1e400,1,30,1", "sales_rate: a number from -1000000000000 to 1000000000000"),
            ("S,P,2024-01-01,1,-1,1,30,1", "sales_rate: zero or more"),
            ("S,P,2024-01-01,1,1,-0.1,30,1", "restocking_rate: zero or more"),
            ("S,P,2024-01-01,1,1,0x10,30,1", "restocking_rate: a number such as 12 or 3.5"),
            (
                "S,P,2024-01-01,\"1,000\",1,1,30,1",
                "initial_inventory: a number such as 12 or 3.5, without digit grouping (--numbers 1,234.5 reads it)"
            ),
            ("S,P,2024-01-01,1.1e12,1,1,30,1", "initial_inventory: a number from -1000000000000 to 1000000000000"),
            ("S,P,2024-01-01,1,1,1,-1,1", "duration_days: a whole number of days from 0 to 36525"),
            ("S,P,2024-01-01,1,1,1,30.5,1", "duration_days: a whole number of days from 0 to 36525"),
            ("S,P,2024-01-01,1,1,1,36526,1", "duration_days: a whole number of days from 0 to 36525"),
            ("S,P,2024-01-01,1,1,1,30,0", "forecast_frequency: a whole number of days from 1 to 36525"),
            ("S,P,2024-02-30,1,1,1,30,1", "sell_start_date: a date that exists"),
            ("S,,2024-01-01,1,1,1,30,1", "product_id: an identifier"),
            (",P,2024-01-01,1,1,1,30,1", "store_id: an identifier; --store NAME is the store of rows without one"),
            (
                "S,P,2024-01-01,1,1,1,30",
                "-: missing fields: 7, where the header has 8; the row ends before forecast_frequency"
            ),
            (
                "S,P,2024-01-01,1,1,1,30,1,",
                "-: too many fields: 9, where the header has 8; what follows the last one is empty"
            ),
            (
                "S,P,2024-01-01,1,5,1,1,30,1",
                "-: too many fields: 9, where the header has 8; a field with a comma in it needs quotes"
            ),
            ("   ", "blank"),
            ("\"\",,", "-: missing fields: 3, where the header has 8; the row ends before initial_inventory"),
            ("S,\u{A0},2024-01-01,1,1,1,30,1", "product_id: an identifier, not only spaces"),
            ("S,a\u{0},2024-01-01,1,1,1,30,1", "product_id: an identifier without a zero byte"),
            (",,,,,,,", "blank"), (",,,", "blank"), ("\"\",,,,,,,", "sell_start_date: a date"),
        ])
    func problems(record: String, expected: String) throws {
        let result = try read(record + "\n")
        #expect(problem(result.readings.first) == expected)
        // A bad row leaves no identifier behind.
        #expect(result.stores.greatestKey == 0 && result.products.greatestKey == 0)
        #expect(result.batch.newStores.count == 0 && result.batch.newProducts.count == 0)
    }

    @Test func identifiersThatAreNotTextOrTooLong() throws {
        let rest = Array(",2024-01-01,1,1,1,30,1\n".utf8)
        let notText: [UInt8] = [0xC4, 0x28]
        for (record, column) in [
            (Array("S,".utf8) + notText + rest, "product_id"), (notText + Array(",P".utf8) + rest, "store_id"),
            (Array("S,\"a\"\"".utf8) + notText + Array("\"".utf8) + rest, "product_id"),
        ] {
            let result = try read(record)
            #expect(
                problem(result.readings.first)?.hasPrefix("\(column): UTF-8 text; save the file as UTF-8") == true)
            #expect(result.stores.greatestKey == 0 && result.products.greatestKey == 0)
            #expect(result.batch.newStores.count == 0 && result.batch.newProducts.count == 0)
        }
        let longest = String(repeating: "é", count: 500)
        #expect(problem(try read("S,\(longest),2024-01-01,1,1,1,30,1\n").readings.first) == nil)
        #expect(
            problem(try read("S,\(longest)x,2024-01-01,1,1,1,30,1\n").readings.first)
                == "product_id: an identifier of at most 1000 bytes")
    }
}
