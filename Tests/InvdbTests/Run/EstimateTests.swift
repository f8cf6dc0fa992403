import Foundation
import TestSupport
import Testing

/// `invdb estimate`, and the estimate at the end of an import of sales.
@Suite struct EstimateTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func invdb(_ arguments: String..., status: Int32 = 0) throws -> Finished {
        let finished = try Command.run(Command.invdb, arguments, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == status, "\(finished)")
        return finished
    }

    /// The date of a day from Monday, 2024-01-01, on.
    private static func date(_ day: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
    }

    private func write(
        _ rows: [String], to name: String = "sales.csv", header: String = "date,store_id,product_id,quantity"
    )
        throws
    {
        try folder.write(ProductFile.of(rows, header: header), to: name)
    }

    @Test("A week that repeats itself is found: its weekdays, its closed Sundays, and the rate")
    func repeatedWeek() throws {
        // 60 a week, on Mondays to Saturdays.
        let week = [5, 10, 10, 10, 10, 15, 0]
        try write((0..<140).filter { week[$0 % 7] > 0 }.map { "\(Self.date($0)),N,A,\(week[$0 % 7])" })
        let finished = try invdb("import", "sales.csv")
        #expect(
            finished.output.contains(
                "\ndemand of 1 series in 1 store from 120 sold days, 2024-01-01 to 2024-05-18, in "),
            "\(finished.output)")
        #expect(
            finished.output.contains(
                "\n1 profile, none with a season: that takes 400 days; 8.57 units a day in all\n1 steady\n"))
        // The mean of the days of a week on which it is open is 1 in all, so a rate of 60 / 7 is 60 a week.
        #expect(
            try folder.rows("SELECT round(rate, 6), class, until, first_sale FROM demand") == [
                "8.571429|steady|2024-05-18|2024-01-01"
            ])
        #expect(
            try folder.rows(
                "SELECT round(sum(rate * factor), 4) FROM demand JOIN demand_profile_day USING (store_id, profile) WHERE date BETWEEN '2024-05-19' AND '2024-05-25'"
            ) == ["60.0"])
        #expect(try folder.rows("SELECT sunday FROM demand_profile") == ["0.0"])
        try invdb("check")
    }

    @Test("A day without sales that counts as closed is named; Sundays that always are closed aren't")
    func closedDays() throws {
        try write((0..<84).filter { $0 % 7 < 6 && $0 != 44 }.map { "\(Self.date($0)),N,A,\(8 + $0 % 3)" })
        let sentence =
            "\n1 day without sales counts as closed, the latest 2024-02-14 of store N. If sales are missing, import them.\n"
        let finished = try invdb("import", "sales.csv")
        #expect(finished.output.contains(sentence), "\(finished.output)")
        let json = try invdb("estimate", "--format", "json").output
        #expect(json.contains(#""closed_days":1"#) && json.contains(#""date":"2024-02-14""#), "\(json)")
    }

    @Test("A product that gets another category is estimated with it, before the next forecast; others change nothing")
    func categories() throws {
        let days = (0..<70).flatMap { ["\(Self.date($0)),N,A,10", "\(Self.date($0)),N,B,\($0 % 7 < 2 ? 20 : 5)"] }
        try write(days)
        try invdb("import", "sales.csv")
        func groups() throws -> [String] {
            try folder.rows(
                "SELECT product_id, category FROM demand JOIN demand_profile USING (store_id, profile) ORDER BY 1")
        }
        #expect(try groups() == ["A|", "B|"])
        func position(_ rows: String...) throws {
            let header = "store_id,product_id,sell_start_date,initial_inventory,category"
            try write(rows, to: "products.csv", header: header)
            try invdb("import", "products.csv")
        }
        try position("N,A,2024-03-11,500,Toys", "N,B,2024-03-11,500,Food")
        try invdb("forecast")
        #expect(try groups() == ["A|Toys", "B|Food"])
        let before = try folder.rows("SELECT demand_import_id FROM store")
        // The same again, and a new product.
        try position("N,A,2024-03-12,400,Toys", "N,B,2024-03-12,500,Food", "N,C,2024-03-12,9,Games")
        try invdb("forecast")
        #expect(try folder.rows("SELECT demand_import_id FROM store") == before)
        try position("N,A,2024-03-12,400,Food")
        try invdb("forecast")
        #expect(try groups() == ["A|Food", "B|Food"])
        try invdb("check")
    }

    @Test(
        "A store whose sales are known for a shorter time is not closed, and one that has sold nothing for two weeks is"
    )
    func storesThatEnd() throws {
        let days = (0..<100).map(Self.date)
        try write(
            days.map { "\($0),N,A,10" } + days.prefix(70).map { "\($0),S,A,10" }
                + days.enumerated().map { "\($1),T,A,\($0 < 80 ? 10 : 0)" })
        try invdb("import", "sales.csv")
        #expect(
            try folder.rows("SELECT store_id, class, until, round(rate, 2) FROM demand ORDER BY 1") == [
                "N|steady|2024-04-09|10.0", "S|steady|2024-03-10|10.0", "T|store closed|2024-04-09|10.0",
            ])
        #expect(try folder.rows("SELECT store_id, dormant FROM demand_profile ORDER BY 1") == ["N|0", "S|0", "T|1"])
        #expect(
            try folder.rows("SELECT DISTINCT store_id, round(factor, 3) FROM demand_profile_day ORDER BY 1") == [
                "N|1.0", "S|1.0", "T|0.0",
            ])
    }

    @Test("A day that ends without stock counts for what was probably asked for")
    func stockouts() throws {
        // Every third day it is sold out at 2 of 10.
        let rows = (0..<120).map { day in
            day % 3 == 2 ? "\(Self.date(day)),N,A,2,0" : "\(Self.date(day)),N,A,10,5"
        }
        try write(rows, header: "date,store_id,product_id,quantity,closing_stock")
        try invdb("import", "sales.csv")
        let known = try folder.rows("SELECT rate FROM demand").compactMap(Double.init)
        try write(rows.map { String($0.prefix { $0 != "!" }.split(separator: ",").dropLast().joined(separator: ",")) })
        try invdb("import", "sales.csv", "--db", "unknown.db")
        let unknown = try Command.sqlite3("SELECT rate FROM demand", in: folder, database: "unknown.db").lines
            .compactMap(
                Double.init)
        #expect(known.count == 1 && known[0] > 9.5 && known[0] < 10.5)
        #expect(unknown.count == 1 && unknown[0] < 8)
    }

    /// The estimates by names, with all digits.
    private func exported(_ database: String) throws -> [String] {
        // The numbers of profiles are in the order of stores and categories, as stores are in that of their keys.
        try Command.sqlite3(
            """
            SELECT demand.store_id, product_id, category, rate, class, noise, spread, drift, until, first_sale, last_sale,
                average_7, average_28, average_91, average_364, monday, sunday
            FROM demand JOIN demand_profile USING (profile, store_id) ORDER BY 1, 2
            """, in: folder, database: database
        ).lines
    }

    private func randomRows(_ generator: inout SeededGenerator) -> [String] {
        var rows: [String] = []
        for store in ["N", "S", "T"] {
            for product in 0..<40 {
                let rate = Double.random(in: 0.02..<3, using: &generator)
                for day in Int.random(in: 0..<100, using: &generator)..<260 where day % 7 != 6 || store != "N" {
                    guard Double.random(in: 0..<1, using: &generator) < min(rate, 0.9) else { continue }
                    // Tenths, whose sums depend on their order.
                    let units = Double(Int.random(in: 1..<40, using: &generator)) / 10
                    rows.append("\(Self.date(day)),\(store),P\(product),\(units),C\(product % 3)")
                }
            }
        }
        return rows
    }

    @Test("Neither the workers, nor the order of rows and files, nor the steps of imports change a bit")
    func determinism() throws {
        var generator = SeededGenerator("estimate")
        let rows = randomRows(&generator)
        let header = "date,store_id,product_id,quantity,category"
        try write(rows, header: header)
        try invdb("import", "sales.csv", "--db", "one.db", "--workers", "1")
        let one = try exported("one.db")
        #expect(one.count > 100)
        try write(rows.shuffled(using: &generator), header: header)
        try invdb("import", "sales.csv", "--db", "two.db", "--workers", "3")
        #expect(try exported("two.db") == one)
        // Month by month, the last one first; files of one import together.
        let months = Dictionary(grouping: rows.shuffled(using: &generator)) { $0.prefix(7) }
        for (number, month) in months.keys.sorted().reversed().enumerated() {
            let parts = [0, 1].map { part in
                (months[month] ?? []).enumerated().filter { $0.offset % 2 == part }.map(\.element)
            }
            for (place, part) in parts.enumerated() { try write(part, to: "part\(place).csv", header: header) }
            try invdb(
                "import", "part0.csv", "part1.csv", "--db", "three.db", "--kind", "sales",
                number % 2 == 0 ? "--no-estimate" : "-q")
        }
        try invdb("estimate", "--db", "three.db")
        #expect(try exported("three.db") == one)
        try invdb("estimate", "--db", "three.db", "--workers", "4")
        #expect(try exported("three.db") == one)
    }

    @Test("The estimate is made when sales have changed, and only then")
    func whenItIsMade() throws {
        try write((0..<60).map { "\(Self.date($0)),N,A,3" })
        #expect(try !invdb("import", "sales.csv", "--no-estimate").output.contains("demand of"))
        #expect(try folder.rows("SELECT count(*) FROM demand") == ["0"])
        // It is missing, although the file changes nothing.
        #expect(try invdb("import", "sales.csv").output.contains("\ndemand of 1 series"))
        #expect(try !invdb("import", "sales.csv").output.contains("demand of"))
        #expect(try !invdb("import", "sales.csv", "--dry-run").output.contains("demand of"))
        try write(["\(Self.date(60)),N,B,3"])
        #expect(try invdb("import", "sales.csv").output.contains("\ndemand of 2 series"))
        try invdb("estimate", "--db", "none.db", status: 1)
        try folder.importGood("sku,on hand\nA,40\n", "--as-of", "2024-03-01", "--db", "stock.db")
        try invdb("estimate", "--db", "stock.db", status: 1).expectFailure("There are no sales in stock.db yet")
    }

    @Test("An estimate whose summary can't be written stores nothing")
    func unwritten() throws {
        try write((0..<60).map { "\(Self.date($0)),N,A,3" })
        try invdb("import", "sales.csv", "--no-estimate")
        #expect(try Command.shell("invdb estimate > /dev/full", in: folder).status == 74)
        #expect(try folder.rows("SELECT count(*) FROM demand_group") == ["0"])
        // The sales are there, and so is the word on what is missing.
        try write((0..<61).map { "\(Self.date($0)),N,A,3" })
        let imported = try Command.shell("invdb import sales.csv | head -n 1", in: folder)
        #expect(imported.lines == ["sales.csv: 61 rows of sales"])
    }

    @Test("A summary for programs has what the text has")
    func summary() throws {
        try write((0..<60).map { "\(Self.date($0)),N,A,3" })
        try invdb("import", "sales.csv", "--format", "json")
        let finished = try invdb("estimate", "--format", "json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any])
        #expect(
            ["series", "stores", "sold_days", "profiles", "seasons"].map { object[$0] as? Int } == [1, 1, 60, 1, 0])
        #expect(object["first_day"] as? String == "2024-01-01" && object["until"] as? String == "2024-02-29")
        #expect((object["classes"] as? [[String: Any]])?.first?["name"] as? String == "steady")
        let exported = try invdb("export", "demand").lines
        #expect(exported[0].hasPrefix("store_id,product_id,rate,class,profile,"))
        #expect(exported.count == 2 && exported[1].hasPrefix("N,A,"))
    }

    @Test("Days that the calendar closes are not missing, and nothing is expected of those to come")
    func closedByCalendar() throws {
        func date(_ day: Int) -> String {
            day < 31 ? "2024-01-\(day < 9 ? "0" : "")\(day + 1)" : "2024-02-\(day < 40 ? "0" : "")\(day - 30)"
        }
        // Day 0 is a Monday.
        let rows = (0..<42).filter { !(36...38).contains($0) }.map { "\(date($0)),A,7\n" }.joined()
        try folder.write("date,product_id,quantity\n" + rows, to: "sales.csv")
        try folder.write("date,closed\n" + [36, 37, 38, 43, 44].map { "\(date($0)),yes\n" }.joined(), to: "closed.csv")
        func output(_ arguments: String...) throws -> String {
            let finished = try Command.run(Command.invdb, arguments, in: folder)
            #expect(finished.status == 0, "\(finished)")
            return finished.output
        }
        let asked = try output("import", "sales.csv", "--db", "without.db")
        #expect(asked.contains("3 days without any sales, though the store usually sells on this weekday"), "\(asked)")
        _ = try output("import", "closed.csv")
        let known = try output("import", "sales.csv")
        #expect(!known.contains("missing") && !known.contains("count as closed"), "\(known)")
        let cells = try output("demand", "A", "--format", "csv").split(separator: "\n")[1].split(
            separator: ",", omittingEmptySubsequences: false)
        #expect(abs((Double(cells[5]) ?? 0) - 26 * 7) < 0.5, "\(cells)")
    }
}
