import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct LogCheckpointTests {
    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    private func grow(_ database: InventoryDatabase, megabytes: Int) throws {
        try database.write(.importInto) { transaction in
            try transaction.db.execute(
                sql: """
                    INSERT INTO run (started_at, scenario, options, import_id, invdb_version)
                    VALUES ('', 'filler', printf('%.*c', ?, 'x'), 0, '')
                    """, arguments: [megabytes << 20])
            return .commit(())
        }
    }

    @Test func theLastOneToWriteLeavesNoLog() throws {
        let fixture = try StoreFixture()
        try fixture.importing([[.init(store: "S", product: "P")]])
        #expect(FileFormat.size(of: "\(fixture.database.path)-wal") > 0)
        #expect(try fixture.database.close() == nil)
        #expect(try fixture.folder.names() == ["invdb.db"])
    }

    @Test func aReaderThatStaysIsNamedAndTheNextCheckpointEmptiesTheLog() throws {
        let fixture = try StoreFixture()
        let (path, log) = (fixture.database.path, "\(fixture.database.path)-wal")
        try fixture.database.close()
        let reader = try OtherProgram("BEGIN", in: fixture.folder)

        // What is small is not worth a word.
        let small = try InventoryDatabase(path: path, access: .write)
        try grow(small, megabytes: 1)
        #expect(try small.close() == nil)
        let large = try InventoryDatabase(path: path, access: .write)
        try large.write(.importInto) { transaction in
            try transaction.db.execute(sql: "DELETE FROM run WHERE scenario = 'filler'")
            return .commit(())
        }
        try grow(large, megabytes: 20)
        let leftover = try #require(try large.close())
        let size = FileFormat.size(of: log)
        #expect(size > 20 << 20)
        let holder = LockHolder(process: reader.shell.processID, name: "sqlite3")
        #expect(leftover == LogLeftover(log: log, size: size, cause: .reader(holder)))

        // It keeps the file open, but reads no more.
        try reader.rollBack()
        let next = try InventoryDatabase(path: path, access: .write)
        #expect(try next.close() == nil)
        #expect(FileFormat.size(of: log) == 0)
    }

    @Test func aCheckpointDoesNotRunBesideAnotherWriter() throws {
        let fixture = try StoreFixture()
        try grow(fixture.database, megabytes: 1)
        let before = try bytes(fixture.database.path)
        let writer = try OtherProgram("BEGIN IMMEDIATE", in: fixture.folder)
        #expect(try fixture.database.close() == nil)
        #expect(try bytes(fixture.database.path) == before)
        try writer.rollBack()
        let next = try InventoryDatabase(path: fixture.database.path, access: .write)
        try next.close()
        #expect(try bytes(fixture.database.path) != before)
    }

    @Test func readersNeverMoveTheLogIntoTheDatabase() throws {
        let fixture = try StoreFixture()
        let path = fixture.database.path
        try grow(fixture.database, megabytes: 1)
        // A copy as a killed program leaves it: part of the data is in the log only.
        let copy = fixture.folder.path(of: "copy.db")
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let before = try bytes(copy)
        let log = try bytes("\(copy)-wal")
        let reader = try InventoryDatabase(path: copy, access: .read)
        #expect(try reader.read { try Int.fetchOne($0.db, sql: "SELECT length(options) FROM run") } == 1 << 20)
        #expect(try reader.readApart { try Int.fetchOne($0.db, sql: "SELECT length(options) FROM run") } == 1 << 20)
        #expect(try reader.close() == nil)
        #expect(try bytes(copy) == before)
        #expect(try bytes("\(copy)-wal") == log)
        let writer = try InventoryDatabase(path: copy, access: .write)
        try writer.close()
        #expect(try bytes(copy) != before)
    }

    @Test func nothingIsCheckpointedOnTheWay() throws {
        let fixture = try StoreFixture()
        let before = try bytes(fixture.database.path)
        // Far more than SQLite would collect by itself.
        try grow(fixture.database, megabytes: 40)
        #expect(try bytes(fixture.database.path) == before)
    }

    @Test func aDatabaseWithoutALogIsRefused() throws {
        let memory = try DatabaseQueue()
        let error = #expect(throws: StoreError.self) { try DatabaseFile.useLog(memory, "x.db") }
        #expect(error == StoreError(.noWriteAheadLog, while: .write, path: "x.db"))
        #expect(error?.kind == .inputOutput)
    }

    @Test func aDatabaseThatLostItsLogModeGetsItBack() throws {
        let fixture = try StoreFixture()
        try fixture.database.close()
        #expect(
            try Command.sqlite3("PRAGMA journal_mode = DELETE", in: fixture.folder).output == "delete\n")
        let database = try InventoryDatabase(path: fixture.database.path, access: .write)
        #expect(try database.read { try String.fetchOne($0.db, sql: "PRAGMA journal_mode") } == "wal")
    }
}
