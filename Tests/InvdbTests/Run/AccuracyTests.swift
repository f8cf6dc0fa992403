import Foundation
import TestSupport
import Testing

/// `invdb accuracy`: what was expected of weeks before they began, beside what was sold.
@Suite struct AccuracyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func invdb(_ arguments: String...) throws -> String {
        let finished = try Command.run(Command.invdb, arguments, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == 0, "\(finished)")
        return finished.output
    }

    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
    }

    @Test("The errors of each week are those of the forecast that was stored before it began")
    func weeks() throws {
        var generator = SeededGenerator("weeks of accuracy")
        let products = ["A", "B", "C"]
        var rows: [String] = []
        var last = 69
        func sell(_ days: Range<Int>) {
            rows = []
            for day in days {
                for store in ["N", "S"] {
                    for (place, product) in products.enumerated() where Bool.random(using: &generator) {
                        let left = Int.random(in: 0...20, using: &generator)
                        rows.append(
                            "\(Self.date(day)),\(store),\(product),\(Int.random(in: 1...9, using: &generator) * (place + 1)),\(left == 0 ? "0" : "")"
                        )
                    }
                }
                // So that the day is known whatever else is sold.
                rows.append("\(Self.date(day)),N,D,1,")
                rows.append("\(Self.date(day)),S,D,1,")
            }
        }
        func write() throws {
            try folder.write(
                ProductFile.of(rows, header: "date,store_id,product_id,quantity,closing_stock"), to: "sales.csv")
        }
        try folder.write(
            ProductFile.of(
                ["A,Food", "B,Food", "C,Toys", "D,Toys"].map { "N,\($0),2024-01-01,1" },
                header: "store_id,product_id,category,sell_start_date,initial_inventory"), to: "products.csv")
        try invdb("import", "products.csv")
        sell(0..<last + 1)
        try write()
        try invdb("import", "sales.csv")
        #expect(try invdb("accuracy").contains("No week is over yet"))

        // By week, store and category: series, sold, absolute error, error, those within, and the errors of the average.
        var expected: [String: [Double]] = [:]
        // Some weeks are over at the next import, and some aren't.
        for step in [2, 5, 8, 9, 10, 11, 12, 13].shuffled(using: &generator) {
            let series =
                "week_forecast JOIN store ON store_key = series_key >> 24 JOIN product ON product_key = series_key & 0xffffff"
            // The week that is to come, and the one that has begun.
            let forecasts = try folder.rows(
                """
                SELECT week_day - 19723, store_id, product_id, ifnull(category, ''), mean, low, high, average FROM \(series)
                UNION ALL
                SELECT begun_week_day - 19723, store_id, product_id, ifnull(category, ''), begun_mean, begun_low, begun_high, begun_average
                FROM \(series) WHERE begun_week_day IS NOT NULL
                """
            ).map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
            let next = last + step
            sell(last + 1..<next + 1)
            try write()
            try invdb("import", "sales.csv")
            last = next
            for row in forecasts {
                guard let week = Int(row[0]), week + 6 <= last else { continue }
                let (from, to) = (Self.date(week), Self.date(week + 6))
                let of =
                    "FROM sales WHERE store_id = '\(row[1])' AND product_id = '\(row[2])' AND date BETWEEN '\(from)' AND '\(to)'"
                guard try folder.rows("SELECT count(*) \(of) AND closing_stock <= 0") == ["0"] else { continue }
                // Nothing was left before it either, and no row says that something came until then.
                let began = try folder.rows(
                    """
                    SELECT closing_stock FROM sales WHERE store_id = '\(row[1])' AND product_id = '\(row[2])' AND date <= '\(from)'
                    ORDER BY date DESC LIMIT 1
                    """)
                guard began != ["0.0"] else { continue }
                let sold = Double(try folder.rows("SELECT ifnull(sum(quantity), 0) \(of)").first ?? "") ?? .nan
                let numbers = row[4...].map { Double($0) ?? .nan }
                var sums = expected["\(from)|\(row[1])|\(row[3])"] ?? [0, 0, 0, 0, 0, 0, 0]
                for (place, value) in [
                    1, sold, abs(numbers[0] - sold), numbers[0] - sold,
                    numbers[1] <= sold && sold <= numbers[2] ? 1 : 0, abs(numbers[3] - sold), numbers[3] - sold,
                ].enumerated() { sums[place] += value }
                expected["\(from)|\(row[1])|\(row[3])"] = sums
            }
            // What is expected of the next week is the rate times the factors of its days.
            #expect(
                try folder.rows(
                    """
                    SELECT count(*) FROM week_forecast JOIN demand_estimate USING (series_key)
                    WHERE week_day > until_day AND abs(mean - rate * (SELECT sum(factor) FROM demand_profile_day JOIN calendar USING (date)
                        WHERE profile = profile_key AND day BETWEEN week_day AND week_day + 6)) > 1e-6
                    """) == ["0"])
        }
        let found = try folder.rows(
            """
            SELECT date(week_day * 86400, 'unixepoch') || '|' || store_id || '|' || ifnull(category, ''), week_accuracy.series_count, sold,
                absolute_error, error, within_count, average_absolute_error, average_error
            FROM week_accuracy JOIN store USING (store_key)
            """)
        #expect(found.count == expected.count)
        #expect(found.count > 8)
        for row in found {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let sums = expected[cells[0..<3].joined(separator: "|")] ?? []
            for (cell, sum) in zip(cells[3...], sums) {
                #expect(abs((Double(cell) ?? .nan) - sum) < 1e-9, "\(row) \(sums)")
            }
        }
        // An estimate of the same sales compares nothing twice.
        let before = try folder.rows("SELECT * FROM week_accuracy")
        try invdb("estimate")
        #expect(try folder.rows("SELECT * FROM week_accuracy") == before)
        try invdb("check")

        let total = expected.values.reduce([0, 0, 0, 0, 0, 0, 0]) { zip($0, $1).map(+) }
        let line =
            try invdb("accuracy", "--weeks", "100", "--format", "csv").split(separator: "\n").last.map(String.init)
            ?? ""
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? 0 }
        for (cell, value) in zip(
            cells[1...],
            [
                total[0], total[1], total[2] / total[1], total[3] / total[1], total[4] / total[0], total[5] / total[1],
                total[6] / total[1],
            ])
        { #expect(abs(cell - value) < 1e-9, "\(line)") }
        for (grouping, count) in [
            ("store", 2), ("category", 2), ("week", Set(expected.keys.map { $0.prefix(10) }).count),
        ] {
            let lines = try invdb("accuracy", "--weeks", "100", "--by", grouping, "--format", "csv").split(
                separator: "\n")
            #expect(lines.count == count + 1, "\(lines)")
        }
        // A category of one product may have sold nothing in a week, and then there is nothing to divide by.
        #expect(
            try folder.rows(
                """
                SELECT count(*) FROM accuracy
                WHERE CASE WHEN sold = 0 THEN wape IS NULL ELSE wape >= 0 END AND within_p10_p90 BETWEEN 0 AND 1
                """) == ["\(found.count)"])
    }

    @Test("Sales of the last week that was compared are compared once more if they are corrected")
    func corrected() throws {
        func file(_ days: Range<Int>, _ units: (Int) -> Int) throws {
            try folder.write(
                ProductFile.of(
                    days.map { "\(Self.date($0)),N,A,\(units($0))" }, header: "date,store_id,product_id,quantity"),
                to: "sales.csv")
            try invdb("import", "sales.csv")
        }
        try file(0..<70) { _ in 3 }
        let expected = try folder.rows("SELECT week_day, mean, low, high, average FROM week_forecast")
        try file(70..<85) { _ in 4 }
        func weeks() throws -> [String] {
            try folder.rows("SELECT week, sold FROM accuracy ORDER BY 1")
        }
        // Day 70 is a Monday; the estimate of day 69 was the last one before it.
        #expect(try weeks() == ["\(Self.date(70))|28.0"])
        #expect(
            try folder.rows("SELECT last_week_day, last_mean, last_low, last_high, last_average FROM week_forecast")
                == expected)
        let error = try folder.rows("SELECT round(error, 6) FROM week_accuracy")
        try file(72..<74) { _ in 9 }
        #expect(try weeks() == ["\(Self.date(70))|38.0"])
        #expect(try folder.rows("SELECT round(error + 10, 6) FROM week_accuracy") == error)
        // Without stock in the evening nobody knows what would have been sold.
        try folder.write(
            "date,store_id,product_id,quantity,closing_stock\n\(Self.date(75)),N,A,4,0\n", to: "sales.csv")
        try invdb("import", "sales.csv")
        #expect(try weeks() == [])
        try file(75..<92) { _ in 4 }
        // The week that is expected has begun.
        #expect(try weeks() == ["\(Self.date(70))|38.0"])
        try file(92..<98) { _ in 5 }
        #expect(try weeks() == ["\(Self.date(70))|38.0", "\(Self.date(91))|34.0"])
        try invdb("check")
    }

    @Test(
        "Each week is compared, whichever day of the week files end on, also where stores are closed on Sundays",
        arguments: [0, 2, 5, 6])
    func everyWeek(lastDay: Int) throws {
        let header = "date,store_id,product_id,quantity"
        func sell(_ days: Range<Int>) throws {
            let open = days.filter { lastDay != 5 || $0 % 7 != 6 }
            try folder.write(
                ProductFile.of(open.map { "\(Self.date($0)),N,A,\(3 + $0 % 2)" }, header: header), to: "sales.csv")
            try invdb("import", "sales.csv")
        }
        // Day 0 is a Monday.
        try sell(0..<63 + lastDay + 1)
        for week in 10...15 { try sell(week * 7 + lastDay - 6..<week * 7 + lastDay + 1) }
        // Of a week that had begun with the first file nothing was expected. The last one is over only if the file ends on its Sunday.
        let weeks = (10...(lastDay == 6 ? 15 : 14)).map { Self.date($0 * 7) }
        #expect(try folder.rows("SELECT week FROM accuracy ORDER BY 1") == weeks)
        try invdb("check")
    }

    @Test("The last week that is over is compared once more also if the next one has begun")
    func correctedLater() throws {
        func sell(_ days: Range<Int>, _ units: Int) throws {
            try folder.write(
                ProductFile.of(
                    days.map { "\(Self.date($0)),N,A,\(units)" }, header: "date,store_id,product_id,quantity"),
                to: "sales.csv")
            try invdb("import", "sales.csv")
        }
        try sell(0..<63, 3)
        try sell(63..<70, 4)
        for day in 70..<73 { try sell(day..<day + 1, 4) }
        func weeks() throws -> [String] { try folder.rows("SELECT week, sold FROM accuracy ORDER BY 1") }
        #expect(try weeks() == ["\(Self.date(63))|28.0"])
        try sell(69..<70, 30)
        #expect(try weeks() == ["\(Self.date(63))|54.0"])
        try sell(73..<78, 4)
        #expect(try weeks() == ["\(Self.date(63))|54.0", "\(Self.date(70))|28.0"])
        try invdb("check")
    }

    @Test("History that ends earlier than it did takes back the weeks that are no longer over")
    func backInTime() throws {
        func write(_ days: Int, _ name: String) throws {
            try folder.write(
                ProductFile.of(
                    (0..<days).map { "\(Self.date($0)),A,\(3 + $0 % 5)" }, header: "date,product_id,quantity"), to: name
            )
        }
        try write(42, "w1.csv")
        try write(49, "w2.csv")
        try invdb("import", "w1.csv")
        try invdb("import", "w2.csv")
        #expect(try folder.rows("SELECT week FROM accuracy") == [Self.date(42)])
        try invdb("import", "w1.csv", "--replace")
        #expect(try folder.rows("SELECT week FROM accuracy") == [])
        try invdb("check")
        try invdb("estimate", "--rebuild")
        try invdb("import", "w2.csv")
        #expect(try folder.rows("SELECT week FROM accuracy") == [Self.date(42)])
        try invdb("check")
    }

    @Test("A plan is compared with what was sold, whether it came before the last estimate or after it")
    func plans() throws {
        func sell(_ days: Range<Int>) throws {
            let rows = days.flatMap { day in ["N", "S"].map { "\(Self.date(day)),\($0),A,\(3 + day % 2)" } }
            try folder.write(ProductFile.of(rows, header: "date,store_id,product_id,quantity"), to: "sales.csv")
            try invdb("import", "sales.csv")
        }
        func state(_ rows: [String], _ options: String...) throws {
            try folder.write(
                ProductFile.of(rows, header: "date,until,store_id,product_id,quantity"), to: "plan.csv")
            let finished = try Command.run(
                Command.invdb, ["import", "plan.csv", "--kind", "demand"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
        }
        func accuracy() throws -> [String] {
            try folder.rows(
                "SELECT week, store_id, stated_series, round(stated_wape, 4), round(stated_bias, 4) FROM accuracy ORDER BY 1, 2"
            )
        }
        // Day 70 is a Monday. The plan of its week comes after the estimate of the week before; in N it is corrected, and in S it lacks a day.
        try sell(0..<70)
        let (monday, sunday) = (Self.date(70), Self.date(76))
        try state(["\(monday),\(sunday),N,A,70", "\(monday),\(Self.date(75)),S,A,9"])
        try state(["\(monday),\(sunday),N,A,30"])
        try sell(70..<77)
        // 24 were sold of 30: three days of 4 units, four of 3.
        #expect(try accuracy() == ["\(monday)|N|1|0.25|0.25", "\(monday)|S|0||"])
        // Of a period of two weeks, half is of each; an estimate after the plan says the same.
        try state(["\(Self.date(77)),\(Self.date(90)),N,A,60"])
        try invdb("estimate", "--rebuild")
        try sell(77..<84)
        #expect(try accuracy().contains("\(Self.date(77))|N|1|0.2|0.2"))
        // A week that has begun is not compared with a plan that came later.
        try sell(84..<86)
        try state(["\(Self.date(84)),\(Self.date(90)),S,A,30"])
        try sell(86..<91)
        #expect(try accuracy().contains("\(Self.date(84))|S|0||"))
        try invdb("check")
    }
}
