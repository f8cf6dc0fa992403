import Foundation
import TestSupport
import Testing

/// Files that say they are invdb's and bring something along, and logs that belong to another file.
@Suite struct HostileFileTests {
    /// What somebody else did to a good file, and the words in which it is refused.
    private static let changes: [(sql: String, words: String)] = [
        (
            "CREATE TRIGGER t AFTER INSERT ON import BEGIN UPDATE inventory SET on_hand = 0; END",
            "the trigger t is not as invdb makes it"
        ),
        (
            "CREATE TRIGGER t INSTEAD OF INSERT ON stockout BEGIN DELETE FROM inventory; END",
            "the trigger t is not as invdb makes it"
        ),
        ("CREATE VIEW everything AS SELECT * FROM inventory", "the view everything is not as invdb makes it"),
        ("DROP VIEW stockout; CREATE VIEW stockout AS SELECT 1", "the view stockout is not as invdb makes it"),
        ("DROP VIEW stockout", "is missing"),
        ("CREATE TABLE notes (text)", "the table notes is not as invdb makes it"),
        ("CREATE TABLE \"a\u{1b}[2Jb\" (text)", "the table a\\u{1b}[2Jb is not as invdb makes it"),
        ("CREATE VIRTUAL TABLE words USING fts5 (word)", "is not as invdb makes it"),
        ("ALTER TABLE inventory ADD COLUMN note TEXT", "the table inventory is not as invdb makes it"),
        (
            "ALTER TABLE import ADD COLUMN twice INTEGER GENERATED ALWAYS AS (rows_read * 2) VIRTUAL",
            "the table import is not as invdb makes it"
        ),
        ("CREATE INDEX by_rate ON inventory (sales_rate)", "the index by_rate is not as invdb makes it"),
        ("DROP INDEX projection_stockout", "is missing"),
        (
            """
            DROP INDEX projection_stockout;
            CREATE INDEX projection_stockout ON projection (stockout_day) WHERE stockout_day IS NOT NULL
            """, "the index projection_stockout is not as invdb makes it"
        ),
        ("PRAGMA user_version = 0", "has no tables of invdb"),
        ("PRAGMA user_version = -1", "has no tables of invdb"),
    ]

