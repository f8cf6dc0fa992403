import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Leaves of images that become leaves of a table as they are.
@Suite struct StandInTests {
    private static let pages = "PRAGMA page_size = \(PageWriter.size); PRAGMA secure_delete = OFF;"

    private func place(_ rows: [SampleRow], _ batches: BatchDatabase) throws -> Bool {
        let image = SampleRow.image(of: rows)
        return try batches.canPlace(image, in: "copied") && batches.place(image, in: "copied")
    }

    @Test(
        "Images behind one another, in a new file and with a log",
        arguments: [
            "", "PRAGMA journal_mode = WAL", "PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA auto_vacuum = FULL",
            "PRAGMA journal_mode = WAL; PRAGMA cell_size_check = ON; PRAGMA cache_size = 10",
        ])
    func imagesBehindOneAnother(_ pragmas: String) throws {
        var generator = SeededGenerator("stand-ins")
        let fixture = try ImageFixture(Self.pages + pragmas)
        var key = Bool.random(using: &generator) ? 0 : -40_000_000
        for _ in 0..<3 {
            try fixture.write { db in
                let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
                try db.inTransaction(.immediate) {
                    for _ in 0..<4 {
                        let rows = SampleRow.ascending(
                            Int.random(in: 1_500...4_000, using: &generator), from: &key, using: &generator)
                        try ImageFixture.insertPlainly(rows, db)
                        #expect(try place(rows, batches))
                        // Ordinary rows behind it and between its rows, and reads.
                        let more =
                            SampleRow.ascending(Int.random(in: 0...9, using: &generator), from: &key, using: &generator)
                            + [SampleRow(key: rows[rows.count / 2].key - 1, a: .null, b: .null, c: .null)]
                            .filter { $0.key > rows[rows.count / 2 - 1].key }
                        try ImageFixture.insertPlainly(more, db)
                        for row in more {
                            try db.execute(
                                sql: "INSERT INTO copied VALUES (?, ?, ?, ?)",
                                arguments: [row.key, row.a.databaseValue, row.b.databaseValue, row.c.databaseValue])
                        }
                        try db.execute(sql: "DELETE FROM plain WHERE key % 7 = 0; DELETE FROM copied WHERE key % 7 = 0")
                        let counts = try ["plain", "copied"].map {
                            try Int.fetchOne(db, sql: "SELECT count(*) FROM main.\($0)")
                        }
                        #expect(counts[0] == counts[1])
                    }
                    return .commit
                }
                batches.close()
                try ImageFixture.expectSameTables(db)
            }
        }
        try fixture.reopen { db in try ImageFixture.expectSameTables(db) }
    }

