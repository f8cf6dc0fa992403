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
            var list = SelectList()
            let (text, gap) = (list.add("text"), list.add("gap"))
            let (number, small, whole) = (list.add("number"), list.add("small"), list.add("t.whole"))
            try db.scan(list, "FROM t WHERE small > ? ORDER BY whole", [0]) { scanned in
                let row = rows[at]
                #expect(scanned.int(whole) == row["whole"] as Int)
                #expect(scanned.int32(small) == row["small"] as Int32)
                #expect(scanned.double(number) == row["number"] as Double)
                #expect(scanned.text(text).utf8.elementsEqual((row["text"] as String).utf8))
                #expect(scanned.utf8(text).elementsEqual((row["text"] as String).utf8))
                #expect(scanned.isNull(gap) == (row["gap"] as Int? == nil))
                #expect(scanned.int(gap) == row["gap"] as Int? ?? 0)
                #expect(!scanned.isNull(whole))
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
            var list = SelectList()
            let nothing = list.add("NULL")
            try db.scan(list, "") { row in
                rows += 1
                #expect(row.utf8(nothing).isEmpty)
                #expect(row.text(nothing) == "")
            }
            #expect(rows == 1)
            try db.scan(list, "WHERE false") { _ in rows += 1 }
            #expect(rows == 1)
        }
    }

    @Test func anErrorOfTheBodyEndsTheScan() throws {
        struct Failure: Error {}
        try DatabaseQueue().writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
            var rows = 0
            #expect(throws: Failure.self) {
                var list = SelectList()
                _ = list.add("a")
                try db.scan(list, "FROM t") { _ in
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
            var list = SelectList()
            _ = list.add("abs(column1)")
            var rows = 0
            let error = #expect(throws: DatabaseError.self) {
                try db.scan(list, "FROM (VALUES (1), (-9223372036854775808))") { _ in rows += 1 }
            }
            #expect(rows == 1)
            #expect(error?.message == "integer overflow")
            let missing = #expect(throws: DatabaseError.self) { try db.scan(list, "FROM missing") { _ in } }
            #expect(missing?.message == "no such table: missing")
        }
    }
}
