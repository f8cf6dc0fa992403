/// The bytes before the header of a file: a byte order mark, and the line `sep=;`, which spreadsheets write to name the
/// delimiter.
struct Preamble: Equatable {
    /// Bytes before the header.
    private(set) var length = 0
    /// Lines before the header.
    private(set) var lines = 0
    /// The delimiter that the first line names.
    private(set) var delimiter: UInt8?

    init(of bytes: UnsafeBufferPointer<UInt8>) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: mark) { length = mark.count }
        let rest = UnsafeBufferPointer(rebasing: bytes[length...])
        // Some programs quote the line, because it contains a delimiter.
        guard let line = Self.line(rest, before: "sep=", after: "") ?? Self.line(rest, before: "\"sep=", after: "\"")
        else { return }
        delimiter = line.delimiter
        length += line.length
        lines = 1
    }

    private static func line(
        _ bytes: UnsafeBufferPointer<UInt8>, before: String, after: String
    ) -> (delimiter: UInt8, length: Int)? {
        let place = before.utf8.count
        let end = place + 1 + after.utf8.count
        guard bytes.count >= end, bytes.starts(with: before.utf8),
            bytes[(place + 1)..<end].elementsEqual(after.utf8), isDelimiter(bytes[place])
        else { return nil }
        guard bytes.count > end else { return (bytes[place], end) }
        switch bytes[end] {
        case UInt8(ascii: "\n"): return (bytes[place], end + 1)
        case UInt8(ascii: "\r"):
            let isPair = bytes.count > end + 1 && bytes[end + 1] == UInt8(ascii: "\n")
            return (bytes[place], end + (isPair ? 2 : 1))
        default: return nil
        }
    }

    /// Letters, digits and quotes are parts of fields, so they can't separate them.
    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\t"): true
        case UInt8(ascii: "\""), 0..<32, 127...: false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            false
        default: true
        }
    }
}
