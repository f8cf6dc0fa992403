import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Entries of an index that come apart from the rows of its table. `PRAGMA integrity_check` compares each of them with its row.
@Suite struct IndexImageTests {
    private static let pages = "PRAGMA page_size = \(PageWriter.size); PRAGMA journal_mode = WAL;"
    private static let definition = "copied \(ImageFixture.columns); CREATE INDEX of_a ON copied (a, b)"

    private func fixture(isPartial: Bool, _ pragmas: String = pages) throws -> ImageFixture {
        try ImageFixture(
            pragmas + "CREATE TABLE \(Self.definition) \(isPartial ? "WHERE a IS NOT NULL" : "")")
    }

    private func rows(_ count: Int, from key: inout Int, using generator: inout SeededGenerator) -> [SampleRow] {
        let longest = [0, 30].randomElement(using: &generator) ?? 0
        return (0..<count).map { _ in
            key += Int.random(in: 1...50_000, using: &generator)
            return SampleRow(
                key: key, a: .integer(Int.random(in: -300...70_000, using: &generator)),
                b: .real(Double(Int.random(in: -99...99, using: &generator)) / 4),
                c: .text(String(repeating: "x", count: Int.random(in: 0...longest, using: &generator))))
        }
    }

    /// The entries of rows as images of so many.
    private func images(_ rows: [SampleRow], isPartial: Bool, by count: Int) -> [IndexImage] {
        func place(_ value: SampleValue) -> Double {
            switch value {
            case .integer(let number): Double(number)
            case .real(let number): number
            case .null, .text: 0
            }
        }
        let sorted = rows.sorted {
            (place($0.a), place($0.b), Double($0.key)) < (place($1.a), place($1.b), Double($1.key))
        }
        return stride(from: 0, to: sorted.count, by: count).map { start in
            let image = IndexImage()
            var entry = RecordEncoder()
            if !isPartial {
                entry.appendNull()
                entry.appendNull()
                entry.append(BatchDatabase.helperRowID)
                image.append(entry)
            }
            for row in sorted[start..<min(start + count, sorted.count)] {
                entry.removeAll()
                entry.append(row.a)
                entry.append(row.b)
                entry.append(row.key)
                image.append(entry)
            }
            return image
        }
    }

    private func expectSame(_ db: Database, _ comment: Comment? = nil) throws {
        try ImageFixture.expectSameTables(db, comment)
        let byIndex = try Row.fetchAll(
            db, sql: "SELECT a, b, key FROM copied INDEXED BY of_a WHERE a IS NOT NULL ORDER BY a, b, key")
        #expect(try byIndex == Row.fetchAll(db, sql: "SELECT a, b, key FROM plain ORDER BY a, b, key"), comment)
    }

    @Test("Rows are placed, and entries follow as images of any size", arguments: [true, false])
    func entriesFollowRows(_ isPartial: Bool) throws {
        var generator = SeededGenerator("entries")
        for count in [1, 2, 900, 8_000, 30_000] {
            let fixture = try fixture(isPartial: isPartial)
            try fixture.write { db in
                let batches = try BatchDatabase(db, like: "copied", index: "of_a")
                var key = Bool.random(using: &generator) ? 0 : -40_000_000
                var all: [SampleRow] = []
                try db.inTransaction {
                    for _ in 0..<2 {
                        let rows = rows(count, from: &key, using: &generator)
                        try batches.insert(SampleRow.image(of: rows), into: "copied") { Issue.record("not placed") }
                        all += rows
                    }
                    let each = Int.random(in: max(1, all.count / 7)...all.count, using: &generator)
                    for image in images(all, isPartial: isPartial, by: each) {
                        try batches.insert(image, ofRowsIn: "copied")
                    }
                    try ImageFixture.insertPlainly(all, db)
                    return .commit
                }
                batches.close()
                try expectSame(db, "\(count)")
                // SQLite goes on with pages that it didn't make.
                for table in ["plain", "copied"] {
                    try db.execute(sql: "DELETE FROM \(table) WHERE key % 3 = 0; UPDATE \(table) SET a = a + 1")
                }
                try expectSame(db, "\(count), changed")
            }
        }
    }

    /// Around the numbers at which a leaf is full: the entry after it is between two leaves, and no leaf may be empty.
    @Test func leavesThatAreJustFull() throws {
        var entry = RecordEncoder()
        entry.append(20_000)
        entry.append(0.25)
        entry.append(1 << 40)
        let fitting = (PageWriter.size - 8) / (entry.count + 1 + 2)
        for leaves in 1...3 {
            for count in leaves * (fitting + 1) - 3...leaves * (fitting + 1) + 2 {
                let fixture = try fixture(isPartial: true)
                try fixture.write { db in
                    let batches = try BatchDatabase(db, like: "copied", index: "of_a")
                    let rows = (0..<count).map {
                        SampleRow(key: 1 << 40 + $0, a: .integer(20_000), b: .real(0.25), c: .null)
                    }
                    try batches.insert(SampleRow.image(of: rows), into: "copied")
                    for image in images(rows, isPartial: true, by: count) {
                        try batches.insert(image, ofRowsIn: "copied")
                    }
                    batches.close()
                    try ImageFixture.insertPlainly(rows, db)
                    try expectSame(db, "\(count)")
                }
            }
        }
    }

    @Test func entriesGoAmongThoseThatAreThere() throws {
        var generator = SeededGenerator("among")
        let fixture = try fixture(isPartial: false)
        try fixture.write { db in
            let batches = try BatchDatabase(db, like: "copied", index: "of_a")
            var key = 0
            for _ in 0..<3 {
                let rows = rows(5_000, from: &key, using: &generator)
                try ImageFixture.insertPlainly(rows, db)
                try batches.insert(SampleRow.image(of: rows), into: "copied")
                for image in images(rows, isPartial: false, by: 2_000) {
                    try batches.insert(image, ofRowsIn: "copied")
                }
            }
            batches.close()
            try expectSame(db)
        }
    }

    /// Rows that are taken back have no entries, which SQLite would miss.
    @Test func theIndexGoesBeforeStandInsAreTakenBack() throws {
        let fixture = try fixture(isPartial: false)
        try fixture.write { db in
            let batches = try BatchDatabase(db, like: "copied", index: "of_a")
            let short = [SampleRow(key: 1, a: .integer(0), b: .null, c: .null)]
            let rows = (2..<4_000).map { key in
                SampleRow(key: key, a: .integer(key), b: .real(1.5), c: .text("long enough to be alone"))
            }
            var drops = 0
            try db.inTransaction {
                for part in [short, rows] {
                    try ImageFixture.insertPlainly(part, db)
                    try batches.insert(SampleRow.image(of: part), into: "copied") {
                        drops += 1
                        try db.execute(sql: "DROP INDEX of_a")
                    }
                }
                return .commit
            }
            batches.close()
            #expect(drops == 1)
            try db.execute(sql: "CREATE INDEX of_a ON copied (a, b)")
            try expectSame(db)
        }
    }

    @Test func anIndexThatIsMissingIsNamed() throws {
        let fixture = try fixture(isPartial: true)
        try fixture.write { db in
            let missing = #expect(throws: DatabaseError.self) {
                try BatchDatabase(db, like: "copied", index: "missing")
            }
            #expect(missing?.message == "the index missing is not as invdb makes it")
        }
    }
}
