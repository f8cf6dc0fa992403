import Foundation
import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Rows that are read from the pages of a table are those that SQL gives.
@Suite struct PageCursorTests {
    private static let columns = "(key INTEGER PRIMARY KEY, a INTEGER, b REAL, skipped TEXT, c BLOB)"

    /// A file with a log, and two connections to it.
    private struct File {
        private let folder: TemporaryFolder
        let writer: DatabaseQueue
        let reader: DatabaseQueue
        let path: String

        init(pageSize: Int = 4096, columns: String = PageCursorTests.columns) throws {
            folder = try TemporaryFolder()
            path = folder.path(of: "t.db")
            writer = try DatabaseQueue(path: path)
            try writer.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA page_size = \(pageSize); PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
                        CREATE TABLE other (x); CREATE TABLE t \(columns)
                        """)
            }
            var configuration = Configuration()
            configuration.readonly = true
            reader = try DatabaseQueue(path: path, configuration: configuration)
        }

        func checkpoint() throws { _ = try writer.writeWithoutTransaction { try $0.checkpoint(.passive) } }
    }

    private static func list() -> (list: SelectList, key: Place, a: Place, b: Place, c: Place) {
        var list = SelectList()
        let c = list.add("t.c")
        let key = list.add("key")
        let (b, a) = (list.add("b"), list.add("t.a"))
        return (list, key, a, b, c)
    }

    /// A row as a text. What SQLite would convert first is left out: no column of ours has texts where numbers are asked for.
    private static func text(_ row: ScannedRow, _ places: [Place]) -> String {
        places.map { place in
            if row.isNull(place) { return "NULL \(row.int(place)) \(row.double(place))" }
            guard row.isInteger(place) || row.isNumber(place) else {
                return "\(String(describing: row.numbers(place))) \(Array(row.utf8(place)))"
            }
            return "\(row.isInteger(place)) \(row.isNumber(place)) \(row.int(place)) \(row.int32(place)) "
                + "\(row.double(place).bitPattern)"
        }.joined(separator: "; ")
    }

    /// The rows by SQL.
    private static func rows(_ db: Database, _ range: ClosedRange<Int>) throws -> [String] {
        let (list, key, a, b, c) = list()
        var rows: [String] = []
        try db.scan(list, "FROM t WHERE key BETWEEN ? AND ? ORDER BY key", [range.lowerBound, range.upperBound]) {
            rows.append(text($0, [key, a, b, c]))
        }
        return rows
    }

    /// The rows by pages; nil if they can't be had so.
    private static func pageRows(
        _ db: Database, _ range: ClosedRange<Int>, each: (Int) throws -> Void = { _ in }
    ) throws -> [String]? {
        let (list, key, a, b, c) = list()
        guard let cursor = try PageCursor(db, list, table: "t") else { return nil }
        // As after another range.
        try cursor.seek(range.lowerBound...max(range.lowerBound, range.upperBound / 2))
        if try cursor.next() { _ = try cursor.next() }
        try cursor.seek(range)
        let row = ScannedRow(statement: nil, fields: cursor.fields)
        var rows: [String] = []
        while try cursor.next() {
            rows.append(text(row, [key, a, b, c]))
            try each(rows.count)
        }
        return rows
    }

    private static func expectSame(
        _ read: [String]?, _ rows: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let different = zip(read ?? [], rows).first { $0 != $1 }
        #expect(
            read?.count == rows.count && different == nil,
            "\(read?.count ?? -1), \(rows.count), \(String(describing: different))",
            sourceLocation: sourceLocation)
    }

    private static func fill(
        _ db: Database, count: Int, keys: ClosedRange<Int>, using generator: inout SeededGenerator
    ) throws {
        let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO t VALUES (?, ?, ?, ?, ?)")
        for _ in 0..<count {
            func whole() -> Int {
                Int.random(in: .min ... .max, using: &generator) >> Int.random(in: 0...63, using: &generator)
            }
            let values: [DatabaseValue] = [
                .null, whole().databaseValue, 0.databaseValue, 1.databaseValue,
                Double.random(in: -1e18...1e18, using: &generator).databaseValue,
                (Double(whole() >> 20) / 4).databaseValue,
                Data(
                    (0..<([32, 7, 0].randomElement(using: &generator) ?? 0)).map { _ in
                        UInt8.random(in: 0...255, using: &generator)
                    }
                )
                .databaseValue,
            ]
            func value() -> DatabaseValue { values.randomElement(using: &generator) ?? .null }
            try insert.execute(arguments: [
                Int.random(in: keys, using: &generator), value(), value(),
                String(repeating: "x", count: Int.random(in: 0...200, using: &generator)), value(),
            ])
        }
    }

    @Test("Random tables of all page sizes give the rows that SQL gives, in any range of keys", arguments: 9...16)
    func likeSQL(logarithm: Int) throws {
        var generator = SeededGenerator("page cursor \(logarithm)")
        for size in [0, 1, 30, 4_000] {
            let file = try File(pageSize: 1 << logarithm)
            let keys = [-50...200, 1...9_000, .min ... .max].randomElement(using: &generator) ?? 1...10
            try file.writer.write { try Self.fill($0, count: size, keys: keys, using: &generator) }
            try file.checkpoint()
            try file.reader.read { db in
                var ranges: [ClosedRange<Int>] = [.min ... .max]
                for _ in 0..<6 {
                    let (one, other) = (
                        Int.random(in: keys, using: &generator), Int.random(in: keys, using: &generator)
                    )
                    ranges.append(min(one, other)...max(one, other))
                }
                for range in ranges {
                    let rows = try #require(try Self.pageRows(db, range))
                    Self.expectSame(rows, try Self.rows(db, range))
                }
            }
        }
    }

    @Test(
        "Short ranges that follow one another give the rows that SQL gives, also where they share a leaf or are empty")
    func shortRanges() throws {
        var generator = SeededGenerator("page cursor, short ranges")
        for (keys, gap) in [(1...3_000, 0), (1...3_000, 3), (-40_000...40_000, 10)] {
            let file = try File(pageSize: 1024)
            try file.writer.write { try Self.fill($0, count: 2_500, keys: keys, using: &generator) }
            try file.checkpoint()
            try file.reader.read { db in
                let (list, key, a, b, c) = Self.list()
                let cursor = try #require(try PageCursor(db, list, table: "t"))
                let row = ScannedRow(statement: nil, fields: cursor.fields)
                var first = keys.lowerBound - 5
                while first < keys.upperBound + 5 {
                    let most = [1, 12, 300].randomElement(using: &generator) ?? 1
                    let range = first...first + Int.random(in: 0...most, using: &generator)
                    try cursor.seek(range)
                    var rows: [String] = []
                    while try cursor.next() { rows.append(Self.text(row, [key, a, b, c])) }
                    Self.expectSame(rows, try Self.rows(db, range))
                    // Now and then a range lies before the former one, or overlaps it.
                    let isBack = Int.random(in: 0..<8, using: &generator) == 0
                    first = range.upperBound + 1 + (isBack ? -2 : Int.random(in: 0...gap, using: &generator))
                }
            }
        }
    }

    @Test("A scan goes from the statement to the pages without losing or repeating a row")
    func scan() throws {
        var generator = SeededGenerator("page scan")
        for size in [49, 50, 51, 52, 3_000] {
            let file = try File()
            try file.writer.write { db in
                for key in 1...size {
                    try db.execute(sql: "INSERT INTO t VALUES (?, ?, 1, 'x', NULL)", arguments: [key * 3, key])
                }
            }
            try file.checkpoint()
            try file.reader.read { db in
                let (list, key, a, b, c) = Self.list()
                for range in [0...size * 3, 0...size * 3 + 9, Int.random(in: 0...size, using: &generator)...size * 3] {
                    var rows: [String] = []
                    try db.scan(list, of: "t", by: key, in: range) { rows.append(Self.text($0, [key, a, b, c])) }
                    Self.expectSame(rows, try Self.rows(db, range))
                }
                // Range after range.
                let scan = TableScan(db, list, of: "t", by: key)
                for first in stride(from: 0, through: size * 3, by: 20) {
                    var rows: [String] = []
                    try scan.forEach(in: first...first + 15) { rows.append(Self.text($0, [key, a, b, c])) }
                    Self.expectSame(rows, try Self.rows(db, first...first + 15))
                }
            }
        }
    }

    @Test("Rows that are in the log only, or that the transaction has written itself, come by SQL")
    func notFromPages() throws {
        var generator = SeededGenerator("log")
        let file = try File()
        try file.writer.write { try Self.fill($0, count: 2_000, keys: 1...9_000, using: &generator) }
        #expect(try file.reader.read { db in try Self.pageRows(db, 1...9_000) } == nil)
        try file.checkpoint()
        #expect(try file.reader.read { db in try Self.pageRows(db, 1...9_000) } != nil)
        try file.writer.write { db in
            #expect(try Self.pageRows(db, 1...9_000) == nil)
            try Self.fill(db, count: 10, keys: 1...9_000, using: &generator)
            #expect(try Self.pageRows(db, 1...9_000) == nil)
        }
        // Outside of a transaction the file may change under it.
        try file.checkpoint()
        #expect(try file.writer.writeWithoutTransaction { db in try Self.pageRows(db, 1...9_000) } == nil)
    }

    @Test("While rows are read, others write and copy their log: the rows stay those of the transaction")
    func snapshot() throws {
        var generator = SeededGenerator("snapshot")
        let all = 1...9_000
        func change(_ file: File) throws {
            try file.writer.write { db in
                try db.execute(
                    sql: "DELETE FROM t WHERE key % 3 = 0; UPDATE t SET b = b + 1; INSERT INTO other VALUES (1)")
                try Self.fill(db, count: 500, keys: all, using: &generator)
            }
            try file.checkpoint()
        }
        // A transaction that has nothing to do with the log.
        var file = try File()
        try file.writer.write { try Self.fill($0, count: 5_000, keys: all, using: &generator) }
        try file.checkpoint()
        try file.reader.read { db in
            let rows = try Self.rows(db, all)
            let read = try Self.pageRows(db, all) { count in if count.isMultiple(of: 500) { try change(file) } }
            Self.expectSame(read, rows)
            #expect(try Self.rows(db, all) == rows)
        }
        // One that holds a mark in the log, whose rows have been copied meanwhile.
        file = try File()
        try file.writer.write { try Self.fill($0, count: 5_000, keys: all, using: &generator) }
        try file.reader.read { db in
            let rows = try Self.rows(db, all)
            #expect(try Self.pageRows(db, all) == nil)
            try file.checkpoint()
            let read = try Self.pageRows(db, all) { count in if count.isMultiple(of: 500) { try change(file) } }
            Self.expectSame(read, rows)
        }
    }

    @Test("Columns that are no numbers, that are generated, or that old records lack, come by SQL or are read right")
    func columns() throws {
        let file = try File(
            columns:
                "(key INTEGER PRIMARY KEY, made INT AS (a + 1), a INTEGER, b REAL, kept INT AS (a * 2) STORED, c BLOB)")
        try file.writer.write { db in
            for key in 1...300 {
                try db.execute(sql: "INSERT INTO t (key, a, b) VALUES (?, ?, 2)", arguments: [key, key])
            }
            try db.execute(sql: "ALTER TABLE t ADD COLUMN later REAL; ALTER TABLE t ADD COLUMN given REAL DEFAULT 5")
        }
        try file.checkpoint()
        try file.reader.read { db in
            Self.expectSame(try Self.pageRows(db, 1...300), try Self.rows(db, 1...300))
            for (column, isRead) in [
                ("later", true), ("given", false), ("made", false), ("kept", false), ("key + 1", false), ("x", false),
            ] {
                var list = SelectList()
                let key = list.add("key")
                let place = list.add(column)
                let cursor = try PageCursor(db, list, table: "t")
                #expect((cursor != nil) == isRead, "\(column)")
                guard let cursor else { continue }
                try cursor.seek(1...300)
                #expect(try cursor.next())
                let row = ScannedRow(statement: nil, fields: cursor.fields)
                #expect(row.int(key) == 1 && row.isNull(place))
            }
        }
    }

    @Test("A damaged page is called so, or gives rows; nothing is read outside of it, and it ends")
    func damage() throws {
        var generator = SeededGenerator("damaged pages")
        let file = try File(pageSize: 1024)
        try file.writer.write { try Self.fill($0, count: 3_000, keys: 1...9_000, using: &generator) }
        try file.checkpoint()
        try file.writer.close()
        let good = try Data(contentsOf: URL(fileURLWithPath: file.path))
        var (errors, reads) = (0, 0)
        for _ in 0..<400 {
            var bad = good
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                // The first pages have the schema.
                bad[Int.random(in: 3 * 1024..<bad.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            // Headers and pointers more often than by chance.
            if Bool.random(using: &generator) {
                let page = Int.random(in: 3..<bad.count / 1024, using: &generator)
                bad[page * 1024 + Int.random(in: 0..<16, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
            try handle.write(contentsOf: bad)
            try handle.close()
            try file.reader.read { db in
                do {
                    _ = try Self.pageRows(db, .min ... .max)
                    reads += 1
                } catch let error as DatabaseError {
                    #expect(error.resultCode == .SQLITE_CORRUPT && error.message?.contains("of t is damaged") == true)
                    errors += 1
                }
            }
        }
        #expect(errors > 100 && reads > 10, "\(errors) errors, \(reads) without one")
    }
}
