import Foundation

/// The first bytes of a write-ahead log (<https://www.sqlite.org/fileformat2.html#the_write_ahead_log>).
enum LogHeader {
    /// Checks that the file beside a database can be its log.
    ///
    /// SQLite would take any other file there for an empty log and overwrite it. A log without a header is valid, and so is one
    /// whose header a power cut has left as zeros.
    ///
    /// - Throws: ``StoreError`` of kind `refused`.
    static func verify(_ path: String) throws {
        var header: [UInt8] = []
        // Another program may be writing a new header at this moment, so try three times.
        for _ in 0..<3 {
            header = try bytes(of: "\(path)-wal", count: 32)
            if try isUsable(header, pageSize: pageSize(of: path)) { return }
        }
        throw StoreError(.notALog, while: .open, path: path)
    }

    static func isUsable(_ header: [UInt8], pageSize: Int) -> Bool {
        guard header.count == 32, header.contains(where: { $0 != 0 }) else { return true }
        let magic = number(header, at: 0)
        guard magic == 0x377F_0682 || magic == 0x377F_0683, number(header, at: 8) == pageSize else { return false }
        // The last bit of the magic number gives the byte order of the checksum.
        let isBigEndian = magic & 1 == 1
        var (first, second): (UInt32, UInt32) = (0, 0)
        for offset in stride(from: 0, to: 24, by: 8) {
            let words = [offset, offset + 4].map {
                isBigEndian ? number(header, at: $0) : number(header, at: $0).byteSwapped
            }
            first = first &+ words[0] &+ second
            second = second &+ words[1] &+ first
        }
        return number(header, at: 24) == first && number(header, at: 28) == second
    }

    /// Page size of a database in bytes; 0 if it has no header. Stored in two bytes at offset 16, where 1 means 65,536.
    private static func pageSize(of path: String) throws -> Int {
        let header = try bytes(of: path, count: 18)
        guard header.count == 18 else { return 0 }
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65_536 : size
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func bytes(of path: String, count: Int) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        return Array(try file.read(upToCount: count) ?? Data())
    }
}
