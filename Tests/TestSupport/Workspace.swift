import Foundation

/// A folder with a database in it, used as a planner would use it: through the binary and the sqlite3 shell.
///
/// What ends in another way than it has to is thrown as an ``UnexpectedEnd``.
public struct Workspace: Sendable {
    public let folder: TemporaryFolder

    public init() throws {
        folder = try TemporaryFolder()
    }

    /// A database that the rows of a product file were imported into.
    public init(_ header: String = ProductFile.headerWithStore, rows: [String]) throws {
        try self.init()
        try importRows(rows, header: header)
    }

    /// Three stores with three products each; all start on 2024-01-01 with a horizon of 10 days.
    ///
    /// A1 runs out on the fifth day (10 units, 2 a day), A2 on the first, B1 never.
    public static func threeStores() throws -> Workspace {
        try Workspace(
            rows: ["S1", "S2", "T1"].flatMap { store in
                [
                    "\(store),A1,2024-01-01,10,2,0,10,1", "\(store),A2,2024-01-01,3,4,1,10,1",
                    "\(store),B1,2024-01-01,5,1,1,10,1",
                ]
            })
    }

    public func importRows(_ rows: [String], header: String = ProductFile.headerWithStore, _ options: String...) throws
    {
        try folder.write(ProductFile.of(rows, header: header), to: "products.csv")
        try succeed(["import", "products.csv"] + options)
    }

    public func run(_ arguments: [String]) throws -> Finished {
        try Command.run(Command.invdb, arguments, in: folder)
    }

    /// Runs invdb, which has to succeed and say nothing on standard error.
    ///
    /// - Returns: its standard output.
    @discardableResult
    public func succeed(_ arguments: [String], file: StaticString = #fileID, line: UInt = #line) throws -> String {
        let finished = try run(arguments)
        guard finished.status == 0, finished.error == "" else {
            throw UnexpectedEnd(
                "invdb \(arguments)", finished, expected: "success without a word on standard error", file: file,
                line: line)
        }
        return finished.output
    }

    @discardableResult
    public func succeed(_ arguments: String..., file: StaticString = #fileID, line: UInt = #line) throws -> String {
        try succeed(arguments, file: file, line: line)
    }

    /// Runs invdb, which has to fail with exit code 1, one line on standard error and nothing on standard output.
    ///
    /// - Returns: the line.
    @discardableResult
    public func fail(_ arguments: [String], file: StaticString = #fileID, line: UInt = #line) throws -> String {
        let finished = try run(arguments)
        guard finished.status == 1, finished.output == "", finished.error.hasPrefix("invdb: "),
            finished.error.filter({ $0 == "\n" }).count == 1
        else {
            throw UnexpectedEnd(
                "invdb \(arguments)", finished, expected: "failure with one line", file: file, line: line)
        }
        return finished.error.trimmingCharacters(in: .newlines)
    }

    @discardableResult
    public func fail(_ arguments: String..., file: StaticString = #fileID, line: UInt = #line) throws -> String {
        try fail(arguments, file: file, line: line)
    }

    /// The rows of a query as the sqlite3 shell prints them, columns separated by `|`.
    @discardableResult
    public func query(_ sql: String, file: StaticString = #fileID, line: UInt = #line) throws -> [String] {
        try folder.rows(sql, file: file, line: line)
    }

    /// What the sqlite3 shell prints for a script, dot-commands included, that it starts on an empty database in memory.
    public func script(_ text: String, file: StaticString = #fileID, line: UInt = #line) throws -> [String] {
        let finished = try Command.run("/usr/bin/sqlite3", ["-bail", ":memory:"], in: folder, input: text + "\n")
        guard finished.status == 0, finished.error == "" else {
            throw UnexpectedEnd(text, finished, expected: "success", file: file, line: line)
        }
        return finished.lines
    }

    /// Everything that is stored about the results of all scenarios, by identifiers instead of keys.
    ///
    /// - Parameter condition: which of them, in SQL.
    public func results(where condition: String = "true") throws -> [String] {
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
    public func view(_ name: String = "forecast", where condition: String = "true") throws -> [ResultRow] {
        let date = name.hasPrefix("forecast") ? "update_date" : "stockout_date"
        return try query(
            """
            SELECT store_id, product_id, \(date), hex(ieee754_to_blob(inventory_level)),
                hex(ieee754_to_blob(sales)), hex(ieee754_to_blob(restocking))
            FROM \(name) JOIN store USING (store_id) JOIN product USING (product_id)
            WHERE \(condition) ORDER BY store_key, product_key, \(date)
            """
        ).map { try ResultRow(query: $0) }
    }
}
