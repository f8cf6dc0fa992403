import Foundation
import TestSupport
import Testing

/// `invdb simulate`: services and policies on random demand.
@Suite struct SimulateTests {
    private static let header =
        "store_id,product_id,sell_start_date,initial_inventory,sales_rate,lead_time_days,review_period_days,cover_days,unit_cost,unit_price"

    /// Series of which some are slow and some have their own terms.
    private static func rows(_ count: Int, _ generator: inout SeededGenerator) -> [String] {
        (0..<count).map { place in
            let rate = ([0.4, 1, 3, 8, 20] as [Double]).randomElement(using: &generator) ?? 1
            let lead = Int.random(in: 1...14, using: &generator)
            let review = [1, 7].randomElement(using: &generator) ?? 1
            let cover = [0, 7, 14].randomElement(using: &generator) ?? 7
            let stock = Int(rate * Double(lead + review + cover)) + 2
            return "S\(place % 3),P\(place),2024-01-01,\(stock),\(rate),\(lead),\(review),\(cover),\(1 + place % 7),12"
        }
    }

    /// The same series each time, for what is a matter of luck: how many cycles of some random ones are served differs by a point.
    private static let sameRows = [0.8, 2, 5, 12].flatMap { rate in
        [3, 7, 14].flatMap { lead in
            [7, 14].map { cover in
                let stock = Int(rate * Double(lead + cover)) + 2
                return "S1,P\(rate)-\(lead)-\(cover),2024-01-01,\(stock),\(rate),\(lead),1,\(cover),3,12"
            }
        }
    }

