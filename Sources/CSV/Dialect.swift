/// How a delimited file separates its fields. Quoting is always that of RFC 4180.
public struct Dialect: Equatable, Sendable {
    /// The byte between two fields.
    public var delimiter: UInt8

    public init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    public static let comma = UInt8(ascii: ",")

    /// What people call the delimiter: `comma`, `tab`; any other delimiter is named by its character.
    public var delimiterName: String {
        switch delimiter {
        case Self.comma: "comma"
        case UInt8(ascii: ";"): "semicolon"
        case UInt8(ascii: "\t"): "tab"
        case UInt8(ascii: "|"): "pipe"
        default: "“\(UnicodeScalar(delimiter))”"
        }
    }

    /// The delimiters that ``detected(inHeader:)`` tells apart, the more usual one first.
    public static let candidates: [UInt8] = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

    /// The dialect of a file whose first line is `header`: its delimiter is the candidate that occurs most often
    /// outside quotes in that line, or the comma if no candidate occurs.
    public static func detected(inHeader header: UnsafeBufferPointer<UInt8>) -> Dialect {
        var counts = [Int](repeating: 0, count: candidates.count)
        var isQuoted = false
        for byte in header {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted {
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
                if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
            }
        }
        let most = counts.max() ?? 0
        guard most > 0, let index = counts.firstIndex(of: most) else { return Dialect(delimiter: comma) }
        return Dialect(delimiter: candidates[index])
    }
}
