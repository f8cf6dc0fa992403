import Foundation
import Platform
import Workbook

/// A file to import, or standard input. It can be read from its beginning any number of times.
///
/// An import begins again if a date late in a file shows that the day comes before the month. A pipe can be read only
/// once, so it is first copied to a temporary file. That happens before the transaction begins: no other process should
/// wait for the lock while the program that feeds the pipe takes its time. The same holds for what is packed: gzip files are
/// unpacked into a temporary file, and of a workbook its sheet is written there as text.
struct ImportInput: Sendable {
    let path: String
    /// The name for messages.
    let name: String
    /// Length in bytes.
    let size: Int
    /// The name of the sheet, if the file is a workbook.
    let sheet: String?
    private let copy: POSIXFile?
    /// Set if the input is read as it comes, and only once.
    let streaming: Interruption?

    /// - Parameter path: `-` is standard input.
    /// - Parameter form: which sheet of a workbook is read.
    /// - Throws: ``SystemError`` if it can't be read, ``InputError`` if it is not a text file, ``Interrupted``.
    init(
        path: String, form: SheetForm = SheetForm(), temporaryFolder: String,
        interruption: Interruption = Interruption()
    ) throws {
        self.path = path
        name = path == "-" ? "standard input" : path
        let file = try Self.file(path)
        guard !file.isFolder else { throw InputError.isFolder(file: name) }
        var copy: POSIXFile?
        var sheet: String?
        do {
            if try !file.isRegular || Self.head(of: file).starts(with: GzipStream.signature) {
                copy = try Self.copy(file, named: name, to: temporaryFolder, interruption)
            }
            if try ForeignFormat.workbook == Self.format(of: copy ?? file) {
                (copy, sheet) = try SheetCopy.make(of: copy ?? file, form, in: temporaryFolder, interruption)
            } else if form.sheet != nil {
                throw InputError.noWorkbook(file: name)
            }
        } catch let fault as PackedFault {
            throw InputError.packed(file: name, fault)
        }
        self.copy = copy
        self.sheet = sheet
        streaming = nil
        size = (copy ?? file).size
    }

    /// Standard input, read as it comes: nothing of it is copied, so it can be read only once, and what is packed is refused.
    init(streaming interruption: Interruption) {
        path = "-"
        name = "standard input"
        size = 0
        sheet = nil
        copy = nil
        streaming = interruption
    }

    /// The number of bytes by which formats are told apart.
    private static let headLength = 512

    private static func head(of file: POSIXFile) throws -> [UInt8] {
        var head = [UInt8](repeating: 0, count: headLength)
        let count = try head.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        return Array(head[..<count])
    }

    private static func format(of file: POSIXFile) throws -> ForeignFormat? {
        try head(of: file).withUnsafeBufferPointer(ForeignFormat.seen)
    }

    /// Opens the file at its beginning.
    func open() throws -> POSIXFile {
        let file = try copy ?? Self.file(path)
        if streaming == nil { try file.rewind() }
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
        if source.isRegular { try source.rewind() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var isFirst = true
        var unpacking: GzipStream?
        var unbroken = UnbrokenBytes()
        // A few packed bytes may be many: what is left of them is not waited for.
        func write(_ bytes: UnsafeRawBufferPointer) throws {
            try interruption.check()
            guard !unbroken.isTooMany else { return }
            if unbroken.count == nil { unbroken.begin(with: bytes) }
            try copy.write(bytes)
            unbroken.add(bytes)
        }
        while !unbroken.isTooMany {
            var count = 0
            repeat {
                try source.waitForInput(interruption)
                let more = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                if more == 0 { break }
                count += more
                // A pipe may bring single bytes, and formats are told apart by several.
            } while isFirst && count < headLength
            guard count > 0 else {
                try unpacking?.finish()
                break
            }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if isFirst {
                if bytes.starts(with: GzipStream.signature) {
                    unpacking = try GzipStream()
                } else if let format = bytes.withMemoryRebound(to: UInt8.self, ForeignFormat.seen), format != .workbook
                {
                    throw InputError.foreignFormat(file: name, format)
                }
                isFirst = false
            }
            if let unpacking { try unpacking.unpack(bytes, write) } else { try write(bytes) }
        }
        return copy
    }
}

/// The bytes since the last line end, in what is copied.
///
/// If there are more than any record may have, the reader of the copy will refuse the line. The rest may have no end and is not
/// worth the disk space. A workbook has no lines.
private struct UnbrokenBytes {
    private(set) var count: Int?
    private var isWorkbook = false

    var isTooMany: Bool { !isWorkbook && (count ?? 0) > RecordLimits.longest }

    mutating func begin(with bytes: UnsafeRawBufferPointer) {
        count = 0
        isWorkbook = bytes.withMemoryRebound(to: UInt8.self, ForeignFormat.seen) == .workbook
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        if let end = bytes.lastIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            count = bytes.count - 1 - end
        } else {
            count = (count ?? 0) + bytes.count
        }
    }
}
