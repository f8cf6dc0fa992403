import Foundation
import Platform
import Synchronization
import TestSupport
import Testing

@testable import InventoryStore

/// Connections for several threads, to a path whose file may change.
@Suite struct ReaderPoolTests {
    private func pool(_ workspace: Workspace, count: Int = 2) throws -> ReaderPool {
        try ReaderPool(
            path: workspace.folder.path(of: "invdb.db"), count: count, waiting: 5, interruption: Interruption())
    }

    private func series(_ pool: ReaderPool) throws -> Int {
        try pool.with { try $0.read { try $0.storeSizes().reduce(0) { $0 + $1.seriesCount } } }
    }

    @Test func severalThreadsReadAtTheSameTime() throws {
        let workspace = try Workspace.threeStores()
        let pool = try pool(workspace)
        let inside = DispatchSemaphore(value: 0)
        let goOn = DispatchSemaphore(value: 0)
        Thread {
            _ = try? pool.with { database in
                try database.read { snapshot in
                    _ = try snapshot.storeSizes()
                    inside.signal()
                    goOn.wait()
                }
            }
        }.start()
        inside.wait()
        #expect(try series(pool) == 9)
        goOn.signal()
    }

    @Test func whatAnotherProgramCommitsIsSeenByTheNextUse() throws {
        let workspace = try Workspace.threeStores()
        let pool = try pool(workspace)
        #expect(try series(pool) == 9)
        for count in 10...13 {
            try workspace.importRows(["S\(count),A1,2024-01-01,10,2,0,10,1"])
            #expect(try series(pool) == count)
        }
    }

    @Test func aFileThatIsGoneIsMissedAndFoundAgain() throws {
        let workspace = try Workspace.threeStores()
        let pool = try pool(workspace)
        let (path, aside) = (workspace.folder.path(of: "invdb.db"), workspace.folder.path(of: "aside.db"))
        #expect(rename(path, aside) == 0)
        #expect { try series(pool) } throws: { ($0 as? StoreError)?.kind == .missing }
        #expect { try series(pool) } throws: { ($0 as? StoreError)?.kind == .missing }
        #expect(rename(aside, path) == 0)
        #expect(try series(pool) == 9)
    }

    @Test func anotherFileAtThePathIsRead() throws {
        let workspace = try Workspace.threeStores()
        let other = try Workspace(rows: ["S,P,2024-01-01,10,2,0,10,1"])
        let pool = try pool(workspace)
        #expect(try series(pool) == 9)
        #expect(rename(other.folder.path(of: "invdb.db"), workspace.folder.path(of: "invdb.db")) == 0)
        #expect(try series(pool) == 1)
    }

    /// A snapshot outlives the end of writers, although the process opens and closes the file meanwhile: that must not take its locks.
    @Test func aSnapshotStaysWhileTheFileIsOpenedAnew() throws {
        let workspace = try Workspace.threeStores()
        let pool = try pool(workspace, count: 2)
        let (inside, goOn, done) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let seen = Mutex<[Int]>([])
        Thread {
            _ = try? pool.with { database in
                try database.read { snapshot in
                    func count() throws -> Int { try snapshot.storeSizes().reduce(0) { $0 + $1.seriesCount } }
                    let before = try count()
                    inside.signal()
                    goOn.wait()
                    let after = try count()
                    seen.withLock { $0 = [before, after] }
                }
            }
            done.signal()
        }.start()
        inside.wait()
        try workspace.importRows(["S9,A1,2024-01-01,10,2,0,10,1"])
        // Waits for the snapshot if the file has changed, and reads at once if only its log has.
        let next = Mutex<Int?>(nil)
        let read = DispatchSemaphore(value: 0)
        Thread {
            let count = try? series(pool)
            next.withLock { $0 = count }
            read.signal()
        }.start()
        goOn.signal()
        done.wait()
        read.wait()
        #expect(seen.withLock { $0 } == [9, 9])
        #expect(next.withLock { $0 } == 10)
    }
}
