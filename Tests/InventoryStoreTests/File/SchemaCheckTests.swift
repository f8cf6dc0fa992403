import Forecasting
import Foundation
import GRDB
import InvdbMigrations
import TestSupport
import Testing

@testable import InventoryStore

/// What a file's schema is compared with: what the migrations make of an empty database.
@Suite struct SchemaCheckTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path(of: "invdb.db")
        try InventoryDatabase(path: path, access: .create).close()
    }

    @Test func theDefinitionsAreThoseThatANewFileHas() throws {
        let stored = try DatabaseQueue(path: path).read { db in
            try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        }
        let expected = try Schema.current.definitions(ofVersion: Schema.current.version)
        #expect(Set(stored.map(SchemaText.normalized)).subtracting(SchemaText.statistics) == expected)
        #expect(expected.count == stored.count - 1)
        #expect(expected.count > 12)
    }

    @Test("a file is known by the fingerprint of its newest migration")
    func fingerprints() throws {
        for (index, migration) in Schema.current.migrations.enumerated() {
            let definitions = try Schema.current.definitions(ofVersion: index + 1)
            #expect(migration.fingerprint == SchemaText.fingerprint(definitions), "\(migration.name)")
        }
        #expect(SchemaText.fingerprint(["a", "bc"]) != SchemaText.fingerprint(["ab", "c"]))
        #expect(SchemaText.fingerprint(["a", "b"]) == SchemaText.fingerprint(["b", "a"]))
    }

    @Test func aNewFileHasNoDifference() throws {
        let difference = try DatabaseQueue(path: path).read {
            try SchemaCheck.difference($0, from: .current, version: Schema.current.version)
        }
        #expect(difference == nil)
    }

    /// The schema with one step more, which changes a table, replaces a view, and makes a table.
    private static let next = Schema(
        migrations: Schema.current.migrations + [
            SchemaMigration(
                name: "next",
                sql: """
                    ALTER TABLE inventory ADD COLUMN colour TEXT; -- of the product
                    DROP VIEW stockout;
                    CREATE VIEW stockout AS SELECT product_key FROM projection WHERE stockout_day IS NOT NULL;
                    CREATE TABLE sale (series_key INTEGER PRIMARY KEY, quantity REAL NOT NULL) STRICT;
                    CREATE INDEX sale_quantity ON sale (quantity);
                    """)
        ])

    /// Adds the step to the file, as a command of a newer program that writes does.
    private func migrate() throws {
        try InventoryDatabase(path: path, access: .write, schema: Self.next).close()
    }

    private func version() throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    }

    @Test("a file is opened after a migration that changes a table, replaces a view and makes a table")
    func aMigratedFileIsOpened() throws {
        try migrate()
        #expect(try version() == Schema.current.version + 1)
        for access in [InventoryDatabase.Access.read, .write] {
            let database = try InventoryDatabase(path: path, access: access, schema: Self.next)
            let problems = try database.read { try $0.schemaProblems().problems }
            #expect(problems.first == [])
            try database.close()
        }
    }

    @Test(
        "every command of the newer program brings a file up to its schema",
        arguments: [InventoryDatabase.Access.read, .check, .write, .create])
    func theSchemaBeforeIsUpdated(access: InventoryDatabase.Access) throws {
        let database = try InventoryDatabase(path: path, access: access, schema: Self.next)
        #expect(try database.read { try $0.schemaProblems().problems.total } == 0)
        #expect(try database.read { try Int.fetchOne($0.db, sql: "SELECT count(colour) FROM inventory") } == 0)
        try database.close()
        #expect(try version() == Schema.current.version + 1)
        #expect(try folder.names() == ["invdb.db"])
    }

    @Test("a migrated file is refused by the program before")
    func theProgramBeforeRefuses() throws {
        try migrate()
        #expect {
            _ = try InventoryDatabase(path: path, access: .read)
        } throws: { error in
            (error as? StoreError)?.cause
                == .newerSchema(file: Schema.current.version + 1, known: Schema.current.version)
        }
    }

    @Test(
        "a migrated file that somebody changed is refused",
        arguments: [
            "ALTER TABLE inventory DROP COLUMN colour", "DROP VIEW stockout", "DROP INDEX sale_quantity",
            "DROP VIEW stockout; CREATE VIEW stockout AS SELECT store_key FROM projection",
            "ALTER TABLE sale ADD COLUMN price REAL",
        ])
    func aChangedMigratedFileIsRefused(change: String) throws {
        try migrate()
        let connection = try DatabaseQueue(path: path)
        try connection.inDatabase { try $0.execute(sql: change) }
        try connection.close()
        #expect {
            _ = try InventoryDatabase(path: path, access: .read, schema: Self.next)
        } throws: { error in
            if case .changedSchema? = (error as? StoreError)?.cause { true } else { false }
        }
    }

    @Test(arguments: [
        ("a -- b\n  c", "a c"), ("  a\t\n b ", "a b"), ("a/* x ; */b", "a b"), ("a '--' b", "a '--' b"),
        ("a 'it''s  ' b", "a 'it''s  ' b"), ("\"a  ;\" [b  ;] `c  ;`", "\"a  ;\" [b  ;] `c  ;`"),
        ("a - - b", "a - - b"), ("a / * b", "a / * b"), ("a -- b", "a"), ("a /* b", "a"), ("a; b", "a ; b"), ("", ""),
        ("a 'b", "a 'b"), ("é  é", "é é"),
    ])
    func textsAreComparedTokenByToken(text: String, expected: String) {
        #expect(SchemaText.normalized(text) == expected)
    }

    @Test func theBoundsOfStartDaysAreThoseOfTheYears() {
        let first = CivilDate(year: StockLimits.years.lowerBound, month: 1, day: 1)
        let last = CivilDate(year: StockLimits.years.upperBound, month: 12, day: 31)
        #expect(StoredBounds.startDays.lowerBound == first?.dayNumber)
        #expect(StoredBounds.startDays.upperBound == last?.dayNumber)
    }

    // MARK: The log

    /// The first bytes of a log that SQLite has written, with pages of 16,384 bytes.
    private func header() throws -> [UInt8] {
        let connection = try DatabaseQueue(path: path)
        try connection.inDatabase { try $0.execute(sql: "UPDATE scenario SET created_at = 'now'") }
        return Array(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).prefix(32))
    }

    @Test func aHeaderThatSQLiteWroteIsRecognised() throws {
        let header = try header()
        #expect(header.count == 32)
        #expect(LogHeader.isUsable(header, pageSize: 16_384))
        #expect(!LogHeader.isUsable(header, pageSize: 4096))
    }

    @Test func everyFlippedBitOfAHeaderIsSeen() throws {
        let header = try header()
        for bit in 0..<256 {
            var flipped = header
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!LogHeader.isUsable(flipped, pageSize: 16_384), "bit \(bit)")
        }
    }

    @Test("A log that is too short for a header, or begins with zeros, is usable")
    func whatWasNeverWrittenIsUsable() {
        #expect(LogHeader.isUsable([], pageSize: 16_384))
        #expect(LogHeader.isUsable([UInt8](repeating: 7, count: 31), pageSize: 16_384))
        #expect(LogHeader.isUsable([UInt8](repeating: 0, count: 32), pageSize: 16_384))
    }
}
