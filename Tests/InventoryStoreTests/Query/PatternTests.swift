import TestSupport
import Testing

@testable import InventoryStore

@Suite struct PatternTests {
    private func matches(_ pattern: String, _ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { Pattern(pattern).matches($0) }
    }

    /// The definition of a match, letter by letter.
    private func matchesPlainly(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == UInt8(ascii: "*") {
            return matchesPlainly(pattern.dropFirst(), text)
                || (!text.isEmpty && matchesPlainly(pattern, text.dropFirst()))
        }
        return text.first == first && matchesPlainly(pattern.dropFirst(), text.dropFirst())
    }

    @Test("Random patterns match as the plain definition says")
    func agreesWithTheDefinition() {
        var generator = SeededGenerator("pattern")
        var found = 0
        for _ in 0..<20_000 {
            // Two letters and many stars: every way of going wrong is near.
            let pattern = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                Array("aab*".utf8)[Int.random(in: 0..<4, using: &generator)]
            }
            let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                Array("aab".utf8)[Int.random(in: 0..<3, using: &generator)]
            }
            let expected = matchesPlainly(pattern[...], text[...])
            found += expected ? 1 : 0
            let isMatch = text.withUnsafeBufferPointer {
                Pattern(String(decoding: pattern, as: UTF8.self)).matches($0)
            }
            #expect(
                isMatch == expected,
                "\(String(decoding: pattern, as: UTF8.self)) and \(String(decoding: text, as: UTF8.self))")
        }
        #expect(found > 1000)
    }

    @Test(
        "Each pattern matches these texts and not those",
        arguments: [
            ("A*", "A", true), ("A*", "AB", true), ("A*", "BA", false), ("*", "", true), ("*", "x", true),
            ("*1", "A1", true), ("*1", "1A", false), ("A*B*C", "AxBxC", true), ("A*B*C", "AxCxB", false),
            ("a*a", "a", false), ("ab*ba", "aba", false), ("**", "", true), ("a", "A", false), ("a?", "ab", false),
            ("a[bc]", "ab", false), ("日*", "日本", true), ("é*", "e\u{301}", false), ("", "", true), ("", "a", false),
        ])
    func single(_ pattern: String, _ text: String, _ isMatch: Bool) {
        #expect(matches(pattern, text) == isMatch)
    }

    @Test(
        "A text is found anywhere, with ASCII letters in either case",
        arguments: [
            ("shirt", "T-Shirt, red", true), ("SHIRT", "shirt", true), ("shirt", "shir", false),
            ("t-s*red", "T-Shirt, RED", true),
            ("red*shirt", "T-Shirt, red", false), ("ä", "Hähnchen", true), ("Ä", "Hähnchen", false),
            ("@[", "`{", false),
        ])
    func texts(_ text: String, _ name: String, _ isMatch: Bool) {
        #expect(Array(name.utf8).withUnsafeBufferPointer { Pattern(in: text).matches($0) } == isMatch)
    }
}
