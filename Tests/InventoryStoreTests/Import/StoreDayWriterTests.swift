import GRDB
import TestSupport
import Testing

@testable import InventoryStore

/// The calendar of stores, as imports write it and as plans read it.
@Suite struct StoreDayWriterTests {
    /// One import of days, in the order of stores and days.
    ///
    /// - Returns: its import id.
    @discardableResult
    private func importing(
        _ rows: [(store: Int32, day: Int, isOpen: Bool)], into fixture: StoreFixture,
        replacement: Replacement = .none
    ) throws -> Int32 {
        try fixture.database.write(.importInto) { transaction in
            let log = try ImportLog(transaction, files: ["holidays.csv"], importedAt: "2024-01-01T00:00:00Z")
            let writer = try StoreDayWriter(transaction, log, replacement: replacement)
            for (index, row) in rows.enumerated() {
                try writer.write(
                    StoreDayRow(
                        store: row.store, day: row.day, isOpen: row.isOpen, importID: log.firstImportID,
                        line: Int32(index + 2)))
            }
            var counts = ImportCounts()
            counts.read = rows.count
            _ = try writer.finish([counts])
            return .commit(log.firstImportID)
        }
    }

    @Test func theCalendarIsReadAsItWasWritten() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.database.read { try $0.storeDays() } == StoreDays())
        try fixture.importing([["A", "B"].map { StoreFixture.Row(store: $0, product: "p") }])
        try importing([(0, -3, false), (0, 19_725, true), (1, 19_725, false), (2, 0, true)], into: fixture)
        let days = try fixture.database.read { try $0.storeDays() }
        #expect(days.all == [-3: false, 19_725: true])
        #expect(days.ofStores == [1: [19_725: false], 2: [0: true]])
        #expect(days.isOpen(1, on: 19_725) == false)
        #expect(days.isOpen(2, on: 19_725) == true)
        #expect(days.isOpen(2, on: -3) == false)
        #expect(days.isOpen(1, on: 0) == nil)
    }

    @Test(
        "A value that no import writes is reported as damage",
        arguments: [
            "store_key = -1", "store_key = 1048576", "day = -25568", "day = 376200", "is_open = 2", "is_open = -1",
        ])
    func damage(assignment: String) throws {
        let fixture = try StoreFixture()
        try importing([(0, 19_725, false)], into: fixture)
        try fixture.database.write(.importInto) { transaction in
            try transaction.db.execute(sql: "UPDATE store_day SET \(assignment)")
            return .commit(())
        }
        #expect(throws: StoreError.self) { try fixture.database.read { try $0.storeDays() } }
    }

    /// Imports of random days, with and without replacement: the table and the stores whose calendar changes are those of a plain
    /// loop over all stores and days.
    @Test func randomCalendarsAreAsAPlainLoopSays() throws {
        var generator = SeededGenerator("random calendars")
        let fixture = try StoreFixture()
        let stores: [Int32] = [1, 2, 3, 4]
        try fixture.importing([stores.map { StoreFixture.Row(store: "S\($0)", product: "p") }])
        let dates = 19_720...19_725
        /// What is said of a day of a store, 0 being all of them.
        var known: [[Int]: Bool] = [:]
        var changed = [Int](repeating: 0, count: stores.count)
        func state(_ store: Int32, _ day: Int) -> Bool? { known[[Int(store), day]] ?? known[[0, day]] }
        func states() -> [[Bool?]] { stores.map { store in dates.map { state(store, $0) } } }
        for turn in 0..<150 {
            var rows: [(store: Int32, day: Int, isOpen: Bool)] = []
            for store in Int32(0)...4 where Int.random(in: 0...2, using: &generator) == 0 {
                for day in dates where Int.random(in: 0...2, using: &generator) == 0 {
                    rows.append((store, day, Bool.random(using: &generator)))
                }
            }
            let replacement =
                [Replacement.none, .none, .ofNamedStores, .ofAllStores].randomElement(using: &generator) ?? .none
            let before = states()
            let named = Set(rows.map { Int($0.store) })
            switch replacement {
            case .none: break
            case .ofNamedStores: known = known.filter { !named.contains($0.key[0]) }
            case .ofAllStores: known = [:]
            }
            for row in rows { known[[Int(row.store), row.day]] = row.isOpen }
            let importID = Int(try importing(rows, into: fixture, replacement: replacement))
            for (place, (old, new)) in zip(before, states()).enumerated() where old != new { changed[place] = importID }

            var expected = StoreDays()
            for (key, isOpen) in known { expected[Int32(key[0]), key[1]] = isOpen }
            #expect(try fixture.database.read { try $0.storeDays() } == expected, "import \(turn)")
            let stored = try fixture.rows("SELECT calendar_import_id FROM store ORDER BY store_key")
            #expect(stored.map { Int.fromDatabaseValue($0[0]) } == changed, "import \(turn)")
            guard stored.map({ Int.fromDatabaseValue($0[0]) }) == changed else { return }
        }
    }
}
