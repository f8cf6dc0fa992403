import Foundation
internal import GRDB
import Platform
import Synchronization

/// A new database that is written beside its place. It appears there complete, with its first import and what comes of it, or not at all.
///
/// Until then it is invisible to other processes, so it needs neither a log nor a journal on disk: each page is written once, and
/// there is one sync at the end. A process that is killed leaves no database. The next process that makes the same database
/// removes the unfinished file.
///
/// Processes that make the same database take turns: the second process waits, and then finds the file.
final class NewDatabaseFile: Sendable {
    /// The path of the database, as the user named it.
    private let path: String
    private let beside: AtomicFile
    /// Descriptor of the unfinished file, open and locked with `flock` while this process makes it.
    private let locked: Mutex<Int32?>
    let connection: DatabaseQueue
    private let interruption: Interruption
    private let handler: Int

    /// Waits until it is this process's turn to make the database, and begins with an empty file.
    ///
    /// - Returns: nil if the database has appeared meanwhile.
    /// - Throws: ``StoreError`` of kind `busy`, `inputOutput` or `other`; no unfinished file is left.
    static func begin(
        _ path: String, _ schema: Schema, wait: LockWait, interruption: Interruption
    ) throws -> NewDatabaseFile? {
        let folder = AtomicFile.folder(of: path)
        guard FileManager.default.fileExists(atPath: folder) else {
            throw StoreError(.noFolder(folder), while: .make, path: path)
        }
        let beside = AtomicFile(sharedBy: path)
        guard let descriptor = try lock(beside, path, wait, interruption) else { return nil }
        do {
            try refuseLogs(path)
            return try NewDatabaseFile(path, schema, beside, descriptor, interruption)
        } catch {
            beside.remove()
            close(descriptor)
            throw error
        }
    }

    private init(
        _ path: String, _ schema: Schema, _ beside: AtomicFile, _ descriptor: Int32, _ interruption: Interruption
    ) throws {
        self.path = path
        self.beside = beside
        locked = Mutex(descriptor)
        self.interruption = interruption
        let connection = try Self.reading(path) {
            let connection = try DatabaseQueue(
                path: beside.path, configuration: DatabaseFile.configuration(isReader: false))
            try connection.inDatabase { db in
                // The page size has to be set before the first page is written, which the last of these statements does. An
                // attempt of an import may be rolled back, but all its pages are new, so the journal in memory stays nearly
                // empty.
                try db.execute(
                    sql: """
                        PRAGMA page_size = \(FileFormat.pageSize);
                        PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE;
                        PRAGMA application_id = \(FileFormat.applicationID)
                        """)
            }
            try schema.migrate(connection)
            return connection
        }
        self.connection = connection
        handler = interruption.addHandler { connection.interrupt() }
    }

    deinit {
        interruption.removeHandler(handler)
        try? connection.close()
        release()
    }

    /// Removes an unfinished file and gives up the `flock`, so that the next process can begin. It is called before this process
    /// opens the finished database: closing any descriptor of a file drops all locks that the process has on it
    /// (<https://www.sqlite.org/howtocorrupt.html>, section 2.2).
    private func release() {
        locked.withLock { descriptor in
            guard let held = descriptor else { return }
            beside.remove()
            close(held)
            descriptor = nil
        }
    }

    /// The name under which other connections of this process read what is committed. They take no locks, as the writer holds one to the
    /// end, and take the file for one that never changes (<https://www.sqlite.org/uri.html#uriimmutable>). So they may read only tables that
    /// nothing is written to meanwhile.
    var uriForReaders: String {
        let escaped = beside.path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return "file:\(escaped.hasPrefix("/") ? "//" : "")\(escaped)?immutable=1"
    }

    /// Begins to write the pages of the new file to the disk, while the import goes on.
    var writeback: Writeback { Writeback(of: beside.path) }

    /// Syncs the committed database, and gives it its name and a write-ahead log.
    func appear() throws {
        try Self.reading(path) {
            try DatabaseFile.useLog(connection, path)
            try connection.close()
        }
        let made = FileFormat.identity(of: beside.path)
        guard let code = beside.appear(replaces: false) else { return release() }
        if code == EEXIST {
            throw StoreError(.madeMeanwhile, while: .make, path: path)
        }
        // The name may exist although it could not be synced.
        if let made, FileFormat.identity(of: path) == made { unlink(path) }
        throw StoreError(.obstacle(.system(code)), while: .make, path: path)
    }

    private static func reading<T>(_ path: String, _ body: () throws -> T) throws -> T {
        try StoreError.wrapping(.make, path) {
            do {
                return try body()
            } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
                // A file that is still being made is not damaged: the system failed to read it.
                throw DatabaseError(resultCode: .SQLITE_IOERR_READ, message: error.message)
            }
        }
    }

    /// Opens and locks the file that all processes which make this database share.
    ///
    /// - Returns: nil if the database has appeared meanwhile.
    private static func lock(
        _ beside: AtomicFile, _ path: String, _ wait: LockWait, _ interruption: Interruption
    ) throws -> Int32? {
        var tries = 0
        while true {
            let descriptor = open(beside.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard descriptor >= 0 else { throw failure(errno, path) }
            var isOurs = false
            defer { if !isOurs { close(descriptor) } }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK else { throw failure(errno, path) }
                guard wait.goesOn(after: tries) else {
                    try interruption.check()
                    throw StoreError(.busy(LockHolder.writer(of: path)), while: .make, path: path)
                }
                tries += 1
                continue
            }
            var locked = stat()
            var named = stat()
            // The process that held the lock before may have removed the name of this file.
            guard fstat(descriptor, &locked) == 0, lstat(beside.path, &named) == 0, locked.st_ino == named.st_ino else {
                continue
            }
            // Also true for a dangling symbolic link: opening it reports the error.
            if lstat(path, &named) == 0 {
                unlink(beside.path)
                return nil
            }
            // A killed process has left this file. It may be the database itself under a second name, so it is not truncated.
            guard locked.st_size == 0 else {
                beside.remove()
                continue
            }
            isOurs = true
            beside.announce()
            return descriptor
        }
    }

    private static func failure(_ code: Int32, _ path: String) -> StoreError {
        StoreError(.obstacle(SystemFailure.obstacle(to: path) ?? .system(code)), while: .make, path: path)
    }

    /// Refuses a log without a database. It holds commits of a database that was moved or removed, and SQLite would apply it to
    /// the new one.
    private static func refuseLogs(_ path: String) throws {
        for log in ["\(path)-wal", "\(path)-journal"] where FileFormat.size(of: log) > 0 {
            throw StoreError(.orphanedLog(log), while: .make, path: path)
        }
    }
}
