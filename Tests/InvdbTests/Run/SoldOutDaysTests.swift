import Foundation
import TestSupport
import Testing

/// Files with closing stocks that have no rows of days without sales.
@Suite struct SoldOutDaysTests {
    private static let header = "date,store_id,product_id,quantity,closing_stock"
    private static let days = 280

    /// The rows of days with sales, and with them those of the days after a stock of zero.
    private static func rows(_ name: String) -> (sparse: [String], whole: [String]) {
        var generator = SeededGenerator(name)
        var (sparse, whole): ([String], [String]) = ([], [])
        for product in 0..<12 {
            let rate = [0.5, 2, 7][product % 3]
            var (stock, delivery, outDays) = (Int(rate * 20), Int?.none, 0)
            for day in 0..<days {
                if delivery == day { (stock, delivery) = (stock + Int(rate * 14) + 1, nil) }
                let wanted = Int(
                    rate * Double.random(in: 0..<2, using: &generator) + Double.random(in: 0..<1, using: &generator))
                let sold = min(stock, wanted)
                stock -= sold
                // One isn't delivered any more after half of the time.
                if stock == 0, delivery == nil, product != 4 || day < days / 2 {
                    delivery = day + Int.random(in: 2...25, using: &generator)
                }
                let date = String(
                    ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
                        .prefix(10))
                let row = "\(date),S,P\(product),\(sold),\(stock)"
                if sold > 0 {
                    sparse.append(row)
                    whole.append(row)
                    outDays = stock == 0 ? 1 : 0
                } else if outDays > 0, outDays < 60 {
                    outDays += 1
                    // It is known that goods have come when they are sold.
                    whole.append("\(date),S,P\(product),0,0")
                }
            }
        }
        return (sparse, whole)
    }

    private static func importing(_ rows: [String], in folder: TemporaryFolder, _ options: String...) throws {
        try folder.write(ProductFile.of(rows, header: header), to: "sales.csv")
        let finished = try Command.run(Command.invdb, ["import", "sales.csv"] + options, in: folder)
        #expect(finished.status == 0, "\(finished)")
    }

    private static func demand(_ folder: TemporaryFolder) throws -> [String] {
        try folder.rows("SELECT product_id, class, rate, noise, drift, last_sale FROM demand ORDER BY 1")
    }

    @Test("After an evening without stock a day without a row is one without stock, and not one without demand")
    func sparseRows() throws {
        let (sparse, whole) = Self.rows("sold out days")
        #expect(whole.count > sparse.count + 300)
        let folders = try [sparse, whole].map { rows in
            let folder = try TemporaryFolder()
            try Self.importing(rows, in: folder)
            return folder
        }
        let demand = try folders.map(Self.demand)
        #expect(demand[0] == demand[1] && demand[0].count == 12)
        // Without stocks nobody knows, and rates are lower.
        let unknown = try TemporaryFolder()
        try Self.importing(sparse.map { $0.split(separator: ",").dropLast().joined(separator: ",") + "," }, in: unknown)
        let sums = try [folders[0], unknown].map { Double(try $0.rows("SELECT sum(rate) FROM demand")[0]) ?? .nan }
        #expect(sums[0] > 1.2 * sums[1], "\(sums)")
        #expect(try Command.run(Command.invdb, ["check"], in: folders[0]).status == 0)
    }

    @Test("The same week by week, without a history")
    func weekByWeek() throws {
        let (sparse, whole) = Self.rows("sold out weeks")
        let first = Array(Set(whole.map { $0.prefix(10) })).sorted()[7 * 20]
        let folders = try [sparse, whole].map { rows in
            let folder = try TemporaryFolder()
            try Self.importing(rows.filter { $0.prefix(10) < first }, in: folder, "--keep", "0")
            let weeks = Dictionary(grouping: rows.filter { $0.prefix(10) >= first }) { row in
                (try? Date.ISO8601FormatStyle().year().month().day().parse(String(row.prefix(10)))).map {
                    Int($0.timeIntervalSince1970) / (7 * 86_400)
                } ?? 0
            }
            for week in weeks.keys.sorted() { try Self.importing(weeks[week] ?? [], in: folder) }
            return folder
        }
        let demand = try folders.map(Self.demand)
        #expect(demand[0] == demand[1] && demand[0].count == 12)
        let kept = "SELECT series_key, first_sale_day, last_sale_day, out_evenings, hex(sums) FROM kept_demand"
        #expect(try folders[0].rows(kept) == folders[1].rows(kept))
        #expect(try folders[0].rows("SELECT max(out_evenings) FROM kept_demand") == ["60"])
    }
}