    @Test(arguments: changes.indices)
    func aSchemaThatIsNotOursIsRefused(_ index: Int) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let change = Self.changes[index]
        _ = try workspace.query(change.sql)
        try expectRefused(workspace, change.words)
    }

    @Test("ANALYZE, VACUUM and REINDEX change nothing that is checked")
    func whatSQLiteAddsByItselfIsNoChange() throws {
        let workspace = try Workspace.threeStores()
        _ = try workspace.query("ANALYZE; VACUUM; REINDEX")
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("check").hasSuffix("\ninvdb.db is in order\n"))
        _ = try workspace.query("DELETE FROM sqlite_stat1")
        try workspace.succeed("import", "products.csv")
    }

    @Test(arguments: [100, 4096, 16_384, 20_000, 40_000, 81_920])
    func aFileThatWasCutShortIsRefused(length: Int) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let bytes = try workspace.folder.bytes(of: "invdb.db")
        try #require(length < bytes.count)
        try workspace.folder.write(Array(bytes.prefix(length)), to: "invdb.db")
        try expectRefused(workspace, "Can't open invdb.db: the file is damaged; restore a copy")
    }

    /// All commands fail with these words, in one line, and leave the folder as it is.
    private func expectRefused(
        _ workspace: Workspace, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = workspace.folder
        let names = try folder.names()
        let before = try names.map { try folder.bytes(of: $0) }
        for command in Command.calls {
            let message = try workspace.fail(command)
            #expect(message.contains(words), "\(command): \(message)", sourceLocation: sourceLocation)
            #expect(try folder.names() == names, "\(command)", sourceLocation: sourceLocation)
            guard try folder.names() == names else { return }
            let isSame = try zip(names, before).allSatisfy { try folder.bytes(of: $0) == $1 }
            #expect(isSame, "\(command)", sourceLocation: sourceLocation)
        }
    }

    // MARK: Logs

    /// A file with results, and beside it the log of another database.
    private func workspace(withLogOf script: String) throws -> Workspace {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        // While a connection is open, its log is there.
        let line = """
            sqlite3 other.db "\(script)" ".shell cp other.db-wal invdb.db-wal" > /dev/null; rm -f other.db*
            """
        try #require(try Command.shell(line, in: workspace.folder).status == 0)
        try #require(workspace.folder.contains("invdb.db-wal"))
        return workspace
    }

    @Test func theLogOfAnotherProgramIsRefused() throws {
        let workspace = try workspace(withLogOf: "PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
        try expectRefused(workspace, "invdb.db-wal lies beside invdb.db and is not its log; move it away")
    }

    @Test func theLogOfAnotherProgramWithPagesOfOurSizeIsRefused() throws {
        let workspace = try workspace(
            withLogOf: "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
        try expectRefused(workspace, "invdb.db has a log invdb.db-wal that is not its own")
    }

    @Test("A file that lies where the log would be, and is none, is refused")
    func whatIsNoLogIsRefused() throws {
        let workspace = try Workspace.threeStores()
        try workspace.folder.write("To do: order milk, bread, and 32 bytes more.\n", to: "invdb.db-wal")
        try expectRefused(workspace, "invdb.db-wal lies beside invdb.db and is not its log; move it away")
    }

    @Test("An empty log, or one of zeros, is ignored", arguments: [0, 20, 32, 4096])
    func aLogThatWasNeverBegunIsNone(zeros: Int) throws {
        let workspace = try Workspace.threeStores()
        try workspace.folder.write([UInt8](repeating: 0, count: zeros), to: "invdb.db-wal")
        try workspace.succeed("forecast")
        #expect(try workspace.succeed("check").hasSuffix("\ninvdb.db is in order\n"))
    }

    /// The log of another invdb file can't be told from its own, so that the pages in it are read in place of those of the file.
    /// Here it has the inventory of the same series a year earlier.
    @Test("With the log of another invdb file the commands read what is in that log, and check finds it")
    func theLogOfAnotherFileOfOursIsFoundByCheck() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan")
        try workspace.succeed("scenario", "save", "promo")
        let folder = workspace.folder
        try folder.write(folder.read("products.csv").replacing("2024-01-01", with: "2023-01-01"), to: "other.csv")
        // The other file is made in the same way, as SQLite finds the file damaged if it has more pages than the log says.
        for command in [["import", "other.csv"], ["plan"], ["scenario", "save", "promo"]] {
            try workspace.succeed(command + ["--db", "other.db"])
        }
        let line = """
            sqlite3 other.db "UPDATE inventory SET on_hand = 1" ".shell cp other.db-wal invdb.db-wal" > /dev/null; rm other.db
            """
        try #require(try Command.shell(line, in: folder).status == 0)

        let check = try workspace.run(["check"])
        #expect(check.status == 1)
        #expect(
            check.error.contains(
                "  results: scenario 0, store 1, product 1: it covers days 19723 to 19732, and its horizon is 19358 to 19367\n"
            ))
        #expect(try workspace.succeed("export", "inventory").contains("\nS1,A1,2023-01-01,1,2,0,10,1\n"))
        for call in Command.callsWithoutSales where call != ["check"] { try workspace.succeed(call) }
        // The import has written the inventory anew, and the plan the results.
        #expect(try workspace.succeed("check").hasSuffix("\ninvdb.db is in order\n"))
    }

    /// A copy of a file whose program was ended: the last change is in the log only.
    private func workspaceWithLog() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let line = """
            sqlite3 invdb.db "UPDATE run SET seconds = 12.5" ".shell cp invdb.db left.db; cp invdb.db-wal left.db-wal"
            """
        try #require(try Command.shell(line, in: workspace.folder).status == 0)
        return workspace
    }

    @Test func itsOwnLogIsReadAndLeftAsItIs() throws {
        let workspace = try workspaceWithLog()
        let before = try (workspace.folder.bytes(of: "left.db"), workspace.folder.bytes(of: "left.db-wal"))
        for command in [["runs"], ["export", "forecast"], ["stockouts"], ["check"], ["backup", "copy.db"]] {
            let output = try workspace.succeed(command + ["--db", "left.db"])
            if command == ["runs"] { #expect(output.contains("12.50")) }
            #expect(try workspace.folder.bytes(of: "left.db") == before.0, "\(command)")
            #expect(try workspace.folder.bytes(of: "left.db-wal") == before.1, "\(command)")
        }
        #expect(try workspace.succeed("runs", "--db", "copy.db").contains("12.50"))
        try workspace.succeed("import", "products.csv", "--db", "left.db")
        #expect(try workspace.succeed("runs", "--db", "left.db").contains("12.50"))
    }

    @Test("Without its log, a file is as it was before the last change")
    func withoutItsLogTheFileIsWhatItWasBefore() throws {
        let workspace = try workspaceWithLog()
        try FileManager.default.removeItem(atPath: workspace.folder.path(of: "left.db-wal"))
        #expect(try workspace.succeed("check", "--db", "left.db").hasSuffix("\nleft.db is in order\n"))
        #expect(try !workspace.succeed("runs", "--db", "left.db").contains("12.50"))
    }
}
