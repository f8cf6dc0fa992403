import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct InventoryDatabaseTests {
    private func addProduct(_ name: String, _ transaction: WriteTransaction) throws {
        try transaction.db.execute(sql: "INSERT INTO product (product_id) VALUES (?)", arguments: [name])
    }

    private func products(_ snapshot: Snapshot) throws -> [String] {
        try String.fetchAll(snapshot.db, sql: "SELECT product_id FROM product ORDER BY product_key")
    }

    @Test func transactionsAreCommittedOrLeaveNothing() throws {
        struct Failure: Error {}
        let fixture = try StoreFixture()
        let database = fixture.database
        // The folder goes away with its fixture.
        defer { withExtendedLifetime(fixture) {} }
        let value = try database.write(.importInto) { transaction in
            try addProduct("a", transaction)
            return .commit(7)
        }
        #expect(value == 7)
        let other = try database.write(.importInto) { transaction in
            try addProduct("b", transaction)
            #expect(try products(transaction.snapshot) == ["a", "b"])
            return .rollback("done")
        }
        #expect(other == "done")
        #expect(throws: Failure.self) {
            try database.write(.importInto) { transaction -> InventoryDatabase.Outcome<Void> in
                try addProduct("c", transaction)
                throw Failure()
            }
        }
        #expect(try database.read(products) == ["a"])
    }

    @Test func errorsOfTheDatabaseAreOneSentence() throws {
        let fixture = try StoreFixture()
        let error = #expect(throws: StoreError.self) {
            try fixture.database.write(.importInto) { transaction in
                .commit(try transaction.db.execute(sql: "SELECT * FROM missing_table"))
            }
        }
        #expect(
            error
                == StoreError(.sqlite("no such table: missing_table"), while: .importInto, path: fixture.database.path))
    }

    @Test func readersBesideAWriterSeeOneUnchangingView() throws {
        let fixture = try StoreFixture()
        let database = fixture.database
        // The folder goes away with its fixture.
        defer { withExtendedLifetime(fixture) {} }
        try database.write(.importInto) { .commit(try addProduct("a", $0)) }
        try database.write(.importInto) { transaction in
            try addProduct("b", transaction)
            // A reader of its own does not see what is not committed.
            #expect(try database.readApart(products) == ["a"])
            return .commit(())
        }
        try database.readApart { snapshot in
            #expect(try products(snapshot) == ["a", "b"])
            try database.write(.importInto) { .commit(try addProduct("c", $0)) }
            #expect(try products(snapshot) == ["a", "b"])
        }
        #expect(try database.readApart(products) == ["a", "b", "c"])
    }

    @Test func readersCannotWrite() throws {
        let fixture = try StoreFixture()
        let path = fixture.database.path
        #expect(throws: StoreError(.notAccessible, while: .read, path: path)) {
            try fixture.database.readApart { try $0.db.execute(sql: "DELETE FROM product") }
        }
        let reader = try InventoryDatabase(path: path, access: .read)
        #expect(throws: StoreError(.openForReadingOnly, while: .importInto, path: path)) {
            try reader.write(.importInto) { .commit(try addProduct("a", $0)) }
        }
        #expect(try fixture.database.read(products).isEmpty)
    }

    @Test func aFileThatWasMovedAwayIsNotWritten() throws {
        let fixture = try StoreFixture()
        let path = fixture.database.path
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) {
            try fixture.database.write(.importInto) { .commit(try addProduct("a", $0)) }
        }
        #expect(error == StoreError(.movedMeanwhile, while: .importInto, path: path))
        #expect(try fixture.folder.read("invdb.db") == "something else")
    }

    @Test func aNewFileAppearsWithWhatIsWrittenFirst() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        let new = try InventoryDatabase(path: path, access: .create)
        #expect(!folder.contains("invdb.db"))
        // What is rolled back does not make it appear, and is not in it.
        try new.write(.importInto) { .rollback(try addProduct("a", $0)) }
        #expect(!folder.contains("invdb.db"))
        try new.write(.importInto) { .commit(try addProduct("b", $0)) }
        #expect(try folder.names() == ["invdb.db"])
        // The same object goes on with it, as with any other.
        try new.write(.importInto) { .commit(try addProduct("c", $0)) }
        new.discard()
        #expect(try new.read { try String.fetchAll($0.db, sql: "SELECT product_id FROM product") } == ["b", "c"])
        #expect(try new.close() == nil)
        #expect(try folder.names() == ["invdb.db"])
    }

    @Test func aNewFileThatIsGivenUpLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        try InventoryDatabase(path: path, access: .create).discard()
        #expect(try folder.names().isEmpty)
        do { _ = try InventoryDatabase(path: path, access: .create) }
        #expect(try folder.names().isEmpty)

        // One that is there stays, though it is empty.
        try InventoryDatabase(path: path, access: .create).close()
        try InventoryDatabase(path: path, access: .create).discard()
        #expect(folder.contains("invdb.db"))
    }

    @Test("The second process that makes a file waits for the first one")
    func whoMakesAFileThatIsBeingMadeWaits() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        let first = try InventoryDatabase(path: path, access: .create)
        try first.write(.importInto) { .rollback(try addProduct("a", $0)) }
        let busy = #expect(throws: StoreError.self) {
            _ = try InventoryDatabase(path: path, access: .create, waiting: 0)
        }
        #expect(busy?.kind == .busy)
        #expect((busy?.operation, busy?.path) == (.make, path))

        // Who comes second finds the file there, or makes it where the first one gave up.
        let second = Task.detached {
            let second = try InventoryDatabase(path: path, access: .create, waiting: 60)
            try second.write(.importInto) { .commit(try addProduct("second", $0)) }
            try second.close()
        }
        try first.write(.importInto) { .commit(try addProduct("first", $0)) }
        try await second.value
        #expect(
            try first.read { try String.fetchAll($0.db, sql: "SELECT product_id FROM product") } == ["first", "second"])
    }

    @Test func whatAKilledProcessHasLeftOfANewFileIsNotUsed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        let other = try StoreFixture()
        try other.importing([[.init(store: "S", product: "P")]])
        try other.database.close()
        // Killed on the way, and between both names of the finished file, which was then moved.
        try Data(count: 100).write(to: URL(fileURLWithPath: path + ".invdb-new"))
        try InventoryDatabase(path: path, access: .create).close()
        let moved = folder.path(of: "moved.db")
        try FileManager.default.moveItem(atPath: other.database.path, toPath: moved)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.linkItem(atPath: moved, toPath: path + ".invdb-new")
        let before = try Data(contentsOf: URL(fileURLWithPath: moved))
        try InventoryDatabase(path: path, access: .create).close()
        #expect(try folder.names() == ["invdb.db", "moved.db"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: moved)) == before)
    }

    @Test(arguments: ["-wal", "-journal"])
    func aLogWithoutADatabaseIsNotTaken(_ suffix: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        try Data("of another".utf8).write(to: URL(fileURLWithPath: path + suffix))
        let refused = #expect(throws: StoreError.self) { _ = try InventoryDatabase(path: path, access: .create) }
        #expect(refused?.kind == .refused)
        #expect(refused == StoreError(.orphanedLog("\(path)\(suffix)"), while: .make, path: path))
        #expect(try folder.names() == ["invdb.db\(suffix)"])
        #expect(try folder.read("invdb.db\(suffix)") == "of another")
    }

    @Test func aFileThatCameMeanwhileIsNotReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        let new = try InventoryDatabase(path: path, access: .create)
        let failed = #expect(throws: StoreError.self) {
            try new.write(.importInto) { transaction in
                try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
                return .commit(try addProduct("a", transaction))
            }
        }
        #expect(failed == StoreError(.madeMeanwhile, while: .make, path: path, hadBegunCommit: true))
        new.discard()
        #expect(try folder.read("invdb.db") == "something else")
        #expect(try folder.names() == ["invdb.db"])
    }
}
