import Foundation

/// What tests of imports ask of a folder with a database in it.
extension TemporaryFolder {
    /// Runs `invdb import`, which must not say anything that only programmers read.
    public func importing(
        _ arguments: String..., input: String = "", environment: [String: String] = [:],
        file: StaticString = #fileID, line: UInt = #line
    ) throws -> Finished {
        let finished = try Command.run(
            Command.invdb, ["import"] + arguments, in: self, input: input, environment: environment)
        if let dump = finished.programmersWords {
            throw UnexpectedEnd("import \(arguments)", finished, expected: "no “\(dump)”", file: file, line: line)
        }
        return finished
    }

    /// Imports `text` as `products.csv`, which has to work, and returns what the command printed.
    @discardableResult
    public func importGood(
        _ text: String, _ arguments: String..., file: StaticString = #fileID, line: UInt = #line
    ) throws -> String {
        try write(text, to: "products.csv")
        let finished = try Command.run(Command.invdb, ["import", "products.csv"] + arguments, in: self)
        guard finished.status == 0, finished.error == "" else {
            throw UnexpectedEnd("import \(arguments)", finished, expected: "success", file: file, line: line)
        }
        return finished.output
    }

    /// Rows of a query in `invdb.db`, columns separated by `|`.
    public func rows(_ sql: String, file: StaticString = #fileID, line: UInt = #line) throws -> [String] {
        let finished = try Command.sqlite3(sql, in: self)
        guard finished.status == 0, finished.error == "" else {
            throw UnexpectedEnd(sql, finished, expected: "success", file: file, line: line)
        }
        return finished.lines
    }

    /// All positions under the identifiers of their stores and products, independent of keys and of where they came from.
    public func inventory() throws -> [String] {
        try rows(
            """
            SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, sales_rate, restocking_rate,
                duration_days, forecast_frequency
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY store_id, product_id
            """)
    }

    /// The start dates in the order of the rows in the file.
    public func startDates() throws -> [String] {
        try rows("SELECT date(start_day * 86400, 'unixepoch') FROM inventory ORDER BY source_line")
    }

    /// Everything that is in the database, as SQL.
    public func dump() throws -> String { try Command.sqlite3(".dump", in: self).output }

    public func bytes(of name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(of: name))) }

    /// Runs a line of shell with `invdb` on its path. A command that waits for a pipe for ever is ended, and so fails.
    public func shell(_ line: String) throws -> Finished {
        try Command.shell(
            "invdb() { timeout -s KILL \(60 * Patience.factor) '\(Command.invdb)' \"$@\"; }\n\(line)", in: self)
    }
}

extension Command {
    /// A line of shell that imports `products.csv` through a named pipe.
    public static let importFromNamedPipe = """
        mkfifo pipe && (timeout -s KILL \(60 * Patience.factor) sh -c 'cat products.csv > pipe' > /dev/null 2>&1 &) && invdb import pipe
        """
}

extension Finished {
    /// The line of the summary with the counts, without the time that it took.
    public var counts: String? {
        lines.first { $0.hasPrefix("read ") }?.components(separatedBy: " in ").first
    }

    /// What it says that only programmers read; nil if all of it is in plain words.
    public var programmersWords: String? {
        ["Error Domain", "Optional(", "Fatal error", "NSError", "Stack dump", "SQLite error"].first {
            (output + error).contains($0)
        }
    }
}
