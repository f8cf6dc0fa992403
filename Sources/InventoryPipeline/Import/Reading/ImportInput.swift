import Foundation
import Platform

/// A file to import, or standard input. It can be read from its beginning any number of times.
///
/// An import begins again if a date late in a file shows that the day comes before the month. A pipe can be read only
/// once, so it is first copied to a temporary file. That happens before the transaction begins: no other process should
/// wait for the lock while the program that feeds the pipe takes its time.
struct ImportInput: Sendable {
    let path: String
    /// The name for messages.
    let name: String
    /// Length in bytes.
    let size: Int
    private let copy: POSIXFile?

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``SystemError`` if it can't be read, ``InputError`` if it is not a text file, ``Interrupted``.
    init(path: String, temporaryFolder: String, interruption: Interruption = Interruption()) throws {
        self.path = path
        name = path == "-" ? "standard input" : path
        let file = try Self.file(path)
        guard !file.isFolder else { throw InputError.isFolder(file: name) }
        copy = file.isRegular ? nil : try Self.copy(file, named: name, to: temporaryFolder, interruption)
        size = (copy ?? file).size
    }

    /// Opens the file at its beginning.
    func open() throws -> POSIXFile {
        let file = try copy ?? Self.file(path)
        try file.rewind()
        return file
    }

    private static func file(_ path: String) throws -> POSIXFile {
        path == "-"
            ? POSIXFile(descriptor: STDIN_FILENO, name: "standard input", isOwned: false)
            : try POSIXFile.openForReading(path)
    }

    private static func copy(
        _ source: POSIXFile, named name: String, to folder: String, _ interruption: Interruption
    ) throws -> POSIXFile {
        let copy = try POSIXFile.temporary(in: folder)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var isFirst = true
        var unbroken = 0
        while true {
            try source.waitForInput(interruption)
            let count = try source.read(into: buffer)
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if isFirst, let format = bytes.withMemoryRebound(to: UInt8.self, ForeignFormat.seen) {
                throw InputError.foreignFormat(file: name, format)
            }
            isFirst = false
            try copy.write(bytes)
            if let end = bytes.lastIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
                unbroken = count - 1 - end
            } else {
                unbroken += count
            }
            // The line is longer than any record may be, and the reader of the copy will refuse it there. The rest may
            // have no end and is not worth the disk space.
            if unbroken > RecordLimits.longest { break }
        }
        return copy
    }
}
