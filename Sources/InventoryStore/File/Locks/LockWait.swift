import Foundation
import Platform
import Synchronization

/// Waits for a lock that another program holds: SQLite's busy handler, which tries again until a deadline.
final class LockWait: Sendable {
    private let path: String
    private let patience: Duration
    private let interruption: Interruption
    private let state = Mutex(State())

    private struct State {
        var deadline: ContinuousClock.Instant?
        var giveUpCheckpoint: (@Sendable () -> Void)?
    }

    /// How long a checkpoint at the end of a command waits for readers.
    private static let patienceWithReaders = Duration.seconds(1)

    init(path: String, patience: Duration, interruption: Interruption) {
        self.path = path
        self.patience = patience
        self.interruption = interruption
    }

    /// The same patience, for another connection.
    var again: LockWait { LockWait(path: path, patience: patience, interruption: interruption) }

    /// SQLite's busy handler, called while another connection holds a lock (<https://www.sqlite.org/c3ref/busy_handler.html>).
    ///
    /// - Parameter tries: the number of earlier calls for the same lock.
    /// - Returns: whether SQLite should try again.
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

    /// Runs a checkpoint, and gives it up unless this process holds the write lock during all of it.
    ///
    /// If SQLite can't get that lock, it continues the checkpoint while another connection writes. Before 3.51.3 that could lose
    /// the other connection's commit (<https://www.sqlite.org/wal.html#walresetbug>).
    ///
    /// - Parameter giveUp: stops SQLite before it copies the first page.
    func checkpointing<R>(giveUp: @escaping @Sendable () -> Void, _ body: () throws -> R) rethrows -> R {
        state.withLock { $0.giveUpCheckpoint = giveUp }
        defer { state.withLock { $0.giveUpCheckpoint = nil } }
        return try body()
    }
}
