import Foundation

/// A file that is written beside its target and then put in its place atomically. After a power cut there is either the former
/// file or the complete new one.
package struct AtomicFile: Sendable {
    /// The path of the finished file. A symbolic link stays: this is the path that it leads to.
    package let target: String
    /// The path at which the file is written.
    package let path: String

    /// Marks our temporary files. No other program uses it, so files left by ended processes can be recognised.
    private static let mark = ".invdb-"
    /// The suffixes of the files that SQLite keeps beside a database.
    private static let suffixes = ["", "-wal", "-shm", "-journal"]

    /// A file of this process. Also removes files for the same target that killed processes have left.
    package init(for named: String) {
        target = Self.resolved(named)
        path = "\(target)\(Self.mark)\(getpid())"
        Self.removeLeftovers(of: target)
        announce()
    }

    /// A file shared by all processes that make the same target. They have to take turns, and call ``announce()`` in their turn.
    package init(sharedBy named: String) {
        target = Self.resolved(named)
        path = "\(target)\(Self.mark)new"
    }

    /// Registers the file, so that it is removed if the process ends abruptly.
    package func announce() {
        for suffix in Self.suffixes { TemporaryFiles.add(path + suffix) }
    }

    /// Removes the unfinished file. Does nothing once the file has appeared.
    package func remove() {
        for suffix in Self.suffixes {
            unlink(path + suffix)
            TemporaryFiles.remove(path + suffix)
        }
    }

    /// Gives the finished file its name by an atomic rename or link, and waits until it is on disk.
    ///
    /// - Parameter replaces: whether an existing file is replaced. If not, an existing file is the error EEXIST.
    /// - Returns: the error number of a failure; nil for success.
    package func appear(replaces: Bool) -> Int32? {
        // A file system may store the new name before the content. After a power cut the file would then be empty.
        if let code = Self.synchronize(path) { return code }
        if replaces {
            guard rename(path, target) == 0 else { return errno }
        } else {
            // Unlike a rename, a link never replaces a file that has appeared meanwhile.
            guard link(path, target) == 0 else { return errno }
        }
        remove()
        let code = Self.synchronize(Self.folder(of: target))
        // EACCES: the folder may be written but not opened. EINVAL: the file system can't sync folders. The file is complete in
        // both cases.
        return code == EACCES || code == EINVAL ? nil : code
    }

    /// Waits until a file, or the names in a folder, are on disk. Returns the error number of a failure.
    private static func synchronize(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return fsync(descriptor) == 0 ? nil : errno
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The folder of a file. The file need not exist.
    package static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    private static func removeLeftovers(of target: String) {
        let folder = folder(of: target)
        let beginning = URL(fileURLWithPath: target).lastPathComponent + mark
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(beginning) {
            let rest = name.dropFirst(beginning.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let process = pid_t(digits), suffixes.contains(String(rest.dropFirst(digits.count))) else { continue }
            // In a container every process may have the same number as this one. EPERM means that another user's process exists.
            if process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) { unlink("\(folder)/\(name)") }
        }
    }
}
