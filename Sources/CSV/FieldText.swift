/// Values as the text of CSV fields.
public enum FieldText {
    /// Most bytes that ``number(_:)`` and ``TextBuffer/Cursor`` write for one number.
    public static let longestNumber = 24

    /// A text as a field, quoted where RFC 4180 needs it: a delimiter, a quote or a line end inside. An empty text is
    /// quoted too, so that it differs from a missing value.
    public static func quoted(_ text: String) -> [UInt8] {
        quoted(Array(text.utf8))
    }

    /// As ``quoted(_:)-(String)``, for bytes in whatever encoding they are.
    public static func quoted(_ text: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let needsQuotes =
            text.isEmpty
            || text.contains {
                $0 == Dialect.comma || $0 == quote || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
            }
        guard needsQuotes else { return text }
        var field = [quote]
        for byte in text {
            if byte == quote { field.append(quote) }
            field.append(byte)
        }
        field.append(quote)
        return field
    }

    /// The shortest decimal that reads back as the same double: `48`, `22.2`, `0.005`, `1e+16`.
    public static func number(_ x: Double) -> String {
        let text = x.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
