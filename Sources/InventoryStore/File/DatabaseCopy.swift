internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

extension InventoryDatabase {
    /// Writes a copy of the database, as it is at one moment, to the file `named`.
    ///
    /// The copy is made beside it by SQLite (<https://www.sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause>), which
    /// reads one snapshot and keeps nobody from writing meanwhile. It appears under its name when it is whole and on disk.
    ///
    /// - Parameter replaces: whether a file that is there may be replaced.
    /// - Returns: bytes of the copy.
    /// - Throws: ``StoreError``; then what was under the name is as it was.
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
            // VACUUM INTO leaves the copy without a log of its own.
            let copy = try DatabaseQueue(path: beside.path, configuration: DatabaseFile.configuration(isReader: false))
            try DatabaseFile.useLog(copy, named)
            try copy.read { try SchemaCheck.verify($0, is: schema, path: beside.path) }
            try copy.close()
        }
        let size = FileFormat.size(of: beside.path)
        try appear(beside, named, replaces: replaces)
        return size
    }

    /// - Throws: ``StoreError`` where `target` is not a place for a copy.
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
        // The log of another database under this name would be taken for the log of the copy.
        for suffix in ["-wal", "-journal"] where FileFormat.size(of: target + suffix) > 0 {
            throw StoreError(.logInTheWay(target + suffix), while: .writeCopy, path: named)
        }
    }

    private func appear(_ beside: AtomicFile, _ named: String, replaces: Bool) throws {
        // Whoever may not read the database may not read the copy.
        var status = stat()
        if stat(path, &status) == 0 { chmod(beside.path, status.st_mode & 0o777) }
        guard let code = beside.appear(replaces: replaces) else { return }
        if code == EEXIST { throw StoreError(.exists, while: .writeCopy, path: named) }
        throw StoreError(.obstacle(.system(code)), while: .writeCopy, path: named)
    }
}
