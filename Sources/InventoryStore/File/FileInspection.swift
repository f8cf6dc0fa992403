internal import BulkSQLite
import Foundation
internal import GRDB

/// Inspects a file with a write-ahead log before it is opened for work. The inspection changes nothing in the file and leaves nothing
/// beside it.
///
/// The last connection to close moves the log into the database, which may not happen to a file that is refused. So a separate,
/// read-only connection reads the schema first. A file without a log isn't inspected: the connection that works with it compares the
/// schema, and leaves the file as it is. That saves every command reading the schema a second time, an eighth of its start.
enum FileInspection {
    /// Compares the schema of a file with ours.
    ///
    /// - Returns: whether it was compared. False if there is no log, or if a rollback journal has to be played back first, which only a
    ///   connection that may write can do: the caller compares afterwards.
    /// - Throws: ``StoreError`` of kind `refused` if the schema differs, and the errors of opening a file.
    static func verify(_ path: String, is schema: Schema, wait: LockWait) throws -> Bool {
        var before = Surroundings(of: path)
        for attempt in 1... {
            guard before.hasLog, !before.hasJournal else { return false }
            do {
                try LogHeader.verify(path)
                try compare(path, schema, before, wait)
                return true
            } catch let error as StoreError where error.kind != .busy {
                // Another program may have written, or checkpointed, while the file was being read.
                let now = Surroundings(of: path)
                guard now != before, attempt < 10 else { throw error }
                before = now
            }
        }
        return false
    }

    private static func compare(
        _ path: String, _ schema: Schema, _ surroundings: Surroundings, _ wait: LockWait
    ) throws {
        defer {
            // If nothing else changed, this connection has created the shared memory, for a log that another program left.
            if !surroundings.hasSharedMemory, Surroundings(of: path) == surroundings.withSharedMemory {
                unlink("\(path)-shm")
            }
        }
        try StoreError.wrapping(.open, path) {
            var configuration = DatabaseFile.configuration(isReader: true, wait: wait)
            configuration.readonly = true
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? connection.close() }
            try connection.read { db in
                try db.tellingReadFailures { try SchemaCheck.verify(db, is: schema, path: path) }
            }
        }
    }

    /// The state of the files at and beside a path.
    private struct Surroundings: Equatable {
        var hasLog: Bool
        var hasSharedMemory: Bool
        var hasJournal: Bool
        private var size: Int
        private var changed: [Int]

        init(of path: String) {
            hasLog = FileFormat.size(of: "\(path)-wal") > 0
            hasJournal = FileFormat.size(of: "\(path)-journal") > 0
            hasSharedMemory = access("\(path)-shm", F_OK) == 0
            var status = stat()
            let isThere = stat(path, &status) == 0
            size = isThere ? Int(status.st_size) : 0
            changed = isThere ? [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)] : []
        }

        var withSharedMemory: Surroundings {
            var copy = self
            copy.hasSharedMemory = true
            return copy
        }
    }
}
