import Foundation
internal import GRDB
import Platform
import Synchronization

/// A database that is made beside its place, and appears there whole with its first import, or not at all.
///
/// Nobody can see it before, so it needs neither a log nor a journal on disk: its pages are written once, and waited for once. A
/// process that is killed leaves no database, and what it leaves of one the next that makes the same database clears away.
///
/// Processes that make the same database take turns: whoever comes second waits, and finds the file there.
final class NewDatabaseFile: Sendable {
    /// Where it is to appear, as the user named it.
    private let path: String
    private let beside: AtomicFile
    /// The file that is made, open and locked for as long as this process makes it.
    private let locked: Mutex<Int32?>
    let connection: DatabaseQueue
    private let interruption: Interruption
    private let handler: Int

    /// Waits until it is this process's turn to make the database, and begins with an empty one.
    ///
    /// - Returns: nil where the database is there by then.
    /// - Throws: ``StoreError`` of kind `busy`, `inputOutput` or `other`; then nothing is left.
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
                // The size of the pages has to be set before there is a first one, which the last of these writes. An attempt of
                // an import may be rolled back; its pages are all new, so that there is next to nothing to be kept for that.
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

    /// A way to begin to write what is in memory of it.
    var writeback: Writeback { Writeback(of: beside.path) }

    /// Brings what was committed to the disk and under its name, as a database with a write-ahead log.
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
        // Its name may be there, and not be on the disk.
        if let made, FileFormat.identity(of: path) == made { unlink(path) }
        throw StoreError(.obstacle(.system(code)), while: .make, path: path)
    }

    private static func reading<T>(_ path: String, _ body: () throws -> T) throws -> T {
        try StoreError.wrapping(.make, path) {
            do {
                return try body()
            } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
                // A file that is only being made is not damaged: it can't be read.
                throw DatabaseError(resultCode: .SQLITE_IOERR_READ, message: error.message)
            }
        }
    }

    /// Opens and locks the file that all who make this database share.
    ///
    /// - Returns: nil where the database is there by then.
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
            // Whoever had the lock before has taken the name away.
            guard fstat(descriptor, &locked) == 0, lstat(beside.path, &named) == 0, locked.st_ino == named.st_ino else {
                continue
            }
            // Also a link that leads nowhere: opening it says so.
            if lstat(path, &named) == 0 {
                unlink(beside.path)
                return nil
            }
            // What a process that was killed has left. It may be the database itself, under its second name: it is not emptied.
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

    /// A log without a database has what was committed to one that was moved or removed. SQLite would take it for the log of the new
    /// one.
    private static func refuseLogs(_ path: String) throws {
        for log in ["\(path)-wal", "\(path)-journal"] where FileFormat.size(of: log) > 0 {
            throw StoreError(.orphanedLog(log), while: .make, path: path)
        }
    }
}
