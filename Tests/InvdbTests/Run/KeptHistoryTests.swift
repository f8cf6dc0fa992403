import Foundation
import TestSupport
import Testing

/// Estimates that go on from what is kept of earlier sales: `invdb import --keep`, and histories that are too long to be read each time.
@Suite struct KeptHistoryTests {
    /// What two stores sell of fourteen products, more on weekends.
    private struct Sales {
        private let units: [Int]
        private static let days = 430
        private static let stores = ["N", "S"]
        private static let products = 14

        init(_ name: String) {
            var generator = SeededGenerator(name)
            units = (0..<Self.days * Self.stores.count * Self.products).map { place in
                let (product, day) = (place % Self.products, place / Self.products / Self.stores.count)
                let rate = [0.2, 1, 3, 9][product % 4] * (day % 7 > 4 ? 1.6 : 0.8)
                return Int(
                    rate * Double.random(in: 0..<2, using: &generator) + Double.random(in: 0..<1, using: &generator))
            }
        }

        func rows(_ days: Range<Int>, of only: String? = nil) -> [String] {
            days.flatMap { day in
                Self.stores.enumerated().filter { only == nil || $1 == only }.flatMap { place, store in
                    (0..<Self.products).compactMap { product -> String? in
                        let units = units[(day * Self.stores.count + place) * Self.products + product]
                        return units > 0 ? "\(Self.date(day)),\(store),P\(product),\(units),C\(product % 2)" : nil
                    }
                }
            }
        }

        /// The date of a day from Monday, 2023-01-02, on.
        static func date(_ day: Int) -> String {
            let formatter = ISO8601DateFormatter()
            formatter.formatOptions = [.withFullDate]
            return formatter.string(from: Date(timeIntervalSince1970: Double(19_359 + day) * 86_400))
        }
    }

    private static let header = "date,store_id,product_id,quantity,category"

