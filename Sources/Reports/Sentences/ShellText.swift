/// Commands that people can paste.
package enum ShellText {
    /// The words of a command, in quotes where a shell would read something else.
    package static func command(_ words: [String]) -> String { words.map(word).joined(separator: " ") }

    private static func word(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        return isPlain
            ? word : "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_./,:@+%".utf8.contains(byte)
        }
    }
}
