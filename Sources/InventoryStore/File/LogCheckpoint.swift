import Foundation
internal import GRDB

/// A write-ahead log that could not be emptied at the end of a command: as one sentence for the user.
package struct LogLeftover: CustomStringConvertible, Sendable {
    package let description: String
}

extension InventoryDatabase {
    /// From this size on a log that stays is told. SQLite itself would empty it at about this size.
    static let noticeableLog = 16 << 20

    /// Moves the log into the database and empties it. What is in the log is committed and safe, so this can't fail a
    /// command; what could not be done now is done at the end of the next one that writes.
    func emptyLog(_ connection: DatabaseQueue) -> LogLeftover? {
        // Whoever asked for the end does not want to wait for this.
        guard !interruption.isLate else {
            connection.interrupt()
            return nil
        }
        let giveUp: @Sendable () -> Void = { connection.interrupt() }
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
        let size = DatabaseFile.size(of: log)
        switch error.resultCode {
        case .SQLITE_INTERRUPT:
            // Another program writes, or checkpoints; it will empty the log at its end.
            return nil
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            guard size >= Self.noticeableLog else { return nil }
            let reader = LockHolder.reader(of: path)?.description ?? "another program"
            return LogLeftover(
                description:
                    "the log \(log) has \(size >> 20) MB and can't be emptied, because \(reader) still reads from it. End "
                    + "that reader; the next import or forecast then empties the log.")
        default:
            let cause = StoreError(error, while: "empty the log of", path: path).description
            return LogLeftover(
                description:
                    "\(cause) The result is safe in \(log): keep it beside the database. The next import or forecast "
                    + "tries again.")
        }
    }
}
