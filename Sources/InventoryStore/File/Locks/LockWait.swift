import Foundation
import Platform
import Synchronization

/// What a connection does when another program holds a lock that it needs: it asks again until its time is up.
final class LockWait: Sendable {
    private let path: String
    private let patience: Duration
    private let interruption: Interruption
    private let state = Mutex(State())

    private struct State {
        var deadline: ContinuousClock.Instant?
        var giveUpCheckpoint: (@Sendable () -> Void)?
    }

    /// How long the end of a command waits for readers, so that the log can be emptied.
    private static let patienceWithReaders = Duration.seconds(1)

    init(path: String, patience: Duration, interruption: Interruption) {
        self.path = path
        self.patience = patience
        self.interruption = interruption
    }

    /// The same patience for another connection.
    var again: LockWait { LockWait(path: path, patience: patience, interruption: interruption) }

    /// Called by SQLite when a lock is held by another connection (<https://www.sqlite.org/c3ref/busy_handler.html>).
    ///
    /// - Parameter tries: how often it was called for the same lock.
    /// - Returns: whether to ask again.
    func goesOn(after tries: Int) -> Bool {
        guard !interruption.isRequested else { return false }
        let (deadline, giveUpCheckpoint) = state.withLock { state in
            if tries == 0 {
                let patience = state.giveUpCheckpoint == nil ? patience : min(patience, Self.patienceWithReaders)
                state.deadline = .now + patience
            }
            return (state.deadline ?? .now, state.giveUpCheckpoint)
        }
        if let giveUpCheckpoint, !LockHolder.isThisProcessWriter(of: path) {
            giveUpCheckpoint()
            return false
        }
        guard .now < deadline else { return false }
        usleep(1000 * UInt32(min(1 << min(tries, 6), 50)))
        return true
    }

    /// Runs a checkpoint that is given up unless this process holds the write lock during all of it.
    ///
    /// SQLite goes on with a checkpoint when it can't get that lock, beside whoever writes. Before 3.51.3 that could lose
    /// what the other one committed (<https://www.sqlite.org/wal.html#walresetbug>).
    ///
    /// - Parameter giveUp: makes SQLite stop before the first page is copied.
    func checkpointing<R>(giveUp: @escaping @Sendable () -> Void, _ body: () throws -> R) rethrows -> R {
        state.withLock { $0.giveUpCheckpoint = giveUp }
        defer { state.withLock { $0.giveUpCheckpoint = nil } }
        return try body()
    }
}
