import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

@Suite struct RowScanTests {
    @Test("A scan gives the values that a plain fetch gives")
    func givesTheValuesThatAPlainFetchGives() throws {
        var generator = SeededGenerator("row scan")
        try DatabaseQueue().write { db in
            try db.execute(sql: "CREATE TABLE t (whole INTEGER, small INTEGER, number REAL, text TEXT, gap)")
            let texts = ["", "a", "é", "e\u{301}", "日本", "a\u{0}b", "👩‍👩‍👧"]
            for index in 0..<500 {
                try db.execute(
                    sql: "INSERT INTO t VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        Int.random(in: .min ... .max, using: &generator),
                        Int32.random(in: .min ... .max, using: &generator),
                        Double.random(in: -1e9...1e9, using: &generator), texts.randomElement(using: &generator),
                        index % 3 == 0 ? nil : index,
                    ])
            }
            let rows = try Row.fetchAll(db, sql: "SELECT * FROM t WHERE small > ? ORDER BY whole", arguments: [0])
            var at = 0
            try db.scan("SELECT * FROM t WHERE small > ? ORDER BY whole", [0]) { scanned in
                let row = rows[at]
                #expect(scanned.int(0) == row[0] as Int)
                #expect(scanned.int32(1) == row[1] as Int32)
                #expect(scanned.double(2) == row[2] as Double)
                #expect(scanned.text(3).utf8.elementsEqual((row[3] as String).utf8))
                #expect(scanned.utf8(3).elementsEqual((row[3] as String).utf8))
                #expect(scanned.isNull(4) == (row[4] as Int? == nil))
                #expect(scanned.int(4) == row[4] as Int? ?? 0)
                #expect(!scanned.isNull(0))
                at += 1
            }
            #expect(at == rows.count)
            #expect(at > 0)
        }
    }

    @Test("NULL is an empty text, and without rows nothing is called")
    func nullAndNoRows() throws {
        try DatabaseQueue().read { db in
            var rows = 0
            try db.scan("SELECT NULL") { row in
                rows += 1
                #expect(row.utf8(0).isEmpty)
                #expect(row.text(0) == "")
            }
            #expect(rows == 1)
            try db.scan("SELECT 1 WHERE false") { _ in rows += 1 }
            #expect(rows == 1)
        }
    }

    @Test func anErrorOfTheBodyEndsTheScan() throws {
        struct Failure: Error {}
        try DatabaseQueue().writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
            var rows = 0
            #expect(throws: Failure.self) {
                try db.scan("SELECT a FROM t") { _ in
                    rows += 1
                    throw Failure()
                }
            }
            #expect(rows == 1)
            // The statement has ended: one that is still running would keep the table from being dropped.
            try db.execute(sql: "DROP TABLE t")
        }
    }

    @Test func errorsOfSQLiteAreThrown() throws {
        try DatabaseQueue().read { db in
            // The first row is fine, the second overflows while it is stepped to.
            let sql = "SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808))"
            var rows = 0
            let error = #expect(throws: DatabaseError.self) { try db.scan(sql) { _ in rows += 1 } }
            #expect(rows == 1)
            #expect(error?.message == "integer overflow")
            let missing = #expect(throws: DatabaseError.self) { try db.scan("SELECT * FROM missing") { _ in } }
            #expect(missing?.message == "no such table: missing")
        }
    }
}
