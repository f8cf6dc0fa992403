/// Text from a file, made ready for people: shortened, and harmless to a terminal.
package enum DisplayText {
    /// The number of characters of a value that are shown.
    package static let longest = 60

    /// - Parameter limit: the number of characters after which the rest is cut off.
    package static func of(_ value: String, limit: Int = longest) -> String {
        let scalars = value.unicodeScalars
        let shown = scalars.prefix(limit)
        return shown.map(visible).joined() + (shown.endIndex < scalars.endIndex ? "…" : "")
    }

    /// A whole identifier, as a table shows it. Almost all identifiers are plain ASCII and returned unchanged.
    package static func ofIdentifier(_ text: String) -> String {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } ? text : of(text, limit: .max)
    }

    /// A value from arbitrary bytes. Bytes that are not UTF-8 are shown by number: `caf\xe9`.
    package static func value(of bytes: UnsafeBufferPointer<UInt8>) -> String {
        // A value may be as long as a record; only its beginning is needed.
        var head = bytes.prefix(longest * 4 + 8)
        if head.count < bytes.count {
            // The last character may be cut off: it begins at most four bytes before the end.
            for _ in 0..<3 { if let last = head.last, last & 0xC0 == 0x80 { head.removeLast() } }
            if let last = head.last, last >= 0xC0 { head.removeLast() }
        }
        if let text = String(validating: head, as: UTF8.self) { return text }
        return head.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
        }.joined()
    }

    /// A text in which every non-ASCII or invisible character is spelt out, because several forms may look alike: `caf\u{e9}`.
    package static func spelt(_ value: String) -> String {
        value.unicodeScalars.prefix(longest).map { $0.isASCII ? visible($0) : code($0) }.joined()
    }

    /// Spells out a character that would move the terminal's cursor or change the direction of the text around it.
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
