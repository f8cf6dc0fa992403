/// Text from a file as it is shown to people: not too long, and harmless to a terminal.
package enum DisplayText {
    /// Characters of a value that are shown.
    package static let longest = 60

    /// - Parameter limit: characters after which the rest is left out.
    package static func of(_ value: String, limit: Int = longest) -> String {
        let scalars = value.unicodeScalars
        let shown = scalars.prefix(limit)
        return shown.map(visible).joined() + (shown.endIndex < scalars.endIndex ? "…" : "")
    }

    /// The whole of an identifier as it is shown in a table. Nearly all have nothing to be made visible.
    package static func ofIdentifier(_ text: String) -> String {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } ? text : of(text, limit: .max)
    }

    /// The value in bytes, which may be anything. What is not UTF-8 shows its bytes: `caf\xe9`.
    package static func value(of bytes: UnsafeBufferPointer<UInt8>) -> String {
        // A value may be as long as a record may be; only its beginning is of use.
        var head = bytes.prefix(longest * 4 + 8)
        if head.count < bytes.count {
            // The last character may be cut: it begins at most four bytes before the end.
            for _ in 0..<3 { if let last = head.last, last & 0xC0 == 0x80 { head.removeLast() } }
            if let last = head.last, last >= 0xC0 { head.removeLast() }
        }
        if let text = String(validating: head, as: UTF8.self) { return text }
        return head.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
        }.joined()
    }

    /// A text with every character spelt out that has more than one form, or none that can be seen: `caf\u{e9}`.
    package static func spelt(_ value: String) -> String {
        value.unicodeScalars.prefix(longest).map { $0.isASCII ? visible($0) : code($0) }.joined()
    }

    /// What would move the cursor of a terminal, or change the order of what is around it, becomes its number.
    private static func visible(_ scalar: UnicodeScalar) -> String {
        isInvisible(scalar) ? code(scalar) : String(scalar)
    }

    package static func isInvisible(_ scalar: UnicodeScalar) -> Bool {
        // Emoji and some scripts are spelt with joiners.
        guard scalar != "\u{200C}", scalar != "\u{200D}" else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func code(_ scalar: UnicodeScalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }
}
