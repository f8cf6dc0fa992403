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
}
