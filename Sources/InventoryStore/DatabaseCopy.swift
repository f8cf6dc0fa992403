import Foundation
internal import GRDB

extension InventoryDatabase {
    /// Writes a copy of the database, as it is at one moment, to the file `named`.
    ///
    /// The copy is made beside it by SQLite (<https://www.sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause>), which
    /// reads one snapshot and keeps nobody from writing meanwhile. It appears under its name when it is whole and on disk.
    ///
    /// - Parameter replaces: whether a file that is there may be replaced.
    /// - Returns: bytes of the copy.
    /// - Throws: ``StoreError``; then what was under the name is as it was.
    public func copy(to named: String, replaces: Bool) throws -> Int {
        // A link stays a link: what it leads to is replaced.
        let target = Self.resolved(named)
        try refuse(target, named, replaces: replaces)
        let beside = "\(target).part-\(getpid())"
        let passing = ["", "-wal", "-shm", "-journal"].map { beside + $0 }
        passing.forEach(PassingFiles.add)
        defer {
            for file in passing {
                unlink(file)
                PassingFiles.remove(file)
            }
        }
        unlink(beside)
        try StoreError.wrapping("copy", path) {
            try connection.inDatabase { db in
                try db.tellingReadFailures { try db.execute(sql: "VACUUM main INTO ?", arguments: [beside]) }
            }
        }
        try StoreError.wrapping("write", named) {
            // VACUUM INTO leaves the copy without a log of its own.
            let copy = try DatabaseQueue(path: beside, configuration: DatabaseFile.configuration(isReader: false))
            try DatabaseFile.useLog(copy, named)
            try copy.read { try SchemaCheck.verify($0, path: beside) }
            try copy.close()
        }
        let size = DatabaseFile.size(of: beside)
        try appear(beside, as: target, named, replaces: replaces)
        return size
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// - Throws: ``StoreError`` where `target` is not a place for a copy.
    private func refuse(_ target: String, _ named: String, replaces: Bool) throws {
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw StoreError(.other, "Can't write \(named): there is no folder \(folder).")
        }
        var status = stat()
        let exists = stat(target, &status) == 0
        var own = stat()
        if exists, stat(path, &own) == 0, status.st_dev == own.st_dev, status.st_ino == own.st_ino {
            throw StoreError(.other, "Can't copy \(path) to itself; name another file.")
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            throw StoreError(.other, "Can't write \(named): it is not a file; name a file.")
        }
        if exists, !replaces { throw Self.isThere(named) }
        // The log of another database under this name would be taken for the log of the copy.
        for suffix in ["-wal", "-journal"] where DatabaseFile.size(of: target + suffix) > 0 {
            throw StoreError(
                .other,
                "Can't write \(named): \(target)\(suffix) is there, so a program has it open or was ended while it had; name "
                    + "another file.")
        }
    }

    private static func isThere(_ named: String) -> StoreError {
        StoreError(.other, "Can't write \(named): it is there already; name another file, or replace it with --force.")
    }

    /// Brings a finished file under its name, on disk too.
    private func appear(_ beside: String, as target: String, _ named: String, replaces: Bool) throws {
        func failed() -> StoreError {
            StoreError(.inputOutput, "Can't write \(named): \(SystemFailure.cause(errno)).")
        }
        // Whoever may not read the database may not read the copy.
        var status = stat()
        if stat(path, &status) == 0 { chmod(beside, status.st_mode & 0o777) }
        guard Self.synchronize(beside) else { throw failed() }
        if replaces {
            guard rename(beside, target) == 0 else { throw failed() }
        } else {
            // Unlike a rename, a link never replaces what has come there meanwhile.
            guard Foundation.link(beside, target) == 0 else {
                if errno == EEXIST { throw Self.isThere(named) }
                throw failed()
            }
            unlink(beside)
        }
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
        guard Self.synchronize(folder) else { throw failed() }
    }

    /// Waits until a file, or the names in a folder, are on disk.
    private static func synchronize(_ path: String) -> Bool {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Foundation.close(descriptor) }
        return fsync(descriptor) == 0
    }
}
