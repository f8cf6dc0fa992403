internal import Shims

/// A file that is read from any place, such as one on disk.
package struct RandomAccessFile {
    let size: Int
    private let read: (UnsafeMutableRawBufferPointer, Int) throws -> Int

    /// - Parameter read: reads into the buffer from an offset, and returns the number of bytes; fewer than there is room for only
    ///   if it has to, and 0 only at the end.
    package init(size: Int, read: @escaping (_ into: UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Int) {
        self.size = size
        self.read = read
    }

    /// Fills the buffer from an offset on.
    ///
    /// - Throws: ``PackedFault/damaged`` if there are not so many bytes, and what reading throws.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws {
        guard offset >= 0, offset <= size - buffer.count else { throw PackedFault.damaged }
        var filled = 0
        while filled < buffer.count {
            let count = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), offset + filled)
            guard count > 0 else { throw PackedFault.truncated }
            filled += count
        }
    }

    func bytes(_ count: Int, from offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes { try fill($0, from: offset) }
        return bytes
    }
}

/// The parts of a zip archive (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>), stored or deflated.
///
/// Only the directory at its end is held in memory.
struct ZipArchive {
    private struct Entry {
        var method: Int
        var checksum: UInt32
        var packedSize: Int
        var size: Int
        var headerOffset: Int
    }

    private let file: RandomAccessFile
    /// By their names as ``key(_:)`` has them.
    private var entries: [String: Entry] = [:]

    /// The number that stands for one of 64 bits elsewhere.
    private static let elsewhere = 0xFFFF_FFFF
    /// The largest directory in bytes.
    private static let longestDirectory = 16 << 20

    /// - Throws: ``PackedFault``, and what reading the file throws.
    init(_ file: RandomAccessFile) throws {
        self.file = file
        let end = try Self.endRecord(file)
        let (count, size, offset) = (end.number(10, 2), end.number(12, 4), end.number(16, 4))
        guard offset != Self.elsewhere, size <= Self.longestDirectory else { throw PackedFault.unusual }
        var rest = Bytes(try file.bytes(size, from: offset))
        for _ in 0..<count {
            guard rest.count >= 46, rest.number(0, 4) == 0x0201_4B50 else { throw PackedFault.damaged }
            let (nameLength, length) = (
                rest.number(28, 2), 46 + rest.number(28, 2) + rest.number(30, 2) + rest.number(32, 2)
            )
            guard rest.count >= length else { throw PackedFault.damaged }
            let entry = Entry(
                method: rest.number(10, 2), checksum: UInt32(truncatingIfNeeded: rest.number(16, 4)),
                packedSize: rest.number(20, 4), size: rest.number(24, 4), headerOffset: rest.number(42, 4))
            let isEncrypted = rest.number(8, 2) & 1 == 1
            // Those that are larger than 4 GB have their sizes elsewhere.
            let sizes = [entry.packedSize, entry.size, entry.headerOffset]
            guard !isEncrypted, !sizes.contains(Self.elsewhere) else { throw PackedFault.unusual }
            entries[Self.key(String(decoding: rest.slice(46, nameLength), as: UTF8.self))] = entry
            rest.drop(length)
        }
    }

    /// Parts of workbooks are the same whatever the case of their names, and some programs write `\` for `/`.
    private static func key(_ name: String) -> String { String(name.lowercased().map { $0 == "\\" ? "/" : $0 }) }

    func has(_ name: String) -> Bool { entries[Self.key(name)] != nil }

    /// Unpacks a part, piece by piece. What has been emitted counts only if this returns: the checksum is at the end.
    ///
    /// - Parameter limit: the largest size of the part in bytes.
    /// - Throws: ``PackedFault``, what reading the file throws, and what `emit` throws.
    func read(_ name: String, limit: Int = .max, _ emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let entry = entries[Self.key(name)] else { throw PackedFault.missingPart(name) }
        guard entry.size <= limit else { throw PackedFault.tooLong }
        var (size, checksum) = (0, UInt32(0))
        try unpack(entry) { piece in
            size += piece.count
            guard size <= entry.size else { throw PackedFault.damaged }
            checksum = crc32_add(checksum, piece.baseAddress, piece.count)
            try emit(piece)
        }
        guard size == entry.size, checksum == entry.checksum else { throw PackedFault.damaged }
    }

    private func unpack(_ entry: Entry, _ emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        let header = Bytes(try file.bytes(30, from: entry.headerOffset))
        guard header.number(0, 4) == 0x0403_4B50 else { throw PackedFault.damaged }
        var place = entry.headerOffset + 30 + header.number(26, 2) + header.number(28, 2)
        let end = place + entry.packedSize
        let isStored = entry.method == 0
        guard isStored || entry.method == 8 else { throw PackedFault.unusual }
        let inflater = isStored ? nil : try Inflater(isGzip: false)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while place < end {
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(end - place))
            try file.fill(piece, from: place)
            place += piece.count
            if let inflater {
                let (_, isAtEnd) = try inflater.inflate(UnsafeRawBufferPointer(piece), emit)
                if isAtEnd { return }
            } else {
                try emit(UnsafeRawBufferPointer(piece))
            }
        }
        if !isStored { throw PackedFault.truncated }
    }

    /// The record at the end of the archive, in front of a comment of up to 64 KB.
    private static func endRecord(_ file: RandomAccessFile) throws -> Bytes {
        let length = 22
        guard file.size >= length else { throw PackedFault.truncated }
        let count = min(file.size, length + 0xFFFF)
        let end = Bytes(try file.bytes(count, from: file.size - count))
        for place in stride(from: count - length, through: 0, by: -1) where end.number(place, 4) == 0x0605_4B50 {
            return Bytes(end.slice(place, length))
        }
        throw PackedFault.truncated
    }
}

/// Bytes with numbers in them, the lowest byte first.
private struct Bytes {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { self.bytes = ArraySlice(bytes) }

    var count: Int { bytes.count }

    mutating func drop(_ count: Int) { bytes = bytes.dropFirst(count) }

    func slice(_ place: Int, _ count: Int) -> ArraySlice<UInt8> { bytes.dropFirst(place).prefix(count) }

    /// - Parameter count: the number of bytes, which have to be there.
    func number(_ place: Int, _ count: Int) -> Int { slice(place, count).reversed().reduce(0) { $0 << 8 | Int($1) } }
}
