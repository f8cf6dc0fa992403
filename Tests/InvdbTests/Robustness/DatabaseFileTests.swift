import Foundation
import TestSupport
import Testing

/// Files under `--db` that invdb must refuse, and leave as they are.
@Suite struct DatabaseFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(ProductFile.sample, to: "products.csv")
    }

    enum Kind: String, CaseIterable, Sendable {
        case text, empty, shorterThanAHeader, otherProgram, otherProgramWithLog, newer, gzip

        var words: String {
            switch self {
            case .text, .empty, .shorterThanAHeader, .gzip: "file.db is not a database of invdb"
            case .otherProgram, .otherProgramWithLog: "file.db is a SQLite database of another program"
            case .newer: "file.db was made by a newer invdb (its schema is 99"
            }
        }

        func make(in folder: TemporaryFolder) throws {
            switch self {
            case .text: try folder.write(String(repeating: "Not a database.\n", count: 100), to: "file.db")
            case .empty: try folder.write("", to: "file.db")
            case .shorterThanAHeader: try folder.write("SQLite format 3\0", to: "file.db")
            case .gzip: try folder.write([0x1F, 0x8B] + [UInt8](repeating: 7, count: 200), to: "file.db")
            case .otherProgram: try sqlite3("CREATE TABLE t (a); INSERT INTO t VALUES (1)", folder)
            case .otherProgramWithLog:
                try sqlite3("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)", folder)
            case .newer:
                #expect(try folder.importing("products.csv", "--db", "file.db").status == 0)
                try sqlite3("PRAGMA user_version = 99", folder)
            }
        }

        private func sqlite3(_ sql: String, _ folder: TemporaryFolder) throws {
            #expect(try Command.sqlite3(sql, in: folder, database: "file.db").status == 0)
        }
    }

    private static let commands =
        Command.calls + [["import", "products.csv", "--dry-run"], ["import", "products.csv", "--replace"]]

    @Test(
        "A file that is no database of invdb is refused and stays as it is", arguments: Kind.allCases,
        [["import", "products.csv"], ["export", "forecast"]])
    func whatIsNotOursIsRefused(kind: Kind, command: [String]) throws {
        try expectRefused(kind, command)
    }

    @Test(
        "Every command refuses a database of another program, or of a newer invdb",
        arguments: [Kind.otherProgram, .newer], commands)
    func everyCommandRefuses(kind: Kind, command: [String]) throws {
        try expectRefused(kind, command)
    }

    private func expectRefused(_ kind: Kind, _ command: [String]) throws {
        try kind.make(in: folder)
        let before = try (folder.bytes(of: "file.db"), folder.names(), modified("file.db"))
        let finished = try Command.run(Command.invdb, command + ["--db", "file.db"], in: folder)
        finished.expectPlainWords()
        finished.expectFailure(kind.words, "left as it ")
        #expect(try folder.bytes(of: "file.db") == before.0)
        #expect(try folder.names() == before.1)
        #expect(try modified("file.db") == before.2)
    }

    private func modified(_ name: String) throws -> Date {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(of: name))
        return try #require(attributes[.modificationDate] as? Date)
    }

    @Test("A database of another program keeps its log")
    func theLogOfAnotherProgramIsLeftToIt() throws {
        // A copy taken while its program has it open: part of the data is in the log only.
        let line = """
            sqlite3 open.db "PRAGMA journal_mode = WAL; CREATE TABLE t (a)" ".shell cp open.db file.db; \
            cp open.db-wal file.db-wal" > /dev/null
            """
        #expect(try Command.shell(line, in: folder).status == 0)
        let before = try (folder.bytes(of: "file.db"), folder.bytes(of: "file.db-wal"))
        let finished = try folder.importing("products.csv", "--db", "file.db")
        finished.expectFailure("file.db is a")
        #expect(try folder.bytes(of: "file.db") == before.0)
        #expect(try folder.bytes(of: "file.db-wal") == before.1)
    }

    @Test(
        "A folder, or a file in a folder that is not there, is no database",
        arguments: [(".", "is a directory"), ("none/file.db", "there is no folder")])
    func aPathThatCannotBeAFile(path: String, cause: String) throws {
        try folder.importing("products.csv", "--db", path).expectFailure("\(path): ", cause)
        #expect(try folder.names() == ["products.csv"])
    }

    @Test func aDamagedDatabaseIsToldPlainly() throws {
        #expect(try folder.importing("products.csv").status == 0)
        var bytes = try folder.bytes(of: "invdb.db")
        bytes.replaceSubrange(100..<bytes.count, with: repeatElement(0xA5, count: bytes.count - 100))
        try folder.write(Array(bytes), to: "invdb.db")
        try folder.importing("products.csv").expectFailure("invdb.db: the file is damaged; restore a copy")
    }

    @Test("The file has the application id and the schema version of invdb in its header")
    func theFileSaysWhoseItIs() throws {
        #expect(try folder.importing("products.csv").status == 0)
        #expect(try folder.rows("PRAGMA application_id; PRAGMA user_version") == ["\(0x696E_7664)", "1"])
        #expect(try folder.names() == ["invdb.db", "products.csv"])
    }
}
