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
        let value = try database.write("test") { transaction in
            try addProduct("a", transaction)
            return .commit(7)
        }
        #expect(value == 7)
        let other = try database.write("test") { transaction in
            try addProduct("b", transaction)
            #expect(try products(transaction.snapshot) == ["a", "b"])
            return .rollback("done")
        }
        #expect(other == "done")
        #expect(throws: Failure.self) {
            try database.write("test") { transaction -> InventoryDatabase.Outcome<Void> in
                try addProduct("c", transaction)
                throw Failure()
            }
        }
        #expect(try database.read(products) == ["a"])
    }

    @Test func errorsOfTheDatabaseAreOneSentence() throws {
        let fixture = try StoreFixture()
        let error = #expect(throws: StoreError.self) {
            try fixture.database.write("import into") { transaction in
                .commit(try transaction.db.execute(sql: "SELECT * FROM missing_table"))
            }
        }
        #expect(
            error?.description == "Can't import into \(fixture.database.path): no such table: missing_table.")
    }

    @Test func readersBesideAWriterSeeOneUnchangingView() throws {
        let fixture = try StoreFixture()
        let database = fixture.database
        // The folder goes away with its fixture.
        defer { withExtendedLifetime(fixture) {} }
        try database.write("test") { .commit(try addProduct("a", $0)) }
        try database.write("test") { transaction in
            try addProduct("b", transaction)
            // A reader of its own does not see what is not committed.
            #expect(try database.readApart(products) == ["a"])
            return .commit(())
        }
        try database.readApart { snapshot in
            #expect(try products(snapshot) == ["a", "b"])
            try database.write("test") { .commit(try addProduct("c", $0)) }
            #expect(try products(snapshot) == ["a", "b"])
        }
        #expect(try database.readApart(products) == ["a", "b", "c"])
    }

    @Test func readersCannotWrite() throws {
        let fixture = try StoreFixture()
        #expect(throws: StoreError.self) {
            try fixture.database.readApart { try $0.db.execute(sql: "DELETE FROM product") }
        }
        let reader = try InventoryDatabase(path: fixture.database.path, access: .read)
        #expect(throws: StoreError.self) {
            try reader.write("test") { .commit(try addProduct("a", $0)) }
        }
        #expect(try fixture.database.read(products).isEmpty)
    }

    @Test func aFileThatWasMovedAwayIsNotWritten() throws {
        let fixture = try StoreFixture()
        let path = fixture.database.path
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) {
            try fixture.database.write("import into") { .commit(try addProduct("a", $0)) }
        }
        #expect(error?.description == "Can't import into \(path): it was moved or removed meanwhile. Do it again.")
        #expect(try fixture.folder.read("invdb.db") == "something else")
    }

    @Test func aNewFileIsRemovedWhileItIsEmpty() throws {
        let folder = try TemporaryFolder()
        try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create).removeIfNewAndEmpty()
        #expect(try folder.names().isEmpty)
    }

    @Test func aFileThatIsInUseIsNotRemoved() throws {
        let folder = try TemporaryFolder()
        let new = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        try new.write("import into") { transaction in
            _ = try ImportWriter(transaction, files: ["a.csv"], replaces: false, importedAt: "")
            return .commit(())
        }
        new.removeIfNewAndEmpty()
        #expect(folder.contains("invdb.db"))

        // Neither is one that somebody else made, though it is empty.
        let other = try StoreFixture()
        try InventoryDatabase(path: other.database.path, access: .create).removeIfNewAndEmpty()
        #expect(other.folder.contains("invdb.db"))
    }
}
