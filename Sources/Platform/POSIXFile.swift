import Foundation

/// A file descriptor, closed with the object. Reads and writes continue after a signal and report errors.
package final class POSIXFile: Sendable {
    package let descriptor: Int32
    /// The name in error messages.
    package let name: String
    private let isOwned: Bool

    package init(descriptor: Int32, name: String, isOwned: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isOwned = isOwned
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    package static func openForReading(_ path: String) throws -> POSIXFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError(.read, path, code: errno) }
        return POSIXFile(descriptor: descriptor, name: path, isOwned: true)
    }

    /// A new file without a name: the system removes it when its descriptor is closed.
    package static func temporary(in folder: String) throws -> POSIXFile {
        var template = Array((folder + "/.invdb-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw SystemError(.make, "a temporary file in \(folder)", code: errno)
        }
        unlink(template)
        return POSIXFile(descriptor: descriptor, name: "a temporary file in \(folder)", isOwned: true)
    }

    package var isRegular: Bool { (mode & S_IFMT) == S_IFREG }
    package var isFolder: Bool { (mode & S_IFMT) == S_IFDIR }

    /// Length in bytes.
    package var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    private var mode: mode_t {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_mode : 0
    }

    /// Reads up to the size of `buffer`. Returns the number of bytes read; 0 means the end of the file.
    ///
    /// - Throws: ``SystemError``.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int? = nil) throws -> Int {
        while true {
            let count =
                if let offset {
                    pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                } else {
                    Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                }
            if count >= 0 { return count }
            guard errno == EINTR else { throw SystemError(.read, name, code: errno) }
        }
    }

    /// Reads from a place of the file on until the buffer is full, or the file ends.
    ///
    /// - Returns: the number of bytes read.
    /// - Throws: ``SystemError``.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + filled)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes all of `bytes`.
    ///
    /// - Throws: ``BrokenPipe`` if the reader of a pipe is gone, ``SystemError`` for any other failure.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno != EINTR {
                throw SystemError(.write, name, code: errno)
            }
        }
    }

    /// Waits until there is something to read, or the work is interrupted. A blocking read of a pipe would wait for the writer.
    ///
    /// - Throws: ``Interrupted``.
    package func waitForInput(_ interruption: Interruption) throws {
        while true {
            try interruption.check()
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&request, 1, 100) != 0, errno != EINTR || request.revents != 0 { return }
        }
    }

    package func rewind() throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw SystemError(.rewind, name, code: errno)
        }
    }
}

/// The reader of our output is gone (`| head`). The command ends quietly and does not fail.
package struct BrokenPipe: Error {}

/// Standard output for small texts, with its errors reported.
package enum StandardOutput {
    /// Writes a line.
    ///
    /// - Throws: ``BrokenPipe``, ``SystemError``.
    package static func print(_ text: String) throws { try write(text + "\n") }

    /// - Throws: ``BrokenPipe``, ``SystemError``.
    package static func write(_ text: String) throws {
        try StandardStream.write(
            text, to: POSIXFile(descriptor: STDOUT_FILENO, name: "standard output", isOwned: false))
    }
}

/// Standard error. Its write errors are ignored, because there is no other place to report them.
package enum StandardError {
    package static func write(_ text: String) {
        try? StandardStream.write(
            text, to: POSIXFile(descriptor: STDERR_FILENO, name: "standard error", isOwned: false))
    }
}

private enum StandardStream {
    static func write(_ text: String, to file: POSIXFile) throws {
        var text = text
        try text.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
    }
}
