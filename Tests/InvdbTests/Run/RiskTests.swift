import Foundation
import TestSupport
import Testing

/// `--risk`: how likely series run out; and safety stock by service.
@Suite struct RiskTests {
    /// P(a Poisson number with this mean is k), for k from 0 to a count.
    private static func poisson(_ mean: Double, upTo count: Int) -> [Double] {
        var mass = [exp(-mean)]
        for k in 1...max(count, 1) { mass.append(mass[k - 1] * mean / Double(k)) }
        return mass
    }

    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
    }

    private static let header = "product_id,sell_start_date,initial_inventory,sales_rate,duration_days,lead_time_days"

    /// What the view says of a product: the four dates, three probabilities, and units short.
    private func risk(_ product: Int, _ workspace: Workspace) throws -> [String] {
        try workspace.query(
            """
            SELECT ifnull(stockout_date, ''), ifnull(early_date, ''), ifnull(middle_date, ''), ifnull(late_date, ''),
                p_before_order, ifnull(p_before_receipt, ''), p_horizon, units_short, approximate, assumed
            FROM risk WHERE product_id = 'P\(product)'
            """
        ).first?.split(separator: "|", omittingEmptySubsequences: false).map(String.init) ?? []
    }

    @Test("Chances and dates are those of the distribution, added up day by day, with receipts and without")
    func chances() throws {
        var generator = SeededGenerator("chances of running out")
        struct Case {
            var onHand: Int
            var rate: Double
            var days: Int
            var lead: Int
            var receipts: [Int: Int] = [:]
        }
        var cases: [Case] = []
        for _ in 0..<40 {
            var new = Case(
                onHand: Int.random(in: 0...60, using: &generator),
                rate: [0.1, 0.5, 2, 7].randomElement(using: &generator) ?? 1,
                days: Int.random(in: 5...60, using: &generator), lead: Int.random(in: 0...12, using: &generator))
            if Bool.random(using: &generator) {
                new.receipts[Int.random(in: 0..<new.days, using: &generator)] = Int.random(
                    in: 1...40, using: &generator)
            }
            cases.append(new)
        }
        let workspace = try Workspace(
            Self.header,
            rows: cases.enumerated().map { "P\($0),\(Self.date(0)),\($1.onHand),\($1.rate),\($1.days),\($1.lead)" })
        let receipts = cases.enumerated().flatMap { place, one in
            one.receipts.map { "P\(place),\(Self.date($0.key)),\($0.value)" }
        }
        try workspace.folder.write(
            ProductFile.of(receipts, header: "product_id,receipt_date,quantity"), to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        let summary = try workspace.succeed("forecast", "--risk", "--assume-dispersion", "1")
        #expect(summary.contains(" stock-outs to be expected of 40 series; "), "\(summary)")
        for (place, one) in cases.enumerated() {
            // The number of units on hand, before anybody has found none; out is final.
            let capacity = one.onHand + one.receipts.values.reduce(0, +)
            var left = [Double](repeating: 0, count: capacity + 1)
            left[one.onHand] = 1
            var out = [0.0]
            let mass = Self.poisson(one.rate, upTo: capacity + 1)
            for day in 0..<one.days {
                if let received = one.receipts[day] {
                    var moved = [Double](repeating: 0, count: capacity + 1)
                    for (units, share) in left.enumerated() where share > 0 { moved[units + received] += share }
                    left = moved
                }
                var next = [Double](repeating: 0, count: capacity + 1)
                for (units, share) in left.enumerated() where share > 0 {
                    // Nothing at the end of the day is out.
                    for sold in 0..<max(units, 0) { next[units - sold] += share * mass[sold] }
                }
                left = next
                out.append(1 - left.reduce(0, +))
            }
            let tolerance = one.receipts.isEmpty ? 6e-5 : 0.045
            let found = try risk(place, workspace)
            guard out[one.days] >= 0.01 + tolerance else { continue }
            #expect(found.count == 10, "P\(place) \(one) \(out[one.days])")
            guard found.count == 10 else { continue }
            #expect(abs((Double(found[6]) ?? .nan) - out[one.days]) <= tolerance, "P\(place) \(one): \(found) \(out)")
            #expect(found[8] == "0" && found[9] == "1")
            guard one.receipts.isEmpty else { continue }
            for (cell, probability) in zip(found[1...3], [0.1, 0.5, 0.9]) {
                let day = out.firstIndex { $0 >= probability }
                #expect(cell == day.map { Self.date($0 - 1) } ?? "", "P\(place) \(one): \(found)")
            }
            // The order of the first day is there on the morning of day lead, which may be after the horizon.
            let expected = one.rate * Double(one.lead)
            if one.lead <= one.days {
                #expect(abs((Double(found[4]) ?? .nan) - out[one.lead]) <= tolerance, "P\(place) \(one): \(found)")
            }
            let short = Self.poisson(expected, upTo: one.onHand + 400).enumerated().reduce(0) {
                $0 + max(0, Double($1.offset - one.onHand)) * $1.element
            }
            #expect(abs((Double(found[7]) ?? .nan) - short) < 0.0051, "P\(place) \(one): \(found) \(short)")
        }
        try workspace.succeed("check")
    }

    @Test("Units short are what is not served on its day, lost or late, with what is received until an order is there")
    func unitsShort() throws {
        let receipts = [3: 12, 6: 4]
        let (rate, lead, onHand) = (3.0, 9, 7)
        let workspace = try Workspace(Self.header, rows: ["P0,\(Self.date(0)),\(onHand),\(rate),30,\(lead)"])
        try workspace.folder.write(
            ProductFile.of(
                receipts.map { "P0,\(Self.date($0.key)),\($0.value)" }, header: "product_id,receipt_date,quantity"),
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        let mass = Self.poisson(rate, upTo: 60)
        for isLost in [true, false] {
            // How likely each level is on an evening; below zero is owed.
            var (levels, short) = ([onHand: 1.0], 0.0)
            for day in 0..<lead {
                var evening: [Int: Double] = [:]
                for (before, share) in levels {
                    let morning = before + (receipts[day] ?? 0)
                    for (asked, chance) in mass.enumerated() {
                        let served = min(asked, max(morning, 0))
                        short += share * chance * Double(asked - served)
                        evening[morning - (isLost ? served : asked), default: 0] += share * chance
                    }
                }
                levels = evening
            }
            try workspace.succeed(
                ["forecast", "--risk", "--assume-dispersion", "1"] + (isLost ? ["--lost-sales"] : []))
            let found = try Double(risk(0, workspace)[7]) ?? .nan
            #expect(abs(found - short) < (isLost ? 0.03 * short : 0.006), "\(isLost) \(found) \(short)")
        }
    }

    @Test("The view, the export and the list say the same, by scenario, until a run without --risk")
    func formats() throws {
        let workspace = try Workspace(
            Self.header,
            rows: (1...30).map { "P\($0),\(Self.date(0)),\($0 * 3),\($0 % 4).5,\(20 + $0),5" })
        try workspace.succeed("plan", "--risk", "--assume-dispersion", "2")
        try workspace.succeed("scenario", "save", "kept")
        let view =
            "SELECT store_id, product_id, stockout_date, early_date, middle_date, late_date, p_before_order, p_before_receipt, p_horizon, units_short, approximate, assumed FROM risk"
        func normal(_ text: String) -> [String] {
            text.split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map { cell in
                    Double(cell).map { "\($0)" } ?? String(cell)
                }.joined(separator: ",")
            }.sorted()
        }
        let viewed = try workspace.query(view).map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).map { cell in
                Double(cell).map { "\($0)" } ?? String(cell)
            }.joined(separator: ",")
        }.sorted()
        #expect(viewed.count > 20)
        try workspace.succeed("export", "risk", "--output", "risk.csv")
        #expect(normal(try workspace.folder.read("risk.csv")) == viewed)
        #expect(normal(try workspace.succeed("stockouts", "--risk", "--format", "csv")) == viewed)
        #expect(
            try workspace.query("SELECT count(*) FROM risk_by_scenario WHERE scenario = 'kept'") == ["\(viewed.count)"])
        // By the early day, from the index.
        let early = try workspace.query("SELECT early_date FROM risk WHERE early_date IS NOT NULL ORDER BY 1 LIMIT 1")[
            0]
        #expect(try workspace.query("SELECT count(*) > 0 FROM risk WHERE early_date = '\(early)'") == ["1"])
        #expect(
            try workspace.query("EXPLAIN QUERY PLAN SELECT * FROM risk WHERE early_date = '\(early)'").joined()
                .contains(
                    "USING INDEX stockout_risk_day"))
        let shown = try workspace.succeed("show", "P9")
        #expect(shown.contains("out before an order of the first day is there: ") && shown.contains("░"), "\(shown)")
        #expect(try workspace.succeed("stockouts", "--risk", "--to", early).contains("1 series with a chance"))

        try workspace.succeed("forecast", "--product", "P9")
        #expect(try workspace.query("SELECT count(*) FROM risk WHERE product_id = 'P9'") == ["0"])
        #expect(try workspace.query("SELECT count(*) FROM risk") == ["\(viewed.count - 1)"])
        try workspace.succeed("check")
        try workspace.succeed("forecast")
        #expect(try workspace.query("SELECT count(*) FROM risk") == ["0"])
        #expect(try workspace.succeed("stockouts", "--risk").contains("invdb forecast --risk looks for them"))
        // Without a spread there is no risk.
        let summary = try workspace.succeed("forecast", "--risk")
        #expect(summary.contains("assume it with --assume-dispersion"), "\(summary)")
        for command in ["forecast", "plan"] {
            for (options, words) in [
                (["--rates-per", "update"], "of rates per day"), (["--days", "0"], "there are none"),
            ] {
                let refused = try workspace.run([command, "--risk"] + options)
                #expect(refused.status == 64 && refused.error.contains(words), "\(refused)")
            }
        }
        #expect(try workspace.query("SELECT count(*) FROM risk") == ["0"])
        try workspace.succeed("scenario", "delete", "kept")
        try workspace.succeed("check")
    }

    @Test("What runs out before an order is there has a risk, also if that is after its horizon")
    func shortHorizons() throws {
        let workspace = try Workspace(
            Self.header, rows: ["urgent,2024-01-01,26,1,7,28", "fine,2024-01-01,500,1,30,7"])
        try workspace.succeed("plan", "--risk", "--assume-dispersion", "1.5")
        let found = try workspace.query("SELECT product_id, p_before_order > 0.5, p_horizon < 0.01 FROM risk")
        #expect(found == ["urgent|1|1"])
        #expect(try workspace.succeed("stockouts", "--risk").contains("urgent"))
        // After a run with --risk it would be no advice to make one.
        try workspace.succeed("forecast", "--risk")
        #expect(try workspace.succeed("stockouts", "--risk").contains("--assume-dispersion"))
        try workspace.succeed("check")
    }

    @Test("The order that comes first is that of the first day on which orders are placed")
    func reviewDays() throws {
        // 2024-01-02 is a Tuesday. An order of the next Monday is there 13 days later, as with a lead time of 13 days.
        let workspace = try Workspace(
            Self.header, rows: ["week,2024-01-02,14,2,60,7", "lead,2024-01-02,14,2,60,13"])
        let query = "SELECT product_id, p_before_order, units_short FROM risk ORDER BY product_id"
        let options = ["plan", "--risk", "--assume-dispersion", "2"]
        try workspace.succeed(options)
        let each = try workspace.query(query).map { $0.split(separator: "|").dropFirst() }
        #expect(each[0] != each[1])
        try workspace.succeed(options + ["--review-on", "monday"])
        let monday = try workspace.query(query).map { $0.split(separator: "|").dropFirst() }
        #expect(monday[1] == each[0], "\(monday) \(each)")
    }

    @Test("A plan by service is the plan of the safety stock that the distribution gives")
    func service() throws {
        var generator = SeededGenerator("plans by service")
        struct Case {
            var onHand: Int
            var rate: Double
            var lead: Int
            var review: Int
            var cover: Int
            var minimum: Int
        }
        let cases = (0..<60).map { _ in
            Case(
                onHand: Int.random(in: 0...200, using: &generator),
                rate: [0.05, 0.3, 2, 8, 20].randomElement(using: &generator) ?? 1,
                lead: Int.random(in: 0...20, using: &generator),
                review: [1, 3, 7].randomElement(using: &generator) ?? 1,
                cover: Int.random(in: 0...30, using: &generator),
                minimum: [0, 1, 50].randomElement(using: &generator) ?? 0)
        }
        let header = "\(Self.header),review_period_days,cover_days,min_order_quantity"
        func rows(_ safety: [Double]?) -> [String] {
            cases.enumerated().map { place, one in
                "P\(place),\(Self.date(0)),\(one.onHand),\(one.rate),90,\(one.lead),\(one.review),\(one.cover),\(one.minimum)"
                    + (safety.map { ",\($0[place])" } ?? "")
            }
        }
        let workspace = try Workspace(header, rows: rows(nil))
        let orders =
            "SELECT product_id, order_date, arrival_date, quantity, days_late, units_short, reason FROM reorder ORDER BY 1, 2"
        for (option, level) in [("--service", 95.0), ("--service", 80), ("--fill-rate", 98)] {
            try workspace.succeed("plan", option, "\(level)", "--assume-dispersion", "1")
            let planned = try workspace.query(orders)
            for place in [0, 20, 40] {
                let explained = try workspace.succeed("explain", "P\(place)")
                #expect(!explained.contains("do not follow"), "\(explained)")
                #expect(explained.contains("service point"), "\(explained)")
            }
            let safety = cases.map { one -> Double in
                let mean = one.rate * Double(one.lead + one.review)
                let mass = Self.poisson(mean, upTo: Int(mean) + 400)
                let quantity = max(one.rate * Double(max(one.cover, one.review)), Double(one.minimum), 1)
                var (below, point) = (0.0, 0)
                func isEnough() -> Bool {
                    if option == "--service" { return below >= level / 100 }
                    let short = mass.enumerated().reduce(0) { $0 + max(0, Double($1.offset - point)) * $1.element }
                    return short <= (1 - level / 100) * quantity
                }
                below = mass[0]
                while !isEnough() {
                    point += 1
                    below += mass[point]
                }
                return (max(0, Double(point) + 0.01 - mean) * 100 - 1e-6).rounded(.up) / 100
            }
            let stated = try Workspace("\(header),safety_stock", rows: rows(safety))
            try stated.succeed("plan")
            #expect(try stated.query(orders) == planned, "\(option) \(level)")
        }
        // What a file states comes before the option.
        try workspace.folder.write("product_id,service_level,fill_rate\nP0,99.9,\nP1,,50\n", to: "levels.csv")
        try workspace.succeed("import", "levels.csv")
        try workspace.succeed("plan", "--service", "80", "--assume-dispersion", "1")
        func safety(_ product: String) throws -> String {
            try workspace.succeed("explain", product).split(separator: "\n").first { $0.hasPrefix("  service ") }.map(
                String.init) ?? ""
        }
        #expect(try safety("P0").contains("99.9 %  "))
        #expect(try safety("P1").contains("50 %  "))
        let third = try safety("P2")
        #expect(third.contains("80 %  ") && third.contains("--service of run"), "\(third)")
        // Nobody knows the spread.
        let summary = try workspace.succeed("plan", "--service", "95")
        #expect(
            summary.contains(
                "\nOf 60 series it is not known how demand spreads: "),
            "\(summary)")
        try workspace.succeed("check")
    }

    @Test("Levels by class go to the series of the class by money")
    func classes() throws {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,unit_cost",
            rows: [
                "A,\(Self.date(100)),10,100", "B,\(Self.date(100)),10,1", "C,\(Self.date(100)),10,0.1",
                "D,\(Self.date(100)),10,",
            ])
        let sold = (0..<100).flatMap { day in
            "ABCD".map { "\(Self.date(day)),\($0),\(2 + (day + Int($0.asciiValue ?? 0)) % 3)" }
        }
        try workspace.folder.write(ProductFile.of(sold, header: "date,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        let summary = try workspace.succeed("plan", "--service", "A=99,C=80")
        #expect(
            summary.contains("\nOf 1 series the class by money is not known, or no service is given for it: "),
            "\(summary)")
        func service(_ product: String) throws -> String {
            try workspace.succeed("explain", product).split(separator: "\n").first { $0.hasPrefix("  service ") }.map(
                String.init) ?? "none"
        }
        #expect(try service("A").contains(" 99 % "))
        #expect(try service("C").contains(" 80 % "))
        #expect(try service("D") == "none")
        for bad in ["100", "0", "0.001", "A=98,A=97", "A=98,90", "D=9", "", "95,"] {
            let finished = try workspace.run(["plan", "--service", bad])
            #expect(finished.status == 64 && finished.error.contains("--service is a percentage"), "\(bad) \(finished)")
        }
    }

    @Test("A share in place of a percentage is refused, with what to write")
    func shares() throws {
        let workspace = try Workspace(Self.header, rows: ["P,2024-01-01,10,1,30,7"])
        for (options, words) in [
            (["--service", "0.95"], "--service is in percent: write 95 in place of 0.95."),
            (["--service", "1"], "--service is in percent: write 99.999 in place of 1."),
            (["--fill-rate", "0.985"], "--fill-rate is in percent: write 98.5 in place of 0.985."),
            (["--service", "A=0.98,B=0.9"], "--service is in percent: write 98 in place of 0.98."),
            (
                ["--service", "economic", "--holding-rate", "0.25"],
                "--holding-rate is in percent: write 25 in place of 0.25."
            ),
        ] {
            let finished = try workspace.run(["plan"] + options)
            #expect(finished.status == 64 && finished.error.contains(words), "\(options) \(finished)")
        }
        // What it costs to keep a unit may be 1 %.
        try workspace.succeed("plan", "--service", "economic", "--holding-rate", "1", "--assume-dispersion", "1")
        for column in ["service_level", "fill_rate"] {
            for (text, meant) in [("0.95", "95"), (".98", "98"), ("1", "99.999"), ("0.95%", nil), ("0.003", nil)] {
                try workspace.folder.write("product_id,\(column)\nP,\(text)\n", to: "levels.csv")
                let finished = try workspace.run(["import", "levels.csv"])
                let hint = meant.map { " (it is in percent: write \($0))" } ?? ""
                let words = "a percentage above 1, up to 99.999\(hint), or nothing"
                #expect(finished.status != 0 && finished.error.contains(words), "\(text) \(finished)")
            }
            try workspace.folder.write("product_id,\(column)\nP,95%\n", to: "levels.csv")
            try workspace.succeed("import", "levels.csv")
        }
        try workspace.succeed("check")
    }
}
