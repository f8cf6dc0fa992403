import Foundation
import Platform

/// Open connections to one file for several threads that read at the same time, for as long as a program runs.
///
/// Another file may get the path meanwhile, the file may be removed, or be written over. So before each use the path is looked at: if it
/// leads to another file, or to one that was changed other than through its log, all connections are opened anew.
///
/// They are opened together, and only while none is in use: the first bytes of the file are looked at with a descriptor of its own, and when
/// that is closed, the system takes away all locks that the process has on the file. So only the first connection looks
/// (``InventoryDatabase/init(again:)``).
package final class ReaderPool: @unchecked Sendable {
    // Every access to the variables holds the lock of `condition`.
    private let condition = NSCondition()
    private var mark: FileMark?
    private var free: [InventoryDatabase] = []
    private var used = 0

    package let path: String
    private let count: Int
    private let seconds: Double
    /// Interrupts what is being read.
    private let interruption: Interruption

    /// - Parameters:
    ///   - count: the number of connections.
    ///   - seconds: how long to wait for a lock that another program holds.
    /// - Throws: ``StoreError``, as for ``InventoryDatabase``.
    package init(path: String, count: Int, waiting seconds: Double, interruption: Interruption) throws {
        self.path = path
        self.count = count
        self.seconds = seconds
        self.interruption = interruption
        giveBack(try take())
    }

    /// Runs `body` with a connection that no other thread uses meanwhile.
    ///
    /// - Throws: ``StoreError``, and what `body` throws.
    package func with<T>(_ body: (InventoryDatabase) throws -> T) throws -> T {
        let database = try take()
        defer { giveBack(database) }
        return try body(database)
    }

    /// What tells a state of the file from every later one; nil if there is no file, or if something was committed just now, because the
    /// system counts times in steps of some milliseconds.
    ///
    /// If two marks are equal, a snapshot that began after the first and ended before the second has what is committed at the second.
    package func commitMark() -> CommitMark? {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        guard let file = FileMark(of: path) else { return nil }
        let log = FileMark(of: "\(path)-wal")
        let newest = max(file.nanoseconds, log?.nanoseconds ?? 0)
        let step = 50_000_000
        // Anybody may give a file any time.
        guard now.tv_sec &* 1_000_000_000 &+ now.tv_nsec &- newest > step else { return nil }
        return CommitMark(file: file, log: log)
    }

    private func take() throws -> InventoryDatabase {
        condition.lock()
        defer { condition.unlock() }
        while true {
            let now = FileMark(of: path)
            if mark != now || mark == nil {
                guard used == 0 else {
                    condition.wait()
                    continue
                }
                try open()
            }
            if let database = free.popLast() {
                used += 1
                return database
            }
            condition.wait()
        }
    }

    private func open() throws {
        // A connection that can't be closed is of a file that is gone.
        for database in free { _ = try? database.close() }
        free = []
        mark = nil
        // If the file changes while it is opened, it is opened again before the next use.
        let now = FileMark(of: path)
        let first = try InventoryDatabase(path: path, access: .read, waiting: seconds, interruption: interruption)
        free = [first] + (try (1..<max(count, 1)).map { _ in try InventoryDatabase(again: first) })
        mark = now
    }

    private func giveBack(_ database: InventoryDatabase) {
        condition.lock()
        free.append(database)
        used -= 1
        condition.broadcast()
        condition.unlock()
    }
}

/// What changes with each commit.
package struct CommitMark: Equatable, Sendable {
    fileprivate var file: FileMark
    fileprivate var log: FileMark?
}

/// What changes if another file gets the path, or the file itself is written to.
private struct FileMark: Equatable, Sendable {
    private let numbers: [Int]
    /// The time of the last change, since 1970.
    let nanoseconds: Int

    /// nil if there is no file.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        nanoseconds = Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec)
        numbers = [
            Int(status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
            Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec),
        ]
    }
}
