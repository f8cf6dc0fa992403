import TestSupport
import Testing

/// The day on which a series runs out: the first whose reported level is zero or below.
@Suite struct StockoutDayTests {
    /// Stock of exactly n days' sales is gone on day n. Doubles that are added up leave a residue in nearly half of such
    /// series, and a single multiplication still does in some.
    @Test func stockForExactlySoManyDaysLastsThatLong() throws {
        var generator = SeededGenerator("stock for n days")
        func quantity(_ hundredths: Int) -> String {
            let fraction = hundredths % 100
            return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
        }
        var days: [Int] = []
        let workspace = try Workspace(
            rows: (0..<5_000).map { index in
                let rate = Int.random(in: 1...5_000, using: &generator)
                let restocking = Int.random(in: 0...2_000, using: &generator)
                days.append(Int.random(in: 1...60, using: &generator))
                return "S,\(index),2024-01-01,\(quantity(rate * days[index])),\(quantity(rate + restocking)),"
                    + "\(quantity(restocking)),60,1"
            })
        for options in [[], ["--lost-sales"]] {
            try workspace.succeed(["forecast"] + options)
            let found = try workspace.query(
                """
                SELECT julianday(stockout_date) - julianday('2024-01-01') + 1, inventory_level FROM stockout
                ORDER BY CAST(product_id AS INTEGER)
                """)
            #expect(found == days.map { "\($0).0|0.0" }, "\(options)")
        }
    }

    @Test(arguments: [[], ["--lost-sales"], ["--rates-per", "update"]])
    func itIsTheFirstReportedDayWithoutStock(_ options: [String]) throws {
        var random = RandomRows("first day out")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2"], products: 400))
        try workspace.succeed(["forecast"] + options + (options.contains("update") ? [] : ["--frequency", "1"]))
        let first = try workspace.query(
            """
            SELECT store_id, product_id, min(update_date) FROM forecast
            JOIN store USING (store_id) JOIN product USING (product_id) JOIN inventory USING (store_key, product_key)
            -- Nobody misses what is not sold.
            WHERE inventory_level < 0 OR inventory_level = 0 AND sales_rate > 0
            GROUP BY store_id, product_id ORDER BY 1, 2
            """)
        try #require(first.count > 100)
        #expect(try workspace.query("SELECT store_id, product_id, stockout_date FROM stockout ORDER BY 1, 2") == first)
    }

    @Test("A level of less than half a hundredth is a stock-out")
    func lessThanHalfACentIsNothing() throws {
        let workspace = try Workspace(rows: [
            "S,A,2024-01-01,1.004,0.5,0,2,1", "S,B,2024-01-01,0.005,0,0,2,1", "S,C,2024-01-01,1.006,0.5,0,2,1",
            "S,D,2024-01-01,0,0,0,2,1", "S,E,2024-01-01,-2,0,3,2,1", "S,F,2024-01-01,0,1,2,2,1",
        ])
        try workspace.succeed("forecast")
        #expect(
            try workspace.query("SELECT product_id, stockout_date, inventory_level FROM stockout ORDER BY 1")
                // B has half a cent, which is reported as a whole one; nobody wants D; E and F end their first day above zero.
                == ["A|2024-01-02|0.0"])
    }
}
