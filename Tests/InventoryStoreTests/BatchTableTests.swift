import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct BatchTableTests {
    /// A row as plain values, in the order of the columns c0 to c4.
    private struct PlainRow {
        var integer: Int32?
        var number: Double
        var text: String
        var other: Int32?

        static func random(using generator: inout SeededGenerator) -> PlainRow {
            let integers: [Int32?] = [
                nil, 0, -1, .max, .min + 1, Int32.random(in: -1000...1000, using: &generator),
            ]
            let numbers = [
                0, -0.0, 0.1, -1e300, .leastNonzeroMagnitude, .infinity, .nan,
                Double.random(in: -1e6...1e6, using: &generator),
            ]
            let letters = Array("a,\"é\u{65}\u{301}日本👩‍👩‍👧 \n|")
            let length = Int.random(in: 0...12, using: &generator)
            return PlainRow(
                integer: integers.randomElement(using: &generator) ?? nil,
                number: numbers.randomElement(using: &generator) ?? 0,
                text: String((0..<length).compactMap { _ in letters.randomElement(using: &generator) }),
                other: integers.randomElement(using: &generator) ?? nil)
        }
    }

    /// A connection in memory with `batch` and an empty table `target`.
    private func withBatch<R>(_ body: (Database, BatchTable) throws -> R) throws -> R {
        try DatabaseQueue().writeWithoutTransaction { db in
            let batch = try BatchTable(registeredOn: db)
            try db.execute(sql: "CREATE TABLE target (a, b, c, d, e); CREATE TABLE expected (a, b, c, d, e)")
            return try body(db, batch)
        }
    }

    /// Shows rows in `batch`: integer, constant, number, text, integer.
    private func lend<R>(
        _ rows: [PlainRow], constant: Int64, on batch: BatchTable, _ body: () throws -> R
    ) throws -> R {
        let bytes = rows.flatMap { Array($0.text.utf8) }
        var ends: [Int] = []
        for row in rows { ends.append((ends.last ?? 0) + row.text.utf8.count) }
        return try rows.map { $0.integer ?? BatchColumn.null }.withUnsafeBufferPointer { integers in
            try rows.map(\.number).withUnsafeBufferPointer { numbers in
                try rows.map { $0.other ?? BatchColumn.null }.withUnsafeBufferPointer { others in
                    try bytes.withUnsafeBufferPointer { bytes in
                        try ends.withUnsafeBufferPointer { ends in
                            try batch.lend(
                                [
                                    .int32(try #require(integers.baseAddress)), .constant(constant),
                                    .double(try #require(numbers.baseAddress)),
                                    .text(
                                        bytes: try #require(bytes.baseAddress), ends: try #require(ends.baseAddress)),
                                    .int32(try #require(others.baseAddress)),
                                ], rowCount: rows.count, body)
                        }
                    }
                }
            }
        }
    }

    /// Inserts rows the plain way.
    private func insertPlainly(_ rows: [PlainRow], constant: Int64, _ db: Database) throws {
        for row in rows {
            try db.execute(
                sql: "INSERT INTO expected VALUES (?, ?, ?, ?, ?)",
                arguments: [row.integer, constant, row.number, row.text, row.other])
        }
    }

    /// Values and their storage classes.
    private func content(of table: String, _ db: Database) throws -> [[DatabaseValue]] {
        try Row.fetchAll(
            db,
            sql: "SELECT *, typeof(a), typeof(b), typeof(c), typeof(d), typeof(e), hex(d) FROM \(table) ORDER BY rowid"
        ).map { Array($0.databaseValues) }
    }

    @Test func insertsWhatPlainStatementsInsert() throws {
        var generator = SeededGenerator("batch table")
        let constants: [Int64] = [0, -1, .max, .min]
        try withBatch { db, batch in
            // Several batches one after the other, through one cached statement, sizes from one row on.
            for size in [1, 2, 700, 3] {
                let rows = (0..<size).map { _ in PlainRow.random(using: &generator) }
                let constant = try #require(constants.randomElement(using: &generator))
                try lend(rows, constant: constant, on: batch) {
                    try db.cachedStatement(sql: "INSERT INTO target SELECT c0, c1, c2, c3, c4 FROM batch").execute()
                }
                try insertPlainly(rows, constant: constant, db)
                #expect(try content(of: "target", db) == content(of: "expected", db))
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM target") == 706)
        }
    }

    @Test func insertsNothingFromAnEmptyBatch() throws {
        try withBatch { db, batch in
            try batch.lend([.constant(1)], rowCount: 0) {
                try db.execute(sql: "INSERT INTO target (a) SELECT c0 FROM batch")
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM target") == 0)
        }
    }

    @Test func isEmptyOutsideOfALoan() throws {
        struct Failure: Error {}
        try withBatch { db, batch in
            try batch.lend([.constant(1)], rowCount: 3) { () throws in
                #expect(try Int.fetchOne(db, sql: "SELECT sum(c0) FROM batch") == 3)
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM batch") == 0)
            #expect(throws: Failure.self) {
                try batch.lend([.constant(1)], rowCount: 3) { throw Failure() }
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM batch") == 0)
        }
    }

    @Test func columnsThatWereNotLentAreNull() throws {
        try withBatch { db, batch in
            try batch.lend([.constant(7)], rowCount: 1) { () throws in
                let row = try #require(try Row.fetchOne(db, sql: "SELECT * FROM batch"))
                #expect(row.count == BatchTable.columnLimit)
                #expect(row["c0"] == 7)
                #expect(row.databaseValues.filter(\.isNull).count == BatchTable.columnLimit - 1)
            }
        }
    }

    @Test func joinsWithTablesAndItself() throws {
        var generator = SeededGenerator("batch join")
        try withBatch { db, batch in
            try db.execute(sql: "CREATE TABLE stored (key INTEGER PRIMARY KEY, value REAL)")
            var stored: [Int32: Double] = [:]
            for key in Int32(1)...200 where Bool.random(using: &generator) {
                stored[key] = Double(key) / 8
                try db.execute(sql: "INSERT INTO stored VALUES (?, ?)", arguments: [key, Double(key) / 8])
            }
            let keys = (0..<300).map { _ in Int32.random(in: 1...200, using: &generator) }
            try keys.withUnsafeBufferPointer { buffer in
                try batch.lend([.int32(try #require(buffer.baseAddress))], rowCount: keys.count) { () throws in
                    let found = try Row.fetchAll(
                        db, sql: "SELECT batch.rowid, value FROM batch CROSS JOIN stored ON key = c0 ORDER BY 1"
                    ).map { [$0[0] as Double, $0[1] as Double] }
                    let expected = keys.enumerated().compactMap { index, key in
                        stored[key].map { [Double(index), $0] }
                    }
                    #expect(found == expected)
                    // Two cursors at once keep places of their own.
                    let pairs = try Int.fetchOne(
                        db, sql: "SELECT count(*) FROM batch AS a CROSS JOIN batch AS b WHERE a.c0 = b.c0")
                    let counts = Dictionary(grouping: keys, by: { $0 }).values.map(\.count)
                    #expect(pairs == counts.reduce(0) { $0 + $1 * $1 })
                }
            }
        }
    }

    @Test func everyConnectionHasItsOwn() throws {
        try withBatch { first, firstBatch in
            try withBatch { second, secondBatch in
                try firstBatch.lend([.constant(1)], rowCount: 1) { () throws in
                    try secondBatch.lend([.constant(2)], rowCount: 2) { () throws in
                        #expect(try Int.fetchAll(first, sql: "SELECT c0 FROM batch") == [1])
                        #expect(try Int.fetchAll(second, sql: "SELECT c0 FROM batch") == [2, 2])
                    }
                }
            }
        }
    }
}
