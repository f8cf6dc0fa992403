import TestSupport
import Testing

/// On which days orders are placed and arrive.
@Suite struct PlanDaysTests {
    private static func header(_ terms: String) -> String { ProductFile.headerWithStore + "," + terms }
    private static let days = """
        SELECT order_date, o.weekday, arrival_date, a.weekday FROM reorder
        JOIN calendar AS o ON o.date = order_date JOIN calendar AS a ON a.date = arrival_date ORDER BY 1
        """

    @Test("With workdays, orders are placed and arrive on them, and lead times may count them")
    func workdays() throws {
        let workspace = try Workspace(Self.header("lead_time_days"), rows: ["S,A,2024-03-04,20,4,0,21,1,3"])
        try workspace.succeed("plan", "--cover", "4")
        #expect(try workspace.query(Self.days).contains { $0.contains("|7") }, "nothing is shown by this series")
        try workspace.succeed("plan", "--cover", "4", "--workdays", "mon-fri")
        #expect(
            try workspace.query(Self.days) == [
                "2024-03-05|2|2024-03-08|5", "2024-03-08|5|2024-03-11|1", "2024-03-15|5|2024-03-18|1",
                "2024-03-19|2|2024-03-22|5",
            ])
        // Three working days after a Friday is a Wednesday.
        try workspace.succeed("plan", "--cover", "4", "--workdays", "mon-fri", "--lead-time-in", "workdays")
        #expect(
            try workspace.query(Self.days) == [
                "2024-03-05|2|2024-03-08|5", "2024-03-08|5|2024-03-13|3", "2024-03-13|3|2024-03-18|1",
                "2024-03-19|2|2024-03-22|5",
            ])
        let explanation = try workspace.succeed("explain", "A")
        #expect(explanation.contains("3 working days after 2024-03-08\n"), "\(explanation)")
        #expect(explanation.contains("mon-fri") && explanation.contains("--workdays of run 3\n"))
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
        let error = try workspace.run(["plan", "--lead-time-in", "workdays"])
        #expect(error.status == 64 && error.error.contains("needs --workdays, such as --workdays mon-fri"))
        #expect(try workspace.run(["plan", "--workdays", "mon-fry"]).status == 64)
    }

    @Test("Days of a week on which a store is always closed sell nothing of what a safety stock is for")
    func serviceOfAClosedWeekday() throws {
        let workspace = try Workspace(Self.header("lead_time_days"), rows: ["S,A,2024-03-04,500,7,0,42,1,7"])
        func demand(closed: String...) throws -> [Substring] {
            try workspace.folder.write(
                (["date,open"] + closed.map { "\($0),no" }).joined(separator: "\n"), to: "days.csv")
            try workspace.succeed("import", "days.csv")
            try workspace.succeed("plan", "--service", "95", "--assume-dispersion", "1")
            return try workspace.succeed("explain", "A").split(separator: "\n").filter {
                ["  protection demand ", "  service point ", "  safety stock "].contains(where: $0.hasPrefix)
            }.map { $0.split(separator: " ", maxSplits: 2)[2].drop { $0 == " " }.prefix { $0 != " " } }
        }
        // A holiday is of one week, and the others sell on all days.
        #expect(try demand(closed: "2024-03-13") == ["56", "69", "13.01"])
        // Poisson: P(X ≤ 59) = 0.948, P(X ≤ 60) = 0.960 at a mean of 48.
        let sundays = ["2024-03-10", "2024-03-17", "2024-03-24", "2024-03-31", "2024-04-07", "2024-04-14"]
        #expect(
            try demand(closed: sundays[0], sundays[1], sundays[2], sundays[3], sundays[4], sundays[5])
                == ["48", "60", "12.01"])
    }

    @Test("With workdays, the safety stock of a service is the same whatever weekday the series starts on")
    func serviceByWeekday() throws {
        let days = 4...10
        let workspace = try Workspace(
            Self.header("lead_time_days"),
            rows: days.map { "S,P\($0),2024-03-\($0 < 10 ? "0" : "")\($0),40,4,0,40,1,3" })
        for (options, lead, review, names) in [
            (["--lead-time-in", "workdays"], 5, 1, ["friday", "wednesday", "thursday"]),
            ([], 3, 3, ["friday", "monday", "thursday"]),
        ] {
            try workspace.succeed(
                ["plan", "--service", "95", "--assume-dispersion", "1.5", "--workdays", "mon-fri"] + options)
            let found = try days.map { day in
                try workspace.succeed("explain", "P\(day)").split(separator: "\n")
                    .filter { $0.hasPrefix("  protection") || $0.hasPrefix("  safety stock") }
                    .map { $0.split(separator: " ").joined(separator: " ") }
            }
            #expect(Set(found).count == 1, "\(found)")
            let six =
                "protection 6 days = \(lead) days of lead time + \(review) \(review == 1 ? "day" : "days") of review period, "
            let names =
                "an order of a \(names[0]) is there on \(names[1]), that of the next review on \(names[2]): the longest time there is"
            #expect(found[0].count == 4 && found[0][0] == six + names, "\(found[0])")
        }
    }

    /// Each day's export has a later start day, which moves no review.
    @Test(
        "Review days stay where they are when the stock is a day newer",
        arguments: [
            (
                ["--review-on", "monday", "--review", "7"],
                ["2024-03-11|1", "2024-03-18|1", "2024-03-25|1", "2024-04-01|1"]
            ),
            (["--review-on", "3"], ["2024-03-06|3", "2024-03-13|3", "2024-03-27|3"]),
            (
                ["--review-from", "2024-01-01", "--review", "7"],
                ["2024-03-11|1", "2024-03-18|1", "2024-03-25|1", "2024-04-01|1"]
            ),
            (["--review-from", "2024-03-05", "--review", "10"], ["2024-03-05|2", "2024-03-15|5", "2024-03-25|1"]),
            (
                ["--review-on", "fri", "--review-from", "2024-03-05", "--review", "14"],
                ["2024-03-08|5", "2024-03-22|5"]
            ),
        ])
    func reviewsAreAnchored(options: [String], expected: [String]) throws {
        var found: [[String]] = []
        for (day, onHand) in [("04", 40), ("05", 36)] {
            let workspace = try Workspace(
                Self.header("lead_time_days"), rows: ["S,A,2024-03-\(day),\(onHand),4,0,30,1,2"])
            try workspace.succeed(["plan", "--cover", "7"] + options)
            found.append(
                try workspace.query(
                    "SELECT order_date, weekday FROM reorder JOIN calendar ON date = order_date ORDER BY 1"))
            #expect(try !workspace.succeed("explain", "A").contains("this is what follows now"))
        }
        #expect(found[0] == expected || Array(found[0].prefix(expected.count)) == expected, "\(found)")
        #expect(zip(found[0], found[1]).allSatisfy { $0 == $1 }, "\(found)")
    }

    @Test("The weekday of a series comes before that of the run")
    func weekdaysOfSeries() throws {
        let workspace = try Workspace(
            Self.header("review_weekday"), rows: ["S,A,2024-03-04,20,4,0,21,1,thursday", "S,B,2024-03-04,20,4,0,21,1,"])
        try workspace.succeed("plan", "--review-on", "tue")
        #expect(
            try workspace.query(
                "SELECT DISTINCT product_id, weekday FROM reorder JOIN calendar ON date = order_date ORDER BY 1")
                == ["A|4", "B|2"])
        #expect(try workspace.succeed("explain", "A").contains("thursday"))
    }

    @Test(
        "On a day on which its store is closed, a series sells nothing, and no order is placed or arrives",
        arguments: [false, true])
    func closedDays(losesSales: Bool) throws {
        let workspace = try Workspace(
            Self.header("lead_time_days"),
            rows: ["N,A,2024-03-04,20,4,0,14,1,3", "S,A,2024-03-04,20,4,0,14,1,3", "T,A,2024-03-04,20,4,0,14,1,3"])
        _ = try workspace.folder.write(
            "date,store_id,open\n2024-03-06,,no\n2024-03-06,T,yes\n2024-03-09,N,no\n2024-03-10,N,no\n", to: "days.csv")
        try workspace.succeed("import", "days.csv")
        try workspace.succeed(["plan", "--cover", "3"] + (losesSales ? ["--lost-sales"] : []))
        func levels(_ store: String) throws -> [String] {
            try workspace.query(
                "SELECT inventory_level || '/' || sales FROM forecast WHERE store_id = '\(store)' AND update_date < '2024-03-12'"
            )
        }
        #expect(
            try levels("T") == ["16.0/4.0", "12.0/4.0", "8.0/4.0", "4.0/4.0", "0.0/4.0"]
                + (losesSales ? ["0.0/0.0", "0.0/0.0", "0.0/0.0"] : ["-4.0/4.0", "-8.0/4.0", "-12.0/4.0"]))
        #expect(
            try levels("N") == [
                "16.0/4.0", "12.0/4.0", "12.0/0.0", "8.0/4.0", "4.0/4.0", "4.0/0.0", "4.0/0.0", "0.0/4.0",
            ])
        #expect(
            try levels("S") == ["16.0/4.0", "12.0/4.0", "12.0/0.0", "8.0/4.0", "4.0/4.0", "0.0/4.0"]
                + (losesSales ? ["0.0/0.0", "0.0/0.0"] : ["-4.0/4.0", "-8.0/4.0"]))
        #expect(
            try workspace.query("SELECT store_id, stockout_date FROM stockout ORDER BY 1")
                == ["N|2024-03-11", "S|2024-03-09", "T|2024-03-08"])
        // Three days before the ninth is the sixth, on which S is closed.
        #expect(
            try workspace.query(
                "SELECT store_id, order_date, arrival_date FROM reorder WHERE order_date < '2024-03-10' ORDER BY 1, 2"
            )
            .prefix { $0 < "S|2024-03-06" }.allSatisfy { !$0.contains("2024-03-06") && !$0.contains("2024-03-09") })
        #expect(
            try workspace.query("SELECT min(order_date), min(arrival_date) FROM reorder WHERE store_id = 'S'")
                == ["2024-03-05|2024-03-08"])
        #expect(try workspace.succeed("explain", "A", "--store", "N").contains("closed days"))
        #expect(try !workspace.succeed("explain", "A", "--store", "N").contains("this is what follows now"))
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
        // With a forecast the same days rest.
        try workspace.succeed("forecast", "--scenario", "f")
        #expect(
            try workspace.query("SELECT stockout_date FROM stockout_by_scenario WHERE scenario = 'f' ORDER BY store_id")
                == ["2024-03-11", "2024-03-09", "2024-03-08"])
    }

    @Test("A changed calendar makes the results of its store old, and a new run uses it")
    func calendarsAndResults() throws {
        let workspace = try Workspace(
            Self.header("lead_time_days"), rows: ["N,A,2024-03-04,20,4,0,14,1,3", "S,A,2024-03-04,20,4,0,14,1,3"])
        try workspace.succeed("plan")
        _ = try workspace.folder.write("date,store_id\n2024-03-06,N\n", to: "days.csv")
        try workspace.succeed("import", "days.csv")
        #expect(try workspace.query("SELECT store_id, results FROM freshness ORDER BY 1") == ["N|older", "S|current"])
        let explanation = try workspace.run(["explain", "A", "--store", "N"])
        #expect(explanation.output.contains("its calendar"), "\(explanation.output)")
        try workspace.succeed("plan")
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
        #expect(
            try workspace.query("SELECT stockout_date FROM stockout ORDER BY store_id") == ["2024-03-09", "2024-03-08"])
    }

    /// Levels with closed days are those of a loop over the days, for many stores with calendars of their own.
    @Test func randomCalendars() throws {
        var generator = SeededGenerator("random calendars")
        var rows: [String] = []
        var days: [String] = []
        var expected: [String: [Int]] = [:]
        for store in 1...20 {
            let closed = Set((0..<30).filter { _ in Int.random(in: 0..<5, using: &generator) == 0 })
            for day in closed.sorted() { days.append("2024-03-\(day + 1 < 10 ? "0" : "")\(day + 1),S\(store)") }
            for product in 1...5 {
                let (onHand, sales, restocking) = (
                    Int.random(in: -5...60, using: &generator), Int.random(in: 0...6, using: &generator),
                    Int.random(in: 0...4, using: &generator)
                )
                rows.append("S\(store),P\(product),2024-03-01,\(onHand),\(sales),\(restocking),30,1")
                var level = onHand
                expected["S\(store)|P\(product)"] = (0..<30).map { day in
                    if !closed.contains(day) { level += restocking - sales }
                    return level
                }
            }
        }
        let workspace = try Workspace(rows: rows)
        _ = try workspace.folder.write(ProductFile.of(days, header: "holiday_date,store_id"), to: "days.csv")
        try workspace.succeed("import", "days.csv")
        try workspace.succeed("forecast")
        var found: [String: [Int]] = [:]
        for row in try workspace.query(
            "SELECT store_id || '|' || product_id, CAST(inventory_level AS INTEGER) FROM forecast ORDER BY 1, update_date"
        ) {
            let parts = row.split(separator: "|")
            found["\(parts[0])|\(parts[1])", default: []].append(try #require(Int(parts[2])))
        }
        #expect(found == expected)
        #expect(try workspace.succeed("check").hasSuffix("is in order\n"))
    }
}
