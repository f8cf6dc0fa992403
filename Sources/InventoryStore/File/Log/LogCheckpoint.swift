import Foundation
internal import GRDB
import Platform

/// A write-ahead log that could not be emptied at the end of a command.
package struct LogLeftover: Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        /// A reader of the log, where the system tells which, keeps it from being emptied.
        case reader(LockHolder?)
        case failure(StoreError)
    }

    /// The path of the log.
    package let log: String
    /// Bytes in it.
    package let size: Int
    package let cause: Cause
}

/// The end of a command that may write: what is in the log goes into the database.
struct LogCheckpoint {
    let connection: DatabaseQueue
    let path: String
    let wait: LockWait
    let interruption: Interruption

    /// Moves the log into the database and empties it. What is in the log is committed and safe, so this can't fail a
    /// command; what could not be done now is done at the end of the next one that writes.
    func emptyLog() -> LogLeftover? {
        // The user who asked for the end does not want to wait for this.
        guard !interruption.isLate else {
            connection.interrupt()
            return nil
        }
        let giveUp: @Sendable () -> Void = { [connection] in connection.interrupt() }
        do {
            try wait.checkpointing(giveUp: giveUp) {
                _ = try connection.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            }
            return nil
        } catch let error as DatabaseError {
            return leftover(after: error)
        } catch {
            return nil
        }
    }

    private func leftover(after error: DatabaseError) -> LogLeftover? {
        let log = "\(path)-wal"
        let size = FileFormat.size(of: log)
        switch error.resultCode {
        case .SQLITE_INTERRUPT:
            // Another program writes, or checkpoints; it will empty the log at its end.
            return nil
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            guard size >= FileFormat.noticeableLog else { return nil }
            return LogLeftover(log: log, size: size, cause: .reader(LockHolder.reader(of: path)))
        default:
            return LogLeftover(
                log: log, size: size, cause: .failure(StoreError(error, while: .emptyLog, path: path)))
        }
    }
}
