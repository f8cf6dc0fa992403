internal import BulkSQLite
import Foundation
internal import GRDB

/// Inspects a file before it is opened for work. The inspection changes nothing in the file and leaves nothing beside it.
///
/// A connection to a file with a write-ahead log creates a missing log and shared memory, and the last connection to close moves
/// the log into the database. None of that may happen to a file that is refused. So a separate connection reads the schema: an
/// `immutable` one if there is no log (<https://www.sqlite.org/c3ref/open.html#urifilenameexamples>), and a read-only one if
/// there is a log to be read.
enum FileInspection {
    /// Compares the schema of a file with ours.
    ///
    /// - Returns: whether it was compared. False if a rollback journal has to be played back first: only a connection that may
    ///   write can do that, and the caller compares afterwards.
    /// - Throws: ``StoreError`` of kind `refused` if the schema differs, and the errors of opening a file.
    static func verify(_ path: String, is schema: Schema, wait: LockWait) throws -> Bool {
        var before = Surroundings(of: path)
        for attempt in 1... {
            guard !before.hasJournal else { return false }
            do {
                if before.hasLog { try LogHeader.verify(path) }
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
            if surroundings.hasLog, !surroundings.hasSharedMemory,
                Surroundings(of: path) == surroundings.withSharedMemory
            {
                unlink("\(path)-shm")
            }
        }
        try StoreError.wrapping(.open, path) {
            var configuration = DatabaseFile.configuration(isReader: true, wait: wait)
            configuration.readonly = true
            let connection = try DatabaseQueue(
                path: surroundings.hasLog ? path : immutableURI(of: path), configuration: configuration)
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

    /// A URI that declares the file unchanging: SQLite neither locks it nor looks for a log.
    private static func immutableURI(of path: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-")
        let encoded = path.addingPercentEncoding(withAllowedCharacters: plain) ?? path
        return "file:\(path.hasPrefix("/") ? "//" : "")\(encoded)?immutable=1"
    }
}
