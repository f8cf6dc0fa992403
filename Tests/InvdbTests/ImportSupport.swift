import Foundation
import TestSupport
import Testing

/// The product file that the tests start from.
enum ProductFile {
    static let header =
        "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency"
    /// The same with a store first.
    static let headerWithStore = "store_id,\(header)"

    /// As other people's files have them: dates without a leading zero, two-digit years.
    static let sample = """
        \(header)
        1,1/1/23,50,10,8,30,1
        2,1/2/23,60,15,13,30,1
        3,1/3/23,70,20,18,30,1

        """

    /// A file of good rows.
    static func of(_ rows: String...) -> String { of(rows) }

    static func of(_ rows: [String], header: String = header) -> String {
        ([header] + rows).map { $0 + "\n" }.joined()
    }

    /// A file with one product for each date.
    static func of(dates: [String]) -> String {
        of(dates.enumerated().map { "\($0.offset + 1),\($0.element),1,1,1,1,1" })
    }
}

extension TemporaryFolder {
    /// Runs `invdb import` and makes sure that it says nothing that only programmers read.
    func importing(
        _ arguments: String..., input: String = "", environment: [String: String] = [:],
        at location: SourceLocation = #_sourceLocation
    ) throws -> Finished {
        let finished = try Command.run(
            Command.invdb, ["import"] + arguments, in: self, input: input, environment: environment)
        finished.expectPlainWords(at: location)
        return finished
    }

    /// Imports `text` as `products.csv`, which is expected to work, and returns what the command printed.
    @discardableResult
    func importGood(
        _ text: String, _ arguments: String..., at location: SourceLocation = #_sourceLocation
    ) throws -> String {
        try write(text, to: "products.csv")
        let finished = try Command.run(Command.invdb, ["import", "products.csv"] + arguments, in: self)
        #expect(finished.status == 0, sourceLocation: location)
        #expect(finished.error == "", sourceLocation: location)
        return finished.output
    }

    /// Rows of a query in `invdb.db`, columns separated by `|`.
    func rows(_ sql: String, at location: SourceLocation = #_sourceLocation) throws -> [String] {
        let finished = try Command.sqlite3(sql, in: self)
        #expect(finished.error == "", sourceLocation: location)
        return finished.lines
    }

    /// All positions under the identifiers of their stores and products, independent of keys and of where they came from.
    func inventory() throws -> [String] {
        try rows(
            """
            SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, sales_rate, restocking_rate,
                duration_days, forecast_frequency
            FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY store_id, product_id
            """)
    }

    /// The start dates in the order of the rows in the file.
    func startDates() throws -> [String] {
        try rows("SELECT date(start_day * 86400, 'unixepoch') FROM inventory ORDER BY source_line")
    }

    /// Everything that is in the database, as SQL.
    func dump() throws -> String { try Command.sqlite3(".dump", in: self).output }

    func bytes(of name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(of: name))) }
}

extension Command {
    /// A line of shell that imports `products.csv` through a named pipe.
    static let importFromNamedPipe = """
        mkfifo pipe && (timeout -s KILL \(60 * Patience.factor) sh -c 'cat products.csv > pipe' > /dev/null 2>&1 &) && invdb import pipe
        """
}

extension TemporaryFolder {
    /// Runs a line of shell with `invdb` on its path. An import that waits for a pipe for ever is ended, and so fails.
    func shell(_ line: String) throws -> Finished {
        try Command.shell(
            "invdb() { timeout -s KILL \(60 * Patience.factor) '\(Command.invdb)' \"$@\"; }\n\(line)", in: self)
    }
}

extension Finished {
    /// The line of the summary with the counts, without the time that it took.
    var counts: String? {
        lines.first { $0.hasPrefix("read ") }?.components(separatedBy: " in ").first
    }

    func expectPlainWords(at location: SourceLocation = #_sourceLocation) {
        for dump in ["Error Domain", "Optional(", "Fatal error", "NSError", "Stack dump", "SQLite error"] {
            #expect(!(output + error).contains(dump), "says \(dump)", sourceLocation: location)
        }
    }

    /// Expects a failure with a message of one sentence that begins with the program's name.
    func expectFailure(_ words: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(status == 1, sourceLocation: location)
        #expect(output == "", sourceLocation: location)
        #expect(error.hasPrefix("invdb: "), sourceLocation: location)
        for word in words { #expect(error.contains(word), sourceLocation: location) }
    }
}

/// The bytes of a text as SQLite's `hex()` shows them, because `==` of two strings takes different bytes for the same.
func hexadecimal(_ text: String) -> String { text.utf8.map { String(format: "%02X", $0) }.joined() }
