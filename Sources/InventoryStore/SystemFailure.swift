import Foundation
import Synchronization

/// Errors of the system, in words that say what to do.
public enum SystemFailure {
    /// What the system says and what to do: "no space left on device; make room and do it again".
    public static func cause(_ code: Int32) -> String {
        guard let advice = advice(code) else { return message(code) }
        return "\(message(code)); \(advice)"
    }

    /// What the system says: "no such file or directory".
    public static func message(_ code: Int32) -> String {
        let message = String(cString: strerror(code))
        return message.prefix(1).lowercased() + message.dropFirst()
    }

    /// Whether the name that was given leads to nothing of the kind, rather than the system failing or refusing.
    public static func isWrongName(_ code: Int32) -> Bool {
        [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL].contains(code)
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
    static func obstacle(to path: String) -> String? {
        let folder = FileBeside.folder(of: path)
        if let code = exhaustedDescriptors() { return cause(code) }
        if isFull(folder) { return cause(ENOSPC) }
        // Beside the database are its log and its shared memory, so that the folder has to be writable too.
        if access(folder, W_OK | X_OK) != 0 { return "its folder \(folder): \(cause(errno))" }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 { return cause(errno) }
        return nil
    }

    static func isFull(_ folder: String) -> Bool {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return false }
        return status.f_bavail == 0 || UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 16
    }

    static var hasFileSizeLimit: Bool {
        var limit = rlimit()
        // RLIM_INFINITY is a cast that Swift does not import.
        return getrlimit(__rlimit_resource_t(1), &limit) == 0 && limit.rlim_cur < UInt64.max
    }

    /// An open database with its log, shared memory and temporary files needs some descriptors.
    private static func exhaustedDescriptors() -> Int32? {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<16 {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return errno }
            opened.append(descriptor)
        }
        return nil
    }
}

/// Files that are only there while the program runs. Whoever ends it abruptly removes them first.
public enum PassingFiles {
    private static let names = Mutex(Set<String>())

    public static func add(_ path: String) { names.withLock { _ = $0.insert(path) } }

    public static func remove(_ path: String) { names.withLock { _ = $0.remove(path) } }

    public static func unlinkAll() {
        names.withLock { names in
            for name in names { unlink(name) }
            names.removeAll()
        }
    }
}