    @discardableResult
    private func importing(
        _ rows: [String], in folder: TemporaryFolder, _ options: String..., status: Int32 = 0
    ) throws -> Finished {
        try folder.write(ProductFile.of(rows, header: Self.header), to: "sales.csv")
        let finished = try Command.run(Command.invdb, ["import", "sales.csv"] + options, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    private static let stored = [
        "SELECT * FROM demand ORDER BY 1, 2",
        """
        SELECT store_key, product_id, first_sale_day, last_sale_day, is_whole, out_evenings, hex(sums)
        FROM kept_demand JOIN product USING (product_key) ORDER BY 1, 2
        """,
        "SELECT store_key, category, week_day, monday, sunday FROM kept_total ORDER BY 1, 2, 3",
        "SELECT kept_learning_key, printf('%!.17g', value) FROM kept_learning", "SELECT * FROM demand_class",
        "SELECT * FROM demand_profile", "SELECT * FROM sales ORDER BY 1, 2, 3",
        "SELECT store_id, history_until, keep_days, forgotten_before, kept_before FROM store ORDER BY 1",
    ]

    private func stored(in folder: TemporaryFolder) throws -> [[String]] { try Self.stored.map { try folder.rows($0) } }

    /// The rates of both, with the sum of their differences by their sum.
    private func difference(_ one: TemporaryFolder, _ other: TemporaryFolder) throws -> Double {
        func rates(_ folder: TemporaryFolder) throws -> [(String, Double)] {
            try folder.rows("SELECT store_id || product_id || first_sale || last_sale, rate FROM demand ORDER BY 1").map
            {
                let parts = $0.split(separator: "|")
                return (String(parts[0]), Double(parts[1]) ?? .nan)
            }
        }
        let (left, right) = (try rates(one), try rates(other))
        #expect(left.map(\.0) == right.map(\.0))
        let sum = right.reduce(0) { $0 + $1.1 }
        return zip(left, right).reduce(0) { $0 + abs($1.0.1 - $1.1.1) } / sum
    }

    @Test("Week by week without a history, the rates are those of all sales")
    func weeks() throws {
        let sales = Sales("weeks")
        let (kept, whole) = (try TemporaryFolder(), try TemporaryFolder())
        let last = 7 * 60
        try importing(sales.rows(0..<last), in: whole)
        try importing(sales.rows(0..<7 * 30), in: kept, "--keep", "0")
        for week in 30..<60 {
            let finished = try importing(sales.rows(7 * week..<7 * week + 7), in: kept)
            #expect(
                finished.output.contains("\nThe estimates went on from what is kept of the sales before "),
                "\(finished)")
        }
        #expect(
            try kept.rows("SELECT min(date), max(date) FROM sales") == [
                "\(Sales.date(last - 35))|\(Sales.date(last - 1))"
            ])
        #expect(try kept.rows("SELECT DISTINCT forgotten_before = kept_before, keep_days FROM store") == ["1|0"])
        #expect(try whole.rows("SELECT count(*) FROM kept_demand") == ["0"])
        let difference = try difference(kept, whole)
        #expect(difference < 0.02, "\(difference)")
        // The profile is that of all days.
        let sundays = try [kept, whole].map {
            try $0.rows("SELECT round(sunday, 4) FROM demand_profile ORDER BY store_id, category")
        }
        #expect(sundays[0] == sundays[1] && sundays[0].count == 4)
        for folder in [kept, whole] { #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0) }
    }

    @Test("Days of the open weeks may come in any order and any files, twice, from any number of workers")
    func order() throws {
        let sales = Sales("order")
        let folders = try (0..<3).map { _ in try TemporaryFolder() }
        for (place, folder) in folders.enumerated() {
            try importing(sales.rows(0..<7 * 40), in: folder, "--keep", "0", "--workers", "\(1 + place % 3)")
        }
        let (first, second) = (sales.rows(280..<284), sales.rows(284..<290))
        try importing(first + second, in: folders[0], "--workers", "1")
        try importing(second, in: folders[1], "--no-estimate", "--workers", "2")
        try importing(first, in: folders[1], "--workers", "2")
        try importing(first, in: folders[2], "--workers", "3")
        try importing((second + first).reversed(), in: folders[2], "--workers", "3")
        // Nothing has changed, so neither do the estimates.
        #expect(try Command.run(Command.invdb, ["estimate"], in: folders[0]).status == 0)
        let expected = try stored(in: folders[0])
        #expect(expected[1].count == 28)
        for (place, folder) in folders.enumerated().dropFirst() {
            for (found, expected) in zip(try stored(in: folder), expected) { #expect(found == expected, "\(place)") }
        }
    }

    @Test("A wrong file of the open weeks is forgotten once it is corrected")
    func correction() throws {
        let sales = Sales("correction")
        let (folder, right) = (try TemporaryFolder(), try TemporaryFolder())
        for folder in [folder, right] { try importing(sales.rows(0..<280), in: folder, "--keep", "0") }
        let new = sales.rows(280..<290)
        try importing(new.map { $0.replacing(",C", with: "0,C") }, in: folder)
        let rates = try [folder, right].map { Double(try $0.rows("SELECT sum(rate) FROM demand")[0]) ?? .nan }
        #expect(rates[0] > 1.4 * rates[1])
        try importing(new, in: folder)
        try importing(new, in: right)
        #expect(try folder.rows(Self.stored[6]) == right.rows(Self.stored[6]))
        // What was clipped when the Monday came stays so.
        let difference = try difference(folder, right)
        #expect(difference < 0.005, "\(difference)")
    }

    @Test("Sales of days that are stored no longer are refused, or left out beside others; nothing else changes")
    func closedDays() throws {
        let sales = Sales("closed days")
        let folder = try TemporaryFolder()
        try importing(sales.rows(0..<280), in: folder, "--keep", "0")
        let before = try stored(in: folder)
        let refused = try importing(sales.rows(100..<110), in: folder, status: 1)
        #expect(
            refused.error.contains(
                "All sales of the files are of days before 2023-09-04. They can't change any more: of store N, older sales are stored no longer (--keep)"
            ),
            "\(refused)")
        #expect(try stored(in: folder) == before)
        let mixed = try importing(sales.rows(240..<287), in: folder)
        #expect(mixed.output.contains(" of days whose sales can't change any more (--keep)"), "\(mixed)")
        let other = try TemporaryFolder()
        try importing(sales.rows(0..<280), in: other, "--keep", "0")
        try importing(sales.rows(280..<287), in: other)
        #expect(try stored(in: folder) == stored(in: other))
        let rebuilt = try Command.run(Command.invdb, ["estimate", "--rebuild"], in: folder)
        #expect(
            rebuilt.status == 1
                && rebuilt.error.contains("The estimates can't be made anew: the sales of store N before"))
        // A whole history begins anew.
        try importing(sales.rows(0..<287), in: folder, "--replace")
        let anew = try TemporaryFolder()
        try importing(sales.rows(0..<287), in: anew, "--keep", "0")
        #expect(try folder.rows(Self.stored[6]) == anew.rows(Self.stored[6]))
        #expect(try difference(folder, anew) < 0.01)
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("Without the sums that were kept, nothing goes on from the open weeks alone")
    func withoutSums() throws {
        let sales = Sales("sums")
        let folder = try TemporaryFolder()
        try importing(sales.rows(0..<280), in: folder, "--keep", "0")
        #expect(try folder.rows("DELETE FROM kept_learning") == [])
        let before = try stored(in: folder)
        try folder.write(ProductFile.of(sales.rows(280..<287), header: Self.header), to: "sales.csv")
        for command in [["estimate"], ["import", "sales.csv"]] {
            let finished = try Command.run(Command.invdb, command, in: folder)
            #expect(finished.status == 1 && finished.error.contains("the file is damaged"), "\(finished)")
        }
        let check = try Command.run(Command.invdb, ["check"], in: folder)
        #expect(check.status == 1 && check.error.contains("kept_learning has 0 rows"), "\(check)")
        // The sales are stored; what was known of them before stays.
        #expect(try stored(in: folder)[...4] == before[...4])
    }

    private static let yearlyAverage =
        "SELECT average_364 FROM demand_estimate JOIN product USING (product_key) WHERE store_key = 1 AND product_id = 'P3'"

    @Test("With all sales stored, a correction of an old day counts, and --rebuild is as if nothing had been kept")
    func wholeHistory() throws {
        let sales = Sales("whole history")
        let (folder, anew) = (try TemporaryFolder(), try TemporaryFolder())
        var rows = sales.rows(0..<280)
        try importing(rows, in: folder, "--keep", "9000")
        try importing(sales.rows(280..<300), in: folder)
        #expect(try folder.rows("SELECT count(*) FROM store WHERE kept_before IS NOT NULL") == ["2"])
        let before = Double(try folder.rows(Self.yearlyAverage)[0]) ?? .nan
        // N sold ten times as much of a product from the first day to the twentieth.
        let corrected = sales.rows(0..<20, of: "N").map { $0.contains("P3,") ? $0.replacing(",C", with: "0,C") : $0 }
        try importing(corrected, in: folder, "--no-estimate")
        #expect(try folder.rows("SELECT store_id FROM store WHERE kept_before IS NOT NULL") == ["S"])
        #expect(try folder.rows("SELECT DISTINCT store_key FROM kept_demand") == ["2"])
        let estimated = try Command.run(Command.invdb, ["estimate"], in: folder)
        #expect(estimated.output.contains("; invdb estimate --rebuild makes them anew from all sales."), "\(estimated)")
        rows = corrected + sales.rows(0..<20, of: "S") + sales.rows(20..<300)
        try importing(rows, in: anew, "--keep", "9000")
        // The averages don't depend on what is learned, and a year's has the first days still.
        let yearly = try [folder, anew].map {
            Double(try $0.rows(Self.yearlyAverage)[0]) ?? .nan
        }
        #expect(abs(yearly[0] / yearly[1] - 1) < 0.01, "\(yearly)")
        #expect(yearly[1] > 1.1 * before, "\(yearly), before \(before)")
        #expect(try Command.run(Command.invdb, ["estimate", "--rebuild"], in: folder).status == 0)
        for (found, expected) in zip(try stored(in: folder), try stored(in: anew)) { #expect(found == expected) }
        #expect(try Command.run(Command.invdb, ["check"], in: folder).status == 0)
    }

    @Test("A product that isn't sold any more, a new one, and one without stock stay what they are")
    func singleProducts() throws {
        let sales = Sales("single products")
        let (kept, whole) = (try TemporaryFolder(), try TemporaryFolder())
        func rows(_ days: Range<Int>) -> [String] {
            sales.rows(days).map { $0 + "," }
                + days.flatMap { day -> [String] in
                    let date = Sales.date(day)
                    return (day < 200 ? ["\(date),N,gone,5,C0,"] : []) + (day >= 390 ? ["\(date),N,new,2,C0,"] : [])
                        + (day < 300 ? ["\(date),N,out,3,C1,\(day == 299 ? 0 : 4)"] : [])
                        + (day % 20 == 0 ? ["\(date),N,loose,0.75,C1,"] : [])
                }
        }
        func importing(_ days: Range<Int>, in folder: TemporaryFolder, _ options: String...) throws {
            try folder.write(ProductFile.of(rows(days), header: Self.header + ",closing_stock"), to: "sales.csv")
            let finished = try Command.run(Command.invdb, ["import", "sales.csv"] + options, in: folder)
            #expect(finished.status == 0, "\(finished)")
        }
        try importing(0..<400, in: whole)
        try importing(0..<280, in: kept, "--keep", "0")
        for first in stride(from: 280, to: 400, by: 20) { try importing(first..<first + 20, in: kept) }
        let columns = """
            SELECT product_id, label, first_sale_day, last_sale_day, is_whole FROM demand_estimate JOIN product USING (product_key)
            WHERE product_id IN ('gone', 'new', 'out', 'loose') ORDER BY 1
            """
        let (found, expected) = (try kept.rows(columns), try whole.rows(columns))
        #expect(found == expected)
        #expect(found.count == 4)
    }
}
