import Platform

/// A pattern in which `*` stands for any number of bytes, also none. All other bytes stand for themselves.
struct Pattern {
    private let parts: [[UInt8]]
    /// Whether ASCII letters match in either case.
    private var ignoresCase = false

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// A pattern that matches what contains a text, with ASCII letters in either case.
    init(in text: String) {
        self.init("*" + String(decoding: text.utf8.map(\.lowercasedASCII), as: UTF8.self) + "*")
        ignoresCase = true
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard ignoresCase else { return matchesExactly(text) }
        return text.map(\.lowercasedASCII).withUnsafeBufferPointer(matchesExactly)
    }

    private func matchesExactly(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = parts.first, let last = parts.last else { return text.isEmpty }
        guard parts.count > 1 else { return text.elementsEqual(first) }
        guard text.count >= first.count + last.count, text.starts(with: first),
            text.suffix(last.count).elementsEqual(last)
        else { return false }
        // Each inner part is matched as far left as possible, which leaves the most room for the parts after it.
        var at = first.count
        let end = text.count - last.count
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard end - at >= part.count else { return false }
            while at + part.count <= end, !text[at..<at + part.count].elementsEqual(part) { at += 1 }
            guard at + part.count <= end else { return false }
            at += part.count
        }
        return true
    }
}
