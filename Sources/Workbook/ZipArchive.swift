/// The parts of a zip archive in memory (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>), stored or deflated.
struct ZipArchive {
    private struct Entry {
        var method: Int
        var packedSize: Int
        var headerOffset: Int
    }

    private let bytes: UnsafeRawBufferPointer
    private var entries: [String: Entry] = [:]

    /// - Parameter bytes: the whole file; it has to stay while this is in use.
    /// - Throws: ``PackedFault``.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        let end = try Self.endRecord(bytes)
        let count = try Self.number(bytes, end + 10, 2)
        var place = try Self.number(bytes, end + 16, 4)
        guard place != 0xFFFF_FFFF else { throw PackedFault.unusual }
        for _ in 0..<count {
            guard try Self.number(bytes, place, 4) == 0x0201_4B50 else { throw PackedFault.damaged }
            let flags = try Self.number(bytes, place + 8, 2)
            let (nameLength, extra, comment) = (
                try Self.number(bytes, place + 28, 2), try Self.number(bytes, place + 30, 2),
                try Self.number(bytes, place + 32, 2)
            )
            let name = try Self.range(bytes, place + 46, nameLength)
            let entry = Entry(
                method: try Self.number(bytes, place + 10, 2), packedSize: try Self.number(bytes, place + 20, 4),
                headerOffset: try Self.number(bytes, place + 42, 4))
            // Encrypted, or larger than 4 GB.
            guard flags & 1 == 0, entry.packedSize != 0xFFFF_FFFF, entry.headerOffset != 0xFFFF_FFFF else {
                throw PackedFault.unusual
            }
            entries[String(decoding: name, as: UTF8.self)] = entry
            place += 46 + nameLength + extra + comment
        }
    }

    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Unpacks a part, piece by piece.
    ///
    /// - Throws: ``PackedFault``, and what `emit` throws.
    func read(_ name: String, _ emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let entry = entries[name] else { throw PackedFault.missingPart(name) }
        let header = entry.headerOffset
        guard try Self.number(bytes, header, 4) == 0x0403_4B50 else { throw PackedFault.damaged }
        let start = header + 30 + (try Self.number(bytes, header + 26, 2)) + (try Self.number(bytes, header + 28, 2))
        let packed = try Self.range(bytes, start, entry.packedSize)
        switch entry.method {
        case 0:
            var rest = packed
            while rest.count > 0 {
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 18))
                try emit(piece)
                rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
            }
        case 8:
            let inflater = try Inflater(isGzip: false)
            var rest = packed
            while true {
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 18))
                let (taken, isAtEnd) = try inflater.inflate(piece, emit)
                if isAtEnd { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
                guard rest.count > 0 else { throw PackedFault.truncated }
            }
        default: throw PackedFault.unusual
        }
    }

    /// A whole part, which may have at most `limit` bytes.
    func data(_ name: String, limit: Int) throws -> [UInt8] {
        var data: [UInt8] = []
        try read(name) { piece in
            guard data.count + piece.count <= limit else { throw PackedFault.tooLong }
            data += piece
        }
        return data
    }

    /// The record at the end of the archive, in front of a comment of up to 64 KB.
    private static func endRecord(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        let length = 22
        guard bytes.count >= length else { throw PackedFault.truncated }
        var place = bytes.count - length
        let first = max(0, place - 0xFFFF)
        while place >= first {
            if bytes[place] == 0x50, try number(bytes, place, 4) == 0x0605_4B50 { return place }
            place -= 1
        }
        throw PackedFault.truncated
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ count: Int) throws -> Int {
        try range(bytes, place, count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func range(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ count: Int) throws
        -> UnsafeRawBufferPointer
    {
        guard place >= 0, count >= 0, place <= bytes.count - count else { throw PackedFault.damaged }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
}
