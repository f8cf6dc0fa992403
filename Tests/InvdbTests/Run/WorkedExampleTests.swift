import TestSupport
import Testing

/// The worked example of docs/numbers.md, through the real binary.
@Suite struct WorkedExampleTests {
    @Test func tenUnitsRunOutOnTheFifthDay() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency
            P,2024-01-01,10,5,3,30,1
            """, to: "products.csv")
        #expect(try Command.invdb("import", "products.csv", in: folder).status == 0)
        #expect(try Command.invdb("forecast", "--store", "all", in: folder).status == 0)
        #expect(
            try Command.sqlite3("SELECT stockout_date FROM stockout", in: folder).output == "2024-01-05\n")
        #expect(
            try Command.sqlite3(
                "SELECT inventory_level FROM forecast WHERE update_date = '2024-01-01'", in: folder
            ).output == "8.0\n")
    }
}