    private func figures(_ workspace: Workspace, _ columns: String) throws -> [[Double]] {
        try workspace.query("SELECT \(columns) FROM simulation ORDER BY simulation_id, rowid").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
        }
    }

    @Test("A service gives what it promises, and a better one more, for more stock")
    func promises() throws {
        let workspace = try Workspace(Self.header, rows: Self.sameRows)
        let summary = try workspace.succeed(
            "simulate", "--assume-dispersion", "1.8", "--service", "80,95", "--fill-rate", "98", "--runs", "6")
        #expect(summary.hasPrefix("24 series, 182 days from day 3 to 14 on"), "\(summary)")
        #expect(summary.contains("\nservice 80 ") && summary.contains("\nfill-rate 98 "), "\(summary)")
        #expect(summary.contains("From service 95 to fill-rate 98: "), "\(summary)")
        let found = try figures(
            workspace,
            "cycle_service, fill_rate, units_short, units_demanded, on_hand, stock_value, margin_lost, orders")
        try #require(found.count == 3)
        #expect((0.95...0.975).contains(found[1][0]), "\(found)")
        #expect((0.98...0.993).contains(found[2][1]), "\(found)")
        #expect(found[0][0] < found[1][0] && found[0][1] < found[1][1] && found[0][2] > found[1][2], "\(found)")
        #expect(found[0][4] < found[1][4] && found[0][5] < found[1][5] && found[0][6] > found[1][6], "\(found)")
        // All meet the same demand.
        #expect(Set(found.map { $0[3] }).count == 1)
        for row in found { #expect(abs((1 - row[1]) * row[3] - row[2]) < 1e-6, "\(row)") }
        try workspace.succeed("check")
        // Nothing else has changed.
        #expect(try workspace.query("SELECT count(*) FROM projection") == ["0"])
        #expect(try workspace.query("SELECT count(*) FROM run") == ["0"])
    }

    @Test("A receipt far away counts for a position, as in a plan with a reorder point, and not for a plan by days")
    func farReceipts() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,duration_days,lead_time_days,reorder_point,order_up_to",
            rows: ["point,2024-01-01,12,3,60,5,25,60", "days,2024-01-01,12,3,60,5,,"])
        try workspace.folder.write(
            "product_id,receipt_date,quantity\npoint,2024-07-19,500\ndays,2024-07-19,500\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("plan")
        #expect(
            try workspace.query("SELECT DISTINCT product_id FROM reorder") == ["days"]
                && workspace.query("SELECT product_id, stockout_date FROM stockout ORDER BY 1")
                    == ["days|2024-01-04", "point|2024-01-04"]
        )
        try workspace.succeed(
            "simulate", "--assume-dispersion", "1.2", "--service", "95", "--policy", "stated,plan,min-max,order-up-to",
            "--days", "90", "--by-series")
        let served = try workspace.query(
            "SELECT product_id, policy, fill_rate > 0.95, orders > 0 FROM simulation_by_series ORDER BY 1, 2")
        #expect(
            served == [
                "days|min-max|0|0", "days|order-up-to|0|0", "days|plan|1|1", "days|stated|1|1",
                "point|min-max|0|0", "point|order-up-to|0|0", "point|plan|1|1", "point|stated|0|0",
            ])
    }

    @Test("Days before the first order of a review can be there don't count")
    func firstOrderOfAReview() throws {
        // The first Sunday is six days after the first day, a Monday, and its order takes another seven.
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,lead_time_days,review_weekday",
            rows: ["w,2024-01-01,0,3,7,sunday"])
        let summary = try workspace.succeed(
            "simulate", "--service", "95", "--assume-dispersion", "1.4", "--days", "28", "--runs", "40")
        #expect(summary.hasPrefix("1 series, 28 days from day 13 on"), "\(summary)")
        #expect(try figures(workspace, "fill_rate")[0][0] > 0.99, "\(summary)")
    }

    @Test("The same seed gives the same numbers with any workers, and for series that were imported in another order")
    func sameNumbers() throws {
        var generator = SeededGenerator("the same seed")
        let rows = Self.rows(40, &generator)
        let options = [
            "simulate", "--assume-dispersion", "2", "--policy", "stated,min-max,order-up-to", "--service", "90",
            "--fill-rate", "97", "--runs", "3", "--days", "60", "--by-series", "--format", "json",
        ]
        func results(_ rows: [String], _ more: String...) throws -> [String] {
            let workspace = try Workspace(Self.header, rows: rows)
            try workspace.succeed(options + more)
            return try workspace.query(
                "SELECT policy, target, fill_rate, cycle_service, units_short, on_hand, stock_value, orders, fill_rate_margin FROM simulation"
            )
                + workspace.query(
                    "SELECT * FROM simulation_by_series ORDER BY store_id, product_id, policy, target")
        }
        let one = try results(rows, "--workers", "1")
        #expect(one.count == 6 + 6 * 40)
        #expect(try results(rows, "--workers", "3") == one)
        #expect(try results(rows.shuffled(using: &generator), "--workers", "2") == one)
        #expect(try results(rows, "--seed", "2") != one)
    }

    @Test("A step from one service to the next is surer than what either of them gives")
    func differences() throws {
        let workspace = try Workspace(Self.header, rows: Self.sameRows)
        struct Summary: Decodable {
            struct Figure: Decodable {
                var mean: Double
                var margin: Double?
            }
            struct Result: Decodable {
                var figures: [String: Figure]
                var change: [String: Figure]?
            }
            var results: [Result]
        }
        let options = ["simulate", "--assume-dispersion", "2", "--service", "90,92", "--days", "90"]
        let json = try workspace.succeed(options + ["--runs", "12", "--format", "json"])
        let results = try JSONDecoder().decode(Summary.self, from: Data(json.utf8)).results
        try #require(results.count == 2)
        #expect(results[0].change == nil)
        for name in ["units_short", "on_hand", "stock_value"] {
            let (one, other) = (try #require(results[0].figures[name]), try #require(results[1].figures[name]))
            let change = try #require(results[1].change?[name])
            #expect(abs(change.mean - (other.mean - one.mean)) < 1e-6 * (1 + one.mean), "\(name)")
            // By themselves they vary with the luck of each run.
            let margin = try #require(change.margin)
            #expect(try margin > 0 && margin < 0.7 * #require(one.margin), "\(name): \(change) \(one)")
        }
        let single = try workspace.succeed(options + ["--runs", "1"])
        #expect(single.contains("From service 90 to service 92: ") && !single.contains(" ± "), "\(single)")
    }

    @Test("Sums are those of the series")
    func bySeries() throws {
        var generator = SeededGenerator("series of a simulation")
        let workspace = try Workspace(Self.header, rows: Self.rows(30, &generator))
        try workspace.succeed(
            "simulate", "--assume-dispersion", "1.5", "--policy", "plan", "--policy", "order-up-to", "--backorders",
            "--runs", "2",
            "--days", "50", "--by-series")
        for column in ["units_short", "on_hand", "orders"] {
            let sums = try workspace.query(
                """
                SELECT abs(sum(found.\(column)) - max(simulation.\(column))) < 1e-6 FROM simulation_by_series AS found
                JOIN simulation USING (simulation_id, policy) GROUP BY policy
                """)
            #expect(sums == ["1", "1"], "\(column)")
        }
        // Later ones leave the series of the last that was asked for them.
        try workspace.succeed("simulate", "--assume-dispersion", "1.5", "--runs", "1", "--days", "5", "--quiet")
        #expect(try workspace.query("SELECT DISTINCT simulation_id FROM simulation_by_series") == ["1"])
        #expect(try workspace.query("SELECT count(*) FROM simulation WHERE fill_rate_margin IS NULL") == ["1"])
        let exported = try workspace.succeed("export", "simulation").split(separator: "\n")
        #expect(exported.count == 4 && exported[0].hasPrefix("simulation_id,started_at,kind,policy,target,series,"))
        // The rows of the series are exported as the view has them.
        let columns =
            "store_id, product_id, policy, target, fill_rate, short_days, units_short, on_hand, orders, simulation_id"
        let bySeries = try workspace.succeed("export", "simulation-by-series").split(separator: "\n")
        #expect(bySeries[0] == columns.replacingOccurrences(of: ", ", with: ","))
        let viewed = try workspace.query(
            "SELECT \(columns) FROM simulation_by_series JOIN product USING (product_id) ORDER BY product_key, policy")
        #expect(bySeries.count == 1 + viewed.count && viewed.count > 40)
        for (line, row) in zip(
            bySeries.dropFirst().sorted(), viewed.map { $0.replacingOccurrences(of: "|", with: ",") }.sorted())
        {
            for (left, right) in zip(
                line.split(separator: ",", omittingEmptySubsequences: false),
                row.split(separator: ",", omittingEmptySubsequences: false))
            {
                let isSame =
                    left == right
                    || Double(left).flatMap { left in Double(right).map { abs(left - $0) < 1e-9 } } == true
                #expect(isSame, "\(line) \(row)")
            }
        }
        let one = try workspace.succeed("export", "simulation-by-series", "--product", "P1")
        #expect(one.split(separator: "\n").count == 3, "\(one)")
        // A series that goes takes its rows with it.
        try workspace.folder.write(
            ProductFile.of(Self.rows(20, &generator), header: Self.header), to: "products.csv")
        try workspace.succeed("import", "products.csv", "--replace-all")
        #expect(try workspace.query("SELECT count(*) FROM simulation_series") == ["40"])
        try workspace.succeed("check")
    }

    @Test("A sample is of random series, and its sums stand for all of them")
    func samples() throws {
        var generator = SeededGenerator("samples")
        let workspace = try Workspace(Self.header, rows: Self.rows(900, &generator))
        let options = ["simulate", "--assume-dispersion", "1.5", "--service", "90", "--runs", "2", "--days", "40"]
        try workspace.succeed(options + ["--sample", "0"])
        let summary = try workspace.succeed(options + ["--sample", "300"])
        #expect(summary.contains("They are a random sample of some 900 series"), "\(summary)")
        try workspace.succeed(options + ["--sample", "300", "--workers", "1"])
        let found = try figures(
            workspace,
            "series, all_series, fill_rate, fill_rate_margin, units_demanded, units_demanded_margin, on_hand, on_hand_margin"
        )
        #expect(found[0][0] == 900 && (200...300).contains(found[1][0]) && found[1][1] == 900, "\(found)")
        #expect(found[1] == found[2])
        for place in [2, 4, 6] {
            // Three times half of the interval for 95 %; the seed is fixed.
            #expect(abs(found[1][place] - found[0][place]) < 3 * found[1][place + 1], "\(place): \(found)")
        }
    }

    @Test("The service that pays is that of margin and cost, in a plan and in a simulation")
    func economic() throws {
        let workspace = try Workspace(
            Self.header + ",unit_margin",
            rows: [
                "S1,dear,2024-01-01,40,4,7,1,14,10,14,", "S1,cheap,2024-01-01,40,4,7,1,14,10,10.2,",
                "S1,stated,2024-01-01,40,4,7,1,14,10,,4", "S1,unknown,2024-01-01,40,4,7,1,14,10,,",
            ])
        let summary = try workspace.succeed("plan", "--assume-dispersion", "1", "--service", "economic")
        #expect(
            summary.contains(
                "\nOf 1 series it is not known what a unit costs and earns: "))
        let dear = try workspace.succeed("explain", "dear")
        // Orders are for 14 days of 4 units: 10 × 25 % × 14 ÷ 365 = 0.0959; 4 ÷ 4.0959.
        #expect(dear.contains("97.659 %"), "\(dear)")
        #expect(dear.contains("holding cost") && dear.contains("unit margin"), "\(dear)")
        func firstOrder(_ product: String) throws -> [String] {
            try workspace.query(
                "SELECT quantity, order_date FROM reorder WHERE product_id = '\(product)' ORDER BY order_date LIMIT 1")
        }
        #expect(try firstOrder("dear") == firstOrder("stated"))
        #expect(try firstOrder("dear") != firstOrder("cheap"))
        let simulated = try workspace.succeed(
            "simulate", "--assume-dispersion", "1", "--service", "economic,99", "--holding-rate", "30", "--runs", "2")
        #expect(simulated.contains("service economic at 30 %"), "\(simulated)")
        #expect(simulated.contains("margin lost"), "\(simulated)")
        let refused = try workspace.run(["plan", "--service", "95", "--holding-rate", "20"])
        #expect(refused.status == 64 && refused.error.contains("--service economic"), "\(refused)")
    }

    @Test("Whatever the terms are, within their bounds or not, every command about chance ends with a sentence")
    func extremeTerms() throws {
        var generator = SeededGenerator("extreme terms")
        let values: [String: [String]] = [
            "initial_inventory": ["0", "-1000000000000", "1000000000000", "0.004", "12.345", "7"],
            "sales_rate": ["0.000000001", "0.1", "2.375", "1000000000000", "5", "1e-300"],
            "restocking_rate": ["0", "0", "0.001", "1000000000000", "2"],
            "lead_time_days": ["0", "7", "365", ""], "review_period_days": ["1", "7", "36525", ""],
            "cover_days": ["0", "14", "36525", ""], "safety_stock": ["", "", "0", "1000000000000", "0.005"],
            "min_order_quantity": ["", "0.001", "1000000000000"],
            "order_multiple": ["", "0", "0.125", "1000000000000"],
            "max_order_quantity": ["", "", "0.01", "1000000000000"],
            "reorder_point": ["", "", "0", "-5", "1000000000000"], "order_up_to": ["", "", "0.001", "1000000000000"],
            "service_level": ["", "", "1.001", "99.999"], "fill_rate": ["", "", "1.001", "99.999"],
            "lead_time_sd_days": ["", "0", "36525"], "unit_cost": ["", "0", "1000000000000"],
            "unit_price": ["", "0", "1000000000000"],
        ]
        let names = values.keys.sorted()
        // Sold for less than it costs.
        let loss = [
            "initial_inventory": "7", "sales_rate": "5", "restocking_rate": "0", "lead_time_days": "7",
            "unit_cost": "10",
            "unit_price": "4",
        ]
        var rows = [(["loss", "2024-01-01"] + names.map { loss[$0] ?? "" }).joined(separator: ",")]
        for place in 0..<60 {
            let fields = names.map { values[$0]?.randomElement(using: &generator) ?? "" }
            rows.append((["P\(place)", "2024-01-01"] + fields).joined(separator: ","))
        }
        let workspace = try Workspace()
        try workspace.folder.write(
            ProductFile.of(rows, header: (["product_id", "sell_start_date"] + names).joined(separator: ",")),
            to: "extreme.csv")
        // Terms that contradict each other are rejected, or a plan needs others.
        let imported = try workspace.run(["import", "extreme.csv", "--rejects", "rejects.csv"])
        #expect([0, 3, 65].contains(imported.status), "\(imported)")
        #expect(try (Int(workspace.query("SELECT count(*) FROM inventory")[0]) ?? 0) > 10)
        for dispersion in ["1", "1000"] {
            let known = ["--assume-dispersion", dispersion]
            for command in [
                ["forecast", "--risk", "--days", "60"], ["plan", "--risk", "--service", "99.999", "--days", "60"],
                ["plan", "--fill-rate", "99.999", "--days", "60"],
                ["simulate", "--policy", "stated,order-up-to", "--service", "1.5,99.999"]
                    + ["--fill-rate", "98", "--runs", "1", "--days", "20", "--by-series"],
                ["simulate", "--backorders", "--service", "economic", "--runs", "1", "--days", "20"],
            ] {
                let found = try workspace.run(command + known)
                #expect([0, 3].contains(found.status), "\(command) \(found)")
            }
        }
        try workspace.succeed("check")
        try workspace.succeed(
            "simulate", "--product", "loss", "--runs", "2", "--assume-dispersion", "1.5", "--days", "400")
        #expect(
            try workspace.query("SELECT margin_lost < 0 FROM simulation ORDER BY simulation_id DESC LIMIT 1") == ["1"])
        try workspace.succeed("check")
    }

    @Test("Series that can't be simulated are counted, with what to do")
    func leftOut() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,orderable,max_order_quantity",
            rows: [
                "plain,2024-01-01,9,1,,", "still,2024-01-01,9,0,,", "never,2024-01-01,9,1,no,",
                "wrong,2024-01-01,9,1,,0.5", "silent,2024-01-01,9,,,",
            ])
        let refused = try workspace.run(["simulate"])
        #expect(refused.status == 1 && refused.error.contains("--assume-dispersion"), "\(refused)")
        let summary = try workspace.succeed("simulate", "--assume-dispersion", "1.2", "--runs", "1", "--days", "9")
        #expect(summary.hasPrefix("1 series, 9 days from day 7 on, 1 run of chance (seed 1), unserved demand lost"))
        for reason in ["no file has stated", "nothing is sold", "not to be ordered", "invdb plan names"] {
            #expect(summary.contains("Left out: 1 series, as ") && summary.contains(reason), "\(summary)")
        }
        for (options, words) in [
            (["--service", "200"], "--service is a percentage"),
            (["--service", "95,0.98"], "--service is in percent: write 98 in place of 0.98."),
            (["--policy", "best"], "best"),
            (["--runs", "0"], "--runs is a whole number"), (["--days", "0"], "--days is a whole number"),
            (["--assume-dispersion", "0.5"], "--assume-dispersion"), (["--sample=-1"], "--sample"),
            (["--from", "2024-01-01", "--roll-forward"], "--roll-forward"),
            (["--policy", "plan", "--policy", "stated,plan"], "--policy names a policy twice"),
        ] {
            let found = try workspace.run(["simulate"] + options)
            #expect(found.status != 0 && found.error.contains(words), "\(options) \(found)")
        }
    }
}
