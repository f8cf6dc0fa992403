import Foundation
import TestSupport
import Testing

/// `invdb replay`: services and policies on what was really sold.
@Suite struct ReplayTests {
    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_000 + day) * 86_400))
    }

    private struct Product {
        var sold: [Int]
        var lead: Int
        var review: Int
        var level: Int
        var closing: Int?
    }

    /// Whole units on most days, from day 0 on.
    private static func products(_ count: Int, days: Int, _ generator: inout SeededGenerator) -> [Product] {
        (0..<count).map { _ in
            let most = Int.random(in: 1...8, using: &generator)
            return Product(
                sold: (0..<days).map { _ in max(0, Int.random(in: -2...most, using: &generator)) },
                lead: Int.random(in: 0...6, using: &generator),
                review: [1, 1, 5].randomElement(using: &generator) ?? 1,
                level: Int.random(in: 3...60, using: &generator),
                closing: Bool.random(using: &generator) ? Int.random(in: 1...50, using: &generator) : nil)
        }
    }

    private static func sales(_ products: [Product], until last: Int, closingOn day: Int? = nil) -> String {
        var text = "date,product_id,quantity,closing_stock\n"
        for (place, product) in products.enumerated() {
            for (number, units) in product.sold.enumerated() where number <= last {
                let closing = number == day ? product.closing.map(String.init) ?? "" : ""
                if units > 0 || !closing.isEmpty { text += "\(date(number)),P\(place),\(units),\(closing)\n" }
            }
        }
        return text
    }

    private func workspace(_ products: [Product], _ sales: String) throws -> Workspace {
        let workspace = try Workspace(
            "product_id,sell_start_date,initial_inventory,lead_time_days,review_period_days,order_up_to,unit_cost",
            rows: products.enumerated().map {
                "P\($0),\(Self.date(900)),5,\($1.lead),\($1.review),\($1.level),2"
            })
        try workspace.folder.write(sales, to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        return workspace
    }

    @Test("A level of its own gives what a plain day-by-day count gives")
    func plainCount() throws {
        var generator = SeededGenerator("sales replayed")
        let (first, last) = (120, 259)
        let products = Self.products(12, days: last + 30, &generator)
        let workspace = try workspace(products, Self.sales(products, until: last + 29, closingOn: first - 1))
        let summary = try workspace.succeed(
            "replay", "--from", Self.date(first), "--to", Self.date(last), "--warm-up", "10", "--by-series")
        #expect(
            summary.contains(
                "12 series, what was sold from \(Self.date(first)) to \(Self.date(last)), counted from day"),
            "\(summary)")
        for (place, product) in products.enumerated() where product.closing != nil {
            var stock = product.closing ?? 0
            var due: [Int: Int] = [:]
            var (lost, evenings, orders, demand) = (0, 0, 0, 0)
            let counted = first + max(10, product.lead)
            for day in first...last {
                if (day - first) % product.review == 0 {
                    let wanted = product.level - stock - due.filter { $0.key >= day }.values.reduce(0, +)
                    if wanted > 0 {
                        due[day + product.lead, default: 0] += wanted
                        if day >= counted { orders += 1 }
                    }
                }
                stock += due[day] ?? 0
                let missing = max(0, product.sold[day] - stock)
                stock -= product.sold[day] - missing
                guard day >= counted else { continue }
                (lost, evenings, demand) = (lost + missing, evenings + stock, demand + product.sold[day])
            }
            let found = try workspace.query(
                """
                SELECT CAST(round(units_short) AS INTEGER), CAST(round(on_hand * \(last - counted + 1)) AS INTEGER),
                    CAST(orders AS INTEGER), round(fill_rate, 6) = round(\(demand == 0 ? 1 : 1 - Double(lost) / Double(demand)), 6)
                FROM simulation_by_series WHERE product_id = 'P\(place)'
                """)
            #expect(
                found == ["\(lost)|\(evenings)|\(orders)|1"],
                "P\(place) \(product.lead) \(product.review) \(product.level)")
        }
        let kinds = try workspace.query("SELECT kind, runs, fill_rate_margin IS NULL, stock_value > 0 FROM simulation")
        #expect(kinds == ["replay|1|1|1"])
        try workspace.succeed("check")
    }

    @Test("What comes later changes nothing: neither rates nor what was learned of others are known in hindsight")
    func noHindsight() throws {
        var generator = SeededGenerator("without hindsight")
        let products = Self.products(8, days: 420, &generator)
        func results(until last: Int, _ workers: String) throws -> [String] {
            let workspace = try workspace(products, Self.sales(products, until: last))
            try workspace.succeed(
                "replay", "--from", Self.date(200), "--to", Self.date(300), "--policy", "plan,min-max", "--service",
                "80,97", "--by-series", "--workers", workers)
            return try workspace.query(
                "SELECT product_id, policy, target, fill_rate, units_short, on_hand, orders FROM simulation_by_series ORDER BY 1, 2, 3"
            )
        }
        let known = try results(until: 300, "1")
        #expect(known.count == 8 * 4)
        #expect(try results(until: 419, "2") == known)
    }

    @Test("Days that can't be replayed, and series that nothing is known of, are told")
    func refused() throws {
        var generator = SeededGenerator("replays refused")
        var products = Self.products(2, days: 100, &generator)
        products[1].sold.replaceSubrange(0..<60, with: [Int](repeating: 0, count: 60))
        for day in [0, 50, 99] { products[0].sold[day] = 3 }
        // Nothing is left from day 60 up to the next sale, on day 99.
        products[0].sold.replaceSubrange(60..<99, with: [Int](repeating: 0, count: 39))
        products[0].closing = 0
        let workspace = try workspace(products, Self.sales(products, until: 99, closingOn: 60))
        let summary = try workspace.succeed("replay", "--from", Self.date(50), "--to", Self.date(99))
        #expect(summary.hasPrefix("1 series, ") && summary.contains("nothing was sold of them before the first day"))
        #expect(summary.contains("On 39 days of series nothing was left in the evening"), "\(summary)")
        #expect(
            try workspace.fail("replay", "--from", Self.date(50), "--to", Self.date(140)).contains(
                "there are sales from \(Self.date(0))"))
        #expect(try workspace.run(["replay", "--from", Self.date(50)]).status == 64)
        let uncounted = try workspace.run([
            "replay", "--from", Self.date(60), "--to", Self.date(80), "--warm-up", "21",
        ])
        #expect(
            uncounted.status == 1
                && uncounted.error.contains("1 series, as their first order, or --warm-up, is beyond the last day"),
            "\(uncounted)")
        let empty = try Workspace("product_id,sell_start_date,initial_inventory", rows: ["A,2024-01-01,3"])
        #expect(try empty.fail("replay").contains("There are no sales"))
        // The last year, of what there is.
        #expect(try workspace.succeed("replay").contains("from \(Self.date(1)) to \(Self.date(99))"))
    }
}
