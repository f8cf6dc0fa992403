import CSV
import Foundation
import InventoryStore

/// Where data goes: standard output, or a file that appears whole or not at all (written beside and renamed).
final class OutputFile {
    private let file: POSIXFile
    private let target: (named: String, path: String, beside: String)?
    private var isFinished = false

    /// - Parameter path: nil or `-` is standard output.
    /// - Parameter inputs: files that the data comes from, which must not be replaced by it.
    init(path: String?, inputs: [String]) throws {
        guard let named = path, named != "-" else {
            file = POSIXFile(descriptor: STDOUT_FILENO, name: "standard output", isOwned: false)
            target = nil
            return
        }
        // A link stays a link: what it leads to is replaced.
        let path = Self.target(of: named)
        var status = stat()
        let exists = stat(path, &status) == 0
        for input in inputs where exists {
            var other = stat()
            guard stat(input, &other) == 0, status.st_dev == other.st_dev, status.st_ino == other.st_ino else {
                continue
            }
            throw PipelineError("Can't write \(named): it is what is being read; name another file.")
        }
        if exists, (status.st_mode & S_IFMT) != S_IFREG {
            guard (status.st_mode & S_IFMT) != S_IFDIR else {
                throw PipelineError("Can't write \(named): it is a folder; name a file in it.")
            }
            // A device or a pipe can't be replaced; it is written to.
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw PipelineError(cannot: "write", named, code: errno) }
            file = POSIXFile(descriptor: descriptor, name: named, isOwned: true)
            target = nil
            return
        }
        let beside = "\(path).part-\(getpid())"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw PipelineError(cannot: "write", named, code: errno) }
        file = POSIXFile(descriptor: descriptor, name: named, isOwned: true)
        target = (named, path, beside)
        PassingFiles.add(beside)
    }

    private static func target(of path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    deinit {
        guard let target, !isFinished else { return }
        unlink(target.beside)
        PassingFiles.remove(target.beside)
    }

    func write(_ text: TextBuffer) throws {
        try text.withUnsafeBytes(file.write)
    }

    /// Makes the file appear under its name.
    func finish() throws {
        guard let target else { return }
        guard rename(target.beside, target.path) == 0 else {
            throw PipelineError(cannot: "write", target.named, code: errno)
        }
        isFinished = true
        PassingFiles.remove(target.beside)
    }
}
