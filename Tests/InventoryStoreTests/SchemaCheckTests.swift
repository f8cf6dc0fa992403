import Forecasting
import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

/// The schema as the migrations' texts have it, against the one that SQLite really makes of them.
@Suite struct SchemaCheckTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path(of: "invdb.db")
        try InventoryDatabase(path: path, access: .create).close()
    }

    @Test func theTextsOfTheMigrationsAreWhatSQLiteKeeps() throws {
        let stored = try DatabaseQueue(path: path).read { db in
            try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        }
        let expected = SchemaText.created(byMigrations: 1)
        #expect(Set(stored.map(SchemaText.normalized)).subtracting(SchemaText.statistics) == expected)
        #expect(expected.count == stored.count - 1)
        #expect(expected.count > 12)
    }

    @Test func aNewFileHasNoDifference() throws {
        #expect(try DatabaseQueue(path: path).read { try SchemaCheck.difference($0, version: 1) } == nil)
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

    @Test func whatWasNeverWrittenIsUsable() {
        #expect(LogHeader.isUsable([], pageSize: 16_384))
        #expect(LogHeader.isUsable([UInt8](repeating: 7, count: 31), pageSize: 16_384))
        #expect(LogHeader.isUsable([UInt8](repeating: 0, count: 32), pageSize: 16_384))
    }
}
