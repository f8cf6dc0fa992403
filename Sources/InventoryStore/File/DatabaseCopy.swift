internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

extension InventoryDatabase {
    /// Writes a copy of the database, as it is at one moment, to the file `named`.
    ///
    /// SQLite writes the copy to a file beside the target (<https://www.sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause>).
    /// It reads one snapshot, and other processes can write meanwhile. The copy gets its name atomically, when it is complete and
    /// synced.
    ///
    /// - Parameter replaces: whether an existing file may be replaced.
    /// - Returns: size of the copy in bytes.
    /// - Throws: ``StoreError``; a file that existed under the name is then unchanged.
    package func copy(to named: String, replaces: Bool) throws -> Int {
        let beside = AtomicFile(for: named)
        defer { beside.remove() }
        try refuse(beside.target, named, replaces: replaces)
        try StoreError.wrapping(.copy, path) {
            try connection.inDatabase { db in
                try db.tellingReadFailures { try db.execute(sql: "VACUUM main INTO ?", arguments: [beside.path]) }
            }
        }
        try StoreError.wrapping(.writeCopy, named) {
            // VACUUM INTO makes a copy that has no write-ahead log.
            let copy = try DatabaseQueue(path: beside.path, configuration: DatabaseFile.configuration(isReader: false))
            try DatabaseFile.useLog(copy, named)
            try copy.read { try SchemaCheck.verify($0, is: schema, path: beside.path) }
            try copy.close()
        }
        let size = FileFormat.size(of: beside.path)
        try appear(beside, named, replaces: replaces)
        return size
    }

    /// - Throws: ``StoreError`` if no copy can be written to `target`.
    private func refuse(_ target: String, _ named: String, replaces: Bool) throws {
        let folder = AtomicFile.folder(of: target)
        guard FileManager.default.fileExists(atPath: folder) else {
            throw StoreError(.noFolder(folder), while: .writeCopy, path: named)
        }
        var status = stat()
        let exists = stat(target, &status) == 0
        var own = stat()
        if exists, stat(path, &own) == 0, status.st_dev == own.st_dev, status.st_ino == own.st_ino {
            throw StoreError(.isItself, while: .copy, path: path)
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            throw StoreError(.notAFile, while: .writeCopy, path: named)
        }
        if exists, !replaces { throw StoreError(.exists, while: .writeCopy, path: named) }
        // SQLite would take the log of another database under this name for the log of the copy.
        for suffix in ["-wal", "-journal"] where FileFormat.size(of: target + suffix) > 0 {
            throw StoreError(.logInTheWay(target + suffix), while: .writeCopy, path: named)
        }
    }

    private func appear(_ beside: AtomicFile, _ named: String, replaces: Bool) throws {
        // A user who can't read the database must not be able to read the copy.
        var status = stat()
        if stat(path, &status) == 0 { chmod(beside.path, status.st_mode & 0o777) }
        guard let code = beside.appear(replaces: replaces) else { return }
        if code == EEXIST { throw StoreError(.exists, while: .writeCopy, path: named) }
        throw StoreError(.obstacle(.system(code)), while: .writeCopy, path: named)
    }
}
