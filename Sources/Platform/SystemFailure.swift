import Foundation

/// Finds the causes of system failures that were reported without an error number.
package enum SystemFailure {
    /// The error number of a Foundation error; nil if the system gave none.
    package static func code(of error: any Error) -> Int32? {
        let error = error as NSError
        let posix = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return posix.domain == NSPOSIXErrorDomain ? Int32(posix.code) : nil
    }

    /// The cause that prevents a file from being opened or written.
    package enum Obstacle: Equatable, Sendable {
        /// An error number of the file, the process or the disk.
        case system(Int32)
        /// The folder of the file is not writable; its path and the error number.
        case folder(String, Int32)
    }

    /// Finds out afterwards why the database under `path` could not be opened or written, because SQLite doesn't say. nil if no
    /// cause is found.
    package static func obstacle(to path: String) -> Obstacle? {
        let folder = AtomicFile.folder(of: path)
        if let code = Descriptors.shortage() { return .system(code) }
        if isFull(folder) { return .system(ENOSPC) }
        // The log and the shared memory are beside the database, so the folder has to be writable too.
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
        // RLIM_INFINITY is a cast, which Swift does not import.
        return getrlimit(__rlimit_resource_t(1), &limit) == 0 && limit.rlim_cur < UInt64.max
    }
}
