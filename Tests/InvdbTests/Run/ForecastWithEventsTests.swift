import Foundation
import TestSupport
import Testing

/// Forecasts and plans with events, and with demand that is stated ahead.
@Suite struct ForecastWithEventsTests {
    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
    }

    /// The first day of the stock.
    private static let start = 140
    private static let products = ["A", "B", "C", "D"]
    private static let stores = ["N", "S"]
    /// A sells by the day of the week, B every day the same; C and D have a stated rate, of which only D has a history too.
    private static let rates = ["C": 4.0, "D": 3.0]

    private struct Event {
        var name: String
        var days: ClosedRange<Int>
        var store = ""
        var category = ""
        var product = ""
        var factor: Double

        var row: String {
            "\(ForecastWithEventsTests.date(days.lowerBound)),\(ForecastWithEventsTests.date(days.upperBound)),\(name),\(store),\(category),\(product),\(factor)"
        }

        func concerns(_ store: String, _ product: String) -> Bool {
            (self.store.isEmpty || self.store == store)
                && (category.isEmpty || category == (product < "C" ? "Food" : "Toys"))
                && (self.product.isEmpty || self.product == product)
        }

        var specificity: Int { (product.isEmpty ? 0 : 4) + (store.isEmpty ? 0 : 2) + (category.isEmpty ? 0 : 1) }
    }

    private func workspace() throws -> Workspace {
        var rows: [String] = []
        for store in Self.stores {
            for product in Self.products {
                let rate = Self.rates[product].map { "\($0)" } ?? ""
                rows.append(
                    "\(store),\(product),\(Self.date(Self.start)),\(store == "N" ? 300 : 60),60,\(rate),\(product < "C" ? "Food" : "Toys")"
                )
            }
        }
        let workspace = try Workspace(
            "store_id,product_id,sell_start_date,initial_inventory,duration_days,sales_rate,category", rows: rows)
        var sold: [String] = []
        for day in 0..<Self.start {
            for store in Self.stores {
                sold.append("\(Self.date(day)),\(store),A,\([1, 2, 2, 2, 3, 6, 0][day % 7])")
                sold.append("\(Self.date(day)),\(store),B,5")
                sold.append("\(Self.date(day)),\(store),D,2")
            }
        }
        try workspace.folder.write(ProductFile.of(sold, header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv", "--no-estimate")
        return workspace
    }

    @Test("Levels are those of a plain simulation, with events of stores, categories and products, and stated periods")
    func simulation() throws {
        var generator = SeededGenerator("forecasts with events")
        for round in 0..<4 {
            let workspace = try workspace()
            var events: [Event] = []
            for place in 0..<Int.random(in: 1...8, using: &generator) {
                let first = Self.start + Int.random(in: -5...55, using: &generator)
                func pick(_ values: [String]) -> String {
                    Bool.random(using: &generator) ? "" : values.randomElement(using: &generator) ?? ""
                }
                events.append(
                    Event(
                        name: ["x", "y"].randomElement(using: &generator) ?? "" + (round > 1 ? "\(place)" : ""),
                        days: first...first + Int.random(in: 0...9, using: &generator), store: pick(Self.stores),
                        category: pick(["Food", "Toys"]), product: pick(Self.products),
                        factor: [0, 0.5, 1, 1.5, 3].randomElement(using: &generator) ?? 1))
            }
            // Two rows of an event that begin on one day are one event.
            var seen: Set<String> = []
            events = events.filter {
                seen.insert("\($0.name)|\($0.days.lowerBound)|\($0.store)|\($0.category)|\($0.product)").inserted
            }
            try workspace.folder.write(
                ProductFile.of(events.map(\.row), header: "date,until,event,store_id,category,product_id,factor"),
                to: "events.csv")
            try workspace.succeed("import", "events.csv")

            var stated: [String: [(days: ClosedRange<Int>, quantity: Double)]] = [:]
            var rows: [String] = []
            for store in Self.stores {
                for product in Self.products + ["E"] where Bool.random(using: &generator) {
                    var next = Self.start - 3
                    while next < Self.start + 70, Int.random(in: 0...4, using: &generator) > 0 {
                        let days = next...next + Int.random(in: 0...20, using: &generator)
                        let quantity = Double(Int.random(in: 0...90, using: &generator))
                        stated["\(store)|\(product)", default: []].append((days, quantity))
                        rows.append(
                            "\(store),\(product),\(Self.date(days.lowerBound)),\(Self.date(days.upperBound)),\(quantity)"
                        )
                        next = days.upperBound + 1 + Int.random(in: 0...9, using: &generator)
                    }
                }
            }
            if !rows.isEmpty {
                try workspace.folder.write(
                    ProductFile.of(rows, header: "store_id,product_id,date,until,forecast"), to: "demand.csv")
                try workspace.succeed("import", "demand.csv", "--kind", "demand")
            }
            let options = [
                [], ["--demand", "stated"], ["--demand", "history"],
                [
                    "--scale-sales", "2", "--between", "\(Self.date(Self.start + 4)),\(Self.date(Self.start + 20))",
                    "--scenario", "other",
                ],
            ][round]
            try workspace.succeed(["plan"] + options)
            let scenario = round == 3 ? "other" : "baseline"
            let demand = round == 0 || round == 3 ? "best" : options[1]

            // What the estimates say without events; they are known to be near, so the views say exactly what.
            var rates: [String: Double] = [:]
            for row in try workspace.query("SELECT store_id, product_id, rate FROM demand") {
                let cells = row.split(separator: "|").map(String.init)
                rates["\(cells[0])|\(cells[1])"] = Double(cells[2])
            }
            var profile: [String: Double] = [:]
            for row in try workspace.query(
                """
                SELECT store_id, category, weekday, max(CASE weekday WHEN 1 THEN monday WHEN 2 THEN tuesday WHEN 3 THEN wednesday
                    WHEN 4 THEN thursday WHEN 5 THEN friday WHEN 6 THEN saturday ELSE sunday END)
                FROM demand_profile, calendar GROUP BY 1, 2, 3
                """)
            {
                let cells = row.split(separator: "|").map(String.init)
                profile["\(cells[0])|\(cells[1])|\(cells[2])"] = Double(cells[3])
            }
            if demand != "stated" { #expect(profile["N|Food|6"] ?? 0 > 1.4, "\(profile)") }

            for store in Self.stores {
                for product in Self.products {
                    let key = "\(store)|\(product)"
                    let category = product < "C" ? "Food" : "Toys"
                    let usesEstimate = demand == "history" || demand == "best" && Self.rates[product] == nil
                    func factor(_ day: Int) -> Double {
                        var counting: [String: Event] = [:]
                        for event in events where event.concerns(store, product) && event.days.contains(day) {
                            if let known = counting[event.name],
                                (known.specificity, known.days.lowerBound) > (event.specificity, event.days.lowerBound)
                            {
                                continue
                            }
                            counting[event.name] = event
                        }
                        let events = counting.values.reduce(1) { $0 * $1.factor }
                        // Day 0 is a Monday.
                        return events * (usesEstimate ? profile["\(store)|\(category)|\(day % 7 + 1)"] ?? .nan : 1)
                    }
                    let periods = demand == "history" ? [] : stated[key] ?? []
                    let rate = usesEstimate ? rates[key] : Self.rates[product]
                    let known = periods.contains { $0.days.overlaps(Self.start...Self.start + 59) }
                    let found = try workspace.query(
                        "SELECT sales, inventory_level FROM forecast_by_scenario WHERE scenario = '\(scenario)' AND store_id = '\(store)' AND product_id = '\(product)' ORDER BY update_date"
                    ).map { $0.split(separator: "|").map { Double($0) ?? .nan } }
                    guard rate != nil || known else {
                        #expect(found.isEmpty, "\(key)")
                        continue
                    }
                    #expect(found.count == 60, "\(key) \(options)")
                    var level = store == "N" ? 300.0 : 60
                    for (place, row) in found.enumerated() {
                        let day = Self.start + place
                        var sales = (rate ?? 0) * factor(day)
                        if let period = periods.first(where: { $0.days.contains(day) }) {
                            let all = period.days.map(factor).reduce(0, +)
                            sales =
                                all > 0
                                ? period.quantity * factor(day) / all : period.quantity / Double(period.days.count)
                        }
                        if round == 3, (4...20).contains(place) { sales *= 2 }
                        level -= sales
                        #expect(abs(row[0] - sales) < 0.00501 + 1e-9 * sales, "\(key) day \(place): \(row) \(sales)")
                        #expect(abs(row[1] - level) < 0.00501 + 1e-6, "\(key) day \(place): \(row) \(level)")
                    }
                }
            }
            try workspace.succeed("export", "forecast", "--scenario", scenario, "--output", "forecast.csv")
            let exported = try workspace.folder.read("forecast.csv").split(separator: "\n").dropFirst().map(String.init)
            #expect(
                try workspace.query(
                    """
                    SELECT store_id || ',' || product_id || ',' || update_date || ',' || printf('%g,%g,%g', inventory_level, sales, restocking)
                    FROM forecast_by_scenario JOIN store USING (store_id) JOIN product USING (product_id)
                    WHERE scenario = '\(scenario)' ORDER BY store_key, product_key, update_date
                    """) == exported)
            for store in Self.stores {
                for product in Self.products {
                    let finished = try workspace.run(["explain", product, "--store", store, "--scenario", scenario])
                    #expect(!finished.output.contains("do not follow"), "\(finished)")
                }
            }
            try workspace.succeed("check")
            // What is planned of one series alone is what is planned of it with all.
            let orders =
                "SELECT * FROM reorder_by_scenario WHERE scenario = '\(scenario)' AND product_id = 'A' ORDER BY store_id, order_date"
            let before = try workspace.query(orders)
            try workspace.succeed(["plan", "--product", "A"] + options)
            #expect(try workspace.query(orders) == before)
            try workspace.succeed("check")
            if scenario == "baseline" { try workspace.succeed("scenario", "save", "copy") }
            try workspace.succeed("forecast", "--demand", "stated", "--store", "N")
            try workspace.succeed("check")
        }
    }

    @Test("A plan does not depend on how long the horizons of other series are")
    func horizons() throws {
        let workspace = try workspace()
        try workspace.succeed("estimate")
        let orders =
            "SELECT order_date, arrival_date, quantity FROM reorder WHERE store_id = 'S' AND product_id = 'B' ORDER BY 1"
        let options = ["--lead-time", "40", "--cover", "60"]
        try workspace.succeed(["plan", "--product", "B", "--days", "10"] + options)
        let alone = try workspace.query(orders)
        #expect(!alone.isEmpty)
        // The same with A, which has the same factors, for much longer.
        try workspace.folder.write(
            "store_id,product_id,sell_start_date,initial_inventory,duration_days\nS,A,\(Self.date(Self.start)),1,900\nS,B,\(Self.date(Self.start)),60,10\n",
            to: "long.csv")
        try workspace.succeed("import", "long.csv")
        try workspace.succeed(["plan"] + options)
        #expect(try workspace.query(orders) == alone)
    }

    @Test("What was learned of past events counts for the ones to come, and results of before are old")
    func learned() throws {
        let workspace = try workspace()
        var sold: [String] = []
        let promotions = [20...22, 48...50, 90...92, 125...127]
        for day in 0..<Self.start {
            let factor = promotions.contains { $0.contains(day) } ? 3 : day == 60 || day == 101 ? 0 : 1
            for store in Self.stores where factor > 0 {
                sold.append("\(Self.date(day)),\(store),A,\(factor * 8)")
                sold.append("\(Self.date(day)),\(store),B,\(factor * 5)")
            }
        }
        try workspace.folder.write(ProductFile.of(sold, header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv", "--replace")
        try workspace.succeed("forecast")
        let events =
            promotions.map { "\(Self.date($0.lowerBound)),\(Self.date($0.upperBound)),Promotion" }
            + [60, 101].map { "\(Self.date($0)),,Holiday" }
            + [
                "\(Self.date(Self.start + 3)),\(Self.date(Self.start + 4)),Promotion",
                "\(Self.date(Self.start + 9)),,Holiday",
            ]
        try workspace.folder.write(ProductFile.of(events, header: "date,until,event"), to: "events.csv")
        let imported = try workspace.succeed("import", "events.csv")
        #expect(imported.contains("8 events"), "\(imported)")
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["older"])
        let summary = try workspace.succeed("estimate")
        #expect(summary.contains("learned of events: Holiday × 0 (4 days), Promotion × 2.99 (24 days)"), "\(summary)")
        try workspace.succeed("forecast")
        #expect(try workspace.query("SELECT DISTINCT results FROM freshness") == ["current"])
        #expect(
            try workspace.query(
                "SELECT round(sales) FROM forecast WHERE store_id = 'N' AND product_id = 'A' LIMIT 11"
            ) == [8, 8, 8, 24, 24, 8, 8, 8, 8, 0, 8].map { "\(Double($0))" })
        #expect(
            try workspace.query(
                "SELECT round(factor, 1), stated FROM event_calendar WHERE name = 'Promotion' LIMIT 1") == ["3.0|0"])
        let shown = try workspace.succeed("demand", "A", "--store", "N")
        #expect(
            shown.contains("event: Promotion, \(Self.date(Self.start + 3)) to \(Self.date(Self.start + 4)), × 2.99\n"),
            "\(shown)")
        try workspace.succeed("plan")
        let explained = try workspace.succeed("explain", "A", "--store", "N")
        #expect(
            explained.contains(
                "Promotion until \(Self.date(Self.start + 4)), learned from the sales on days of its name"),
            "\(explained)")
        // Nothing depends on the order in which stores and rows came.
        let other = try Workspace(
            "store_id,product_id,sell_start_date,initial_inventory,category",
            rows: ["S,B,2024-01-01,1,Food", "N,A,2024-01-01,1,Food"])
        try other.folder.write(
            ProductFile.of(sold.reversed(), header: "date,store_id,product_id,quantity"), to: "sales.csv")
        try other.succeed("import", "sales.csv", "--no-estimate")
        try other.folder.write(ProductFile.of(events.reversed(), header: "date,until,event"), to: "events.csv")
        try other.succeed("import", "events.csv")
        try other.succeed("estimate", "--workers", "1")
        for query in [
            "SELECT name, printf('%!.17g', factor), day_count FROM event_factor ORDER BY 1",
            "SELECT store_id, product_id, printf('%!.17g', rate), printf('%!.17g', noise) FROM demand ORDER BY 1, 2",
        ] { #expect(try other.query(query) == workspace.query(query)) }

        // With them, the past is forecast better than without.
        func error() throws -> Double {
            let line = try workspace.succeed("backtest", "--cuts", "3", "--horizon", "14", "--format", "json")
            return Double(line.split(separator: "\"daily_wape\":").dropFirst().first?.prefix { $0 != "," } ?? "")
                ?? .nan
        }
        let with = try error()
        try workspace.query("DELETE FROM event")
        let without = try error()
        #expect(with < without / 2, "\(with) \(without)")
    }
}
