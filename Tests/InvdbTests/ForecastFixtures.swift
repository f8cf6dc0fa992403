import Foundation
import TestSupport
import Testing

/// A folder with a database in it, used as a planner would use it: through the binary and the sqlite3 shell.
struct Workspace {
    static let header =
        "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,"
        + "forecast_frequency"
    static let headerWithStore = "store_id,\(header)"

    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A database that the rows of a product file were imported into.
    init(_ header: String = headerWithStore, rows: [String]) throws {
        try self.init()
        try importRows(rows, header: header)
    }

    func importRows(_ rows: [String], header: String = headerWithStore, _ options: String...) throws {
        try folder.write(([header] + rows).joined(separator: "\n") + "\n", to: "products.csv")
        try succeed(["import", "products.csv"] + options)
    }

    func run(_ arguments: [String]) throws -> Finished {
        try Command.run(Command.invdb, arguments, in: folder)
    }

    /// Runs invdb, which has to succeed and say nothing on standard error.
    ///
    /// - Returns: its standard output.
    @discardableResult
    func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let finished = try run(arguments)
        #expect(finished.error == "", sourceLocation: sourceLocation)
        try #require(finished.status == 0, "\(arguments)", sourceLocation: sourceLocation)
        return finished.output
    }

    @discardableResult
    func succeed(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try succeed(arguments, sourceLocation: sourceLocation)
    }

    /// Runs invdb, which has to fail with one line on standard error and nothing on standard output.
    ///
    /// - Returns: the line.
    @discardableResult
    func fail(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let finished = try run(arguments)
        #expect(finished.status == 1, "\(arguments)", sourceLocation: sourceLocation)
        #expect(finished.output == "", sourceLocation: sourceLocation)
        #expect(finished.error.hasPrefix("invdb: "), "\(finished.error)", sourceLocation: sourceLocation)
        #expect(finished.error.filter { $0 == "\n" }.count == 1, "\(finished.error)", sourceLocation: sourceLocation)
        return finished.error.trimmingCharacters(in: .newlines)
    }

    @discardableResult
    func fail(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try fail(arguments, sourceLocation: sourceLocation)
    }

    /// The rows of a query as the sqlite3 shell prints them, columns separated by `|`.
    func query(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        let finished = try Command.sqlite3(sql, in: folder)
        #expect(finished.error == "", "\(sql)", sourceLocation: sourceLocation)
        try #require(finished.status == 0, "\(sql)", sourceLocation: sourceLocation)
        return finished.lines
    }

    /// What the sqlite3 shell prints for a script, dot-commands included, that it starts on an empty database in memory.
    func script(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        let finished = try Command.run("/usr/bin/sqlite3", ["-bail", ":memory:"], in: folder, input: text + "\n")
        #expect(finished.error == "", "\(text)", sourceLocation: sourceLocation)
        try #require(finished.status == 0, "\(text)", sourceLocation: sourceLocation)
        return finished.lines
    }

    /// Everything that is stored about the results of all scenarios, by identifiers instead of keys.
    ///
    /// - Parameter condition: which of them, in SQL.
    func results(where condition: String = "true") throws -> [String] {
        try query(
            """
            SELECT scenario.name, store_id, product_id, first_day, last_day, hex(ieee754_to_blob(opening_level)),
                hex(ieee754_to_blob(sales)), hex(ieee754_to_blob(restocking)), period, frequency, phase, stockout_day, run_id
            FROM projection JOIN scenario USING (scenario_id) JOIN store USING (store_key)
                JOIN product USING (product_key)
            WHERE \(condition) ORDER BY 1, 2, 3, 4
            """)
    }

    /// The rows of a view of results in the order of an export, by the keys of store and product and by day.
    func view(_ name: String = "forecast", where condition: String = "true") throws -> [ResultRow] {
        let date = name.hasPrefix("forecast") ? "update_date" : "stockout_date"
        return try query(
            """
            SELECT store_id, product_id, \(date), hex(ieee754_to_blob(inventory_level)),
                hex(ieee754_to_blob(sales)), hex(ieee754_to_blob(restocking))
            FROM \(name) JOIN store USING (store_id) JOIN product USING (product_id)
            WHERE \(condition) ORDER BY store_key, product_key, \(date)
            """
        ).map { row in
            let fields = row.split(separator: "|", omittingEmptySubsequences: false)
            try #require(fields.count == 6)
            return ResultRow(
                storeID: String(fields[0]), productID: String(fields[1]), date: String(fields[2]),
                numbers: try fields[3...].map { try double(hexadecimal: $0) })
        }
    }
}

