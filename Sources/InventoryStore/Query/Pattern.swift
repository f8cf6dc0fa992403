import Platform

/// A pattern in which `*` stands for any number of bytes, also none. All other bytes stand for themselves.
struct Pattern {
    private let parts: StarParts<UInt8>
    /// Whether ASCII letters match in either case.
    private var ignoresCase = false

    init(_ text: String) {
        parts = StarParts(
            text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)[...])
    }

    /// A pattern that matches what contains a text, with ASCII letters in either case.
    init(in text: String) {
        self.init("*" + String(decoding: text.utf8.map(\.lowercasedASCII), as: UTF8.self) + "*")
        ignoresCase = true
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        ignoresCase ? parts.matches(text.map(\.lowercasedASCII)) : parts.matches(text)
    }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }
}
