import Foundation
import TestSupport
import Testing

@testable import Forecasting

/// The known answers of the demand estimator once more, from files of sales through the binary to its tables and views.
///
/// An estimate finds profiles and usual rates itself. So where the answers have given ones, events state the factors, and a further product
/// sells what makes the sales of all days just as uneven as these: then nothing is left for weekdays and seasons to be found.
@Suite struct EstimateThroughBinaryTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private static func text(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }

    /// Rows of a table of sales by product, without those that sell nothing.
    private static func sales(_ name: String) throws -> [(product: String, day: Int, units: Double)] {
        try DemandTables.table(name).map {
            (try #require($0["series"]), try DemandTables.day($0, "date"), try DemandTables.number($0, "quantity"))
        }
    }

    private func importSales(_ rows: [(product: String, day: Int, units: Double)], _ options: String...) throws {
        try workspace.folder.write(
            ProductFile.of(
                rows.map { "\(Self.text($0.day)),\($0.product),\($0.units)" }, header: "date,product_id,quantity"),
            to: "sales.csv")
        try workspace.succeed(["import", "sales.csv"] + options)
    }

    private func startAnew() throws {
        for name in try workspace.folder.names() where name.hasPrefix("invdb.db") {
            try FileManager.default.removeItem(atPath: workspace.folder.path(of: name))
        }
    }

    /// Sales of a further product, so that those of each day come to `units` times its factor.
    private static func filler(
        _ rows: [(product: String, day: Int, units: Double)], _ days: ClosedRange<Int>, units: Double,
        factor: (Int) -> Double
    ) -> [(product: String, day: Int, units: Double)] {
        var sold: [Int: Double] = [:]
        for row in rows { sold[row.day, default: 0] += row.units }
        return days.map { ("filler", $0, units * factor($0) - (sold[$0] ?? 0)) }
    }

    /// What the table of estimates has of a product.
    private struct Estimate {
        var firstSale: Int
        var lastSale: Int
        var bucket: Int
        var rates: [Double]
        var rate: Double
        var dispersion: [Double]
    }

    private func estimates(ofStore store: String = "main") throws -> [String: Estimate] {
        let rows = try workspace.query(
            """
            SELECT product_id, first_sale_day, last_sale_day, bucket, average_7, average_28, average_91, average_364, rate,
                noise, spread, drift
            FROM demand_estimate JOIN product USING (product_key) JOIN store USING (store_key) WHERE store_id = '\(store)'
            """)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let cells = row.split(separator: "|").map(String.init)
                let numbers = cells.dropFirst().map { Double($0) ?? .nan }
                return (
                    cells[0],
                    Estimate(
                        firstSale: Int(numbers[0]), lastSale: Int(numbers[1]), bucket: Int(numbers[2]),
                        rates: Array(numbers[3...6]), rate: numbers[7], dispersion: Array(numbers[8...10]))
                )
            })
    }

    /// The shell prints 15 digits.
    private static func isClose(_ found: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
        abs(found - expected) <= tolerance * max(1, abs(expected))
    }

    /// Whether the last sale of a product comes after a time without any that is so long that hardly anything was expected: then what is far
    /// above that is cut off, unlike in the answers.
    private static func isCutOff(
        _ product: String, among sales: [(product: String, day: Int, units: Double)]
    ) -> Bool {
        let days = sales.filter { $0.product == product && $0.units != 0 }.suffix(2).map(\.day)
        return days.count == 2 && days[1] - days[0] > 50
    }

    // MARK: - 01

    @Test("01: the discounted sums after each day, from files of one day each")
    func sums() throws {
        let sales = try Self.sales("01_state_sales")
        let expected = try DemandTables.table("01_state_expected")
        let first = try #require(sales.map(\.day).min())
        let total = 20.0
        let rows = sales + Self.filler(sales, first...(sales.map(\.day).max() ?? first), units: total) { _ in 1 }
        var imported = first - 1
        var checked = 0
        var started: Set<String> = ["filler"]
        for day in Set(sales.map(\.day)).sorted() {
            try importSales(rows.filter { imported < $0.day && $0.day <= day })
            imported = day
            for row in sales where row.day == day && row.units > 0 { started.insert(row.product) }
            let estimates = try estimates()
            #expect(estimates.count == started.count)
            let usual = total / Double(started.count)
            for row in expected where try DemandTables.day(row, "date") == day {
                let product = try #require(row["series"])
                guard row["first_sale"]?.isEmpty == false else {
                    #expect(estimates[product] == nil)
                    continue
                }
                if Self.isCutOff(product, among: sales.filter { $0.day <= day }) { continue }
                let found = try #require(estimates[product])
                #expect(found.firstSale == (try DemandTables.day(row, "first_sale")), "\(row)")
                #expect(found.lastSale == (try DemandTables.day(row, "last_sale")), "\(row)")
                let days = Double(day - found.firstSale)
                for (place, window) in [7.0, 28, 91, 364].enumerated() {
                    let left = pow(1 - 1 / window, days)
                    let sum = try DemandTables.number(row, "a\(Int(window))")
                    let rate = (max(0, sum) + 0.5 * left) / ((1 - left) * window + 0.5 / usual * left)
                    #expect(Self.isClose(found.rates[place], rate), "\(row) \(found) \(rate)")
                    checked += 1
                }
            }
        }
        #expect(checked > 120)
    }

    // MARK: - 05

    @Test("05: rates, the class and what is expected, with a given profile and usual rate")
    func rates() throws {
        let sales = try Self.sales("01_state_sales")
        let profile = try DemandTables.profile("04_profile")
        let factors = try DemandTables.table("04_profile").map { try DemandTables.number($0, "factor") }
        let last = profile.firstDay + factors.count - 1
        let expected = try DemandTables.table("05_rates_expected")
        var checked = 0
        for cut in Set(try expected.map { try DemandTables.day($0, "date") }).sorted() {
            let known = sales.filter { $0.day < cut }
            let started = Set(known.filter { $0.units > 0 }.map(\.product)).count + 1
            let days = profile.firstDay...cut - 1
            let counted = max(days.lowerBound, cut - 91)..<cut
            let usual = try DemandTables.number(
                #require(expected.first { $0["date"] == Self.text(cut) }), "r0")
            let units = usual * Double(started) * Double(counted.count) / profile.sum(from: counted.lowerBound, to: cut)
            try startAnew()
            try workspace.folder.write(
                ProductFile.of(
                    factors.enumerated().map { "\(Self.text(profile.firstDay + $0.offset)),profile,\($0.element)" },
                    header: "date,name,factor"), to: "events.csv")
            try workspace.succeed("import", "events.csv")
            try importSales(known + Self.filler(known, days, units: units) { profile.factor(ofDay: $0) })
            let estimates = try estimates()
            let ahead = try workspace.query(
                "SELECT factor FROM demand_profile_day WHERE date <= '\(Self.text(min(last, cut + 27)))' ORDER BY date"
            ).map { Double($0) ?? .nan }
            #expect(ahead.count == 28)
            for row in expected where row["date"] == Self.text(cut) {
                let product = try #require(row["series"])
                if Self.isCutOff(product, among: known) { continue }
                let found = try #require(estimates[product])
                for (place, window) in [7, 28, 91, 364].enumerated() {
                    // A season of a year without one is found to be nearly none.
                    #expect(
                        Self.isClose(found.rates[place], try DemandTables.number(row, "r\(window)"), 1e-7),
                        "\(row) \(found)")
                }
                #expect(Double(found.bucket) == (try DemandTables.number(row, "bucket")), "\(row) \(found)")
                let first = zip(PlainHistory.firstWeights, found.rates).reduce(0) { $0 + $1.0 * $1.1 }
                for days in [7, 14, 28] {
                    #expect(
                        Self.isClose(
                            first * ahead.prefix(days).reduce(0, +), try DemandTables.number(row, "sum\(days)"), 1e-7),
                        "\(row)")
                }
                checked += 1
            }
        }
        #expect(checked > 18)
    }

    // MARK: - 09

    @Test("09: what is learned and the results are those of the plain passes, with the weekdays that were found")
    func firstImport() throws {
        var rows: [String: [SoldDay]] = [:]
        var lines: [String] = []
        for row in try DemandTables.table("09_sales") {
            let (store, product) = (try #require(row["store"]), try #require(row["product"]))
            let units = try DemandTables.number(row, "quantity")
            let day = try DemandTables.day(row, "date")
            if units != 0 { rows["\(store)|\(product)", default: []].append(SoldDay(day: Int32(day), quantity: units)) }
            lines.append("\(store),\(product),\(Self.text(day)),\(units)")
        }
        try workspace.folder.write(
            ProductFile.of(lines, header: "store_id,product_id,date,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        let days = rows.values.joined().map { Int($0.day) }
        let first = try #require(days.min())
        let cut = try #require(days.max()) + 1
        var totals: [String: [Int: Double]] = [:]
        for (name, sold) in rows {
            let store = String(name.split(separator: "|")[0])
            for day in sold { totals[store, default: [:]][Int(day.day), default: 0] += day.quantity }
        }
        let recent = totals.values.joined().filter { $0.key >= cut - 91 }.reduce(0) { $0 + $1.value }
        let usual = recent / Double(rows.count) / Double(min(91, cut - first))
        var histories: [String: PlainHistory] = [:]
        for line in try workspace.query(
            "SELECT store_id, monday, tuesday, wednesday, thursday, friday, saturday, sunday FROM demand_group JOIN store USING (store_key)"
        ) {
            let cells = line.split(separator: "|").map(String.init)
            let weekdays = cells.dropFirst().map { Double($0) ?? .nan }
            let closed = Self.closedDays((first..<cut).map { totals[cells[0]]?[$0] ?? 0 })
            let factors = (first..<cut + 28).map { day in
                day < cut && closed[day - first] ? 0 : weekdays[CivilDate.weekday(ofDayNumber: day) - 1]
            }
            histories[cells[0]] = PlainHistory(
                factors: factors, firstDay: first, usualRate: usual, cut: cut, learned: LearnedDemand())
        }
        func sums(_ mode: PlainHistory.Mode, _ learned: LearnedDemand) throws -> PlainHistory.Sums {
            var sums = PlainHistory.Sums()
            for (name, sold) in rows.sorted(by: { $0.key < $1.key }) {
                var history = try #require(histories[String(name.split(separator: "|")[0])])
                history.learned = learned
                _ = history.run(sold.sorted { $0.day < $1.day }, mode, &sums)
            }
            return sums
        }
        var learned = LearnedDemand()
        let found = try workspace.query(
            "SELECT weight_7, weight_28, weight_91, weight_364, noise, spread, drift FROM demand_class ORDER BY bucket"
        ).map { $0.split(separator: "|").map { Double($0) ?? .nan } }
        Self.learnWeights(from: try sums(.weights, learned), &learned)
        for _ in 0..<2 { Self.learnDispersion(from: try sums(.dispersion, learned), &learned) }
        #expect(found.count == 36)
        for (bucket, numbers) in found.enumerated() {
            let dispersion = learned.dispersion[bucket / 4]
            let expected =
                (0..<4).map { learned.weights[bucket][$0] } + [dispersion.phi, dispersion.c, dispersion.d]
            for (number, answer) in zip(numbers, expected) {
                #expect(Self.isClose(number, answer, 1e-7), "class \(bucket): \(numbers) \(expected)")
            }
        }
        let known = try DemandTables.table("09_series_expected")
        for (name, sold) in rows {
            let parts = name.split(separator: "|").map(String.init)
            var history = try #require(histories[parts[0]])
            history.learned = learned
            var none = PlainHistory.Sums()
            let result = try #require(history.run(sold.sorted { $0.day < $1.day }, .result, &none))
            let estimate = try #require(try estimates(ofStore: parts[0])[parts[1]])
            #expect(estimate.firstSale == result.firstSale && estimate.lastSale == result.lastSale)
            #expect(estimate.bucket == result.bucket)
            let factor = (8 + result.errorSum) / (8 + result.errorWeight)
            let dispersion = learned.dispersion[result.bucket / 4]
            let answers =
                result.rates + [result.rate, factor * dispersion.phi, factor * dispersion.c, factor * dispersion.d]
            for (number, answer) in zip(estimate.rates + [estimate.rate] + estimate.dispersion, answers) {
                #expect(Self.isClose(number, answer, 1e-7), "\(name): \(estimate) \(answers)")
            }
            // With the true profiles and another usual rate it is nearly the same.
            let answer = try DemandTables.number(
                #require(known.first { $0["store"] == parts[0] && $0["product"] == parts[1] }), "rate")
            #expect(abs(estimate.rate - answer) < 0.1 * answer + 0.05, "\(name): \(estimate.rate) \(answer)")
        }
    }

    /// The closed days among those with these totals, the first of which is above zero.
    private static func closedDays(_ totals: [Double]) -> [Bool] {
        var closed: [Bool] = []
        for (day, total) in totals.enumerated() {
            let before = totals[max(0, day - 56)..<day].filter { $0 > 0 }
            let mean = before.reduce(0, +) / Double(max(1, before.count))
            let variance = before.reduce(0) { $0 + $1 * $1 } / Double(max(1, before.count)) - mean * mean
            closed.append(
                total > 0 ? false : before.count < 5 ? closed.last ?? false : mean >= 5 * variance / mean)
        }
        return closed
    }

    private static func learnWeights(from sums: PlainHistory.Sums, _ learned: inout LearnedDemand) {
        func weights(_ buckets: Range<Int>, near first: SIMD4<Double>) -> SIMD4<Double> {
            var found = RateWeights()
            found.weeks = buckets.reduce(0) { $0 + sums.weeks[$1] }
            found.sales = (0..<4).map { row in buckets.reduce(0) { $0 + sums.sales[$1][row] } }
            found.products = (0..<4).map { row in
                (0..<4).map { column in buckets.reduce(0) { $0 + sums.products[$1][row][column] } }
            }
            return found.weeks > 0 ? found.weights(near: first) : first
        }
        learned.overall = weights(0..<36, near: DemandRates.firstWeights)
        for bucket in 0..<36 { learned.weights[bucket] = weights(bucket..<bucket + 1, near: learned.overall) }
    }

    private static func learnDispersion(from sums: PlainHistory.Sums, _ learned: inout LearnedDemand) {
        for bucket in 0..<9 where sums.errorWeight[bucket] > 0 {
            var found = DispersionSums()
            found.weight = sums.errorWeight[bucket]
            found.errors = sums.errors[bucket]
            found.products = sums.dispersionProducts[bucket]
            learned.dispersion[bucket] = found.parameters
        }
    }

    // MARK: - 10

    @Test("10: levels and stock-outs of a rate with a given profile")
    func projections() throws {
        let cases = try DemandTables.table("10_projection")
        let profile = try DemandTables.table("09_profile_north")
        let rows = try cases.map { row in
            try ["case", "first_day", "opening", "restocking_rate", "rate", "days"].map { try #require(row[$0]) }
                .joined(separator: ",")
        }
        try workspace.importRows(
            rows,
            header: "product_id,sell_start_date,initial_inventory,restocking_rate,sales_rate,duration_days")
        try workspace.folder.write(
            ProductFile.of(
                try profile.map { "\(try #require($0["date"])),north,\(try #require($0["factor"]))" },
                header: "date,name,factor"), to: "events.csv")
        try workspace.succeed("import", "events.csv")
        try workspace.succeed("forecast")
        for row in cases {
            let name = try #require(row["case"])
            #expect(
                try workspace.query("SELECT stockout_date FROM stockout WHERE product_id = '\(name)'")
                    == [row["stockout_expected"] ?? ""].filter { !$0.isEmpty }, "\(row)")
        }
        let levels = try DemandTables.table("10_levels_expected")
        let found = try workspace.query("SELECT product_id || ' ' || update_date, inventory_level FROM forecast")
            .reduce(into: [String: Double]()) { found, line in
                let cells = line.split(separator: "|").map(String.init)
                found[cells[0]] = Double(cells[1])
            }
        #expect(levels.count > 20)
        for row in levels {
            let level = try #require(found["\(row["case"] ?? "") \(row["date"] ?? "")"])
            // Two decimals are reported.
            #expect(abs(level - (try DemandTables.number(row, "level"))) <= 0.005 + 1e-9, "\(row) \(level)")
        }
        try workspace.succeed("check")
    }

    // MARK: - 11

    @Test("11: the pattern of a history")
    func patterns() throws {
        let classes = try DemandTables.table("11_class_expected")
        var lines = try DemandTables.table("11_history").map { row in
            try ["series", "series", "date", "quantity"].map { try #require(row[$0]) }.joined(separator: ",")
        }
        // Each has a store of its own, whose sales are known until its day.
        for row in classes { lines.append("\(row["series"] ?? ""),other,\(row["history_until"] ?? ""),1") }
        try workspace.folder.write(
            ProductFile.of(lines, header: "store_id,product_id,date,quantity"), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        let output = try workspace.succeed("demand", "--pattern", "--format", "csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (pattern, adi, cv2) = (
            try #require(output[0].firstIndex(of: "pattern")), try #require(output[0].firstIndex(of: "adi")),
            try #require(output[0].firstIndex(of: "cv2"))
        )
        for row in classes {
            let series = try #require(row["series"])
            let cells = try #require(output.first { $0[0] == series && $0[1] == series })
            // Two decimals are shown.
            for (place, name) in [(adi, "adi"), (cv2, "cv2")] {
                let found = Double(cells[place]) ?? .nan
                #expect(abs(found - (try DemandTables.number(row, name))) <= 0.005 + 1e-9, "\(row) \(cells)")
            }
            // One sale has no pattern yet.
            #expect(cells[pattern] == (row["class"] == "new" ? cells[pattern] : row["class"]), "\(row) \(cells)")
        }
    }

    // MARK: - Properties

    /// Random sales of some products: most sell on most days, and some come back.
    private static func random(_ generator: inout SeededGenerator, days: Int) -> [(
        product: String, day: Int, units: Double
    )] {
        (0..<6).flatMap { product in
            (0..<days).compactMap { day in
                let units = Double(Int.random(in: -1...4 + product, using: &generator))
                // The first one sells on every day, so that no day is closed.
                return product == 0
                    ? ("P0", 19_723 + day, 40 + units) : units == 0 ? nil : ("P\(product)", 19_723 + day, units)
            }
        }
    }

    private func averages() throws -> [String] {
        try workspace.query(
            "SELECT product_id, average_7, average_28, average_91, average_364, rate, bucket FROM demand_estimate JOIN product USING (product_key) ORDER BY 1"
        )
    }

    private static func expectClose(_ left: [String], _ right: [String], _ tolerance: Double = 1e-12) {
        #expect(left.count == right.count)
        for (left, right) in zip(left, right) {
            let (first, second) = (left.split(separator: "|"), right.split(separator: "|"))
            for place in first.indices {
                guard let a = Double(first[place]), let b = Double(second[place]) else {
                    #expect(first[place] == second[place])
                    continue
                }
                #expect(isClose(b, a, tolerance), "\(left) \(right)")
            }
        }
    }

    @Test("(a), (b), (e): files by day, all dates 52 weeks later, and another order of products give the same")
    func invariance() throws {
        var generator = SeededGenerator("properties of estimates")
        let sales = Self.random(&generator, days: 60)
        try importSales(sales)
        let whole = try averages()
        // In two steps, the rest day by day.
        try startAnew()
        try importSales(sales.filter { $0.day < 19_723 + 52 })
        for day in 52..<60 { try importSales(sales.filter { $0.day == 19_723 + day }) }
        #expect(try averages() == whole)
        try startAnew()
        try importSales(sales.map { ($0.product, $0.day + 364, $0.units) })
        Self.expectClose(whole, try averages())
        try startAnew()
        try importSales(sales.reversed().filter { $0.product != "P0" } + sales.filter { $0.product == "P0" })
        Self.expectClose(whole, try averages())
    }

    @Test("(c): twice the quantities are twice the rates, but for the half sale that every series begins with")
    func doubled() throws {
        var generator = SeededGenerator("double quantities")
        // Before the first full week nothing is cut off, and without two equal weekdays all have the same factor.
        let sales = Self.random(&generator, days: 10)
        func sums() throws -> [[Double]] {
            let usual = sales.isEmpty ? 1 : try usualRate()
            return try estimates().sorted { $0.key < $1.key }.map { _, estimate in
                let days = Double(19_733 - estimate.firstSale - 1)
                return [7.0, 28, 91, 364].enumerated().map { place, window in
                    let left = pow(1 - 1 / window, days)
                    return estimate.rates[place] * ((1 - left) * window + 0.5 / usual * left) - 0.5 * left
                }
            }
        }
        func usualRate() throws -> Double {
            let total = try workspace.query("SELECT sum(quantity) FROM sales")
            let series = try workspace.query("SELECT count(*) FROM demand_estimate")
            return (Double(total[0]) ?? .nan) / (Double(series[0]) ?? .nan) / 10
        }
        func flat(_ rows: [(product: String, day: Int, units: Double)]) -> [(product: String, day: Int, units: Double)]
        {
            rows + Self.filler(rows, 19_723...19_732, units: 2000) { _ in 1 }
        }
        try importSales(flat(sales))
        let single = try sums()
        try startAnew()
        try importSales(flat(sales).map { ($0.product, $0.day, $0.units * 2) })
        for (left, right) in zip(single, try sums()) {
            for (left, right) in zip(left, right) { #expect(Self.isClose(right, left * 2), "\(single)") }
        }
        #expect(single.count == 7)
    }

    @Test("(d): days on which the store is closed change no rate")
    func closedDays() throws {
        var generator = SeededGenerator("closed days at the end")
        // What closed days do change is next to nothing here: the factors of weekdays, as all days sell as much; the usual rate that series
        // begin with, as it is so high that it counts for no time; and what is learned of whole weeks, as no week ends between the two.
        let sales = Self.random(&generator, days: 59)
        try importSales(sales + Self.filler(sales, 19_723...19_781, units: 1e10) { _ in 1 })
        let open = try averages()
        // Three days without any sale: they are known, and closed.
        let last = 19_723 + 58
        try importSales((1...3).map { ("P1", last + $0, 0) })
        #expect(try workspace.query("SELECT history_until FROM store") == ["\(last + 3)"])
        Self.expectClose(open, try averages(), 1e-9)
        // On the next Monday one week more is learned, by which large sales are cut off.
        try importSales((4...7).map { ("P1", last + $0, 0) })
        for (left, right) in zip(open, try averages()) {
            let (first, second) = (left.split(separator: "|"), right.split(separator: "|"))
            for place in 1...4 {
                #expect(
                    Self.isClose(Double(second[place]) ?? .nan, Double(first[place]) ?? .nan, 2e-3), "\(left) \(right)")
            }
        }
    }
}
