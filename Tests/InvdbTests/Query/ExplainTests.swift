import Foundation
import TestSupport
import Testing

/// `explain`: the arithmetic of an order, which has to lead to the order that is stored.
@Suite struct ExplainTests {
    @Test func anOrderIsExplainedFromItsFirstNumberToItsLast() throws {
        let workspace = try Workspace(rows: ["S,ten,2024-01-01,10,5,3,7,1"])
        try workspace.succeed("plan", "--lead-time", "2", "--cover", "7")
        #expect(
            try workspace.succeed("explain", "ten") == """
                Product ten in store S
                planned by run 1: 1 order

                The series
                  start           2024-01-01             products.csv, line 2
                  horizon                     7 days     products.csv, line 2
                  on hand                     10         products.csv, line 2
                  sales                       5          products.csv, line 2
                  restocking                  3          products.csv, line 2
                  lead time                   2 days     --lead-time of run 1
                  review period               1 day      default
                  safety stock                0          default
                  target                      0.01       the least above zero that is reported, as there is no safety stock
                  cover                       7 days     --cover of run 1
                  multiple                    1          default

                Order 1: 15 units on 2024-01-03
                  day of need     2024-01-05  0          ends below the target of 0.01 without this order
                  on hand         2024-01-01  10         products.csv, line 2
                  receipts due    2024-01-05  0          none until 2024-01-05
                  earlier orders  2024-01-05  0          none
                  restocked       2024-01-05  15         = 5 days × 3
                  demand          2024-01-05  25         = 5 days × 5
                  level           2024-01-05  0          = 10 + 0 + 0 + 15 − 25
                  covered until   2024-01-12             = 2024-01-05 + 7 days of cover
                  lowest level    2024-01-12  -14        = 10 + 0 + 0 + 12 × 3 − 12 × 5, the lowest from 2024-01-05 to 2024-01-12 without this order
                  shortfall                   14.01      = 0.01 − (-14)
                  after multiple              15         = 15 × 1
                  quantity                    15         what is ordered
                  order date      2024-01-03             the last review day from which it arrives by 2024-01-05
                  arrival date    2024-01-05             = 2024-01-03 + 2 days of lead time
                  days late                   0 days     there by the day of need
                  units short                 0          all demand is served
                  reason                      stock-out  what the day of need would be without this order

                """)
    }

    @Test("Chances and the safety stock of a service can be repeated from what is shown, and are those that are stored")
    func chances() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,lead_time_days",
            rows: ["nut,2024-01-01,30,3.2,0,30,7", "rec,2024-01-01,20,3.2,0,30,7", "day,2024-01-01,20,3.2,1,30,7"])
        try workspace.folder.write("product_id,receipt_date,quantity\nrec,2024-01-05,20\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("plan", "--risk", "--service", "95", "--assume-dispersion", "1.4")
        /// The cells of a step, of which there may be several.
        func step(_ name: String, of product: String) throws -> [[String]] {
            try workspace.succeed("explain", product).split(separator: "\nOrder 1:")[0].split(separator: "\n").map {
                $0.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            }.filter { $0.first == name }
        }
        func number(_ name: String, place: Int = 0, cell: Int) throws -> Double {
            let cells = try step(name, of: "nut")
            return try #require(Double(cells[place][cell].replacing(" %", with: "")), "\(cells)")
        }
        /// P(demand < units), by the recursion that is shown.
        func below(_ units: Int, _ mean: Double, _ w: Double) -> Double {
            var (mass, sum) = (exp(-mean * log(1 + w) / w), 0.0)
            for j in 0..<units {
                sum += mass
                mass *= (mean + Double(j) * w) / ((1 + w) * Double(j + 1))
            }
            return sum
        }
        let (protection, w) = (try number("protection demand", cell: 1), try number("w", cell: 1))
        let point = Int(try number("service point", cell: 1))
        #expect(below(point + 1, protection, w) >= 0.95 && below(point, protection, w) < 0.95)

        let mean = try number("demand before order", cell: 2)
        #expect(try number("w", place: 1, cell: 1) == w && abs(mean - 22.4) < 1e-9)
        let chance = 1 - below(30, mean, w)
        #expect(try abs(number("p before order", cell: 2) - chance * 100) < 6e-4)
        #expect(try step("p before order", of: "nut")[0][3].hasPrefix("P(demand ≥ 30): "))
        for product in ["nut", "rec", "day"] {
            let stored = try workspace.query(
                """
                SELECT early_date, middle_date, late_date, p_before_order, p_horizon, units_short, p_before_receipt FROM risk
                WHERE product_id = '\(product)'
                """)[0].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            for (place, name) in ["early date", "middle date", "late date"].enumerated() {
                #expect(try step(name, of: product)[0][1] == stored[place], "\(product)")
            }
            for (place, name) in [(3, "p before order"), (4, "p horizon"), (6, "p before receipt")] {
                let shown = try step(name, of: product).first.flatMap { Double($0[2].replacing(" %", with: "")) }
                #expect(shown.map { ($0 * 100).rounded() / 10_000 } == Double(stored[place]), "\(product) \(name)")
            }
            #expect(try step("units short", of: product)[0][2] == stored[5].replacing(/\.0$/, with: ""), "\(product)")
        }
        for (product, words) in [("rec", "from receipt to receipt"), ("day", "approximate, as it is restocked by day")]
        {
            #expect(try step("p before order", of: product)[0][3].contains(words))
        }
        // Nobody knows how demand spreads.
        try workspace.succeed("plan", "--risk")
        #expect(try step("p horizon", of: "nut") == [["p horizon", "it isn't known how demand spreads"]])
        try workspace.succeed("plan")
        #expect(try step("p horizon", of: "nut").isEmpty)
    }

    @Test("A forecast with risk is explained without a plan: its steps are those of a plan with the same terms")
    func riskWithoutAPlan() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,sales_rate,duration_days,lead_time_days",
            rows: ["nut,2024-01-01,30,3.2,30,7", "rec,2024-01-01,20,3.2,30,", "slow,2024-01-01,900,3.2,30,"])
        try workspace.folder.write("product_id,receipt_date,quantity\nrec,2024-01-05,20\n", to: "receipts.csv")
        try workspace.folder.write("date,store_id\n2024-01-03,main\n", to: "closed.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("import", "closed.csv")
        let assumed = ["--risk", "--assume-dispersion", "1.4", "--lost-sales"]
        let products = ["nut", "rec", "slow"]
        func rows(_ product: String) throws -> [String] {
            try workspace.succeed("explain", product, "--format", "csv").components(separatedBy: "\n")
        }
        try workspace.succeed(["forecast"] + assumed)
        let found = try products.map(rows)
        let text = try workspace.succeed("explain", "nut")
        #expect(text.contains("\nforecast by run 1, without a plan: how likely it runs out\n"))
        #expect(text.hasSuffix("\nIt has no plan in baseline yet; make one with: invdb plan --store main\n"))
        #expect(try workspace.succeed("explain", "nut", "--require-fresh") == text)
        #expect(
            try workspace.succeed("report", "--product", "nut").contains("<summary>How the risk comes about</summary>"))
        // Six days of 3.2, as its store is closed on the third one.
        #expect(
            text.contains(#/\n  demand before order +2024-01-07 +19.2 +/#)
                && text.contains(#/\n  closed days +1 day +/#))
        try workspace.succeed(["plan"] + assumed)
        for (product, rows) in zip(products, found) {
            let planned = try workspace.succeed("explain", product, "--format", "csv").components(separatedBy: "\n")
            #expect(rows.count > 15 && rows.contains { $0.hasPrefix("0,p_before_order,2024-01-07,") }, "\(rows)")
            for row in rows { #expect(planned.contains(row.replacing("run 1", with: "run 2")), "\(product): \(row)") }
        }
        try workspace.succeed(["forecast"] + assumed)
        try workspace.folder.write("product_id,receipt_date,quantity\nrec,2024-01-06,20\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        #expect(
            try workspace.succeed("explain", "rec").contains(
                "\nThe forecast is older than its receipts: this is what follows now; forecast again with: "
                    + "invdb forecast --risk --store main --product rec\n"))
        #expect(try !workspace.succeed("explain", "nut").contains("older"))
        try workspace.succeed(["forecast"] + assumed)
        _ = try workspace.query("UPDATE stockout_risk SET before_order = before_order + 100")
        #expect(
            try workspace.succeed("explain", "nut").contains(
                "\nThe risk that is stored does not follow from what is stored of the series: "))
        // Nobody knows how demand spreads.
        try workspace.succeed("forecast", "--risk")
        #expect(try workspace.succeed("explain", "nut").contains("it isn't known how demand spreads"))
        try workspace.succeed("forecast")
        #expect(
            try workspace.succeed("explain", "nut")
                == "Product nut in store main\nIt has no plan in baseline yet; make one with: invdb plan --store main\n"
        )
    }

    @Test func whereNoOrderIsNeededTheLowestLevelSaysWhy() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-01,100,5,3,7,1", "S,Q,2024-01-01,1,2,0,3,1"])
        try workspace.succeed("plan")
        let text = try workspace.succeed("explain", "P")
        #expect(text.contains("\nplanned by run 1: 0 orders\n"))
        #expect(text.contains(#/\n  lowest level +2024-01-07 +86 +the lowest until 2024-01-07\n/#))
        #expect(
            text.hasSuffix("none      no day ends below the target\n")
                || text.contains("no day ends below the target\n"))
        // Every day of need is before the first arrival, and a receipt brings the level back.
        try workspace.store(receipts: [("S", "Q", "2024-01-03", 50)])
        try workspace.succeed("plan")
        #expect(
            try workspace.succeed("explain", "Q").contains("none could arrive before the level is at the target again"))
    }

    @Test func aPlanThatIsOlderThanWhatItCameFromSaysSo() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-01,10,5,3,30,1", "T,Q,2024-01-01,10,5,3,30,1"])
        try workspace.succeed("plan")
        try workspace.importRows(["S,P,2024-01-01,20,5,3,30,1"])
        let text = try workspace.succeed("explain", "P")
        #expect(
            text.contains(
                "\nThe plan is older than its inventory (products.csv, line 2): this is what follows now; plan again with: "
                    + "invdb plan --store S --product P\n"))
        #expect(text.contains(#/\n  stored order +2024-01-01 +\d+ +in the plan, to arrive on 2024-01-08\n/#))
        #expect(text.contains("on hand") && text.contains("20"))
        // What is not concerned is explained as it was.
        #expect(try !workspace.succeed("explain", "Q").contains("older"))
        try workspace.succeed("plan", "--store", "S", "--product", "P")
        #expect(try !workspace.succeed("explain", "P").contains("older"))
        _ = try workspace.query("UPDATE order_plan SET quantity = quantity + 1")
        #expect(
            try workspace.succeed("explain", "P").contains(
                "\nThe orders that are stored do not follow from what is stored of the series: "))
    }

    @Test func whatHasNoPlanOrNoNameSaysSo() throws {
        let workspace = try Workspace(rows: ["S,P,2024-01-01,10,5,3,30,1", "T,P,2024-01-01,10,5,3,30,1"])
        let sentence = "Product P in store S\nIt has no plan in baseline yet; make one with: invdb plan --store S\n"
        #expect(try workspace.succeed("explain", "P", "--store", "S") == sentence)
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("explain", "P", "--store", "S") == sentence)
        #expect(
            try workspace.fail("explain", "P")
                == "invdb: P finds several series: P in S, P in T; name one product and its --store.")
        #expect(try workspace.fail("explain", "kiwi").hasPrefix("invdb: No product is called kiwi; "))
        #expect(try workspace.fail("explain", "P", "--store", "U").hasPrefix("invdb: No store is called U; "))
        #expect(try workspace.fail("explain", "P", "--scenario", "x").hasPrefix("invdb: No scenario is called x; "))
        let exported = try workspace.run(["explain", "P", "--store", "T", "--format", "csv"])
        #expect(exported.error == "invdb: It has no plan in baseline yet; make one with: invdb plan --store T\n")
    }

    @Test(arguments: [
        [], ["--lost-sales"], ["--rates-per", "update"],
        [
            "--scenario", "what-if", "--scale-sales", "1.5", "--delay-receipts", "3", "--lead-time", "+2",
            "--lost-sales",
        ],
        ["--workdays", "mon-fri", "--lead-time-in", "workdays", "--review-from", "2024-01-03", "--review", "4"],
        ["--workdays", "tue-sat", "--lost-sales"],
        ["--safety-days", "2.5", "--review", "5", "--multiple", "6", "--from", "2024-02-01", "--days", "45"],
    ])
    func theNumbersOfRandomSeriesLeadToTheirOrders(_ options: [String]) throws {
        var random = RandomRows("explained orders")
        let workspace = try Workspace(rows: random.rows(stores: ["S1", "S2"], products: 12))
        try workspace.storeRandomTerms(using: &random.generator)
        if options.contains("--workdays") {
            let days = (0..<40).map { _ in
                "2024-0\(Int.random(in: 1...3, using: &random.generator))-\(Int.random(in: 10...29, using: &random.generator))"
            }
            _ = try workspace.folder.write(ProductFile.of(days, header: "closing_day"), to: "closed.csv")
            try workspace.succeed("import", "closed.csv")
        }
        try workspace.succeed(["plan"] + options)
        let scenario = options.first == "--scenario" ? ["--scenario", "what-if"] : []
        var orders = 0
        for store in ["S1", "S2"] {
            for product in 1...12 {
                let text = try workspace.succeed(
                    ["explain", "P\(product)", "--store", store, "--format", "jsonl"] + scenario)
                let steps = try Self.steps(text)
                let stored = try workspace.query(
                    """
                    SELECT date(order_day * 86400, 'unixepoch'), date(arrival_day * 86400, 'unixepoch'),
                        date(need_day * 86400, 'unixepoch'), printf('%.2f', quantity), days_late,
                        printf('%.2f', units_short)
                    FROM order_plan JOIN store USING (store_key) JOIN product USING (product_key)
                    WHERE store_id = '\(store)' AND product_id = 'P\(product)' ORDER BY order_key
                    """)
                #expect(steps.count - 1 == stored.count, "\(store) P\(product)")
                #expect(steps.first?["stored_order"] == nil)
                for (order, stored) in zip(steps.dropFirst(), stored) {
                    try Self.check(order, of: try #require(steps.first), stored, "\(store) P\(product)")
                }
                orders += stored.count
            }
        }
        #expect(orders > 0)
    }

    /// The table of docs/numbers.md: as much is short as the safety stock, from nothing.
    @Test func quantitiesAreRoundedAsTheDocumentsSay() throws {
        let document = try MarkdownDocument("docs/numbers.md").text
        let table = try #require(document.components(separatedBy: "<!-- lot sizes -->\n").dropFirst().first)
        let rows = table.components(separatedBy: "\n").prefix { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.components(separatedBy: "|").dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
        }
        try #require(rows.count >= 10)
        let workspace = try Workspace(rows: rows.indices.map { "S,P\($0),2024-01-01,0,0,0,1,1" })
        for (index, row) in zip(rows.indices, rows) {
            func real(_ cell: String) -> String { cell.isEmpty ? "NULL" : "CAST(\(cell) AS REAL)" }
            _ = try workspace.query(
                """
                INSERT INTO supply_terms SELECT series_key, 0, 1, \(real(row[0])), 0, \(real(row[1])),
                    \(row[2].isEmpty ? "0.0" : real(row[2])), \(real(row[3])), NULL, NULL, NULL, NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 2
                FROM inventory JOIN product USING (product_key) WHERE product_id = 'P\(index)'
                """)
        }
        try workspace.succeed("plan")
        for (index, row) in zip(rows.indices, rows) {
            let steps = try Self.steps(try workspace.succeed("explain", "P\(index)", "--format", "jsonl"))
            #expect(steps.dropFirst().first?["quantity"]?.number == Double(row[4]), "\(row)")
        }
    }

    private struct Step {
        var date: String?
        var number: Double?
    }

    /// The steps of the series, and then those of each order, by their names. Of receipts only the last is kept.
    private static func steps(_ text: String) throws -> [[String: Step]] {
        var steps: [[String: Step]] = [[:]]
        for line in text.split(separator: "\n") {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let order = try #require(row["order"] as? Int)
            while steps.count <= order { steps.append([:]) }
            steps[order][try #require(row["step"] as? String)] = Step(
                date: row["date"] as? String, number: (row["value"] as? NSNumber)?.doubleValue)
        }
        return steps
    }

    private static func check(
        _ order: [String: Step], of series: [String: Step], _ stored: String, _ place: String
    ) throws {
        func number(_ name: String) throws -> Double { try #require(order[name]?.number, "\(name)") }
        func hundredths(_ x: Double) -> Double { (x * 100).rounded() }
        let comment: Comment = "\(place): \(order)"
        let isByPosition = series["policy"] != nil
        let level = try number(isByPosition ? "position" : "level")
        let sum =
            try number("on_hand") + number("receipts_due") + number("earlier_orders") + number("restocked")
            - number("demand") + (order["lost_demand"]?.number ?? 0)
        let scale = try max(1, number("demand"), number("restocked"), abs(number("on_hand")))
        #expect(abs(sum - level) < 1e-9 * scale, comment)

        let shortfall = try number(isByPosition ? "wanted" : "shortfall")
        if isByPosition {
            #expect(try level <= (series["reorder_point"]?.number ?? number("position")) + 1e-6, comment)
        } else {
            let target = try #require(series["target"]?.number)
            #expect(
                abs(hundredths(target) - hundredths(try number("lowest_level")) - hundredths(shortfall)) <= 1 + 1e-9
                    * scale,
                comment)
        }
        var quantity = hundredths(order["wanted"]?.number ?? shortfall)
        if let minimum = series["minimum"]?.number { quantity = max(quantity, hundredths(minimum)) }
        let multiple = max(1, hundredths(series["multiple"]?.number ?? 0))
        quantity = (quantity / multiple).rounded(.up) * multiple
        if let maximum = series["maximum"]?.number, quantity > hundredths(maximum) {
            quantity = (hundredths(maximum) / multiple).rounded(.down) * multiple
        }
        #expect(try number("quantity") == quantity / 100, comment)
        let dates = try ["order_date", "arrival_date", "day_of_need"].map { try #require(order[$0]?.date) }
        // All digits of a whole number of hundredths: where fewer are asked for, SQLite and C round a half differently.
        let row =
            try dates + [
                String(format: "%.2f", number("quantity")), String(Int(number("days_late"))),
                String(format: "%.2f", number("units_short")),
            ]
        #expect(row.joined(separator: "|") == stored, comment)
    }
}

extension Workspace {
    /// Stores scheduled receipts, as an import of them would.
    func store(receipts: [(store: String, product: String, date: String, quantity: Double)]) throws {
        for (line, receipt) in receipts.enumerated() {
            _ = try query(
                """
                INSERT INTO receipt (series_key, receipt_day, import_id, source_line, quantity)
                SELECT store_key << 24 | product_key, unixepoch('\(receipt.date)') / 86400, 1, \(line + 2),
                    \(receipt.quantity)
                FROM store, product WHERE store_id = '\(receipt.store)' AND product_id = '\(receipt.product)'
                """)
        }
    }

    /// Terms of supply for half of the series, and receipts for a third.
    fileprivate func storeRandomTerms(using generator: inout SeededGenerator) throws {
        for key in try query("SELECT series_key FROM inventory ORDER BY series_key") {
            func sometimes(_ numbers: ClosedRange<Int>, by factor: Double = 1) -> String {
                guard Bool.random(using: &generator) else { return "NULL" }
                let number = Double(Int.random(in: numbers, using: &generator)) * factor
                return factor == 1 ? String(Int(number)) : String(number)
            }
            if Bool.random(using: &generator) {
                let isBounded = Bool.random(using: &generator)
                let hasPoint = Int.random(in: 0..<3, using: &generator) == 0
                let point = Double(Int.random(in: 0...400, using: &generator)) / 4
                let level = sometimes(400...900, by: 0.25)
                _ = try query(
                    """
                    INSERT INTO supply_terms VALUES (\(key), \(sometimes(0...20)), \(sometimes(1...9)),
                        \(sometimes(0...400, by: 0.25)), \(sometimes(0...20)),
                        \(isBounded ? sometimes(0...96, by: 0.5) : "NULL"), \(isBounded ? "12.0" : sometimes(0...100, by: 0.75)),
                        \(isBounded ? "60.0" : "NULL"), \(sometimes(0...999, by: 0.01)),
                        \(hasPoint ? "\(point)" : "NULL"), \(hasPoint ? level : "NULL"),
                        \(hasPoint && !isBounded ? sometimes(1...300, by: 0.5) : "NULL"), NULL, \(sometimes(1...7)), NULL, NULL, NULL, NULL, NULL, NULL, 1, 2)
                    """)
            }
            for line in 0..<Int.random(in: 0...3, using: &generator) {
                _ = try query(
                    """
                    INSERT INTO receipt VALUES (\(key), 19723 + \(Int.random(in: 0...60, using: &generator)), 1, \(line + 1),
                        \(Int.random(in: 1...200, using: &generator)).5)
                    """)
            }
        }
    }
}
