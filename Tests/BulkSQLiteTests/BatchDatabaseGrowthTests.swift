import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Many images, one after another, and what is left when they are done.
@Suite struct BatchDatabaseGrowthTests {
    /// SQLite never uses the page at 1 GiB (<https://www.sqlite.org/fileformat2.html#the_lock_byte_page>), which is among
    /// those of a batch database as soon as it has room for 63 tables.
    @Test func imagesOnBothSidesOfTheLockBytePage() throws {
        var generator = SeededGenerator("many images")
        let fixture = try ImageFixture()
        try fixture.write { db in
            let batches = BatchDatabase(db, prefix: "batch", columns: ImageFixture.columns)
            var key = 0
            var most = 0
            var previous = 0
            for index in 0..<200 {
                // A few of them have leaves of their own behind the root.
                let rows = SampleRow.ascending(index % 20 == 19 ? 3_000 : 5, from: &key, using: &generator)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(SampleRow.image(of: rows), into: "copied")
                let attached = try ImageFixture.attachedCount(db) ?? 0
                if attached != previous {
                    // A new one is larger than the one before.
                    let pages = try Int.fetchOne(db, sql: "PRAGMA batch\(attached - 1).page_count") ?? 0
                    #expect(attached == previous + 1 && pages > most)
                    (previous, most) = (attached, pages)
                }
            }
            #expect(previous > 1 && previous < 5)
            #expect(most * PageWriter.size > 1 << 30)
            batches.close()
            #expect(try ImageFixture.attachedCount(db) == 0)
            try ImageFixture.expectSameTables(db)
        }
    }

    @Test func insertionIntoATableThatIsEmptyAndOneThatIsNot() throws {
        var generator = SeededGenerator("empty or not")
        let fixture = try ImageFixture()
        try fixture.write { db in
            let batches = BatchDatabase(db, prefix: "batch", columns: ImageFixture.columns)
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
            let batches = BatchDatabase(db, prefix: "batch", columns: ImageFixture.columns)
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
            let batches = BatchDatabase(db, prefix: "batch", columns: columns)
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
                db, prefix: "batch", columns: "\(ImageFixture.columns); DROP TABLE main.plain; --")
            try batches.insert(SampleRow.image(of: rows), into: "copied")
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
    }
}
