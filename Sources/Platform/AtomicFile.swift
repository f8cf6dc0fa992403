import Foundation

/// A file that is written beside the place it is meant for, and appears there when it is whole: also after a power cut there is
/// the former file or the new one, and never a part of it.
package struct AtomicFile: Sendable {
    /// Where it appears. A link stays a link: this is what it leads to.
    package let target: String
    /// Where it is written.
    package let path: String

    /// No other program names a file like this, so that what is left of an ended process can be told from everything else.
    private static let mark = ".invdb-"
    /// What SQLite keeps beside a database.
    private static let suffixes = ["", "-wal", "-shm", "-journal"]

    /// Also removes what processes that were killed have left of the same file.
    package init(for named: String) {
        target = Self.resolved(named)
        path = "\(target)\(Self.mark)\(getpid())"
        Self.removeLeftovers(of: target)
        announce()
    }

    /// A place that all processes share which make the same file: they have to take turns, and to call ``announce()`` in theirs.
    package init(sharedBy named: String) {
        target = Self.resolved(named)
        path = "\(target)\(Self.mark)new"
    }

    /// Has the file removed where the process ends abruptly.
    package func announce() {
        for suffix in Self.suffixes { TemporaryFiles.add(path + suffix) }
    }

    /// Removes what is written so far. After it has appeared there is nothing to remove.
    package func remove() {
        for suffix in Self.suffixes {
            unlink(path + suffix)
            TemporaryFiles.remove(path + suffix)
        }
    }

    /// Brings the finished file under its name, and waits until it is on disk there.
    ///
    /// - Parameter replaces: whether it takes the place of a file that is there; otherwise that is the error EEXIST.
    /// - Returns: the error number of what failed, or nil.
    package func appear(replaces: Bool) -> Int32? {
        // A file system may bring the new name to the disk before the content; after a power cut the file would be empty.
        if let code = Self.synchronize(path) { return code }
        if replaces {
            guard rename(path, target) == 0 else { return errno }
        } else {
            // Unlike a rename, a link never replaces what has come there meanwhile.
            guard link(path, target) == 0 else { return errno }
        }
        remove()
        let code = Self.synchronize(Self.folder(of: target))
        // Some folders may be written to and not be read, and some file systems keep no names back: whole it is there too.
        return code == EACCES || code == EINVAL ? nil : code
    }

    /// Waits until a file, or the names in a folder, are on disk.
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

    /// The folder that a file is in, or would be in.
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
            // In a container every process may have the number that this one has. Another user's can't be asked, but is there.
            if process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) { unlink("\(folder)/\(name)") }
        }
    }
}
