import Foundation
import Platform

/// A file to import, or standard input, that can be read from its beginning any number of times.
///
/// An import begins again when a date tells, late in a file, that the day comes before the month. What can be read only
/// once (a pipe) is therefore copied to a temporary file, and that before the transaction begins: nobody should wait for
/// the lock while whoever feeds the pipe takes their time.
struct ImportInput: Sendable {
    let path: String
    /// For messages.
    let name: String
    /// Length in bytes.
    let size: Int
    private let copy: POSIXFile?

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``SystemError`` if it can't be read, ``InputError`` if it is no file of text, ``Interrupted``.
    init(path: String, temporaryFolder: String, interruption: Interruption = Interruption()) throws {
        self.path = path
        name = path == "-" ? "standard input" : path
        let file = try Self.file(path)
        guard !file.isFolder else { throw InputError.isFolder(file: name) }
        copy = file.isRegular ? nil : try Self.copy(file, named: name, to: temporaryFolder, interruption)
        size = (copy ?? file).size
    }

    /// The file at its beginning.
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
            // A line that is longer than any record may be: whoever reads the copy refuses it there. What follows, which
            // may have no end, is not worth the disk.
            if unbroken > RecordLimits.longest { break }
        }
        return copy
    }
}
