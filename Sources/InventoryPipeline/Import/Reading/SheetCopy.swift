import Platform
import Workbook

/// Writes a sheet of a workbook as CSV text into a temporary file.
enum SheetCopy {
    /// The longest text of a sheet, in bytes: one cell at the far right makes all rows long.
    private static let longest = 4 << 30

    /// - Returns: the copy, and the name of the sheet.
    /// - Throws: ``PackedFault``, ``SystemError``, ``Interrupted``.
    static func make(
        of file: POSIXFile, _ form: SheetForm, in folder: String, _ interruption: Interruption
    ) throws -> (POSIXFile, sheet: String) {
        let workbook = try WorkbookText(
            RandomAccessFile(size: file.size) { buffer, offset in
                try interruption.check()
                return try file.read(into: buffer, at: offset)
            })
        let lines = try POSIXFile.temporary(in: folder)
        let written = try workbook.write(form) { piece in
            try interruption.check()
            try lines.write(piece)
        }
        let filler = written.ofLines.reduce(0) { $0 + ($1 > 0 ? written.columns - Int($1) : 0) }
        guard lines.size + filler <= longest else { throw PackedFault.tooLong }
        return (try filled(lines, to: written, form.delimiter, in: folder, interruption), written.name)
    }

    /// A copy whose lines all have as many fields. Rows of a sheet end with their last cell that is not empty. The empty lines at
    /// the end, of which a sheet may have a million, are left out.
    private static func filled(
        _ lines: POSIXFile, to size: WrittenSheet, _ delimiter: UInt8, in folder: String,
        _ interruption: Interruption
    ) throws -> POSIXFile {
        let copy = try POSIXFile.temporary(in: folder)
        let last = size.ofLines.lastIndex { $0 > 0 } ?? -1
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
                    let fields = Int(size.ofLines[line])
                    if fields > 0 {
                        filled.append(contentsOf: repeatElement(delimiter, count: size.columns - fields))
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
