internal import GRDB
internal import GRDBSQLite

/// A VFS for one batch database. It is registered with SQLite under its name while the object lives.
final class BatchVFS {
    let name: String
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>
    private let zName: UnsafeMutablePointer<CChar>

    /// - Parameter pages: retained by this object, because SQLite does not retain them.
    init(_ pages: BatchPages) throws {
        // Clock, sleep and random numbers are those of the system's VFS.
        guard let system = sqlite3_vfs_find(nil) else {
            throw DatabaseError(resultCode: .SQLITE_ERROR, message: "SQLite has no VFS")
        }
        vfs = .allocate(capacity: 1)
        vfs.initialize(to: system.pointee)
        name = "invdb-\(UInt(bitPattern: vfs))"
        zName = .allocate(capacity: name.utf8.count + 1)
        for (index, byte) in name.utf8.enumerated() { zName[index] = CChar(bitPattern: byte) }
        zName[name.utf8.count] = 0
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(zName)
        vfs.pointee.szOsFile = Int32(MemoryLayout<BatchFile>.size)
        vfs.pointee.pAppData = Unmanaged.passRetained(pages).toOpaque()
        vfs.pointee.xOpen = { vfs, _, file, _, outFlags in
            guard let file, let pages = vfs?.pointee.pAppData else { return SQLITE_CANTOPEN }
            UnsafeMutableRawPointer(file).assumingMemoryBound(to: BatchFile.self).initialize(
                to: BatchFile(methods: UnsafePointer(batchFileMethods), pages: .fromOpaque(pages)))
            outFlags?.pointee = SQLITE_OPEN_READONLY
            return SQLITE_OK
        }
        vfs.pointee.xFullPathname = { _, path, size, full in
            guard let path, let full else { return SQLITE_CANTOPEN }
            var length = 0
            while path[length] != 0 { length += 1 }
            guard length < size else { return SQLITE_CANTOPEN }
            full.update(from: path, count: length + 1)
            return SQLITE_OK
        }
        vfs.pointee.xAccess = { _, _, _, result in
            // There is no journal.
            result?.pointee = 0
            return SQLITE_OK
        }
        vfs.pointee.xDelete = { _, _, _ in SQLITE_READONLY }
        let code = sqlite3_vfs_register(vfs, 0)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "can't register the VFS for batches")
        }
    }

    deinit {
        sqlite3_vfs_unregister(vfs)
        if let pages = vfs.pointee.pAppData { Unmanaged<BatchPages>.fromOpaque(pages).release() }
        vfs.deallocate()
        zName.deallocate()
    }
}

/// An open batch database. SQLite requires its own part first; ours follows.
private struct BatchFile {
    var methods: UnsafePointer<sqlite3_io_methods>?
    var pages: Unmanaged<BatchPages>
}

private func batchPages(_ file: UnsafeMutablePointer<sqlite3_file>?) -> BatchPages? {
    UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: BatchFile.self).pointee.pages.takeUnretainedValue()
}

/// Extended result codes: these are macros that Swift does not import.
private let ioErrorRead = SQLITE_IOERR | 1 << 8
private let ioErrorStat = SQLITE_IOERR | 7 << 8

nonisolated(unsafe) private let batchFileMethods: UnsafeMutablePointer<sqlite3_io_methods> = {
    // Written once, before the first use. SQLite only reads it.
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: sqlite3_io_methods())
    methods.pointee.iVersion = 1
    methods.pointee.xClose = { _ in SQLITE_OK }
    methods.pointee.xRead = { file, buffer, count, offset in
        guard let buffer, let pages = batchPages(file) else { return ioErrorRead }
        return pages.read(into: buffer, count: Int(count), at: Int(offset)) ? SQLITE_OK : ioErrorRead
    }
    methods.pointee.xFileSize = { file, size in
        guard let pages = batchPages(file) else { return ioErrorStat }
        size?.pointee = sqlite3_int64(pages.byteCount)
        return SQLITE_OK
    }
    methods.pointee.xWrite = { _, _, _, _ in SQLITE_READONLY }
    methods.pointee.xTruncate = { _, _ in SQLITE_READONLY }
    methods.pointee.xSync = { _, _ in SQLITE_OK }
    methods.pointee.xLock = { _, _ in SQLITE_OK }
    methods.pointee.xUnlock = { _, _ in SQLITE_OK }
    methods.pointee.xCheckReservedLock = { _, result in
        result?.pointee = 0
        return SQLITE_OK
    }
    methods.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.pointee.xSectorSize = { _ in Int32(PageWriter.size) }
    methods.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_IMMUTABLE }
    return methods
}()
