import GRDB
import InventoryStore
import Platform
import Synchronization
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct InterruptionTests {
    @Test("An interruption before a commit is granted")
    func isGrantedBeforeACommit() throws {
        let interruption = Interruption()
        try interruption.check()
        let calls = Atomic(0)
        let early = interruption.addHandler { calls.add(1, ordering: .relaxed) }
        #expect(interruption.request())
        #expect(interruption.isRequested)
        #expect(throws: Interrupted.self) { try interruption.check() }
        #expect(throws: Interrupted.self) { try interruption.beginCommit() }
        #expect(calls.load(ordering: .relaxed) == 1)
        // Who comes later is told at once.
        let late = interruption.addHandler { calls.add(10, ordering: .relaxed) }
        #expect(calls.load(ordering: .relaxed) == 11)
        interruption.removeHandler(late)
        interruption.removeHandler(early)
        #expect(interruption.request())
        #expect(calls.load(ordering: .relaxed) == 11)
    }

    @Test("An interruption after a commit has begun is too late")
    func comesTooLateAfterACommitHasBegun() throws {
        let interruption = Interruption()
        let calls = Atomic(0)
        let handler = interruption.addHandler { calls.add(1, ordering: .relaxed) }
        try interruption.beginCommit()
        #expect(!interruption.isLate)
        #expect(!interruption.request())
        // A commit is not disturbed…
        #expect(calls.load(ordering: .relaxed) == 0)
        #expect(interruption.isLate)
        #expect(!interruption.isRequested)
        try interruption.check()
        interruption.endCommit()
        // …and what comes after it may be.
        #expect(!interruption.request())
        #expect(calls.load(ordering: .relaxed) == 1)
        interruption.removeHandler(handler)
    }

    @Test("A command's second work can be ended too, and does not begin if the request was too late for the first")
    func workAfterACommit() throws {
        let interruption = Interruption()
        try interruption.beginWork()
        #expect(!interruption.hasCommitted)
        try interruption.beginCommit()
        interruption.endCommit()
        try interruption.beginWork()
        #expect(interruption.hasCommitted)
        #expect(interruption.request())
        #expect(throws: Interrupted.self) { try interruption.check() }

        let late = Interruption()
        try late.beginCommit()
        #expect(!late.request())
        late.endCommit()
        try late.check()
        #expect(throws: Interrupted.self) { try late.beginWork() }
        #expect(late.isRequested)
    }

    @Test("After a rollback an interruption is granted")
    func aRollbackIsNoCommit() throws {
        let fixture = try StoreFixture()
        try fixture.database.write(.importInto) { _ in .rollback(()) }
        #expect(fixture.database.interruption.request())
        #expect(throws: Interrupted.self) { try fixture.database.write(.importInto) { _ in .commit(()) } }
    }

    @Test("An interruption ends a long query and its transaction")
    func endsATransactionAndALongQuery() throws {
        let fixture = try StoreFixture()
        try fixture.importing([[.init(store: "S", product: "P")]])
        let interruption = Interruption()
        let database = try InventoryDatabase(
            path: fixture.database.path, access: .write, waiting: 0, interruption: interruption)
        #expect(throws: (any Error).self) {
            try database.write(.importInto) { (transaction) -> InventoryDatabase.Outcome<Void> in
                try transaction.db.execute(sql: "DELETE FROM import")
                // As a signal would, from another thread, while a query runs that never ends by itself.
                transaction.db.add(function: .init("interrupt", argumentCount: 0) { _ in interruption.request() })
                try transaction.db.execute(
                    sql: """
                        WITH RECURSIVE n(i) AS (SELECT interrupt() UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
                        """)
                return .commit(())
            }
        }
        #expect(throws: Interrupted.self) { try database.write(.importInto) { _ in .commit(()) } }
        #expect(try fixture.number("SELECT count(*) FROM import") == 1)
    }
}
