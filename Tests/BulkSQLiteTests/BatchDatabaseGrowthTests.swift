import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Many images, one after another, and what is left when they are done.
@Suite struct BatchDatabaseGrowthTests {
    /// There are fewer tables for images than images, with and without rows of those that are being looked at.
    @Test func tablesAreUsedAgain() throws {
        var generator = SeededGenerator("many images")
        let fixture = try ImageFixture()
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            var key = 0
            func insert(_ count: Int) throws {
                let rows = SampleRow.ascending(count, from: &key, using: &generator)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(SampleRow.image(of: rows), into: "copied")
            }
            // A few of them have leaves of their own behind the root.
            for index in 0..<100 { try insert(index % 20 == 19 ? 3_000 : 5) }
            let shown = (1...3_000).map { SampleRow(key: $0, a: .integer($0), b: .real(0.5), c: .text("shown")) }
            try batches.show(SampleRow.image(of: shown)) { table in
                let sum = "SELECT sum(a) FROM \(table)"
                for index in 0..<100 {
                    try insert(index % 20 == 19 ? 3_000 : 5)
                    if index % 10 == 0 { #expect(try Int.fetchOne(db, sql: sum) == 3_000 * 3_001 / 2) }
                }
            }
            #expect(try ImageFixture.attachedCount(db) == 1)
            batches.close()
            #expect(try ImageFixture.attachedCount(db) == 0)
            try ImageFixture.expectSameTables(db)
        }
    }

    @Test func insertionIntoATableThatIsEmptyAndOneThatIsNot() throws {
        var generator = SeededGenerator("empty or not")
        let fixture = try ImageFixture()
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            var key = 0
            for count in [0, 400, 0, 1, 2_000] {
                let rows = SampleRow.ascending(count, from: &key, using: &generator)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(SampleRow.image(of: rows), into: "copied")
                try ImageFixture.expectSameTables(db, "\(count)")
            }
            // Keys below and between those that are there.
            let between = stride(from: -5_000, to: key, by: 9_973).map {
                SampleRow(key: $0, a: .null, b: .null, c: .text("between"))
            }
            let present = Set(try Int.fetchAll(db, sql: "SELECT key FROM plain"))
            let added = between.filter { !present.contains($0.key) }
            try ImageFixture.insertPlainly(added, db)
            try batches.insert(SampleRow.image(of: added), into: "copied")
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
    }

    @Test func aConflictRollsBackAndLeavesAFileInOrder() throws {
        let fixture = try ImageFixture()
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            let rows = (1...500).map { SampleRow(key: $0, a: .null, b: .real(1), c: .text("x")) }
            try ImageFixture.insertPlainly(rows, db)
            try batches.insert(SampleRow.image(of: rows), into: "copied")
            let error = #expect(throws: DatabaseError.self) {
                try batches.insert(SampleRow.image(of: rows.suffix(1)), into: "copied")
            }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
            batches.close()
            #expect(try ImageFixture.attachedCount(db) == 0)
            try ImageFixture.expectSameTables(db)
        }
    }

    /// The text of the columns comes from the file, and a damaged or hostile one is an error, and nothing that is run.
    @Test(
        "A text of columns that is not SQLite's is an error",
        arguments: [
            "", "(", "(key INTEGER PRIMARY KEY", ") ; DROP TABLE main.plain; --", "(key); DROP TABLE main.plain; --",
            "(key) AS SELECT * FROM main.plain",
            "(key INTEGER PRIMARY KEY, a, b, c, d)", "(\u{0})", "(key PRIMARY KEY, a, b REAL, c) WITHOUT ROWID", "(🦆",
        ])
    func aHostileTextOfColumnsIsAnError(_ columns: String) throws {
        let fixture = try ImageFixture()
        try fixture.write { db in
            let rows = [SampleRow(key: 1, a: .integer(1), b: .real(0.5), c: .text("x"))]
            try ImageFixture.insertPlainly(rows, db)
            let batches = BatchDatabase(db, name: "batch", columns: columns)
            #expect(throws: DatabaseError.self) { try batches.insert(SampleRow.image(of: rows), into: "copied") }
            batches.close()
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM plain") == 1)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM copied") == 0)
            #expect(try String.fetchAll(db, sql: "PRAGMA main.integrity_check") == ["ok"])
        }
    }

    /// SQLite reads one definition from a row of its schema, and doesn't look at what comes after.
    @Test("SQL after the columns is not run")
    func whatFollowsTheColumnsIsNotRun() throws {
        let fixture = try ImageFixture()
        try fixture.write { db in
            let rows = [SampleRow(key: 1, a: .integer(1), b: .real(0.5), c: .text("x"))]
            try ImageFixture.insertPlainly(rows, db)
            let batches = BatchDatabase(
                db, name: "batch", columns: "\(ImageFixture.columns); DROP TABLE main.plain; --")
            try batches.insert(SampleRow.image(of: rows), into: "copied")
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
    }
}
