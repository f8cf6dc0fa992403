import Foundation

/// What is found out of the system's failures that came without an error number.
package enum SystemFailure {
    /// The error number behind an error of Foundation; nil if the system gave none.
    package static func code(of error: any Error) -> Int32? {
        let error = error as NSError
        let posix = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return posix.domain == NSPOSIXErrorDomain ? Int32(posix.code) : nil
    }

    /// What keeps a file from being opened or written.
    package enum Obstacle: Equatable, Sendable {
        /// An error number that concerns the file, the process or the disk.
        case system(Int32)
        /// The folder of the file can't be written to.
        case folder(String, Int32)
    }

    /// What keeps the database under `path` from being opened or written, found out after the fact: SQLite says only that it
    /// could not.
    package static func obstacle(to path: String) -> Obstacle? {
        let folder = AtomicFile.folder(of: path)
        if let code = Descriptors.shortage() { return .system(code) }
        if isFull(folder) { return .system(ENOSPC) }
        // The log and the shared memory lie beside the database, so the folder has to be writable too.
        if access(folder, W_OK | X_OK) != 0 { return .folder(folder, errno) }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 { return .system(errno) }
        return nil
    }

    package static func isFull(_ folder: String) -> Bool {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return false }
        return status.f_bavail == 0 || UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 16
    }

    package static var hasFileSizeLimit: Bool {
        var limit = rlimit()
        // RLIM_INFINITY is a cast that Swift does not import.
        return getrlimit(__rlimit_resource_t(1), &limit) == 0 && limit.rlim_cur < UInt64.max
    }
}
