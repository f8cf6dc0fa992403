import Foundation

/// The destination of data: standard output, or a file that appears complete or not at all (written beside, then renamed).
package final class OutputFile {
    private let file: POSIXFile
    private let beside: AtomicFile?
    /// nil if the disk isn't waited for.
    private let writeback: Writeback?
    private var isFinished = false

    /// - Parameter path: the file's path; nil or `-` means standard output.
    /// - Parameter inputs: the files that the data comes from. The output must not replace one of them.
    /// - Throws: ``OutputRefused``, ``SystemError``.
    package init(path: String?, inputs: [String]) throws {
        guard let named = path, named != "-" else {
            file = POSIXFile(descriptor: STDOUT_FILENO, name: "standard output", isOwned: false)
            beside = nil
            writeback = nil
            return
        }
        var status = stat()
        let exists = stat(named, &status) == 0
        for input in inputs where exists {
            var other = stat()
            guard stat(input, &other) == 0, status.st_dev == other.st_dev, status.st_ino == other.st_ino else {
                continue
            }
            throw OutputRefused.isInput(named)
        }
        if exists, (status.st_mode & S_IFMT) != S_IFREG {
            guard (status.st_mode & S_IFMT) != S_IFDIR else {
                throw OutputRefused.isFolder(named)
            }
            // A device or a pipe can't be replaced, so it is opened and written to.
            let descriptor = open(named, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw SystemError(.write, named, code: errno) }
            file = POSIXFile(descriptor: descriptor, name: named, isOwned: true)
            beside = nil
            writeback = nil
            return
        }
        let beside = AtomicFile(for: named)
        let descriptor = open(beside.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let code = errno
            beside.remove()
            throw SystemError(.write, named, code: code)
        }
        file = POSIXFile(descriptor: descriptor, name: named, isOwned: true)
        self.beside = beside
        writeback = Writeback(of: beside.path)
    }

    /// An output without a name, to be read again; see ``POSIXFile/temporary(in:)``.
    package init(temporary file: POSIXFile) {
        self.file = file
        beside = nil
        writeback = nil
    }

    deinit {
        if !isFinished { beside?.remove() }
    }

    /// - Throws: ``BrokenPipe`` if the reader of a pipe is gone, ``SystemError`` for any other failure.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try file.write(bytes)
        writeback?.advance()
    }

    /// Gives the file its name, and waits until it is on disk.
    ///
    /// - Throws: ``SystemError``.
    package func finish() throws {
        guard let beside else { return }
        if let code = beside.appear(replaces: true) { throw SystemError(.write, file.name, code: code) }
        isFinished = true
    }
}
