import Testing

@testable import Platform

@Suite struct DisplayTextTests {
    private func value(_ bytes: [UInt8]) -> String { bytes.withUnsafeBufferPointer(DisplayText.value) }

    @Test(
        "Control characters are shown as escapes",
        arguments: [
            ("plain", "plain"), ("", ""), ("é日👩", "é日👩"), ("\u{1B}[2J", "\\u{1b}[2J"),
            ("a\r\n\tb", "a\\u{d}\\u{a}\\u{9}b"),
            ("\u{202E}x\u{200B}", "\\u{202e}x\\u{200b}"), ("a\u{2028}b", "a\\u{2028}b"), ("\u{9B}", "\\u{9b}"),
        ])
    func isHarmlessToATerminal(text: String, shown: String) {
        #expect(Array(DisplayText.of(text).utf8) == Array(shown.utf8))
    }

    @Test("A text is cut after 60 characters")
    func isNotLong() {
        #expect(DisplayText.of(String(repeating: "x", count: 60)) == String(repeating: "x", count: 60))
        #expect(DisplayText.of(String(repeating: "x", count: 61)) == String(repeating: "x", count: 60) + "…")
        // One character to a reader, and a million to a terminal.
        #expect(DisplayText.of("e" + String(repeating: "\u{301}", count: 1_000_000)).unicodeScalars.count == 61)
        #expect(DisplayText.of("abcdef", limit: 3) == "abc…")
    }

    @Test func whatIsNotUTF8ShowsItsBytes() {
        #expect(value(Array("caf".utf8) + [0xE9]) == "caf\\xe9")
        #expect(value([0xC3, 0xA9]) == "é")
        #expect(value([]) == "")
        for byte in [0x80, 0xBF, 0xC0, 0xF4, 0xFF] as [UInt8] {
            let text = value([UInt8](repeating: byte, count: 1000))
            #expect(text.hasPrefix("\\x\(String(byte, radix: 16))\\x"))
        }
    }

    /// However long a value is, its beginning is cut between two characters.
    @Test(arguments: ["é", "日", "👩", "x"], 0..<4)
    func aLongValueIsCutBetweenCharacters(letter: String, offset: Int) {
        let text = String(repeating: "x", count: offset) + String(repeating: letter, count: 400)
        #expect(DisplayText.of(value(Array(text.utf8))) == DisplayText.of(text))
    }

    @Test("All letters beyond ASCII are shown as escapes")
    func lettersAreSpelt() {
        #expect(DisplayText.spelt("caf\u{E9} cafe\u{301}\n") == "caf\\u{e9} cafe\\u{301}\\u{a}")
    }
}
