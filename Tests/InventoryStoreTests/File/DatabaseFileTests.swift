import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct DatabaseFileTests {
    /// A file under a name of its own, made by plain GRDB.
    private func sqliteFile(_ folder: TemporaryFolder, _ sql: String) throws -> String {
        let path = folder.path(of: "other.db")
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { try $0.execute(sql: sql) }
        try queue.close()
        return path
    }

    private func refusal(of path: String) throws -> StoreError {
        let before = try? Data(contentsOf: URL(fileURLWithPath: path))
        let version = try #require(
            #expect(throws: StoreError.self) { _ = try DatabaseFile.schemaVersion(of: path, .current) })
        #expect(version.kind == .refused)
        for access in [InventoryDatabase.Access.read, .write, .create] {
            let error = #expect(throws: StoreError.self) { _ = try InventoryDatabase(path: path, access: access) }
            #expect(error == version)
            #expect(error?.kind == .refused)
        }
        let after = try? Data(contentsOf: URL(fileURLWithPath: path))
        #expect(after == before)
        return version
    }

    @Test(arguments: [
        "", "x", "product_id,qty\n", "SQLite format 3\u{0}", String(repeating: "text ", count: 30),
        "SQLite format 2\u{0}" + String(repeating: "invdinvdinvd", count: 20),
    ])
    func whatIsNoDatabaseIsRefused(content: String) throws {
        let folder = try TemporaryFolder()
        let error = try refusal(of: try folder.write(content, to: "file"))
        #expect(error == StoreError(.notADatabase, while: .open, path: folder.path(of: "file")))
        #expect(try folder.names() == ["file"])
    }

    @Test func aFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(try refusal(of: folder.path) == StoreError(.wrongName(EISDIR), while: .read, path: folder.path))
    }

    @Test func databasesOfOthersAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = try sqliteFile(folder, "CREATE TABLE t (a); PRAGMA user_version = 1; PRAGMA application_id = 7")
        #expect(try refusal(of: path).cause == .databaseOfAnotherProgram)
        #expect(try folder.names() == ["other.db"])
    }

    @Test func aNewerSchemaIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try sqliteFile(
            folder,
            "CREATE TABLE t (a); PRAGMA user_version = 9999; PRAGMA application_id = \(FileFormat.applicationID)")
        #expect(try refusal(of: path).cause == .newerSchema(file: 9999, known: 1))
    }

    @Test func aMissingFileIsMadeWhereThatIsWanted() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        for access in [InventoryDatabase.Access.read, .write] {
            let error = #expect(throws: StoreError.self) { _ = try InventoryDatabase(path: path, access: access) }
            #expect(error?.kind == .missing)
        }
        #expect(try folder.names().isEmpty)
        try InventoryDatabase(path: path, access: .create).close()
        let database = try InventoryDatabase(path: path, access: .write)
        #expect(try DatabaseFile.schemaVersion(of: path, .current) == 1)
        try database.read { (snapshot) throws in
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA application_id") == 0x696E_7664)
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA user_version") == 1)
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA page_size") == 16_384)
            #expect(try String.fetchOne(snapshot.db, sql: "PRAGMA journal_mode") == "wal")
            // Bulk writes make parents before children and don't check each row.
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA foreign_keys") == 0)
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA trusted_schema") == 0)
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA secure_delete") == 0)
            // FULL: what was acknowledged is on disk.
            #expect(try Int.fetchOne(snapshot.db, sql: "PRAGMA synchronous") == 2)
        }
        try database.close()
        // Nothing is left of the file that was made beside it.
        #expect(try folder.names() == ["invdb.db"])
    }

    @Test func aFolderThatIsNotThere() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "missing/invdb.db")
        let error = #expect(throws: StoreError.self) { _ = try InventoryDatabase(path: path, access: .create) }
        #expect((error?.operation, error?.path) == (.make, path))
        #expect(try folder.names().isEmpty)
    }
}
