import Platform
import Workbook

/// Writes a sheet of a workbook as CSV text into a temporary file.
enum SheetCopy {
    /// The largest workbook, in bytes: it is read into memory.
    private static let largest = 1 << 30

    /// - Parameter sheet: nil is the first one.
    /// - Throws: ``PackedFault``, ``SystemError``, ``Interrupted``.
    static func make(
        of file: POSIXFile, sheet: String?, in folder: String, _ interruption: Interruption
    ) throws -> POSIXFile {
        let size = file.size
        guard size <= largest else { throw PackedFault.tooLong }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
        defer { bytes.deallocate() }
        var count = 0
        while count < size {
            try interruption.check()
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<min(size, count + 1 << 20)])
            let read = try file.read(into: rest, at: count)
            if read == 0 { break }
            count += read
        }
        let lines = try POSIXFile.temporary(in: folder)
        let written = try WorkbookText(UnsafeRawBufferPointer(rebasing: bytes[..<count])).write(sheet: sheet) { piece in
            try interruption.check()
            try lines.write(piece)
        }
        return try filled(lines, to: written.columns, written.ofLines, in: folder, interruption)
    }

    /// A copy whose lines all have as many fields. Rows of a sheet end with their last cell that is not empty. The empty lines at
    /// the end, of which a sheet may have a million, are left out.
    private static func filled(
        _ lines: POSIXFile, to columns: Int, _ ofLines: [UInt16], in folder: String, _ interruption: Interruption
    ) throws -> POSIXFile {
        let copy = try POSIXFile.temporary(in: folder)
        let last = ofLines.lastIndex { $0 > 0 } ?? -1
        var line = 0
        var filled: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        try lines.rewind()
        while line <= last {
            try interruption.check()
            let count = try buffer.withUnsafeMutableBytes { try lines.read(into: $0) }
            if count == 0 { break }
            for byte in buffer[..<count] where line <= last {
                if byte == UInt8(ascii: "\n") {
                    if ofLines[line] > 0 {
                        filled.append(contentsOf: repeatElement(UInt8(ascii: ","), count: columns - Int(ofLines[line])))
                    }
                    line += 1
                }
                filled.append(byte)
            }
            try filled.withUnsafeBytes { try copy.write($0) }
            filled.removeAll(keepingCapacity: true)
        }
        return copy
    }
}
