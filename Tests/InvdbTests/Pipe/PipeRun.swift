import Foundation
import TestSupport
import Testing

/// `invdb pipe` on a text, and what it wrote.
struct PipeRun {
    let folder: TemporaryFolder
    let finished: Finished

    /// - Parameter files: the outputs beside standard output, as `--orders`: each goes to a file of that name.
    init(
        _ text: String, _ options: [String] = [], files: [String] = [], receipts: String? = nil,
        in folder: TemporaryFolder? = nil
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        try self.folder.write(text, to: "in.csv")
        var options = options + files.flatMap { [$0, "\($0.dropFirst(2)).arrow"] }
        if let receipts {
            try self.folder.write(receipts, to: "receipts.csv")
            options += ["--receipts", "receipts.csv"]
        }
        let words = options.map { "'\($0)'" }.joined(separator: " ")
        finished = try self.folder.shell("invdb pipe \(words) < in.csv > out.arrow")
    }

    func bytes(of output: String = "out") throws -> [UInt8] { Array(try folder.bytes(of: "\(output).arrow")) }

    /// The rows of an output, which has to have its end mark.
    func rows(_ output: String = "out") throws -> [[String]] {
        let reading = try ArrowReading(try bytes(of: output))
        #expect(reading.isFinished)
        return reading.rows
    }

    /// The summary, by the names of its columns.
    func summary() throws -> [String: String] {
        let reading = try ArrowReading(try bytes(of: "summary"))
        let row = try #require(reading.rows.first)
        return Dictionary(uniqueKeysWithValues: zip(reading.fields.map(\.name), row))
    }
}

/// The same in a database.
struct DatabaseRun {
    let folder: TemporaryFolder

    /// A database that is there.
    init(in folder: TemporaryFolder) { self.folder = folder }

    /// - Parameter command: the command that computes, with its options.
    init(_ text: String, _ options: [String] = [], receipts: String? = nil, _ command: [String]) throws {
        folder = try TemporaryFolder()
        try folder.write(text, to: "in.csv")
        try run(["import", "in.csv"] + options)
        if let receipts {
            try folder.write(receipts, to: "receipts.csv")
            try run(["import", "receipts.csv", "--kind", "receipts", "--rejects", "bad-receipts.csv"])
        }
        try run(command)
    }

    private func run(_ arguments: [String]) throws {
        let finished = try Command.run(Command.invdb, arguments, in: folder)
        #expect([0, 3].contains(finished.status), "\(arguments): \(finished.error)")
    }

    /// Stretches as `PipeRun.rows` has them, in the order of stores and products.
    func stretches(_ table: String = "projection") throws -> [[String]] {
        try rows(
            """
            SELECT hex(store_id), hex(product_id), first_day, last_day, hex(ieee754_to_blob(opening_level)),
                hex(ieee754_to_blob(sales)), hex(ieee754_to_blob(restocking)), period, frequency, phase, profile, stockout_day
            FROM \(table) JOIN store USING (store_key) JOIN product USING (product_key)
            JOIN scenario USING (scenario_id) WHERE scenario.name = 'baseline' OR scenario.name = 'what-if'
            ORDER BY store_id, product_id, first_day
            """)
    }

    func orders() throws -> [[String]] {
        try rows(
            """
            SELECT hex(store_id), hex(product_id), unixepoch(order_date) / 86400, unixepoch(arrival_date) / 86400,
                hex(ieee754_to_blob(quantity)), iif(cost IS NULL, '', hex(ieee754_to_blob(cost))), days_late,
                hex(ieee754_to_blob(units_short)), hex(reason), hex(ieee754_to_blob(largest_backlog))
            FROM reorder_by_scenario WHERE scenario IN ('baseline', 'what-if')
            ORDER BY store_id, product_id, order_date
            """
        ).map { row in row.enumerated().map { $0.offset == 8 ? Self.text($0.element) : $0.element } }
    }

    private func rows(_ sql: String) throws -> [[String]] {
        try folder.rows(sql).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).enumerated().map { index, cell in
                index < 2 ? Self.text(String(cell)) : String(cell)
            }
        }
    }

    /// Identifiers may have anything in them, so they come in hexadecimal digits.
    private static func text(_ digits: String) -> String {
        let digits = Array(digits)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
