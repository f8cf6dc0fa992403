import Foundation

/// Errors of the system, in words that say what to do.
package enum SystemFailure {
    /// What the system says and what to do: "no space left on device; make room and do it again".
    package static func cause(_ code: Int32) -> String {
        guard let advice = advice(code) else { return message(code) }
        return "\(message(code)); \(advice)"
    }

    /// What the system says: "no such file or directory".
    package static func message(_ code: Int32) -> String {
        let message = String(cString: strerror(code))
        return message.prefix(1).lowercased() + message.dropFirst()
    }

    /// Whether the name that was given leads to nothing of the kind, rather than the system failing or refusing.
    package static func isWrongName(_ code: Int32) -> Bool {
        [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL].contains(code)
    }

    /// The error number behind an error of Foundation; nil if the system gave none.
    package static func code(of error: any Error) -> Int32? {
        let error = error as NSError
        let posix = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return posix.domain == NSPOSIXErrorDomain ? Int32(posix.code) : nil
    }

    private static func advice(_ code: Int32) -> String? {
        switch code {
        case ENOSPC, EDQUOT: "make room and do it again"
        case EFBIG: "raise the limit on the size of files (ulimit -f)"
        case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
        case EROFS: "use a place that can be written to"
        case EACCES, EPERM: "ask its owner for the right, or use another place"
        case EIO: "check the disk and do it again"
        case EBADF: "it is closed"
        case ENOMEM: "end other programs, or raise the limit on memory"
        default: nil
        }
    }

    /// What keeps the database under `path` from being opened or written, found out after the fact: SQLite says only that it
    /// could not.
    package static func obstacle(to path: String) -> String? {
        let folder = AtomicFile.folder(of: path)
        if let code = Descriptors.shortage() { return cause(code) }
        if isFull(folder) { return cause(ENOSPC) }
        // Beside the database are its log and its shared memory, so that the folder has to be writable too.
        if access(folder, W_OK | X_OK) != 0 { return "its folder \(folder): \(cause(errno))" }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 { return cause(errno) }
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
