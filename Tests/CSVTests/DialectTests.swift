import CSV
import Testing

@Suite struct DialectTests {
    private static func detected(_ header: String) -> Character {
        Array(header.utf8).withUnsafeBufferPointer {
            Character(UnicodeScalar(Dialect.detected(inHeader: $0).delimiter))
        }
    }

    @Test(
        arguments: [
            ("a,b,c", ","), ("a;b;c", ";"), ("a\tb\tc", "\t"), ("a|b|c", "|"), ("a;b\r\n", ";"), (";", ";"),
        ] as [(String, Character)])
    func theDelimiterOfTheHeaderIsFound(header: String, delimiter: Character) {
        #expect(Self.detected(header) == delimiter)
    }

    @Test func theMostFrequentOneWins() {
        #expect(Self.detected("a;b, c;d") == ";")
        #expect(Self.detected("price (a|b),x,y") == ",")
    }

    @Test func amongEquallyFrequentOnesTheMoreUsualWins() {
        #expect(Self.detected("a;b,c") == ",")
        #expect(Self.detected("a|b;c") == ";")
        #expect(Self.detected("a|b\tc") == "\t")
    }

    @Test func whatIsQuotedDoesNotCount() {
        #expect(Self.detected("\"a,b,c,d\";e") == ";")
        #expect(Self.detected("\"a \"\",\"\" b\",\"c\"") == ",")
        #expect(Self.detected("\"a\n,,,\";b") == ";")
    }

    @Test(arguments: ["a;b\n1,2,3,4\n", "a;b\r1,2,3,4\r", "a;b\r\n1,2,3,4\r\n"])
    func onlyTheFirstLineCounts(text: String) {
        #expect(Self.detected(text) == ";")
    }

    @Test(arguments: ["", "product", "\n;;;", "\"a;b\"", "\"a;b;c"])
    func withoutAnyDelimiterItIsTheComma(header: String) {
        #expect(Self.detected(header) == ",")
    }

    @Test("Comma, semicolon, tab and pipe are found as delimiters")
    func everyCandidateIsFound() {
        for candidate in Dialect.candidates {
            let mark = String(UnicodeScalar(candidate))
            #expect(Self.detected("a\(mark)b") == Character(mark))
        }
        #expect(Dialect.candidates.count == 4)
    }
}
