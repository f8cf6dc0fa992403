import TestSupport
import Testing

/// `stockouts` and `show`: results as people read them in a terminal.
@Suite struct StockoutsAndShowTests {
    private func workspace() throws -> Workspace {
        let workspace = try Workspace(rows: [
            "North,apple,2024-01-01,10,5,3,30,1", "North,a very long name,2024-01-03,22.25,4.5,0.25,30,1",
            "South,apple,2024-01-01,100,5,3,30,1", "South,pear,2024-01-01,-7.5,1.25,0,30,1",
        ])
        try workspace.succeed("forecast")
        return workspace
    }

    @Test func stockoutsAreATableWithTheEarliestFirst() throws {
        let workspace = try workspace()
        #expect(
            try workspace.succeed("stockouts") == """
                stock-out   store  product           level  sales  restocking
                ──────────  ─────  ────────────────  ─────  ─────  ──────────
                2024-01-01  South  pear              -8.75   1.25           0
                2024-01-05  North  apple                 0      5           3
                2024-01-08  North  a very long name  -3.25    4.5        0.25
                3 stock-outs

                """)
        #expect(
            try workspace.succeed("stockouts", "--product", "apple") == """
                stock-out   store  product  level  sales  restocking
                ──────────  ─────  ───────  ─────  ─────  ──────────
                2024-01-05  North  apple        0      5           3
                1 stock-out

                """)
    }

    @Test func largeNumbersStayUnderTheirTitles() throws {
        let workspace = try Workspace(rows: [
            "S,a,2024-01-01,-123456789.25,12345678.25,0.25,30,1", "S,b,2024-01-02,1,1,0,30,1",
            "S,c,2024-01-03,0,999999999999,123456789012.25,30,1",
        ])
        try workspace.succeed("forecast")
        let lines = try workspace.succeed("stockouts").split(separator: "\n")
        try #require(lines.count == 6)
        for line in lines.dropLast() { #expect(line.count == lines[1].count, "\(line)") }
    }

    @Test(
        "Stock-outs are selected by day, store and product",
        arguments: [
            (["--from", "2024-01-02"], ["2024-01-05", "2024-01-08"]),
            (["--to", "2024-01-05"], ["2024-01-01", "2024-01-05"]),
            (["--from", "2024-01-05", "--to", "2024-01-05"], ["2024-01-05"]),
            (["--store", "North"], ["2024-01-05", "2024-01-08"]),
            (["--store", "N*", "--product", "a*"], ["2024-01-05", "2024-01-08"]),
            (["--store", "North,South", "--product", "pear"], ["2024-01-01"]),
            (["--product", "apple", "--product", "pear"], ["2024-01-01", "2024-01-05"]),
        ])
    func filtersOfStockouts(_ options: [String], _ days: [String]) throws {
        let lines = try workspace().succeed(["stockouts"] + options).split(separator: "\n")
        #expect(lines.dropFirst(2).dropLast().map { String($0.prefix(10)) } == days)
        #expect(lines.last == (days.count == 1 ? "1 stock-out" : "\(days.count) stock-outs"))
    }

    @Test("If nothing runs out, that is said")
    func nothingRunsOutIsSaid() throws {
        let workspace = try workspace()
        #expect(try workspace.succeed("stockouts", "--from", "2025-01-01") == "Nothing runs out.\n")
        #expect(try workspace.succeed("stockouts", "--store", "South", "--product", "apple") == "Nothing runs out.\n")
    }

    @Test func showTellsAllOfASeriesAndMarksTheDayItRunsOut() throws {
        let lines = try workspace().succeed("show", "apple", "--store", "North").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        try #require(lines.count > 20)
        #expect(
            lines[..<5] == [
                "Product apple in store North",
                "on hand 10, sales 5, restocking 3 a day from 2024-01-01 (products.csv, line 2)",
                "Runs out on 2024-01-05.",
                "runs out: runs out on 2024-01-05, goods can come on 2024-01-08",
                "",
            ])
        // 8 at the first evening and -50 at the last; two characters a day, so the fifth begins at the ninth.
        #expect(lines[5].hasPrefix("  8 ┤▅▅"))
        let axis = try #require(lines.first { $0.contains("┼") })
        #expect(axis == "  0 ┼" + String(repeating: "─", count: 8) + "✕" + String(repeating: "─", count: 51))
        let bottom = try #require(lines.last { $0.contains("┤") })
        #expect(bottom == "-50 ┤" + String(repeating: " ", count: 58) + "▀▀")
        #expect(lines.contains("     2024-01-01 to 2024-01-30   ✕ out on 2024-01-05"))

        let title = try #require(lines.firstIndex { $0.hasPrefix("date ") })
        let table = lines[title...].filter { !$0.isEmpty }
        #expect(table.count == 2 + 30)
        #expect(table[0] == "date        level  sales  restocking  stock-out")
        #expect(table[1] == "──────────  ─────  ─────  ──────────  ─────────")
        #expect(table[2] == "2024-01-01      8      5           3")
        #expect(table[6] == "2024-01-05      0      5           3  out")
        #expect(table[31] == "2024-01-30    -50      5           3")
        #expect(table.filter { $0.hasSuffix("  out") }.count == 1)
        #expect(!lines.contains { $0.hasSuffix(" ") })
    }

    @Test func aSeriesThatDoesNotRunOutHasNoMark() throws {
        let text = try workspace().succeed("show", "apple", "--store", "South")
        #expect(text.contains("\nDoes not run out until 2024-01-30.\n"))
        #expect(!text.contains("✕"))
        #expect(!text.contains("out\n"))
        #expect(text.contains("\n 98 ┤") || text.contains("\n98 ┤"))
        #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
    }

    @Test func reportedDaysAndStretchesAreShown() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-30,10,4,1,11,5"])
        try workspace.succeed("forecast", "--lost-sales")
        let lines = try workspace.succeed("show", "P").split(separator: "\n").map(String.init)
        #expect(lines.contains("Runs out on 2024-02-02."))
        #expect(
            lines.suffix(3) == [
                "2024-01-30      7      4           1", "2024-02-04      0      1           1",
                "2024-02-09      0      1           1",
            ])
        #expect(lines.contains { $0.contains("✕ out on 2024-02-02") })
    }

    @Test func aProductInSeveralStoresHasALineAStore() throws {
        let workspace = try workspace()
        #expect(
            try workspace.succeed("show", "apple") == """
                store  product  start       on hand  sales  restocking  stock-out
                ─────  ───────  ──────────  ───────  ─────  ──────────  ──────────
                North  apple    2024-01-01       10      5           3  2024-01-05
                South  apple    2024-01-01      100      5           3  never
                2 series; one alone is shown with its forecast

                """)
        #expect(try workspace.succeed("show", "p*").hasPrefix("Product pear in store South\n"))
    }

    @Test func whatHasNoForecastSaysSo() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-30,10,4,1,11,1", "T,P,2024-01-30,10,4,1,11,1"])
        #expect(
            try workspace.succeed("stockouts")
                == "There are no results in baseline yet; make them with: invdb forecast --store all\n")
        #expect(
            try workspace.succeed("show", "P", "--store", "S")
                .hasSuffix("\nIt has no forecast yet; make one with: invdb forecast --store S\n"))
        try workspace.succeed("forecast", "--store", "T")
        let lines = try workspace.run(["show", "P"]).lines
        #expect(lines.dropFirst(2).first?.hasSuffix("no forecast") == true)
        #expect(lines.dropFirst(3).first?.hasSuffix("2024-02-02") == true)
    }

    @Test func whatIsUnknownIsNamed() throws {
        let workspace = try workspace()
        #expect(
            try workspace.fail("show", "kiwi").hasPrefix("invdb: No product is called kiwi; the products are apple, "))
        #expect(
            try workspace.fail("show", "apple", "--store", "West").hasPrefix(
                "invdb: No store is called West; the stores"))
        #expect(
            try workspace.fail("show", "pear", "--store", "North")
                == "invdb: Product pear is not in the inventory of store North.")
        #expect(try workspace.fail("stockouts", "--product", "k*").hasPrefix("invdb: No product is called k*;"))
    }
}
