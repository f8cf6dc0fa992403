import Foundation
import TestSupport
import Testing

/// `invdb demand`.
@Suite struct DemandTests {
    /// Two products that sell for 140 days from Monday, 2024-01-01, on, and one that was sold once.
    private func sold() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.folder.write(
            "store_id,product_id,sell_start_date,initial_inventory,unit_cost,name\nN,A,2024-05-20,9,5,Bolt\nN,B,2024-05-20,9,0.5,Nut\n",
            to: "products.csv")
        try workspace.succeed("import", "products.csv")
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        var rows = ["2024-05-14,N,C,2.5"]
        for day in 0..<140 {
            let date = formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
            rows += ["\(date),N,A,\([4, 4, 4, 4, 4, 8, 0][day % 7])", "\(date),N,B,\(day % 4 / 3)"]
        }
        try workspace.folder.write(
            ProductFile.of(rows, header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        return workspace
    }

    @Test("A list has the class, the rate and what is expected, and for programs the same numbers")
    func list() throws {
        let workspace = try sold()
        let lines = try workspace.succeed("demand", "--format", "csv").split(separator: "\n").map(String.init)
        #expect(lines[0] == "store_id,product_id,name,class,abc,rate,next_28_days,p10,p90,until")
        #expect(lines.count == 4)
        // A sells 28 units a week, nearly always.
        let a = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(a[0...4] == ["N", "A", "Bolt", "steady", "A"])
        let (mean, low, high) = (Double(a[6]) ?? 0, Double(a[7]) ?? 0, Double(a[8]) ?? 0)
        #expect(abs(mean - 112) < 1 && low < mean && mean < high, "\(a)")
        #expect(low == low.rounded() && high == high.rounded())
        let c = lines[3].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        // Without a unit cost it is of no class by money.
        #expect(c[0...4] == ["N", "C", "", "new", ""])
        #expect(try workspace.succeed("demand", "--class", "new", "--format", "csv").split(separator: "\n").count == 2)
        #expect(try workspace.succeed("demand").hasSuffix("3 series; one alone is shown with its weeks\n"))
        #expect(
            try workspace.query("SELECT product_id, whole_units FROM demand ORDER BY 1") == ["A|1", "B|1", "C|0"])
    }

    @Test("One series is shown with its weekdays, its weeks as a chart, and the next four")
    func one() throws {
        let workspace = try sold()
        let text = try workspace.succeed("demand", "A", "--pattern")
        #expect(
            text.hasPrefix(
                "Product A (Bolt) in store N\nsteady, class A by money: 4 a day, from the sales until 2024-05-19\n"),
            "\(text)")
        #expect(text.contains("\nweekdays: mon 1  tue 1.04  wed 1  thu 1  fri 1.01  sat 1.95  sun 0\n"), "\(text)")
        #expect(text.contains("\nsmooth: a sale every 1.17 days (ADI), CV² 0.1\n"), "\(text)")
        #expect(text.contains("\n       weeks from 2024-01-01 to 2024-05-19, then expected ones\n"), "\(text)")
        #expect(text.contains("\n2024-05-20     28.01       28.01"), "\(text)")
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("show", "A").contains("\nSold, and expected to be sold:\n28.01 ┤███"))
    }

    @Test("The classes by money make up 80 and 95 % of all")
    func classes() throws {
        let workspace = try sold()
        try workspace.folder.write("product_id,unit_cost\nA,1\nB,16\nC,0\n", to: "costs.csv")
        try workspace.folder.write(
            "store_id,product_id,sell_start_date,initial_inventory\nN,C,2024-05-20,0\n", to: "c.csv")
        try workspace.succeed("import", "c.csv")
        func classes() throws -> [String] {
            try workspace.succeed("import", "costs.csv")
            return try workspace.succeed("demand", "--format", "csv").split(separator: "\n").dropFirst().map {
                String($0.split(separator: ",", omittingEmptySubsequences: false)[4])
            }
        }
        // A is 4 and B is 4 a day, so both are needed for 80 %. What costs nothing is C.
        #expect(try classes() == ["A", "A", "C"])
        try workspace.folder.write("product_id,unit_cost\nA,1\nB,2\nC,0.2\n", to: "costs.csv")
        #expect(try classes() == ["A", "B", "C"])
    }

    @Test("What there is not is said")
    func nothing() throws {
        let workspace = try Workspace.threeStores()
        #expect(
            try workspace.succeed("demand")
                == "No demand is estimated of any such series; import sales: invdb import FILE\n")
        #expect(
            try workspace.succeed("demand", "--format", "csv")
                == "store_id,product_id,class,abc,rate,next_28_days,p10,p90,until\n")
        #expect(try workspace.fail("demand", "X").hasPrefix("invdb: No product is called X; "))
        let refused = try workspace.run(["demand", "--class", "dull"])
        #expect(
            refused.status == 64 && refused.error.contains("No class is called dull; there is steady, "), "\(refused)")
        try sold().succeed("import", "sales.csv", "--no-estimate")
    }

    @Test("Sales that are not estimated yet are said on standard error")
    func old() throws {
        let workspace = try sold()
        try workspace.folder.write("date,store_id,product_id,quantity\n2024-05-20,N,A,4\n", to: "day.csv")
        try workspace.succeed("import", "day.csv", "--no-estimate")
        let finished = try workspace.run(["demand", "--format", "csv"])
        #expect(finished.status == 0)
        #expect(
            finished.error
                == "invdb: Some sales or events are not in these estimates yet; make them anew with: invdb estimate\n")
    }
}