    /// Places rows behind one another in one transaction, with a single table for their images: the pages of it that were read are
    /// forgotten with the others.
    private func expectPlaced(_ parts: [[SampleRow]]) throws {
        let fixture = try ImageFixture(Self.pages + "PRAGMA journal_mode = WAL")
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            try db.inTransaction {
                for rows in parts {
                    try ImageFixture.insertPlainly(rows, db)
                    #expect(try place(rows, batches))
                }
                #expect(try ImageFixture.attachedCount(db) == 1)
                return .commit
            }
            batches.close()
        }
        try fixture.reopen { db in try ImageFixture.expectSameTables(db) }
    }

    /// The shortest rows that there are, with keys of any length.
    @Test(arguments: [-9_000, 0, 1 << 13, 1 << 34, Int.max - 50_000])
    func shortRows(_ first: Int) throws {
        try expectPlaced(
            (0..<4).map { part in
                (0..<10_000).map { SampleRow(key: first + part * 10_000 + $0, a: .null, b: .null, c: .null) }
            })
    }

    @Test func tablesOfImagesAreUsedAgain() throws {
        try expectPlaced(
            (0..<12).map { part in
                (part * 4_000..<(part + 1) * 4_000).map {
                    SampleRow(key: $0, a: .integer($0 * part), b: .null, c: .text("of \(part)"))
                }
            })
    }

    @Test func aRolledBackImageLeavesTheTableAsItWas() throws {
        var generator = SeededGenerator("rolled back")
        let fixture = try ImageFixture(Self.pages + "PRAGMA journal_mode = WAL")
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            var key = 0
            let first = SampleRow.ascending(3_000, from: &key, using: &generator)
            try ImageFixture.insertPlainly(first, db)
            try batches.insert(SampleRow.image(of: first), into: "copied")
            for isKept in [false, true, false] {
                let rows = SampleRow.ascending(9_000, from: &key, using: &generator)
                try db.inTransaction {
                    let isPlaced = try place(rows, batches)
                    #expect(isPlaced)
                    return isKept ? .commit : .rollback
                }
                if isKept { try ImageFixture.insertPlainly(rows, db) }
                try ImageFixture.expectSameTables(db)
            }
            batches.close()
        }
        try fixture.reopen { db in try ImageFixture.expectSameTables(db) }
    }

    /// What was deleted leaves pages that are used again, some of which are still in the cache.
    @Test func pagesThatWereUsedBefore() throws {
        var generator = SeededGenerator("used before")
        let fixture = try ImageFixture(Self.pages + "PRAGMA journal_mode = WAL")
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            for _ in 0..<6 {
                try db.execute(sql: "DELETE FROM plain; DELETE FROM copied")
                var key = 0
                try db.inTransaction {
                    for _ in 0..<3 {
                        let rows = SampleRow.ascending(4_000, from: &key, using: &generator)
                        try ImageFixture.insertPlainly(rows, db)
                        #expect(try place(rows, batches))
                    }
                    return .commit
                }
                try ImageFixture.expectSameTables(db)
            }
            batches.close()
        }
        try fixture.reopen { db in try ImageFixture.expectSameTables(db) }
    }

    /// A page with one short row has room for a stand-in.
    @Test func aStandInBesideAShortRowIsTakenBack() throws {
        let fixture = try ImageFixture(Self.pages)
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            let short = [SampleRow(key: 1, a: .null, b: .null, c: .null)]
            let rows = (2..<4_000).map { key in
                SampleRow(key: key, a: .integer(key), b: .real(1.5), c: .text("long enough to be alone"))
            }
            try ImageFixture.insertPlainly(short + rows, db)
            try batches.insert(SampleRow.image(of: short), into: "copied")
            let image = SampleRow.image(of: rows)
            try db.inTransaction {
                #expect(try batches.canPlace(image, in: "copied"))
                #expect(try batches.place(image, in: "copied") == false)
                #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM copied") == 1)
                try batches.insert(image, into: "copied")
                return .commit
            }
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
    }

    @Test func anImageThatCannotBePlacedIsCopied() throws {
        let fixture = try ImageFixture(Self.pages)
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            func rows(_ keys: Range<Int>, _ text: String) -> [SampleRow] {
                keys.map { SampleRow(key: $0, a: .integer($0), b: .real(1.5), c: .text(text)) }
            }
            let long = "long enough to be alone"
            func insert(_ rows: [SampleRow]) throws {
                let image = SampleRow.image(of: rows)
                #expect(try batches.canPlace(image, in: "copied") == false)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(image, into: "copied")
                try ImageFixture.expectSameTables(db)
            }
            // Outside of a transaction, stand-ins would be committed.
            try insert(rows(40_000..<44_000, long))
            try db.inTransaction {
                // Before the last row, and too few of them.
                try insert(rows(30_000..<34_000, long))
                try insert(rows(44_000..<44_200, long))
                return .commit
            }
            batches.close()
        }
    }

    @Test(
        "Where leaves can't be placed, rows are copied",
        arguments: [
            "PRAGMA page_size = 4096;", "PRAGMA page_size = 65536;",
            pages + "CREATE TABLE copied \(ImageFixture.columns); CREATE INDEX of_a ON copied (a)",
        ])
    func rowsAreCopiedElsewhere(_ pragmas: String) throws {
        var generator = SeededGenerator("copied")
        let fixture = try ImageFixture(pragmas)
        try fixture.write { db in
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            var key = 0
            for _ in 0..<3 {
                let rows = SampleRow.ascending(5_000, from: &key, using: &generator)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(SampleRow.image(of: rows), into: "copied")
                try ImageFixture.expectSameTables(db)
            }
            batches.close()
        }
    }

    @Test func aFileInMemoryIsNotForgotten() throws {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: Self.pages + "CREATE TABLE copied \(ImageFixture.columns)")
            #expect(try db.takesLeaves() == false)
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            let rows = (1...4_000).map { SampleRow(key: $0, a: .integer($0), b: .real(1.5), c: .text("of the image")) }
            try batches.insert(SampleRow.image(of: rows), into: "copied")
            batches.close()
            #expect(try Int.fetchOne(db, sql: "SELECT sum(a) FROM copied") == 4_000 * 4_001 / 2)
        }
    }

    /// Without them, rows would be copied in all tests and nothing would fail.
    @Test func pagesAreNoted() throws {
        let fixture = try ImageFixture(Self.pages)
        try fixture.write { db in
            let takesLeaves = try db.takesLeaves()
            #expect(takesLeaves)
        }
    }
}
