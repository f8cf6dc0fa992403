import Foundation
import TestSupport
import Testing

/// Random damage: bits flipped anywhere in a good file. Whatever a command then says, it says it in plain words.
///
/// 40 files in the normal tests; `INVDB_TEST_LONG=1` makes it 500 (`make test-hostile`).
@Suite struct BitFlipTests {
    private static let commands = [
        ["stockouts"], ["show", "P7", "--store", "S1", "--scenario", "careful"], ["export", "forecast"],
        ["export", "inventory"], ["export", "stockout", "--format", "jsonl"], ["runs"], ["scenario", "list"],
        ["orders"], ["export", "orders"], ["diff", "baseline", "careful", "--format", "csv"],
        ["explain", "P7", "--store", "S1"], ["export", "receipts"], ["import", "products.csv"], ["forecast"],
        ["forecast", "--store", "S1"], ["plan"], ["scenario", "save", "copy"], ["check"],
    ]

    @Test("With flipped bits every command ends in time and in plain words")
    func noFlippedBitEndsACommandOrKeepsItForEver() throws {
        var rows = RandomRows("bits that are flipped")
        let workspace = try Workspace(rows: rows.rows(stores: ["S1", "S2", "S3"], products: 60))
        try workspace.succeed("plan")
        try workspace.succeed("plan", "--lost-sales", "--scenario", "careful")
        // Half of these are known, and some of those are new to the file.
        try workspace.folder.write(
            ([ProductFile.headerWithStore] + rows.rows(stores: ["S2", "S4"], products: 70)).joined(separator: "\n"),
            to: "products.csv")
        let good = try workspace.folder.bytes(of: "invdb.db")
        var ends: [Int32: Int] = [:]
        for number in 0..<(Patience.isLong ? 500 : 24) {
            let damaged = Self.damaged(good, using: &rows.generator)
            for command in Self.commands {
                try remove(["damaged.db", "damaged.db-wal", "damaged.db-shm", "damaged.db-journal"], in: workspace)
                try damaged.write(to: URL(fileURLWithPath: workspace.folder.path(of: "damaged.db")))
                let finished = try Command.run(
                    "/usr/bin/timeout", ["-s", "KILL", "60", Command.invdb] + command + ["--db", "damaged.db"],
                    in: workspace.folder)
                ends[finished.status, default: 0] += 1
                let isAllowed = [0, 1, 3, 74, 75].contains(finished.status)
                #expect(isAllowed, "file \(number), \(command): \(finished.status) \(finished.error)")
                finished.expectPlainWords()
                #expect(!finished.error.contains("should not"), "file \(number), \(command): \(finished.error)")
                guard finished.status == 1 else { continue }
                #expect(finished.error.hasPrefix("invdb: "), "file \(number), \(command): \(finished.error)")
                let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path(of: "damaged.db")))
                #expect(bytes == damaged, "file \(number), \(command): \(finished.error)")
            }
        }
        // Both kinds of damage were met: that in numbers, which some commands don't read, and that which stops them.
        #expect(ends[0, default: 0] > 0)
        #expect(ends[1, default: 0] > 0)
    }

    /// From one flipped bit to many, in the header and the schema or behind them.
    private static func damaged(_ good: Data, using generator: inout SeededGenerator) -> Data {
        var bytes = good
        let first = Bool.random(using: &generator) ? 0 : 100
        for _ in 0..<([1, 1, 2, 8, 64].randomElement(using: &generator) ?? 1) {
            let place = Int.random(in: first..<bytes.count, using: &generator)
            bytes[bytes.startIndex + place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
        return bytes
    }

    private func remove(_ names: [String], in workspace: Workspace) throws {
        for name in names where workspace.folder.contains(name) {
            try FileManager.default.removeItem(atPath: workspace.folder.path(of: name))
        }
    }

    /// Single values out of bounds, which SQLite itself can't see: each in the arithmetic of some command.
    @Test(arguments: [
        "UPDATE projection SET frequency = 0", "UPDATE projection SET period = 0",
        "UPDATE projection SET frequency = -9223372036854775808", "UPDATE projection SET period = -1",
        "UPDATE projection SET first_day = -9223372036854775808",
        "UPDATE projection SET last_day = 9223372036854775807",
        "UPDATE projection SET last_day = first_day - 1", "UPDATE projection SET phase = frequency",
        "UPDATE projection SET phase = -1", "UPDATE projection SET opening_level = 9e999",
        "UPDATE projection SET stored_sales = -1e300", "UPDATE projection SET stored_restocking = 1e21",
        "UPDATE projection SET stockout_day = 9223372036854775807 WHERE stockout_day IS NOT NULL",
        "UPDATE projection SET stockout_day = last_day + 1 WHERE stockout_day IS NOT NULL",
    ])
    func aResultOutOfBoundsIsDamage(_ sql: String) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.query(sql)
        for command in [
            ["export", "forecast"], ["show", "A1", "--store", "S1"], ["stockouts"], ["export", "stockout"],
        ] {
            #expect(
                try workspace.fail(command)
                    == "invdb: Can't read invdb.db: the file is damaged; restore a copy, or import "
                    + "and forecast into a new one.")
        }
        #expect(try workspace.run(["check"]).status == 1)
        // What replaces the results mends the file.
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("check").hasSuffix("\ninvdb.db is in order\n"))
    }

    private static let readers = [["forecast"], ["export", "inventory"], ["show", "A1", "--store", "S1"]]

    /// Each with the commands that use the value, and so refuse the file. An import mends what it says anew.
    private static let inventories: [(sql: String, refusing: [[String]])] =
        [
            "forecast_frequency = 0", "duration_days = 4000000000", "duration_days = -1",
            "start_day = 9223372036854775807", "on_hand = 9e999", "on_hand = -1e300", "stored_sales_rate = -1e13",
            "stored_restocking_rate = 1e15",
        ].map { ("UPDATE inventory SET \($0)", readers) } + [
            ("UPDATE store SET store_key = 9223372036854775807 WHERE store_id = 'S1'", readers + [importing]),
            ("UPDATE store SET store_key = -5 WHERE store_id = 'S1'", readers + [importing]),
            ("UPDATE store SET series_count = -7", [["forecast"], ["show", "A1", "--store", "S1"]]),
            ("UPDATE store SET series_count = 9223372036854775807", [["forecast"], ["show", "A1", "--store", "S1"]]),
            ("UPDATE product SET product_key = 9223372036854775807 WHERE product_id = 'A1'", readers + [importing]),
            ("UPDATE product SET product_key = 0 WHERE product_id = 'A1'", readers.dropFirst() + [importing]),
            ("UPDATE import SET import_id = 9223372036854775807", [importing]),
        ]

    private static let importing = ["import", "products.csv"]

    @Test(arguments: inventories.indices)
    func anInventoryOutOfBoundsIsDamage(_ index: Int) throws {
        let (sql, refusing) = Self.inventories[index]
        let workspace = try Workspace.threeStores()
        try workspace.query(sql)
        #expect(try workspace.run(["check"]).status == 1)
        for command in refusing {
            let message = try workspace.fail(command)
            #expect(message.contains("the file is damaged; restore a copy"), "\(sql), \(command): \(message)")
        }
    }
}
