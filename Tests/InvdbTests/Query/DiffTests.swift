import Foundation
import TestSupport
import Testing

/// `diff`: two scenarios compared, against SQL that joins everything with everything.
@Suite struct DiffTests {
    /// The example of docs/commands.md: three series, of which two change with half as much again sold.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace(rows: [
            "S,ten,2024-01-01,10,5,3,14,1", "S,late,2024-01-01,6,4,0,14,1", "S,enough,2024-01-01,100,5,3,14,1",
        ])
        try workspace.succeed("plan", "--lead-time", "4", "--cover", "7")
        try workspace.succeed(
            "plan", "--lead-time", "4", "--cover", "7", "--scenario", "promo", "--scale-sales", "1.5")
        return workspace
    }

    @Test func totalsAndSeriesAreATable() throws {
        let workspace = try workspace()
        #expect(
            try workspace.succeed("diff", "baseline", "promo") == """
                3 series are in both.

                               baseline  promo  change
                ─────────────  ────────  ─────  ──────
                stock-outs            2      2
                orders                4      4
                units ordered       106    196     +90
                units short          10     26     +16

                store  product  stock-out                days  first order  days   ordered  units  units short
                ─────  ───────  ───────────────────────  ────  ───────────  ────  ────────  ─────  ───────────
                S      late     2024-01-02 → 2024-01-01    -1  2024-01-01         75 → 115    +40      10 → 18
                S      ten      2024-01-05 → 2024-01-03    -2  2024-01-01          31 → 81    +50        0 → 8
                2 series differ

                """)
        // The other way round the signs change, and not the order.
        let lines = try workspace.succeed("diff", "promo", "baseline", "--limit", "1").split(separator: "\n")
        #expect(lines.contains("units ordered    196       106     -90"))
        #expect(lines.suffix(2).first?.hasPrefix("S      late     2024-01-01 → 2024-01-02    +1") == true)
        #expect(lines.last == "2 series differ; 1 shown")
    }

    @Test("Series that are in one scenario only are counted")
    func whatIsInOneOnlyIsCounted() throws {
        let workspace = try workspace()
        try workspace.succeed("forecast", "--scenario", "some", "--product", "ten")
        let text = try workspace.succeed("diff", "baseline", "some")
        #expect(text.hasPrefix("1 series is in both.\n2 series are only in baseline.\n\n"))
        #expect(
            text.contains("\nS      ten      2024-01-05        2024-01-01 → none         31 → 0    -31            0\n"))
        #expect(
            try workspace.succeed("diff", "some", "baseline", "--product", "late").hasPrefix(
                "0 series are in both.\n1 series is only in baseline.\n"))
        #expect(
            try workspace.succeed("diff", "baseline", "promo", "--product", "enough").hasSuffix(
                "\nNo series differs.\n"))
        try workspace.succeed("scenario", "save", "copy")
        #expect(try workspace.succeed("diff", "baseline", "copy").hasSuffix("\nNo series differs.\n"))
    }

    @Test("As CSV and JSON Lines, a difference is a row a series")
    func rowsForPrograms() throws {
        let workspace = try workspace()
        #expect(
            try workspace.succeed("diff", "baseline", "promo", "--format", "csv") == """
                store_id,product_id,stockout_date_1,stockout_date_2,stockout_days,order_date_1,order_date_2,order_days,\
                quantity_1,quantity_2,quantity_change,units_short_1,units_short_2
                S,late,2024-01-02,2024-01-01,-1,2024-01-01,2024-01-01,0,75,115,40,10,18
                S,ten,2024-01-05,2024-01-03,-2,2024-01-01,2024-01-01,0,31,81,50,0,8

                """)
        #expect(
            try workspace.succeed("diff", "promo", "baseline", "--format", "jsonl", "--limit", "1") == """
                {"store_id":"S","product_id":"late","stockout_date_1":"2024-01-01","stockout_date_2":"2024-01-02",\
                "stockout_days":1,"order_date_1":"2024-01-01","order_date_2":"2024-01-01","order_days":0,\
                "quantity_1":115,"quantity_2":75,"quantity_change":-40,"units_short_1":18,"units_short_2":10}

                """)
    }

    @Test("How likely series run out is compared if both scenarios know it, as SQL joins it")
    func riskIsCompared() throws {
        var random = RandomRows("diff of risk")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2"], products: 60))
        let risk = ["--risk", "--assume-dispersion", "1.6"]
        try workspace.succeed(["forecast"] + risk)
        try workspace.succeed("forecast", "--scenario", "other", "--scale-sales", "1.2")
        // Only one of them knows it.
        let without = try workspace.succeed("diff", "baseline", "other", "--format", "csv")
        #expect(without.split(separator: "\n").first?.hasSuffix(",units_short_2") == true)
        #expect(!(try workspace.succeed("diff", "baseline", "other").contains("expected")))

        try workspace.succeed(["forecast", "--scenario", "other", "--scale-sales", "1.2"] + risk)
        try workspace.succeed(["forecast", "--scenario", "same"] + risk)
        #expect(try workspace.succeed("diff", "baseline", "same").hasSuffix("\nNo series differs.\n"))
        let rows = try workspace.succeed("diff", "baseline", "other", "--format", "csv").split(separator: "\n")
        let names = try #require(rows.first).split(separator: ",").map(String.init)
        #expect(
            names.suffix(17) == [
                "early_date_1", "early_date_2", "early_days", "middle_date_1", "middle_date_2", "middle_days",
                "late_date_1", "late_date_2", "late_days", "p_before_order_1", "p_before_order_2", "p_before_receipt_1",
                "p_before_receipt_2", "p_horizon_1", "p_horizon_2", "expected_short_1", "expected_short_2",
            ])
        // Numbers as they are, and texts.
        func plain(_ fields: some Sequence<String>) -> [String] {
            fields.map { field in Double(field).map { String(format: "%.6g", $0) } ?? field }
        }
        let found = rows.dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return plain(fields.prefix(2) + fields.suffix(17))
        }
        let expected = try workspace.query(
            """
            WITH a AS (SELECT * FROM risk_by_scenario WHERE scenario = 'baseline'),
                b AS (SELECT * FROM risk_by_scenario WHERE scenario = 'other')
            SELECT coalesce(a.store_id, b.store_id), coalesce(a.product_id, b.product_id), a.early_date, b.early_date,
                CAST(julianday(b.early_date) - julianday(a.early_date) AS INT), a.middle_date, b.middle_date,
                CAST(julianday(b.middle_date) - julianday(a.middle_date) AS INT), a.late_date, b.late_date,
                CAST(julianday(b.late_date) - julianday(a.late_date) AS INT), a.p_before_order, b.p_before_order,
                a.p_before_receipt, b.p_before_receipt, a.p_horizon, b.p_horizon, a.units_short, b.units_short
            FROM a FULL JOIN b ON a.store_id = b.store_id AND a.product_id = b.product_id
            """
        ).map { plain($0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)) }
        // A series may differ in its stock-out date only, with no risk in either of them.
        let changed = expected.filter { row in
            [(2, 3), (5, 6), (8, 9), (11, 12), (13, 14), (15, 16), (17, 18)].contains { row[$0] != row[$1] }
        }
        #expect(changed.count > 30)
        for row in changed { #expect(found.contains(row), "\(row)") }
        for row in found where row[15] + row[16] != "" { #expect(expected.contains(row), "\(row)") }
        // In text it is in the totals and beside the dates.
        let text = try workspace.succeed("diff", "baseline", "other")
        #expect(text.contains("\nexpected stock-outs") && text.contains("\nexpected units short"))
        #expect(text.contains("early") && text.contains("chance") && text.contains("expected short"))
        let sums = try workspace.query(
            "SELECT sum(p_before_order) FROM risk_by_scenario WHERE scenario IN ('baseline', 'other') GROUP BY scenario ORDER BY scenario"
        )
        #expect(text.components(separatedBy: "before an order").count == 3)
        let shown = text.split(separator: "\n").first { $0.hasPrefix("before an order ") }?.split(separator: " ")
            .compactMap { Double($0.replacing(",", with: "")) }
        // It is shown with one place, and a sum may lie at the middle of two.
        #expect(sums.count == 2)
        for (shown, sum) in zip(shown?.prefix(2) ?? [], sums) {
            #expect(abs(shown - (Double(sum) ?? .nan)) < 0.0501, "\(text.prefix(900))")
        }
        #expect(shown?.count ?? 0 >= 2)
    }

    @Test func whatIsUnknownIsNamed() throws {
        let workspace = try workspace()
        #expect(
            try workspace.fail("diff", "baseline", "none")
                == "invdb: No scenario is called none; there is baseline, promo.")
        #expect(
            try workspace.fail("diff", "baseline", "promo", "--store", "T").hasPrefix("invdb: No store is called T;"))
        #expect(
            try Workspace(rows: ["S,P,2024-01-01,10,5,3,14,1"]).fail("diff", "baseline", "promo")
                == "invdb: There are no results in baseline yet; make them with: invdb forecast --store all")
    }

    @Test(arguments: [
        (["--scale-sales", "1.2", "--lead-time", "+2"], []), (["--lost-sales", "--lead-time=-3"], ["--lost-sales"]),
        (["--scale-restocking", "0.5", "--store", "S1,S3"], ["--product", "P*"]),
    ])
    func randomScenariosDifferAsSQLSays(_ other: [String], _ baseline: [String]) throws {
        var random = RandomRows("diff against SQL")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2", "S3"], products: 200))
        try workspace.succeed(["plan", "--safety-days", "2"] + baseline)
        try workspace.succeed(["plan", "--safety-days", "2", "--scenario", "other"] + other)
        let expected = try plainDifferences(workspace)
        try #require(expected.count > 50)

        let text = try workspace.succeed("diff", "baseline", "other", "--format", "csv")
        let rows = try text.split(separator: "\n").dropFirst().map(Row.init)
        #expect(rows.sorted() == expected.sorted())
        // The most units short first, then by the keys of store and product, which ascend with the numbers in them.
        for (row, next) in zip(rows, rows.dropFirst()) {
            #expect((-row.short, row.place) < (-next.short, next.place), "\(row) \(next)")
        }
        #expect(try workspace.succeed("diff", "baseline", "other", "--format", "csv", "--workers", "7") == text)
        let limited = try workspace.succeed("diff", "baseline", "other", "--format", "csv", "--limit", "11")
        #expect(limited.split(separator: "\n") == Array(text.split(separator: "\n").prefix(12)))
        let some = try workspace.succeed("diff", "baseline", "other", "--format", "csv", "--store", "S3")
        #expect(
            Array(some.split(separator: "\n").dropFirst()) == text.split(separator: "\n").filter { $0.hasPrefix("S3,") }
        )
    }

    /// A row of a comparison, with its numbers rounded to what text shows of them.
    private struct Row: Comparable {
        var fields: [String]

        init(_ line: some StringProtocol) throws {
            fields = String(line).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            try #require(fields.count == 13)
            for place in 8...12 {
                let number = try #require(Double(fields[place]))
                fields[place] = String(format: "%.10g", number)
            }
        }

        var short: Double { max(Double(fields[11]) ?? 0, Double(fields[12]) ?? 0) }
        var place: String { fields[0] + String(1000 + (Int(fields[1].dropFirst()) ?? 0)) }

        static func < (left: Row, right: Row) -> Bool { left.fields.lexicographicallyPrecedes(right.fields) }
    }

    private func plainDifferences(_ workspace: Workspace) throws -> [Row] {
        try workspace.query(
            """
            WITH out AS (
                SELECT scenario_id, store_key, product_key, max(stockout_day) AS day FROM projection GROUP BY 1, 2, 3
            ), orders AS (
                SELECT scenario_id, store_key, product_key, min(order_day) AS first, sum(quantity) AS quantity,
                    sum(units_short) AS short
                FROM order_plan GROUP BY 1, 2, 3
            ), result AS (
                SELECT scenario_id, store_key, product_key, day, first, coalesce(quantity, 0) AS quantity,
                    coalesce(short, 0) AS short
                FROM out LEFT JOIN orders USING (scenario_id, store_key, product_key)
            )
            SELECT store_id || ',' || product_id || ',' || coalesce(date(a.day * 86400, 'unixepoch'), '') || ','
                || coalesce(date(b.day * 86400, 'unixepoch'), '') || ',' || coalesce(b.day - a.day, '') || ','
                || coalesce(date(a.first * 86400, 'unixepoch'), '') || ','
                || coalesce(date(b.first * 86400, 'unixepoch'), '') || ',' || coalesce(b.first - a.first, '') || ','
                || a.quantity || ',' || b.quantity || ',' || (b.quantity - a.quantity) || ',' || a.short || ',' || b.short
            FROM result AS a JOIN result AS b USING (store_key, product_key) JOIN store USING (store_key)
                JOIN product USING (product_key)
            WHERE a.scenario_id = 0 AND b.scenario_id = 1
                AND (a.day IS NOT b.day OR a.first IS NOT b.first OR round(a.quantity * 100) <> round(b.quantity * 100)
                    OR round(a.short * 100) <> round(b.short * 100))
            """
        ).map { try Row($0) }
    }
}
