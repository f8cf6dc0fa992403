internal import Shims

/// What is wrong with packed data, or with a workbook.
package enum PackedFault: Error, Equatable, Sendable {
    /// The data is not what its checksum or its form says.
    case damaged
    /// It ends too early.
    case truncated
    /// There is something behind its end.
    case followedByOther
    case outOfMemory
    /// The archive lacks a part that a workbook has.
    case missingPart(String)
    /// The archive is encrypted, is split, or has a part packed in another way than usual.
    case unusual
    /// A text, a tag or the table of texts is longer than any that can be read.
    case tooLong
    /// There is no sheet of this name; the workbook has these.
    case noSheet(String, among: [String])
    case noSheets
}

/// Unpacks deflated data, piece by piece.
final class Inflater {
    private let inflater: OpaquePointer
    private var room = [UInt8](repeating: 0, count: 1 << 18)

    /// - Throws: ``PackedFault/outOfMemory``.
    init(isGzip: Bool) throws {
        guard let made = inflater_make(isGzip ? 1 : 0) else { throw PackedFault.outOfMemory }
        inflater = made
    }

    deinit { inflater_free(inflater) }

    func reset() { inflater_reset(inflater) }

    /// Inflates a piece of the input.
    ///
    /// - Returns: the number of bytes taken, which is less than all only at the end of the data.
    func inflate(
        _ input: UnsafeRawBufferPointer, _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (taken: Int, isAtEnd: Bool) {
        var taken = 0
        while true {
            var (used, made) = (0, 0)
            let state = room.withUnsafeMutableBytes { room in
                inflater_run(
                    inflater, input.baseAddress?.advanced(by: taken), input.count - taken, &used, room.baseAddress,
                    room.count, &made)
            }
            taken += used
            if made > 0 { try room.withUnsafeBytes { try emit(UnsafeRawBufferPointer(rebasing: $0[..<made])) } }
            switch state {
            case inflater_end: return (taken, true)
            case inflater_more:
                // Without output there is nothing left to make of this piece.
                if taken == input.count, made < room.count { return (taken, false) }
            case inflater_no_memory: throw PackedFault.outOfMemory
            default: throw PackedFault.damaged
            }
        }
    }
}

/// Unpacks a gzip file (RFC 1952), which may have several members one after the other.
package final class GzipStream {
    private let inflater: Inflater
    private var isAtEnd = false
    /// The first bytes of what may be the next member.
    private var isBetween = false

    /// The bytes that a gzip file begins with.
    package static let signature: [UInt8] = [0x1F, 0x8B]

    package init() throws { inflater = try Inflater(isGzip: true) }

    /// - Throws: ``PackedFault``, and what `emit` throws.
    package func unpack(_ piece: UnsafeRawBufferPointer, _ emit: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = piece
        while rest.count > 0 {
            if isBetween {
                // Tapes fill the last block with zeros.
                if isAtEnd || rest[rest.startIndex] == 0 {
                    isAtEnd = true
                    guard rest.allSatisfy({ $0 == 0 }) else { throw PackedFault.followedByOther }
                    return
                }
                guard rest[rest.startIndex] == Self.signature[0] else { throw PackedFault.followedByOther }
                inflater.reset()
                isBetween = false
            }
            let (taken, isAtEnd) = try inflater.inflate(rest, emit)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            isBetween = isAtEnd
        }
    }

    /// Call it at the end of the file.
    ///
    /// - Throws: ``PackedFault/truncated``.
    package func finish() throws {
        guard isBetween else { throw PackedFault.truncated }
    }
}
