import Foundation
import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// Records and pages that we make against those that SQLite makes of the same values.
@Suite struct BatchDatabaseTests {
    private static let columns = "(key INTEGER PRIMARY KEY, a INTEGER, b REAL, c TEXT) STRICT"

    private struct Values {
        var key: Int
        var a: Int?
        var b: Double
        var c: String?
    }

    /// A file with the tables `plain`, which SQLite fills itself, and `copied`.
    private func withDatabase(_ body: (Database) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.path(of: "t.db"))
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "CREATE TABLE plain \(Self.columns); CREATE TABLE copied \(Self.columns)")
            try body(db)
            #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
        }
    }

    private func image(of rows: [Values]) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            if let a = row.a { record.append(a) } else { record.appendNull() }
            record.append(row.b)
            if var c = row.c { c.withUTF8 { record.append($0) } } else { record.appendNull() }
            image.append(rowID: row.key, record)
        }
        return image
    }

    /// Brings rows into both tables, each in its way.
    private func insert(_ rows: [Values], _ db: Database, _ batches: BatchDatabase) throws {
        for row in rows {
            try db.execute(
                sql: "INSERT INTO plain VALUES (?, ?, ?, ?)", arguments: [row.key, row.a, row.b, row.c])
        }
        try batches.insert(image(of: rows), into: "copied")
    }

    private func expectSame(_ db: Database) throws {
        let sql = "SELECT key, typeof(a), quote(a), typeof(b), quote(b), typeof(c), quote(c) FROM"
        let expected = try Row.fetchAll(db, sql: "\(sql) plain ORDER BY key")
        let found = try Row.fetchAll(db, sql: "\(sql) copied ORDER BY key")
        #expect(found == expected)
        // The same bytes, and not only the same values: SQLite would store nothing in another way.
        let bytes = "SELECT sum(payload) FROM dbstat WHERE name ="
        #expect(
            try Int.fetchOne(db, sql: "\(bytes) 'copied'") == Int.fetchOne(db, sql: "\(bytes) 'plain'"))
    }

    @Test func valuesAtTheEdgesOfTheirSizes() throws {
        var rows: [Values] = []
        for bits in [0, 1, 7, 8, 15, 16, 23, 24, 31, 32, 46, 47, 48, 62] {
            for offset in [-2, -1, 0, 1, 2] {
                for sign in [-1, 1] {
                    let whole = sign * (1 << bits + offset)
                    rows.append(
                        Values(
                            key: rows.count * 1_000_003, a: whole, b: Double(whole),
                            c: String(repeating: "é", count: bits)))
                }
            }
        }
        for b in [0.1, -0.1, -0.0, 1e300, .infinity, 140_737_488_355_328, 140_737_488_355_327.5] {
            rows.append(Values(key: rows.count * 1_000_003, a: nil, b: b, c: nil))
        }
        for key in [1 << 55, 1 << 56 - 1, 1 << 56, Int.max] { rows.append(Values(key: key, a: 1, b: 1, c: "")) }
        rows.insert(Values(key: -5, a: .min, b: 0, c: "x"), at: 0)
        rows.insert(Values(key: .min + 1, a: .max, b: 0, c: "x"), at: 0)
        try withDatabase { db in
            let batches = try BatchDatabase(db, like: "copied")
            try insert(rows, db, batches)
            batches.close()
            try expectSame(db)
        }
    }

    @Test func randomRowsInImagesOfAnySize() throws {
        var generator = SeededGenerator("batch database")
        try withDatabase { db in
            let batches = try BatchDatabase(db, like: "copied")
            var key = 0
            // More images than the attached database has tables for.
            for size in [0, 1, 2, 700, 5000] + (0..<40).map({ _ in Int.random(in: 1...60, using: &generator) }) {
                let rows = (0..<size).map { _ in
                    key += Int.random(in: 1...1_000_000, using: &generator)
                    return Values(
                        key: key,
                        a: Bool.random(using: &generator) ? nil : Int.random(in: -9999...9999, using: &generator),
                        b: Double(Int.random(in: -999...999, using: &generator)) / 4,
                        c: String(repeating: "x", count: Int.random(in: 0...200, using: &generator)))
                }
                try insert(rows, db, batches)
            }
            #expect(
                try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_database_list WHERE name LIKE 'batch%'") == 1)
            batches.close()
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_database_list") == 1)
            try expectSame(db)
        }
    }

    @Test func aFullImageAndTheLongestText() throws {
        try withDatabase { db in
            let batches = try BatchDatabase(db, like: "copied")
            let image = TableImage()
            var record = RecordEncoder()
            let text = [UInt8](repeating: 97, count: RecordEncoder.longestText)
            while !image.isFull {
                record.removeAll()
                record.appendRowID()
                record.append(1)
                record.append(0.5)
                text.withUnsafeBufferPointer { record.append($0) }
                image.append(rowID: image.rowCount + 1, record)
            }
            let count = image.rowCount
            try db.inTransaction {
                try batches.insert(image, into: "copied")
                return .commit
            }
            batches.close()
            #expect(count >= (TableImage.leafLimit - 1) * (PageWriter.size / RecordEncoder.longestText - 1))
            #expect(try Int.fetchOne(db, sql: "SELECT sum(length(c) = 4096) FROM copied") == count)
        }
    }

    @Test func aTableThatIsNotOursIsNotCopiedInto() throws {
        try withDatabase { db in
            let missing = #expect(throws: DatabaseError.self) { try BatchDatabase(db, like: "missing") }
            #expect(missing?.resultCode == .SQLITE_CORRUPT)
            let many = (0..<1000).map { "column\($0)" }.joined(separator: ", ")
            try db.execute(sql: "CREATE TABLE wide (\(many))")
            let wide = #expect(throws: DatabaseError.self) { try BatchDatabase(db, like: "wide") }
            #expect(wide?.resultCode == .SQLITE_CORRUPT)
        }
    }
}
