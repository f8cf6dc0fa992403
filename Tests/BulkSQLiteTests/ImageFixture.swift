import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

/// A value of a row, as the tests of records and images have it.
enum SampleValue: Equatable {
    case null
    case integer(Int)
    case real(Double)
    case text(String)

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        }
    }

    static func random(using generator: inout SeededGenerator) -> SampleValue {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: .null
        case 1:
            // Of every size, and not only of the largest.
            .integer(Int.random(in: .min ... .max, using: &generator) >> Int.random(in: 0...63, using: &generator))
        case 2:
            Bool.random(using: &generator)
                ? .real(Double(Int.random(in: -1 << 50...1 << 50, using: &generator)) / 4)
                : .real(Double.random(in: -1e18...1e18, using: &generator))
        default:
            .text(
                String(
                    (0..<Int.random(in: 0...90, using: &generator)).map { _ in
                        "aé€𝄞x".randomElement(using: &generator) ?? "a"
                    }))
        }
    }
}

extension RecordEncoder {
    mutating func append(_ value: SampleValue) {
        switch value {
        case .null: appendNull()
        case .integer(let value): append(value)
        case .real(let value): append(value)
        case .text(var value): value.withUTF8 { append($0) }
        }
    }

    /// The bytes of the record.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            if let base = buffer.baseAddress { write(to: base) }
            written = count
        }
    }
}

/// A row: its key, and a value for each of the columns a, b and c.
struct SampleRow {
    var key: Int
    var a: SampleValue
    var b: SampleValue
    var c: SampleValue

    /// Rows with ascending keys behind one.
    static func ascending(
        _ count: Int, from key: inout Int, using generator: inout SeededGenerator
    ) -> [SampleRow] {
        (0..<count).map { _ in
            key += Int.random(in: 1...50_000, using: &generator)
            return SampleRow(
                key: key, a: .integer(Int.random(in: -70_000...70_000, using: &generator)),
                b: .real(Double(Int.random(in: -99...99, using: &generator)) / 4),
                c: Bool.random(using: &generator)
                    ? .null : .text("P" + String(repeating: "é", count: Int.random(in: 0...60, using: &generator))))
        }
    }

    static func image(of rows: some Sequence<SampleRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            for value in [row.a, row.b, row.c] { record.append(value) }
            image.append(rowID: row.key, record)
        }
        return image
    }
}

/// A file with the tables `plain`, which SQLite fills statement by statement, and `copied`, which images go into.
final class ImageFixture {
    // REAL columns hold whole numbers as integers in the record; a column without a type holds what it is given.
    static let columns = "(key INTEGER PRIMARY KEY, a, b REAL, c)"

    private let folder: TemporaryFolder
    private let queue: DatabaseQueue

    /// - Parameter pragmas: run before the first page is written.
    init(_ pragmas: String = "") throws {
        folder = try TemporaryFolder()
        queue = try DatabaseQueue(path: folder.path(of: "t.db"))
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: pragmas)
            try db.execute(sql: "CREATE TABLE plain \(Self.columns); CREATE TABLE IF NOT EXISTS copied \(Self.columns)")
        }
    }

    func write(_ body: (Database) throws -> Void) throws {
        try queue.writeWithoutTransaction(body)
    }

    /// Runs `body` on a connection that has nothing in memory.
    func reopen(_ body: (Database) throws -> Void) throws {
        try queue.close()
        try DatabaseQueue(path: folder.path(of: "t.db")).read(body)
    }

    /// The plain slow way: a statement a row.
    static func insertPlainly(_ rows: some Sequence<SampleRow>, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO plain VALUES (?, ?, ?, ?)")
        try db.inSavepoint {
            for row in rows {
                try insert.execute(
                    arguments: [row.key, row.a.databaseValue, row.b.databaseValue, row.c.databaseValue])
            }
            return .commit
        }
    }

    static func contents(_ db: Database, _ table: String) throws -> [Row] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT key, typeof(a), quote(a), typeof(b), quote(b), typeof(c), quote(c) FROM \(table) ORDER BY key
                """)
    }

    static func expectSameTables(_ db: Database, _ comment: Comment? = nil) throws {
        #expect(try contents(db, "main.copied") == contents(db, "main.plain"), comment)
        #expect(try String.fetchAll(db, sql: "PRAGMA main.integrity_check") == ["ok"], comment)
    }

    static func attachedCount(_ db: Database) throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_database_list WHERE name NOT IN ('main', 'temp')")
    }
}
