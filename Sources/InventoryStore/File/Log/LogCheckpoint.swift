import Foundation
internal import GRDB
import Platform

/// A write-ahead log that could not be emptied at the end of a command.
package struct LogLeftover: Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        /// Another program reads from the log; nil if the system doesn't tell which.
        case reader(LockHolder?)
        case failure(StoreError)
    }

    /// The path of the log.
    package let log: String
    /// Size of the log in bytes.
    package let size: Int
    package let cause: Cause
}

/// The checkpoint at the end of a command that may write: moves the content of the log into the database.
struct LogCheckpoint {
    let connection: DatabaseQueue
    let path: String
    let wait: LockWait
    let interruption: Interruption

    /// Moves the content of the log into the database and empties the log. All of it is committed and safe, so a failure here
    /// does not fail the command. The next command that writes tries again at its end.
    func emptyLog() -> LogLeftover? {
        // The user has asked the command to end and does not want to wait for a checkpoint.
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
            // Another program writes or checkpoints. It will empty the log at its end.
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