extension Workspace {
    /// Three stores with three products each; all start on 2024-01-01 with a horizon of 10 days.
    ///
    /// A1 runs out on the fifth day (10 units, 2 a day), A2 on the first, B1 never.
    static func threeStores() throws -> Workspace {
        try Workspace(
            rows: ["S1", "S2", "T1"].flatMap { store in
                [
                    "\(store),A1,2024-01-01,10,2,0,10,1", "\(store),A2,2024-01-01,3,4,1,10,1",
                    "\(store),B1,2024-01-01,5,1,1,10,1",
                ]
            })
    }
}

/// A row of a view of results, or of an export of one. Its numbers are level, sales and restocking, to the last bit.
struct ResultRow: Hashable {
    var storeID: String
    var productID: String
    var date: String
    var numbers: [Double]

    init(storeID: String, productID: String, date: String, numbers: [Double]) {
        (self.storeID, self.productID, self.date, self.numbers) = (storeID, productID, date, numbers)
    }

    /// A line of an export whose identifiers need no quotes. Every number has to be as short as it can be.
    init(csv line: Substring) throws {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try #require(fields.count == 6, "\(line)")
        let numbers = try fields[3...].map { try #require(Double($0), "\(line)") }
        self.init(storeID: fields[0], productID: fields[1], date: fields[2], numbers: numbers)
        for (field, number) in zip(fields[3...], numbers) {
            // The description of a double is the shortest text that reads back as the same one, with `.0` where it is whole.
            let shortest = number.description
            #expect(field == (shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest))
        }
    }
}

/// The rows of an export as CSV, after its header.
func resultRows(csv text: String, date: String = "update_date") throws -> [ResultRow] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "store_id,product_id,\(date),inventory_level,sales,restocking")
    #expect(lines.last == "", "The last line has an end too.")
    return try lines.dropFirst().dropLast().map { try ResultRow(csv: $0) }
}

/// Text of random product rows: all kinds of quantities that a file may have.
struct RandomRows {
    var generator: SeededGenerator

    init(_ name: String) {
        generator = SeededGenerator(name)
    }

    /// `store_id,product_id,…` for products P1 to P`count` in each of the stores.
    mutating func rows(stores: [String], products: Int) -> [String] {
        var rows: [String] = []
        rows.reserveCapacity(stores.count * products)
        for store in stores {
            for product in 1...products { rows.append("\(store),P\(product),\(position())") }
        }
        return rows
    }

    private mutating func position() -> String {
        let day = Int.random(in: 1...28, using: &generator)
        let start = "2024-0\(Int.random(in: 1...3, using: &generator))-\(day < 10 ? "0" : "")\(day)"
        // A third each: plain, with up to six decimals, and large.
        let (onHand, sales, restocking) =
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: (decimal(-20...200, 0), decimal(0...30, 0), decimal(0...25, 0))
            case 1: (decimal(-20...200, 3), decimal(0...20, 6), decimal(0...20, 4))
            default: (decimal(0...999_999_999_999, 2), decimal(0...99_999_999_999, 3), decimal(0...99_999_999_999, 1))
            }
        let duration = Int.random(in: 1...40, using: &generator)
        let frequency = Bool.random(using: &generator) ? 1 : Int.random(in: 2...9, using: &generator)
        return "\(start),\(onHand),\(sales),\(restocking),\(duration),\(frequency)"
    }

    /// A number with some decimals, as text.
    private mutating func decimal(_ whole: ClosedRange<Int>, _ decimals: Int) -> String {
        let text = String(Int.random(in: whole, using: &generator))
        guard decimals > 0 else { return text }
        let one = (0..<decimals).reduce(1) { power, _ in power * 10 }
        // One more digit in front keeps the zeros.
        return "\(text).\(String(one + Int.random(in: 0..<one, using: &generator)).dropFirst())"
    }
}

/// A double from what `hex(ieee754_to_blob(x))` prints in the sqlite3 shell, which shows 15 digits of it otherwise.
func double(hexadecimal text: some StringProtocol) throws -> Double {
    Double(bitPattern: try #require(UInt64(text, radix: 16)))
}
