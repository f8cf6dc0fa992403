import Foundation
import Platform

/// Rows that are kept in the order in which they were added, in bounded memory, and can be gone through any number of times.
///
/// The first rows stay in memory. If there are more, all of them are in a file without a name.
final class SpooledRows<Row: BitwiseCopyable> {
    private let folder: String
    /// Rows in memory, and in one read or write.
    private let memoryRows: Int
    /// Those that are not in the file yet.
    private var rows: [Row] = []
    private var file: POSIXFile?
    private(set) var count = 0

    /// - Parameter memoryRows: by default the rows that take 2 MB.
    init(folder: String, memoryRows: Int = 2_000_000 / MemoryLayout<Row>.stride) {
        self.folder = folder
        self.memoryRows = max(memoryRows, 1)
    }

    /// - Throws: ``SystemError`` if the file can't be made or written.
    func add(_ row: Row) throws {
        if rows.count == memoryRows { try spill() }
        rows.append(row)
        count += 1
    }

    private func spill() throws {
        let file = try file ?? POSIXFile.temporary(in: folder)
        self.file = file
        try rows.withUnsafeBytes(file.write)
        rows.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with all rows, in blocks.
    ///
    /// - Throws: ``SystemError`` if the file can't be read.
    func forEachBlock(_ body: (ArraySlice<Row>) throws -> Void) throws {
        let stride = MemoryLayout<Row>.stride
        let end = (count - rows.count) * stride
        var offset = 0
        while let file, offset < end {
            let block = try [Row](unsafeUninitializedCapacity: min(memoryRows, (end - offset) / stride)) {
                buffer, count in
                count = try file.fill(UnsafeMutableRawBufferPointer(buffer), at: offset) / stride
            }
            // A file that was cut short by somebody else has no more rows.
            if block.isEmpty { break }
            offset += block.count * stride
            try body(block[...])
        }
        try body(rows[...])
    }
}
