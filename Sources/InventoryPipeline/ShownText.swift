/// Text from a file as it is shown to people: not too long, and harmless to a terminal.
public enum ShownText {
    /// Characters of a value that are shown.
    public static let longest = 60

    /// - Parameter limit: characters after which the rest is left out.
    public static func of(_ value: String, limit: Int = longest) -> String {
        let scalars = value.unicodeScalars
        let shown = scalars.prefix(limit)
        return shown.map(visible).joined() + (shown.endIndex < scalars.endIndex ? "…" : "")
    }

    /// The value in bytes, which may be anything. What is not UTF-8 shows its bytes: `caf\xe9`.
    static func value(of bytes: UnsafeBufferPointer<UInt8>) -> String {
        // A value may be as long as a record may be; only its beginning is of use.
        var head = bytes.prefix(longest * 4 + 8)
        if head.count < bytes.count {
            while let last = head.last, last & 0xC0 == 0x80 { head.removeLast() }
            head.removeLast()
        }
        if let text = String(validating: head, as: UTF8.self) { return text }
        return head.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
        }.joined()
    }

    /// A text with every character spelt out that has more than one form, or none that can be seen: `caf\u{e9}`.
    static func spelt(_ value: String) -> String {
        value.unicodeScalars.prefix(longest).map { $0.isASCII ? visible($0) : code($0) }.joined()
    }

    /// What would move the cursor of a terminal, or change the order of what is around it, becomes its number.
    private static func visible(_ scalar: UnicodeScalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: code(scalar)
        default: String(scalar)
        }
    }

    private static func code(_ scalar: UnicodeScalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }
}
